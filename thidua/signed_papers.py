"""Signed papers entered in the record that issued them: a signed paper is a new issue of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from thidua.proof.papers import as_issued
from thidua.store import acts, views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper


@dataclass(frozen=True)
class Entries:
    """What a record says of papers: the entry of each, and the runs they were made from."""

    database: Database
    papers: tuple[IssuedPaper, ...]
    runs: tuple[int, ...]


def issued_entries(db: Path, papers: Sequence[Path]) -> Entries:
    """
    Find the entries of papers that are about to be signed.

    Raises:
        ScoringError: Some were not issued from this record; each is named.
    """
    database = Database.open(db)
    known: dict[str, tuple[IssuedPaper, tuple[int, ...]]] = {}
    for body in views.event_bodies(database):
        act = json.loads(body)["act"]
        for paper in act.get("papers", ()):
            known.setdefault(paper["sha256"], (IssuedPaper.model_validate(paper), tuple(act["runs"])))
    found = [known.get(digest(as_issued(path.read_bytes(), known))) for path in papers]
    message = _("This file was not issued from this record, or was changed since.")
    lost = [path for path, entry in zip(papers, found, strict=True) if entry is None]
    if lost:
        raise ScoringError([Problem("E_PAPER_UNKNOWN", message, place=str(path)) for path in lost])
    entries = [entry for entry in found if entry is not None]
    runs = tuple(sorted({run for _paper, of in entries for run in of}))
    return Entries(database, tuple(paper for paper, _runs in entries), runs)


def enter_signed(entries: Entries, signed: Sequence[Path], *, actor: str, reason: str = "") -> None:
    """
    Record the signed papers, in the order of the entries, as one act; once, however often it is asked for.
    """
    papers = [
        paper.model_copy(update={"file": path.name, "sha256": digest(path.read_bytes())})
        for paper, path in zip(entries.papers, signed, strict=True)
    ]
    entered = {
        paper["sha256"]
        for body in views.event_bodies(entries.database)
        for paper in json.loads(body)["act"].get("papers", ())
    }
    if {paper.sha256 for paper in papers} <= entered:
        return
    acts.record_papers(entries.database, papers, run_ids=entries.runs, actor=actor, reason=reason)
