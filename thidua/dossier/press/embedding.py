"""Puts faces into a PDF: only the letters needed, with widths and what each glyph means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from thidua.dossier.fonts import face_bytes
from thidua.dossier.forms import VIETNAMESE
from thidua.dossier.press.objects import Adds, reference, stream

if TYPE_CHECKING:
    from uharfbuzz import Face as Shapes  # type: ignore[import-untyped]

# All that a Vietnamese certificate is usually written with; whoever needs more gets a face of their own.
USUAL = "".join(map(chr, range(0x20, 0x7F))) + VIETNAMESE + "\u00a0–—‘’“”…•−×°§«»□"
_TABLES_DROPPED = (
    "BASE",
    "DSIG",
    "GDEF",
    "GPOS",
    "GSUB",
    "JSTF",
    "LTSH",
    "PCLT",
    "VDMX",
    "hdmx",
    "kern",
    "cmap",
)


@dataclass(frozen=True)
class Outline:
    """
    What a face says about itself; numbers in thousandths of the em.

    Attributes:
        glyphs: Glyph of each character.
        letters: The character that stands for each glyph.
    """

    name: str
    em: int
    ascent: int
    descent: int
    cap_height: int
    italic_angle: int
    box: tuple[int, int, int, int]
    widths: tuple[int, ...]
    glyphs: Mapping[int, int]
    letters: Mapping[int, str]


@lru_cache
def outline(style: str) -> Outline:
    """Read a face; ``style`` as in ``fonts.face``."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # slow import

    with TTFont(BytesIO(face_bytes(style)), lazy=True) as font:
        em, ids = font["head"].unitsPerEm, font.getReverseGlyphMap()
        glyphs = {code: ids[name] for code, name in font.getBestCmap().items()}
        head, tall = font["head"], font["hhea"]
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        return Outline(
            font["name"].getDebugName(6) or "Face",
            em,
            _thousandths(tall.ascent, em),
            _thousandths(tall.descent, em),
            _thousandths(getattr(font["OS/2"], "sCapHeight", 0) or tall.ascent, em),
            round(font["post"].italicAngle),
            tuple(_thousandths(side, em) for side in box),  # type: ignore[arg-type]  # four sides
            tuple(_thousandths(font["hmtx"][name][0], em) for name in font.getGlyphOrder()),
            glyphs,
            # The lowest code is the plain letter where several share a glyph.
            {glyph: chr(code) for code, glyph in sorted(glyphs.items(), reverse=True)},
        )


def _thousandths(units: int, em: int) -> int:
    return (units * 2000 + em) // (2 * em)


@lru_cache
def usual_glyphs(style: str) -> frozenset[int]:
    """Give the glyphs of the usual letters that the face has."""
    known = outline(style).glyphs
    return frozenset(known[ord(letter)] for letter in USUAL if ord(letter) in known)


@lru_cache
def shapes(style: str) -> Shapes:
    """Give the face as HarfBuzz knows it."""
    import uharfbuzz as hb  # slow import

    return hb.Face(hb.Blob(face_bytes(style)))


def embed(objects: Adds, style: str, glyphs: frozenset[int], letters: Mapping[int, str]) -> int:
    """
    Write a face.

    Args:
        objects: Where to.
        style: As in ``fonts.face``.
        glyphs: Which to keep; they keep their numbers.
        letters: What glyphs mean that no single character stands for.

    Returns:
        Number of the font object (Type 0, Identity-H).
    """
    about = outline(style)
    program = _subset(style, glyphs)
    name = f"{_tag(program)}+{about.name}"
    file = objects.add(stream(program, b"/Length1 %d" % len(program)))
    descriptor = objects.add(_descriptor(about, name, file))
    meanings = {**{glyph: about.letters[glyph] for glyph in glyphs if glyph in about.letters}, **letters}
    to_unicode = objects.add(stream(_to_unicode(meanings)))
    descendant = objects.add(_descendant(about, name, glyphs, descriptor))
    return objects.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%b]/ToUnicode %b>>"
        % (name.encode(), reference(descendant), reference(to_unicode))
    )


def _subset(style: str, glyphs: frozenset[int]) -> bytes:
    import uharfbuzz as hb  # slow import

    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.drop_table_tag_set.update(int.from_bytes(tag.ljust(4).encode(), "big") for tag in _TABLES_DROPPED)
    kept: Any = hb.subset(shapes(style), wanted)
    data: bytes = kept.blob.data
    return data


def _tag(program: bytes) -> str:
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _descriptor(about: Outline, name: str, file: int) -> bytes:
    italic = 64 if about.italic_angle else 0
    box = " ".join(map(str, about.box))
    return (
        f"<</Type/FontDescriptor/FontName/{name}/Flags {4 + italic}/FontBBox[{box}]"
        f"/ItalicAngle {about.italic_angle}/Ascent {about.ascent}/Descent {about.descent}"
        f"/CapHeight {about.cap_height}/StemV 80/FontFile2 {file} 0 R>>"
    ).encode()


def _descendant(about: Outline, name: str, glyphs: Iterable[int], descriptor: int) -> bytes:
    widths = "".join(f"{glyph}[{about.widths[glyph]}]" for glyph in sorted(glyphs))
    return (
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW {about.widths[0]}/W[{widths}]/FontDescriptor {descriptor} 0 R>>"
    ).encode()


def _to_unicode(letters: Mapping[int, str]) -> bytes:
    rows = [
        f"<{glyph:04X}><{text.encode('utf-16-be').hex().upper()}>" for glyph, text in sorted(letters.items())
    ]
    # Adobe Technical Note 5014 allows a hundred rows in one block.
    blocks = (rows[start : start + 100] for start in range(0, len(rows), 100))
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
