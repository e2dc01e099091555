"""One cell of a ledger sheet as a value: a year, a day, an award, a word of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.errors import Problem, _
from scoring.law.history import OTHER_AWARD
from scoring.law.register import AwardRegister
from thidua.intake.answers import is_blank, read_text
from thidua.intake.columns import read_id
from thidua.intake.ledger_sheets import LedgerColumn
from thidua.intake.periods import parse_period
from thidua.intake.refusal import IntakeError, nearest, refuse, shown
from thidua.intake.text import key
from thidua.intake.workbook import Cell

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_SHARE = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})")
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_YES = frozenset({"x", "có", "co", "yes", "true", "1"})
_NO = frozenset({"không", "khong", "no", "false", "0"})
_NOT_READ = object()
_DAY_LENGTH = len("2023-06-30")

Value = Any  # what the column's ``reads`` promises
Read = Callable[[str, LedgerColumn], Value]


class CellReader:
    """Reads cells, remembering what each text meant: the same few stand on many lines."""

    def __init__(
        self, register: AwardRegister, candidates: Mapping[str, str], date1904: bool = False
    ) -> None:
        self._register = register
        self._candidates = candidates
        self._date1904 = date1904
        self._ids = {key(name): candidate for candidate, name in candidates.items()}
        self._known: dict[tuple[str, str, str, str, str], Value | Problem] = {}
        self._reads: dict[str, Read] = {
            "name": _text,
            "text": _text,
            "id": _id,
            "award": self._award,
            "awards": self._awards,
            "bases": _parts,
            "year": _year,
            "count": _count,
            "day": _day,
            "flag": _flag,
            "share": _share,
            "choice": _choice,
        }

    def read(self, cell: Cell | None, column: LedgerColumn) -> Value:
        """
        Give the value of a cell.

        Returns:
            What the column holds; None for an empty cell.

        Raises:
            IntakeError: ``E_REQUIRED`` for an empty cell that is needed, or what is wrong with its content.
        """
        if cell is None:
            _check_needed(column)
            return None
        asked = (column.field, cell.kind, cell.text, cell.formula, cell.format)
        found = self._known.get(asked, _NOT_READ)
        if found is _NOT_READ:
            found = self._known[asked] = self._once(cell, column)
        if isinstance(found, Problem):
            raise IntakeError([found])
        return found

    def _once(self, cell: Cell, column: LedgerColumn) -> Value | Problem:
        try:
            if is_blank(cell):
                _check_needed(column)
                return None
            if column.reads == "candidate":
                return self._candidate(read_id(cell, column.title))
            if cell.kind == "bool" and column.reads == "flag" and not cell.formula:
                return cell.text.casefold() in _YES
            text = read_text(cell, date1904=self._date1904)
            return self._reads[column.reads](text, column)
        except IntakeError as error:
            return error.problem

    def _candidate(self, text: str) -> str:
        if text in self._candidates:
            return text
        meant = self._ids.get(key(text)) or _near(text, _few(text, self._candidates))
        message = _("There is no candidate “{found}” in this review. The nearest is: {nearest}.")
        raise refuse("E_CANDIDATE", message, found=shown(text), nearest=meant)

    def _award(self, text: str, column: LedgerColumn) -> str:
        if key(text) == OTHER_AWARD:
            return OTHER_AWARD
        known = self._register.by_name.get(key(text).strip('“”"'))
        if known is None:
            message = _(
                "There is no award “{found}”. The nearest is: {nearest}. For one that is not listed write "
                "“{other}” and its title as a remark."
            )
            meant = _near(text, [award.title for award in self._register.awards])
            raise refuse("E_AWARD", message, found=shown(text), nearest=meant, other=OTHER_AWARD)
        return known.id

    def _awards(self, text: str, column: LedgerColumn) -> tuple[str, ...]:
        return tuple(self._award(part, column) for part in _parts(text, column))


def _check_needed(column: LedgerColumn) -> None:
    if column.required:
        message = _("The column “{column}” is empty on this line. Fill it in.")
        raise refuse("E_REQUIRED", message, column=column.title)


def _near(text: str, allowed: Sequence[str]) -> str:
    """Give what looks most like the text; a dash when nothing does."""
    found = nearest(text, allowed)
    return found if found in allowed else "–"


def _few(text: str, candidates: Iterable[str]) -> list[str]:
    """Give the ids worth comparing letter by letter: those that begin alike, else those of like length."""
    alike = [each for each in candidates if each[:3] == text[:3]]
    return (alike or [each for each in candidates if abs(len(each) - len(text)) < 2])[:500]


def _text(text: str, column: LedgerColumn) -> str:
    return text


def _parts(text: str, column: LedgerColumn) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _id(text: str, column: LedgerColumn) -> str:
    if _ID.fullmatch(text):
        return text
    message = _("“{found}” is not an id: use small letters without accents, digits, and - . _ between them.")
    raise refuse("E_ID", message, found=shown(text))


def _year(text: str, column: LedgerColumn) -> int:
    if _YEAR.fullmatch(text):
        return int(text)
    raise refuse("E_YEAR", _("“{found}” is not a year. Write four digits, e.g. 2023."), found=shown(text))


def _count(text: str, column: LedgerColumn) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    message = _("“{found}” is not a whole number. Write digits only, e.g. 12.")
    raise refuse("E_NUMBER", message, found=shown(text))


def _day(text: str, column: LedgerColumn) -> date:
    try:
        period = parse_period(text)
    except IntakeError:
        period = None
    if period is None or len(period.name) != _DAY_LENGTH:
        raise refuse("E_DAY", _("“{found}” is not a day. Write e.g. 31/12/2023."), found=shown(text))
    return period.end


def _flag(text: str, column: LedgerColumn) -> bool:
    said = key(text)
    if said in _YES or said in _NO:
        return said in _YES
    raise refuse("E_FLAG", _("“{found}” is neither yes nor no. Write “có” or “không”."), found=shown(text))


def _share(text: str, column: LedgerColumn) -> Fraction:
    found = _SHARE.fullmatch(text.replace(" ", ""))
    share = Fraction(int(found[1]), int(found[2])) if found else None
    if share is not None and share <= 1:
        return share
    if key(text) == "1":
        return Fraction(1)
    message = _("“{found}” is not a share. Write a fraction between 0 and 1, e.g. 2/3.")
    raise refuse("E_SHARE", message, found=shown(text))


def _choice(text: str, column: LedgerColumn) -> str:
    said = key(text)
    for word, shown_as in column.words.items():
        if said in (key(word), key(shown_as)):
            return word
    allowed: Sequence[str] = list(column.words.values())
    message = _("“{found}” is not in the list. The nearest is: {nearest}. Choose one of: {allowed}.")
    raise refuse(
        "E_CHOICE", message, found=shown(text), nearest=nearest(text, allowed), allowed="; ".join(allowed)
    )
