"""Which contents may hold the data of a candidate, and how they are taken out of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import singledispatch
from typing import TypeAlias

from sqlmodel import Session, col, select

from thidua.store import redacting, views
from thidua.store.events import (
    Act,
    Event,
    FactsLoaded,
    HistoryLoaded,
    NominationRecorded,
    ObjectionFiled,
    ReviewOpened,
    RunCompleted,
    parse,
)
from thidua.store.objection_words import read_words
from thidua.store.redacting import Redaction
from thidua.store.tables import BlobRow, EventRow

# A content that may hold personal data, and how these are taken out; None: it goes as a whole.
Part: TypeAlias = tuple[str, Redaction | None]


def holding(session: Session, candidate: str) -> Iterator[Part]:
    """Give the contents that may hold the candidate's data, and how it is taken out; None: as a whole."""
    resolve = views.erasures(session).resolve
    for event in _events(session):
        for sha256, redaction in _held(event.act, candidate, session):
            yield resolve(sha256), redaction


def _events(session: Session) -> Iterator[Event]:
    for body in session.exec(select(EventRow.body).order_by(col(EventRow.seq))):
        yield parse(body)


Held = Iterator[Part]


@singledispatch
def _held(act: Act, candidate: str, session: Session) -> Held:
    """Give what an act names that may hold the candidate's data: by far most acts name nothing such."""
    yield from ()


@_held.register
def _in_review(act: ReviewOpened, candidate: str, session: Session) -> Held:
    yield act.candidates_file_sha256, None
    yield act.candidates_sha256, redacting.roster


@_held.register
def _in_facts(act: FactsLoaded, candidate: str, session: Session) -> Held:
    if candidate in act.candidates:
        yield act.file_sha256, None
        yield act.facts_sha256, redacting.facts


@_held.register
def _in_run(act: RunCompleted, candidate: str, session: Session) -> Held:
    yield act.facts_sha256, redacting.facts
    yield act.results_sha256, redacting.rows


@_held.register
def _in_history(act: HistoryLoaded, candidate: str, session: Session) -> Held:
    # The entries themselves name nobody: they stay under the id. The file may, so it goes.
    tables = json.loads(session.get_one(BlobRow, act.history_sha256).content)
    if any(candidate in table.get("candidate", ()) for table in tables.values()):
        yield act.file_sha256, None


@_held.register
def _in_nomination(act: NominationRecorded, candidate: str, session: Session) -> Held:
    yield act.lists_sha256, redacting.rows
    if act.papers_sha256 is not None:
        yield act.papers_sha256, None


@_held.register
def _in_objection(act: ObjectionFiled, candidate: str, session: Session) -> Held:
    sender = act.sender
    if act.words_sha256 is not None:
        sha256 = views.erasures(session).resolve(act.words_sha256)
        sender = read_words(session.get_one(BlobRow, sha256).content).sender
    if candidate in (act.candidate, sender):
        yield from of_objection(act)


def of_objection(act: ObjectionFiled) -> Held:
    """Give the contents of an objection: its words, and the file sent with it."""
    if act.words_sha256 is not None:
        yield act.words_sha256, redacting.words
    if act.evidence_sha256 is not None:
        yield act.evidence_sha256, None
