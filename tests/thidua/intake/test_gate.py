"""Files that are no workbooks, or more than workbooks: refused before any parser sees them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.thidua.intake import damage
from tests.thidua.intake.damage import BOOK, SHEET1, Change, added, all_of, doctype, dropped, in_part
from tests.thidua.intake.samples import READER, new_form
from thidua.intake import child, gate
from thidua.intake.child import WorkbookReader
from thidua.intake.gate import open_parts, read_bytes
from thidua.intake.ooxml import read_workbook
from thidua.intake.refusal import IntakeError

RELS = "xl/_rels/workbook.xml.rels"
SHEET_TARGET = 'Target="worksheets/sheet1.xml"'


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return new_form(tmp_path_factory.mktemp("gate") / "phieu.xlsx").read_bytes()


def code(data: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        READER.read(data)
    assert caught.value.problem.text()
    return caught.value.problem.code


CONTAINERS: dict[str, tuple[Change, str]] = {
    "empty": (lambda data: b"", "E_FILE_TYPE"),
    "web page": (lambda data: b"<html><table></table></html>", "E_FILE_TYPE"),
    "csv": (lambda data: b"candidate,fact\n", "E_FILE_TYPE"),
    "zip without entries": (lambda data: b"PK\5\6" + bytes(18), "E_FILE_TYPE"),
    "something before the zip": (lambda data: b"GIF89a" + data, "E_FILE_TYPE"),
    "something after the first mark": (lambda data: b"PK\3\4" + data, "E_FILE_DAMAGED"),
    "old or protected": (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "E_FILE_ENCRYPTED"),
    "zip with a password": (damage.encrypted, "E_FILE_ENCRYPTED"),
    "cut off": (lambda data: data[: len(data) * 2 // 3], "E_FILE_DAMAGED"),
    "cut at the end": (lambda data: data[:-1], "E_FILE_DAMAGED"),
    "wrong checksum": (damage.wrong_checksum, "E_FILE_DAMAGED"),
    "wrong size": (damage.small_size, "E_FILE_DAMAGED"),
    "unknown packing": (damage.patched(SHEET1, (10, 8), b"\x0c"), "E_FILE_DAMAGED"),
    "part of 24 MB in a small file": (damage.bomb, "E_FILE_SIZE"),
    "parts of 120 MB together": (damage.many_bombs, "E_FILE_SIZE"),
    "too many entries": (damage.many_entries, "E_FILE_SIZE"),
    "overlapping entries": (damage.overlapping, "E_FILE_SIZE"),
    "the same entry twice": (damage.doubled_entry, "E_FILE_DAMAGED"),
    "the same entry in capitals": (added(SHEET1.upper(), b"<x/>"), "E_FILE_DAMAGED"),
    "name that climbs out": (added("../evil.xml", b"<x/>"), "E_FILE_DAMAGED"),
    "absolute name": (added("/tmp/evil.xml", b"<x/>"), "E_FILE_DAMAGED"),
    "backslashes": (added("xl\\evil.xml", b"<x/>"), "E_FILE_DAMAGED"),
    "macros": (added("xl/vbaProject.bin", b"x"), "E_FILE_TYPE"),
    "old macros": (added("xl/macrosheets/sheet1.xml", b"<x/>"), "E_FILE_TYPE"),
    "embedded program": (added("xl/embeddings/oleObject1.bin", b"x"), "E_FILE_TYPE"),
    "links to other books": (added("xl/externalLinks/externalLink1.xml", b"<x/>"), "E_FILE_LINK"),
    "open document": (
        lambda data: damage.pack({"mimetype": b"application/x", "xl/a.xml": b"<x/>"}), "E_FILE_TYPE",
    ),
    "any other zip": (lambda data: damage.pack({"a.txt": b"x"}), "E_FILE_TYPE"),
    "document type": (doctype("<!DOCTYPE worksheet>"), "E_XML_UNSAFE"),
    "entity bomb": (
        all_of(doctype(damage.laughs()), in_part(SHEET1, "<sheetData>", "&a9;<sheetData>")), "E_XML_UNSAFE",
    ),
    "entity bomb in the strings": (
        doctype(damage.laughs(), "xl/sharedStrings.xml"), "E_XML_UNSAFE",
    ),
    "entity bomb in an unused part": (
        added("xl/unused.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "E_XML_UNSAFE",
    ),
    "reads a local file": (
        doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'), "E_XML_UNSAFE",
    ),
    "encoding that hides markup": (
        in_part(SHEET1, 'encoding="UTF-8"', 'encoding="UTF-7"'), "E_FILE_DAMAGED",
    ),
    "eight-bit encoding": (
        in_part(SHEET1, 'encoding="UTF-8"', 'encoding="windows-1258"'), "E_FILE_DAMAGED",
    ),
    "not well-formed": (in_part(SHEET1, "</sheetData>", "</sheetdata>"), "E_FILE_DAMAGED"),
    "60,000 elements deep": (damage.before_rows_end("<a>" * 60_000 + "</a>" * 60_000), "E_FILE_DAMAGED"),
    "no list of sheets": (dropped(BOOK), "E_FILE_DAMAGED"),
    "no list of types": (dropped("[Content_Types].xml"), "E_FILE_DAMAGED"),
    "no sheet": (dropped(SHEET1), "E_FILE_DAMAGED"),
    "no strings": (dropped("xl/sharedStrings.xml"), "E_FILE_DAMAGED"),
    "sheet outside the file": (
        in_part(RELS, SHEET_TARGET, 'Target="file:///etc/hostname" TargetMode="External"'),
        "E_FILE_DAMAGED",
    ),
    "sheet above the file": (
        in_part(RELS, SHEET_TARGET, 'Target="../../../etc/hostname"'), "E_FILE_DAMAGED",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_hostile_container_is_refused_with_its_code(good: bytes, name: str) -> None:
    change, wanted = CONTAINERS[name]
    assert code(change(good)) == wanted


SHEETS: dict[str, tuple[Change, str]] = {
    "row zero": (in_part(SHEET1, 'r="A9"', 'r="A0"'), "1 Xã Mẫu!A0"),
    "beyond the last column": (in_part(SHEET1, 'r="G9"', 'r="XFE9"'), "1 Xã Mẫu!XFE9"),
    "no address": (in_part(SHEET1, 'r="G9"', 'r="9G"'), "1 Xã Mẫu!9G"),
    "cell of another row": (in_part(SHEET1, 'r="G9"', 'r="G10"'), "1 Xã Mẫu!G10"),
    "cell twice": (in_part(SHEET1, 'r="G9"', 'r="F9"'), "1 Xã Mẫu!F9"),
    "row twice": (in_part(SHEET1, '<row r="10"', '<row r="9"'), "1 Xã Mẫu"),
    "no such string": (damage.with_cell("D9", "<v>9999</v>", "s"), "1 Xã Mẫu!D9"),
    "no such style": (damage.with_cell("D9", "<v>1</v>", style="999"), "1 Xã Mẫu!D9"),
    "no such type": (damage.with_cell("D9", "<v>1</v>", "money"), "1 Xã Mẫu!D9"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_contradicts_itself_is_damaged_and_the_cell_named(good: bytes, name: str) -> None:
    change, place = SHEETS[name]
    with pytest.raises(IntakeError) as caught:
        READER.read(change(good))
    assert (caught.value.problem.code, caught.value.problem.place) == ("E_FILE_DAMAGED", place)


def test_a_workbook_may_be_utf16_inside(good: bytes) -> None:
    parts = damage.unpack(good)
    sheet = parts[SHEET1].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert READER.read(damage.pack(parts | {SHEET1: sheet})) == READER.read(good)


def test_the_child_gives_what_the_parser_gives(good: bytes) -> None:
    assert READER.read(good) == read_workbook(open_parts(good))


def test_a_folder_a_missing_and_a_large_file_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(gate.LARGEST_FILE + 1)
    os.mkfifo(tmp_path / "pipe.xlsx")
    for path, wanted in (
        (tmp_path, "E_FILE_TYPE"),
        (tmp_path / "pipe.xlsx", "E_FILE_TYPE"),
        (tmp_path / "none.xlsx", "E_FILE_MISSING"),
        (large, "E_FILE_SIZE"),
    ):
        with pytest.raises(IntakeError) as caught:
            read_bytes(path)
        assert caught.value.problem.code == wanted


def test_when_the_child_dies_only_its_file_is_refused(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkbookReader() as reader:
        assert reader.read(good).sheets
        assert reader._child is not None
        reader._child.kill()
        with pytest.raises(IntakeError) as caught:
            reader.read(good)
        assert caught.value.problem.code == "E_FILE_DAMAGED"
        assert reader.read(good).sheets


def test_a_child_that_takes_too_long_is_ended(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(child, "_PROGRAM", "import time; time.sleep(60)")
    with WorkbookReader() as reader:
        with pytest.raises(IntakeError) as caught:
            reader.read(good)
        assert caught.value.problem.code == "E_FILE_DAMAGED"
        assert reader._child is None


def test_a_child_that_asks_for_too_much_memory_is_ended(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = (
        "from thidua.intake import child; child._parse = lambda data: bytearray(2 * 1024**3); child.serve()"
    )
    monkeypatch.setattr(child, "_PROGRAM", "import sys; sys.path.append(sys.argv[1]); " + greedy)
    with WorkbookReader() as reader, pytest.raises(IntakeError) as caught:
        reader.read(good)
    assert caught.value.problem.code == "E_FILE_DAMAGED"


def test_a_child_that_computes_too_long_is_ended(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = (
        "from thidua.intake import child\nimport itertools\nchild.CPU_SECONDS = 1\n"
        "child._parse = lambda data: sum(itertools.count())\nchild.serve()"
    )
    monkeypatch.setattr(child, "_PROGRAM", "import sys; sys.path.append(sys.argv[1])\n" + endless)
    with WorkbookReader() as reader, pytest.raises(IntakeError) as caught:
        reader.read(good)
    assert caught.value.problem.code == "E_FILE_DAMAGED"
