"""Values that a file gives otherwise than they were given before: none is taken without a reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, get_args

from sqlalchemy import text
from sqlmodel import Session

from scoring.errors import Problem, _
from scoring.facts import Fact, State
from thidua.review import Stage
from thidua.store.columns import Reported
from thidua.store.sent import FactFile, is_known

# In the order in which a value passes through them.
STAGES: tuple[Stage, ...] = get_args(Stage)

NO_REASON = "E_STORE_REASON"

Key = tuple[str, str, str, str]

_GIVEN = text(
    """
    SELECT stage, candidate, scheme, fact, judge, state, numerator, denominator, label
      FROM fact
     WHERE candidate IN (SELECT value FROM json_each(:candidates))
     ORDER BY version
    """
)


class Said(NamedTuple):
    """What a value is, apart from its evidence and its place."""

    state: str
    number: Fraction | None
    label: str

    def __str__(self) -> str:
        """Give it in short: a number with a decimal point, an id of a label, or the state."""
        if self.number is None:
            return self.label or self.state
        top, bottom = self.number.as_integer_ratio()
        exact = Decimal(top) / Decimal(bottom)
        return f"{exact:f}" if Fraction(exact) == self.number else str(self.number)


class Change(NamedTuple):
    """
    A value that a file gives otherwise.

    Attributes:
        stage: Where the older value was given.
        later: A later stage that has judged the value already; empty when none has.
    """

    reported: Reported
    stage: str
    before: Said
    after: Said
    later: str


def changes(session: Session, files: Iterable[FactFile]) -> Iterator[tuple[FactFile, Change]]:
    """
    Give every value that a file gives otherwise than it stands: at its own stage, else at the nearest before.

    A value that was missing is no value given, so filling it in changes nothing.

    Args:
        session: Of the record the files are for.
        files: In the order in which they are to supersede each other.

    Yields:
        The file and the change; none for a file that was taken in before.
    """
    files = list(files)
    given = _given(session, {entry[0] for file in files for entry in file.entries})
    for file in files:
        if is_known(session, file):
            continue
        for each in file.reported():
            stages, after = given.setdefault(each.key, {}), _said(each.fact)
            stage = _nearest(stages, file.stage)
            if stage and stages[stage].state != State.MISSING and stages[stage] != after:
                yield file, Change(each, stage, stages[stage], after, _later(stages, file.stage))
            stages[file.stage] = after


def unexplained(
    session: Session, files: Iterable[FactFile], reason: str
) -> Iterator[tuple[FactFile, Problem]]:
    """
    Give a problem for every value that is changed without a reason, or after a later stage has judged it.

    Args:
        session: Of the record the files are for.
        files: In the order in which they are to supersede each other.
        reason: The reason given for all of them; empty when there is none.

    Yields:
        The file and the problem: ``NO_REASON``, or ``E_STORE_LATER``.
    """
    for file, change in changes(session, files):
        if change.later:
            yield file, _problem(file, change, "E_STORE_LATER", _LATER)
        elif not (reason.strip() or file.reasons.get(change.reported.key, "")):
            yield file, _problem(file, change, NO_REASON, _REASON)


_LATER = _(
    "“{fact}” of {candidate} was {before} ({stage}) and has been judged at the stage “{later}” since; "
    "{after} cannot be taken at an earlier one. Change it there."
)
_REASON = _(
    "“{fact}” of {candidate} was {before} ({stage}), this file says {after} and gives no reason. Write it in "
    "the last column of this row, or load this file alone with --reason."
)


def _problem(file: FactFile, change: Change, code: str, message: str) -> Problem:
    fact = change.reported.fact
    values: dict[str, object] = {
        "fact": fact.id,
        "candidate": change.reported.candidate,
        "before": str(change.before),
        "after": str(change.after),
        "stage": change.stage,
        "later": change.later,
    }
    return Problem(code, message, values, fact.source or file.name)


def _given(session: Session, candidates: Iterable[str]) -> dict[Key, dict[str, Said]]:
    wanted = json.dumps(sorted(candidates))
    found: dict[Key, dict[str, Said]] = {}
    for stage, *key, state, top, bottom, label in session.connection().execute(
        _GIVEN, {"candidates": wanted}
    ):
        number = None if top is None else Fraction(int(top), int(bottom))
        found.setdefault((key[0], key[1], key[2], key[3]), {})[stage] = Said(state, number, label)
    return found


def _said(fact: Fact) -> Said:
    return Said(fact.state.value, fact.number, fact.label)


def _nearest(given: Mapping[str, Said], stage: Stage) -> str:
    """Give the stage whose value stands where a file of a stage speaks: its own, else the nearest before."""
    before = STAGES[: STAGES.index(stage) + 1]
    return next((each for each in reversed(before) if each in given), "")


def _later(given: Mapping[str, Said], stage: Stage) -> str:
    return next((each for each in STAGES[STAGES.index(stage) + 1 :] if each in given), "")
