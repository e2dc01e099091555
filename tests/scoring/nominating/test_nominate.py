"""Whole lists under the shipped law. Places and answers are reckoned by hand beside each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from scoring.cards import Quota
from scoring.errors import SchemeError
from scoring.law.answers import Answer
from scoring.law.history import Discipline, DisciplineLevel, Profile
from scoring.nominating.looking import OTHER, SAME
from tests.scoring.nominating.samples import (
    SINGLE,
    examined,
    made,
    outcomes,
    person,
    record,
    with_members,
)


def test_the_best_who_meet_the_standard_are_proposed_and_the_others_stand_in_reserve() -> None:
    people = [person("a", 1), person("b", 2), person("c", 3), person("d", 3)]
    for order in permutations(people):
        found = made(SINGLE, order)
        assert outcomes(found) == {"a": "proposed", "b": "proposed", "c": "reserve 1", "d": "reserve 1"}


def test_whoever_does_not_meet_the_standard_gives_the_place_to_the_next() -> None:
    people = [person("a", 1, past=record("a", holds=False)), person("b", 2), person("c", 3)]
    assert outcomes(made(SINGLE, people)) == {"b": "proposed", "c": "proposed", "a": "not_met"}


def test_a_missing_confirmation_is_not_proven_and_keeps_the_place() -> None:
    people = [person("a", 1, past=record("a", proven=False)), person("b", 2), person("c", 3)]
    found = made(SINGLE, people)
    assert outcomes(found) == {"b": "proposed", "c": "waiting", "a": "not_proven"}
    (lacking,) = (each for each in found.proposals() if each.candidate.id == "a")
    assert {finding.cite.clause for finding in lacking.judged.lacking() if finding.cite} == {
        "Điều 74 khoản 1",
        "Điều 74 khoản 1 điểm a",
    }


def test_a_pending_case_defers_and_keeps_no_place() -> None:
    # Nghị định 152/2025/NĐ-CP, Điều 4 khoản 4: not proposed while it is being examined.
    people = [person("a", 1, past=examined(record("a"))), person("b", 2), person("c", 3)]
    assert outcomes(made(SINGLE, people)) == {"b": "proposed", "c": "proposed", "a": "deferred"}


def test_discipline_all_through_the_year_excludes() -> None:
    under = (Discipline(DisciplineLevel.WARNING, date(2024, 12, 1), date(2026, 1, 31)),)
    people = [person("a", 1, past=record("a", disciplines=under)), person("b", 2)]
    assert outcomes(made(SINGLE, people)) == {"b": "proposed", "a": "not_met"}


def test_a_candidate_without_a_total_keeps_everybody_on_the_line_waiting() -> None:
    people = [person("a", 1), person("b", 2), person("x", None, None)]
    assert outcomes(made(SINGLE, people)) == {"a": "proposed", "b": "waiting", "x": "waiting"}


def test_a_tie_on_the_line_asks_people_and_gives_the_clause_without_applying_it() -> None:
    woman, man = (Profile(woman=each) for each in (True, False))
    people = [
        person("a", 1),
        person("nu", 2, past=record("nu", profile=woman)),
        person("nam", 2, past=record("nam", profile=man)),
    ]
    found = made(SINGLE, people)
    assert outcomes(found) == {"a": "proposed", "nam": "tie", "nu": "tie"}
    (one,) = found.lists
    assert one.slot is not None
    assert (one.slot.options, one.slot.choose, one.slot.filled) == (("nam", "nu"), 1, None)
    women = one.recommendations[0]
    assert (women.priority.cite.clause, women.preferred) == ("Điều 4 khoản 6", ("nu",))


def test_people_may_decide_against_the_advice() -> None:
    people = [
        person("a", 1),
        person("nu", 2, past=record("nu", profile=Profile(woman=True))),
        person("nam", 2, past=record("nam", profile=Profile(woman=False))),
    ]
    found = made(SINGLE, people, decisions={"nominate.bk.khoi": ("nam",)})
    assert outcomes(found) == {"a": "proposed", "nam": "proposed", "nu": "reserve 1"}
    assert [slot.filled is not None for slot in found.slots] == [True]


def test_an_unknown_sex_is_not_proven_and_told() -> None:
    people = [person(name, 1) for name in ("a", "b", "c")]
    advice = made(SINGLE, people).lists[0].recommendations[0]
    assert (advice.preferred, advice.unknown) == ((), ("a", "b", "c"))
    assert set(advice.answers.values()) == {Answer.NOT_PROVEN}


FROM_RUN = """
    nomination: dot-thu
    version: 2025-08-01
    title: Đợt thử
    awards:
      - {id: bk, title: Bằng khen, award: bang_khen_tinh, kind: phong_trao, for: [individual], scheme: diem,
         selection: chon, ways: [khoan_1/k1a]}
"""
ONE_PLACE = [("diem", Quota("chon", "khoi", 1))]


def test_whom_the_run_selected_stands_before_better_ranked_ones_it_did_not() -> None:
    # The council decided between equals in the run: b was taken, a was not.
    people = [person("a", 1, outcome="not_selected", why="decided"), person("b", 1, outcome="selected")]
    assert outcomes(made(FROM_RUN, people, quotas=ONE_PLACE)) == {"b": "proposed", "a": "reserve 1"}


def test_equals_the_run_left_to_people_are_asked_for_again_or_settled_by_the_law() -> None:
    tied = [person(name, 1, outcome="undecided", why="tie_on_line") for name in "ab"]
    assert outcomes(made(FROM_RUN, tied, quotas=ONE_PLACE)) == {"a": "tie", "b": "tie"}
    one_fails = [tied[0], replace(tied[1], record=record("b", holds=False))]
    assert outcomes(made(FROM_RUN, one_fails, quotas=ONE_PLACE)) == {"a": "proposed", "b": "not_met"}


def test_whom_the_run_shut_out_is_not_on_the_list() -> None:
    people = [person("a", 1, outcome="not_eligible"), person("b", 2, outcome="not_selected")]
    assert outcomes(made(FROM_RUN, people, quotas=ONE_PLACE)) == {"b": "proposed"}


COLLECTIVES_FIRST = """
    nomination: dot-thu
    version: 2025-08-01
    title: Đợt thử
    awards:
      - {id: tap_the, title: Tập thể, award: bang_khen_tinh, kind: phong_trao, for: [collective],
         scheme: diem-don-vi, ways: [khoan_3/k3a], within: cluster, ceiling: {places: 1}}
      - id: bk
        title: Cá nhân theo kết quả của tập thể
        award: bang_khen_tinh
        kind: phong_trao
        for: [individual]
        scheme: diem
        ways: [khoan_1/k1a]
        within: unit
        ceiling: {share_by: {of: SHARES}, of: members}
"""
BY_CLASS = COLLECTIVES_FIRST.replace("of: SHARES", "of: class, shares: {Xuất sắc: 25/100, Tốt: 20/100}")
BY_LIST = COLLECTIVES_FIRST.replace(
    "of: SHARES", "of: tap_the, shares: {proposed: 25/100, otherwise: 20/100}"
)


def two_units() -> list[object]:
    """Two units of 9 members, the first the better one; three people in each, all of whom qualify."""
    units = [
        person(
            name,
            rank,
            past=with_members(record(name, "collective"), 9, 3),
            kind="collective",
            cluster="cum",
            unit=name,
            scheme="diem-don-vi",
            label=label,
        )
        for name, rank, label in (("so-a", 1, "Xuất sắc"), ("so-b", 2, "Tốt"))
    ]
    people = [person(f"{unit}-{i}", i, 100 - i, unit=unit) for unit in ("so-a", "so-b") for i in range(1, 4)]
    return [*units, *people]


@pytest.mark.parametrize("text", [BY_CLASS, BY_LIST])
def test_people_get_places_by_the_grade_of_their_own_collective(text: str) -> None:
    # 25/100 × 9 = 2.25 → 2 places in so-a; 20/100 × 9 = 1.8 → 1 place in so-b.
    found = made(text, two_units())  # type: ignore[arg-type]
    assert {each.scope: each.quota.places for each in found.lists if each.rule.id == "bk"} == {
        "so-a": 2,
        "so-b": 1,
    }
    assert outcomes(found) == {
        "so-a-1": "proposed",
        "so-a-2": "proposed",
        "so-a-3": "reserve 1",
        "so-b-1": "proposed",
        "so-b-2": "reserve 1",
        "so-b-3": "reserve 2",
    }


def test_a_tie_between_collectives_leaves_the_places_of_their_people_open() -> None:
    people = two_units()
    units = [replace(each, standing=replace(each.standing, rank=1)) for each in people[:2]]  # type: ignore[attr-defined,type-var]
    found = made(BY_LIST, [*units, *people[2:]])  # type: ignore[list-item]
    assert outcomes(found, "tap_the") == {"so-a": "tie", "so-b": "tie"}
    assert set(outcomes(found).values()) == {"waiting"}


def test_an_unknown_number_of_members_gives_no_places() -> None:
    people = two_units()
    units = [replace(each, record=record(each.candidate.id, "collective")) for each in people[:2]]  # type: ignore[attr-defined,type-var]
    found = made(BY_CLASS, [*units, *people[2:]])  # type: ignore[list-item]
    assert {each.why for each in found.proposals() if each.rule.id == "bk"} == {"quota_unknown"}


NESTED = """
    nomination: dot-thu
    version: 2025-08-01
    title: Đợt thử
    awards:
      - {id: rong, title: Vòng một, award: giay_khen, kind: phong_trao, for: [individual], scheme: diem,
         ways: [khoan_2], within: cluster, ceiling: {share: 60/100, of: candidates}}
      - {id: bk, title: Vòng hai, award: bang_khen_tinh, kind: phong_trao, for: [individual], scheme: diem,
         ways: [khoan_1/k1a], among: rong, within: cluster, ceiling: {share: 1/3, of: rong}}
"""


def with_letter(name: str) -> object:
    past = record(name)
    said = past.confirmations
    return replace(past, confirmations=(*said, replace(said[0], fact="dat_tieu_chuan_giay_khen")))


def test_a_quota_may_be_taken_of_another_quota() -> None:
    # 60/100 × 11 = 6.6 → 6; 1/3 × 6 = 2.
    people = [person(f"p{i:02}", i, past=with_letter(f"p{i:02}")) for i in range(1, 12)]  # type: ignore[arg-type]
    found = made(NESTED, people)
    assert [each.quota.places for each in found.lists] == [6, 2]
    assert [name for name, outcome in outcomes(found).items() if outcome == "proposed"] == ["p01", "p02"]


def test_two_awards_for_one_achievement_are_a_question_that_names_both() -> None:
    people = [person(f"p{i}", i, past=with_letter(f"p{i}")) for i in range(1, 6)]  # type: ignore[arg-type]
    # 60/100 × 5 = 3; 1/3 × 3 = 1: p1 stands on both lists.
    found = made(NESTED, people, papers={})
    (both,) = (each for each in found.proposals() if each.overlaps)
    (overlap,) = both.overlaps
    assert (both.rule.id, both.candidate.id, overlap.kind.value, overlap.other) == (
        "bk",
        "p1",
        "two_levels",
        "rong",
    )
    assert "overlap" in both.hindrances()
    for answer, hindered in ((SAME, True), (OTHER, False)):
        again = made(NESTED, people, papers={}, decisions={overlap.slot: (answer,)})
        (both,) = (each for each in again.proposals() if each.overlaps)
        assert ("overlap" in both.hindrances()) is hindered


def test_a_share_of_women_that_is_wished_for_is_told_and_filters_nobody() -> None:
    wished = "women: {at_least: 1/2, cite: {document: Quy chế}}"
    text = SINGLE.replace("ceiling:", f"{wished}\n        ceiling:")
    profiles = {"a": True, "b": False, "c": True}
    people = [
        person(name, i, past=record(name, profile=Profile(woman=woman)))
        for i, (name, woman) in enumerate(profiles.items(), 1)
    ]
    (women,) = made(text, people).women
    assert (women.share, women.answer) == (Fraction(1, 2), Answer.MET)
    (unknown,) = made(text, [person("a", 1), *people[1:]]).women
    assert (unknown.share, unknown.answer) == (None, Answer.NOT_PROVEN)


def test_papers_that_nobody_looked_at_hinder_as_much_as_missing_ones() -> None:
    (unseen,) = made(SINGLE, [person("a", 1)]).proposals()
    assert unseen.hindrances() == ("papers_not_looked_at",)
    (missing,) = made(SINGLE, [person("a", 1)], papers={}).proposals()
    assert missing.hindrances() == ("papers_missing",)
    in_hand = {sheet.id: "01/TTr" for sheet in missing.papers}
    (whole,) = made(SINGLE, [person("a", 1)], papers={("a", "bang_khen_tinh"): in_hand}).proposals()
    assert whole.hindrances() == ()


def test_the_papers_are_those_of_the_form_and_a_province_adds_its_own() -> None:
    day = date(2025, 12, 20)
    (national,) = made(SINGLE, [person("a", 1)], received=day).proposals()
    in_bac_ninh = SINGLE.replace("title: Đợt thử", "title: Đợt thử\n    place: bac-ninh")
    (local,) = made(in_bac_ninh, [person("a", 1)], received=day).proposals()
    added = [sheet.id for sheet in local.papers if sheet not in national.papers]
    assert (local.judged.verdict.law, added) == (
        "quyet-dinh-86-2025-bac-ninh@2025-12-15",
        ["han_nop_bac_ninh/1", "han_nop_bac_ninh/2"],
    )


def test_the_law_of_the_day_received_is_taken_and_the_change_of_october_2026_is_told() -> None:
    for received, law in ((date(2024, 3, 1), "@2024-01-01"), (date(2025, 9, 1), "@2025-07-01")):
        assert made(SINGLE, [person("a", 1)], received=received).law.endswith(law)
    (across,) = made(
        SINGLE, [person("a", 1)], received=date(2026, 9, 1), decided=date(2026, 11, 1)
    ).proposals()
    assert across.judged.verdict.law.endswith("@2025-07-01")
    assert across.judged.applied.other is not None
    with pytest.raises(SchemeError, match="0 versions of the principles of nominating are in force"):
        made(SINGLE, [person("a", 1)], received=date(2001, 1, 1))


def test_all_that_is_not_there_is_named_at_once() -> None:
    text = SINGLE.replace("award: bang_khen_tinh", "award: khong_co").replace(
        "scheme: diem", "scheme: thang-khac"
    )
    with pytest.raises(SchemeError) as refused:
        made(text, [person("a", 1)])
    assert [str(each) for each in refused.value.problems] == [
        "dot-thu@2025-08-01: E_AWARD: bk: the law has no award khong_co",
        "dot-thu@2025-08-01: E_RULE_SCHEME: bk: nobody was scored under the scheme thang-khac",
    ]
    with pytest.raises(SchemeError, match="the law knows no such way to the award: khoan_9"):
        made(SINGLE.replace("khoan_3/k3a", "khoan_9"), [person("a", 1)])
