"""How this room says no: one error that carries a problem, and the words for a place in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from scoring.errors import Problem, ScoringError, _

_SHOWN = 60


class IntakeError(ScoringError):
    """Input that cannot be used; holds one problem, whose place may still lack the file or the sheet."""

    @property
    def problem(self) -> Problem:
        """Give the one problem."""
        return self.problems[0]


def refuse(code: str, message: str, place: str = "", /, **values: object) -> IntakeError:
    """Make the error to raise; ``values`` fill the slots of ``message``."""
    return IntakeError([Problem(code, message, values, place)])


def warn(code: str, message: str, place: str = "", /, **values: object) -> Problem:
    """Make a problem that does not stop the job."""
    return Problem(code, message, values, place, warning=True)


def place(file: str, *parts: str) -> str:
    """Give ``file!sheet!cell``, or ``file:line`` when the part is ``:line``; empty parts are left out."""
    return "!".join(part for part in (file, *parts) if part).replace("!:", ":")


def within(outer: str, problem: Problem) -> Problem:
    """Give the problem with its place put inside ``outer``."""
    return replace(problem, place=place(outer, problem.place))


def all_within(outer: str, problems: Iterable[Problem]) -> list[Problem]:
    """Give the problems with their places put inside ``outer``."""
    return [within(outer, problem) for problem in problems]


def shown(text: str) -> str:
    """
    Give foreign text so that it can stand in a message: short, on one line, invisible characters spelled out.

    Returns:
        At most 60 characters of the text; a character that does not print as ``<U+200B>``.
    """
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in cut)


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Give the allowed word that looks most like ``word``, or all of them when none does."""
    known = list(allowed)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else ", ".join(known)


def no_such_file(path: Path) -> IntakeError:
    """Make the error for a path with no readable file behind it."""
    return refuse(
        "E_FILE_MISSING",
        _("There is no readable file at {path}. Check the path and the rights to read it."),
        path=shown(str(path)),
    )
