"""Judges beside their panel, worked by hand on small tables."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring import Candidate, Entry, Scheme
from scoring.analysis import AnalysisError, PanelReport, judge_severity
from tests.scoring.samples import MISSING, Value, fact, leaf, scheme_of

FEW = 3


def panel(table: str) -> list[Entry]:
    """
    Read a table of values: a line a candidate, a column a judge; ``-`` is not scored, ``?`` is missing.

    The judges are called A, B, C.
    """
    return [_entry(f"u{i}", line.split()) for i, line in enumerate(table.strip().splitlines())]


def _entry(name: str, cells: list[str]) -> Entry:
    given: list[tuple[str, Value]] = [
        (judge, MISSING if cell == "?" else Fraction(cell))
        for judge, cell in zip("ABC", cells, strict=False)
        if cell != "-"
    ]
    facts = tuple(fact("diem", value, judge=judge) for judge, value in given)
    return Entry(Candidate(name, name), panels={"diem": facts})


def scheme() -> Scheme:
    return scheme_of([leaf("x", "measure: {panel: {fact: diem}}")], numbers="diem")


def report(table: str, few: int = FEW) -> PanelReport:
    (found,) = judge_severity(scheme(), panel(table), few=few)
    return found


COMPLETE = """
8 6 7
9 7 8
6 4 8
"""


def test_severity_is_the_mean_difference_from_the_panel() -> None:
    # Means of the panel 7, 8, 6. A: +1 +1 0; B: -1 -1 -2; C: 0 0 +2.
    found = {judge.name: judge for judge in report(COMPLETE).judges}

    assert {name: judge.severity for name, judge in found.items()} == {
        "A": Fraction(2, 3),
        "B": Fraction(-4, 3),
        "C": Fraction(2, 3),
    }
    assert [(judge.most_below, judge.most_above) for judge in found.values()] == [(0, 1), (-2, -1), (0, 2)]
    # Distances from the mean difference: A 1/3 1/3 2/3; C 2/3 2/3 4/3.
    assert (found["A"].scatter, found["C"].scatter) == (Fraction(4, 9), Fraction(8, 9))


def test_severities_of_a_complete_panel_add_up_to_nothing() -> None:
    assert sum(judge.severity or 0 for judge in report(COMPLETE).judges) == 0


def test_the_spread_of_a_judge_stands_beside_that_of_the_panel() -> None:
    # C gives 7 8 8: mean 23/3, distances 2/3 1/3 1/3. The panel's 7 8 6: distances 0 1 1.
    found = report(COMPLETE).judges[2]

    assert (found.spread, found.panel_spread) == (Fraction(4, 9), Fraction(2, 3))


def test_two_judges_are_compared_on_what_both_scored() -> None:
    # A and C: +1 +1 -2. In A u1 > u0 > u2; in C u1 = u2 > u0: one pair alike, one opposite, one equal in C.
    (ab, ac, bc) = report(COMPLETE).pairs

    assert (ab.first, ab.second, ab.shared, ab.difference, ab.distance, ab.equal) == ("A", "B", 3, 2, 2, 0)
    assert (ab.same_order, ab.opposite_order) == (3, 0)
    assert (ac.difference, ac.distance) == (0, Fraction(4, 3))
    assert (ac.same_order, ac.opposite_order) == (1, 1)
    assert (bc.first, bc.second) == ("B", "C")


def test_exact_agreement_is_counted_over_candidates_with_two_judges() -> None:
    found = report("7 7 7\n8 8 -\n5 - -\n6 7 6")

    assert (found.agreed, found.judged) == (2, 3)


def test_a_missing_value_is_no_zero_and_counts_for_nothing() -> None:
    found = report("8 ? 6\n8 6 -")

    assert [(judge.name, judge.scored, judge.shared) for judge in found.judges] == [
        ("A", 2, 2),
        ("B", 1, 1),
        ("C", 1, 1),
    ]
    assert found.judges[0].severity == 1  # 8 beside 7 twice


def test_a_judge_alone_has_no_severity() -> None:
    found = report("8 - -\n7 - -")

    assert (found.judges[0].severity, found.judges[0].shared, found.pairs) == (None, 0, ())


def test_few_shared_candidates_are_warned_about() -> None:
    found = report("8 6 -\n9 7 -\n6 4 -\n5 - 5", few=3)

    assert [
        (r.code, r.values["first"], r.values["second"], r.values["shared"], r.warning) for r in found.remarks
    ] == [
        ("W_FEW_SHARED", "A", "C", 1, True),
        ("W_FEW_SHARED", "B", "C", 0, True),
    ]
    assert found.pairs[2].difference is None


def test_the_order_of_candidates_and_judges_changes_nothing() -> None:
    entries = panel(COMPLETE)
    turned = [
        Entry(e.candidate, panels={"diem": tuple(reversed(e.panels["diem"]))}) for e in reversed(entries)
    ]

    assert judge_severity(scheme(), turned, few=FEW) == judge_severity(scheme(), entries, few=FEW)


def test_rules_without_a_panel_are_refused() -> None:
    rules = scheme_of([leaf("x", "measure: {fact: a}")], numbers="a")

    with pytest.raises(AnalysisError, match="no value of mau@2024-01-01 was given by a named judge"):
        judge_severity(rules, panel("8 6 7"), few=FEW)
