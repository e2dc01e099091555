"""Papers made from the latest runs, each recorded with its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from scoring.scheme.reading import Source
from thidua.dossier.certificates import (
    awards,
    unfit_texts,
    usual_manner,
    write_certificates,
    write_print_file,
)
from thidua.dossier.dossier import MOST_CARDS, write_dossier
from thidua.dossier.forms import Form, read_form, shipped_form, shipped_forms
from thidua.dossier.press.orders import Manner
from thidua.dossier.register import Register, numbered, printed, read_register, write_register
from thidua.dossier.seal import Signer
from thidua.dossier.setting import layout
from thidua.notices import require_notice
from thidua.review import ReviewResult
from thidua.rules import read_text, sha256
from thidua.runs import Progress, current_result
from thidua.store import acts
from thidua.store.database import Database
from thidua.store.events import IssuedPaper


def issue_dossier(
    database: Database,
    target: Path,
    *,
    actor: str,
    reason: str = "",
    progress: Progress | None = None,
    on: date | None = None,
    most_cards: int = MOST_CARDS,
) -> int:
    """
    Write the council's dossier and record it.

    Args:
        on: Day of issuing, which a public notice must have ended before; today when left out.
        most_cards: As for ``write_dossier``.

    Returns:
        Number of pages.

    Raises:
        StoreError: The runs are not there or no longer fit the facts.
        NoticeError: The result is still published, or an objection to it has no answer.
    """
    result = current_result(database)
    require_notice(database, result, on)
    pages = write_dossier(result, target, progress, most_cards)
    paper = IssuedPaper(kind="dossier", file=target.name, sha256=sha256(target.read_bytes()))
    _record(database, result, [paper], actor, reason)
    return pages


@dataclass(frozen=True)
class Printing:
    """
    How certificates are to be issued.

    Attributes:
        manner: Form, stock, printer, seal.
        together: Whether they are the pages of one file.
        register: The register of sheets, which also gives the numbers of the golden book; None for none.
        first: The number that an empty register begins with.
        day: Of the printing, for the register.
    """

    manner: Manner
    together: bool = False
    register: Path | None = None
    first: int = 1
    day: date = date.min


def manner_of(
    form: str = "",
    *,
    stock: bool = False,
    printer: str = "",
    signer: Signer | None = None,
    careful: bool = False,
    scheduler: str = "",
) -> Manner:
    """
    Give the manner of printing by a form.

    Args:
        form: Its file, or the name of a shipped form; A4 without it.
        stock: Print only what pre-printed stock lacks.
        printer: A name among the form's printers, for its offset.
        signer: Who seals.
        careful, scheduler: As in ``Manner``.

    Raises:
        ScoringError: The form cannot be used, or has no such printer.
    """
    read = form_of(form)
    if printer and printer not in read.printers:
        message = _("the form {form} has no printer {printer}; it has: {known}")
        values = {"form": read.form, "printer": printer, "known": ", ".join(read.printers) or "-"}
        raise ScoringError([Problem("E_FORM_PRINTER", message, values)])
    made = layout(read, stock=stock, offset=read.printers.get(printer))
    return Manner(made, signer, careful, scheduler=scheduler)


def form_of(word: str) -> Form:
    """Read a form of certificates: a shipped one by its name, else a file; raises as ``read_form``."""
    if word in ("", *shipped_forms()):
        return shipped_form(word or "a4")
    return read_form(Source(word, read_text(Path(word))), Path(word).parent)


def unfit_certificates(database: Database, manner: Manner) -> list[Problem]:
    """List what cannot be printed as it stands; raises as ``issue_certificates``."""
    return unfit_texts(current_result(database), manner)


def issue_certificates(
    database: Database,
    target: Path,
    *,
    actor: str,
    reason: str = "",
    progress: Progress | None = None,
    printing: Printing | None = None,
    on: date | None = None,
) -> list[Path]:
    """
    Write a certificate for everyone selected, and record them in one act.

    Args:
        target: The folder, or the file when all are to be pages of one.
        printing: Full print on A4, a file each, without it.
        on: Day of issuing, which a public notice must have ended before; today when left out.

    Returns:
        A file for each, in the order of the decision, or the one file; none when nobody is selected.

    Raises:
        StoreError: The runs are not there or no longer fit the facts.
        NoticeError: The result is still published, or an objection to it has no answer.
        ScoringError: A text does not fit, a seal is asked for too early, the register cannot be read.
    """
    result, printing = current_result(database), printing or Printing(usual_manner())
    require_notice(database, result, on)
    winners = awards(result)
    register = read_register(printing.register) if printing.register else Register()
    numbers = numbered(register, winners, printing.first) if printing.register else {}
    written = _write(result, target, printing, numbers, progress)
    if not written:
        return []
    each = written * len(winners) if printing.together else written
    digests = {path: sha256(path.read_bytes()) for path in written}
    papers = [
        IssuedPaper(kind="certificate", file=path.name, sha256=digests[path], candidate=award.candidate.id)
        for award, path in zip(winners, each, strict=True)
    ]
    _record(database, result, papers, actor, reason)
    if printing.register:
        by_serial = {award.serial: digests[path] for award, path in zip(winners, each, strict=True)}
        write_register(printed(register, winners, numbers, by_serial, printing.day), printing.register)
    return written


def _write(
    result: ReviewResult,
    target: Path,
    printing: Printing,
    numbers: Mapping[str, str],
    progress: Progress | None,
) -> list[Path]:
    if not printing.together:
        return write_certificates(result, target, progress, printing.manner, numbers)
    pages = write_print_file(result, target, progress, printing.manner, numbers)
    return [target] if pages else []


def _record(
    database: Database, result: ReviewResult, papers: list[IssuedPaper], actor: str, reason: str
) -> None:
    runs = [each.run.id for each in result.scored]
    acts.record_papers(database, papers, run_ids=runs, actor=actor, reason=reason)
