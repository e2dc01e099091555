"""The acts of a review: each function records one and answers what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeVar

from pydantic import ValidationError

from scoring.errors import Problem, _
from scoring.facts import Candidate, Decision
from thidua.review import Review, RunRecord, Stage
from thidua.store import views
from thidua.store.canonical import digest, dumps
from thidua.store.changes import unexplained
from thidua.store.columns import candidates_blob, facts_blob
from thidua.store.database import Database, Writer, by_digest
from thidua.store.errors import StoreError, refuse
from thidua.store.events import (
    DecisionRecorded,
    FactsLoaded,
    IssuedPaper,
    PapersIssued,
    ReviewOpened,
    RuleText,
    RunCompleted,
    ValueReason,
)
from thidua.store.sent import FactFile, is_known, problems

__all__ = [
    "FactFile",
    "IssuedPaper",
    "Loaded",
    "load_facts",
    "load_many",
    "open_review",
    "record_decision",
    "record_facts",
    "record_papers",
    "record_run",
]

Loaded = Literal["loaded", "already loaded"]
Kind = TypeVar("Kind", FactsLoaded, RunCompleted, DecisionRecorded, PapersIssued, ReviewOpened)


def open_review(
    database: Database,
    *,
    review_text: bytes,
    review: Review,
    schemes: Mapping[str, bytes],
    plans: Mapping[str, bytes],
    candidates_csv: bytes,
    candidates: Sequence[Candidate],
    actor: str,
    laws: Mapping[str, bytes] = MappingProxyType({}),
    reason: str = "",
) -> None:
    """
    Record that a review begins, with its rules and its candidates.

    Args:
        database: A record without a review.
        review_text: The review file.
        review: What it says.
        schemes: Scheme files by ``id@version``, in the order of the review.
        plans: Plan files by ``id@version``.
        laws: Catalogues of awards by ``id@version``.
        candidates_csv: The table of candidates as it came.
        candidates: What it says, in roster order.
        actor: Post or name of who opens it.
        reason: Why; may be empty.

    Raises:
        StoreError: The record holds a review already, or two candidates share an id.
    """
    _refuse_twins(candidates)
    roster = candidates_blob(candidates)
    act = _checked(
        ReviewOpened,
        review=json.loads(dumps(review.model_dump(mode="json"))),
        review_sha256=digest(review_text),
        schemes=_rules(schemes),
        plans=_rules(plans),
        laws=_rules(laws),
        candidates_file_sha256=digest(candidates_csv),
        candidates_sha256=digest(roster),
        candidates=len(candidates),
    )
    rules = [*schemes.values(), *plans.values(), *laws.values()]
    contents = by_digest(review_text, *rules, candidates_csv, roster)
    with database.write() as writer:
        if views.find_review(writer.session) is not None:
            message = _("This record holds a review already; make a new record for another one.")
            raise refuse("E_STORE_REVIEW", message, database.path)
        writer.record(act, actor, reason, contents)


def _rules(texts: Mapping[str, bytes]) -> tuple[RuleText, ...]:
    return tuple(RuleText(key=key, sha256=digest(content)) for key, content in texts.items())


def _refuse_twins(candidates: Iterable[Candidate]) -> None:
    counted = Counter(candidate.id for candidate in candidates)
    message = _("The id {candidate} stands {times} times in the table of candidates.")
    problems = [
        Problem("E_STORE_TWIN", message, {"candidate": each, "times": times})
        for each, times in counted.items()
        if times > 1
    ]
    if problems:
        raise StoreError(problems)


def load_facts(database: Database, file: FactFile, *, actor: str, reason: str = "") -> Loaded:
    """
    Record the facts of one file; see ``load_many``.

    Returns:
        ``loaded``, or ``already loaded`` when the same file was taken in for the same stage before.

    Raises:
        StoreError: The file speaks of unknown candidates or schemes, or of one fact twice.
    """
    return load_many(database, [file], actor=actor, reason=reason)[0]


def load_many(
    database: Database, files: Sequence[FactFile], *, actor: str, reason: str = ""
) -> tuple[Loaded, ...]:
    """
    Record the facts of several files, all of them or none; each file is an event.

    A fact that was reported before, for the same candidate, scheme, stage and judge, gets a new
    version; the older one is kept. A fact that the new file does not speak of stays in force.

    Args:
        database: A record with an open review.
        files: In the order in which they are to supersede each other.
        actor: Post or name of who loads them.
        reason: Why; may be empty.

    Returns:
        One answer a file: ``loaded``, or ``already loaded`` when the very same file was taken in
        for the same stage before, and nothing was written for it.

    Raises:
        StoreError: Holds every unknown candidate, unknown scheme and doubled fact of all files, and every
            value that is changed without a reason, or after a later stage has judged it.
    """
    with database.write() as writer:
        found = list(problems(writer.session, files))
        if not found:
            found = [problem for _file, problem in unexplained(writer.session, files, reason)]
        if found:
            raise StoreError(found)
        return tuple(record_facts(writer, file, actor, reason) for file in files)


def record_facts(writer: Writer, file: FactFile, actor: str, reason: str) -> Loaded:
    """
    Record the facts of one file inside an open transaction; the caller has checked it.

    Returns:
        As ``load_many``.
    """
    if is_known(writer.session, file):
        return "already loaded"
    reported = file.reported()
    facts = facts_blob(reported)
    act = _checked(
        FactsLoaded,
        file=file.name,
        file_sha256=digest(file.content),
        facts_sha256=digest(facts),
        stage=file.stage,
        unit=file.unit,
        entries=len(file.entries),
        facts=len(reported),
        candidates=tuple(dict.fromkeys(candidate for candidate, _scheme, _facts in file.entries)),
        reasons=tuple(_reason(key, text) for key, text in file.reasons.items()),
    )
    writer.record(act, actor, reason, by_digest(file.content, facts))
    return "loaded"


def _reason(key: tuple[str, str, str, str], reason: str) -> ValueReason:
    candidate, scheme, fact, judge = key
    return ValueReason(candidate=candidate, scheme=scheme, fact=fact, judge=judge, reason=reason)


def record_run(
    database: Database,
    *,
    scheme_key: str,
    results_json: bytes,
    facts_sha256: str,
    as_of: date,
    engine: str,
    actor: str,
    counts: Mapping[str, int] | None = None,
    stage: Stage | None = None,
    reason: str = "",
) -> RunRecord:
    """
    Record the results of a scheme.

    Args:
        database: A record with an open review.
        scheme_key: ``id@version`` of the scheme.
        results_json: Everything that was found, as the engine gives it.
        facts_sha256: What ``views.facts_digest`` said when the facts were read.
        as_of: The day whose rules and targets applied.
        engine: Version of the program.
        actor: Post or name of who ran it.
        counts: Numbers worth knowing without opening the results, by name.
        stage: Whose facts were scored; the review's own stage when left out.
        reason: Why; may be empty.

    Returns:
        What the run was made of, with its number.

    Raises:
        StoreError: The scheme is unknown, or facts were loaded since the digest was taken.
    """
    with database.write() as writer:
        session = writer.session
        stage = stage or views.get_review(session, database.path).stage
        facts = views.current_facts_blob(session, scheme_key, stage)
        if digest(facts) != facts_sha256:
            message = _("The facts of {scheme} changed while it was scored; score it again.")
            raise refuse("E_STORE_FACTS_MOVED", message, scheme=scheme_key)
        act = _checked(
            RunCompleted,
            scheme=scheme_key,
            scheme_sha256=views.get_scheme(session, scheme_key).sha256,
            stage=stage,
            facts_sha256=facts_sha256,
            results_sha256=digest(results_json),
            as_of=as_of,
            engine=engine,
            counts=dict(counts or {}),
        )
        writer.record(act, actor, reason, by_digest(facts, results_json))
        return views.newest_run(session)


def record_decision(database: Database, decision: Decision, *, actor: str, reason: str = "") -> None:
    """
    Record how a person filled a slot; an earlier decision on it is superseded and kept.

    Args:
        database: A record with an open review.
        decision: Slot, choice, who decided and on what basis.
        actor: Post or name of who enters it.
        reason: Why; may be empty.

    Raises:
        StoreError: The slot or an option has no name, or the write failed.
    """
    act = _checked(
        DecisionRecorded,
        slot=decision.slot,
        choice=decision.choice,
        who=decision.who,
        basis=decision.basis,
    )
    database.record(act, actor, reason)


def record_papers(
    database: Database,
    papers: Sequence[IssuedPaper],
    *,
    run_ids: Sequence[int],
    actor: str,
    reason: str = "",
) -> None:
    """
    Record that papers were made; their digests are kept, not the files.

    Args:
        database: A record with an open review.
        papers: At least one.
        run_ids: Numbers of the runs they were made from.
        actor: Post or name of who issues them.
        reason: Why; may be empty.

    Raises:
        StoreError: There is no paper, a run is unknown, or a candidate is.
    """
    act = _checked(PapersIssued, papers=tuple(papers), runs=tuple(run_ids))
    with database.write() as writer:
        for run_id in run_ids:
            views.get_run(writer.session, run_id)
        writer.record(act, actor, reason)


def _checked(kind: type[Kind], **parts: object) -> Kind:
    """Make an act of values that came from outside."""
    try:
        return kind.model_validate(parts)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        message = _("This cannot be recorded: {field}: {detail}.")
        field = ".".join(str(part) for part in fault["loc"])
        raise refuse("E_STORE_ACT", message, field=field, detail=fault["msg"]) from error
