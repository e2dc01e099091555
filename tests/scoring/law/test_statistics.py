from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from scoring import SchemeError, Source
from scoring.law.statistics import Item, Tabulated, anniversary, fair_share, reconciled, tabulate
from scoring.law.statistics_forms import load_statistics

FILE = Path(__file__).resolve().parents[3] / "criteria" / "law" / "thong-ke-tt-02-2023" / "2023-03-23.yaml"
FORMS = load_statistics(Source(FILE.name, FILE.read_text(encoding="utf-8")))


def movement(key: str, start: date, end: date | None, **words: str) -> Item:
    said = {"launched_by": "bo_nganh_tinh", "scope": "bo_nganh_dia_phuong", "mode": "chuyen_de"} | words
    return Item(key, f"Phong trào {key}", "Tỉnh", said, {}, start, end)


def honour(key: str, award: str, subject: str = "individual", **words: str) -> Item:
    said = {
        "award": award,
        "subject": subject,
        "level": "tinh",
        "kind": "cong_trang",
        "subject_class": "nguoi_truc_tiep",
    }
    return Item(key, award, key, said | words)


def filled(form: str, *items: Item) -> Tabulated:
    return tabulate(FORMS.form(form), items)


def numbers(found: Tabulated, column: str) -> dict[str, int | None]:
    return {
        row.id: found.count(row.id, column) for row in found.form.rows if found.count(row.id, column) != 0
    }


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        (date(2025, 1, 1), date(2025, 12, 30), "duoi_1_nam"),
        (date(2025, 1, 1), date(2025, 12, 31), "mot_nam"),
        (date(2025, 1, 1), date(2026, 1, 1), "tu_1_den_duoi_3"),
        (date(2025, 1, 1), date(2027, 12, 30), "tu_1_den_duoi_3"),
        (date(2025, 1, 1), date(2027, 12, 31), "tu_3_den_duoi_5"),
        (date(2025, 1, 1), date(2029, 12, 30), "tu_3_den_duoi_5"),
        (date(2025, 1, 1), date(2029, 12, 31), "tu_5_nam"),
        (date(2024, 2, 29), date(2025, 2, 28), "mot_nam"),
    ],
)
def test_a_movement_is_sorted_by_its_length_to_the_day(start: date, end: date, row: str) -> None:
    found = filled("0601", movement("m", start, end))

    assert numbers(found, "bo_nganh_tinh") == {
        "tong_so": 1,
        "bo_nganh_dia_phuong": 1,
        row: 1,
        "chuyen_de": 1,
    }
    assert found.problems == ()


def test_a_leap_day_has_its_anniversary_on_the_first_of_march() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_a_movement_without_end_has_no_row_and_is_told() -> None:
    found = filled("0601", movement("m", date(2025, 3, 1), None))

    assert [problem.code for problem in found.problems] == ["E_STATS_PLACE"]
    assert "Phong trào m (Tỉnh) fits no place of “thoi_gian” in form 0601" in found.problems[0].text()
    assert "2025-03-01 – –" in found.problems[0].text()


# Three persons, two collectives (one an enterprise) and a household, by hand:
PROVINCE = (
    honour("an", "bang_khen_tinh"),
    honour("binh", "bang_khen_tinh", kind="phong_trao", subject_class="lanh_dao_vu_so"),
    honour("chi", "chien_si_thi_dua_tinh"),
    honour("so-a", "co_thi_dua_tinh", "collective", subject_class="tap_the"),
    honour("cty-b", "bang_khen_tinh", "enterprise", kind="dot_xuat", subject_class="doanh_nghiep"),
    honour("ho-c", "bang_khen_tinh", "household", subject_class="ho_gia_dinh"),
    honour("dung", "lao_dong_tien_tien", level="co_so"),  # not of the province: not in the form
)


def test_the_province_form_counts_by_subject_and_by_kind() -> None:
    found = filled("0603", *PROVINCE)

    assert numbers(found, "bang_khen") == {
        "tong_so": 4,
        "tap_the": 1,
        "doanh_nghiep": 1,
        "ho_gia_dinh": 1,
        "ca_nhan": 2,
        "lanh_dao_vu_so": 1,
        "nguoi_truc_tiep": 1,
        "thuong_xuyen": 2,
        "chuyen_de": 1,
        "dot_xuat": 1,
        "khang_chien": None,
    }
    assert numbers(found, "co_thi_dua") == {
        "tong_so": 1,
        "tap_the": 1,
        "thuong_xuyen": 1,
        "khang_chien": None,
    }
    assert found.problems == ()
    assert len(found.items) == 6


def test_each_cell_gives_the_list_behind_it() -> None:
    found = filled("0603", *PROVINCE)

    assert [item.key for item in found.cells["ca_nhan", "bang_khen"]] == ["an", "binh"]
    assert found.cells["ho_gia_dinh", "co_thi_dua"] == ()


def test_the_order_of_the_items_changes_no_number() -> None:
    wanted = filled("0603", *PROVINCE)

    for order in list(permutations(PROVINCE, 7))[::500]:
        found = filled("0603", *order)
        assert {cell: len(items) for cell, items in found.cells.items()} == {
            cell: len(items) for cell, items in wanted.cells.items()
        }


def test_the_state_form_puts_what_has_no_row_of_its_own_under_other() -> None:
    found = filled(
        "0602",
        honour("an", "huan_chuong_lao_dong_ba", level="nha_nuoc"),
        honour("b", "co_thi_dua_chinh_phu", "collective", level="chinh_phu"),
        honour("c", "khac", level="nha_nuoc"),
        honour("d", "bang_khen_tinh"),  # of the province: not in the form
        honour("ho", "bang_khen_thu_tuong", "household", level="chinh_phu"),
    )

    assert numbers(found, "ca_nhan") == {"tong_so": 2, "huan_huy_chuong": 1, "khac": 1}
    assert numbers(found, "tap_the") == {"tong_so": 1, "co_chinh_phu": 1}
    assert numbers(found, "ho_gia_dinh") == {"tong_so": 1, "bang_khen_thu_tuong": 1}
    assert found.problems == ()


def test_the_rows_of_every_group_come_to_the_row_they_stand_within() -> None:
    found = filled("0603", *PROVINCE)

    for column in found.form.columns:
        for group in ("doi_tuong", "loai_hinh", "ca_nhan"):
            rows = [row for row in found.form.rows if row.group == group]
            whole = rows[0].within or "tong_so"
            assert sum(found.count(row.id, column.id) or 0 for row in rows) == found.count(whole, column.id)


def test_somebody_without_a_class_is_told_and_stands_in_no_row_of_classes() -> None:
    found = filled("0603", honour("an", "bang_khen_tinh", subject_class=""))

    assert found.count("ca_nhan", "bang_khen") == 1
    assert [problem.text() for problem in found.problems] == [
        "bang_khen_tinh (an) fits no place of “ca_nhan” in form 0603; its record says subject_class: –"
    ]


def test_a_total_that_differs_from_the_ledger_is_a_problem() -> None:
    found = filled("0603", *PROVINCE)

    assert reconciled(found, 6) is None
    problem = reconciled(found, 7)
    assert problem is not None
    assert problem.text() == "form 0603 holds 6, the ledger 7"


def person(key: str, woman: bool | None, subject: str = "individual") -> Item:
    return Item(key, "", key, {"subject": subject, "subject_class": "nguoi_truc_tiep"}, {"woman": woman})


WOMEN = next(group for group in FORMS.fair_share.groups if group.id == "nu")


def test_women_among_those_honoured_are_held_against_women_among_the_candidates() -> None:
    people = [
        person("a", True),
        person("b", True),
        person("c", False),
        person("d", False),
        person("e", False),
        person("f", None),  # nobody said: counted apart
        person("xa", None, "collective"),  # not among individuals
    ]

    found = fair_share(WOMEN, people, frozenset({"a", "c", "d", "f", "xa"}), 2)

    assert (found.honoured, found.of_honoured) == (1, 3)
    assert (found.candidates, found.of_candidates, found.unknown) == (2, 5, 1)
    assert (found.share_of_honoured, found.share_of_candidates) == (Fraction(1, 3), Fraction(2, 5))
    assert found.ratio == Fraction(5, 6)
    assert not found.is_small


@pytest.mark.parametrize(("small", "warned"), [(2, False), (3, True)])
def test_small_numbers_are_warned_of(small: int, warned: bool) -> None:
    people = [person("a", True), person("b", True), person("c", False), person("d", False)]

    assert fair_share(WOMEN, people, frozenset("abcd"), small).is_small is warned


def test_shares_of_nobody_are_no_number() -> None:
    found = fair_share(WOMEN, [person("a", False)], frozenset(), 5)

    assert (found.share_of_honoured, found.share_of_candidates, found.ratio) == (None, 0, None)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("scope: [cum_khoi]", "scope: [cum_khoa]", "“cum_khoa” is not in the list scope; it has: toan_quoc"),
        (
            '{id: cum_khoi, title: "Phạm',
            '{id: toan_quoc, title: "Phạm',
            "“toan_quoc” is written twice in form 0601",
        ),
        ("within: tap_the", "within: tap_thee", "no row “tap_thee” above this one"),
        ("rest: true", "rist: true", "did you mean “rest”"),
    ],
)
def test_a_broken_file_of_forms_is_told_with_its_place(old: str, new: str, words: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(SchemeError, match=f"forms.yaml:[0-9]+:[0-9]+: .*{words}"):
        load_statistics(Source("forms.yaml", text.replace(old, new, 1)))
