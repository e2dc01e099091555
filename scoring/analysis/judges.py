"""How severe each judge of a panel is: a diagnostic beside the score that never changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from scoring.analysis.inputs import AnalysisError
from scoring.errors import Problem, _
from scoring.facts import Entry
from scoring.scheme.measures import measures_of
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk


@dataclass(frozen=True)
class Judge:
    """
    One judge beside the panel, over the candidates that at least one other judge has scored too.

    Attributes:
        scored: Candidates the judge gave a value; ``shared``: those that another judge scored too.
        severity: Mean of the judge's value less the mean of the panel's on the same candidate; below zero is
            severe, above zero lenient. None without a shared candidate.
        most_below, most_above: The least and the greatest of these differences.
        scatter: Mean distance of the differences from ``severity``: small when the judge is only strict,
            large when the judge also orders the candidates differently.
        spread: Mean distance of the judge's own values from their mean; ``panel_spread``: the same of the
            panel's means on the same candidates. A judge whose spread is much smaller hardly tells
            candidates apart.
    """

    name: str
    scored: int
    shared: int
    severity: Fraction | None
    most_below: Fraction | None
    most_above: Fraction | None
    scatter: Fraction | None
    spread: Fraction | None
    panel_spread: Fraction | None


@dataclass(frozen=True)
class Twosome:
    """
    Two judges on the candidates that both scored.

    Attributes:
        difference: Mean of the first one's value less the second one's; None without a shared candidate.
        distance: Mean size of the difference.
        equal: Candidates on whom they agree exactly.
        same_order, opposite_order: Pairs of candidates that both put in the same order, or in opposite ones;
            pairs that one of them holds equal are neither.
    """

    first: str
    second: str
    shared: int
    difference: Fraction | None
    distance: Fraction | None
    equal: int
    same_order: int
    opposite_order: int


@dataclass(frozen=True)
class PanelReport:
    """
    The judges of one fact.

    Attributes:
        judges: By name.
        pairs: Every two judges, by name.
        agreed: Candidates with at least two judges all of whom gave the same value; ``judged``: those with
            at least two judges.
        remarks: Warnings: two judges with few shared candidates say little about each other.
    """

    fact: str
    title: str
    judges: tuple[Judge, ...]
    pairs: tuple[Twosome, ...]
    agreed: int
    judged: int
    remarks: tuple[Problem, ...]


def judge_severity(scheme: Scheme, entries: Sequence[Entry], *, few: int) -> tuple[PanelReport, ...]:
    """
    Compare the judges of every panel of a scheme.

    Args:
        scheme: Says which facts are given by panels.
        entries: One a candidate.
        few: A pair of judges with fewer shared candidates than this is warned about.

    Returns:
        One report a panel that has values, in the order of the scheme; exact numbers throughout.

    Raises:
        AnalysisError: The scheme has no panel, or no candidate has a value from a named judge.
    """
    titles = {spec.id: spec.title for spec in scheme.facts}
    panels = dict.fromkeys(
        measure.panel.fact
        for node in walk(scheme.children)
        for measure in measures_of(node.measure)
        if measure.panel is not None
    )
    found = [_report(fact, titles[fact], _given(fact, entries), few) for fact in panels]
    reports = tuple(report for report in found if report.judges)
    if not reports:
        message = _("no value of {scheme} was given by a named judge of a panel")
        raise AnalysisError([Problem("E_NO_PANEL", message, {"scheme": scheme.key})])
    return reports


Given = Mapping[str, Mapping[str, Fraction]]


def _given(fact: str, entries: Sequence[Entry]) -> Given:
    """Give the values by judge and candidate; whatever has no value is left out, never zero."""
    found: dict[str, dict[str, Fraction]] = {}
    for entry in entries:
        for each in entry.panels.get(fact, ()):
            if each.number is not None and each.judge:
                found.setdefault(each.judge, {})[entry.candidate.id] = each.number
    return dict(sorted(found.items()))


def _report(fact: str, title: str, given: Given, few: int) -> PanelReport:
    by_candidate: dict[str, list[Fraction]] = {}
    for values in given.values():
        for candidate, value in values.items():
            by_candidate.setdefault(candidate, []).append(value)
    judged = {candidate: values for candidate, values in by_candidate.items() if len(values) > 1}
    means = {candidate: _mean(values) for candidate, values in judged.items()}
    pairs = tuple(_twosome(a, b, given[a], given[b]) for a, b in combinations(given, 2))
    return PanelReport(
        fact,
        title,
        tuple(_judge(name, values, means) for name, values in given.items()),
        pairs,
        sum(len(set(values)) == 1 for values in judged.values()),
        len(judged),
        tuple(_few_shared(fact, pair, few) for pair in pairs if pair.shared < few),
    )


def _judge(name: str, values: Mapping[str, Fraction], means: Mapping[str, Fraction]) -> Judge:
    shared = [candidate for candidate in values if candidate in means]
    if not shared:
        return Judge(name, len(values), 0, None, None, None, None, None, None)
    differences = [values[candidate] - means[candidate] for candidate in shared]
    return Judge(
        name,
        len(values),
        len(shared),
        _mean(differences),
        min(differences),
        max(differences),
        _scatter(differences),
        _scatter([values[candidate] for candidate in shared]),
        _scatter([means[candidate] for candidate in shared]),
    )


def _twosome(first: str, second: str, a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> Twosome:
    shared = [candidate for candidate in a if candidate in b]
    differences = [a[candidate] - b[candidate] for candidate in shared]
    orders = [_sign(a[one] - a[other]) * _sign(b[one] - b[other]) for one, other in combinations(shared, 2)]
    return Twosome(
        first,
        second,
        len(shared),
        _mean(differences) if shared else None,
        _mean(map(abs, differences)) if shared else None,
        sum(difference == 0 for difference in differences),
        orders.count(1),
        orders.count(-1),
    )


def _few_shared(fact: str, pair: Twosome, few: int) -> Problem:
    message = _(
        "{fact}: {first} and {second} share {shared} candidates, fewer than {few}; "
        "what they differ by may be chance"
    )
    values = {"fact": fact, "first": pair.first, "second": pair.second, "shared": pair.shared, "few": few}
    return Problem("W_FEW_SHARED", message, values, warning=True)


def _mean(values: Iterable[Fraction]) -> Fraction:
    found = list(values)
    return sum(found, Fraction(0)) / len(found)


def _scatter(values: Sequence[Fraction]) -> Fraction:
    middle = _mean(values)
    return _mean(abs(value - middle) for value in values)


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
