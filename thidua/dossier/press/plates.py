"""Plates: what all certificates of one kind share, drawn once and written once."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from thidua.dossier.assets import colour_profile
from thidua.dossier.environment import fill, trusted
from thidua.dossier.fonts import BOLD, BOLD_ITALIC, FAMILY, ITALIC, REGULAR, face_bytes, family
from thidua.dossier.forms import COMMON
from thidua.dossier.ornament import frame_svg
from thidua.dossier.press.embedding import embed, usual_glyphs
from thidua.dossier.press.objects import Adds, Objects, dictionary, number, reference, stream
from thidua.dossier.printing import Drawing, drawn
from thidua.dossier.setting import Layout, SetRoom, set_room

STYLE = "certificate/certificate.css"
_MM = 72 / 25.4
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9a-f]+)>")
_SHIPPED = {(400, 0): REGULAR, (700, 0): BOLD, (400, 2): ITALIC, (700, 2): BOLD_ITALIC}

_COMMON = tuple(sorted(COMMON))

# By style: what each glyph means that a page needs beyond the usual ones.
Rare = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Plate:
    """
    The beginning of a file, up to what is said about one certificate.

    Attributes:
        objects: Colour profile, faces, frame and common texts.
        intent: Number of the output intent.
        resources: What a page of this plate may name, less the QR code.
        before, after: Operators around what a page adds.
    """

    objects: Objects
    intent: int
    resources: Mapping[str, bytes]
    before: bytes
    after: bytes

    @property
    def start(self) -> bytes:
        """Give the bytes that a file of its own begins with."""
        return b"".join(self.objects.parts)


@dataclass
class Plates:
    """
    Makes the plates of one layout, each only once.

    Attributes:
        layout: The form made ready.
        book: Objects of the file that all plates go into; each begins its own file without it.
    """

    layout: Layout
    book: Objects | None = None
    _made: dict[tuple[object, ...], Plate] = field(default_factory=dict)
    _grounds: dict[tuple[str, ...], list[Drawing]] = field(default_factory=dict)
    _rooms: dict[tuple[str, ...], list[SetRoom]] = field(default_factory=dict)

    def plate(self, values: Mapping[str, str], rare: Rare | None = None) -> Plate:
        """
        Give the plate of a certificate.

        Args:
            values: Text by slot; only the common ones matter.
            rare: Glyphs its page needs beyond the usual ones.
        """
        rooms = self._common_rooms(tuple(values[slot] for slot in _COMMON))
        words = tuple(line for room in rooms for text in room.texts for line in text.lines)
        key = words, tuple((style, tuple(sorted(rare[style].items()))) for style in sorted(rare or {}))  # type: ignore[index]
        if key not in self._made:
            if words not in self._grounds:
                self._grounds[words] = list(_grounds(self.layout, rooms))
            self._made[key] = _plate(self.book or Objects(), self.layout, self._grounds[words], rare or {})
        return self._made[key]

    def _common_rooms(self, common: tuple[str, ...]) -> list[SetRoom]:
        if common not in self._rooms:
            values = dict(zip(_COMMON, common, strict=True))
            rooms = (room for room in self.layout.rooms if not room.is_personal)
            self._rooms[common] = [set_room(room, values) for room in rooms]
        return self._rooms[common]


@lru_cache(maxsize=8)
def font_names(layout: Layout) -> dict[str, str]:
    """Give what pages call each face, by style."""
    styles = sorted({box.style for room in layout.rooms for box in room.boxes})
    return {style: f"F{order}" for order, style in enumerate(styles)}


def page_html(layout: Layout, rooms: Sequence[Sequence[SetRoom]], frame: str = "", code: str = "") -> str:
    """
    Fill the template that gives certificates their look.

    Args:
        layout: The form made ready.
        rooms: For each page what stands on it.
        frame: SVG to lie below; it is trusted.
        code: Address of a picture of a QR code for every page; the press draws its own.
    """
    page = layout.form.page
    return fill(
        "certificate/sheet.html.j2",
        title=layout.form.title,
        width=float(page.width),
        height=float(page.height),
        sheets=[{"rooms": each, "code": code} for each in rooms],
        frame=trusted(frame),
        rules=trusted("\n".join(_rules(layout, rooms))),
    )


def _rules(layout: Layout, rooms: Sequence[Sequence[SetRoom]]) -> list[str]:
    used = [room for page in rooms for room in page]
    texts = (text.rule for room in used for text in room.texts)
    rules = dict.fromkeys([*_face_rules(layout), *(room.rule for room in used), *texts])
    if layout.code is not None:
        left, top, side = (float(value) for value in (layout.code.left, layout.code.top, layout.code.side))
        rules[f".code {{ left: {left:g}mm; top: {top:g}mm; width: {side:g}mm; height: {side:g}mm }}"] = None
    return list(rules)


def _face_rules(layout: Layout) -> Iterable[str]:
    used = {words.face for room in layout.rooms for words in room.words}
    for name, style in sorted(layout.form.faces.items()):
        if name in used:
            data = base64.b64encode(face_bytes(style)).decode()
            yield f'@font-face {{ font-family: "{family(style)}"; src: url(data:font/ttf;base64,{data}) }}'


def restyled(layout: Layout, drawing: Drawing) -> tuple[bytes, Rare]:
    """
    Make a drawing use the press's own faces.

    Returns:
        Its operators with our names of the faces, and what it needs beyond the usual glyphs.
    """
    names = font_names(layout)
    styles = {name: _style(*described) for name, described in drawing.fonts.items()}
    content, rare = drawing.content, {}
    for name, glyphs in _glyphs_shown(content).items():
        style = styles[name]
        needed = {glyph: drawing.letters[name].get(glyph, "") for glyph in glyphs - usual_glyphs(style)}
        if needed:
            rare[style] = needed
        content = content.replace(f"/{name} ".encode(), f"/{names[style]} ".encode())
    return content, rare


def _style(name: str, weight: int, slant: int) -> str:
    return _SHIPPED[weight, slant] if name == FAMILY else name


def _glyphs_shown(content: bytes) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    glyphs: set[int] = set()
    for match in _SHOWN.finditer(content):
        if match[1]:
            glyphs = found.setdefault(match[1].decode(), set())
        else:
            glyphs.update(int(match[2][start : start + 4], 16) for start in range(0, len(match[2]), 4))
    return found


def _grounds(layout: Layout, rooms: Sequence[SetRoom]) -> Iterable[Drawing]:
    if layout.form.frame and not layout.stock:
        page = layout.form.page
        yield from drawn(page_html(layout, [()], frame_svg(page.width / page.height)), STYLE)
    if any(room.texts for room in rooms):
        yield from drawn(page_html(layout, [rooms]), STYLE)


def _plate(objects: Objects, layout: Layout, grounds: Sequence[Drawing], rare: Rare) -> Plate:
    intent = add_intent(objects)
    drawings = [restyled(layout, drawing) for drawing in grounds]
    needed = _joined([rare, *(more for _, more in drawings)])
    fonts = {
        name: reference(
            embed(objects, style, usual_glyphs(style) | needed.get(style, {}).keys(), needed.get(style, {}))
        )
        for style, name in font_names(layout).items()
    }
    font_entries = dictionary(fonts)
    forms = {
        f"G{order}": reference(objects.add(_form(layout, content, drawing, font_entries)))
        for order, ((content, _), drawing) in enumerate(zip(drawings, grounds, strict=True))
    }
    states = {name: _state(entries) for drawing in grounds for name, entries in drawing.states.items()}
    states |= {"a1.0": b"<</ca 1>>"}
    resources = {"Font": font_entries, "ExtGState": dictionary(states), "XObject": dictionary(forms)}
    draw = b"".join(b"/%b Do\n" % name.encode() for name in forms)
    return Plate(objects, intent, resources, b"q\n%b%b" % (_moved(layout), draw), b"Q\n")


def _joined(parts: Iterable[Rare]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for part in parts:
        for style, letters in part.items():
            found.setdefault(style, {}).update(letters)
    return found


def add_intent(objects: Adds) -> int:
    """Write what colours are given in; gives the number of the output intent (ISO 19005-3:2012, 6.2.3)."""
    colours = objects.add(stream(colour_profile(), b"/N 3"))
    return objects.add(
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %b>>"
        % reference(colours)
    )


def _form(layout: Layout, content: bytes, drawing: Drawing, fonts: bytes) -> bytes:
    width, height = page_size(layout)
    states = dictionary({name: _state(entries) for name, entries in drawing.states.items()})
    resources = dictionary({"Font": fonts, "ExtGState": states})
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 {number(width)} {number(height)}]/Resources ".encode()
    return stream(content, entries + resources)


def _state(entries: Mapping[str, float]) -> bytes:
    return dictionary({name: number(value).encode() for name, value in entries.items()})


def page_size(layout: Layout) -> tuple[float, float]:
    """Give width and height of the sheet in points."""
    page = layout.form.page
    return float(page.width) * _MM, float(page.height) * _MM


def _moved(layout: Layout) -> bytes:
    right, down = (float(value) * _MM for value in (layout.offset.right, layout.offset.down))
    return f"1 0 0 1 {number(right)} {number(-down)} cm\n".encode() if right or down else b""
