"""Draws that are given: which values are possible, what is counted, and that nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Entry, Scheme, Source, load_scheme
from scoring.analysis import AnalysisError, Baseline, Inputs, Span, Tally, draw, spans, spread
from scoring.analysis.uncertainty import quantile
from scoring.scheme.model import Uncertainty
from tests.scoring.analysis.tables import base_of
from tests.scoring.samples import DAY, Value, entry, fact, leaf, no_plan, number, text_of

LOW, MIDDLE, HIGH = 0, 2**63, 2**64 - 1
SELECT = "select: [{id: chon, title: Chọn, places: 1}]\n"


def rules(
    declared: str = ", uncertainty: {plus_minus: 1}", facts: str = "kind: count", rest: str = ""
) -> Scheme:
    """Give a scheme of one criterion that is the fact a."""
    text = text_of([leaf("x", "measure: {fact: a}")], rest)
    spec = f"facts:\n  - {{id: a, title: A, unit: cái, {facts}{declared}}}\n"
    return load_scheme(Source("mau.yaml", text.replace("children:", spec + "children:", 1)), no_plan)


def inputs(scheme: Scheme, *values: Value) -> Inputs:
    return Inputs(scheme, tuple(entry(f"u{i}", a=value) for i, value in enumerate(values)), DAY)


def possible(span: Span) -> list[Fraction]:
    """Give every value of a span by drawing the middle of each of its equal parts."""
    size = span.below + span.above + 1
    return [span.value((2**64 * (2 * k + 1)) // (2 * size)) for k in range(size)]


@pytest.mark.parametrize(
    ("declared", "facts", "value", "expected"),
    [
        ("{plus_minus: 2}", "kind: count", "10", "8 9 10 11 12"),
        ("{plus_minus: 2}", "kind: count, at_least: 9", "10", "9 10 11 12"),
        ("{plus_minus: 2}", "kind: count, at_most: 10", "10", "8 9 10"),
        ("{plus_minus: 0.1, relative: true}", "kind: count", "20", "18 19 20 21 22"),
        ("{plus_minus: 0.1, relative: true}", "kind: count", "9", "9"),  # 0.9 of one unit is no unit
        ("{plus_minus: 0.1}", "kind: number, decimals: 1", "5", "4.9 5 5.1"),
        ("{plus_minus: 0.25}", "kind: number, decimals: 1", "5", "4.8 4.9 5 5.1 5.2"),
        ("{plus_minus: 0.1, relative: true}", "kind: count", "0", "0"),
        ("{plus_minus: 1}", "kind: number, at_least: 0, at_most: 100, decimals: 0", "100", "99 100"),
        ("{plus_minus: 0}", "kind: count", "10", "10"),
    ],
)
def test_only_values_that_could_be_reported_are_possible(
    declared: str, facts: str, value: str, expected: str
) -> None:
    (span,) = spans(inputs(rules(f", uncertainty: {declared}", facts), number(value)))

    assert possible(span) == [number(text) for text in expected.split()]


def test_an_expressly_assumed_uncertainty_goes_before_the_declared_one() -> None:
    (span,) = spans(inputs(rules(), 10), {"a": Uncertainty(plus_minus=Fraction(2))})

    assert (span.below, span.above) == (2, 2)


def test_without_any_uncertainty_none_is_made_up() -> None:
    with pytest.raises(AnalysisError) as refused:
        spans(inputs(rules(declared=""), 10))

    (problem,) = refused.value.problems
    assert problem.code == "E_NO_UNCERTAINTY"
    assert "uncertainty: {plus_minus: 2}" in str(problem)


@pytest.mark.parametrize("wrong", ["zz", "b"])
def test_an_assumption_about_no_number_is_refused(wrong: str) -> None:
    text = text_of([leaf("x", "measure: {fact: a}")], "", "a", {"b": "co khong"})
    scheme = load_scheme(Source("mau.yaml", text), no_plan)

    with pytest.raises(AnalysisError, match=f"no fact with numbers called “{wrong}”"):
        spans(inputs(scheme, 1), {wrong: Uncertainty(plus_minus=Fraction(1))})


def test_a_missing_value_is_never_drawn() -> None:
    found = spans(
        Inputs(
            rules(rest="publish: {round: {to: 1}, on_missing: pending}\n"), (entry("p"), entry("q", a=3)), DAY
        )
    )

    assert [(span.candidate, span.now) for span in found] == [("q", 3)]


def chance_of(**numbers: Sequence[int]) -> object:
    return lambda candidate, _fact, _judge: numbers[candidate]


def duel() -> tuple[Baseline, Tally]:
    """
    Let p (10 ± 1) and q (10 ± 1) meet in four draws.

    p draws 9 10 11 11 and q draws 10 10 10 11: p is second, equal first, first, equal first.
    """
    base = base_of(rules(rest=SELECT), entry("p", a=10), entry("q", a=10))
    chance = chance_of(p=[LOW, MIDDLE, HIGH, HIGH], q=[MIDDLE, MIDDLE, MIDDLE, HIGH])
    return base, draw(base, spans(base.inputs), chance, range(4))  # type: ignore[arg-type]


def test_ranks_and_selections_are_counted_over_the_draws() -> None:
    base, found = duel()

    p, q = spread(base, found)

    assert (p.candidate.id, p.low, p.median, p.high, p.unranked) == ("p", 1, 1, 2, 0)
    assert (q.candidate.id, q.low, q.median, q.high) == ("q", 1, 1, 2)
    assert (dict(p.selected), dict(p.undecided)) == ({"chon": Fraction(1, 4)}, {"chon": Fraction(1, 2)})
    assert (dict(q.selected), dict(q.undecided)) == ({"chon": Fraction(1, 4)}, {"chon": Fraction(1, 2)})
    assert p.now.outcome == {"chon": "undecided"}


def test_draws_in_two_parts_add_up_to_all_draws_at_once() -> None:
    base, whole = duel()
    chance = chance_of(p=[LOW, MIDDLE, HIGH, HIGH], q=[MIDDLE, MIDDLE, MIDDLE, HIGH])
    known = spans(base.inputs)

    parts = draw(base, known, chance, range(1))  # type: ignore[arg-type]  # a function of three words
    parts.merge(draw(base, known, chance, range(1, 4)))  # type: ignore[arg-type]

    assert parts == whole


def test_each_judge_of_a_panel_is_drawn_by_itself() -> None:
    text = text_of([leaf("x", "measure: {panel: {fact: a}}")])
    spec = "facts: [{id: a, title: A, unit: điểm, kind: points, uncertainty: {plus_minus: 1}}]\nchildren:"
    scheme = load_scheme(Source("mau.yaml", text.replace("children:", spec, 1)), no_plan)
    panel = Entry(entry("p").candidate, panels={"a": (fact("a", 8, judge="gk1"), fact("a", 6, judge="gk2"))})
    base = base_of(scheme, panel)

    known = spans(base.inputs)
    met = []

    def chance(_candidate: str, _fact: str, judge: str) -> list[int]:
        met.append(judge)
        return [LOW if judge == "gk1" else HIGH]

    draw(base, known, chance, [0])

    assert [(span.judge, span.now) for span in known] == [("gk1", 8), ("gk2", 6)]
    assert met == ["gk1", "gk2"]


def test_a_draw_the_scheme_does_not_allow_is_told_with_its_number() -> None:
    scale = "measure: {ratio: [b, a]}"
    text = text_of([leaf("x", scale)], "", "b")
    spec = "facts:\n  - {id: a, title: A, unit: cái, kind: count, uncertainty: {plus_minus: 1}}\n"
    scheme = load_scheme(Source("mau.yaml", text.replace("facts:\n", spec, 1)), no_plan)
    base = base_of(scheme, entry("p", a=1, b=5))

    with pytest.raises(AnalysisError) as refused:
        draw(base, spans(base.inputs), chance_of(p=[HIGH, LOW]), range(2))  # type: ignore[arg-type]

    assert [problem.code for problem in refused.value.problems] == ["E_DRAW", "E_ZERO_DENOMINATOR"]
    assert "draw 2 gives values" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ({1: 1, 2: 18, 3: 1}, "1/20", 1),  # the first of twenty is exactly 5 %
        ({1: 1, 2: 19, 3: 1}, "1/20", 2),  # one of twenty-one is less
        ({1: 1, 2: 18, 3: 1}, "19/20", 2),
        ({1: 2, 4: 2}, "1/2", 1),
        ({5: 7}, "1/20", 5),
        ({}, "1/2", None),
    ],
)
def test_a_quantile_is_a_rank_that_was_met(counts: dict[int, int], share: str, expected: int | None) -> None:
    assert quantile({Fraction(rank): times for rank, times in counts.items()}, number(share)) == expected


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2**64 - 1))
def test_every_draw_lies_inside_the_span(below: int, above: int, chance: int) -> None:
    span = Span("p", "a", "", Fraction(100), Fraction(1, 10), below, above)

    assert 100 - Fraction(below, 10) <= span.value(chance) <= 100 + Fraction(above, 10)
    assert ((span.value(chance) - 100) * 10).denominator == 1
