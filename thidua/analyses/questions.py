"""The questions: each loads what it is about, asks the engine, and gives a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from scoring import analysis
from scoring.analysis import Inputs, baseline, compared
from scoring.analysis.stages import revisions
from scoring.errors import _
from scoring.scheme.model import Scheme, Uncertainty
from scoring.scheme.order import walk
from thidua.analyses.chance import chance_of
from thidua.analyses.changes import assumed_for_all, with_rules, with_values
from thidua.analyses.draws import draw_all
from thidua.analyses.report import Report, shown
from thidua.analyses.reports.flips import flips_report
from thidua.analyses.reports.intervals import uncertainty_report, weights_report
from thidua.analyses.reports.judges import judges_report
from thidua.analyses.reports.moves import moves_report, revision_words, stages_report
from thidua.analyses.reports.removal import criteria_report, units_report
from thidua.analyses.sources import Asked, Remark, find_inputs, find_stages, with_other_rules
from thidua.i18n import _ as translate
from thidua.review import Stage

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Changes:
    """
    What is otherwise in a what-if.

    Attributes:
        values: ``CANDIDATE.FACT=VALUE``, see ``changes.with_values``.
        points, weights: New maximum or weight, by node.
    """

    values: Sequence[str] = ()
    points: Mapping[str, Fraction] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """
    How values are drawn.

    Attributes:
        draws: How many; at least one.
        seed: Any text.
        assumed: Uncertainty by fact, assumed for this question only.
        assumed_for_all: The same for every fact with numbers; None for none.
    """

    draws: int
    seed: str
    assumed: Mapping[str, Uncertainty] = field(default_factory=dict)
    assumed_for_all: Uncertainty | None = None


def what_if(asked: Asked, changes: Changes, remark: Remark) -> Report:
    """Tell who moves when values, points, weights or the rules are otherwise."""
    found = find_inputs(asked, remark)
    inputs = found.inputs
    changed = with_other_rules(found, asked).inputs if asked.other_rules else inputs
    notes = list(_rules_notes(inputs, changed))
    scheme = with_rules(changed.scheme, changes.points, changes.weights)
    notes += _weight_notes(changed.scheme, changes)
    after = with_values(replace(changed, scheme=scheme), changes.values)
    notes += [revision_words(each) for each in revisions(inputs.scheme, inputs.entries, after.entries)]
    return moves_report("what-if", found, compared(inputs.result(), after.result()), notes)


def _rules_notes(before: Inputs, after: Inputs) -> list[str]:
    if before.scheme.key == after.scheme.key and before.as_of == after.as_of:
        return []
    message = _("Rules: {before} as of {day} → {after} as of {other_day}")
    days = {"day": before.as_of, "other_day": after.as_of}
    return [translate(message).format(before=before.scheme.key, after=after.scheme.key, **days)]


def _weight_notes(scheme: Scheme, changes: Changes) -> list[str]:
    titles = {node.id: node.title for node in walk(scheme.children)}
    points, weight = (
        translate(_("“{title}”: {number} points at most")),
        translate(_("“{title}”: weight {number}")),
    )
    return [
        message.format(title=titles[node], number=shown(number, "number"))
        for message, wanted in ((points, changes.points), (weight, changes.weights))
        for node, number in wanted.items()
    ]


def compare(asked: Asked, remark: Remark) -> Report:
    """Tell who gains and who loses under other rules, and in which criteria."""
    found = find_inputs(asked, remark)
    after = with_other_rules(found, asked).inputs
    comparison = compared(found.inputs.result(), after.result())
    return moves_report("compare", found, comparison, _rules_notes(found.inputs, after), everybody=True)


def stages(asked: Asked, earlier: Stage, later: Stage, remark: Remark) -> Report:
    """Tell what a later stage changed."""
    first, second = find_stages(asked, earlier, later, remark)
    answer = analysis.compare_stages(first.inputs, second.inputs)
    return stages_report(first, answer, [f"{first.origin} → {second.origin}"], second.reasons)


def drop_criterion(
    asked: Asked, nodes: Sequence[str], *, rescale: bool, remark: Remark, progress: Progress
) -> Report:
    """Tell who moves when criteria are left out, each by itself; all of them when none is named."""
    found = find_inputs(asked, remark)
    base = baseline(found.inputs)
    dropped = analysis.drop_criteria(base, nodes, rescale=rescale, progress=progress)
    return criteria_report(found, dropped, rescale=rescale)


def drop_unit(asked: Asked, candidates: Sequence[str], remark: Remark, progress: Progress) -> Report:
    """Tell whether others change their order when candidates are left out, each by itself."""
    found = find_inputs(asked, remark)
    base = baseline(found.inputs)
    return units_report(found, analysis.drop_units(base, candidates, progress=progress), base.reach)


def weights(asked: Asked, by: Fraction, *, renormalise: bool, remark: Remark, progress: Progress) -> Report:
    """Tell which places hold when each weight is moved by a share."""
    found = find_inputs(asked, remark)
    base = baseline(found.inputs)
    return weights_report(found, analysis.move_weights(base, by, renormalise=renormalise, progress=progress))


def uncertainty(asked: Asked, drawing: Drawing, remark: Remark, progress: Progress) -> Report:
    """Tell which places hold when values are as uncertain as declared or assumed."""
    found = find_inputs(asked, remark)
    assumed = _assumed(found.inputs.scheme, drawing)
    known = analysis.spans(found.inputs, assumed)
    base = baseline(found.inputs)
    chance = chance_of(drawing.seed, drawing.draws)
    tally = draw_all(base, known, chance, drawing.draws, progress)
    spreads = analysis.spread(base, tally)
    return uncertainty_report(found, spreads, known, assumed, draws=drawing.draws, seed=drawing.seed)


def _assumed(scheme: Scheme, drawing: Drawing) -> Mapping[str, Uncertainty]:
    if drawing.assumed_for_all is None:
        return drawing.assumed
    return {**assumed_for_all(scheme, drawing.assumed_for_all), **drawing.assumed}


def flip(asked: Asked, remark: Remark, progress: Progress) -> Report:
    """Tell how little would turn each two neighbours and the last place of each selection."""
    found = find_inputs(asked, remark)
    return flips_report(found, analysis.flips(baseline(found.inputs), progress=progress))


def judges(asked: Asked, few: int, remark: Remark) -> Report:
    """Tell how severe the judges of each panel are."""
    found = find_inputs(asked, remark)
    panels = analysis.judge_severity(found.inputs.scheme, found.inputs.entries, few=few)
    return judges_report(found, panels)
