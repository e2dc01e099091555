"""Certificates: one PDF for everybody a selection selected, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cards import Standing
from scoring.errors import Problem, ScoringError, _
from scoring.facts import Candidate
from scoring.scheme.model import Select
from thidua.dossier.binding import closed, lay
from thidua.dossier.environment import fill, trusted
from thidua.dossier.files import replace_file
from thidua.dossier.fitting import Box, Fitted, fit, fit_stack
from thidua.dossier.fonts import BOLD, ITALIC, REGULAR, face
from thidua.dossier.formats import DOTS, clean
from thidua.dossier.ornament import frame_svg
from thidua.dossier.printing import typeset
from thidua.review import Review, ReviewResult

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

Progress = Callable[[int, int], None]
_STYLE = "certificate/certificate.css"
_IN_A_SHEET = 50
_MM = 72 / 25.4
# Rooms of the sheet, inside the places that certificate.css gives them.
_STACK = (
    Box(222 * _MM, (27, 25, 23, 21, 19, 17), 2, BOLD, 1.15),
    Box(216 * _MM, (14.5, 14, 13.5, 13, 12.5, 11.5), 2, ITALIC, 1.2, 2),
    Box(214 * _MM, (16, 15.5, 15, 14, 13, 12), 3, REGULAR, 1.22, 5),
)
_STACK_HEIGHT = 38 * _MM
_AUTHORITY = Box(220 * _MM, (18, 17, 16, 15, 14), 2, BOLD)
_ROLE = Box(104 * _MM, (13.5, 12.5, 11.5, 10.5), 2, BOLD)
_HEADINGS = {"bang_khen": "BẰNG KHEN", "giay_khen": "GIẤY KHEN"}
_FIRST = ("collective", "household", "enterprise", "individual")


class CertificateError(ScoringError):
    """Texts that cannot be printed as they are; each problem names the candidate."""


@dataclass(frozen=True)
class Award:
    """
    One certificate to be made.

    Attributes:
        number: Place in the order of the decision, 1 is first.
        heading: What the certificate is, in capitals.
    """

    number: int
    candidate: Candidate
    selection: str
    heading: str

    @property
    def file_name(self) -> str:
        """Give the name of its file, made of ids and the number only."""
        parts = (_plain(self.selection), _plain(self.candidate.id))
        return "-".join([f"{self.number:04}", *parts]) + ".pdf"


@dataclass(frozen=True)
class Wording:
    """The texts of one certificate, each set into its room."""

    award: Award
    name: Fitted
    post: Fitted
    citation: Fitted


def awards(result: ReviewResult) -> list[Award]:
    """
    List who gets a certificate, in the order of the decision.

    Returns:
        Collectives first, then households, enterprises and individuals; inside each in the order of
        the schemes and standings. Whoever is undecided is not among them.
    """
    found = [
        (row, select)
        for scored in result.scored
        for select in scored.scheme.select
        for row in scored.standings.rows
        if row.outcome.get(select.id) == "selected"
    ]
    found.sort(key=lambda pair: _order(pair[0]))
    return [
        Award(number, row.card.candidate, select.id, _heading(select))
        for number, (row, select) in enumerate(found, 1)
    ]


def _order(row: Standing) -> int:
    kind = row.card.candidate.kind
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _heading(select: Select) -> str:
    kind = select.award or select.id
    known = (heading for slug, heading in _HEADINGS.items() if kind.startswith(slug))
    return next(known, select.title.upper())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60] or "x"


def unfit_texts(result: ReviewResult) -> list[Problem]:
    """
    Find what cannot be printed as it stands.

    Returns:
        One problem for each text that is too long for its room even in the smallest type, and one for
        each name with characters that the shipped face lacks. Empty when all can be printed.
    """
    return [problem for wording in _wordings(result) for problem in _problems(result.review, wording)]


def _problems(review: Review, wording: Wording) -> Iterator[Problem]:
    candidate = wording.award.candidate
    fitted_texts = (wording.name, wording.post, wording.citation)
    texts = (candidate.name, candidate.post, review.citation)
    for fitted, text in zip(fitted_texts, texts, strict=True):
        if not fitted.fits:
            message = _("the text “{text}” of {candidate} is too long for the certificate")
            yield Problem("E_TEXT_TOO_LONG", message, {"text": text[:80], "candidate": candidate.id})
        strange = face(BOLD).lacks(text)
        if strange:
            message = _("“{text}” of {candidate} has characters that cannot be printed: {characters}")
            values = {"text": text[:80], "candidate": candidate.id, "characters": " ".join(strange)}
            yield Problem("E_GLYPH_MISSING", message, values)


def _wordings(result: ReviewResult) -> list[Wording]:
    citation = clean(result.review.citation)
    return [_wording(award, citation) for award in awards(result)]


def _wording(award: Award, citation: str) -> Wording:
    texts = (_recipient(award.candidate), clean(award.candidate.post), citation)
    name, post, reason = fit_stack(texts, _STACK, _STACK_HEIGHT)
    return Wording(award, name, post, reason)


def _recipient(candidate: Candidate) -> str:
    return clean(" ".join(part for part in (candidate.title, candidate.name) if part))


def write_certificates(result: ReviewResult, folder: Path, progress: Progress | None = None) -> list[Path]:
    """
    Write a certificate for everybody who was selected.

    Args:
        result: The review; outcomes are read, never made.
        folder: Where the files go; it is made when it is not there.
        progress: Told (certificates done, certificates in all).

    Returns:
        The files in the order of the decision; the same bytes for the same result.

    Raises:
        CertificateError: A text cannot be printed; nothing was written.
        OSError: A file cannot be written.
    """
    problems = unfit_texts(result)
    if problems:
        raise CertificateError(problems)
    wordings = _wordings(result)
    paths: list[Path] = []
    for wording, content in _printed(result.review, wordings):
        paths.append(folder / wording.award.file_name)
        replace_file(paths[-1], content)
        if progress:
            progress(len(paths), len(wordings))
    return paths


def _printed(review: Review, wordings: Sequence[Wording]) -> Iterator[tuple[Wording, bytes]]:
    from pikepdf import Pdf  # slow import

    if not wordings:
        return
    frame = typeset(fill("certificate/frame.html.j2", frame=trusted(frame_svg())), _STYLE)
    with Pdf.open(BytesIO(frame.pdf)) as drawn:
        for start in range(0, len(wordings), _IN_A_SHEET):
            yield from _sheet(review, wordings[start : start + _IN_A_SHEET], drawn)


def _sheet(review: Review, wordings: Sequence[Wording], drawn: Pdf) -> Iterator[tuple[Wording, bytes]]:
    from pikepdf import Pdf  # slow import

    roles = [fit(line, _ROLE) for line in clean(review.office.granter_role or DOTS).split("\n")]
    authority = fit(clean(review.office.authority).upper(), _AUTHORITY)
    heads = {"roles": roles, "authority": authority}
    html = fill("certificate/text.html.j2", review=review, wordings=wordings, **heads)
    with Pdf.open(BytesIO(typeset(html, _STYLE).pdf)) as texts:
        for wording, page in zip(wordings, texts.pages, strict=True):
            yield wording, _one(review, wording, page, drawn)


def _one(review: Review, wording: Wording, text: Page, drawn: Pdf) -> bytes:
    from pikepdf import Pdf  # slow import

    issued = review.decision.issued or review.as_of
    with Pdf.new() as sheet:
        sheet.pages.append(text)
        # The frame is drawn once for all sheets; laying it under copies its finished stream.
        lay(sheet, sheet.pages[0], drawn.pages[0], "Frame", under=True)
        return closed(sheet, f"{wording.award.heading} – {_recipient(wording.award.candidate)}", issued)
