"""The door for a plan's text: plain text, Word or PDF in, paragraphs with their places out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring.errors import Problem, _
from thidua.drafting.passages import Passage
from thidua.drafting.plaintext import check_letters, read_text
from thidua.intake.child import LimitedChild
from thidua.intake.gate import LARGEST_FILE, read_bytes
from thidua.intake.refusal import IntakeError, all_within, refuse

Kind = Literal["text", "word", "pdf"]

LONGEST = 2_000_000

_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from thidua.intake.child import serve; "
    "from thidua.drafting.child import parse; serve(parse)"
)
_PDF = b"%PDF-"
_ZIP = b"PK"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"

# The gate speaks of workbooks; these say the same of a plan's text.
_WORDS = {
    "E_FILE_TYPE": _("this is not a Word document of today (.docx without macros); save it as .docx"),
    "E_FILE_ENCRYPTED": _("the file is protected by a password; remove it and save the file again"),
    "E_FILE_SIZE": _("the file is larger than is read here; take out the pictures and save it again"),
    "E_FILE_DAMAGED": _("the file is damaged; open it in the program it was made with and save it again"),
    "E_XML_UNSAFE": _(
        "the file holds a document type declaration, which Word never writes; ask for a new copy"
    ),
}


@dataclass(frozen=True)
class PlanText:
    """
    The text of a plan.

    Attributes:
        name: Name of the file, without its folder.
        sha256: Digest of the file, in lower-case hex.
        extent: Lines of a text, paragraphs of a Word document, pages of a PDF.
        tracked: Whether changes to the text wait to be settled; insertions are read, deletions are not.
    """

    name: str
    sha256: str
    kind: Kind
    extent: int
    passages: tuple[Passage, ...]
    tracked: bool = False

    @property
    def text(self) -> str:
        """Give the paragraphs, an empty line between them; the cells of a table's row with tabs between."""
        parts = [each.text or "\n".join("\t".join(row) for row in each.rows) for each in self.passages]
        return "\n\n".join(parts) + "\n"


class PlanTextReader(LimitedChild):
    """Reads Word documents and PDFs in a child process with limits."""

    def program(self) -> str:
        """Give what the child runs."""
        return _PROGRAM


def read_plan_text(path: Path, reader: PlanTextReader | None = None) -> PlanText:
    """
    Read a plan's text; what kind of file it is is told by its content, not by its name.

    Args:
        reader: The child that reads Word documents and PDFs; None for one of its own.

    Raises:
        IntakeError: The file is not there, too large, damaged, protected, in an old font, or has no text.
    """
    data = read_bytes(path, LARGEST_FILE)
    try:
        with nullcontext(reader) if reader else PlanTextReader() as child:
            found = _read(data, path.name, child)
        check_letters(list(found.passages))
        _check_words(found)
    except IntakeError as error:
        raise IntakeError(all_within(str(path), error.problems)) from error
    return found


def _read(data: bytes, name: str, reader: PlanTextReader) -> PlanText:
    digest = hashlib.sha256(data).hexdigest()
    kind = _kind(data)
    if kind == "text":
        passages, lines = read_text(data)
        return PlanText(name, digest, kind, lines, tuple(passages))
    try:
        answer = reader.ask(data)
    except IntakeError as error:
        raise _reworded(error) from error
    found = tuple(_passage(each) for each in answer["passages"])
    return PlanText(name, digest, kind, answer["extent"], found, answer["tracked"])


def _kind(data: bytes) -> Kind:
    if _PDF in data[:1024]:
        return "pdf"
    if data.startswith(_ZIP):
        return "word"
    if data.startswith((_OLD_WORD, _RTF)):
        message = _("this is an old .doc, an .rtf or a protected file; open it in Word and save it as .docx")
        raise refuse("E_FILE_TYPE", message)
    return "text"


def _reworded(error: IntakeError) -> IntakeError:
    problem = error.problem
    if problem.message.startswith("The file") or problem.message.startswith("The content"):
        return IntakeError([Problem(problem.code, _WORDS.get(problem.code, problem.message))])
    return error


def _passage(data: dict[str, object]) -> Passage:
    rows = data["rows"]
    assert isinstance(rows, list)
    return Passage(str(data["text"]), str(data["place"]), tuple(tuple(map(str, row)) for row in rows))


def _check_words(found: PlanText) -> None:
    if sum(len(each.text) for each in found.passages) > LONGEST:
        message = _("the text is longer than {most} characters; give only the part with the objectives")
        raise refuse("E_FILE_SIZE", message, most=LONGEST)
    if not any(
        _has_letters([each.text, *(cell for row in each.rows for cell in row)]) for each in found.passages
    ):
        message = _("there is no text in this file; a scanned paper must be turned into text first (OCR)")
        raise refuse("E_NO_TEXT", message)


def _has_letters(texts: Sequence[str]) -> bool:
    return any(char.isalpha() for text in texts for char in text)
