"""Draws scored by columns give what draws scored one by one give, rank by rank."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring import Decision, Entry, Scheme
from scoring.analysis import AnalysisError, Baseline, Inputs, Tally, baseline, draw, spans
from scoring.scheme.model import Uncertainty
from tests.scoring.samples import DAY, MISSING, NA, Value, entry, fact, leaf, scheme_of
from thidua.analyses import draws
from thidua.analyses.chance import chance_of
from thidua.analyses.draws import draw_all

DRAWS = 60
PENDING = "publish: {round: {to: 0.1}, on_missing: pending}\n"
SELECT = "select: [{id: chon, title: Chọn, share: 1/2, rounding: ceil, require: total > 20}]\n"
TARGET = "target: [{at_least: 60}], scale: {knots: [[0, 0], [target, max_points]]}"
RATIO = leaf("x", f"max_points: 40, measure: {{ratio: [a, b], transform: percent}}, {TARGET}")
OWN = leaf("y", "max_points: 30, measure: {fact: c}")
BEST = leaf("z", "max_points: 30, measure: {fact: a}, scale: {knots: [[0, 0], [cluster.max, max_points]]}")
STEPS = leaf("w", "measure: {fact: a}, scale: {knots: [[0, 0], [50, 5], [60, 9]], between: step}")

Row = tuple[str, str, Value, Value, Value]
FIELD: list[Row] = [
    ("p", "c1", 50, 100, 20),
    ("q", "c1", 55, 100, 18),
    ("r", "c1", 52, 100, 19),
    ("s", "c2", 61, 100, 10),
    ("t", "c2", NA, 100, 25),
    ("u", "c2", 58, 100, MISSING),
]


@pytest.fixture(autouse=True)
def _always_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "_FEW_ROWS", 0)
    monkeypatch.setattr(draws, "_ROWS_AT_ONCE", 100)  # several tables a question


def rules(*leaves: str, rest: str = "") -> Scheme:
    scheme = scheme_of(leaves, PENDING + SELECT + rest, "a b c")
    facts = [spec.model_copy(update={"decimals": 1}) for spec in scheme.facts]
    return scheme.model_copy(update={"facts": facts})


def field_of(scheme: Scheme, decisions: dict[str, Decision] | None = None) -> Baseline:
    entries = tuple(entry(unit, cluster, a=a, b=b, c=c) for unit, cluster, a, b, c in FIELD)
    return baseline(Inputs(scheme, entries, DAY, decisions or {}))


def both(base: Baseline, assumed: dict[str, Uncertainty]) -> tuple[Tally, Tally]:
    known = spans(base.inputs, assumed)
    chance = chance_of("seed", DRAWS)
    told: list[tuple[int, int]] = []

    by_columns = draw_all(base, known, chance, DRAWS, lambda done, total: told.append((done, total)))

    assert told[-1] == (DRAWS, DRAWS)
    return by_columns, draw(base, known, chance, range(DRAWS))


WIDE = {"a": Uncertainty(plus_minus=Fraction(6)), "c": Uncertainty(plus_minus=Fraction(1, 10), relative=True)}


@pytest.mark.parametrize(
    "scheme",
    [
        rules(RATIO, OWN),
        rules(RATIO, OWN, STEPS),
        rules(RATIO, OWN, rest="rank: {ties: average}\n"),
        rules(RATIO, OWN, rest="rank: {ties: dense, by: [{key: total}, {key: fact.c}]}\n"),
        rules(BEST, OWN),
    ],
    ids=["ratio", "steps", "average", "chain", "cluster"],
)
def test_columns_and_the_reference_count_the_same(scheme: Scheme) -> None:
    by_columns, one_by_one = both(field_of(scheme), WIDE)

    assert by_columns == one_by_one
    assert by_columns.draws == DRAWS
    assert len(by_columns.ranks["p"]) > 1


def test_a_decision_on_a_tie_counts_in_the_draws_in_which_the_tie_is() -> None:
    scheme = rules(OWN)
    decisions = {"chon.c1": Decision("chon.c1", ("q",), "Hội đồng", "Biên bản")}
    entries = tuple(entry(unit, "c1", c=value) for unit, value in (("p", 22), ("q", 22)))
    base = baseline(Inputs(scheme, entries, DAY, decisions))

    by_columns, one_by_one = both(base, {"c": Uncertainty(plus_minus=Fraction(1, 10))})

    assert by_columns == one_by_one
    assert by_columns.outcomes["q"]["chon"]["selected"] > by_columns.outcomes["p"]["chon"]["selected"]
    assert by_columns.outcomes["q"]["chon"]["undecided"] == 0


def test_panels_and_rankings_of_everybody_are_drawn_one_by_one() -> None:
    panel = scheme_of([leaf("x", "measure: {panel: {fact: a}}")], PENDING, "a")
    marks = tuple(
        Entry(entry(unit).candidate, panels={"a": (fact("a", low, judge="k"), fact("a", 8, judge="l"))})
        for unit, low in (("p", 6), ("q", 7))
    )
    everybody = rules(RATIO, OWN, rest="rank: {within: all}\n")

    for base in (baseline(Inputs(panel, marks, DAY)), field_of(everybody)):
        by_columns, one_by_one = both(base, {"a": Uncertainty(plus_minus=Fraction(2))})
        assert by_columns == one_by_one


def test_a_draw_that_the_scheme_does_not_allow_is_told_with_its_number_and_the_unit() -> None:
    base = field_of(rules(RATIO, OWN))
    known = spans(base.inputs, {"b": Uncertainty(plus_minus=Fraction(100))})

    def chance(candidate: str, _fact: str, _judge: str) -> list[int]:
        return [0 if candidate == "q" and number == 7 else 2**63 for number in range(DRAWS)]

    with pytest.raises(AnalysisError) as refused:
        draw_all(base, known, chance, DRAWS, lambda _done, _total: None)

    draw_told, cause = refused.value.problems
    assert (draw_told.code, draw_told.values["draw"]) == ("E_DRAW", 8)
    assert (cause.code, cause.values["candidate"]) == ("E_ZERO_DENOMINATOR", "q")


def test_a_draw_refused_for_a_whole_cluster_is_told_with_its_number() -> None:
    # The quota's base is a value that all of the cluster report alike, until one is drawn otherwise.
    scheme = scheme_of([OWN], PENDING + "select: [{id: chon, title: C, share: 1/2, of: fact.a}]\n", "a c")
    entries = tuple(entry(unit, "c1", a=4, c=value) for unit, value in (("p", 20), ("q", 10)))
    base = baseline(Inputs(scheme, entries, DAY))
    known = spans(base.inputs, {"a": Uncertainty(plus_minus=Fraction(1))})

    def chance(candidate: str, _fact: str, _judge: str) -> list[int]:
        return [0 if candidate == "q" and number == 9 else 2**63 for number in range(DRAWS)]

    with pytest.raises(AnalysisError) as refused:
        draw_all(base, known, chance, DRAWS, lambda _done, _total: None)

    draw_told, cause = refused.value.problems
    assert (draw_told.code, draw_told.values["draw"], cause.code) == ("E_DRAW", 10, "E_QUOTA")
