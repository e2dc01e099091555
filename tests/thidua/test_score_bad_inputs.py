"""``thidua score`` before broken, hostile and awkward tables: right ones scored, others refused in words."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from tests.thidua.intake import damage
from tests.thidua.intake.damage import (
    BOOK,
    SHEET1,
    Change,
    added,
    before_rows_end,
    doctype,
    dropped,
    formatted,
    formula,
    in_part,
    number,
    text,
    with_cell,
)
from thidua.commands import main

SCHEME = """
scheme: bang-mau
version: 2023-01-01
title: Bảng mẫu
cite: {document: Ví dụ}
effective: {from: 2023-01-01, to: 2023-12-31}
subjects: {kinds: [individual], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}
facts:
  - {id: tc01, title: Điểm, kind: points, unit: điểm, decimals: 2, at_least: 0, at_most: 100}
  - {id: tc02, title: Mức tăng, kind: number, unit: lần, decimals: 2}
children:
  - {id: diem, title: Điểm, cite: {clause: "1"}, measure: {fact: tc01}}
"""
HEAD = ["candidate", "name", "unit", "fact", "value"]
PEOPLE: list[list[object]] = [
    ["UV001", "Nguyễn Văn An", "Phòng Tổ chức", "tc01", 98.45],
    ["UV002", "Trần Thị Bích", "Phòng Tài vụ", "tc01", 87],
    ["UV003", "Lê Đức Cường", "Khoa Nội", "tc01", 91.25],
    ["UV004", "Phạm Thị Dung", "Khoa Ngoại", "tc01", 100],
    ["UV005", "Võ Hoàng Em", "Phòng Tổ chức", "tc01", 0],
]
TOTALS = {"UV001": "98.45", "UV002": "87", "UV003": "91.25", "UV004": "100", "UV005": "0"}
Rows = list[list[object]]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text(SCHEME, encoding="utf-8")


def workbook(rows: Rows | None = None, head: list[str] = HEAD, more: dict[str, Rows] | None = None) -> bytes:
    """Make a workbook as a clerk's program does: shared strings, every cell with a style."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True})
    for name, lines in ({"Diem": [list(head), *(PEOPLE if rows is None else rows)]} | (more or {})).items():
        sheet = book.add_worksheet(name)
        for i, line in enumerate(lines):
            sheet.write_row(i, 0, line, bold)
    book.close()
    return out.getvalue()


def table(rows: Rows | None = None, mark: str = ",", end: str = "\n", head: list[str] = HEAD) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator=end)
    writer.writerow(head)
    lines = PEOPLE if rows is None else rows
    writer.writerows([str(cell).replace(".", ",") for cell in line] for line in lines)
    return out.getvalue()


def score(name: str, content: bytes) -> Result:
    Path(name).write_bytes(content)
    words = ["--lang", "en", "score", "rules.yaml", name, "-o", "out.csv"]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def totals() -> dict[str, str]:
    lines = Path("out.csv").read_text(encoding="utf-8").splitlines()
    return {row["candidate"]: row["total"] for row in csv.DictReader(lines)}


def changed(row: int, column: str, value: object) -> Rows:
    rows = [list(each) for each in PEOPLE]
    rows[row - 1][HEAD.index(column)] = value
    return rows


def nfd(words: str) -> str:
    return unicodedata.normalize("NFD", words)


GOOD: dict[str, Callable[[], tuple[str, bytes]]] = {
    "plain workbook": lambda: ("a.xlsx", workbook()),
    "plain csv": lambda: ("a.csv", table().encode()),
    "csv with a mark": lambda: ("a.csv", table().encode("utf-8-sig")),
    "semicolons": lambda: ("a.csv", table(mark=";").encode()),
    "unicode text of a spreadsheet": lambda: ("a.csv", table(mark="\t").encode("utf-16")),
    "windows lines": lambda: ("a.csv", table(end="\r\n").encode()),
    "old mac lines": lambda: ("a.csv", table(end="\r").encode()),
    "blank lines": lambda: ("a.csv", table(end="\n\n").encode()),
    "decomposed letters": lambda: (
        "a.xlsx",
        workbook([[nfd(cell) if isinstance(cell, str) else cell for cell in row] for row in PEOPLE]),
    ),
    "loose header": lambda: (
        "a.xlsx",
        workbook(head=[" Candidate", "NAME\u00a0", "unit\n", "fact ", "Value"]),
    ),
    "columns in another order": lambda: ("a.xlsx", workbook([row[::-1] for row in PEOPLE], HEAD[::-1])),
    "seventeen digits": lambda: ("a.xlsx", number("E2", "98.450000000000003")(workbook())),
    "exponent": lambda: ("a.xlsx", number("E2", "9.845E1")(workbook())),
    "decimal comma as text": lambda: ("a.xlsx", workbook(changed(1, "value", "98,45"))),
    "decimal point as text": lambda: ("a.xlsx", workbook(changed(1, "value", "98.45"))),
    "spaces around": lambda: ("a.xlsx", workbook(changed(1, "value", " 98,45 "))),
    "line break in a unit": lambda: ("a.csv", table(changed(1, "unit", "Phòng\r\nTổ chức")).encode()),
    "no-break and double spaces": lambda: ("a.xlsx", workbook(changed(1, "name", "Nguyễn\u00a0Văn   An "))),
    "names of minorities": lambda: ("a.xlsx", workbook(changed(1, "name", "H'Hen Niê Ƀih"))),
    "two people of one name": lambda: ("a.xlsx", workbook(changed(2, "name", "Nguyễn Văn An"))),
    "size that lies": lambda: ("a.xlsx", in_part(SHEET1, 'ref="A1:E6"', 'ref="A1:XFD1048576"')(workbook())),
    "size too small": lambda: ("a.xlsx", in_part(SHEET1, 'ref="A1:E6"', 'ref="A1"')(workbook())),
    "blank row": lambda: ("a.xlsx", workbook([*PEOPLE[:2], [], *PEOPLE[2:]])),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_careless_reader_would_misread_is_scored(name: str) -> None:
    answer = score(*GOOD[name]())

    assert (answer.exit_code, totals()) == (0, TOTALS)
    assert not any(code in answer.stderr for code in ("W_", "E_"))


def hidden(part: str) -> Change:
    words = {"row": ('<row r="3"', '<row r="3" hidden="1"'), "column": ("<sheetData>", "")}
    if part == "row":
        return in_part(SHEET1, *words["row"])
    columns = '<cols><col min="5" max="5" width="9" hidden="1"/></cols><sheetData>'
    return in_part(SHEET1, "<sheetData>", columns)


WARNED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "helper sheet": (
        lambda: in_part(BOOK, 'name="DanhMuc"', 'name="DanhMuc" state="hidden"')(
            workbook(more={"DanhMuc": [["tc01"]]})
        ),
        "W_HIDDEN_SHEET",
        "!DanhMuc",
    ),
    "hidden row": (lambda: hidden("row")(workbook()), "W_HIDDEN_ROW", "!Diem!3"),
    "hidden column": (lambda: hidden("column")(workbook()), "W_HIDDEN_COLUMN", "!Diem!E"),
    "formula with its result": (
        lambda: formula("E2", "98+0.45", "98.45")(workbook()),
        "W_FORMULA",
        "!Diem!E2",
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_is_hidden_or_computed_is_scored_with_a_warning_that_names_it(name: str) -> None:
    make, code, place = WARNED[name]

    answer = score("a.xlsx", make())

    assert (answer.exit_code, totals()) == (0, TOTALS)
    assert f"a.xlsx{place}: {code}: " in answer.stderr


CONTAINERS: dict[str, tuple[Change, str]] = {
    "nothing": (lambda _data: b"", "E_FILE_TYPE"),
    "web page": (lambda _data: b"<html><table></table></html>", "E_FILE_TYPE"),
    "csv": (lambda _data: table().encode(), "E_FILE_TYPE"),
    "old or protected": (lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "E_FILE_ENCRYPTED"),
    "password": (damage.encrypted, "E_FILE_ENCRYPTED"),
    "cut off": (lambda data: data[: len(data) * 2 // 3], "E_FILE_DAMAGED"),
    "wrong checksum": (damage.wrong_checksum, "E_FILE_DAMAGED"),
    "size that lies": (damage.small_size, "E_FILE_DAMAGED"),
    "bomb": (damage.bomb, "E_FILE_SIZE"),
    "bombs": (damage.many_bombs, "E_FILE_SIZE"),
    "many entries": (damage.many_entries, "E_FILE_SIZE"),
    "overlap": (damage.overlapping, "E_FILE_SIZE"),
    "entry twice": (damage.doubled_entry, "E_FILE_DAMAGED"),
    "climbs out": (added("../evil.xml", b"<x/>"), "E_FILE_DAMAGED"),
    "macros": (added("xl/vbaProject.bin", b"x"), "E_FILE_TYPE"),
    "links": (added("xl/externalLinks/externalLink1.xml", b"<x/>"), "E_FILE_LINK"),
    "no workbook": (dropped(BOOK), "E_FILE_DAMAGED"),
    "document type": (doctype("<!DOCTYPE worksheet>"), "E_XML_UNSAFE"),
    "entity bomb": (doctype(damage.laughs()), "E_XML_UNSAFE"),
    "local file": (doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'), "E_XML_UNSAFE"),
    "other encoding": (in_part(SHEET1, 'encoding="UTF-8"', 'encoding="UTF-7"'), "E_FILE_DAMAGED"),
    "not well formed": (in_part(SHEET1, "</sheetData>", "</sheetdata>"), "E_FILE_DAMAGED"),
    "deep": (before_rows_end("<a>" * 20_000 + "</a>" * 20_000), "E_FILE_DAMAGED"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_file_that_is_no_sound_workbook_is_refused(name: str) -> None:
    change, code = CONTAINERS[name]

    refused(score("a.xlsx", change(workbook())), code, "a.xlsx")


def refused(answer: Result, code: str, place: str) -> None:
    """Check a refusal: exit 1, the place and the code in every line of words, nothing written."""
    lines = answer.stderr.splitlines()
    assert answer.exit_code == 1
    assert f"{place}: {code}: " in answer.stderr
    assert all(line.startswith("a.") and line.isprintable() for line in lines)
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        ["rules.yaml", lines[0].split(":")[0].split("!")[0]]
    )
    assert answer.stdout == ""


MERGED = '<mergeCells count="1"><mergeCell ref="C2:C4"/></mergeCells>'
SHEETS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "stray cell": (
        lambda: before_rows_end('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')(workbook()),
        "E_LAYOUT",
        "!Diem!XFD1048576",
    ),
    "no part": (lambda: dropped(SHEET1)(workbook()), "E_FILE_DAMAGED", "!Diem"),
    "cell A0": (lambda: in_part(SHEET1, 'r="A2"', 'r="A0"')(workbook()), "E_FILE_DAMAGED", "!Diem!A0"),
    "column beyond the last": (
        lambda: in_part(SHEET1, 'r="E2"', 'r="XFE2"')(workbook()),
        "E_FILE_DAMAGED",
        "!Diem!XFE2",
    ),
    "no header": (lambda: workbook(PEOPLE[1:], [str(cell) for cell in PEOPLE[0]]), "E_HEADER", "!Diem!A1"),
    "missing column": (lambda: workbook([row[:4] for row in PEOPLE], HEAD[:4]), "E_HEADER", "!Diem!1"),
    "unknown column": (
        lambda: workbook([[*row, "x"] for row in PEOPLE], [*HEAD, "ghi chú"]),
        "E_HEADER",
        "!Diem!F1",
    ),
    "column twice": (
        lambda: workbook([[*row, 5] for row in PEOPLE], [*HEAD, "VALUE"]),
        "E_HEADER",
        "!Diem!F1",
    ),
    "merged": (
        lambda: in_part(SHEET1, "</sheetData>", f"</sheetData>{MERGED}")(workbook()),
        "E_LAYOUT",
        "!Diem!C2:C4",
    ),
    "second header": (
        lambda: workbook([["", "", "", "", "(tối đa 100)"], *PEOPLE]),
        "E_REQUIRED",
        "!Diem!A2",
    ),
    "title rows": (
        lambda: workbook([HEAD, *PEOPLE], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        "E_HEADER",
        "!Diem!A1",
    ),
    "total row": (
        lambda: workbook([*PEOPLE, ["Tổng cộng", None, None, None, 376.75]]),
        "E_REQUIRED",
        "!Diem!D7",
    ),
    "signatures": (lambda: workbook([*PEOPLE, [], [None, "NGƯỜI LẬP BIỂU"]]), "E_REQUIRED", "!Diem!A8"),
    "hidden data": (
        lambda: in_part(BOOK, 'name="Diem"', 'name="Diem" state="veryHidden"')(
            workbook(more={"Trang2": [["x"]]})
        ),
        "E_HEADER",
        "!Trang2!1",
    ),
    "two data sheets": (lambda: workbook(more={"Diem (2)": [HEAD, *PEOPLE]}), "E_SHEET", ""),  # type: ignore[list-item]
    "empty sheet": (lambda: workbook([], []), "E_EMPTY", "!Diem"),
    "header only": (lambda: workbook([]), "E_EMPTY", "!Diem!1"),
    "no id": (lambda: workbook(changed(2, "candidate", None)), "E_REQUIRED", "!Diem!A3"),
    "id as a number": (lambda: workbook(changed(2, "candidate", 2)), "E_ID", "!Diem!A3"),
    "id in other letters": (
        lambda: workbook(changed(2, "candidate", "ՍV002")),
        "E_TEXT_LOOKALIKE",
        "!Diem!A3",
    ),
    "id in other capitals": (
        lambda: workbook([*PEOPLE[:4], ["uv001", *PEOPLE[0][1:]]]),
        "E_DUPLICATE",
        "!Diem!A6",
    ),
    "unknown fact": (lambda: workbook(changed(2, "fact", "tc99")), "E_FACT", "!Diem!D3"),
    "line twice": (lambda: workbook([*PEOPLE, PEOPLE[0]]), "E_DUPLICATE", "!Diem!D7"),
    "line twice with another value": (
        lambda: workbook([*PEOPLE, [*PEOPLE[0][:4], 12]]),
        "E_DUPLICATE",
        "!Diem!D7",
    ),
    "dash": (lambda: workbook(changed(2, "value", "-")), "E_NUMBER", "!Diem!E3"),
    "true": (lambda: workbook(changed(2, "value", True)), "E_NUMBER", "!Diem!E3"),
    "date": (lambda: formatted("E2", 45000, "dd/mm/yyyy")(workbook()), "E_NUMBER", "!Diem!E2"),
    "percentage": (lambda: formatted("E2", 0.985, "0.00%")(workbook()), "E_NUMBER", "!Diem!E2"),
    "below zero": (lambda: number("E2", -1)(workbook()), "E_RANGE", "!Diem!E2"),
    "just above the range": (lambda: number("E2", "100.00000000000001")(workbook()), "E_RANGE", "!Diem!E2"),
    "enormous": (lambda: number("E2", "1E+308")(workbook()), "E_RANGE", "!Diem!E2"),
    "more than a float holds": (lambda: number("E2", "1E+400")(workbook()), "E_NUMBER", "!Diem!E2"),
    "nan": (lambda: number("E2", "NaN")(workbook()), "E_NUMBER", "!Diem!E2"),
    "five thousand digits": (lambda: number("E2", "9" * 5000)(workbook()), "E_NUMBER", "!Diem!E2"),
    "too many decimals": (lambda: number("E2", "98.123456789")(workbook()), "E_NUMBER", "!Diem!E2"),
    "formula without result": (lambda: formula("E2", "98+0.5")(workbook()), "E_FORMULA", "!Diem!E2"),
    "formula of today": (lambda: formula("E2", "YEAR(TODAY())", "98")(workbook()), "E_FORMULA", "!Diem!E2"),
    "formula of another book": (
        lambda: formula("E2", "[1]Diem!A1", "98")(workbook()),
        "E_FORMULA",
        "!Diem!E2",
    ),
    "command": (lambda: formula("B2", "cmd|'/c calc'!A0", "An", "str")(workbook()), "E_TEXT", "!Diem!B2"),
    "error": (lambda: with_cell("E2", "<v>#DIV/0!</v>", "e")(workbook()), "E_NUMBER", "!Diem!E2"),
    "formula with an error": (
        lambda: formula("E2", "1/0", "#DIV/0!", "e")(workbook()),
        "E_NUMBER",
        "!Diem!E2",
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_wrong_sheet_is_refused_and_its_cell_named(name: str) -> None:
    make, code, place = SHEETS[name]

    refused(score("a.xlsx", make()), code, f"a.xlsx{place}")


NAMES = {
    "control character": ("Nguyễn\u0085Văn An", "E_TEXT"),
    "line break": ("Nguyễn Văn\nAn", "E_TEXT"),
    "tab": ("Nguyễn\tVăn An", "E_TEXT"),
    "zero-width space": ("Nguyễn\u200b Văn An", "E_TEXT"),
    "soft hyphen": ("Nguyễn\u00ad Văn An", "E_TEXT"),
    "turned round": ("Nguyễn \u202enA năV", "E_TEXT"),
    "private use": ("Nguyễn \ue000 An", "E_TEXT"),
    "damaged before": ("Nguy\ufffdn Văn An", "E_TEXT"),
    "cyrillic": ("Nguyễn Vаn An", "E_TEXT_LOOKALIKE"),
    "eth": ("Nguyễn Ðức Anh", "E_TEXT_LOOKALIKE"),
    "full width": ("Ｎｇｕｙễｎ Văn An", "E_TEXT_LOOKALIKE"),
    "mathematical": ("𝐍𝐠𝐮𝐲𝐞𝐧 Văn An", "E_TEXT_LOOKALIKE"),
    "medal": ("Nguyễn Văn An 🏅", "E_TEXT"),
    "html": ("<img src=x onerror=alert(1)>", "E_TEXT"),
    "template": ("{{7*7}}{% raw %}", "E_TEXT"),
    "formula as text": ("=1+1", "E_TEXT"),
    "command as text": ("@SUM(A1)", "E_TEXT"),
    "stacked marks": ("Nguy" + "e" + "\u0302\u0303" * 40 + "n", "E_TEXT"),
    "long": ("A" * 32767, "E_TOO_LONG"),
    "tcvn3": ("NguyÔn V¨n An", "E_ENCODING"),
    "vni": ("Nguyeãn Vaên An", "E_ENCODING"),
    "utf-8 read as something else": ("Nguyá»…n VÄƒn An", "E_TEXT"),
    "viqr": ("Nguye^~n Va(n An", "E_TEXT"),
    "lost letters": ("Nguy?n V?n An", "E_TEXT"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_not_what_it_seems_is_refused(name: str) -> None:
    words, code = NAMES[name]

    refused(score("a.xlsx", text("B2", words)(workbook())), code, "a.xlsx!Diem!B2")


TYPED = [
    "98,5%", "1.234", "1.234,5", "1,234.5", "1.234.567", "98,5 điểm", "98,,5", "98.", ",5", "+98", "−5",
    "(5)", "1e2", "0x64", "1_0", "NaN", "inf", "９８", "٩٨", "²", "½", "9O", "l00", "98'5", "98 5",
    "98\u00a05", "1/2", "98;5", "Đạt", "'98,5", "98,5555555555", "0098,5", "=98,5",
]  # fmt: skip


def test_every_number_that_cannot_be_read_is_told_at_once_with_its_line() -> None:
    rows: Rows = [[f"UV{i:03}", "An", "Phòng", "tc01", typed] for i, typed in enumerate(TYPED, 1)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *rows])

    answer = score("a.csv", out.getvalue().encode())

    lines = answer.stderr.splitlines()
    assert answer.exit_code == 1
    assert [line.split(": ")[:2] for line in lines] == [
        [f"a.csv:{i}", "E_NUMBER"] for i in range(2, len(TYPED) + 2)
    ]


ENCODED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "tcvn3 bytes": (
        lambda: table(changed(1, "name", "NguyÔn V¨n An")).encode("latin-1", "replace"),
        "E_ENCODING",
        ":2",
    ),
    "utf-16 without a mark": (lambda: table().encode("utf-16-le"), "E_ENCODING", ":1"),
    "utf-32": (lambda: table().encode("utf-32"), "E_ENCODING", ":1"),
    "one line in old bytes": (lambda: table().encode() + b"UV6,Nguy\xd4n,x,tc01,5\n", "E_ENCODING", ":7"),
    "overlong": (lambda: table().encode() + b"UV6,\xc0\xaf,x,tc01,5\n", "E_ENCODING", ":7"),
    "comma not quoted": (lambda: table().replace('"98,45"', "98,45").encode(), "E_CSV", ":2"),
    "too few fields": (lambda: table().replace(',"98,45"', "").encode(), "E_CSV", ":2"),
    "open quote": (lambda: table().replace("UV001", '"UV001').encode(), "E_CSV", ":2"),
    "nul": (lambda: table().replace("An,", "An\0,").encode(), "E_CSV", ":2"),
    "nothing": (lambda: b"", "E_EMPTY", ""),
    "only a mark": (lambda: b"\xef\xbb\xbf", "E_EMPTY", ""),
    "header only": (lambda: table([]).encode(), "E_EMPTY", ":1"),
    "separator line": (lambda: ("sep=;\n" + table(mark=";")).encode(), "E_HEADER", ":1"),
    "mixed separators": (lambda: table().replace(",", ";", 4).encode(), "E_CSV", ":2"),
    "long field": (lambda: table(changed(1, "name", "A" * 200_000)).encode(), "E_TOO_LONG", ":2"),
    "many columns": (lambda: ",".join(f"c{i}" for i in range(20_000)).encode(), "E_HEADER", ":1"),
    "login page": (lambda: b"<html><body>Login, please</body></html>\n", "E_HEADER", ":1"),
    "json": (lambda: b'{"candidate": "UV001", "value": 5}\n', "E_HEADER", ":1"),
    "workbook": (workbook, "E_FILE_TYPE", ""),
}


@pytest.mark.parametrize("name", ENCODED)
def test_a_text_table_that_cannot_be_trusted_is_refused_with_its_line(name: str) -> None:
    make, code, place = ENCODED[name]

    refused(score("a.csv", make()), code, f"a.csv{place}")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.ods", "a.txt", "a"])
def test_other_kinds_of_files_are_refused_with_those_that_are_read(name: str) -> None:
    answer = score(name, workbook())

    assert (answer.exit_code, ".csv, .xlsx or .parquet" in answer.stderr) == (1, True)


def test_a_folder_is_no_table() -> None:
    Path("a.xlsx").mkdir()
    words = ["--lang", "en", "score", "rules.yaml", "a.xlsx", "-o", "out.csv"]

    answer = CliRunner().invoke(main, words, catch_exceptions=False)

    assert (answer.exit_code, Path("out.csv").exists()) == (2, False)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_scored_right_or_refused_in_words(seed: int) -> None:
    two: dict[str, Rows] = {"Trang2": [], "Trang3": []}  # where the damage may fall too

    answer = score("a.xlsx", damage.mutant(workbook(more=two), seed))

    assert answer.exit_code in (0, 1)
    assert answer.exit_code == 0 or answer.stderr.startswith("a.xlsx")
    if answer.exit_code == 0:
        found = totals()
        assert set(found.values()) <= {*TOTALS.values(), ""} or "UV001" not in found
