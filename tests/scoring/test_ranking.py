"""Places: ranks, tie chains, quotas, ties across the line. Input order and names decide nothing."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Entry, Scheme, Standings, State
from scoring.cards import Slot
from tests.scoring.samples import decided, entry, leaf, number, outcomes, ranked, ranks, reasons, scheme_of

PENDING = "publish: {round: {to: 0.01}, on_missing: pending}\n"


def scheme(rest: str = "", publish: str = PENDING) -> Scheme:
    """Give a scheme of one criterion a and facts b, c that only ranks and conditions read."""
    return scheme_of([leaf("x", "measure: {fact: a}")], publish + rest, "a b c")


def units(text: str, cluster: str = "cum-1") -> list[Entry]:
    """Give candidates ``p:90 q:80 r:?``; ``?`` is a value that is awaited."""
    rows = [word.split(":") for word in text.split()]
    return [entry(n, cluster) if v == "?" else entry(n, cluster, a=number(v)) for n, v in rows]


def picture(result: Standings, select: str = "chon") -> str:
    """Draw outcomes: ``+`` selected, ``-`` not selected, ``?`` undecided, ``.`` not eligible."""
    signs = {"selected": "+", "not_selected": "-", "undecided": "?", "not_eligible": "."}
    return " ".join(f"{one}{signs[outcome]}" for one, outcome in sorted(outcomes(result, select).items()))


# Ranks.


@pytest.mark.parametrize(
    ("ties", "totals", "expected"),
    [
        ("competition", "p:90 q:80 r:80 s:70", "1 2 2 4"),
        ("competition", "p:90 q:90 r:80 s:70", "1 1 3 4"),
        ("competition", "p:90 q:80 r:70 s:70", "1 2 3 3"),
        ("competition", "p:80 q:80 r:80 s:80", "1 1 1 1"),
        ("dense", "p:90 q:80 r:80 s:70", "1 2 2 3"),
        ("dense", "p:90 q:90 r:80 s:80", "1 1 2 2"),
    ],
)
def test_equal_totals_share_a_rank(ties: str, totals: str, expected: str) -> None:
    rules = scheme(f"rank: {{ties: {ties}}}\n")
    wanted = dict(zip("pqrs", map(int, expected.split()), strict=True))

    for order in permutations(units(totals)):
        assert ranks(ranked(rules, order)) == wanted


def test_the_published_number_is_ranked_and_not_the_exact_one() -> None:
    # 80.004 and 79.996 are both published as 80.00; 79.99 is not.
    assert ranks(ranked(scheme(), units("p:79.996 q:80.004 r:79.994"))) == {"p": 1, "q": 1, "r": 3}


def test_a_tie_chain_asks_totals_then_a_node_then_a_fact() -> None:
    children = [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")]
    chain = "rank: {by: [{key: total}, {key: y}, {key: fact.c, order: low}]}\n"
    rules = scheme_of(children, PENDING + chain, "a b c")
    cluster = [
        entry("p", a=50, b=30, c=9),  # 80, y 30, c 9
        entry("q", a=40, b=40, c=9),  # 80, y 40
        entry("r", a=50, b=30, c=2),  # 80, y 30, c 2: fewer is better
        entry("s", a=50, b=30, c=9),  # equal to p in all
        entry("t", a=81, b=0, c=9),
    ]

    for order in permutations(cluster):
        assert ranks(ranked(rules, order)) == {"t": 1, "q": 2, "r": 3, "p": 4, "s": 4}


def test_a_tie_breaker_that_is_missing_leaves_the_candidate_without_a_rank() -> None:
    rules = scheme("rank: {by: [{key: total}, {key: fact.b}]}\nselect: [{id: chon, title: C, places: 1}]\n")

    result = ranked(rules, [entry("p", a=90), entry("q", a=80, b=1)])

    assert ranks(result) == {"p": None, "q": 1}
    assert picture(result) == "p? q?"


def test_clusters_are_ranked_apart_unless_the_scheme_ranks_all() -> None:
    both = units("p:90 q:70", "c1") + units("r:80 s:60", "c2")

    assert ranks(ranked(scheme(), both)) == {"p": 1, "q": 2, "r": 1, "s": 2}
    assert ranks(ranked(scheme("rank: {within: all}\n"), both)) == {"p": 1, "r": 2, "q": 3, "s": 4}


def test_pending_and_excluded_have_no_rank_and_hold_no_place() -> None:
    rules = scheme("gates: [{id: g, title: G, require: fact.b == 0, else: exclude}]\n")
    cluster = [entry("p", a=70, b=0), entry("q", a=99, b=1), entry("r", b=0), entry("s", a=80, b=0)]

    result = ranked(rules, cluster)

    assert ranks(result) == {"s": 1, "p": 2, "r": None, "q": None}
    assert [row.card.candidate.id for row in result.rows] == ["s", "p", "r", "q"]
    assert [row.card.state for row in result.rows][2:] == [State.PENDING, State.EXCLUDED]


def test_rows_come_by_rank_and_equals_by_id() -> None:
    result = ranked(scheme(), units("r:80 q:80 p:70 s:90"))

    assert [row.card.candidate.id for row in result.rows] == ["s", "q", "r", "p"]
    assert [row.card.candidate.id for row in result.cluster("cum-1")] == ["s", "q", "r", "p"]


# Quotas.


def quota(select: str, count: int) -> int:
    rules = scheme(f"select: [{{id: chon, title: C, ties: exclude, {select}}}]\n")
    (found,) = ranked(rules, [entry(f"u{i:03}", a=i) for i in range(count)]).quotas
    return found.places


@pytest.mark.parametrize(
    ("select", "count", "places"),
    [
        ("share: 15/100", 13, 1),  # 1.95, "không quá": a ceiling is floored
        ("share: 15/100, rounding: half_up", 13, 2),
        ("share: 15/100, rounding: ceil", 13, 2),
        ("share: 29/100", 100, 29),  # floor(100 × 0.29) of binary floats is 28
        ("share: 15/100", 20, 3),
        ("share: 15/100, rounding: ceil", 20, 3),
        ("share: 15/100, rounding: half_up", 10, 2),  # 1.5
        ("share: 1/3", 3, 1),
        ("share: 2/3", 3, 2),
        ("share: 15/100", 6, 0),
        ("share: 15/100, at_least: 1", 6, 1),
        ("share: 50/100, at_most: 2", 10, 2),
        ("share: 50/100, at_least: 1, at_most: 9", 10, 5),
        ("share: 1/1", 7, 7),
        ("share: 0/1", 7, 0),
        ("places: 3", 2, 3),
        ("places: 0", 2, 0),
    ],
)
def test_the_places_of_a_quota(select: str, count: int, places: int) -> None:
    assert quota(select, count) == places


def test_a_quota_shows_its_arithmetic() -> None:
    rules = scheme("select: [{id: chon, title: C, share: 15/100, at_least: 2}]\n")

    (found,) = ranked(rules, [entry(f"u{i}", a=i) for i in range(13)]).quotas

    steps = [(step.formula, step.result, step.note) for step in found.steps]
    assert steps == [
        ("{n}/{d} × {b}", number("1.95"), ""),
        ("{a}", 1, "floor"),
        ("{a} → {b}", 2, "capped_low"),
    ]
    assert dict(found.steps[0].values) == {"n": 3, "d": 20, "b": 13}


def test_headcount_counts_all_and_eligible_only_those_who_meet_the_condition() -> None:
    cluster = units(" ".join(f"u{i}:{i * 10}" for i in range(1, 11)))
    condition = "require: total >= 70"  # 70, 80, 90, 100: four of ten

    for base, places in (("headcount", 5), ("eligible", 2)):
        rules = scheme(f"select: [{{id: chon, title: C, share: 1/2, of: {base}, {condition}}}]\n")
        assert [found.places for found in ranked(rules, cluster).quotas] == [places]


# A police unit's quota: class 2 is a share of the heads, class 1 a share of class 2,
# floored each time.
def test_a_selection_of_a_selection_is_floored_each_time() -> None:
    rules = scheme(
        "select:\n"
        "  - {id: ldtt, title: LĐTT, share: 70/100, of: headcount}\n"
        "  - {id: cstd, title: CSTĐ, share: 15/100, of: ldtt}\n"
    )
    result = ranked(rules, [entry(f"u{i:02}", a=i) for i in range(1, 20)])

    # 70 % of 19 is 13.3, 13; 15 % of 13 is 1.95, 1.
    assert [(found.selection, found.places) for found in result.quotas] == [("ldtt", 13), ("cstd", 1)]
    assert [i for i, outcome in outcomes(result, "cstd").items() if outcome == "selected"] == ["u19"]
    assert sum(outcome == "not_selected" for outcome in outcomes(result, "cstd").values()) == 12
    assert reasons(result, "cstd")["u06"] == "condition"


def test_a_selection_may_ask_for_rank_class_and_facts() -> None:
    # Kien Luong 2023: the first of each cluster gets the flag, second and third the certificate.
    rules = scheme(
        "classify: [{label: Tốt, at_least: 80}, {label: Kém}]\n"
        "select:\n"
        "  - {id: co, title: Cờ, places: 1, require: rank == 1 and class == 'Tốt'}\n"
        "  - {id: bk, title: Bằng khen, places: 2, require: rank >= 2 and rank <= 3}\n"
    )
    result = ranked(rules, units("p:90 q:85 r:70 s:60", "c1") + units("t:79 u:50", "c2"))

    assert picture(result, "co") == "p+ q. r. s. t. u."
    assert picture(result, "bk") == "p. q+ r+ s. t. u+"


def test_a_selection_over_all_clusters_has_one_quota() -> None:
    rules = scheme("select: [{id: chon, title: C, places: 2, within: all}]\n")

    result = ranked(rules, units("p:90 q:70", "c1") + units("r:80 s:60", "c2"))

    assert [(found.cluster, found.places) for found in result.quotas] == [("all", 2)]
    assert picture(result) == "p+ q- r+ s-"


def test_one_unit_alone_in_its_cluster() -> None:
    for select, drawn in (("places: 1", "p+"), ("share: 15/100", "p-"), ("share: 15/100, at_least: 1", "p+")):
        result = ranked(scheme(f"select: [{{id: chon, title: C, {select}}}]\n"), units("p:10"))
        assert (ranks(result), picture(result)) == ({"p": 1}, drawn)


# Ties across the line.


@pytest.mark.parametrize(
    ("totals", "exclude", "include", "decide"),
    [
        ("p:90 q:80 r:80 s:70", "p+ q- r- s-", "p+ q+ r+ s-", "p+ q? r? s-"),  # across the line
        ("p:90 q:90 r:80 s:70", "p+ q+ r- s-", "p+ q+ r- s-", "p+ q+ r- s-"),  # at the top, they fit
        ("p:90 q:80 r:70 s:70", "p+ q+ r- s-", "p+ q+ r- s-", "p+ q+ r- s-"),  # at the bottom, below the line
        ("p:90 q:90 r:90 s:70", "p- q- r- s-", "p+ q+ r+ s-", "p? q? r? s-"),  # more leaders than places
        ("p:80 q:80 r:80 s:80", "p- q- r- s-", "p+ q+ r+ s+", "p? q? r? s?"),
        ("p:90 q:80 r:80 s:80", "p+ q- r- s-", "p+ q+ r+ s+", "p+ q? r? s?"),
    ],
)
def test_equals_across_the_line_go_out_come_in_or_wait_for_a_person(
    totals: str, exclude: str, include: str, decide: str
) -> None:
    for ties, drawn in (("exclude", exclude), ("include", include), ("decide", decide)):
        rules = scheme(f"select: [{{id: chon, title: C, places: 2, ties: {ties}}}]\n")
        for order in permutations(units(totals)):
            assert picture(ranked(rules, order)) == drawn


DECIDE = "select: [{id: chon, title: Cờ thi đua, places: 2, who: Hội đồng}]\n"


def tie(result: Standings) -> Slot:
    (slot,) = result.slots
    return slot


def test_a_tie_is_a_question_to_a_person_with_its_options_in_no_order_of_merit() -> None:
    slot = tie(ranked(scheme(DECIDE), units("s:80 p:90 r:80 q:80")))

    assert (slot.id, slot.kind, slot.question, slot.who) == ("chon.cum-1", "tie", "Cờ thi đua", "Hội đồng")
    assert (slot.options, slot.choose, slot.filled) == (("q", "r", "s"), 1, None)


def test_a_filled_tie_selects_whom_the_person_chose() -> None:
    result = ranked(scheme(DECIDE), units("p:90 q:80 r:80"), decided(**{"chon.cum-1": "r"}))

    assert picture(result) == "p+ q- r+"
    assert reasons(result) == {"p": "within_places", "q": "decided", "r": "decided"}
    assert tie(result).filled is not None


@pytest.mark.parametrize("choice", ["p", "q r", "x", "", "q q"])
def test_a_decision_that_no_longer_fits_leaves_the_question_open(choice: str) -> None:
    result = ranked(scheme(DECIDE), units("p:90 q:80 r:80"), decided(**{"chon.cum-1": choice}))

    assert picture(result) == "p+ q? r?"
    assert tie(result).filled is None


def test_a_decision_for_a_tie_that_is_gone_changes_nothing() -> None:
    result = ranked(scheme(DECIDE), units("p:90 q:81 r:80"), decided(**{"chon.cum-1": "r"}))

    assert (picture(result), result.slots) == ("p+ q+ r-", ())


def test_a_question_of_wording_is_listed_open_or_filled() -> None:
    child = leaf("x", "measure: {decide: {slot: hieu, options: {mot: {fact: a}, hai: {fact: b}}}}")
    slots = "decide: [{id: hieu, question: Hiểu sao?, who: Hội đồng, options: {mot: Một, hai: Hai}}]\n"
    rules = scheme_of([child], PENDING + slots, "a b")

    open_, filled = (
        tie(ranked(rules, [entry("p", a=1, b=2)], given_)) for given_ in ({}, decided(hieu="hai"))
    )

    assert (open_.kind, open_.options, open_.filled) == ("wording", ("mot", "hai"), None)
    assert filled.filled is not None
    assert filled.filled.choice == ("hai",)


TOTALS = st.lists(st.integers(0, 6), min_size=1, max_size=8)


@given(TOTALS, st.integers(0, 9), st.sampled_from(["exclude", "include", "decide"]), st.randoms())
def test_ranks_follow_totals_and_nobody_is_selected_beyond_the_places(
    totals: list[int], places: int, ties: str, random: object
) -> None:
    rules = PLACES[ties, places]
    cluster = [entry(f"u{i}", a=total) for i, total in enumerate(totals)]
    shuffled = list(cluster)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random

    result = ranked(rules, cluster)

    expected = {f"u{i}": 1 + sum(other > total for other in totals) for i, total in enumerate(totals)}
    assert ranks(result) == expected
    selected = [i for i, outcome in outcomes(result).items() if outcome == "selected"]
    assert ties == "include" or len(selected) <= places
    assert all(expected[one] <= places for one in selected)
    assert ranked(rules, shuffled).rows == result.rows


PLACES = {
    (ties, places): scheme(f"select: [{{id: chon, title: C, places: {places}, ties: {ties}}}]\n")
    for ties in ("exclude", "include", "decide")
    for places in range(10)
}
