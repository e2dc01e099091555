"""What the record says of the papers that are compared, and of the certificates that are about to be made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scoring.nominating import Nomination
from thidua.documents.kinds import kind_of
from thidua.documents.material import Wanted, listed, unit_of
from thidua.dossier.certificates import awards
from thidua.i18n import speaking
from thidua.reconcile.comparing import compare
from thidua.reconcile.reading import read_papers
from thidua.reconcile.sayings import CERTIFICATE, Entry, Reading, Said
from thidua.reconcile.sides import Contradiction, Known, entry_of
from thidua.review import ReviewResult
from thidua.runs import current_result
from thidua.store import views
from thidua.store.database import Database


def known_of(database: Database, nomination: Nomination | None = None, *, recorded: bool = False) -> Known:
    """
    Give what the record says.

    Args:
        nomination: The round whose proposals are listed; None for those whom the runs selected.
        recorded: List only those who stand in the record as proposed.

    Raises:
        StoreError: Nothing was run yet, or facts or decisions changed since.
    """
    result = current_result(database)
    wanted = Wanted(kind_of("quyet-dinh"), nomination=nomination, recorded=recorded)
    roster = views.candidates(database)
    decision = result.review.decision
    with speaking("vi"):
        results = [entry_of(row) for scored in result.scored for row in scored.standings.rows]
    return Known(
        listed(database, result, wanted),
        {each.id: unit_of(each) for each in roster},
        decision.number,
        decision.issued.isoformat() if decision.issued else "",
        {each.id: each.name for each in roster},
        results,
        result.review.office.agency,
    )


def planned(result: ReviewResult) -> list[Reading]:
    """Give the certificates that printing would make, as papers that say what will stand on each."""
    number, issued = result.review.decision.number, result.review.decision.issued
    return [
        Reading(
            award.file_name,
            CERTIFICATE,
            number=Said(number, "") if number else None,
            issued=(issued, "") if isinstance(issued, date) else None,
            entries=[
                Entry(
                    award.candidate.name,
                    "",
                    award.candidate.title,
                    award.candidate.post,
                    award.heading,
                    award.candidate.kind,
                    award.candidate.id,
                )
            ],
            lost=[] if number and issued else ["số, ngày quyết định"],
        )
        for award in awards(result)
    ]


def before_printing(database: Database, papers: Sequence[Path]) -> tuple[list[Contradiction], list[Reading]]:
    """
    Hold papers, the record and the certificates to be made against each other.

    Returns:
        Every contradiction, and what was read.

    Raises:
        IntakeError: A paper cannot be read.
        StoreError: Nothing was run yet, or facts or decisions changed since.
    """
    readings = [*read_papers(papers), *planned(current_result(database))]
    return compare(readings, known_of(database)), readings
