"""Forms that come back wrong: every fault has its code and place, and none hides another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.facts import State
from tests.thidua.intake import damage
from tests.thidua.intake.damage import (
    BOOK,
    IDENTITY,
    SHEET1,
    SHEET2,
    Change,
    all_of,
    formatted,
    formula,
    in_part,
    merged,
    number,
    text,
    with_cell,
)
from tests.thidua.intake.samples import (
    FACTS,
    HASHES,
    PERSON_SHEET,
    SCHEME,
    SCHEMES,
    SHEET,
    UNIT,
    faults,
    new_form,
    read,
    remarks,
    review,
)

NAME = "phieu-xa-mau.xlsx"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A form with every cell filled in rightly."""
    blank = new_form(tmp_path_factory.mktemp("form") / NAME).read_bytes()
    filled = all_of(
        number("D9", 12), number("D10", 98.5), number("D11", 8.45), number("D12", -2.5),
        number("D13", 5000000), text("D14", "Không"), number("D9", 3, SHEET2),
    )  # fmt: skip
    return filled(blank)


def changed(tmp_path: Path, good: bytes, change: Change) -> Path:
    path = tmp_path / NAME
    path.write_bytes(change(good))
    return path


def test_the_good_form_is_good(tmp_path: Path, good: bytes) -> None:
    reading = read(changed(tmp_path, good, lambda data: data))[0]
    assert reading.problems == []
    assert [len(entry.facts) for entry in reading.entries] == [6, 1]


CELLS: dict[str, tuple[Change, str, str]] = {
    "word": (text("D9", "mười"), "E_NUMBER", "D9"),
    "thousands": (text("D9", "1.234"), "E_NUMBER", "D9"),
    "unit in the cell": (text("D9", "12 hồ sơ"), "E_NUMBER", "D9"),
    "decimals in a whole number": (number("D9", 12.5), "E_NUMBER", "D9"),
    "more decimals than allowed": (number("D11", 8.455), "E_NUMBER", "D11"),
    "below the range": (number("D12", -100.5), "E_RANGE", "D12"),
    "above the range": (number("D10", 100.01), "E_RANGE", "D10"),
    "true": (with_cell("D9", "<v>1</v>", "b"), "E_NUMBER", "D9"),
    "date": (formatted("D11", 45000, "dd/mm/yyyy"), "E_NUMBER", "D11"),
    "iso date": (with_cell("D11", "<v>2023-12-05</v>", "d"), "E_NUMBER", "D11"),
    "percentage of points": (formatted("D11", 0.985, "0.0%"), "E_NUMBER", "D11"),
    "not a number at all": (number("D9", "NaN"), "E_NUMBER", "D9"),
    "error": (with_cell("D9", "<v>#DIV/0!</v>", "e"), "E_NUMBER", "D9"),
    "formula with an error": (formula("D9", "1/0", "#DIV/0!", "e"), "E_NUMBER", "D9"),
    "formula without a result": (formula("D9", "1+1"), "E_FORMULA", "D9"),
    "formula of today": (formula("D9", "YEAR(TODAY())", "2023"), "E_FORMULA", "D9"),
    "formula of another book": (formula("D9", "[1]Diem!A1", "12"), "E_FORMULA", "D9"),
    "formula of another program": (formula("D9", "cmd|'/c calc'!A0", "12"), "E_FORMULA", "D9"),
    "formula that gives text": (formula("D9", '"1"&"2"', "12", "str"), "E_FORMULA", "D9"),
    "unknown label": (text("D14", "Phê bình"), "E_CHOICE", "D14"),
    "number for a label": (number("D14", 1), "E_CHOICE", "D14"),
    "zero-width space in a label": (text("D14", "Kh\u200bông"), "E_TEXT", "D14"),
    "value and status": (text("E9", "Không áp dụng"), "E_CONTRADICTION", "D9"),
    "value and no data": (text("E9", "Chưa có số liệu"), "E_CONTRADICTION", "D9"),
    "unknown status": (text("E9", "không biết"), "E_STATUS", "E9"),
    "number as status": (number("E9", 0), "E_STATUS", "E9"),
    "formula as status": (formula("E9", "E10", "Không áp dụng", "str"), "E_STATUS", "E9"),
    "status that is not allowed": (
        all_of(with_cell("D14", ""), text("E14", "Không áp dụng")), "E_NOT_APPLICABLE", "E14",
    ),
    "bidi in the evidence": (text("F9", "QĐ \u202e12"), "E_TEXT", "F9"),
    "private use in the evidence": (text("F9", "QĐ \ue001"), "E_TEXT", "F9"),
    "escaped control in the evidence": (text("F9", "QĐ _x001B_[31m"), "E_TEXT", "F9"),
    "lone surrogate in the evidence": (text("F9", "QĐ _xD800_"), "E_TEXT", "F9"),
    "old font in the evidence": (text("F9", "NguyÔn V¨n An"), "E_ENCODING", "F9"),
    "very long evidence": (text("F9", "a" * 1001), "E_TOO_LONG", "F9"),
    "formula in the evidence": (formula("F9", 'HYPERLINK("http://x")', "x", "str"), "E_FORMULA", "F9"),
    "merged inputs": (merged("D9:D10"), "E_LAYOUT", "D9:D10"),
    "note beside the table": (
        damage.before_rows_end('<row r="40"><c r="B40" t="inlineStr"><is><t>Ghi chú</t></is></c></row>'),
        "E_LAYOUT", "B40",
    ),
    "row renamed": (in_part("xl/sharedStrings.xml", "Điểm kiểm tra", "Điểm thi"), "E_FORM_CHANGED", "B11"),
    "unit renamed": (
        in_part("xl/sharedStrings.xml", "<t>đồng</t>", "<t>triệu đồng</t>"), "E_FORM_CHANGED", "C13",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_named_exactly(tmp_path: Path, good: bytes, name: str) -> None:
    change, code, ref = CELLS[name]
    reading = read(changed(tmp_path, good, change))[0]
    assert faults(reading) == [(code, f"{NAME}!{SHEET}!{ref}")]
    assert reading.entries[-1].facts[0].number == 3, "the other sheet is read all the same"
    assert all(problem.text() for problem in reading.problems)


def test_a_cell_right_of_the_table_is_named(tmp_path: Path, good: bytes) -> None:
    parts = damage.unpack(good)
    sheet = re.sub(
        r'(<row r="9".*?)</row>', r'\1<c r="K9"><v>1</v></c></row>', parts[SHEET1].decode(), count=1
    )
    path = changed(tmp_path, good, lambda data: damage.pack(parts | {SHEET1: sheet.encode()}))
    assert faults(read(path)[0]) == [("E_LAYOUT", f"{NAME}!{SHEET}!K9")]


WARNED: dict[str, tuple[Change, str, str]] = {
    "formula with a result": (formula("D9", "6+6", "12"), "W_FORMULA", "D9"),
    "shared formula": (with_cell("D9", '<f t="shared" si="0"/><v>12</v>'), "W_FORMULA", "D9"),
    "less than one percent": (number("D10", 0.98), "W_PERCENT", "D10"),
    "hidden row": (in_part(SHEET1, '<row r="9"', '<row r="9" hidden="1"'), "W_HIDDEN_ROW", "9"),
    "hidden column": (
        in_part(SHEET1, '<col min="4" max="4"', '<col min="4" max="4" hidden="1"'), "W_HIDDEN_COLUMN", "D",
    ),
    "blank": (with_cell("D9", ""), "W_BLANK", "D9"),
    "spaces": (text("D9", " \u00a0 "), "W_BLANK", "D9"),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_a_doubtful_cell_is_read_with_a_warning(tmp_path: Path, good: bytes, name: str) -> None:
    change, code, ref = WARNED[name]
    reading = read(changed(tmp_path, good, change))[0]
    assert faults(reading) == []
    assert remarks(reading) == [(code, f"{NAME}!{SHEET}!{ref}")]
    assert len(reading.entries[0].facts) == 6


def test_a_wrong_size_of_the_sheet_changes_nothing(tmp_path: Path, good: bytes) -> None:
    parts = damage.unpack(good)
    lying = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:A1"/>', parts[SHEET1])
    assert lying != parts[SHEET1]
    reading = read(changed(tmp_path, good, lambda data: damage.pack(parts | {SHEET1: lying})))[0]
    assert reading.problems == []
    assert len(reading.entries[0].facts) == 6


def test_all_faults_of_a_form_are_found_at_once(tmp_path: Path, good: bytes) -> None:
    change = all_of(
        text("D9", "1.234"), number("D10", 101), text("E11", "Không áp dụng"), text("F12", "\ufffd"),
        text("D14", "?"), text("F14", "\u200b"), text("D9", "x", SHEET2),
    )  # fmt: skip
    reading = read(changed(tmp_path, good, change))[0]
    assert sorted(faults(reading)) == sorted(
        [
            ("E_NUMBER", f"{NAME}!{SHEET}!D9"),
            ("E_RANGE", f"{NAME}!{SHEET}!D10"),
            ("E_CONTRADICTION", f"{NAME}!{SHEET}!D11"),
            ("E_TEXT", f"{NAME}!{SHEET}!F12"),
            ("E_CHOICE", f"{NAME}!{SHEET}!D14"),
            ("E_TEXT", f"{NAME}!{SHEET}!F14"),
            ("E_NUMBER", f"{NAME}!{PERSON_SHEET}!D9"),
        ]
    )
    assert [fact.id for fact in reading.entries[0].facts] == ["kinh_phi"]
    assert not reading.is_accepted


def test_zero_blank_and_not_applicable_stay_three_things(tmp_path: Path, good: bytes) -> None:
    change = all_of(
        number("D9", 0), with_cell("D10", ""), with_cell("D11", ""), text("E11", " KHÔNG  áp dụng ")
    )
    facts = read(changed(tmp_path, good, change))[0].entries[0].facts
    assert [(fact.state, fact.number) for fact in facts[:3]] == [
        (State.VALUE, 0),
        (State.MISSING, None),
        (State.NOT_APPLICABLE, None),
    ]


def row_removed(data: bytes) -> bytes:
    parts = damage.unpack(data)
    return damage.pack(parts | {SHEET1: re.sub(rb'<row r="10".*?</row>', b"", parts[SHEET1])})


FORMS: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "row removed": (row_removed, [("E_FORM_CHANGED", f"{SHEET}!A10")]),
    "sheet renamed": (
        in_part(BOOK, f'name="{SHEET}"', 'name="Sheet1"'), [("E_SHEET", "Sheet1"), ("E_SHEET", SHEET)],
    ),
    "sheet hidden": (
        in_part(BOOK, f'name="{SHEET}"', f'name="{SHEET}" state="hidden"'), [("E_SHEET", SHEET)],
    ),
    "identity gone": (in_part(BOOK, 'name="_thidua"', 'name="khac"'), [("E_FORM_IDENTITY", "")]),
    "fact of a row changed": (
        in_part("xl/sharedStrings.xml", "<t>ty_le</t>", "<t>diem</t>"), [("E_FORM_IDENTITY", "_thidua!B5")],
    ),
    "number in the identity": (
        damage.before_rows_end('<row r="90"><c r="A90"><v>1</v></c></row>', IDENTITY),
        [("E_FORM_IDENTITY", "_thidua!A90")],
    ),
    "row added to the identity": (
        damage.before_rows_end('<row r="90"><c r="A90" t="inlineStr"><is><t>x</t></is></c></row>', IDENTITY),
        [("E_FORM_IDENTITY", "_thidua")],
    ),
    "far cell": (
        damage.before_rows_end('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        [("E_LAYOUT", f"{SHEET}!XFD1048576")],
    ),
    "two sheets of one name": (
        in_part(BOOK, f'name="{PERSON_SHEET}"', f'name="{SHEET}"'), [("E_FILE_DAMAGED", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_tampered_form_is_refused_with_its_place(tmp_path: Path, good: bytes, name: str) -> None:
    change, wanted = FORMS[name]
    reading = read(changed(tmp_path, good, change))[0]
    assert faults(reading) == [(code, "!".join(filter(None, (NAME, place)))) for code, place in wanted]


def resealed(old: str, new: str) -> Change:
    """Change the identity and put the right digest under it, as a careful hand could."""
    from thidua.intake import identity
    from thidua.intake.ooxml import read_workbook

    def change(data: bytes) -> bytes:
        data = in_part("xl/sharedStrings.xml", f"<t>{old}</t>", f"<t>{new}</t>")(data)
        sheet = read_workbook(damage.unpack(data)).sheet("_thidua")
        assert sheet is not None
        grid = identity._grid(sheet)
        return in_part("xl/sharedStrings.xml", grid[4][1], identity._digest(grid[:4] + grid[5:]))(data)

    return change


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("mau-2023", "mau-2024", [("E_FORM_REVIEW", NAME)]),
        ("2", "3", [("E_FORM_VERSION", NAME)]),
        ("self", "nobody", [("E_FORM_IDENTITY", f"{NAME}!_thidua!B5")]),
        ("xa-mau.anh", "xa-mau.binh", [("E_CANDIDATE", f"{NAME}!{PERSON_SHEET}")]),
        ("xa-mau.anh", "xa-khac", [("E_CANDIDATE", f"{NAME}!{PERSON_SHEET}")]),
        ("phieu-nguoi@2023-12-01", "phieu-nguoi@2022-12-01", [("E_FORM_SCHEME", f"{NAME}!{PERSON_SHEET}")]),
        ("b" * 64, "c" * 64, [("E_FORM_SCHEME", f"{NAME}!{PERSON_SHEET}")]),
        ("tang", "ho_so", [("E_FORM_IDENTITY", f"{NAME}!_thidua!A10")]),
    ],
)
def test_an_identity_resealed_by_hand_must_still_agree_with_the_office(
    tmp_path: Path, good: bytes, old: str, new: str, wanted: list[tuple[str, str]]
) -> None:
    reading = read(changed(tmp_path, good, resealed(old, new)))[0]
    assert faults(reading) == wanted
    assert reading.entries == []


def test_a_form_of_another_review_is_refused(tmp_path: Path, good: bytes) -> None:
    path = changed(tmp_path, good, lambda data: data)
    assert faults(read(path, review=review("mau-2024"))[0]) == [("E_FORM_REVIEW", NAME)]


def test_a_form_for_other_rules_is_refused(tmp_path: Path, good: bytes) -> None:
    path = changed(tmp_path, good, lambda data: data)
    newer = read(path, scheme_hashes=HASHES | {SCHEME.key: "f" * 64})[0]
    without = read(path, schemes={key: rules for key, rules in SCHEMES.items() if key != SCHEME.key})[0]
    assert faults(newer) == faults(without) == [("E_FORM_SCHEME", f"{NAME}!{SHEET}")]


def test_an_added_sheet_is_named(tmp_path: Path, good: bytes) -> None:
    from openpyxl import load_workbook

    for state, wanted in (("visible", "E_SHEET"), ("hidden", "W_HIDDEN_SHEET")):
        path = changed(tmp_path, good, lambda data: data)
        book = load_workbook(path)
        book.create_sheet("Ghi chú").sheet_state = state
        book.save(path)
        reading = read(path)[0]
        assert [(problem.code, problem.place) for problem in reading.problems] == [
            (wanted, f"{NAME}!Ghi chú")
        ]


def test_two_different_forms_of_one_unit_are_both_refused(tmp_path: Path, good: bytes) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(good)
    second.write_bytes(number("D9", 13)(good))
    readings = read(first, second)
    assert [faults(reading) for reading in readings] == [
        [("E_DUPLICATE", "a.xlsx")],
        [("E_DUPLICATE", "b.xlsx")],
    ]


def test_the_same_form_twice_counts_once(tmp_path: Path, good: bytes) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(good)
    second.write_bytes(good)
    readings = read(first, second)
    assert [remarks(reading) for reading in readings] == [[], [("W_DUPLICATE", "b.xlsx")]]
    assert [len(reading.entries) for reading in readings] == [2, 0]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path, good: bytes) -> None:
    wrong, broken, missing = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    wrong.write_bytes(text("D9", "x")(good))
    broken.write_bytes(good[:3000])
    other = new_form(tmp_path / "d.xlsx", "xa-khac")
    readings = read(wrong, broken, missing, tmp_path, other)
    assert [faults(reading) for reading in readings] == [
        [("E_NUMBER", f"a.xlsx!{SHEET}!D9")],
        [("E_FILE_DAMAGED", "b.xlsx")],
        [("E_FILE_MISSING", "c.xlsx")],
        [("E_FILE_TYPE", tmp_path.name)],
        [],
    ]
    assert len(readings[-1].entries[0].facts) == len(FACTS)


def test_damaged_forms_give_problems_and_never_wrong_facts(tmp_path: Path, good: bytes) -> None:
    paths = []
    for seed in range(60):
        paths.append(tmp_path / f"{seed}.xlsx")
        paths[-1].write_bytes(damage.mutant(good, seed))
    readings = read(*paths)
    assert len(readings) == 60
    refused = [reading for reading in readings if not reading.is_accepted]
    assert len(refused) > 30
    for reading in readings:
        assert all(problem.place.startswith(reading.name) and problem.text() for problem in reading.problems)
        assert reading.unit in {"", UNIT}
