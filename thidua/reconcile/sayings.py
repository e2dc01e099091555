"""What one paper says, each thing with its place in the paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "tập thể": "collective",
        "hộ gia đình": "household",
        "doanh nghiệp": "enterprise",
        "cá nhân": "individual",
    }
)


@dataclass(frozen=True)
class Said:
    """A text as the paper has it, and where: ``bảng 3, dòng 7``, ``đoạn 12``, ``trang 2, dòng 4``."""

    text: str
    place: str


@dataclass(frozen=True)
class Entry:
    """
    Somebody whom a paper lists; None for what the paper has no column for.

    Attributes:
        kind: ``collective``, ``individual``, …; empty where no heading says it.
        candidate: Id, where the paper carries it as data; else empty.
        unit: Who sends the candidate's form. total, rank, label: Points, place and class as written.
    """

    name: str
    place: str
    title: str | None = None
    post: str | None = None
    award: str | None = None
    kind: str = ""
    candidate: str = ""
    unit: str | None = None
    total: str | None = None
    rank: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Worded:
    """A number whose words in brackets say something else."""

    digits: str
    words: str
    place: str


@dataclass(frozen=True)
class Count:
    """How many of a kind a paper says there are; with an award, of that award alone."""

    kind: str
    count: int
    place: str
    award: str = ""


@dataclass(frozen=True)
class Cited:
    """A paper that another one names: what it is, its number, its day; None where it is dots or left out."""

    what: str
    number: str | None
    day: date | None
    place: str


@dataclass
class Reading:
    """
    What was found in one paper.

    Attributes:
        file: Its name.
        what: Tên loại in small letters, e.g. ``quyết định``; ``giấy chứng nhận`` for a certificate; empty if
            no title was found.
        entries: Whom it lists, in its order.
        head: The lines before the title: who issues it, number, place and day.
        results: What a notice says of each candidate of a unit.
        misworded: Numbers whose words in brackets say another number.
        attached: The list that a PDF carries as data beside its pages; None where it carries none.
        lost: What was looked for and not found, in words of the papers.
        tracked: Whether the file holds changes that nobody has accepted or refused yet.
    """

    file: str
    what: str = ""
    number: Said | None = None
    issued: tuple[date, str] | None = None
    entries: list[Entry] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    results: list[Entry] = field(default_factory=list)
    misworded: list[Worded] = field(default_factory=list)
    attached: Reading | None = None
    lost: list[str] = field(default_factory=list)
    tracked: bool = False

    @property
    def is_certificate(self) -> bool:
        """Tell whether it is one certificate and no list."""
        return self.what == CERTIFICATE


CERTIFICATE = "bằng, giấy khen"


def same(text: str) -> str:
    """Give what two spellings must share to be the same text: NFC, spaces folded."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare(text: str) -> str:
    """Give a name without marks and case, to find what was probably meant; never to call two names one."""
    marks = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(char for char in marks if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
