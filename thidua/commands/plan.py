"""``thidua plan``: drafts from a plan's text, rule files in words, two versions side by side."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click

from scoring.errors import Problem, ScoringError
from scoring.errors import _ as mark
from scoring.scheme.reading import Source
from thidua.commands.common import answer, json_option, number, out_option, say, table
from thidua.dossier.files import replace_file
from thidua.drafting.accepting import Accepted, accept
from thidua.drafting.drafts import draft_of, read_draft
from thidua.drafting.model import Draft, Row
from thidua.drafting.reading import read_plan_text
from thidua.drafting.writing import draft_text
from thidua.i18n import _, ngettext
from thidua.phrasing.board import Board, board_of
from thidua.phrasing.differences import Change, differences
from thidua.phrasing.files import read_rules
from thidua.phrasing.names import levels
from thidua.phrasing.sheets import write_board
from thidua.rules import read_text

_FILE = click.Path(path_type=Path)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _plan_id(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if value and not _ID.fullmatch(value):
        raise click.BadParameter(_("an id has small letters a-z, digits and single hyphens, such as kg-243"))
    return value


@click.group(
    help=_(
        "Draft a plan from its text, show rules in words, compare two versions.\n\n"
        "Example: thidua plan show criteria/kg-243/2022-11-16.yaml"
    )
)
def plan() -> None:
    """Hold the plan's commands."""


@plan.command(
    "draft",
    short_help=_("Draft the targets of a plan from its text"),
    help=_(
        "Read a plan's text (.txt, .docx, .pdf) and draft its targets, each with its sentence and place. "
        "Nothing in a draft is in force: a person accepts it row by row.\n\n"
        "Example: thidua plan draft criteria/kg-243/2022-11-16.txt -o draft.yaml"
    ),
)
@click.argument("file", type=_FILE)
@out_option()
@click.option(
    "--id", "plan_id", default="", callback=_plan_id, help=_("Id the plan is to have; else from its number.")
)
@click.option("--text", type=_FILE, help=_("Also write the text as it was read, to check quotes against."))
@click.option("--force", is_flag=True, help=_("Replace files that are there."))
@json_option
def write_draft(
    file: Path, out: Path | None, plan_id: str, text: Path | None, force: bool, as_json: bool
) -> None:
    """Draft a plan; without a file to write, the draft goes to stdout."""
    for target in (out, text):
        _keep(target, force)
    read = read_plan_text(file)
    draft = draft_of(read, plan_id)
    if text is not None:
        replace_file(text, read.text.encode())
    if out is not None:
        replace_file(out, draft_text(draft).encode())
    if as_json:
        answer(draft.model_dump(mode="json", exclude_none=True))
    elif out is None:
        click.echo(draft_text(draft), nl=False)
    else:
        _show_draft(draft)
    _tell_draft(draft, out)


def _keep(target: Path | None, force: bool) -> None:
    """Refuse to write over a file that a person may have worked on."""
    if target is not None and target.exists() and not force:
        message = mark("this file is there already; name another one, or give --force to replace it")
        raise ScoringError([Problem("E_EXISTS", message, {}, str(target))])


def _show_draft(draft: Draft) -> None:
    head = [_("Row"), _("Sure"), _("Target"), _("Level"), _("By when"), _("Place"), _("Title"), _("Remarks")]
    table(_("Draft of {plan}").format(plan=draft.draft), head, [_draft_row(row) for row in draft.rows])


def _draft_row(row: Row) -> list[str]:
    upper = f"-{number(row.upper)}" if row.upper is not None else ""
    unit = row.unit if row.unit == "%" else f" {row.unit or '?'}"
    return [
        row.id,
        _("yes") if row.confidence == "sure" else _("no"),
        f"{row.sign} {number(row.number)}{upper}{unit}",
        levels(row.levels) if row.levels else "?",
        f"{row.milestone:%d/%m/%Y}" if row.milestone else "?",
        row.place,
        row.title,
        "\n".join(flag.text for flag in row.flags),
    ]


def _tell_draft(draft: Draft, out: Path | None) -> None:
    sure = Counter(row.confidence for row in draft.rows)
    found = _("{count} rows: {sure} sure, {unsure} not sure; none is in force")
    say(found.format(count=len(draft.rows), sure=sure["sure"], unsure=sure["unsure"]))
    for gap in draft.unknown:
        say(f"{gap.place}: {gap.why}: {gap.section or gap.text}")
    for remark in draft.remarks:
        say(f"{remark.place}: {remark.text}")
    if out is not None:
        next_step = _("written: {path}; go through it, then: thidua plan accept {path} -o PLAN.yaml")
        say(next_step.format(path=out))


@plan.command(
    "accept",
    short_help=_("Make a plan from accepted rows of a draft"),
    help=_(
        "Make the skeleton of a plan from accepted rows of a draft: those marked accept: true in the file, "
        "or those named with --row. thidua check says what is still to be filled in.\n\n"
        "Example: thidua plan accept draft.yaml --row cqs23.01 --row cqs23.02 -o plan.yaml"
    ),
)
@click.argument("draft", type=_FILE)
@click.option("--row", "rows", multiple=True, help=_("Id of a row to accept; may be given again."))
@click.option("-o", "--out", type=_FILE, required=True, help=_("Where to write."))
@click.option("--force", is_flag=True, help=_("Replace files that are there."))
@json_option
def accept_rows(draft: Path, rows: tuple[str, ...], out: Path, force: bool, as_json: bool) -> None:
    """Write a plan's skeleton."""
    _keep(out, force)
    accepted = accept(read_draft(Source(str(draft), read_text(draft))), str(draft), rows)
    replace_file(out, accepted.text.encode())
    if as_json:
        answer({"file": str(out), "rows": list(accepted.rows), "undecided": list(accepted.open)})
    else:
        _tell_accepted(accepted, out)


def _tell_accepted(accepted: Accepted, out: Path) -> None:
    count = len(accepted.rows)
    click.echo(ngettext("{path}: {count} row", "{path}: {count} rows", count).format(path=out, count=count))
    if accepted.open:
        say(_("nobody has decided on: {rows}").format(rows=", ".join(accepted.open)))
    say(_("fill in facts and measures, then: thidua check {path}").format(path=out))


@plan.command(
    "show",
    short_help=_("Show a scheme or a plan in words"),
    help=_(
        "Show a scheme or a plan in words: every criterion with its measure, its points and its clause. "
        "With -o as a table: .xlsx, .csv or .html.\n\n"
        "Example: thidua plan show criteria/kg-243/2022-11-16.yaml -o plan.html"
    ),
)
@click.argument("file", type=_FILE)
@out_option()
@json_option
def show(file: Path, out: Path | None, as_json: bool) -> None:
    """Show one rule file."""
    board = board_of(read_rules(file))
    if out is not None:
        write_board(board, out)
        click.echo(str(out))
    elif as_json:
        answer(_board_data(board))
    else:
        _show_board(board)


def _board_data(board: Board) -> dict[str, object]:
    return {
        "rules": board.key,
        "title": board.title,
        "about": list(board.about),
        "rows": [{"depth": row.depth} | dict(zip(board.heads, row.cells, strict=True)) for row in board.rows],
        "parts": [{"title": title, "lines": list(lines)} for title, lines in board.parts],
    }


def _show_board(board: Board) -> None:
    click.echo("\n".join([board.title, *board.about, ""]))
    rows = [[row.cells[0], "  " * row.depth + row.cells[1], *row.cells[2:]] for row in board.rows]
    table(board.key, board.heads, rows, right=(2,))
    for title, lines in board.parts:
        click.echo("\n".join([title, *(f"  - {line}" for line in lines)]))


@plan.command(
    "diff",
    short_help=_("Tell the difference between two versions"),
    help=_(
        "Tell the difference between two versions of a scheme or a plan, and for whom it matters.\n\n"
        "Example: thidua plan diff criteria/cong-an-quang-tri-cum/2025-01-01.yaml "
        "criteria/cong-an-quang-tri-cum/2025-01-02.yaml"
    ),
)
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@json_option
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Compare two rule files."""
    changes = differences(read_rules(old), read_rules(new))
    if as_json:
        answer([vars(change) | {"words": change.words} for change in changes])
        return
    for change in changes:
        click.echo(_change_line(change))
    counts = Counter(change.touches for change in changes)
    touched = ", ".join(f"{_(TOUCHES[name])}: {count}" for name, count in counts.items())
    told = ngettext("{count} difference", "{count} differences", len(changes)).format(count=len(changes))
    say(f"{told} ({touched})" if touched else told)


def _change_line(change: Change) -> str:
    return f"- {change.words} [{change.matters}; {_(TOUCHES[change.touches])}]"


TOUCHES = {
    "points": mark("may change points"),
    "class": mark("may change classes"),
    "rank": mark("may change ranks"),
    "selection": mark("may change who is proposed"),
    "eligibility": mark("may change who is considered"),
    "reporting": mark("changes what units report"),
    "dates": mark("changes dates"),
    "wording": mark("changes words only"),
}
