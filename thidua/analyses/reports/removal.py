"""Without a criterion, without a unit: the answers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.analysis import CriterionDropped, Move, UnitDropped
from scoring.analysis.inputs import Reach
from scoring.analysis.removal import Reversal
from scoring.errors import _
from scoring.scheme.model import Scheme
from thidua.analyses.charts import bars
from thidua.analyses.report import WHO, Column, Report, Row, Table, Value, report, shown, who
from thidua.analyses.reports.moves import move_sentence, moves_table
from thidua.analyses.sources import Found
from thidua.i18n import _ as translate
from thidua.i18n import ngettext

_CRITERION = (Column("criterion", _("Criterion"), detail=True), Column("title", _("Criterion")))
_CRITERIA = (
    *_CRITERION,
    Column("ranks", _("Ranks that change"), "number"),
    Column("furthest", _("Furthest move"), "number"),
    Column("classes", _("Classes that change"), "number"),
    Column("selections", _("Selections that change"), "number"),
    Column("reason", _("Why it cannot be left out")),
)
_UNITS = (
    *WHO,
    Column("moved", _("Others whose total changes"), "number"),
    Column("reversals", _("Pairs that change their order"), "number"),
    Column("reason", _("Why the others cannot be scored")),
)
_REVERSALS = (
    Column("without_id", _("Id"), detail=True),
    Column("without", _("Without")),
    Column("ahead_id", _("Id"), detail=True),
    Column("was_ahead", _("Was ahead")),
    Column("behind_id", _("Id"), detail=True),
    Column("was_behind", _("Was behind")),
)


def criteria_report(found: Found, dropped: Sequence[CriterionDropped], *, rescale: bool) -> Report:
    """Tell, for each criterion left out, who changes rank or selection."""
    scheme = found.inputs.scheme
    sentences = [text for each in dropped for text in _criterion_sentences(scheme, each, len(dropped) == 1)]
    rows = tuple(_criterion_row(each) for each in dropped)
    moved = tuple(
        {"criterion": each.node.id, "title": each.node.title, **row}
        for each in dropped
        for row in moves_table(scheme, [move for move in each.moves if move.changes_place]).rows
    )
    columns = (*_CRITERION, *moves_table(scheme, ()).columns)
    tables = (
        Table("criteria", translate(_("Without one criterion")), _CRITERIA, rows),
        Table("moves", translate(_("Who moves")), columns, moved),
    )
    bar_rows = [(each.node.title, Fraction(_ranks(each.moves))) for each in dropped if each.reason is None]
    chart = bars(bar_rows, translate(_("Candidates whose rank changes when the criterion is left out")))
    return report("drop-criterion", found, sentences, tables, [_note(rescale)], chart)


def _note(rescale: bool) -> str:
    if rescale:
        return translate(_("The other base criteria take over its points in proportion; the maximum stays."))
    return translate(
        _("The other criteria stay as they are; the maximum falls, classes are judged as written.")
    )


def _criterion_sentences(scheme: Scheme, each: CriterionDropped, in_full: bool) -> list[str]:
    title = each.node.title
    if each.reason is not None:
        return [each.reason.text(translate)]
    places = [move for move in each.moves if move.changes_place]
    if not places:
        return [translate(_("Without “{title}” nobody changes rank or selection.")).format(title=title)]
    message = ngettext(
        "Without “{title}” {count} candidate changes rank or selection; {selections} in selections.",
        "Without “{title}” {count} candidates change rank or selection; {selections} in selections.",
        len(places),
    )
    summary = message.format(title=title, count=len(places), selections=_selections(each.moves))
    return [summary, *(move_sentence(scheme, move) for move in places)] if in_full else [summary]


def _criterion_row(each: CriterionDropped) -> Row:
    cells: dict[str, Value] = {"criterion": each.node.id, "title": each.node.title}
    if each.reason is not None:
        return cells | {"reason": each.reason.text(translate)}
    classes = sum(_label(move.before) != _label(move.after) for move in each.moves)
    furthest = max((_distance(move) for move in each.moves), default=Fraction(0))
    counts = {"ranks": _ranks(each.moves), "classes": classes, "selections": _selections(each.moves)}
    return cells | counts | {"furthest": furthest}


def _label(place: object) -> str:
    return getattr(place, "label", "")


def _ranks(moves: Sequence[Move]) -> int:
    return sum(bool(move.before and move.after and move.before.rank != move.after.rank) for move in moves)


def _selections(moves: Sequence[Move]) -> int:
    return sum(
        bool(move.before and move.after and move.before.outcome != move.after.outcome) for move in moves
    )


def _distance(move: Move) -> Fraction:
    before, after = (place.rank if place else None for place in (move.before, move.after))
    return Fraction(0) if before is None or after is None else abs(Fraction(after) - before)


def units_report(found: Found, dropped: Sequence[UnitDropped], reach: Reach) -> Report:
    """Tell whose absence would turn two others."""
    rows = tuple(_unit_row(each) for each in dropped)
    reversals = tuple(_reversal_row(each, pair) for each in dropped for pair in each.reversals)
    tables = (
        Table("units", translate(_("Without one unit")), _UNITS, rows),
        Table("reversals", translate(_("Who changes order")), _REVERSALS, reversals),
    )
    turned = [(each.candidate.name, Fraction(len(each.reversals))) for each in dropped if each.reversals]
    chart = bars(turned, translate(_("Pairs of others that change their order when the unit is left out")))
    return report("drop-unit", found, _unit_sentences(dropped), tables, [reach_note(reach)], chart)


def _unit_row(each: UnitDropped) -> Row:
    if each.reason is not None:
        return who(each.candidate) | {"reason": each.reason.text(translate)}
    return who(each.candidate) | {"moved": len(each.moved), "reversals": len(each.reversals)}


def _reversal_row(each: UnitDropped, pair: Reversal) -> Row:
    named = {"without": each.candidate, "was_ahead": pair.ahead, "was_behind": pair.behind}
    ids = {"without_id": each.candidate.id, "ahead_id": pair.ahead.id, "behind_id": pair.behind.id}
    return ids | {key: candidate.name for key, candidate in named.items()}


def reach_note(reach: Reach) -> str:
    """Say whether points depend on others at all."""
    if reach == "own":
        return translate(
            _("Everybody's points follow from their own values alone: nobody's absence can turn others.")
        )
    group = translate(_("the cluster")) if reach == "cluster" else translate(_("all candidates"))
    message = _("Warning: these rules score against {group}: the absence of one unit can turn others.")
    return translate(message).format(group=group)


def _unit_sentences(dropped: Sequence[UnitDropped]) -> list[str]:
    turning = [each for each in dropped if each.reversals]
    message = ngettext(
        "{count} unit was left out in turn; the absence of {turning} turns others.",
        "{count} units were left out in turn; the absence of {turning} turns others.",
        len(dropped),
    )
    summary = message.format(count=len(dropped), turning=len(turning))
    message = translate(_("Without {name} the others cannot be scored: {reason}"))
    refused = [
        message.format(name=each.candidate.name, reason=each.reason.text(translate))
        for each in dropped
        if each.reason is not None
    ]
    return [summary, *(_turned(each) for each in turning), *refused]


def _turned(each: UnitDropped) -> str:
    first = each.reversals[0]
    message = ngettext(
        "Without {name} {count} pair changes its order: {behind} is no longer behind {ahead}.",
        "Without {name} {count} pairs change their order, among them: {behind} is no longer behind {ahead}.",
        len(each.reversals),
    )
    return message.format(
        name=each.candidate.name,
        count=shown(len(each.reversals), "number"),
        behind=first.behind.name,
        ahead=first.ahead.name,
    )
