"""Reads forms that came back: every fact with its cell, and every problem of every form in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, _
from scoring.facts import Candidate, Fact, State
from scoring.scheme.model import FactSpec, Scheme
from thidua.intake import identity, layout
from thidua.intake.answers import Answer, is_blank, read_answer, read_text
from thidua.intake.child import WorkbookReader, borrowed
from thidua.intake.gate import read_bytes
from thidua.intake.identity import Expected, Identity, read_identity
from thidua.intake.layout import HEADER_ROW, NO_DATA, NOT_APPLICABLE, Row, SheetPlan
from thidua.intake.refusal import IntakeError, all_within, place, refuse, shown, warn, within
from thidua.intake.text import key
from thidua.intake.workbook import Area, Cell, Sheet, Workbook, column_name
from thidua.review import Review


class FormEntry(NamedTuple):
    """What one sheet of a form says: candidate id, scheme key, and the facts that could be read."""

    candidate: str
    scheme: str
    facts: list[Fact]


@dataclass(frozen=True)
class FormReading:
    """
    One form as it was read.

    Attributes:
        path: The file.
        sha256: Digest of its bytes in lower-case hex; empty when it could not be read at all.
        unit, stage: As the form says; empty when the form cannot be used.
        entries: In the order of the sheets; facts whose cells are wrong are left out.
        reasons: What stands in the last column, by candidate, scheme, fact and judge (always empty here).
        problems: Every error and warning; the form may be stored only when all are warnings.
    """

    path: Path
    sha256: str = ""
    unit: str = ""
    stage: str = ""
    entries: list[FormEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reasons: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Give the name of the file as it was sent."""
        return self.path.name

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def read_forms(
    paths: Iterable[Path],
    *,
    review: Review,
    schemes: Mapping[str, Scheme],
    scheme_hashes: Mapping[str, str],
    candidates: Mapping[str, Candidate],
    reader: WorkbookReader | None = None,
) -> list[FormReading]:
    """
    Read all forms of one load.

    Args:
        paths: The files, in any order.
        review: The review they must belong to.
        schemes, scheme_hashes: The rules of the review and their digests, by ``Scheme.key``.
        candidates: Everybody who may be asked about, by id.
        reader: A reader to share between loads; without one a child process is started for this load.

    Returns:
        One reading a file, in the order of ``paths``. Nothing is raised for bad files: whatever is wrong
        stands in ``problems``, each with ``file!sheet!cell``.
    """
    expected = Expected(review.review, schemes, scheme_hashes, candidates)
    with borrowed(reader) as workbooks:
        readings = [_read_form(Path(path), workbooks, expected) for path in paths]
    return _without_doubles(readings)


def _read_form(path: Path, reader: WorkbookReader, expected: Expected) -> FormReading:
    digest = ""
    try:
        content = read_bytes(path)
        digest = hashlib.sha256(content).hexdigest()
        book = reader.read(content)
        found, errors = read_identity(book, expected)
    except IntakeError as error:
        return FormReading(path, digest, problems=[within(path.name, error.problem)])
    reading = FormReading(path, digest, found.unit, found.stage)
    reading.problems.extend(within(path.name, error.problem) for error in errors)
    if not errors:
        _read_sheets(book, found, reading)
    return reading


def _read_sheets(book: Workbook, found: Identity, reading: FormReading) -> None:
    reading.problems.extend(all_within(reading.name, _strange_sheets(book, found.plans)))
    for plan in found.plans:
        sheet = book.sheet(plan.name)
        if sheet is None:
            reading.problems.append(within(reading.name, _missing_sheet(book, plan.name)))
            continue
        outer = place(reading.name, plan.name)
        reader = _SheetReader(sheet, plan, outer, book.date1904, found.columns)
        facts = reader.read()
        reading.problems.extend(all_within(outer, reader.problems))
        whose = (plan.sheet.candidate.id, plan.sheet.scheme.key)
        reading.entries.append(FormEntry(*whose, facts))
        reading.reasons.update({(*whose, fact, ""): text for fact, text in reader.reasons.items()})


def _missing_sheet(book: Workbook, name: str) -> Problem:
    return refuse(
        "E_SHEET",
        _("The sheet “{name}” is missing or was renamed; found: {found}. Give it back its name."),
        name,
        name=name,
        found="; ".join(shown(sheet.name) for sheet in book.sheets if sheet.name != identity.SHEET),
    ).problem


def _strange_sheets(book: Workbook, plans: Sequence[SheetPlan]) -> Iterator[Problem]:
    known = {plan.name for plan in plans}
    for sheet in book.sheets:
        if sheet.name in known and sheet.is_hidden:
            message = _(
                "The sheet was hidden, so nobody may have checked it. Unhide it, check it, send it again."
            )
            yield refuse("E_SHEET", message, sheet.name).problem
        elif sheet.name not in known | {identity.SHEET} and sheet.is_hidden:
            message = _("A hidden sheet was added to the form; it was not read.")
            yield warn("W_HIDDEN_SHEET", message, sheet.name)
        elif sheet.name not in known | {identity.SHEET}:
            message = _(
                "This sheet is not part of the form, or was renamed. Delete it or give it back its name."
            )
            yield refuse("E_SHEET", message, sheet.name).problem


class _SheetReader:
    """Reads one sheet against its plan; places of its problems begin with the cell."""

    def __init__(
        self, sheet: Sheet, plan: SheetPlan, outer: str, date1904: bool, columns: Sequence[str]
    ) -> None:
        self.sheet, self.plan, self.outer, self.date1904 = sheet, plan, outer, date1904
        self.columns = columns
        self.problems: list[Problem] = []
        self.reasons: dict[str, str] = {}

    def read(self) -> list[Fact]:
        """Give the facts that could be read; none when rows do not stand where they were sent."""
        self._check_merges()
        if not self._is_in_shape():
            return []
        self._check_strays()
        self._check_hidden()
        facts = [self._fact(row, spec) for row, spec in self.plan.questions]
        return [fact for fact in facts if fact is not None]

    def _check_merges(self) -> None:
        for area in self.sheet.merged:
            if area.bottom >= HEADER_ROW:
                self._refuse(
                    "E_LAYOUT",
                    _(
                        "Cells of the table were merged, so it is not certain which row a value belongs to. "
                        "Unmerge them."
                    ),
                    area.ref,
                )

    def _is_in_shape(self) -> bool:
        """Compare what was printed on the form; after the first difference no row can be trusted."""
        printed = [(HEADER_ROW, self.columns), *((row.number, row.fixed) for row in self.plan.rows)]
        for number, texts in printed:
            for column, wanted in enumerate(texts, 1):
                cell = self.sheet.at(number, column)
                if key(cell.text if cell else "") != key(wanted):
                    self._refuse_shape(number, column, cell, wanted)
                    return False
        return True

    def _refuse_shape(self, row: int, column: int, cell: Cell | None, wanted: str) -> None:
        self._refuse(
            "E_FORM_CHANGED",
            _(
                "The form says “{found}” where “{wanted}” was printed: rows or words were moved, added, "
                "deleted or changed, and this sheet was not read further. Fill in the form that was sent."
            ),
            f"{column_name(column)}{row}",
            found=shown(cell.text) if cell else "",
            wanted=shown(wanted),
        )

    def _check_strays(self) -> None:
        open_rows = {row.number for row, _spec in self.plan.questions}
        for cell in self.sheet.cells:
            outside = cell.column > len(self.columns) or cell.row > self.plan.last_row
            between = cell.row > HEADER_ROW and cell.row not in open_rows and cell.column > layout.UNIT
            if (outside or between) and not is_blank(cell):
                message = _(
                    "“{found}” stands outside the input cells. Move it to the right cell or delete it."
                )
                self._refuse("E_LAYOUT", message, cell.ref, found=shown(cell.text))

    def _check_hidden(self) -> None:
        table = Area(HEADER_ROW, 1, self.plan.last_row, len(self.columns))
        for row in self.sheet.hidden_rows:
            if table.top <= row <= table.bottom:
                message = _("The row was hidden; its values were read. Check them.")
                self.problems.append(warn("W_HIDDEN_ROW", message, str(row)))
        for column in self.sheet.hidden_columns:
            if column <= table.right:
                message = _("The column was hidden; its values were read. Check them.")
                self.problems.append(warn("W_HIDDEN_COLUMN", message, column_name(column)))

    def _fact(self, row: Row, spec: FactSpec) -> Fact | None:
        before = len(self._errors())
        value, status, evidence = (
            self.sheet.at(row.number, column) for column in (layout.VALUE, layout.STATUS, layout.EVIDENCE)
        )
        evidence_text = self._text(evidence)
        if len(self.columns) >= layout.REASON and (
            reason := self._text(self.sheet.at(row.number, layout.REASON))
        ):
            self.reasons[spec.id] = reason
        state = self._state(status, f"{column_name(layout.STATUS)}{row.number}", spec)
        ref = f"{column_name(layout.VALUE)}{row.number}"
        answer = None if value is None or is_blank(value) else self._answer(value, spec)
        self._check_agreement(is_blank(value), state, ref, spec)
        if len(self._errors()) > before:
            return None
        source = place(self.outer, ref)
        if answer is None:
            return Fact(spec.id, state or State.MISSING, evidence=evidence_text, source=source)
        return Fact(spec.id, State.VALUE, answer.number, answer.label, evidence=evidence_text, source=source)

    def _check_agreement(self, blank: bool, state: State | None, ref: str, spec: FactSpec) -> None:
        if blank and state is None:
            message = _("“{title}” was left empty and counts as not reported.")
            self.problems.append(warn("W_BLANK", message, ref, title=spec.title))
        elif not blank and state in {State.NOT_APPLICABLE, State.MISSING}:
            self._refuse(
                "E_CONTRADICTION",
                _("“{title}” has a value and the status “{status}”. Clear one of the two."),
                ref,
                title=spec.title,
                status=NOT_APPLICABLE if state is State.NOT_APPLICABLE else NO_DATA,
            )

    def _answer(self, cell: Cell, spec: FactSpec) -> Answer | None:
        try:
            answer = read_answer(cell, spec)
        except IntakeError as error:
            self.problems.append(within(cell.ref, error.problem))
            return None
        self.problems.extend(all_within(cell.ref, answer.remarks))
        return answer

    def _text(self, cell: Cell | None) -> str:
        try:
            return read_text(cell, date1904=self.date1904)
        except IntakeError as error:
            self.problems.append(within(cell.ref if cell else "", error.problem))
            return ""

    def _state(self, cell: Cell | None, ref: str, spec: FactSpec) -> State | None:
        """Give the state that the drop-down says; None for nothing, ``EXCLUDED`` for what is no status."""
        if cell is None or is_blank(cell):
            return None
        said = key(cell.text) if cell.kind == "text" and not cell.formula else ""
        if said == key(NO_DATA):
            return State.MISSING
        if said != key(NOT_APPLICABLE):
            self._refuse(
                "E_STATUS",
                _("“{found}” is no status. Leave the cell empty or choose from its list: {allowed}."),
                ref,
                found=shown(cell.formula or cell.text),
                allowed=f"{NOT_APPLICABLE}; {NO_DATA}",
            )
            return State.EXCLUDED
        if not spec.not_applicable:
            message = _(
                "“{title}” applies to everybody: the status “{status}” is not allowed. Give the value."
            )
            self._refuse("E_NOT_APPLICABLE", message, ref, title=spec.title, status=NOT_APPLICABLE)
        return State.NOT_APPLICABLE

    def _refuse(self, code: str, message: str, ref: str, **values: object) -> None:
        self.problems.append(Problem(code, message, values, ref))

    def _errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.warning]


def _without_doubles(readings: list[FormReading]) -> list[FormReading]:
    """Refuse two different forms of one unit; of two equal files keep the first."""
    first: dict[tuple[str, str], FormReading] = {}
    kept: list[FormReading] = []
    for reading in readings:
        earlier = first.setdefault((reading.unit, reading.stage), reading)
        if not reading.unit or earlier is reading:
            kept.append(reading)
        elif earlier.sha256 == reading.sha256:
            message = _("The file is the same as {other}; it was read once.")
            remark = warn("W_DUPLICATE", message, reading.name, other=earlier.name)
            kept.append(replace(reading, entries=[], problems=[remark]))
        else:
            earlier.problems.append(_double(earlier, reading))
            reading.problems.append(_double(reading, earlier))
            kept.append(reading)
    return kept


def _double(reading: FormReading, other: FormReading) -> Problem:
    message = _("Unit {unit} sent two different forms: this one and {other}. Load only the one that counts.")
    return refuse("E_DUPLICATE", message, reading.name, unit=reading.unit, other=other.name).problem
