from scoring.law.history import Record
from scoring.law.revocation import all_honours, dependants, shaken, without_declared_basis
from tests.scoring.law.pasts import PROVINCE_FIGHTER, honour

YEARS = tuple(honour(year) for year in (2020, 2021, 2022))
PROVINCE = honour(2022, PROVINCE_FIGHTER, first=2020, rests_on=tuple(each.key for each in YEARS))
NATION = honour(2025, "chien_si_thi_dua_toan_quoc", rests_on=(PROVINCE.key,))
TEAM = honour(2021, "tap_the_lao_dong_xuat_sac", candidate="phong-1", rests_on=(YEARS[1].key,))
OTHER = honour(2021, candidate="000002")


def records(*extra: Record) -> list[Record]:
    return [
        Record("000001", honours=(*YEARS, PROVINCE, NATION)),
        Record("000002", honours=(OTHER,)),
        Record("phong-1", "collective", honours=(TEAM,)),
    ]


def test_everything_built_on_a_revoked_honour_is_to_be_judged_again_with_the_chain_that_leads_there() -> None:
    found = dependants(all_honours(records()), [YEARS[1].key])

    assert [(each.honour, each.chain) for each in found] == [
        (PROVINCE, (YEARS[1].key, PROVINCE.key)),
        (TEAM, (YEARS[1].key, TEAM.key)),
        (NATION, (YEARS[1].key, PROVINCE.key, NATION.key)),
    ]


def test_an_honour_nobody_built_on_takes_nothing_down() -> None:
    assert dependants(all_honours(records()), [OTHER.key]) == ()


def test_honours_that_stand_on_a_revoked_one_are_found_without_asking_for_it() -> None:
    revoked = honour(2021, revoked=True)
    past = Record("000001", honours=(YEARS[0], revoked, YEARS[2], PROVINCE, NATION))

    assert [each.honour for each in shaken(all_honours([past]))] == [PROVINCE, NATION]


def test_what_was_revoked_already_is_passed_through_but_not_listed() -> None:
    gone = honour(2022, PROVINCE_FIGHTER, first=2020, rests_on=(YEARS[1].key,), revoked=True)
    past = Record("000001", honours=(*YEARS, gone, honour(2025, "x", rests_on=(gone.key,))))

    found = dependants(all_honours([past]), [YEARS[1].key])

    assert [each.honour.award for each in found] == ["x"]


def test_a_circle_of_declared_bases_ends() -> None:
    one = honour(2021, "mot", rests_on=("000001 hai 2022 2022/QĐ",))
    two = honour(2022, "hai", rests_on=(one.key,))

    found = dependants(all_honours([Record("000001", honours=(one, two))]), [one.key])

    assert [each.honour for each in found] == [two]


def test_later_honours_without_a_declared_basis_are_named_for_a_person_to_look_at() -> None:
    silent = honour(2024, "bang_khen_tinh")
    past = Record("000001", honours=(*YEARS, PROVINCE, silent))

    assert without_declared_basis(past, YEARS[1]) == (YEARS[2], silent)
