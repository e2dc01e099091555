"""What the record cannot know and the office writes: numbers, dates, officials, the meeting, the count."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from scoring.scheme.model import Model, SchemeId, Text

Count = Annotated[int, Field(ge=0)]


class PaperMatter(Model):
    """
    What is known of one kind of paper; whatever is left out is taken from the review file or is dots.

    Attributes:
        number: Its number, with or without its mark: ``5`` or ``05/QĐ-UBND``.
        issued: Its day.
        symbol: Its mark, e.g. ``QĐ-UBND``.
        parent, agency: Cơ quan chủ quản, cơ quan ban hành.
        place: Địa danh.
        capacity: Lines above the signature, e.g. ``TM. ỦY BAN NHÂN DÂN``, ``CHỦ TỊCH``.
        signer: Who signs.
        to: Kính gửi.
        bases: Further legal bases, before those of the catalogue of awards.
        recipients: Nơi nhận.
    """

    number: str = ""
    issued: date | None = None
    symbol: str = ""
    parent: str | None = None
    agency: str = ""
    place: str = ""
    capacity: list[Text] = Field(default_factory=list)
    signer: str = ""
    to: list[Text] = Field(default_factory=list)
    bases: list[Text] = Field(default_factory=list)
    recipients: list[Text] = Field(default_factory=list)


class Person(Model):
    """Somebody with a part in a meeting."""

    name: str = ""
    post: str = ""


class Meeting(Model):
    """The meeting of the council; ``opened`` and ``closed`` are hours as they are written."""

    held: date | None = None
    opened: str = ""
    closed: str = ""
    place: str = ""
    chair: Person = Person()
    secretary: Person = Person()
    present: list[Person] = Field(default_factory=list)
    absent: list[Person] = Field(default_factory=list)
    invited: list[Person] = Field(default_factory=list)


class Votes(Model):
    """Valid ballots for and against one candidate; ``blank`` are those that mark neither."""

    agreed: Count
    opposed: Count
    blank: Count = 0


class Ballots(Model):
    """
    The count of the ballots; whatever is left out is not known.

    Attributes:
        written: How many ballots went to absent members for their opinion in writing; part of ``issued``.
        invalid: Reckoned from ``returned`` and ``valid`` where it is left out.
        votes: By the id of the candidate.
    """

    tellers: list[Person] = Field(default_factory=list)
    issued: Count | None = None
    written: Count = 0
    returned: Count | None = None
    valid: Count | None = None
    invalid: Count | None = None
    votes: dict[str, Votes] = Field(default_factory=dict)


class Matters(Model):
    """
    The file ``documents.yaml`` of a review.

    Attributes:
        documents: Id of the review it is for.
        papers: By the id of the kind.
        launch, end: First and last day of the movement.
        deadline: Day by which dossiers are to be sent.
    """

    documents: SchemeId
    papers: dict[str, PaperMatter] = Field(default_factory=dict)
    meeting: Meeting = Meeting()
    count: Ballots = Ballots()
    launch: date | None = None
    end: date | None = None
    deadline: date | None = None

    def paper(self, kind: str) -> PaperMatter:
        """Give what is known of a kind of paper; all empty when nothing is."""
        return self.papers.get(kind, PaperMatter())
