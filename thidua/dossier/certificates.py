"""Certificates: one for everybody a selection selected, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from scoring.cards import Standing
from scoring.errors import Problem, ScoringError, _
from scoring.facts import Candidate
from scoring.scheme.model import Select
from thidua.dossier.formats import DOTS, clean, long_date
from thidua.dossier.forms import shipped_form
from thidua.dossier.press.book import print_together
from thidua.dossier.press.checking import unfit
from thidua.dossier.press.crew import Crew, crew_for
from thidua.dossier.press.orders import Manner, Order, Progress
from thidua.dossier.press.run import print_each
from thidua.dossier.printed_head import PrintedHead, head_of_runs
from thidua.dossier.seal import Seal
from thidua.dossier.seal.claims import serial
from thidua.dossier.setting import layout
from thidua.review import Review, ReviewResult, Scored

_HEADINGS = {"bang_khen": "BẰNG KHEN", "giay_khen": "GIẤY KHEN"}
_FIRST = ("collective", "household", "enterprise", "individual")
_DATA = "thidua-certificate/1"


class CertificateError(ScoringError):
    """Texts that cannot be printed as they are; each problem names the candidate."""


@dataclass(frozen=True)
class Award:
    """
    One certificate to be made.

    Attributes:
        number: Place in the order of the decision, 1 is first.
        heading: What the certificate is, in capitals.
        serial: Mã số: the same whenever the same award of the same decision is printed.
        row, scored: The standing that earned it, and the run it is from.
    """

    number: int
    candidate: Candidate
    selection: str
    heading: str
    serial: str
    row: Standing
    scored: Scored

    @property
    def file_name(self) -> str:
        """Give the name of its file, made of ids and the number only."""
        parts = (_plain(self.selection), _plain(self.candidate.id))
        return "-".join([f"{self.number:04}", *parts]) + ".pdf"

    @property
    def recipient(self) -> str:
        """Give title and name as they are printed."""
        return clean(" ".join(part for part in (self.candidate.title, self.candidate.name) if part))


def awards(result: ReviewResult) -> list[Award]:
    """
    List who gets a certificate, in the order of the decision.

    Returns:
        Collectives first, then households, enterprises and individuals; inside each in the order of
        the schemes and standings. Whoever is undecided is not among them.
    """
    found = [
        (row, select, scored)
        for scored in result.scored
        for select in scored.scheme.select
        for row in scored.standings.rows
        if row.outcome.get(select.id) == "selected"
    ]
    found.sort(key=lambda each: _order(each[0]))
    return [_award(result.review, number, *each) for number, each in enumerate(found, 1)]


def _award(review: Review, number: int, row: Standing, select: Select, scored: Scored) -> Award:
    candidate = row.card.candidate
    code = serial(review.review, scored.scheme.scheme, select.id, candidate.id, review.decision.number)
    return Award(number, candidate, select.id, _heading(select), code, row, scored)


def _order(row: Standing) -> int:
    kind = row.card.candidate.kind
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _heading(select: Select) -> str:
    kind = select.award or select.id
    known = (heading for slug, heading in _HEADINGS.items() if kind.startswith(slug))
    return next(known, select.title.upper())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60] or "x"


def usual_manner() -> Manner:
    """Give full print on A4 by the shipped form, without a seal."""
    return Manner(layout(shipped_form()))


def unfit_texts(result: ReviewResult, manner: Manner | None = None) -> list[Problem]:
    """
    Find what cannot be printed as it stands.

    Args:
        result: The review.
        manner: Form and stock; full print on A4 without it.

    Returns:
        One problem for each text that is too long for its room even in the smallest type, and one for
        each text with characters that its face lacks. Empty when all can be printed.
    """
    return unfit(Orders(result), manner or usual_manner())


def _values(review: Review, award: Award, golden_book: Mapping[str, str]) -> dict[str, str]:
    office = review.office
    return {
        "authority": office.authority,
        "heading": award.heading,
        "title": award.candidate.title,
        "name": award.candidate.name,
        "post": award.candidate.post,
        "citation": review.citation,
        "place": office.place,
        "day": long_date(review.decision.issued),
        "decision": review.decision.number or DOTS,
        "signer_role": office.granter_role or DOTS,
        "signer_name": office.granter_name or DOTS,
        "golden_book": golden_book.get(award.serial, DOTS),
        "serial": award.serial,
        "notice": review.notice,
    }


class Orders(Collection[Order]):
    """What the press needs, in the order of the decision; each is made only when it is asked for."""

    def __init__(self, result: ReviewResult, golden_book: Mapping[str, str] | None = None) -> None:
        self._review, self._numbers, self._awards = result.review, golden_book or {}, awards(result)
        self._head = head_of_runs(result)

    def __len__(self) -> int:
        return len(self._awards)

    def __iter__(self) -> Iterator[Order]:
        return map(self._order, self._awards)

    def __contains__(self, order: object) -> bool:
        return any(order == each for each in self)

    def _order(self, award: Award) -> Order:
        review = self._review
        return Order(
            award.file_name,
            award.candidate.id,
            f"{award.heading} – {award.recipient}",
            review.decision.issued or review.as_of,
            _values(review, award, self._numbers),
            _data(review, award, self._numbers),
            _facts(review, award, self._head),
        )


def _facts(review: Review, award: Award, head: PrintedHead | None) -> Seal | None:
    decision = review.decision
    if not decision.number or decision.issued is None:
        return None
    return Seal(award.recipient, award.heading, decision.number, decision.issued, award.serial, head)


def _data(review: Review, award: Award, golden_book: Mapping[str, str]) -> dict[str, object]:
    candidate, run = award.candidate, award.scored.run
    issued = review.decision.issued
    return {
        "format": _DATA,
        "serial": award.serial,
        "number": award.number,
        "review": review.review,
        "period": review.period,
        "heading": award.heading,
        "selection": award.selection,
        "citation": review.citation,
        "authority": review.office.authority,
        "golden_book": golden_book.get(award.serial),
        "candidate": {
            "id": candidate.id,
            "kind": candidate.kind,
            "title": candidate.title,
            "name": candidate.name,
            "post": candidate.post,
            "recipient": award.recipient,
        },
        "decision": {
            "number": review.decision.number or None,
            "issued": issued.isoformat() if issued else None,
        },
        "score": _score(award.row),
        "run": {
            "scheme": run.scheme,
            "scheme_sha256": run.scheme_sha256,
            "facts_sha256": run.facts_sha256,
            "results_sha256": run.results_sha256,
            "as_of": run.as_of.isoformat(),
        },
    }


def _score(row: Standing) -> dict[str, str | None]:
    # Exact numbers as text: a whole one as it is, any other as a fraction.
    total, rank = row.card.total, row.rank
    return {
        "total": None if total is None else str(Fraction(total)),
        "class": row.card.label or None,
        "rank": None if rank is None else str(Fraction(rank)),
    }


def write_certificates(
    result: ReviewResult,
    folder: Path,
    progress: Progress | None = None,
    manner: Manner | None = None,
    golden_book: Mapping[str, str] | None = None,
) -> list[Path]:
    """
    Write a certificate for everybody who was selected.

    Args:
        result: The review; outcomes are read, never made.
        folder: Where the files go; it is made when it is not there. Those of a run that was killed
            are kept where they are whole and still right.
        progress: Told (certificates done, certificates in all).
        manner: Form, stock, printer, seal; full print on A4 without a seal if it is left out.
        golden_book: Number in the golden book by serial.

    Returns:
        The files in the order of the decision; the same bytes for the same input.

    Raises:
        CertificateError: A text cannot be printed, or a seal is asked for before the decision has
            number and date; nothing was written.
        ClusterError: The Dask scheduler of ``manner`` cannot be used, or was lost.
        OSError: A file cannot be written.
    """
    manner, orders = manner or usual_manner(), Orders(result, golden_book)
    with crew_for(manner, len(orders)) as crew:
        _check(result, orders, manner, crew)
        return print_each(orders, folder, manner, progress, crew)


def write_print_file(
    result: ReviewResult,
    target: Path,
    progress: Progress | None = None,
    manner: Manner | None = None,
    golden_book: Mapping[str, str] | None = None,
) -> int:
    """
    Write one file with a page for everybody who was selected, in the order of the decision.

    Arguments and errors are those of ``write_certificates``.

    Returns:
        Number of pages; nothing is written when it is 0.
    """
    manner, orders = manner or usual_manner(), Orders(result, golden_book)
    _check(result, orders, manner, None)
    return print_together(orders, target, manner, progress)


def _check(result: ReviewResult, orders: Orders, manner: Manner, crew: Crew | None) -> None:
    problems = unfit(orders, manner, crew)
    decision = result.review.decision
    if manner.signer is not None and orders and not (decision.number and decision.issued):
        message = _("a seal needs the number and the date of the decision; the review file has not both")
        problems.append(Problem("E_SEAL_DECISION", message))
    if problems:
        raise CertificateError(problems)
