"""The acts of a review that several commands share: begin it, write its forms, take forms in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from scoring.errors import Problem, SchemeError, _
from scoring.facts import Candidate, Fact
from thidua.intake.candidates import read_candidates
from thidua.intake.form import form_name, write_form
from thidua.intake.layout import FormSheet
from thidua.intake.returned import FormReading, read_forms
from thidua.review import Review, Stage
from thidua.rules import Rules, load_rules, read_review, read_text, sha256, shelf
from thidua.runs import Progress, is_subject, stored_rules
from thidua.store import acts, views
from thidua.store.acts import FactFile, Loaded
from thidua.store.changes import NO_REASON, STAGES, unexplained
from thidua.store.database import Database


def begin(path: Path, db: Path, *, actor: str, reason: str = "") -> dict[str, int]:
    """
    Make a record from a review file.

    Returns:
        How many ``schemes`` and ``candidates`` it has.

    Raises:
        ScoringError: Every fault of the review, its rules and its candidates; no record is made then.
    """
    review = read_review(path)
    library = shelf(path.parent)
    rules = load_rules(review, library)
    roster = path.parent / review.candidates
    candidates, problems = read_candidates(roster)
    problems += _misfits(review, rules, candidates)
    if problems:
        raise SchemeError(problems)
    laws = [rules.law.key, *rules.law.based_on] if rules.law else []
    texts = {key: source.text.encode() for key, source in library.taken.items()}
    acts.open_review(
        Database.create(db),
        review_text=read_text(path).encode(),
        review=review,
        schemes={key: texts[key] for key in rules.schemes},
        plans={key: text for key, text in texts.items() if key not in rules.schemes and key not in laws},
        laws={key: texts[key] for key in laws},
        candidates_csv=roster.read_bytes(),
        candidates=candidates,
        actor=actor,
        reason=reason,
    )
    return {"schemes": len(rules.schemes), "candidates": len(candidates)}


def _misfits(review: Review, rules: Rules, candidates: Sequence[Candidate]) -> list[Problem]:
    clusters = {cluster.id for cluster in review.clusters}
    problems = []
    for candidate in candidates:
        if candidate.cluster not in clusters:
            message = _("the candidate {id} is in the cluster “{cluster}”, which the review does not have")
            values = {"id": candidate.id, "cluster": candidate.cluster}
            problems.append(Problem("E_CLUSTER", message, values, review.candidates))
        if not any(is_subject(candidate, scheme) for scheme in rules.schemes.values()):
            message = _("no scheme of the review scores the candidate {id} ({kind}, {level})")
            values = {"id": candidate.id, "kind": candidate.kind, "level": candidate.level}
            problems.append(Problem("E_SUBJECT", message, values, review.candidates))
    return problems


def write_forms(
    database: Database,
    folder: Path,
    *,
    units: Sequence[str] = (),
    stage: Stage | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """
    Write one workbook a unit: the unit itself first, then its people.

    A form of a stage after the first holds the values given so far, to be changed with a reason.

    Args:
        database: A record with an open review.
        folder: Where the forms go.
        units: Ids of the units wanted; none means all.
        stage: Whose values are asked for; the review's own stage when left out.
        progress: Told (forms done, forms in all).

    Returns:
        The files written.

    Raises:
        SchemeError: A unit is not known; names those that are near.
    """
    review = views.review(database)
    rules = stored_rules(database, review)
    sheets = sheets_by_unit(rules, views.candidates(database))
    unknown = [unit for unit in units if unit not in sheets]
    if unknown:
        message = _("there is no unit “{unit}” among the candidates")
        raise SchemeError([Problem("E_UNIT", message, {"unit": unit}) for unit in unknown])
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    wanted = list(units) or list(sheets)
    stage = stage or review.stage
    known = _known(database, rules, stage)
    for done, unit in enumerate(wanted, 1):
        path = folder / form_name(unit)
        write_form(path, review=review, unit=unit, sheets=sheets[unit], stage=stage, known=known)
        written.append(path)
        if progress is not None:
            progress(done, len(wanted))
    return written


def _known(database: Database, rules: Rules, stage: Stage) -> dict[tuple[str, str], dict[str, Fact]]:
    """Give the values that stand at a stage or the nearest before it; none for the first stage."""
    reached = STAGES[: STAGES.index(stage) + 1] if stage != STAGES[0] else ()
    found: dict[tuple[str, str], dict[str, Fact]] = {}
    for key in rules.schemes:
        for each in (entry for one in reached for entry in views.entries(database, key, one)):
            found.setdefault((each.candidate.id, key), {}).update(each.facts)
    return found


def sheets_by_unit(rules: Rules, candidates: Sequence[Candidate]) -> dict[str, list[FormSheet]]:
    """Give what each unit is asked, by unit: itself first, then its people."""
    found: dict[str, list[FormSheet]] = {}
    for candidate in sorted(candidates, key=lambda each: each.kind != "collective"):
        for scheme in rules.schemes.values():
            if is_subject(candidate, scheme):
                sheet = FormSheet(scheme, scheme.sha256, candidate)
                found.setdefault(candidate.unit or candidate.id, []).append(sheet)
    return found


@dataclass(frozen=True)
class Intake:
    """
    What came of a load.

    Attributes:
        readings: Every form that was read, with its problems.
        loaded: Answer for each form that was taken in, by file name.
    """

    readings: Sequence[FormReading]
    loaded: Mapping[str, Loaded]

    @property
    def faults(self) -> list[Problem]:
        """Give the problems that keep a form out."""
        return [p for reading in self.readings for p in reading.problems if not p.warning]

    @property
    def warnings(self) -> list[Problem]:
        """Give the remarks that do not."""
        return [p for reading in self.readings for p in reading.problems if p.warning]


def take_in(
    database: Database, paths: Sequence[Path], *, accept_good: bool = False, actor: str, reason: str = ""
) -> Intake:
    """
    Read filled forms and store them: all of them, or none.

    Args:
        database: A record with an open review.
        paths: Forms and folders of forms.
        accept_good: Store the forms without faults even when others have some.
        actor: Who loads them.
        reason: Why; may be empty.

    Returns:
        Every problem of every form, and what was stored; the same file again changes nothing.
    """
    review = views.review(database)
    rules = stored_rules(database, review)
    hashes = {key: scheme.sha256 for key, scheme in rules.schemes.items()}
    candidates = {candidate.id: candidate for candidate in views.candidates(database)}
    readings = read_forms(
        forms_in(paths), review=review, schemes=rules.schemes, scheme_hashes=hashes, candidates=candidates
    )
    _ask_why(database, readings, reason)
    good = [reading for reading in readings if reading.is_accepted]
    if len(good) < len(readings) and not accept_good:
        return Intake(readings, {})
    files = [_file(reading) for reading in good]
    answers = acts.load_many(database, files, actor=actor, reason=reason)
    return Intake(readings, {file.name: each for file, each in zip(files, answers, strict=True)})


def _ask_why(database: Database, readings: Sequence[FormReading], reason: str) -> None:
    """
    Note in each reading the values that are changed without a reason.

    A reason given with the call stands for one form; for several, each form says its own.
    """
    right = [reading for reading in readings if reading.is_accepted]
    files = [_file(reading) for reading in right]
    with database.read() as session:
        found = [(files.index(file), problem) for file, problem in unexplained(session, files, "")]
    silent = {place for place, problem in found if problem.code == NO_REASON}
    excused = silent if reason.strip() and len(silent) == 1 else set()
    for place, problem in found:
        if problem.code != NO_REASON or place not in excused:
            right[place].problems.append(problem)


def _file(reading: FormReading) -> FactFile:
    content = reading.path.read_bytes()
    if sha256(content) != reading.sha256:
        message = _("the file changed while it was read; load it again")
        raise SchemeError([Problem("E_FILE_CHANGED", message, {}, reading.name)])
    # A form whose stage is none of these was refused when it was read.
    stage = next(each for each in get_args(Stage) if each == reading.stage)
    return FactFile(reading.name, content, stage, reading.unit, reading.entries, reading.reasons)


def forms_in(paths: Sequence[Path]) -> list[Path]:
    """Give the files named and the forms inside the folders named, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = (each for each in path.iterdir() if _is_form(each)) if path.is_dir() else [path]
        found += sorted(inside)
    return found


def _is_form(path: Path) -> bool:
    # «~$…» is what Excel leaves beside a workbook that is open.
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xls") and not path.name.startswith(("~$", "."))
