"""The command line: opens doors, nothing more. A command is imported only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from thidua import i18n
from thidua.version import VERSION


def _(message: str) -> str:
    """Mark a sentence for the catalogues; it is translated when it is shown."""
    return message


# In the order of the work. The short help stands here so that --help need not import the commands.
COMMANDS = {
    "demo": _("Play the whole example and leave every file it makes in a folder"),
    "doctor": _("Say what is missing on this machine and how to install it"),
    "check": _("Check criteria files and run their worked cases"),
    "plan": _("Draft a plan from its text, show rules in words, compare versions"),
    "init": _("Begin a review: make its record from a review file"),
    "form": _("Write a form for every unit"),
    "load": _("Read filled forms back into the record"),
    "run": _("Score, rank and select"),
    "rank": _("Show or export the ranking"),
    "explain": _("Show every point of one candidate"),
    "council": _("What the council must decide, and what it decided"),
    "notice": _("Publish results for the working days asked for; what follows waits"),
    "objection": _("Objections to published results, their answers, and what these changed"),
    "document": _("Write one document of the board as PDF or Word"),
    "template": _("List what own templates may name, and check them"),
    "reconcile": _("Compare papers with each other and with the record"),
    "dossier": _("Make the council's dossier as PDF"),
    "certificates": _("Make a certificate for everyone selected"),
    "sign": _("Sign papers with a key file or a token"),
    "score": _("Score a table without a record"),
    "history": _("The ledger of honours: load old decisions, show a past, revoke"),
    "law": _("The catalogue of awards: show it, check its citations, compare versions"),
    "eligible": _("Say what a candidate may be proposed for, with the clause and the facts"),
    "nominate": _("Make the lists of proposals from runs, past and law; record whom people propose"),
    "bonus": _("Reckon bonus money with the clause beside each line"),
    "stats": _("Fill the yearly statistics forms, with the list behind each cell"),
    "upgrade": _("Bring a record of an older version up to date"),
    "analyse": _("Ask a result what would be otherwise, and how firm it is"),
    "audit": _("Verify the record: every event, every table"),
    "erase": _("Erase the personal data of a candidate; every proof holds"),
    "log": _("Keys, signed heads, witnesses, proofs of papers"),
    "package": _("Write the proof package that anybody can replay"),
    "verify": _("Replay a proof package, or check a paper"),
}


class Door(click.Group):
    """A group that imports a command when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call, with Click's own words in the right language from the start."""
        i18n.translate_click()
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give a command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"thidua.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options; Click fixes the words of its own two before the language is known."""
        own = {"--version": "Show the version and exit.", "--help": "Show this message and exit."}
        for option in self.get_params(ctx):
            for name in own.keys() & set(option.opts):
                vars(option)["help"] = i18n._(own[name])
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section(i18n._(_("Commands"))):
            formatter.write_dl([(name, i18n._(text)) for name, text in COMMANDS.items()])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program is for, in the chosen language."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(i18n._(_("Scores, ranks and documents nominees of an emulation movement.")))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refused job ends with its problems in words and exit code 1."""
        with refusals():
            return super().invoke(ctx)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn problems into words on stderr and exit code 1; nothing else is swallowed."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise  # Click knows all of them; a closed pipe only means that the reader has seen enough
    except Exception as error:
        problems = _problems(error)
        if not problems:
            raise
        for line in problems:
            click.echo(line, err=True)
        raise click.exceptions.Exit(1) from None


def _problems(error: Exception) -> list[str]:
    from scoring.errors import ScoringError  # slow import

    if isinstance(error, ScoringError):
        return [sentence(problem) for problem in error.problems]
    if isinstance(error, OSError):
        what = i18n._(_("{path}: this file or folder cannot be used: {what}"))
        return [what.format(path=error.filename or "", what=error.strerror or error)]
    return []


def sentence(problem: Any) -> str:
    """Give a problem as one line: place, code, words."""
    place = f"{problem.place}: " if problem.place else ""
    return f"{place}{problem.code}: {problem.text(i18n._)}"


def _choose(_ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    i18n.choose(value)
    i18n.translate_click()


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    callback=_choose,
    is_eager=True,
    expose_value=False,
    help="Tiếng Việt / English",
)
@click.version_option(VERSION, prog_name="thidua")
def main() -> None:
    """Open the door."""
