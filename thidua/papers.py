"""Papers made from the latest runs, each recorded with its digest."""

from __future__ import annotations

from pathlib import Path

from thidua.dossier.certificates import awards, write_certificates
from thidua.dossier.dossier import write_dossier
from thidua.review import ReviewResult
from thidua.rules import sha256
from thidua.runs import Progress, current_result
from thidua.store import acts
from thidua.store.database import Database
from thidua.store.events import IssuedPaper


def issue_dossier(
    database: Database, target: Path, *, actor: str, reason: str = "", progress: Progress | None = None
) -> int:
    """
    Write the council's dossier and record it.

    Returns:
        Number of pages.

    Raises:
        StoreError: The runs are not there or no longer fit the facts.
    """
    result = current_result(database)
    pages = write_dossier(result, target, progress)
    paper = IssuedPaper(kind="dossier", file=target.name, sha256=sha256(target.read_bytes()))
    _record(database, result, [paper], actor, reason)
    return pages


def issue_certificates(
    database: Database, folder: Path, *, actor: str, reason: str = "", progress: Progress | None = None
) -> list[Path]:
    """
    Write a certificate for everyone selected, and record them in one act.

    Returns:
        The files, in the order of the decision; none when nobody is selected.

    Raises:
        StoreError: The runs are not there or no longer fit the facts.
    """
    result = current_result(database)
    written = write_certificates(result, folder, progress)
    papers = [
        IssuedPaper(
            kind="certificate",
            file=path.name,
            sha256=sha256(path.read_bytes()),
            candidate=award.candidate.id,
        )
        for award, path in zip(awards(result), written, strict=True)
    ]
    if papers:
        _record(database, result, papers, actor, reason)
    return written


def _record(
    database: Database, result: ReviewResult, papers: list[IssuedPaper], actor: str, reason: str
) -> None:
    runs = [each.run.id for each in result.scored]
    acts.record_papers(database, papers, run_ids=runs, actor=actor, reason=reason)
