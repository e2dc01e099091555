"""The door: one document of a kind, as PDF or as a Word draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jinja2 import TemplateError

from scoring.errors import Problem, ScoringError, _
from thidua.documents.checking import check_templates
from thidua.documents.contexts import context
from thidua.documents.drafted import docx
from thidua.documents.fields import Paper
from thidua.documents.kinds import DocumentError, Kind, all_kinds
from thidua.documents.material import Material, Wanted, gather
from thidua.documents.printed import pdf
from thidua.documents.votes import require_votes
from thidua.dossier.files import replace_file, replacing
from thidua.i18n import speaking
from thidua.notices import require_notice
from thidua.rules import sha256
from thidua.store import acts, views
from thidua.store.database import Database
from thidua.store.events import IssuedPaper, PapersIssued, parse

Maker = Callable[[Material, Paper, Path | None], bytes]
_MAKERS: Mapping[str, Maker] = {".pdf": pdf, ".docx": docx}


@dataclass(frozen=True)
class Issue:
    """
    That a document goes out, for the record.

    Attributes:
        actor: Post or name of who issues it. reason: Why; may be empty.
        on: Day it goes out, which a public notice must have ended before when the document lists who is
            proposed or honoured; today when left out.
    """

    actor: str
    reason: str = ""
    on: date | None = None


def write_document(
    database: Database,
    wanted: Wanted,
    out: Path,
    templates: Path | None = None,
    issue: Issue | None = None,
) -> Material:
    """
    Write one document; it appears whole or not at all, and where it is recorded, after its entry.

    Args:
        out: A name ending in ``.pdf`` or, for kinds that are edited before they are signed, ``.docx``.
        templates: An office's own templates; None for the shipped ones.
        issue: Enter in the record that the document goes out; None for a draft. Written again with the same
            bytes it is not entered twice, so that a call that broke off can be repeated.

    Returns:
        What the document was made from.

    Raises:
        DocumentError: The name ends otherwise, the kind has no Word draft, a template is at fault, or the
            count of ballots says that somebody may not stand on it.
        StoreError: Nothing was run yet, or facts or decisions changed since.
        NoticeError: The result is still published, or an objection to it has no answer.
    """
    make = _maker(wanted.kind, out)
    _check(templates)
    with speaking("vi"):
        material = gather(database, wanted)
        require_votes(material)
        if issue is not None and material.kind.context == "roll":
            require_notice(database, material.result, issue.on)
        content = _filled(make, material, templates)
    with replacing(out, content):
        if issue is not None:
            _enter(database, material, out.name, sha256(content), issue)
    return material


def _enter(database: Database, material: Material, name: str, digest: str, issue: Issue) -> None:
    paper = IssuedPaper(
        kind="document",
        file=name,
        sha256=digest,
        candidate=material.subject.id if material.subject else "",
        document=material.kind.id,
    )
    if _is_entered(database, paper):
        return
    runs = [each.run.id for each in material.result.scored]
    acts.record_papers(database, [paper], run_ids=runs, actor=issue.actor, reason=issue.reason)


def _is_entered(database: Database, paper: IssuedPaper) -> bool:
    acts_found = (parse(body).act for body in views.event_bodies(database) if b'"papers.issued"' in body)
    return any(isinstance(act, PapersIssued) and paper in act.papers for act in acts_found)


def write_set(database: Database, wanted: Wanted, folder: Path, templates: Path | None = None) -> list[Path]:
    """
    Write every document that is about the whole review, as PDF and, where it is edited, as a Word draft.

    The results are computed once for all of them; arguments and errors are those of ``write_document``.

    Returns:
        The files in the order of the work, each named after its kind.
    """
    _check(templates)
    with speaking("vi"):
        whole = gather(database, wanted)
        require_votes(whole)
        kinds = (each for each in all_kinds() if not each.subject or each.subject_optional)
        sets = [_in_every_form(replace(whole, kind=kind), folder / kind.id, templates) for kind in kinds]
    return [path for paths in sets for path in paths]


def write_forms_of(
    database: Database, wanted: Wanted, folder: Path, name: str = "", templates: Path | None = None
) -> list[Path]:
    """
    Write one document in every form it has: as PDF and, where it is edited, as a Word draft.

    Args:
        name: Of the files, without suffix; that of the kind without it.

    Returns:
        The files. Errors are those of ``write_document``.
    """
    _check(templates)
    with speaking("vi"):
        material = gather(database, wanted)
        require_votes(material)
        return _in_every_form(material, folder / (name or wanted.kind.id), templates)


def _check(templates: Path | None) -> None:
    if templates is not None:
        _refuse(check_templates(templates))


def _in_every_form(material: Material, stem: Path, templates: Path | None) -> list[Path]:
    suffixes = _MAKERS if material.kind.word else (".pdf",)
    written = [stem.with_name(stem.name + suffix) for suffix in suffixes]
    for path in written:
        replace_file(path, _filled(_MAKERS[path.suffix], material, templates))
    return written


def _filled(make: Maker, material: Material, templates: Path | None) -> bytes:
    try:
        return make(material, context(material), templates)
    except (TemplateError, RecursionError) as error:
        # Templates that build on each other in a ring end in the second.
        message = _("the template of {kind} cannot be filled: {what}; check it: thidua template check")
        values = {"kind": material.kind.id, "what": str(error) or type(error).__name__}
        raise DocumentError([Problem("E_TEMPLATE", message, values)]) from None


def _refuse(problems: list[Problem]) -> None:
    faults = [each for each in problems if not each.warning]
    if faults:
        raise ScoringError(faults)


def _maker(kind: Kind, out: Path) -> Maker:
    suffix = out.suffix.lower()
    if suffix not in _MAKERS:
        message = _("“{name}” must end in one of {suffixes}")
        values = {"name": out.name, "suffixes": ", ".join(_MAKERS)}
        raise DocumentError([Problem("E_SUFFIX", message, values)])
    if suffix == ".docx" and not kind.word:
        message = _("the document {kind} is not edited before it is used; write it as .pdf")
        raise DocumentError([Problem("E_NO_DRAFT", message, {"kind": kind.id})])
    return _MAKERS[suffix]
