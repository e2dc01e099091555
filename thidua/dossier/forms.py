"""A form of certificate: the sheet, and where each text stands on it, in millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.kinds import SchemeId
from scoring.scheme.load import into
from scoring.scheme.model import Id, Model, Number, Text
from scoring.scheme.reading import Document, Source, read
from thidua.dossier.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, FaceError, face, own_face
from thidua.library import shipped

STYLES: Mapping[str, str] = {
    "regular": REGULAR,
    "bold": BOLD,
    "italic": ITALIC,
    "bold_italic": BOLD_ITALIC,
}
# What differs from one certificate of a review to the next.
PERSONAL = frozenset(("title", "name", "post", "citation", "golden_book", "serial"))
COMMON = frozenset(
    ("heading", "authority", "place", "day", "decision", "signer_role", "signer_name", "notice")
)
_SLOT = re.compile(r"\{([^{}]*)\}")
_TENTHS = 10


def _tenths(value: Fraction) -> Fraction:
    if (value * _TENTHS).denominator != 1:
        raise ValueError("expected millimetres in steps of 0.1")
    return value


Millimetres = Annotated[Number, AfterValidator(_tenths)]
Length = Annotated[Millimetres, Field(ge=0, le=2000)]
Side = Annotated[Millimetres, Field(gt=0, le=2000)]
Points = Annotated[Number, Field(ge=0, le=400)]
Size = Annotated[Number, Field(ge=4, le=400)]


class Words(Model):
    """
    One text of an area.

    Attributes:
        text: Words with ``{slots}``; a line break in a slot's value stays one.
        face: ``regular``, ``bold``, ``italic``, ``bold_italic``, or a name among the form's own ``faces``.
        sizes: Allowed type sizes in points, best first.
        lines: Most lines at each size.
        leading: Height of a line, in type sizes.
        above: Space above the first line.
        spacing: Space between letters, in points.
        upper: Whether it is set in capitals.
        rule: Whether a line is drawn below, as long as the text.
        on_stock: Whether pre-printed stock carries it already.
    """

    text: Text
    face: Text = "regular"
    sizes: Annotated[list[Size], Field(min_length=1)]
    lines: Annotated[int, Field(ge=1, le=6)] = 1
    leading: Annotated[Number, Field(ge=Fraction(4, 5), le=3)] = Fraction(23, 20)
    above: Length = Fraction(0)
    spacing: Points = Fraction(0)
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] = "#000000"
    upper: bool = False
    rule: bool = False
    on_stock: bool = False

    @property
    def slots(self) -> tuple[str, ...]:
        """Give the names between braces, in their order."""
        return _slots(self.text)

    @property
    def is_personal(self) -> bool:
        """Tell whether it differs from one certificate to the next."""
        return not PERSONAL.isdisjoint(self.slots)


@lru_cache(maxsize=256)
def _slots(text: str) -> tuple[str, ...]:
    return tuple(_SLOT.findall(text))


class Area(Model):
    """A room of the sheet, measured from its top left corner; its texts stand one under another."""

    left: Length
    top: Length
    width: Side
    height: Side
    align: Literal["left", "center", "right"] = "center"
    stand: Literal["top", "middle", "bottom"] = "top"
    words: Annotated[list[Words], Field(min_length=1)]


class Square(Model):
    """Where the QR code stands, its quiet zone included."""

    left: Length
    top: Length
    side: Annotated[Millimetres, Field(ge=15, le=200)]


class Page(Model):
    """Size of the sheet as it goes through the printer."""

    width: Side
    height: Side


class Offset(Model):
    """
    What a printer's tray adds, found with the calibration sheet.

    Attributes:
        right, down: By how much everything is moved; negative to the left, up.
    """

    right: Annotated[Millimetres, Field(ge=-50, le=50)] = Fraction(0)
    down: Annotated[Millimetres, Field(ge=-50, le=50)] = Fraction(0)


class Form(Model):
    """
    One form of certificate.

    Attributes:
        faces: The office's own faces by name: the path of a TrueType file as written, its style as read.
        frame: Whether the program draws its own frame in full print.
        code: Where the QR code stands; none is printed without it.
        printers: Offsets by the name of a printer or tray.
    """

    form: SchemeId
    title: Text
    page: Page
    frame: bool = True
    faces: dict[Id, Text] = Field(default_factory=dict)
    areas: Annotated[list[Area], Field(min_length=1)]
    code: Square | None = None
    printers: dict[Id, Offset] = Field(default_factory=dict)


def shipped_forms() -> tuple[str, ...]:
    """Give the names of the forms that come with the program."""
    return tuple(sorted(path.stem for path in _shelf().glob("*.yaml")))


def shipped_form(name: str = "a4") -> Form:
    """Give a form that comes with the program; the name is one of ``shipped_forms``."""
    return read_form(Source(f"{name}.yaml", shipped_text(name)))


def shipped_text(name: str) -> str:
    """Give the text of a form that comes with the program, to be copied and changed."""
    return (_shelf() / f"{name}.yaml").read_text(encoding="utf-8")


def _shelf() -> Path:
    return shipped("templates") / "certificate" / "forms"


def read_form(source: Source, folder: Path = Path()) -> Form:
    """
    Read a form.

    Args:
        source: Name and text of the file.
        folder: Where the paths of ``faces`` begin.

    Raises:
        SchemeError: Every fault with ``file:line:column``: unknown keys and slots, an area beyond the
            edge of the sheet, a face that lacks Vietnamese letters or may not be embedded.
    """
    document = read(source)
    form = into(Form, document)
    styles: dict[str, str] = {}
    faults = [*_read_faces(form, folder, document, styles), *_faults_of_areas(form, document)]
    if faults:
        raise SchemeError(faults)
    return form.model_copy(update={"faces": styles})


def style_of(form: Form, words: Words) -> str:
    """Give what ``fonts.face`` calls the face of a text."""
    return STYLES.get(words.face) or form.faces[words.face]


def _read_faces(form: Form, folder: Path, document: Document, styles: dict[str, str]) -> Iterator[Problem]:
    """Put the style of each face into ``styles``; give what is wrong with the others."""
    for name, path in form.faces.items():
        place = document.place(("faces", name))
        try:
            styles[name] = own_face(folder / path)
        except FaceError as error:
            yield Problem(error.problems[0].code, error.problems[0].message, error.problems[0].values, place)
            continue
        lacking = face(styles[name]).lacks(VIETNAMESE)
        if lacking:
            message = _("the face “{name}” lacks Vietnamese letters: {letters}")
            yield Problem("E_FACE", message, {"name": name, "letters": " ".join(lacking[:12])}, place)


def _faults_of_areas(form: Form, document: Document) -> Iterator[Problem]:
    if form.code is not None:
        box = (form.code.left, form.code.top, form.code.side, form.code.side)
        yield from _beyond(form, box, document.place(("code",)))
    for number, area in enumerate(form.areas):
        box = (area.left, area.top, area.width, area.height)
        yield from _beyond(form, box, document.place(("areas", number)))
        for order, words in enumerate(area.words):
            yield from _faults_of_words(form, words, document, ("areas", number, "words", order))


def _beyond(form: Form, box: tuple[Fraction, ...], place: str) -> Iterator[Problem]:
    left, top, width, height = box
    if left + width > form.page.width or top + height > form.page.height:
        message = _("this stands beyond the edge of the sheet ({width} × {height} mm)")
        values = {"width": form.page.width, "height": form.page.height}
        yield Problem("E_FORM_EDGE", message, values, place)


def _faults_of_words(
    form: Form, words: Words, document: Document, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    known = PERSONAL | COMMON
    if set("{}") & set(_SLOT.sub("", words.text)):
        message = _("braces stand only around the name of a slot, e.g. {example}")
        yield Problem("E_FORM_SLOT", message, {"example": "{name}"}, document.place((*path, "text")))
    for slot in words.slots:
        if slot not in known:
            message = _("the slot {slot} is not known; known: {known}")
            values = {"slot": f"{{{slot}}}", "known": ", ".join(sorted(known))}
            yield Problem("E_FORM_SLOT", message, values, document.place((*path, "text")))
    if words.face not in STYLES and words.face not in form.faces:
        message = _("the face “{face}” is not known; known: {known}")
        values = {"face": words.face, "known": ", ".join((*STYLES, *form.faces))}
        yield Problem("E_FORM_FACE", message, values, document.place((*path, "face")))


_LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
VIETNAMESE = _LOWER + _LOWER.upper()
