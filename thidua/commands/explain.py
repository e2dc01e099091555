"""``thidua explain``: every point of one candidate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scoring.cards import Card, Line, Standing, Step
from scoring.facts import Fact
from thidua import words
from thidua.commands.common import answer, db_option, json_option, number, out_option, say
from thidua.dossier.files import replace_file
from thidua.i18n import _
from thidua.numerals import show_step, small
from thidua.proof.explanation import Explanation, write_letter
from thidua.proof.explanation import explain as gather
from thidua.proof.history import changed, sources
from thidua.proof.lifts import Lifts
from thidua.review import Scored
from thidua.store.database import Database
from thidua.store.redacting import ERASED


@click.command(
    help=_(
        "Show every point of one candidate: what was reported and how it changed, the formula with its "
        "numbers, the points, the clause, and what would lift the class. With -o, a letter to the unit "
        "(.pdf) or data (.json).\n\nExample: thidua explain kg-go-quao"
    )
)
@click.argument("candidate")
@db_option
@out_option()
@json_option
def explain(candidate: str, db: Path, out: Path | None, as_json: bool) -> None:
    """Explain the candidate of this id, or whose name holds this text."""
    if out is not None and out.suffix not in (".pdf", ".json"):
        raise click.UsageError(_("-o wants a name that ends in .pdf or .json"))
    result, found = gather(Database.open(db), candidate)
    data = [each.data() for each in found]
    if out is None:
        answer(data) if as_json else click.echo("\n".join(line for each in found for line in _page(each)))
    elif out.suffix == ".pdf":
        say(_("{path}: {pages} pages").format(path=out, pages=write_letter(result, found, out)))
    else:
        replace_file(out, json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")
        say(str(out))


def _page(each: Explanation) -> Iterator[str]:
    card = each.standing.card
    yield f"{card.candidate.name} ({card.candidate.id})"
    yield from _head(each.scored)
    yield ""
    for line in card.root.children:
        yield from _line(line, 0)
    yield ""
    yield from _result(card, each.standing)
    yield from _lifts(each.lifts)
    yield from _history(each)


def _head(scored: Scored) -> Iterator[str]:
    yield f"{scored.scheme.title} - {scored.scheme.key}"
    if scored.scheme.example:
        yield scored.scheme.example


def _line(line: Line, depth: int) -> Iterator[str]:
    indent = "  " * depth
    points = number(line.points) if line.points is not None else words.word(line.state.value)
    maximum = f" / {number(line.max_points)}" if line.max_points is not None else ""
    yield f"{indent}{line.title}: {points}{maximum}"
    for fact in line.facts:
        yield f"{indent}    {_reported(fact)}{f'  {fact.evidence}' if fact.evidence else ''}"
    for step in line.steps:
        text, note = show_step(step), _remark(step)
        if text or note:
            yield f"{indent}    {text}{note}"
    if line.target is not None:
        bound = f"{line.target_sign} {number(line.target)} {line.unit}"
        yield f"{indent}    " + _("target {bound}").format(bound=bound)
    if line.reason:
        yield f"{indent}    {words.word(line.reason)}"
    if line.cite and depth == 0:
        yield f"{indent}    {_cited(line)}"
    for child in line.children:
        yield from _line(child, depth + 1)


def _reported(fact: Fact) -> str:
    return f"{fact.id} = {_value(fact)}  [{fact.source or '-'}]"


def _value(fact: Fact) -> str:
    return fact.label or number(fact.number) or words.word(fact.state.value)


def _remark(step: Step) -> str:
    notes = [words.word(step.note)] if step.note else []
    if "edge" in step.values:
        edge = small(step.values["edge"])
        notes.append(_("{edge} away from where the rounding would turn").format(edge=edge))
    return f" ({'; '.join(notes)})" if notes else ""


def _cited(line: Line) -> str:
    cite = line.cite
    if cite is None:
        return ""
    quote = f": “{cite.quote}”" if cite.quote else ""
    return f"{cite.document}, {cite.clause}{quote}"


def _result(card: Card, row: Standing) -> Iterator[str]:
    for fact in card.asked:
        yield _("asked by a condition: {fact}").format(fact=_reported(fact))
    for step in card.root.steps:
        yield f"{show_step(step)}{_remark(step)}"
    for gate in card.gates:
        effect, _colon, what = gate.effect.partition(":")
        follows = f"{words.word(effect)} {what}".rstrip()
        yield _("Condition not met: {reason} → {follows}").format(reason=gate.reason, follows=follows)
    if card.total is not None:
        yield _("Total: {total}  {label}").format(total=number(card.total), label=card.label)
        parts = [(_("Base"), card.base), (_("Bonus"), card.bonus), (_("Penalty"), card.penalty)]
        parts += [(_("Adjustment"), card.adjustment)] if card.adjustment else []
        yield "; ".join(f"{name}: {number(value)}" for name, value in parts)
    else:
        yield f"{words.word(card.state.value)} {', '.join(card.waiting_for)}".rstrip()
    if row.rank is not None:
        yield _("Rank in the cluster: {rank}").format(rank=number(row.rank))
    for select, outcome in row.outcome.items():
        yield f"{select}: {words.word(outcome)} ({words.word(row.why[select])})"


def _lifts(lifts: Lifts | None) -> Iterator[str]:
    if lifts is None:
        return
    yield ""
    if lifts.gap is None:
        yield _("{label}: the total would do; a condition holds the class down").format(label=lifts.label)
    else:
        yield _("{label}: {gap} points more are needed").format(label=lifts.label, gap=number(lifts.gap))
    for lift in lifts.single:
        text = _("  {title}: from {now} to {needed} would do it alone")
        yield text.format(title=lift.title, now=number(lift.now), needed=number(lift.needed))


def _history(each: Explanation) -> Iterator[str]:
    reports = changed(each.history)
    if reports:
        yield ""
        yield _("Values that were reported more than once:")
    for report in reports:
        who = ": ".join(filter(None, [report.actor, report.reason]))
        stage = words.word(report.stage)
        yield f"  {_reported(report.fact)}  {stage} {report.version}, {report.at}, {who}"
    yield ""
    yield _("Files that the values came in:")
    for report in sources(each.history):
        yield f"  {report.file}  {words.word(report.stage)}, {report.at}, {report.actor}"
        yield f"      SHA-256 {report.file_sha256 or ERASED}"
