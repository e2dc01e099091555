"""What the record cannot know and the office writes: numbers, dates, officials, the meeting, the count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from scoring.errors import Problem, _
from scoring.scheme.load import into
from scoring.scheme.model import Model, SchemeId, Text
from scoring.scheme.reading import Source, read
from thidua.documents.kinds import DocumentError, all_kinds
from thidua.intake.refusal import nearest
from thidua.review import ReviewResult
from thidua.rules import read_text

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
    """Ballots for and against one candidate."""

    agreed: Count
    opposed: Count


class Ballots(Model):
    """
    The count of the ballots.

    Attributes:
        votes: By the id of the candidate.
    """

    tellers: list[Person] = Field(default_factory=list)
    issued: Count | None = None
    returned: Count | None = None
    valid: Count | None = None
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


def load_matters(path: Path | None, result: ReviewResult) -> Matters:
    """
    Read the file of a review.

    Args:
        path: The file; None for a review that has none yet.
        result: The review it must fit.

    Raises:
        SchemeError: The file cannot be read; every fault with its place.
        DocumentError: It is of another review, or names kinds, candidates or counts that cannot be.
    """
    if path is None:
        return Matters(documents=result.review.review)
    found = into(Matters, read(Source(str(path), read_text(path))))
    problems = list(_faults(found, result, str(path)))
    if problems:
        raise DocumentError(problems)
    return found


def _faults(found: Matters, result: ReviewResult, place: str) -> Iterator[Problem]:
    if found.documents != result.review.review:
        message = _("this file is about the review “{found}”, the record about “{known}”")
        yield Problem(
            "E_DOCUMENT_REVIEW", message, {"found": found.documents, "known": result.review.review}, place
        )
    kinds = [kind.id for kind in all_kinds()]
    for name in found.papers.keys() - set(kinds):
        message = _("there is no document “{found}”; the nearest is {nearest}; see: thidua document list")
        yield Problem("E_DOCUMENT", message, {"found": name, "nearest": nearest(name, kinds)}, place)
    yield from _miscounted(found.count, result, place)
    own, known = found.paper("quyet-dinh"), result.review.decision
    if own.number and known.number and own.number != known.number:
        message = _("the decision has the number {found} here and {known} in the review file")
        yield Problem("E_DECISION_NUMBER", message, {"found": own.number, "known": known.number}, place)
    if own.issued and known.issued and own.issued != known.issued:
        message = _("the decision has the date {found} here and {known} in the review file")
        yield Problem("E_DECISION_DATE", message, {"found": own.issued, "known": known.issued}, place)


def _miscounted(count: Ballots, result: ReviewResult, place: str) -> Iterator[Problem]:
    known = {row.card.candidate.id for scored in result.scored for row in scored.standings.rows}
    for name, votes in count.votes.items():
        if name not in known:
            message = _("there is no candidate “{found}”; the nearest is {nearest}")
            yield Problem("E_CANDIDATE", message, {"found": name, "nearest": nearest(name, known)}, place)
        if count.valid is not None and votes.agreed + votes.opposed > count.valid:
            message = _("{candidate} has {votes} votes, more than the {valid} valid ballots")
            values = {"candidate": name, "votes": votes.agreed + votes.opposed, "valid": count.valid}
            yield Problem("E_VOTES", message, values, place)
    steps = [each for each in (count.valid, count.returned, count.issued) if each is not None]
    if steps != sorted(steps):
        message = _("more ballots are valid than came back, or more came back than were given out")
        yield Problem("E_BALLOTS", message, {}, place)
    members = result.review.office.members
    if members is not None and count.issued is not None and count.issued > members:
        message = _("{issued} ballots were given out to a council of {members}")
        yield Problem("E_BALLOTS", message, {"issued": count.issued, "members": members}, place)
