"""One input cell as an answer: a number, a label or a text, whatever the spreadsheet made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from scoring.errors import Problem, _
from scoring.scheme.model import FactSpec
from thidua.intake.numbers import plain, read_number, stored_text
from thidua.intake.refusal import IntakeError, nearest, refuse, shown, warn
from thidua.intake.text import clean, fold, key
from thidua.intake.workbook import Cell

LONGEST_EVIDENCE = 1_000
# Functions whose result changes by itself or comes from elsewhere, and the marks of other workbooks.
_UNSTABLE = re.compile(
    r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|INFO|CELL|RTD|CALL|WEBSERVICE|FILTERXML|HYPERLINK)"
    r"\s*\(|[\[|]|://",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answer:
    """
    What a cell says.

    Attributes:
        number: Exact number; None for a choice.
        label: Id of the chosen label; empty for a number.
        remarks: Warnings, without places.
    """

    number: Fraction | None = None
    label: str = ""
    remarks: tuple[Problem, ...] = ()


def is_blank(cell: Cell | None) -> bool:
    """Tell whether a cell says nothing; a zero says something."""
    return cell is None or (
        cell.kind == "text" and not cell.formula and not fold(cell.text.replace("\n", " "))
    )


def read_answer(cell: Cell, spec: FactSpec, *, by_id: bool = False) -> Answer:
    """
    Read the value of a fact.

    Args:
        cell: A cell that is not blank.
        spec: Declares what is expected.
        by_id: Whether the ids of labels are accepted besides their texts.

    Raises:
        IntakeError: ``E_NUMBER``, ``E_RANGE``, ``E_CHOICE``, ``E_FORMULA`` or those of ``text.clean``.
    """
    remarks = _check_formula(cell, spec)
    _check_kind(cell)
    if spec.kind == "choice":
        return Answer(label=_label(cell, spec.labels or {}, by_id), remarks=remarks)
    number = read_number(cell, spec)
    return Answer(number, remarks=remarks + _check_share(number, spec))


def read_text(cell: Cell | None, *, date1904: bool = False) -> str:
    """
    Read a cell of free text, such as the number and date of a document.

    Returns:
        Clean text on one line; a number as typed, a date as ``dd/mm/yyyy``; empty for an empty cell.

    Raises:
        IntakeError: ``E_FORMULA`` for any formula, or those of ``text.clean``.
    """
    if cell is None:
        return ""
    if cell.formula:
        raise refuse("E_FORMULA", _("A formula stands where text belongs: {formula}. Type the text itself."),
                     formula=shown(cell.formula))  # fmt: skip
    if cell.kind in {"error", "bool"}:
        raise refuse(
            "E_TEXT", _("“{found}” stands where text belongs. Type the text again."), found=shown(cell.text)
        )
    if cell.is_date and cell.kind == "number":
        return _day(cell, date1904)
    return clean(stored_text(cell), lines=True, longest=LONGEST_EVIDENCE)


def _check_formula(cell: Cell, spec: FactSpec) -> tuple[Problem, ...]:
    if not cell.formula or cell.kind == "error":
        return ()
    said = {"formula": shown(cell.formula), "found": shown(cell.text)}
    if _UNSTABLE.search(cell.formula):
        raise refuse(
            "E_FORMULA",
            _(
                "The formula {formula} takes its value from outside or changes by itself. "
                "Type the value itself."
            ),
            **said,
        )
    if not cell.text:
        raise refuse(
            "E_FORMULA", _("The formula {formula} was saved without a result. Type the value itself."), **said
        )
    if cell.kind != "number" and spec.kind != "choice":
        raise refuse(
            "E_FORMULA",
            _("The formula {formula} gives “{found}”, not a number. Type the number itself."),
            **said,
        )
    return (
        warn(
            "W_FORMULA", _("The value {found} comes from the formula {formula}; the value was taken."), **said
        ),
    )


def _check_kind(cell: Cell) -> None:
    if cell.kind == "error":
        raise refuse(
            "E_NUMBER", _("The cell shows the error {found}. Type the value itself."), found=shown(cell.text)
        )
    if cell.kind == "bool":
        raise refuse("E_NUMBER", _("The cell holds TRUE or FALSE. Type the value that is asked for."))
    if cell.is_date:
        raise refuse(
            "E_NUMBER",
            _(
                "The spreadsheet took what was typed for a date. "
                "Set the cell's format to General and type the value again."
            ),
        )


def _check_share(number: Fraction, spec: FactSpec) -> tuple[Problem, ...]:
    if spec.unit != "%" or not 0 < abs(number) < 1:
        return ()
    message = _("{found} was read as {found}%. If {larger}% was meant, type {larger}.")
    return (warn("W_PERCENT", message, found=plain(number), larger=plain(number * 100)),)


def _label(cell: Cell, labels: Mapping[str, str], by_id: bool) -> str:
    typed = clean(stored_text(cell), lines=True)
    if by_id and typed in labels:
        return typed
    found = [label for label, text in labels.items() if key(text) == key(typed)]
    if len(found) != 1:
        allowed = [*labels, *labels.values()] if by_id else list(labels.values())
        raise _unknown_label(typed, allowed, labels)
    return found[0]


def _unknown_label(typed: str, allowed: list[str], labels: Mapping[str, str]) -> IntakeError:
    return refuse(
        "E_CHOICE",
        _("“{found}” is not in the list. The nearest is: {nearest}. Choose one of: {allowed}."),
        found=shown(typed),
        nearest=nearest(typed, allowed),
        allowed="; ".join(labels.values()),
    )


def _day(cell: Cell, date1904: bool) -> str:
    """Give the day of a date cell; day 60 of the usual count never was, so counting starts after it."""
    serial = Fraction(stored_text(cell))
    if not (0 if date1904 else 60) < serial < 2_958_000 or serial.denominator != 1:
        raise refuse(
            "E_TEXT", _("The cell holds a date that cannot be read. Type it as text, e.g. 31/12/2023.")
        )
    start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    return f"{start + timedelta(days=int(serial)):%d/%m/%Y}"
