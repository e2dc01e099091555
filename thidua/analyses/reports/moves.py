"""Who moves: answers that set two results side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.analysis import Comparison, Difference, Move, Place, StageReport
from scoring.analysis.stages import Revised, Revision
from scoring.errors import _
from scoring.facts import Fact
from scoring.scheme.model import Scheme
from thidua.analyses.charts import slopes
from thidua.analyses.report import WHO, Column, Report, Row, Table, Value, report, shown, signed, who
from thidua.analyses.sources import Found
from thidua.i18n import _ as translate
from thidua.i18n import ngettext
from thidua.words import word

_BEFORE_AFTER = (
    Column("total_before", _("Total before"), "number"),
    Column("total_after", _("Total after"), "number"),
    Column("class_before", _("Class before")),
    Column("class_after", _("Class after")),
    Column("rank_before", _("Rank before"), "number"),
    Column("rank_after", _("Rank after"), "number"),
)
_CRITERIA = (
    *WHO,
    Column("criterion", _("Criterion"), detail=True),
    Column("title", _("Criterion")),
    Column("before", _("Points before"), "number"),
    Column("after", _("Points after"), "number"),
    Column("difference", _("Difference"), "number"),
    Column("state_before", _("State before"), "code"),
    Column("state_after", _("State after"), "code"),
)
_REVISIONS = (
    *WHO,
    Column("fact", _("Fact"), detail=True),
    Column("title", _("Value")),
    Column("judge", _("Judge")),
    Column("before", _("Value before"), "code"),
    Column("after", _("Value after"), "code"),
    Column("reason", _("Reason")),
)


def moves_report(
    analysis: str, found: Found, comparison: Comparison, notes: Sequence[str], *, everybody: bool = False
) -> Report:
    """
    Tell who moves between two results.

    Args:
        analysis: The verb that was asked with.
        found: The earlier result's inputs.
        comparison: Both results.
        notes: What was changed.
        everybody: Whether the table also holds those for whom nothing changes.
    """
    scheme = found.inputs.scheme
    moves = comparison.moves if everybody else comparison.changed
    tables = (moves_table(scheme, moves), criteria_table(comparison.differences()))
    sentences = [_summary(comparison), *(move_sentence(scheme, move) for move in comparison.changed)]
    return report(analysis, found, sentences, tables, notes, slopes(moves, found.titles))


def _summary(comparison: Comparison) -> str:
    changed = comparison.changed
    if not changed:
        return translate(_("Nobody's total, class, rank or selection changes."))
    message = ngettext(
        "{count} candidate changes: {ranks} in rank, {gained} newly selected, {lost} no longer selected.",
        "{count} candidates change: {ranks} in rank, {gained} newly selected, {lost} no longer selected.",
        len(changed),
    )
    return message.format(
        count=len(changed),
        ranks=sum(_rank(move.before) != _rank(move.after) for move in changed),
        gained=sum(bool(move.gained) for move in changed),
        lost=sum(bool(move.lost) for move in changed),
    )


def _rank(place: Place | None) -> Value:
    return place.rank if place else None


def move_sentence(scheme: Scheme, move: Move) -> str:
    """Give one candidate's move in words."""
    if move.before is None or move.after is None:
        gone = translate(_("{name}: only in the later result"))
        come = translate(_("{name}: only in the earlier result"))
        return (gone if move.before is None else come).format(name=move.candidate.name)
    return f"{move.candidate.name}: {'; '.join(_parts(scheme, move.before, move.after))}."


def _parts(scheme: Scheme, before: Place, after: Place) -> Iterator[str]:
    pairs = (
        (translate(_("total {before} → {after}")), _total(before), _total(after)),
        (translate(_("class {before} → {after}")), before.label or "–", after.label or "–"),
        (translate(_("rank {before} → {after}")), _place(before), _place(after)),
    )
    yield from (text.format(before=was, after=now) for text, was, now in pairs if was != now)
    titles = {select.id: select.title for select in scheme.select}
    for select in dict.fromkeys([*before.outcome, *after.outcome]):
        was, now = before.outcome.get(select, ""), after.outcome.get(select, "")
        if was != now:
            yield f"“{titles.get(select, select)}”: {word(was) or '–'} → {word(now) or '–'}"


def _total(place: Place) -> str:
    return shown(place.total, "number") or word(place.state.value)


def _place(place: Place) -> str:
    return shown(place.rank, "number") or "–"


def moves_table(scheme: Scheme, moves: Sequence[Move]) -> Table:
    """Give totals, classes, ranks and outcomes before and after."""
    selects = tuple(
        Column(f"select.{select.id}.{side}", f"{select.title} {label}", "code")
        for select in scheme.select
        for side, label in (("before", translate(_("before"))), ("after", translate(_("after"))))
    )
    rows = tuple(_move_row(move) for move in moves)
    return Table("moves", translate(_("Who moves")), (*WHO, *_BEFORE_AFTER, *selects), rows)


def _move_row(move: Move) -> Row:
    cells: dict[str, Value] = who(move.candidate)
    for side, place in (("before", move.before), ("after", move.after)):
        if place is not None:
            cells |= {f"total_{side}": place.total, f"class_{side}": place.label, f"rank_{side}": place.rank}
            cells |= {f"select.{select}.{side}": outcome for select, outcome in place.outcome.items()}
    return cells


def criteria_table(differences: Sequence[Difference]) -> Table:
    """Give the criteria whose points or state differ."""
    rows = tuple(_criterion_row(each) for each in differences)
    return Table("criteria", translate(_("In which criteria")), _CRITERIA, rows)


def _criterion_row(each: Difference) -> Row:
    return who(each.candidate) | {
        "criterion": each.node,
        "title": each.title,
        "before": each.before,
        "after": each.after,
        "difference": each.points,
        "state_before": each.before_state.value if each.before_state else None,
        "state_after": each.after_state.value if each.after_state else None,
    }


def stages_report(
    found: Found, answer: StageReport, notes: Sequence[str], reasons: Mapping[tuple[str, str, str], str]
) -> Report:
    """
    Tell what a later stage changed, the biggest losses first.

    Args:
        found: The earlier stage's inputs.
        answer: Both stages.
        notes: Which stages.
        reasons: Why a value was changed, by candidate, fact and judge; the evidence stands in where none is
            known.
    """
    scheme = found.inputs.scheme
    revisions = dict.fromkeys(_revisions(answer))
    rows = tuple(_revision_row(each, reasons) for each in revisions)
    tables = (
        criteria_table([row.difference for row in answer.criteria]),
        Table("facts", translate(_("Which values")), _REVISIONS, rows),
        moves_table(scheme, answer.comparison.changed),
    )
    lowered = [
        row for row in answer.criteria if row.difference.points is not None and row.difference.points < 0
    ]
    sentences = [_summary(answer.comparison), *(_lowered(row, reasons) for row in lowered)]
    return report("stages", found, sentences, tables, notes, slopes(answer.comparison.changed, found.titles))


def _revisions(answer: StageReport) -> Iterator[Revision]:
    for row in answer.criteria:
        yield from row.revisions
    yield from answer.unscored


def _lowered(row: Revised, reasons: Mapping[tuple[str, str, str], str]) -> str:
    each = row.difference
    values = {
        "name": each.candidate.name,
        "criterion": each.title,
        "points": signed(each.points or Fraction(0)),
        "before": shown(each.before, "number"),
        "after": shown(each.after, "number"),
    }
    text = translate(_("{name}, “{criterion}”: {points} in points ({before} → {after})")).format(**values)
    facts = [_explained(revision, reasons) for revision in row.revisions]
    return f"{text}: {'; '.join(facts)}." if facts else f"{text}."


def revision_words(revision: Revision) -> str:
    """Say what changed and whose it is: ``Huyện …, Số báo cáo …: 2 → 4``."""
    return f"{revision.candidate.name}, {_change(revision)}"


def _change(revision: Revision) -> str:
    judge = f" ({revision.after.judge})" if revision.after.judge else ""
    return f"{revision.title}{judge}: {_reported(revision.before)} → {_reported(revision.after)}"


def _explained(revision: Revision, reasons: Mapping[tuple[str, str, str], str]) -> str:
    reason = _reason(revision, reasons)
    return f"{_change(revision)} [{reason}]" if reason else _change(revision)


def _reason(revision: Revision, reasons: Mapping[tuple[str, str, str], str]) -> str:
    key = (revision.candidate.id, revision.after.id, revision.after.judge)
    return reasons.get(key) or revision.after.evidence


def _reported(fact: Fact) -> str:
    return fact.label or shown(fact.number, "number") or word(fact.state.value)


def _revision_row(revision: Revision, reasons: Mapping[tuple[str, str, str], str]) -> Row:
    before, after = revision.before, revision.after
    return who(revision.candidate) | {
        "fact": after.id,
        "title": revision.title,
        "judge": after.judge,
        "before": before.label or (before.state.value if before.number is None else before.number),
        "after": after.label or (after.state.value if after.number is None else after.number),
        "reason": _reason(revision, reasons),
    }
