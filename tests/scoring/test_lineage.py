"""Units merged and split: numbers are pooled by the recorded shares, percentages never averaged."""
# ruff: noqa: E501  # one message a line

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring import Entry, Scheme, State, evaluate
from scoring.lineage import Succession, pool
from tests.scoring.samples import DAY, MISSING, NA, entry, leaf, number, scheme_of

MERGED = date(2024, 1, 1)


def counting() -> Scheme:
    scheme = scheme_of(
        [
            leaf(
                "x",
                "max_points: 10, measure: {ratio: [lam, tong], transform: percent}, scale: {knots: [[0, 0], [100, 10]]}",
            )
        ],
        "publish: {round: {to: 0.01}, on_missing: pending}\n",
        "lam tong ty_le",
    )
    counts = [spec.model_copy(update={"kind": "count"}) for spec in scheme.facts[:2]]
    rate = scheme.facts[2].model_copy(update={"kind": "percentage"})
    return scheme.model_copy(update={"facts": [*counts, rate]})


def went(old: str, new: str, share: str = "1", on: date = MERGED) -> Succession:
    return Succession(old, new, Fraction(share), on, f"kế thừa!{old}")


def pooled(entries: list[Entry], *successions: Succession) -> dict[str, Entry]:
    found = pool(entries, successions, counting().facts, DAY)
    assert found.problems == ()
    return {each.candidate.id: each for each in found.entries}


def test_the_rate_of_a_merged_unit_is_taken_of_the_pooled_numbers() -> None:
    # 80 of 100 and 10 of 1000: together 90 of 1100. The mean of the two rates would be 40.5 %.
    entries = [entry("cu1", lam=80, tong=100), entry("cu2", lam=10, tong=1000)]

    found = pooled(entries, went("cu1", "moi"), went("cu2", "moi"))

    assert list(found) == ["moi"]
    (card,) = evaluate(counting(), list(found.values()), DAY)
    assert card.line("x").measured == Fraction(9000, 1100)


def test_a_split_unit_gives_each_heir_its_share_and_the_trace_names_it() -> None:
    entries = [entry("cu", lam=60, tong=90)]

    found = pooled(entries, went("cu", "a", "2/3"), went("cu", "b", "1/3"))

    assert [(found[unit].fact("lam").number, found[unit].fact("tong").number) for unit in "ab"] == [
        (40, 60),
        (20, 30),
    ]
    assert found["a"].fact("lam").source == "cu!lam × 2/3"


def test_a_new_unit_adds_its_own_numbers_and_keeps_its_own_percentages() -> None:
    entries = [entry("cu", lam=60, tong=90, ty_le=50), entry("moi", "cum-9", lam=5, tong=10, ty_le=70)]

    found = pooled(entries, went("cu", "moi"))

    assert [found["moi"].fact(fact).number for fact in ("lam", "tong", "ty_le")] == [65, 100, 70]
    assert found["moi"].candidate.cluster == "cum-9"


def test_a_percentage_of_old_units_stays_missing_for_the_new_one() -> None:
    found = pooled([entry("cu", lam=1, tong=2, ty_le=50)], went("cu", "moi"))

    assert found["moi"].fact("ty_le").state is State.MISSING


def test_what_one_predecessor_did_not_report_is_missing_and_what_does_not_apply_adds_nothing() -> None:
    entries = [entry("cu1", lam=80, tong=NA), entry("cu2", lam=MISSING, tong=1000)]

    found = pooled(entries, went("cu1", "moi"), went("cu2", "moi"))

    assert found["moi"].fact("lam").state is State.MISSING
    assert found["moi"].fact("tong").number == 1000


def test_a_succession_after_the_day_has_not_happened() -> None:
    found = pooled([entry("cu", lam=1, tong=2)], went("cu", "moi", on=date(2025, 7, 1)))

    assert list(found) == ["cu"]


def test_shares_over_one_chains_and_several_clusters_are_told_all_at_once() -> None:
    entries = [entry("cu1", lam=1, tong=2), entry("cu2", "cum-2", lam=1, tong=2)]
    successions = [went("cu1", "a"), went("cu1", "b", "1/2"), went("cu2", "a"), went("a", "c")]

    found = pool(entries, successions, counting().facts, DAY)

    assert [str(problem) for problem in found.problems] == [
        "E_SUCCESSION: the shares of “cu1” come to 3/2, more than the whole",
        "kế thừa!cu1: E_SUCCESSION: “a” takes over and is itself taken over; name the units that stand at the end",
        "kế thừa!cu2: E_SUCCESSION: “a” takes over and is itself taken over; name the units that stand at the end",
        "E_SUCCESSION: “a” takes over units of several clusters (cum-1, cum-2); give its own line with its cluster",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 9)), min_size=1, max_size=5),
)
def test_nothing_is_lost_when_whole_units_are_split(values: list[tuple[int, int]]) -> None:
    entries = [entry(f"cu{i}", lam=lam, tong=1) for i, (lam, _parts) in enumerate(values)]
    successions = [
        went(f"cu{i}", f"moi{k}", f"1/{parts}")
        for i, (_lam, parts) in enumerate(values)
        for k in range(parts)
    ]

    found = pooled(entries, *successions)

    total = sum((each.fact("lam").number or Fraction(0) for each in found.values()), number("0"))
    assert total == sum(lam for lam, _parts in values)
