"""Reads what the office told of a review, and holds it against the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scoring.errors import Problem, _
from scoring.scheme.load import into
from scoring.scheme.reading import Source, read
from thidua.documents.kinds import DocumentError, all_kinds
from thidua.documents.matters import Matters
from thidua.documents.meetings import meeting_faults
from thidua.intake.refusal import nearest
from thidua.review import ReviewResult
from thidua.rules import read_text


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
    yield from meeting_faults(found, result, place)
    own, known = found.paper("quyet-dinh"), result.review.decision
    if own.number and known.number and own.number != known.number:
        message = _("the decision has the number {found} here and {known} in the review file")
        yield Problem("E_DECISION_NUMBER", message, {"found": own.number, "known": known.number}, place)
    if own.issued and known.issued and own.issued != known.issued:
        message = _("the decision has the date {found} here and {known} in the review file")
        yield Problem("E_DECISION_DATE", message, {"found": own.issued, "known": known.issued}, place)
