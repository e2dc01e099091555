"""Makes broken, hostile and careless variants of a good form, on the level of the file's parts."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from xml.sax.saxutils import escape

DAY = (2026, 1, 1, 0, 0, 0)
SHEET1 = "xl/worksheets/sheet1.xml"
SHEET2 = "xl/worksheets/sheet2.xml"
IDENTITY = "xl/worksheets/sheet3.xml"
BOOK = "xl/workbook.xml"
Parts = dict[str, bytes]
Change = Callable[[bytes], bytes]


def unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def pack(parts: Parts, double: tuple[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        warnings.simplefilter("ignore")  # the second entry of the same name is meant
        for name, content in [*parts.items(), *([double] if double else [])]:
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(info, content)
    return buffer.getvalue()


def in_part(name: str, old: str, new: str, times: int = 1) -> Change:
    """Replace words inside one part; they must be there."""

    def change(data: bytes) -> bytes:
        parts = unpack(data)
        text = parts[name].decode()
        assert old in text, (old, name)
        return pack(parts | {name: text.replace(old, new, times).encode()})

    return change


def with_cell(ref: str, content: str, kind: str = "", part: str = SHEET1, style: str | None = None) -> Change:
    """Put raw XML into a cell that the form left empty; keeps the cell's style unless one is given."""

    def change(data: bytes) -> bytes:
        parts = unpack(data)
        text = parts[part].decode()
        type_of = f' t="{kind}"' if kind else ""
        new, count = re.subn(
            rf'<c r="{ref}" s="(\d+)"(?:/>|[^>]*>.*?</c>)',
            lambda match: f'<c r="{ref}" s="{style or match[1]}"{type_of}>{content}</c>',
            text,
        )
        assert count == 1, ref
        return pack(parts | {part: new.encode()})

    return change


def number(ref: str, value: object, part: str = SHEET1) -> Change:
    return with_cell(ref, f"<v>{value}</v>", part=part)


def text(ref: str, value: str, part: str = SHEET1) -> Change:
    return with_cell(ref, f'<is><t xml:space="preserve">{escape(value)}</t></is>', "inlineStr", part)


def formula(ref: str, code: str, result: str | None = None, kind: str = "") -> Change:
    cached = "" if result is None else f"<v>{result}</v>"
    return with_cell(ref, f"<f>{escape(code)}</f>{cached}", kind)


def formatted(ref: str, value: object, code: str) -> Change:
    """Put a number into a cell under a number format, as Excel does when somebody types a date."""

    def change(data: bytes) -> bytes:
        parts = unpack(data)
        styles = parts["xl/styles.xml"].decode()
        count = int(re.search(r'<cellXfs count="(\d+)"', styles)[1])  # type: ignore[index]
        styles = styles.replace(
            "</cellXfs>", '<xf numFmtId="190" fontId="0" fillId="0" borderId="0"/></cellXfs>'
        )
        added = f'<numFmts count="1"><numFmt numFmtId="190" formatCode="{escape(code)}"/></numFmts>'
        styles = re.sub(r"(<styleSheet[^>]*>)", rf"\1{added}", styles)
        return with_cell(ref, f"<v>{value}</v>", style=str(count))(
            pack(parts | {"xl/styles.xml": styles.encode()})
        )

    return change


def all_of(*changes: Change) -> Change:
    def change(data: bytes) -> bytes:
        for each in changes:
            data = each(data)
        return data

    return change


def added(name: str, content: bytes) -> Change:
    return lambda data: pack(unpack(data) | {name: content})


def dropped(name: str) -> Change:
    return lambda data: pack({part: content for part, content in unpack(data).items() if part != name})


def before_rows_end(xml: str, part: str = SHEET1) -> Change:
    return in_part(part, "</sheetData>", xml + "</sheetData>")


def merged(area: str, part: str = SHEET1) -> Change:
    return in_part(part, "</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>')


def doubled_entry(data: bytes) -> bytes:
    parts = unpack(data)
    return pack(parts, (SHEET1, parts[SHEET1]))


def doctype(declaration: str, part: str = SHEET1) -> Change:
    def change(data: bytes) -> bytes:
        parts = unpack(data)
        head, body = parts[part].split(b"?>", 1)
        return pack(parts | {part: head + b"?>" + declaration.encode() + body})

    return change


def laughs() -> str:
    """Give the entity bomb: ten to the ninth of a word."""
    steps = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY a0 "ha">{steps}]>'


def bomb(data: bytes) -> bytes:
    parts = unpack(data)
    return pack(parts | {SHEET1: parts[SHEET1].replace(b"</sheetData>", b" " * 24_000_000 + b"</sheetData>")})


def many_bombs(data: bytes) -> bytes:
    """Many parts, each below the limits, more than 100 MB together."""
    noise = random.Random(1).randbytes(20_000)
    return pack(unpack(data) | {f"xl/media/image{i}.bin": noise * 100 for i in range(60)})


def many_entries(data: bytes) -> bytes:
    return pack(unpack(data) | {f"xl/media/{i}.bin": b"" for i in range(300)})


def overlapping(data: bytes) -> bytes:
    """Two directory entries that share the same packed bytes."""
    body = zlib.compress(b"A" * 5000, 9)[2:-4]
    checksum = zlib.crc32(b"A" * 5000)
    name = b"xl/a.bin"
    local = struct.pack(
        "<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 0x5A21, checksum, len(body), 5000, len(name), 0
    )
    directory = b""
    for other in (b"xl/a.bin", b"xl/b.bin"):
        directory += struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 8, 0, 0x5A21, checksum, len(body), 5000, len(other),
            0, 0, 0, 0, 0, 0,
        ) + other  # fmt: skip
    packed = local + name + body
    return (
        packed + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 2, 2, len(directory), len(packed), 0)
    )


def patched(name: str, offsets: tuple[int, int], value: bytes) -> Change:
    """Overwrite a field of an entry in both its headers: in the directory and in front of the data."""

    def change(data: bytes) -> bytes:
        content = bytearray(data)
        for mark, name_at, offset in ((b"PK\1\2", 46, offsets[0]), (b"PK\3\4", 30, offsets[1])):
            at = -1
            while (at := content.find(mark, at + 1)) >= 0:
                if content[at + name_at : at + name_at + len(name)] == name.encode():
                    content[at + offset : at + offset + len(value)] = value
        return bytes(content)

    return change


wrong_checksum = patched(SHEET1, (16, 14), b"\xde\xad\xbe\xef")
small_size = patched(SHEET1, (24, 22), struct.pack("<L", 10))
encrypted = patched(SHEET1, (8, 6), b"\x01")


def mutant(data: bytes, seed: int) -> bytes:
    """Damage a file a little: some bytes changed, a piece cut out, or a piece put in twice."""
    chance = random.Random(seed)
    content = bytearray(data)
    kind = chance.choice(("bytes", "bytes", "cut", "double", "inside"))
    start = chance.randrange(len(content))
    if kind == "bytes":
        for _each in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    elif kind == "cut":
        del content[start : start + chance.randint(1, 300)]
    elif kind == "double":
        content[start:start] = content[start : start + chance.randint(1, 300)]
    else:
        return _mutant_inside(data, chance)
    return bytes(content)


def _mutant_inside(data: bytes, chance: random.Random) -> bytes:
    """Damage the XML of one part and pack it again, so that the container itself is right."""
    parts = unpack(data)
    name = chance.choice([SHEET1, SHEET2, IDENTITY, BOOK, "xl/styles.xml", "xl/sharedStrings.xml"])
    content = bytearray(parts[name])
    for _each in range(chance.randint(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(32, 127)
    return pack(parts | {name: bytes(content)})
