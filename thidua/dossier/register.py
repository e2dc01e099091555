"""
The register of sheets: which number of the golden book each certificate has, and what became of every sheet.

It is a table (CSV) that only grows: a line for each sheet printed, spoiled or revoked. A number is given once
and never again, so a certificate that is printed anew keeps its own.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from io import StringIO
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from thidua.dossier.certificates import Award
from thidua.dossier.files import replace_file

PRINTED, REPRINTED, SPOILED, REVOKED = "printed", "reprinted", "spoiled", "revoked"
_ACTS = (PRINTED, REPRINTED, SPOILED, REVOKED)
# What a spreadsheet would take for a formula, and the mark that keeps it from doing so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class RegisterError(ScoringError):
    """A register that cannot be read or added to; each problem's place is ``file:line``."""


@dataclass(frozen=True)
class Row:
    """
    What happened to one sheet.

    Attributes:
        number: Số sổ vàng, as printed.
        serial: Mã số of the certificate.
        recipient, award: As printed.
        act: ``printed``, ``reprinted`` (after a spoiled sheet or a change), ``spoiled`` or ``revoked``.
        day: ISO date.
        sha256: Digest of the file the sheet was printed from; empty for the other acts.
        note: Why.
    """

    number: str
    serial: str
    recipient: str
    award: str
    act: str
    day: str
    sha256: str = ""
    note: str = ""


_COLUMNS = tuple(column.name for column in fields(Row))


@dataclass(frozen=True)
class Register:
    """The rows in the order they were written."""

    rows: tuple[Row, ...] = ()

    @property
    def numbers(self) -> dict[str, str]:
        """Give the number in the golden book by serial."""
        return {row.serial: row.number for row in self.rows}

    def last(self, serial: str) -> Row | None:
        """Give what happened last to a certificate; None when nothing did."""
        return next((row for row in reversed(self.rows) if row.serial == serial), None)

    def counts(self) -> dict[str, int]:
        """Give how many rows there are of each act, zero included."""
        found = Counter(row.act for row in self.rows)
        return {act: found[act] for act in _ACTS}

    def revoked(self) -> dict[str, str]:
        """Give why each certificate was called back, by serial."""
        return {row.serial: row.note for row in self.rows if row.act == REVOKED}


def numbered(register: Register, awards: Sequence[Award], first: int = 1) -> dict[str, str]:
    """
    Give every award its number in the golden book, before it is printed.

    Args:
        register: Numbers it holds are kept.
        awards: In the order of the decision; those without a number get the next ones in this order.
        first: Where numbers begin while the register holds none.

    Returns:
        The number by serial.

    Raises:
        RegisterError: One of them was called back; only a new decision makes it another certificate.
    """
    problems = [problem for award in awards if (problem := _revoked(register.last(award.serial))) is not None]
    if problems:
        raise RegisterError(problems)
    given = register.numbers
    used = [int(number) for number in given.values() if number.isdecimal()]
    following = max(used, default=first - 1) + 1
    for award in awards:
        if award.serial not in given:
            given[award.serial] = str(following)
            following += 1
    return {award.serial: given[award.serial] for award in awards}


def printed(
    register: Register,
    awards: Sequence[Award],
    numbers: Mapping[str, str],
    digests: Mapping[str, str],
    day: date,
) -> Register:
    """
    Write down that sheets were printed.

    Args:
        register: So far.
        awards: What was printed.
        numbers: As ``numbered`` gives them.
        digests: SHA-256 of the file by serial.
        day: When.

    Returns:
        The register with a row for each sheet that is new: one printed from the same bytes as the last
        time stands already.
    """
    rows = list(register.rows)
    for award in awards:
        last = register.last(award.serial)
        if last is None or last.act not in (PRINTED, REPRINTED) or last.sha256 != digests[award.serial]:
            rows.append(
                Row(
                    numbers[award.serial],
                    award.serial,
                    award.recipient,
                    award.heading,
                    PRINTED if last is None else REPRINTED,
                    day.isoformat(),
                    digests[award.serial],
                )
            )
    return Register(tuple(rows))


def marked(register: Register, serials: Sequence[str], act: str, day: date, note: str) -> Register:
    """
    Write down that sheets were spoiled or certificates called back.

    Raises:
        RegisterError: A serial is not in the register, or was called back already.
    """
    problems = list(_unmarkable(register, serials))
    if problems:
        raise RegisterError(problems)
    rows = list(register.rows)
    for serial in serials:
        last = register.last(serial)
        assert last is not None
        rows.append(Row(last.number, serial, last.recipient, last.award, act, day.isoformat(), "", note))
    return Register(tuple(rows))


def _unmarkable(register: Register, serials: Sequence[str]) -> Iterator[Problem]:
    for serial in serials:
        last = register.last(serial)
        if last is None:
            message = _("the register holds no certificate {serial}")
            yield Problem("E_REGISTER_SERIAL", message, {"serial": serial})
        elif (problem := _revoked(last)) is not None:
            yield problem


def _revoked(last: Row | None) -> Problem | None:
    if last is None or last.act != REVOKED:
        return None
    message = _("the certificate {serial} of {recipient} was revoked on {day}")
    values = {"serial": last.serial, "recipient": last.recipient, "day": last.day}
    return Problem("E_REGISTER_REVOKED", message, values)


def read_register(path: Path) -> Register:
    """
    Read a register; an empty one when the file is not there yet.

    Raises:
        RegisterError: Every line that is no row, and every number that two certificates share.
    """
    if not path.exists():
        return Register()
    try:
        lines = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("this is no register of certificates: {what}")
        raise RegisterError([Problem("E_REGISTER", message, {"what": error}, f"{path}:1")]) from None
    problems = list(_faults(path, lines))
    if problems:
        raise RegisterError(problems)
    return Register(tuple(Row(*map(_armed, line)) for line in lines[1:]))


def _faults(path: Path, lines: Sequence[Sequence[str]]) -> Iterator[Problem]:
    if not lines or tuple(lines[0]) != _COLUMNS:
        message = _("the first line of a register reads: {columns}")
        yield Problem("E_REGISTER_COLUMNS", message, {"columns": ",".join(_COLUMNS)}, f"{path}:1")
        return
    serials: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        place = f"{path}:{number}"
        if len(line) != len(_COLUMNS) or line[4] not in _ACTS:
            message = _("this line is no row of a register; acts are {acts}")
            yield Problem("E_REGISTER_ROW", message, {"acts": ", ".join(_ACTS)}, place)
        elif serials.setdefault(line[0], line[1]) != line[1]:
            message = _("the number {number} stands for {one} and for {other}")
            values = {"number": line[0], "one": serials[line[0]], "other": line[1]}
            yield Problem("E_REGISTER_NUMBER", message, values, place)


def write_register(register: Register, path: Path) -> None:
    """
    Write a register.

    Raises:
        OSError: The disk refused; the older file still stands.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_disarmed, astuple(row)) for row in register.rows)
    # The mark at the beginning lets Excel read Vietnamese letters.
    replace_file(path, b"\xef\xbb\xbf" + text.getvalue().encode())


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _armed(text: str) -> str:
    return text.removeprefix("'")
