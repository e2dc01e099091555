"""``thidua explain``: every point of one candidate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from scoring.cards import Card, Line, Standing, Step
from scoring.errors import Problem, ScoringError
from scoring.errors import _ as mark
from scoring.results import card_data
from thidua import words
from thidua.commands.common import answer, db_option, json_option, number
from thidua.i18n import _
from thidua.numerals import show_step, small
from thidua.review import Scored
from thidua.runs import current_result, find_candidate
from thidua.store.database import Database


@click.command(
    help=_(
        "Show every point of one candidate: what was reported, the formula with its numbers, the points and "
        "the clause.\n\nExample: thidua explain kg-go-quao"
    )
)
@click.argument("candidate")
@db_option
@json_option
def explain(candidate: str, db: Path, as_json: bool) -> None:
    """Explain the candidate of this id, or whose name holds this text."""
    database = Database.open(db)
    result = current_result(database)
    places = find_candidate(result, candidate)
    names = {each.standings.rows[i].card.candidate.id for each, i in places}
    if len(names) != 1:
        raise ScoringError([_unclear(candidate, names)])
    found = [(each, each.standings.rows[i]) for each, i in places]
    if as_json:
        answer(
            [card_data(row.card) | {"rank": row.rank, "outcome": dict(row.outcome)} for _each, row in found]
        )
        return
    for each, row in found:
        click.echo("\n".join(_page(each, row)))


def _unclear(text: str, names: set[str]) -> Problem:
    if names:
        message = mark("“{text}” fits {count} candidates; give the id of one: {ids}")
        return Problem(
            "E_CANDIDATE", message, {"text": text, "count": len(names), "ids": ", ".join(sorted(names)[:10])}
        )
    return Problem("E_CANDIDATE", mark("no candidate of this review is called “{text}”"), {"text": text})


def _page(each: Scored, row: Standing) -> Iterator[str]:
    card = row.card
    yield f"{card.candidate.name} ({card.candidate.id})"
    yield f"{each.scheme.title} - {each.scheme.key}"
    if each.scheme.example:
        yield each.scheme.example
    yield ""
    for line in card.root.children:
        yield from _line(line, 0)
    yield ""
    yield from _result(card, row)


def _line(line: Line, depth: int) -> Iterator[str]:
    indent = "  " * depth
    points = number(line.points) if line.points is not None else words.word(line.state.value)
    maximum = f" / {number(line.max_points)}" if line.max_points is not None else ""
    yield f"{indent}{line.title}: {points}{maximum}"
    for fact in line.facts:
        value = fact.label or number(fact.number) or words.word(fact.state.value)
        evidence = f"  {fact.evidence}" if fact.evidence else ""
        yield f"{indent}    {fact.id} = {value}  [{fact.source or '-'}]{evidence}"
    for step in line.steps:
        text, note = show_step(step), _remark(step)
        if text or note:
            yield f"{indent}    {text}{note}"
    if line.target is not None:
        yield f"{indent}    {_('target')} {line.target_sign} {number(line.target)} {line.unit}"
    if line.reason:
        yield f"{indent}    {words.word(line.reason)}"
    if line.cite and depth == 0:
        yield f"{indent}    {_cited(line)}"
    for child in line.children:
        yield from _line(child, depth + 1)


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
        value = fact.label or number(fact.number) or words.word(fact.state.value)
        yield f"{_('asked by a condition')}: {fact.id} = {value}  [{fact.source or '-'}]"
    for step in card.root.steps:
        yield f"{show_step(step)}{_remark(step)}"
    for gate in card.gates:
        effect, _colon, what = gate.effect.partition(":")
        yield f"{_('Condition not met')}: {gate.reason} → {words.word(effect)}{' ' + what if what else ''}"
    if card.total is not None:
        yield f"{_('Total')}: {number(card.total)}  {card.label}"
        parts = [(_("Base"), card.base), (_("Bonus"), card.bonus), (_("Penalty"), card.penalty)]
        parts += [(_("Adjustment"), card.adjustment)] if card.adjustment else []
        yield "; ".join(f"{name}: {number(value)}" for name, value in parts)
    else:
        yield f"{words.word(card.state.value)} {', '.join(card.waiting_for)}".rstrip()
    if row.rank is not None:
        yield f"{_('Rank in the cluster')}: {number(row.rank)}"
    for select, outcome in row.outcome.items():
        yield f"{select}: {words.word(outcome)} ({words.word(row.why[select])})"
