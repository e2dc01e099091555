"""``thidua nominate``: the lists of proposals, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from scoring.facts import Decision
from scoring.nominating import Nomination, Proposal
from thidua import nominating, nominations
from thidua.commands import sentence
from thidua.commands.common import DAY, actor_options, answer, db_option, json_option, out_option, say
from thidua.commands.proposals import show_nomination, show_nominees
from thidua.commands.signing import signs_head
from thidua.dossier.files import replace_file
from thidua.dossier.printed_head import head_of
from thidua.i18n import _, ngettext
from thidua.nomination_data import as_data
from thidua.nomination_papers import write
from thidua.nominations import Asked, Prepared
from thidua.store.database import Database

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPTIONS = (
    click.option("--round", "rules", type=FILE, help=_("Rules of the round; else the schemes' selections.")),
    click.option("--award", "lists", multiple=True, help=_("Only this list or award.")),
    click.option("--candidate", "named", multiple=True, help=_("Only this candidate.")),
    click.option("--on", type=DAY, help=_("Day the list was received; chooses the version of the law.")),
    click.option(
        "--decided", type=DAY, help=_("Day it is decided, where a change of the text lies between.")
    ),
    click.option("--papers", type=FILE, help=_("Table of the papers in hand (.csv).")),
    click.option(
        "--paper-list", type=click.Path(path_type=Path), help=_("Write the papers needed, to fill in.")
    ),
    click.option("--confirm", "act", flag_value="confirm", help=_("Record the proposals shown.")),
    click.option("--withdraw", "act", flag_value="withdraw", help=_("Take back the candidates named.")),
    click.option("--only-passing", is_flag=True, help=_("Leave out whoever does not pass a check.")),
    click.option("--decide", metavar="SLOT=OPTION", help=_("Answer a question of the lists.")),
    click.option("--who", default="", help=_("Who proposes or decides: the post.")),
    click.option("--basis", default="", help=_("The minutes or paper it rests on.")),
)


def _options(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command(
    help=_(
        "Make the lists of proposals from the latest runs, the ledger and the law: who is proposed, who "
        "stands in reserve, who does not meet the standard and why, what people must decide. Nothing is "
        "recorded without --confirm, which refuses everybody together as soon as one does not pass, and "
        "waits for a public notice where the review asks for one.\n\n"
        "Example: thidua nominate --round nomination.yaml -o danh-sach.pdf"
    )
)
@_options
@db_option
@out_option()
@actor_options
@json_option
@signs_head
def nominate(db: Path, out: Path | None, by: str, reason: str, as_json: bool, **options: Any) -> None:
    """Show, write, or record."""
    call = _Call(Database.open(db), by, reason, **options)
    if call.decide or call.act:
        call.record()
        return
    prepared = call.prepared()
    if call.paper_list is not None:
        replace_file(call.paper_list, nominations.paper_list(prepared.nomination))
        say(_("{path} written").format(path=call.paper_list))
    if out is not None:
        write(prepared.nomination, prepared.result.review, out, head_of(prepared.result))
        say(_("{path} written").format(path=out))
    if as_json:
        answer(as_data(call.narrowed(prepared)))
    elif out is None and call.paper_list is None:
        show_nomination(call.narrowed(prepared))


@dataclass(frozen=True)
class _Call:
    """One call: what is asked, and on whose word."""

    database: Database
    by: str
    reason: str
    rules: Path | None
    lists: tuple[str, ...]
    named: tuple[str, ...]
    on: datetime | None
    decided: datetime | None
    papers: Path | None
    paper_list: Path | None
    act: str | None
    only_passing: bool
    decide: str | None
    who: str
    basis: str

    def prepared(self) -> Prepared:
        """Make the lists."""
        received = self.on.date() if self.on else None
        decided = self.decided.date() if self.decided else None
        asked = Asked(date.today(), self.rules, received, decided, self.papers)
        return nominations.prepare(self.database, asked)

    def narrowed(self, prepared: Prepared) -> Nomination:
        """Give the lists that were asked for."""
        return nominations.narrowed(prepared.nomination, self._lists(prepared), self.named)

    def _lists(self, prepared: Prepared) -> tuple[str, ...]:
        return nominations.lists_named(prepared.nomination, self.lists)

    def record(self) -> None:
        """Record one act, after everything that is needed for it was said."""
        if not (self.who and self.basis):
            raise click.UsageError(_("say --who and --basis"))
        if self.decide and self.act:
            raise click.UsageError(_("answer the question first, then confirm"))
        prepared = self.prepared()
        if self.decide:
            self._decide(prepared, self.decide)
        elif self.act == "withdraw":
            warrant = nominating.Warrant(self.who, self.basis, self.by, self.reason)
            nominating.withdraw(self.database, prepared, self.named, self._lists(prepared), warrant)
            say(_("{candidates} taken back").format(candidates=", ".join(self.named)))
        else:
            self._confirm(prepared)

    def _decide(self, prepared: Prepared, text: str) -> None:
        slot, sign, choice = text.rpartition("=")
        if not sign:
            raise click.UsageError(_("--decide wants {form}").format(form="SLOT=OPTION"))
        decision = Decision(slot, tuple(choice.split(",")), self.who, self.basis)
        nominating.decide(self.database, prepared, decision, actor=self.by, reason=self.reason)
        say(_("{slot}: {choice} recorded").format(slot=slot, choice=choice))

    def _confirm(self, prepared: Prepared) -> None:
        found = nominating.choose(self.database, prepared, self.named, self._lists(prepared))
        show_nominees(found)
        passing: tuple[Proposal, ...] = tuple(each for each in found if not each.hindrances())
        if self.only_passing:
            for problem in nominating.hindered(found):
                say(sentence(problem))
        warrant = nominating.Warrant(self.who, self.basis, self.by, self.reason)
        wanted = passing if self.only_passing else found
        on = self.on.date() if self.on else None
        place = nominating.confirm(self.database, prepared, wanted, warrant, on)
        one, many = (
            "{count} proposal recorded as event {place}",
            "{count} proposals recorded as event {place}",
        )
        text = ngettext(one, many, len(wanted))
        say(text.format(count=len(wanted), place=place))
