"""What can happen to a record: the one module that knows the kinds of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, JsonValue, ValidationError, model_validator

from scoring.errors import _
from scoring.scheme.model import Text
from thidua.review import Stage
from thidua.store.canonical import Value, dumps
from thidua.store.erasure_events import Erased, PersonalErased
from thidua.store.errors import refuse
from thidua.store.event_parts import JSON, YAML, Count, Digest, Holding, Moment, Named, Place, media_of
from thidua.store.notice_events import NoticeOpened, ObjectionAnswered, ObjectionFiled

__all__ = [
    "JSON",
    "YAML",
    "Act",
    "DecisionRecorded",
    "Erased",
    "Event",
    "FactsLoaded",
    "HistoryLoaded",
    "Holding",
    "HonourStatusChanged",
    "IssuedPaper",
    "Named",
    "Nominated",
    "NominationRecorded",
    "NoticeOpened",
    "ObjectionAnswered",
    "ObjectionFiled",
    "PapersIssued",
    "PersonalErased",
    "ReviewOpened",
    "RuleText",
    "RunCompleted",
    "ValueReason",
    "media_of",
    "parse",
]


class RuleText(Value):
    """A rule file in the version the review uses: a scheme, a plan or a catalogue of awards."""

    key: Text
    sha256: Digest


class ReviewOpened(Holding):
    """
    A review began.

    Attributes:
        review: Content of the review file as JSON, numbers as strings.
        review_sha256: The review file itself.
        schemes, plans, laws: Rule files in the order of the review.
        candidates_file_sha256: The table of candidates as it came.
        candidates_sha256: The same, normalised, in roster order.
    """

    personal: ClassVar[tuple[str, ...]] = ("candidates_file_sha256", "candidates_sha256")

    type: Literal["review.opened"] = "review.opened"
    review: dict[str, JsonValue]
    review_sha256: Digest
    schemes: tuple[RuleText, ...]
    plans: tuple[RuleText, ...] = ()
    laws: tuple[RuleText, ...] = ()
    candidates_file_sha256: Digest
    candidates_sha256: Digest
    candidates: Count

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on."""
        yield Named(self.review_sha256, YAML)
        yield from (Named(rule.sha256, YAML) for rule in (*self.schemes, *self.plans, *self.laws))
        yield self.name("candidates_file_sha256", "text/csv")
        yield self.name("candidates_sha256", JSON)


class ValueReason(Value):
    """Why a file gives a value otherwise than before, or stands by it; ``judge`` may be empty."""

    candidate: Text
    scheme: Text
    fact: Text
    judge: str = ""
    reason: Text


class FactsLoaded(Holding):
    """
    A file with facts was taken in.

    Attributes:
        file: Its name as sent.
        facts_sha256: The normalised facts that were read from it.
        entries, facts: How many candidate-scheme pairs and facts it holds.
        unit: Who sent it; empty when the file does not say.
        candidates: Ids of those it speaks of, in the order of the file.
        reasons: Reasons of single values; those of the whole file stand in the event.
    """

    personal: ClassVar[tuple[str, ...]] = ("file_sha256", "facts_sha256")
    later: ClassVar[frozenset[str]] = frozenset({"salted", "reasons"})

    type: Literal["facts.loaded"] = "facts.loaded"
    file: Text
    file_sha256: Digest
    facts_sha256: Digest
    stage: Stage
    unit: str = ""
    entries: Count
    facts: Count
    candidates: tuple[Text, ...]
    reasons: tuple[ValueReason, ...] = ()

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on."""
        yield self.name("file_sha256", media_of(self.file))
        yield self.name("facts_sha256", JSON)


class RunCompleted(Holding):
    """
    A scheme was scored.

    Attributes:
        stage: Whose facts were scored.
        counts: Numbers worth knowing without opening the results, by name.
    """

    personal: ClassVar[tuple[str, ...]] = ("facts_sha256", "results_sha256")

    type: Literal["run.completed"] = "run.completed"
    scheme: Text
    scheme_sha256: Digest
    stage: Stage
    facts_sha256: Digest
    results_sha256: Digest
    as_of: date
    engine: Text
    counts: dict[str, Count]

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on."""
        yield self.name("facts_sha256", JSON)
        yield self.name("results_sha256", JSON)


class DecisionRecorded(Value):
    """A slot was filled by a person."""

    type: Literal["decision.recorded"] = "decision.recorded"
    slot: Text
    choice: tuple[Text, ...]
    who: str = ""
    basis: str = ""

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on: none."""
        yield from ()


class IssuedPaper(Value):
    """
    A file that left the program.

    Attributes:
        candidate: Whom it is about; empty when it is about all.
        document: Which of the board's documents it is, e.g. ``quyet-dinh``; empty for the other kinds.
    """

    kind: Literal["dossier", "certificate", "document"]
    file: Text
    sha256: Digest
    candidate: str = ""
    document: str = ""

    @model_validator(mode="after")
    def _a_document_says_which(self) -> Self:
        if bool(self.document) != (self.kind == "document"):
            raise ValueError("a document says which one it is, and nothing else does")
        return self

    def written(self) -> Mapping[str, object]:
        """Give the parts that are written: as older versions wrote them where it is no document."""
        parts = vars(self)
        return parts if self.document else {name: parts[name] for name in parts if name != "document"}


class PapersIssued(Value):
    """
    Papers were made from runs; the files themselves are not kept, only their digests.

    Dossiers and certificates have rows of their own; what is known of a document stands here alone.
    """

    type: Literal["papers.issued"] = "papers.issued"
    papers: Annotated[tuple[IssuedPaper, ...], Field(min_length=1)]
    runs: tuple[Place, ...]

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on: none."""
        yield from ()


class HistoryLoaded(Holding):
    """
    A file with honours and other entries of the ledger was taken in.

    Attributes:
        file: Its name as sent.
        history_sha256: The normalised entries that are new or say something else than before.
        counts: How many of them, by kind.
    """

    personal: ClassVar[tuple[str, ...]] = ("file_sha256",)

    type: Literal["history.loaded"] = "history.loaded"
    file: Text
    file_sha256: Digest
    history_sha256: Digest
    counts: dict[str, Count]

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on; the entries name nobody, they stand under the id."""
        yield self.name("file_sha256", media_of(self.file))
        yield self.name("history_sha256", JSON)


class HonourStatusChanged(Value):
    """
    A decision took an honour back, or gave it back.

    Attributes:
        candidate, award, first_year, last_year, decision: Which honour.
        number, on: Number and date of the decision that does so; the number may be unknown.
        why: Its reason, in words.
    """

    type: Literal["honour.status_changed"] = "honour.status_changed"
    candidate: Text
    award: Text
    first_year: Count
    last_year: Count
    decision: str
    revoked: bool
    number: str = ""
    on: date
    why: Text

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on: none."""
        yield from ()


class Nominated(Value):
    """
    One candidate on a list of proposals.

    Attributes:
        list: Id of the list in the rules of the round.
        award: Id of the award in the catalogue.
        overlaps: Ids of the questions of overlap that people had answered.
    """

    list: Text
    award: Text
    candidate: Text
    overlaps: tuple[Text, ...] = ()


class NominationRecorded(Holding):
    """
    People proposed candidates, or took proposals back.

    Attributes:
        rules: ``id@version`` of the rules of the round.
        rules_sha256: Their text; None where the lists follow the schemes' own selections.
        law: ``id@version`` of the catalogue of the day received.
        lists_sha256: The lists as they stood when this was done: everybody, with outcome and reasons.
        papers_sha256: The table of papers in hand; None where nobody looked.
        runs: Numbers of the runs the lists were made from.
        withdrawn: True when the proposals are taken back.
        who, basis: Who proposed, and the minutes or paper it rests on.
    """

    personal: ClassVar[tuple[str, ...]] = ("lists_sha256", "papers_sha256")

    type: Literal["nomination.recorded"] = "nomination.recorded"
    rules: Text
    rules_sha256: Digest | None = None
    law: Text
    received: date
    year: Count
    lists_sha256: Digest
    papers_sha256: Digest | None = None
    runs: tuple[Place, ...]
    nominees: Annotated[tuple[Nominated, ...], Field(min_length=1)]
    withdrawn: bool = False
    who: Text
    basis: Text

    def named(self) -> Iterator[Named]:
        """Give the contents the act rests on."""
        yield self.name("lists_sha256", JSON)
        if self.rules_sha256 is not None:
            yield self.name("rules_sha256", YAML)
        if self.papers_sha256 is not None:
            yield self.name("papers_sha256", "text/csv")


Act = Annotated[
    ReviewOpened
    | FactsLoaded
    | RunCompleted
    | DecisionRecorded
    | PapersIssued
    | HistoryLoaded
    | HonourStatusChanged
    | NominationRecorded
    | PersonalErased
    | NoticeOpened
    | ObjectionFiled
    | ObjectionAnswered,
    Field(discriminator="type"),
]


class Event(Value):
    """
    One act with who did it, why and when.

    Attributes:
        counter: Place in the record, from 1, without gaps.
        at: Wall time in UTC, to the second.
        clock_went_back: True when ``at`` is earlier than the time of the event before.
        actor: Post or name of who acted.
        reason: Why; empty when nothing was to be said.
    """

    counter: Place
    at: Moment
    clock_went_back: bool = False
    actor: Text
    reason: str = ""
    act: Act

    def body(self) -> bytes:
        """Give the canonical bytes that are hashed."""
        return dumps(self)


def parse(body: bytes) -> Event:
    """
    Read an event back from its bytes.

    Args:
        body: Canonical bytes, as ``Event.body`` gives them.

    Returns:
        The event.

    Raises:
        StoreError: The bytes are not an event of a known kind.
    """
    try:
        return Event.model_validate_json(body)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in detail["loc"])
        message = _("This is not an event that the program knows ({where}: {detail}).")
        raise refuse("E_STORE_EVENT", message, where=where, detail=detail["msg"]) from error
