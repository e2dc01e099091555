"""Reads the XML parts of a workbook in one pass each: raw numbers, formulas, merges, what is hidden."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.errors import _
from thidua.intake.refusal import place, refuse, shown
from thidua.intake.workbook import Area, Cell, Kind, Sheet, Workbook, column_name
from thidua.intake.xmlparts import damaged, parse

LAST_ROW = 200_000
LAST_COLUMN = 1_000
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)
_RELATED = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_KINDS: dict[str, Kind] = {
    "n": "number", "s": "text", "str": "text", "inlineStr": "text", "b": "bool", "e": "error", "d": "date",
}  # fmt: skip
_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "d/m/yyyy"),
}


def read_workbook(parts: Mapping[str, bytes]) -> Workbook:
    """
    Read every sheet of an unpacked workbook.

    Args:
        parts: As ``gate.open_parts`` gives them.

    Raises:
        IntakeError: ``E_FILE_DAMAGED`` for what contradicts itself, ``E_LAYOUT`` for a cell far outside any
            table, ``E_SHEET`` when there is no sheet; places read ``sheet!cell``.
    """
    listing = _Listing()
    main = _main_part(parts)
    parse(parts[main], listing.start, listing.end)
    targets = _relations(parts, main)
    shared = _strings(parts, targets)
    formats = _formats(parts, targets)
    if not listing.sheets:
        raise refuse("E_SHEET", _("The workbook has no sheet. Ask for a new copy."))
    names = [name.casefold() for name, _state, _relation in listing.sheets]
    if len(set(names)) != len(names):
        raise damaged()
    sheets = []
    for name, state, relation in listing.sheets:
        kind, target = targets.get(relation, ("", ""))
        if kind != "worksheet" or target not in parts:
            raise damaged(name)
        sheets.append(_sheet(parts[target], name, state, shared, formats))
    return Workbook(tuple(sheets), listing.date1904)


def _local(name: str) -> str:
    for prefix in _MAIN:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return ""


def _main_part(parts: Mapping[str, bytes]) -> str:
    found = [target for kind, target in _relations(parts, "").values() if kind == "officeDocument"]
    if len(found) != 1 or found[0] not in parts or "[Content_Types].xml" not in parts:
        raise damaged()
    return found[0]


def _relations(parts: Mapping[str, bytes], owner: str) -> dict[str, tuple[str, str]]:
    """Give (kind, part) by relation id; relations that point outside the file are left out."""
    folder, name = posixpath.split(owner)
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target[1:])

    parse(parts.get(posixpath.join(folder, "_rels", f"{name}.rels"), b"<none/>"), start, lambda tag: None)
    return found


def _part(parts: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]], kind: str) -> bytes:
    names = [target for found, target in targets.values() if found == kind]
    if any(name not in parts for name in names) or len(names) > 1:
        raise damaged()
    return parts[names[0]] if names else b"<none/>"


class _Listing:
    """The sheets that the workbook names."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.date1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "workbookPr":
            self.date1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif name == "sheet":
            relation = next((attributes[key] for key in _RELATED if key in attributes), "")
            self.sheets.append(
                (_text(attributes.get("name", "")), attributes.get("state", "visible"), relation)
            )

    def end(self, tag: str) -> None:
        """Nothing ends here that matters."""


def _text(raw: str) -> str:
    """Undo the file's way of writing characters that XML cannot hold."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw) if "_x" in raw else raw


def _strings(parts: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]]) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(_local(tag))

    def text(piece: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(piece)

    def end(tag: str) -> None:
        if inside.pop() == "si":
            strings.append(_text("".join(pieces)))
            pieces.clear()

    parse(_part(parts, targets, "sharedStrings"), start, end, text)
    return strings


def _formats(parts: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]]) -> list[str]:
    """Give the number format code of each cell style; General is empty."""
    own: dict[int, str] = {}
    used: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "numFmt":
            own[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1] == "cellXfs":
            used.append(_whole(attributes.get("numFmtId", "0")))
        inside.append(name)

    def end(tag: str) -> None:
        inside.pop()

    parse(_part(parts, targets, "styles"), start, end)
    return [own.get(number, _BUILT_IN.get(number, "")) for number in used] or [""]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise damaged()
    return int(text)


def _sheet(part: bytes, name: str, state: str, shared: Sequence[str], formats: Sequence[str]) -> Sheet:
    reader = _SheetReader(name, shared, formats)
    parse(part, reader.start, reader.end, reader.text)
    return Sheet(
        name,
        state,
        tuple(reader.cells),
        tuple(reader.merged),
        tuple(reader.hidden_rows),
        tuple(reader.hidden_columns),
    )


class _SheetReader:
    """Takes the elements of one sheet as they come."""

    def __init__(self, name: str, shared: Sequence[str], formats: Sequence[str]) -> None:
        self.name, self.shared, self.formats = name, shared, formats
        self.cells: list[Cell] = []
        self.merged: list[Area] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.row = self.column = 0
        self.head: dict[str, str] | None = None
        self.pieces: dict[str, list[str]] = {}
        self.into = ""
        self.phonetic = False
        self.starts: dict[str, Any] = {
            "row": self._start_row,
            "c": self._start_cell,
            "col": self._start_column,
            "mergeCell": self._start_merge,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in self.starts:
            self.starts[name](attributes)
        elif self.head is not None and name in {"v", "f", "t"}:
            self.into = name
            self.pieces.setdefault(name, [])
        elif name == "rPh":
            self.phonetic = True

    def text(self, piece: str) -> None:
        if self.into and not self.phonetic:
            self.pieces[self.into].append(piece)

    def end(self, tag: str) -> None:
        name = _local(tag)
        self.into = ""
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self.phonetic = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes["r"]) if "r" in attributes else self.row + 1
        if number <= self.row or number > 1_048_576 or self.head is not None:
            raise damaged(self.name)
        self.row, self.column = number, 0
        if attributes.get("hidden") in {"1", "true"}:
            self.hidden_rows.append(number)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        row, column = self._address(attributes.get("r", f"{column_name(self.column + 1)}{self.row}"))
        if row != self.row or column <= self.column or self.head is not None:
            raise damaged(place(self.name, attributes.get("r", "")))
        self.column, self.head, self.pieces = column, attributes, {}

    def _start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
            self.hidden_columns.extend(range(first, min(last, LAST_COLUMN) + 1))

    def _start_merge(self, attributes: dict[str, str]) -> None:
        first, _colon, last = attributes.get("ref", "").partition(":")
        (top, left), (bottom, right) = self._address(first), self._address(last or first)
        self.merged.append(Area(top, left, bottom, right))

    def _address(self, text: str) -> tuple[int, int]:
        match = _ADDRESS.fullmatch(text)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - 64
        if match is None or column > 16_384 or int(match[2]) > 1_048_576:
            raise damaged(place(self.name, text))
        return int(match[2]), column

    def _end_cell(self) -> None:
        head, self.head = self.head or {}, None
        formula = "=" + "".join(self.pieces["f"]) if "f" in self.pieces else ""
        kind, text = self._value(head.get("t", "n"))
        if not text and not formula:
            return
        cell = Cell(self.row, self.column, kind, text, formula, self._format(head.get("s", "0")))
        if cell.row > LAST_ROW or cell.column > LAST_COLUMN:
            raise refuse(
                "E_LAYOUT",
                _("A cell far outside the table holds “{found}”. Delete it and save the file again."),
                place(self.name, cell.ref),
                found=shown(cell.text),
            )
        self.cells.append(cell)

    def _value(self, kind: str) -> tuple[Kind, str]:
        raw = "".join(self.pieces.get("t" if kind == "inlineStr" else "v", ()))
        if kind not in _KINDS:
            raise damaged(self._here())
        if kind == "s":
            return "text", self._shared(raw)
        return _KINDS[kind], _text(raw) if _KINDS[kind] == "text" else raw.strip()

    def _shared(self, raw: str) -> str:
        index = _whole(raw.strip()) if raw.strip() else len(self.shared)
        if index >= len(self.shared):
            raise damaged(self._here())
        return self.shared[index]

    def _format(self, style: str) -> str:
        index = _whole(style)
        if index >= len(self.formats):
            raise damaged(self._here())
        return self.formats[index]

    def _here(self) -> str:
        return place(self.name, f"{column_name(self.column)}{self.row}")
