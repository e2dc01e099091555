"""The draft: what was read out of a plan's text, row by row, for a person to accept or refuse."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from scoring.scheme.model import Flag, Id, Kind, Level, Model, Number, SchemeId, Text

Sign = Literal[">=", ">", "<=", "<", "="]
Confidence = Literal["sure", "unsure"]


class DraftSource(Model):
    """
    The file the draft was made from.

    Attributes:
        extent: How much was read, e.g. ``81 dòng``.
    """

    file: Text
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    extent: Text


class DraftHead(Model):
    """
    What the head of the paper says; a part that was not found is left out.

    Attributes:
        number: Number and kind, e.g. ``243/KH-UBND``.
        found_at: Where each part stands in the file.
    """

    number: str | None = None
    body: str | None = None
    issued: date | None = None
    title: str | None = None
    found_at: dict[str, Text] = Field(default_factory=dict)


class Row(Model):
    """
    One target that the text may set.

    Attributes:
        accept: ``undecided`` until a person writes true or false.
        confidence: Whether it is sure that this is a target; ``reasons`` say why, there is no made-up number.
        place: Where the sentence stands in the file.
        section: The heading it stands under.
        clause: How it is cited, e.g. ``II.2.1.a, gạch đầu dòng 6``.
        quote: The words of this target; ``sentence`` holds the whole sentence where it has more.
        number: The target; ``upper`` is the other end of a range.
        sign: Which way the number may be passed.
        change: Set where the number is a rise or a cut, not a level.
        levels: Whose data give the number; left out where the text names no level.
        milestone: By when; left out where nothing says it.
        parts: What a composite sentence asks for, piece by piece.
        flags: Traps of the wording, kept in the plan when the row is accepted.
    """

    id: Id
    accept: bool | Literal["undecided"] = "undecided"
    confidence: Confidence
    reasons: list[Text] = Field(default_factory=list)
    place: Text
    section: str = ""
    clause: str = ""
    quote: Text
    sentence: str = ""
    title: Text
    group: str | None = None
    number: Number
    upper: Number | None = None
    unit: Text | None = None
    kind: Kind | None = None
    sign: Sign
    change: Literal["cut", "growth"] | None = None
    levels: list[Level] | None = None
    milestone: date | None = None
    every_year: bool = False
    parts: list[Text] = Field(default_factory=list)
    flags: list[Flag] = Field(default_factory=list)


class Gap(Model):
    """A part of the plan that could not be read or is cut out of the copy."""

    place: Text
    section: str = ""
    clause: str = ""
    text: Text
    why: Text


class Remark(Model):
    """Something about the copy that a person should look at."""

    place: Text
    text: Text


class Draft(Model):
    """
    A draft of a plan; no rule file, and nothing in it is in force.

    Attributes:
        draft: Id that the plan is to have.
        unknown: Parts of the plan that are not in the copy.
        remarks: Words that lost letters and the like.
    """

    draft: SchemeId
    status: Literal["draft"]
    source: DraftSource
    head: DraftHead
    rows: list[Row]
    unknown: list[Gap] = Field(default_factory=list)
    remarks: list[Remark] = Field(default_factory=list)
