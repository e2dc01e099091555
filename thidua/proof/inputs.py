"""What each run was made of, read from the events alone, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from scoring.errors import _
from scoring.facts import Candidate, Decision, Entry, Fact
from thidua.audit.notes import refuse
from thidua.review import Review
from thidua.store.columns import Reported, facts_blob, read_candidates, read_facts
from thidua.store.erasures import Erasures
from thidua.store.events import DecisionRecorded, Event, FactsLoaded, Named, ReviewOpened, RunCompleted
from thidua.store.views import entry_of

Contents = Callable[[str], bytes]


@dataclass(frozen=True)
class RunInputs:
    """
    One run with everything that was in force when it was made.

    Attributes:
        number: Of the run in the record, from 1.
        seq: Place of its event, from 1.
        run: What was recorded of it.
        facts: Facts in force of its scheme and stage, by candidate, fact and judge.
        decisions: Filled slots, by slot.
    """

    number: int
    seq: int
    run: RunCompleted
    facts: tuple[Reported, ...]
    decisions: Mapping[str, Decision]

    @property
    def facts_blob(self) -> bytes:
        """Give the normalised facts, whose SHA-256 was recorded."""
        return facts_blob(self.facts)

    def entries(self, roster: Iterable[Candidate]) -> list[Entry]:
        """Give every candidate with its facts, in roster order."""
        facts: dict[str, list[Fact]] = {}
        for each in self.facts:
            facts.setdefault(each.candidate, []).append(each.fact)
        return [entry_of(candidate, facts.get(candidate.id, ())) for candidate in roster]


@dataclass
class Told:
    """What the events tell, up to the one read last."""

    opened: ReviewOpened | None = None
    facts: dict[tuple[str, str, str, str, str], Reported] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    runs: int = 0

    def take(self, event: Event, contents: Contents) -> None:
        """Take in one more event."""
        act = event.act
        if isinstance(act, ReviewOpened):
            self.opened = act
        elif isinstance(act, FactsLoaded):
            for each in read_facts(contents(act.facts_sha256)):
                self.facts[(act.stage, *each.key)] = each
        elif isinstance(act, DecisionRecorded):
            self.decisions[act.slot] = Decision(act.slot, act.choice, act.who, act.basis)
        elif isinstance(act, RunCompleted):
            self.runs += 1

    def inputs(self, seq: int, run: RunCompleted) -> RunInputs:
        """Give a run with what is in force now."""
        mine = sorted(
            (each for (stage, *_key), each in self.facts.items() if stage == run.stage), key=lambda e: e.key
        )
        facts = tuple(each for each in mine if each.scheme == run.scheme)
        return RunInputs(self.runs, seq, run, facts, dict(self.decisions))


@dataclass(frozen=True)
class Recorded:
    """
    A review as its events tell it.

    Attributes:
        rules: SHA-256 of each rule file, by ``id@version``.
        runs: The newest run of each scheme that was run, in the order of the review.
    """

    review: Review
    rules: Mapping[str, str]
    roster: tuple[Candidate, ...]
    runs: tuple[RunInputs, ...]


def final_runs(events: Sequence[Event]) -> dict[int, RunCompleted]:
    """Give the newest run of each scheme, by the place of its event."""
    newest = {event.act.scheme: event for event in events if isinstance(event.act, RunCompleted)}
    return {event.counter: event.act for event in newest.values() if isinstance(event.act, RunCompleted)}


def in_force(events: Sequence[Event]) -> list[Event]:
    """Give events as they read with the contents that stand for those emptied in an erasure."""
    erasures = Erasures.told_by(events)
    return [erasures.applied(event) for event in events]


def contents_needed(events: Sequence[Event]) -> Iterator[Named]:
    """Give the contents that the newest runs can be made again from, and their results."""
    final = final_runs(events)
    for event in events:
        act = event.act
        if isinstance(act, ReviewOpened):
            yield from (named for named in act.named() if named.sha256 != act.candidates_file_sha256)
        elif isinstance(act, FactsLoaded):
            yield from (named for named in act.named() if named.sha256 == act.facts_sha256)
        elif event.counter in final:
            yield from (named for named in act.named() if named.sha256 == final[event.counter].results_sha256)


def salts_needed(events: Sequence[Event]) -> set[str]:
    """Give the contents whose salts are needed; of the scored facts too, which are made again."""
    facts = {run.facts_sha256 for run in final_runs(events).values()}
    return facts | {named.sha256 for named in contents_needed(events)}


def recorded(events: Sequence[Event], contents: Contents) -> Recorded:
    """
    Read the events.

    Args:
        events: All, in their order.
        contents: Gives the content of a SHA-256.

    Raises:
        NoteError: No review was opened.
        StoreError: A content is not what its event says it is.
    """
    final, told, runs = final_runs(events), Told(), []
    for event in events:
        told.take(event, contents)
        if event.counter in final:
            runs.append(told.inputs(event.counter, final[event.counter]))
    if told.opened is None:
        raise refuse("E_PACKAGE_REVIEW", _("The events tell of no review."))
    order = {rule.key: place for place, rule in enumerate(told.opened.schemes)}
    runs.sort(key=lambda each: order.get(each.run.scheme, len(order)))
    return Recorded(
        review=_review(told.opened),
        rules={
            rule.key: rule.sha256 for rule in (*told.opened.schemes, *told.opened.plans, *told.opened.laws)
        },
        roster=tuple(read_candidates(contents(told.opened.candidates_sha256))),
        runs=tuple(runs),
    )


def _review(opened: ReviewOpened) -> Review:
    try:
        return Review.model_validate(opened.review, strict=False)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        message = _("The review cannot be read: {field}: {detail}.")
        field = ".".join(str(part) for part in fault["loc"])
        raise refuse("E_PACKAGE_REVIEW", message, field=field, detail=fault["msg"]) from error
