"""While a value is awaited: nobody is selected who could be overtaken, nobody dropped who could come in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Entry, Scheme
from tests.scoring.samples import Value, decided, entry, outcomes, ranked, reasons
from tests.scoring.test_ranking import picture, scheme, units


def selecting(select: str) -> Scheme:
    return scheme(f"select: [{{id: chon, title: C, {select}}}]\n")


@pytest.mark.parametrize(
    ("select", "totals", "drawn"),
    [
        # One place, one awaited: even the leader may be overtaken.
        ("places: 1", "p:90 q:80 r:?", "p? q- r?"),
        # Two places, one awaited: p stays in whatever r brings; q may be pushed out; s is out already.
        ("places: 2", "p:90 q:80 r:? s:70", "p+ q? r? s-"),
        # Two awaited push out two.
        ("places: 2", "p:90 q:80 r:? s:?", "p? q? r? s?"),
        ("places: 3", "p:90 q:80 r:? s:? t:70", "p+ q? r? s? t?"),
        # A tie across the line is no question to a person while a value is awaited.
        ("places: 2", "p:90 q:80 r:80 s:?", "p+ q? r? s?"),
        # Three places for four: with the one awaited, q and r fit only if s comes behind them.
        ("places: 3", "p:90 q:80 r:80 s:?", "p+ q? r? s?"),
        ("places: 4", "p:90 q:80 r:80 s:?", "p+ q+ r+ s?"),
        # Half of the heads, four: two places.
        ("share: 1/2, of: headcount", "p:90 q:80 r:70 s:?", "p+ q? r- s?"),
        # Half of the eligible: three now and one place, or four and two places: the first is in either way.
        ("share: 1/2, of: eligible", "p:90 q:80 r:70 s:?", "p+ q? r- s?"),
        # The condition keeps q out whatever comes.
        ("places: 2, require: total >= 85", "p:90 q:80 r:?", "p+ q. r?"),
        # No place at all.
        ("places: 0", "p:90 q:?", "p- q?"),
    ],
)
def test_who_is_certain_is_certain_and_the_others_wait(select: str, totals: str, drawn: str) -> None:
    assert picture(ranked(selecting(select), units(totals))) == drawn


def test_the_reasons_tell_who_waits_for_whom() -> None:
    result = ranked(selecting("places: 2"), units("p:90 q:80 r:? s:70"))

    assert reasons(result) == {
        "p": "within_places",
        "q": "others_pending",
        "r": "no_total",
        "s": "beyond_places",
    }


def test_no_person_is_asked_about_a_tie_while_a_value_is_awaited() -> None:
    rules, cluster = selecting("places: 1"), units("p:90 q:90 r:?")

    result = ranked(rules, cluster, decided(**{"chon.cum-1": "p"}))

    assert (picture(result), result.slots) == ("p? q? r?", ())


def test_a_value_awaited_in_one_cluster_holds_up_no_other() -> None:
    result = ranked(selecting("places: 1"), units("p:90 q:?", "c1") + units("r:80 s:70", "c2"))

    assert picture(result) == "p? q? r+ s-"


@pytest.mark.parametrize(
    ("condition", "drawn"),
    [
        ("rank <= 1", "p? q. r?"),  # r may push p to rank 2
        ("rank <= 2", "p+ q? r?"),  # p stays first or second; q may become third
        ("rank >= 2", "p? q+ r?"),  # q stays behind p whatever r brings
        ("rank == 2", "p? q? r?"),
        ("rank <= 3", "p+ q+ r?"),
    ],
)
def test_a_condition_on_the_rank_is_proven_only_if_it_holds_whatever_comes(
    condition: str, drawn: str
) -> None:
    assert picture(ranked(selecting(f"places: 9, require: {condition}"), units("p:90 q:80 r:?"))) == drawn


def test_a_condition_that_is_not_proven_leaves_the_candidate_undecided() -> None:
    rules = selecting("places: 1, require: fact.b > 0")

    result = ranked(rules, [entry("p", a=90), entry("q", a=80, b=1), entry("r", a=70, b=1)])

    assert picture(result) == "p? q? r-"


def test_a_share_of_an_undecided_selection_may_still_grow() -> None:
    rules = scheme(
        "select:\n  - {id: mot, title: M, places: 4}\n  - {id: chon, title: C, share: 1/2, of: mot}\n"
    )
    cluster = units("p:90 q:80 r:70 s:60 t:? u:?")

    result = ranked(rules, cluster)

    # p and q are certain of the first selection; r, s, t and u share its two other places.
    assert picture(result, "mot") == "p+ q+ r? s? t? u?"
    # Half of four is two: q, second of all if t and u stay behind, must not be dropped.
    assert picture(result) == "p? q? r? s? t? u?"


NUMBERS = st.integers(0, 4)
CLUSTER = st.lists(st.one_of(st.none(), NUMBERS), min_size=2, max_size=7)
SELECTS = {
    select: selecting(select)
    for select in (
        "places: 1",
        "places: 2, ties: exclude",
        "places: 3, ties: include",
        "share: 1/2, of: headcount",
        "share: 2/5, of: headcount, rounding: ceil, ties: include",
        "share: 1/3, of: headcount, at_least: 1, require: total >= 2",
        "share: 1/2, of: eligible",
        "share: 1/2, of: eligible, require: total >= 2, ties: include",
        "places: 2, require: rank <= 2",
        "places: 3, require: rank >= 2 and rank <= 3",
        "places: 2, require: fact.b >= 1",
    )
} | {
    "nested": scheme(
        "select:\n"
        "  - {id: mot, title: M, places: 3}\n"
        "  - {id: chon, title: C, share: 1/2, of: mot, rounding: ceil}\n"
    ),
    "all": scheme("rank: {within: all}\nselect: [{id: chon, title: C, within: all, places: 2}]\n"),
    "chain": scheme("rank: {by: [{key: total}, {key: fact.b}]}\nselect: [{id: chon, title: C, places: 2}]\n"),
}


def filled_in(values: list[int | None], b: list[int | None]) -> list[Entry]:
    entries = []
    for i, (value, more) in enumerate(zip(values, b, strict=True)):
        facts: dict[str, Value] = {"c": 0}
        facts |= {} if value is None else {"a": value}
        facts |= {} if more is None else {"b": more}
        entries.append(entry(f"u{i}", **facts))
    return entries


@settings(max_examples=300)
@given(st.sampled_from(sorted(SELECTS)), CLUSTER, st.data())
def test_what_is_certain_stays_whatever_the_awaited_values_turn_out_to_be(
    select: str, values: list[int | None], data: st.DataObject
) -> None:
    rules = SELECTS[select]
    chain = [data.draw(st.one_of(st.none(), NUMBERS)) for _value in values]
    before = outcomes(ranked(rules, filled_in(values, chain)))
    later = [data.draw(NUMBERS) if value is None else value for value in values]
    later_chain = [data.draw(NUMBERS) if value is None else value for value in chain]

    after = outcomes(ranked(rules, filled_in(later, later_chain)))

    certain = {one: outcome for one, outcome in before.items() if outcome != "undecided"}
    assert {one: after[one] for one in certain} == certain
