"""What can happen after a result is known: it is published, objected to, and the objection answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from scoring.scheme.model import Text
from thidua.store.canonical import Value
from thidua.store.event_parts import JSON, Count, Digest, Holding, Named, Place, media_of


class NoticeOpened(Value):
    """
    The result of a scheme was published, and whoever has something against it may say so.

    Attributes:
        run: Number of the run that was published.
        opened: Day of publishing, itself not counted.
        working_days: Length of the window.
        until: Its last day.
        days_off: Days off from Monday to Friday that were passed over.
        unsure: Years whose days off were not all known; then the true last day may be later.
        where: Where the result hangs or stands; may be empty.
    """

    type: Literal["notice.opened"] = "notice.opened"
    scheme: Text
    run: Place
    opened: date
    working_days: Place
    until: date
    days_off: tuple[date, ...] = ()
    unsure: tuple[Count, ...] = ()
    where: str = ""

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on: none, the run has them."""
        yield from ()


class ObjectionFiled(Holding):
    """
    A unit or a candidate objects to one criterion of one candidate.

    Who objects and in what words stands in a content of its own, so that it can be erased. Events written
    under schema version 5 and older have it in themselves, as ``sender``, ``text`` and ``evidence``.

    Attributes:
        notice: Place of the event of the notice it answers to.
        criterion: Id of a node or a condition of the scheme.
        words_sha256: Sender, text and name of the file sent with it; None where the event itself has them.
        sender: Id of the unit or candidate that objects.
        text: What it says.
        evidence, evidence_sha256: Name and content of the file sent with it; empty and None without one.
        evidence_media: Media type of that file where its name does not stand in the event.
        received: Day it came in.
        in_time: False when it came after the window; it is kept all the same.
    """

    personal: ClassVar[tuple[str, ...]] = ("words_sha256", "evidence_sha256")
    later: ClassVar[frozenset[str]] = frozenset(
        {"salted", "words_sha256", "sender", "text", "evidence_media"}
    )

    type: Literal["objection.filed"] = "objection.filed"
    notice: Place
    scheme: Text
    candidate: Text
    criterion: Text
    words_sha256: Digest | None = None
    sender: str = ""
    text: str = ""
    evidence: str = ""
    evidence_sha256: Digest | None = None
    evidence_media: str = ""
    received: date
    in_time: bool

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        here = bool(self.sender.strip() and self.text.strip())
        apart = self.words_sha256 is not None and not (self.sender or self.text or self.evidence)
        if here == apart:
            raise ValueError("sender and text stand either in the event or in a content of their own")
        return self

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on."""
        if self.words_sha256 is not None:
            yield self.name("words_sha256", JSON)
        if self.evidence_sha256 is not None:
            yield self.name("evidence_sha256", self.evidence_media or media_of(self.evidence))


class ObjectionAnswered(Value):
    """
    An objection was accepted or rejected, once and for all.

    Attributes:
        objection: Its number.
        facts: Place of the event that carried the new values; None when no value changes.
        who, why, basis: Who answers, the reason, and the minutes or paper it rests on (may be empty).
    """

    type: Literal["objection.answered"] = "objection.answered"
    objection: Place
    accepted: bool
    facts: Place | None = None
    who: Text
    why: Text
    basis: str = ""

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on: none."""
        yield from ()
