from __future__ import annotations

from datetime import date

import pytest

from scoring.law.history import (
    CommendationKind,
    Honour,
    InfluenceScope,
    Initiative,
    InitiativeKind,
    Predecessor,
    Record,
    Revocation,
    UnitChange,
)
from scoring.law.versions import in_force
from scoring.nominating.overlap import Claim, Overlap, OverlapKind, dissolved, overlaps
from scoring.nominating.principles import Principles, principles_on
from thidua.laws import shipped_laws
from thidua.nominations import all_principles

DAY = date(2025, 9, 1)
LAW = in_force(shipped_laws(), DAY)
MOVEMENT, MERIT = CommendationKind.MOVEMENT, CommendationKind.MERIT


def principles(day: date = DAY) -> Principles:
    return principles_on(all_principles(), day)


def claim(
    award: str, kind: CommendationKind, *works: Initiative, movement: str = "", rule: str = "ds"
) -> Claim:
    return Claim("a", rule, LAW.award(award), kind, 2025, movement, works)


def honour(award: str, kind: CommendationKind, year: int = 2025, movement: str = "") -> Honour:
    return Honour("a", award, kind, year, year, "7/QĐ", date(year, 6, 1), movement=movement)


def found(one: Claim, *honours: Honour) -> list[tuple[str, bool]]:
    past = Record("a", honours=honours)
    return [(each.kind.value, each.asks) for each in overlaps([one], past, LAW, principles())]


@pytest.mark.parametrize(
    ("one", "held", "answer"),
    [
        (claim("bang_khen_tinh", MERIT), honour("bang_khen_tinh", MERIT), [("one_achievement", True)]),
        (claim("bang_khen_tinh", MERIT), honour("giay_khen", MERIT), [("two_levels", True)]),
        # A certificate for a movement and one for merit are for different things.
        (claim("bang_khen_tinh", MERIT), honour("bang_khen_tinh", MOVEMENT), []),
        # A title and a form of one year stand together; so does what was given for another year.
        (claim("bang_khen_tinh", MERIT), honour("lao_dong_tien_tien", MERIT), []),
        (claim("bang_khen_tinh", MERIT), honour("bang_khen_tinh", MERIT, 2024), []),
        (
            claim("bang_khen_tinh", MOVEMENT, movement="m1"),
            honour("bang_khen_tinh", MOVEMENT, movement="m1"),
            [("one_achievement", True)],
        ),
        (
            claim("bang_khen_tinh", MOVEMENT, movement="m1"),
            honour("bang_khen_tinh", MOVEMENT, movement="m2"),
            [("two_movements", False)],
        ),
    ],
)
def test_what_may_be_one_achievement_is_asked_and_what_is_not_is_left_alone(
    one: Claim, held: Honour, answer: list[tuple[str, bool]]
) -> None:
    assert found(one, held) == answer


def test_a_revoked_honour_overlaps_with_nothing() -> None:
    gone = honour("bang_khen_tinh", MERIT)
    gone = Honour(**{**vars(gone), "revocation": Revocation("8/QĐ", date(2025, 7, 1), "Kê khai sai")})
    assert found(claim("bang_khen_tinh", MERIT), gone) == []


def test_the_question_names_the_decision() -> None:
    (overlap,) = overlaps(
        [claim("bang_khen_tinh", MERIT)],
        Record("a", honours=(honour("giay_khen", MERIT),)),
        LAW,
        principles(),
    )
    assert overlap.slot == "overlap.ds.a.giay_khen~2025~7/QĐ"
    assert overlap.principle.cite is not None
    assert overlap.principle.cite.clause == "Điều 5 khoản 2 điểm c"


def work(*used_for: str) -> Initiative:
    return Initiative(
        "1", "Cải tiến", InitiativeKind.INITIATIVE, 2025, InfluenceScope.PROVINCE, used_for=used_for
    )


def test_an_initiative_used_twice_is_a_warning_with_its_clause() -> None:
    once = claim("bang_khen_tinh", MERIT, work())
    again = claim("bang_khen_tinh", MERIT, work("chien_si_thi_dua_co_so"))
    assert overlaps([once], Record("a"), LAW, principles()) == ()
    (warned,) = overlaps([again], Record("a"), LAW, principles())
    assert (warned.kind, warned.asks, warned.other, warned.what) == (
        OverlapKind.INITIATIVE_TWICE,
        False,
        "chien_si_thi_dua_co_so",
        "Cải tiến",
    )
    assert warned.principle.unverified


def test_one_initiative_on_two_lists_is_a_warning() -> None:
    two = [
        claim("chien_si_thi_dua_co_so", MERIT, work(), rule="ds1"),
        claim("bang_khen_tinh", MERIT, work(), rule="ds2"),
    ]
    assert [(o.kind.value, o.rule, o.other) for o in overlaps(two, Record("a"), LAW, principles())] == [
        ("initiative_twice", "ds2", "ds1")
    ]


def gone(day: date) -> list[Overlap]:
    newer = Record("xa-moi", predecessors=(Predecessor("a", date(2025, 7, 1), UnitChange.MERGE),))
    return list(dissolved([claim("bang_khen_tinh", MERIT)], [newer], day, principles(day)))


def test_a_unit_that_went_into_another_is_shown_as_unverified_from_the_day_of_the_circular() -> None:
    (found_,) = gone(DAY)
    assert (found_.other, found_.asks, bool(found_.principle.unverified)) == ("xa-moi", False, True)
    assert gone(date(2025, 8, 4)) == []
