"""The hidden sheet by which a form knows itself: its review, unit and rules, and which row asks what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from scoring.errors import _
from scoring.facts import Candidate
from scoring.scheme.model import Scheme
from thidua.intake.layout import COLUMNS, GUIDE, FormSheet, SheetPlan, table_rows
from thidua.intake.refusal import IntakeError, place, refuse, shown
from thidua.intake.workbook import Sheet, Workbook, column_name
from thidua.review import Stage

SHEET = "_thidua"
VERSION = "2"
COLUMNS_OF = {"1": COLUMNS[:GUIDE], VERSION: COLUMNS}  # a form sent out before the last column came is taken
_KIND = "thidua-form"
_HEAD = 5  # rows before the records of the sheets
_LIST = 3  # columns before the first label of a list

Grid = list[tuple[str, ...]]


@dataclass(frozen=True)
class Expected:
    """What the office knows: the review's id, its schemes and their digests by key, its candidates by id."""

    review: str
    schemes: Mapping[str, Scheme]
    hashes: Mapping[str, str]
    candidates: Mapping[str, Candidate]


@dataclass(frozen=True)
class Identity:
    """Whose form it is, the plan of each of its sheets, and the headings of their columns."""

    unit: str
    stage: str
    plans: tuple[SheetPlan, ...]
    columns: tuple[str, ...] = COLUMNS


def identity_rows(review: str, unit: str, stage: str, plans: Sequence[SheetPlan]) -> Grid:
    """
    Give the content of the identity sheet.

    The fifth row holds a digest of all others. It has no secret: it tells a careless edit, not a forger.
    """
    head: Grid = [(_KIND, VERSION), ("review", review), ("unit", unit), ("stage", stage)]
    records: Grid = []
    for plan in plans:
        sheet = plan.sheet
        records.append(("sheet", plan.name, sheet.candidate.id, sheet.scheme.key, sheet.scheme_sha256))
        records += [("row", plan.name, str(row.number), spec.id) for row, spec in plan.questions]
    records += [("list", *ids, *texts) for ids, texts in _lists(plans).items()]
    return [*head, ("check", _digest([*head, *records])), *records]


def list_source(rows: Grid, scheme: str, fact: str) -> str:
    """Give the formula of the cells that hold the labels of a choice, for its drop-down."""
    for number, row in enumerate(rows, 1):
        if row[:_LIST] == ("list", scheme, fact):
            return f"='{SHEET}'!${column_name(_LIST + 1)}${number}:${column_name(len(row))}${number}"
    raise KeyError(fact)


def read_identity(book: Workbook, expected: Expected) -> tuple[Identity, list[IntakeError]]:
    """
    Read and check the identity of a form that came back.

    Returns:
        The identity with plans of all sheets that can be read, and what is wrong with the others.

    Raises:
        IntakeError: The whole form cannot be used: ``E_FORM_IDENTITY``, ``E_FORM_VERSION`` or
            ``E_FORM_REVIEW``.
    """
    sheet = book.sheet(SHEET)
    if sheet is None:
        raise refuse(
            "E_FORM_IDENTITY",
            _(
                "This is not a form of this program: the hidden sheet {sheet} is missing. "
                "Fill in the form that was sent."
            ),
            sheet=SHEET,
        )
    grid = _grid(sheet)
    version, unit, stage = _check_head(grid, expected)
    plans, errors = _plans(grid, unit, expected)
    if not errors:
        _compare(grid, identity_rows(expected.review, unit, stage, plans))
    return Identity(unit, stage, tuple(plans), COLUMNS_OF[version]), errors


def _lists(plans: Sequence[SheetPlan]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (plan.sheet.scheme.key, spec.id): tuple((spec.labels or {}).values())
        for plan in plans
        for _row, spec in plan.questions
        if spec.kind == "choice"
    }


def _digest(rows: Grid) -> str:
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def _grid(sheet: Sheet) -> Grid:
    rows: dict[int, dict[int, str]] = {}
    for cell in sheet.cells:
        if cell.kind != "text" or cell.formula:
            raise _tampered(cell.ref)
        rows.setdefault(cell.row, {})[cell.column] = cell.text
    if list(rows) != list(range(1, len(rows) + 1)):
        raise _tampered()
    return [tuple(row.get(column, "") for column in range(1, max(row) + 1)) for row in rows.values()]


def _tampered(cell: str = "") -> IntakeError:
    return refuse(
        "E_FORM_IDENTITY",
        _(
            "The hidden part of the form was changed, so it is not certain what was asked. "
            "Use the form that was sent."
        ),
        place(SHEET, cell),
    )


def _check_head(grid: Grid, expected: Expected) -> tuple[str, str, str]:
    head = [row for row in grid[:_HEAD] if len(row) == 2]
    if [row[0] for row in head] != [_KIND, "review", "unit", "stage", "check"]:
        raise _tampered()
    version, review, unit, stage, check = (row[1] for row in head)
    if version not in COLUMNS_OF:
        raise refuse(
            "E_FORM_VERSION",
            _("The form has version {found}; this program reads version {wanted}. Ask for a new form."),
            found=shown(version),
            wanted=VERSION,
        )
    if check != _digest(grid[: _HEAD - 1] + grid[_HEAD:]) or stage not in get_args(Stage):
        raise _tampered("B5")
    if review != expected.review:
        raise refuse(
            "E_FORM_REVIEW",
            _("The form belongs to the review {found}, not to {wanted}. Send the form of this review."),
            found=shown(review),
            wanted=expected.review,
        )
    return version, unit, stage


def _plans(grid: Grid, unit: str, expected: Expected) -> tuple[list[SheetPlan], list[IntakeError]]:
    plans: list[SheetPlan] = []
    errors: list[IntakeError] = []
    for row in grid[_HEAD:]:
        if row[0] == "sheet":
            try:
                plans.append(_plan(row, unit, expected))
            except IntakeError as error:
                errors.append(error)
    if not plans and not errors:
        raise _tampered()
    return plans, errors


def _plan(row: tuple[str, ...], unit: str, expected: Expected) -> SheetPlan:
    if len(row) != 5:
        raise _tampered()
    _record, name, candidate_id, key, digest = row
    scheme = expected.schemes.get(key)
    if scheme is None or expected.hashes.get(key) != digest:
        raise _other_rules(name, key, scheme, expected)
    candidate = expected.candidates.get(candidate_id)
    if candidate is None or unit not in {candidate.unit, candidate.id}:
        raise refuse(
            "E_CANDIDATE",
            _(
                "The form asks about candidate {found}, who is not on the list of unit {unit}. "
                "Ask for a new form."
            ),
            name,
            found=shown(candidate_id),
            unit=shown(unit),
        )
    return SheetPlan(name, FormSheet(scheme, digest, candidate), table_rows(scheme))


def _other_rules(name: str, key: str, scheme: Scheme | None, expected: Expected) -> IntakeError:
    if scheme is None:
        message = _(
            "The form was made for the rules {found}; this review uses: {wanted}. Ask for a new form."
        )
    else:
        message = _("The rules {found} were changed after the form was made. Ask for a new form.")
    return refuse(
        "E_FORM_SCHEME", message, name, found=shown(key), wanted=", ".join(sorted(expected.schemes))
    )


def _compare(found: Grid, wanted: Grid) -> None:
    pairs = list(zip(found, wanted, strict=False))
    for number, (have, want) in enumerate(pairs[_HEAD:], _HEAD + 1):
        if have != want:
            raise _tampered(f"A{number}")
    if len(found) != len(wanted):
        raise _tampered(f"A{min(len(found), len(wanted)) + 1}")
