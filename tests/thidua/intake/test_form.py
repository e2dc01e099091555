"""Forms as they leave the office and as they come back from an honest clerk."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scoring.facts import Candidate, Fact, State
from scoring.scheme.model import Plan
from tests.thidua.intake.damage import unpack
from tests.thidua.intake.samples import (
    COMMUNE,
    FACTS,
    HASHES,
    OTHER,
    PERSON,
    PERSON_SHEET,
    SCHEME,
    SHEET,
    UNIT,
    cell_of,
    faults,
    fill_form,
    new_form,
    read,
    remarks,
    review,
    scheme,
)
from thidua.intake.form import FormSheet, form_name, write_form
from thidua.intake.layout import (
    COLUMNS,
    EVIDENCE,
    HEADER_ROW,
    REASON,
    STATUS,
    guidance,
    plan_form,
    sheet_name,
)
from thidua.intake.refusal import IntakeError

NAME = "phieu-xa-mau.xlsx"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return new_form(tmp_path / NAME)


def source(fact: str, sheet: str = SHEET) -> str:
    return f"{NAME}!{sheet}!{cell_of(fact)}"


def fill(form: Path, **answers: Any) -> None:
    for fact, answer in answers.items():
        fill_form(form, SHEET, fact, *(answer if isinstance(answer, tuple) else (answer,)))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert new_form(tmp_path / "a.xlsx").read_bytes() == new_form(tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_the_unit_stands_first_then_its_people(form: Path) -> None:
    book = load_workbook(form)
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        (SHEET, "visible"),
        (PERSON_SHEET, "visible"),
        ("_thidua", "veryHidden"),
    ]


def test_only_input_cells_are_open(form: Path) -> None:
    sheet = load_workbook(form)[SHEET]
    opened = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert sheet.protection.sheet is True
    assert opened == [f"{column}{row}" for row in range(9, 15) for column in "DEFH"]


def test_the_sheet_says_what_it_is_and_prints_on_a4_landscape(form: Path) -> None:
    sheet = load_workbook(form)[SHEET]
    heading = [sheet.cell(row, 1).value for row in range(1, HEADER_ROW)]
    assert heading[1] == review().title
    assert heading[2] == "Đơn vị báo cáo: Xã Mẫu"
    assert heading[4] == review().notice
    assert tuple(sheet.cell(HEADER_ROW, column).value for column in range(1, 9)) == COLUMNS
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.freeze_panes == f"C{HEADER_ROW + 1}"
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_a_person_is_named_with_title_and_post(form: Path) -> None:
    assert "Bà Nguyễn Thị Ánh, Công chức" in load_workbook(form)[PERSON_SHEET]["A4"].value


def rules(form: Path) -> dict[str, Any]:
    sheet = load_workbook(form)[SHEET]
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_inputs_are_checked_by_the_spreadsheet_too(form: Path) -> None:
    found = rules(form)
    count, share, change = (found[cell_of(fact)] for fact in ("ho_so", "ty_le", "tang"))
    assert (count.type, count.formula1, count.formula2) == ("whole", "0", "1000000000000000")
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "100")
    assert (change.type, change.formula1) == ("decimal", "-100")
    assert share.error == "Hãy nhập số (tối đa 2 chữ số thập phân) từ 0 đến 100."


def test_drop_downs_offer_labels_and_only_the_allowed_states(form: Path) -> None:
    found = rules(form)
    book = load_workbook(form)
    place = re.fullmatch(r"'?_thidua'?!\$(\w+)\$(\d+):\$(\w+)\$\d+", found[cell_of("ky_luat")].formula1)
    assert place is not None
    labels = [cell.value for cell in book["_thidua"][f"{place[1]}{place[2]}" : f"{place[3]}{place[2]}"][0]]
    assert labels == ["Không", "Khiển trách", "Cảnh cáo trở lên"]
    assert found[cell_of("ho_so", STATUS)].formula1 == '"Không áp dụng,Chưa có số liệu"'
    assert found[cell_of("ky_luat", STATUS)].formula1 == '"Chưa có số liệu"'


def test_nothing_in_a_form_is_a_formula(tmp_path: Path) -> None:
    facts = [FACTS[0] | {"title": "=1+1", "hint": "@SUM(A1)", "unit": "=cmd|'/c calc'!A0"}]
    sheet = FormSheet(scheme("cong-thuc", facts), "c" * 64, COMMUNE)
    write_form(tmp_path / NAME, review=review(), unit=UNIT, sheets=[sheet])
    parts = unpack((tmp_path / NAME).read_bytes())
    assert not [name for name, part in parts.items() if b"<f>" in part]


def test_long_words_never_break_the_form(tmp_path: Path) -> None:
    facts = [
        FACTS[0] | {"title": "Số hồ sơ " * 60, "hint": "Ghi rõ " * 80},
        FACTS[5] | {"labels": {f"l{i}": f"Mức thứ {i}, có dấu phẩy và rất dài " * 3 for i in range(30)}},
    ]
    long = FormSheet(scheme("dai", facts), "c" * 64, COMMUNE)
    notice = "Mọi số liệu & tên trong phiếu này là giả định. " * 20
    write_form(tmp_path / NAME, review=review(notice=notice), unit=UNIT, sheets=[long])
    rules = {long.scheme.key: long.scheme}
    reading = read(tmp_path / NAME, schemes=rules, scheme_hashes={long.scheme.key: "c" * 64})[0]
    assert faults(reading) == []


def test_what_a_clerk_typed_is_what_is_read(form: Path) -> None:
    fill(
        form,
        ho_so=(0, "", "12/BC-UBND ngày 05/12/2023"),
        ty_le="98,5",
        diem=8.45,
        tang=(-2.5,),
        kinh_phi=(None, "Không áp dụng", "Không có dự án"),
        ky_luat="Khiển trách",
    )
    fill_form(form, PERSON_SHEET, "ho_so", None, "Chưa có số liệu")
    reading = read(form)[0]
    assert reading.problems == []
    assert reading.is_accepted
    assert (reading.unit, reading.stage, reading.name) == (UNIT, "self", NAME)
    assert [(entry.candidate, entry.scheme) for entry in reading.entries] == [
        ("xa-mau", "phieu-xa@2023-12-01"),
        ("xa-mau.anh", "phieu-nguoi@2023-12-01"),
    ]
    assert reading.entries[0].facts == [
        Fact(
            "ho_so", State.VALUE, Fraction(0), evidence="12/BC-UBND ngày 05/12/2023", source=source("ho_so")
        ),
        Fact("ty_le", State.VALUE, Fraction("98.5"), source=source("ty_le")),
        Fact("diem", State.VALUE, Fraction("8.45"), source=source("diem")),
        Fact("tang", State.VALUE, Fraction("-2.5"), source=source("tang")),
        Fact("kinh_phi", State.NOT_APPLICABLE, evidence="Không có dự án", source=source("kinh_phi")),
        Fact("ky_luat", State.VALUE, label="khien_trach", source=source("ky_luat")),
    ]
    assert reading.entries[1].facts == [Fact("ho_so", State.MISSING, source=source("ho_so", PERSON_SHEET))]


def test_an_untouched_form_reports_nothing_and_warns_of_every_blank(form: Path) -> None:
    reading = read(form)[0]
    assert faults(reading) == []
    assert remarks(reading) == [
        *(("W_BLANK", source(fact["id"])) for fact in FACTS),
        ("W_BLANK", source("ho_so", PERSON_SHEET)),
    ]
    assert {fact.state for entry in reading.entries for fact in entry.facts} == {State.MISSING}


def test_evidence_is_kept_as_text_whatever_the_spreadsheet_made_of_it(form: Path) -> None:
    book = load_workbook(form)
    sheet = book[SHEET]
    sheet[cell_of("ho_so", EVIDENCE)] = datetime(2023, 12, 5)
    sheet[cell_of("ty_le", EVIDENCE)] = 243
    sheet[cell_of("diem", EVIDENCE)] = "12/QĐ-UBND\n13/QĐ-UBND"
    book.save(form)
    facts = {fact.id: fact.evidence for fact in read(form)[0].entries[0].facts}
    assert [facts[name] for name in ("ho_so", "ty_le", "diem")] == [
        "05/12/2023",
        "243",
        "12/QĐ-UBND 13/QĐ-UBND",
    ]


def test_an_address_in_the_evidence_is_text_even_as_a_link(form: Path) -> None:
    book = load_workbook(form)
    cell = book[SHEET][cell_of("ho_so", EVIDENCE)]
    cell.value, cell.hyperlink = "https://example.vn/12", "https://example.vn/12"
    book.save(form)
    reading = read(form)[0]
    assert faults(reading) == []
    assert reading.entries[0].facts[0].evidence == "https://example.vn/12"


def test_several_units_are_read_in_one_load_in_the_order_given(tmp_path: Path) -> None:
    paths = [new_form(tmp_path / "b.xlsx", "xa-khac"), new_form(tmp_path / "a.xlsx")]
    assert [(reading.name, reading.unit) for reading in read(*paths)] == [
        ("b.xlsx", "xa-khac"),
        ("a.xlsx", UNIT),
    ]


def test_file_names_come_from_ids() -> None:
    assert form_name("kg-huyen-an-bien") == "phieu-kg-huyen-an-bien.xlsx"


@pytest.mark.parametrize("unit", ["", "../etc", "a/b", "Xã Mẫu", "con.", "a" * 81, "a\n"])
def test_an_id_that_cannot_be_a_file_name_is_refused(unit: str) -> None:
    with pytest.raises(IntakeError, match="not an id"):
        form_name(unit)


@pytest.mark.parametrize(
    "name", ["A/B: [C]*?", "'Dấu nháy'", "Sở Văn hóa, Thể thao và Du lịch tỉnh Mẫu", "x!y"]
)
def test_sheet_names_are_legal_and_short(name: str) -> None:
    found = sheet_name(12, Candidate("x", name))
    assert found.startswith("12 ")
    assert len(found) <= 31
    assert not set(found) & set("[]:*?/\\!'")


def test_rows_stand_under_the_groups_of_the_plan(tmp_path: Path) -> None:
    objective = {
        "id": "o.1", "title": "Hồ sơ trực tuyến", "group": "Chính quyền số", "milestone": date(2023, 12, 31),
        "levels": ["xa"], "kind": "count", "unit": "hồ sơ", "cite": {}, "measure": {"fact": "ho_so"},
        "target": [],
    }  # fmt: skip
    plan = Plan.model_validate(
        {"plan": "mau", "version": date(2022, 1, 1), "title": "Kế hoạch mẫu", "cite": {}, "effective": {},
         "facts": [], "objectives": [objective]}
    )  # fmt: skip
    node = SCHEME.children[0].model_copy(update={"objective": "o.1"})
    grouped = SCHEME.model_copy(update={"plan": plan, "children": [node, *SCHEME.children[1:]]})
    sheet = FormSheet(grouped, HASHES[SCHEME.key], COMMUNE)
    write_form(tmp_path / NAME, review=review(), unit=UNIT, sheets=[sheet])
    printed = load_workbook(tmp_path / NAME)[SHEET]
    assert [(printed.cell(row, 1).value, printed.cell(row, 2).value) for row in range(9, 13)] == [
        (None, "Chính quyền số"),
        ("1", "Số hồ sơ đã tiếp nhận"),
        (None, "Nội dung khác"),
        ("2", "Tỷ lệ đúng hạn"),
    ]
    reading = read(tmp_path / NAME, schemes={grouped.key: grouped})[0]
    assert faults(reading) == []
    assert [fact.source[-3:] for fact in reading.entries[0].facts] == [
        "D10",
        *(f"D{row}" for row in range(12, 17)),
    ]


def test_sheets_are_refused_when_they_do_not_belong_together() -> None:
    mine, other = FormSheet(SCHEME, "a" * 64, COMMUNE), FormSheet(SCHEME, "a" * 64, OTHER)
    for sheets, code in (([], "E_FORM_EMPTY"), ([mine, other], "E_CANDIDATE"), ([mine, mine], "E_DUPLICATE")):
        with pytest.raises(IntakeError) as caught:
            plan_form(sheets, UNIT)
        assert caught.value.problem.code == code


def test_one_candidate_may_be_asked_under_two_schemes(tmp_path: Path) -> None:
    second = scheme("phieu-nguoi", FACTS[:1])
    sheets = [FormSheet(SCHEME, HASHES[SCHEME.key], PERSON), FormSheet(second, HASHES[second.key], PERSON)]
    write_form(tmp_path / NAME, review=review(), unit=UNIT, sheets=sheets)
    reading = read(tmp_path / NAME)[0]
    assert faults(reading) == []
    assert [(entry.candidate, entry.scheme) for entry in reading.entries] == [
        (PERSON.id, SCHEME.key),
        (PERSON.id, second.key),
    ]


def test_guidance_says_what_is_expected() -> None:
    assert [guidance(SCHEME.fact_spec(fact)) for fact in ("ho_so", "ty_le", "ky_luat")] == [
        "Số nguyên, từ 0 trở lên.",
        "Số có tối đa 2 chữ số thập phân, từ 0 đến 100.",
        "Chọn một giá trị trong danh sách. Không được chọn “Không áp dụng”.",
    ]


def test_the_last_column_says_why_and_belongs_to_its_value(form: Path) -> None:
    book = load_workbook(form)
    book[SHEET][cell_of("ho_so", REASON)].value = "  Đếm\nlại "
    book[SHEET][cell_of("ho_so")].value = 12
    book.save(form)

    (reading,) = read(form)

    assert reading.reasons == {(UNIT, SCHEME.key, "ho_so", ""): "Đếm lại"}
    assert faults(reading) == []


def test_a_formula_in_the_last_column_is_refused_with_its_cell(form: Path) -> None:
    book = load_workbook(form)
    book[SHEET][cell_of("ho_so", REASON)].value = "=A1"
    book.save(form)

    assert faults(read(form)[0]) == [("E_FORMULA", f"{NAME}!{SHEET}!{cell_of('ho_so', REASON)}")]


def test_a_form_that_was_sent_out_before_the_last_column_came_is_still_read(form: Path) -> None:
    book = load_workbook(form)
    for sheet in (book[SHEET], book[PERSON_SHEET]):
        sheet.cell(HEADER_ROW, REASON).value = None
    hidden = book["_thidua"]
    hidden["B1"].value = "1"
    rows = [
        tuple(str(cell) for cell in row if cell is not None) for row in hidden.iter_rows(values_only=True)
    ]
    sealed = "\n".join("\t".join(row) for row in rows[:4] + rows[5:])
    hidden["B5"].value = hashlib.sha256(sealed.encode()).hexdigest()
    book[SHEET][cell_of("ho_so")].value = 12
    book.save(form)

    (reading,) = read(form)

    assert faults(reading) == []
    assert reading.entries[0].facts[0].number == 12


def test_known_values_stand_in_the_form_and_come_back_as_they_were(tmp_path: Path) -> None:
    known = [
        Fact("ho_so", State.VALUE, Fraction(12), evidence="5/BC-UBND"),
        Fact("ty_le", State.VALUE, Fraction(985, 10)),
        Fact("diem", State.NOT_APPLICABLE),
        Fact("kinh_phi", State.VALUE, Fraction(999_999_999_999_999)),
        Fact("ky_luat", State.VALUE, label="khien_trach"),
    ]
    facts = {fact.id: fact for fact in known}
    sheets = [FormSheet(SCHEME, HASHES[SCHEME.key], COMMUNE)]
    write_form(
        tmp_path / NAME,
        review=review(),
        unit=UNIT,
        sheets=sheets,
        stage="appraisal",
        known={(UNIT, SCHEME.key): facts},
    )

    (reading,) = read(tmp_path / NAME)

    assert (reading.stage, faults(reading)) == ("appraisal", [])
    back = {
        fact.id: (fact.state, fact.number, fact.label, fact.evidence) for fact in reading.entries[0].facts
    }
    assert back == {
        **{fact.id: (fact.state, fact.number, fact.label, fact.evidence) for fact in known},
        "tang": (State.MISSING, None, "", ""),
    }
