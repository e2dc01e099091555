"""The versions of a scheme, and the one whose rules hold on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.load import load_scheme
from scoring.scheme.model import Effective, Scheme
from scoring.scheme.reading import Source
from thidua.library import shipped
from thidua.rules import Shelf, read_text, shelf

_KEY = re.compile(r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?:@(?P<version>[0-9]{4}-[0-9]{2}-[0-9]{2}))?")


_KIND = re.compile(r"^(scheme|plan|law|review|cases_for|draft):", re.MULTILINE)


@dataclass(frozen=True)
class Versions:
    """
    What was asked for, loaded.

    Attributes:
        asked: The file, the folder or the id that was named.
        schemes: At least one; in the order of their versions.
    """

    asked: str
    schemes: tuple[Scheme, ...]

    def on(self, day: date) -> Scheme:
        """
        Give the version whose rules hold on a day; one that another in force ``replaces`` holds no more.

        Raises:
            SchemeError: ``E_NOT_IN_FORCE`` when there is none, ``E_TWO_IN_FORCE`` when there are several.
        """
        holding = [scheme for scheme in self.schemes if scheme.effective.covers(day)]
        replaced = {scheme.effective.replaces for scheme in holding}
        left = [scheme for scheme in holding if not replaced & {scheme.key, scheme.version.isoformat()}]
        if len(left) == 1:
            return left[0]
        raise SchemeError([self._none(day) if not left else self._several(day, left)])

    def last_day(self) -> date:
        """
        Give the last day on which the only version holds; its first when it has no end.

        Raises:
            SchemeError: ``E_AS_OF`` when there are several versions, so that a day must be named.
        """
        if len(self.schemes) > 1:
            message = _("{asked} has several versions: {versions}. Say the day with --as-of YYYY-MM-DD.")
            values = {"asked": self.asked, "versions": _listed(self.schemes)}
            raise SchemeError([Problem("E_AS_OF", message, values)])
        only = self.schemes[0]
        return only.effective.end or only.effective.start or only.version

    def _none(self, day: date) -> Problem:
        message = _("no version of {asked} is in force on {day}; there are: {versions}")
        return Problem("E_NOT_IN_FORCE", message, self._said(day, self.schemes))

    def _several(self, day: date, holding: list[Scheme]) -> Problem:
        message = _(
            "{asked} has more than one version in force on {day}: {versions}. "
            "Name the file, or give the older one a last day (effective, to)."
        )
        return Problem("E_TWO_IN_FORCE", message, self._said(day, holding))

    def _said(self, day: date, schemes: tuple[Scheme, ...] | list[Scheme]) -> dict[str, object]:
        return {"asked": self.asked, "day": day, "versions": _listed(schemes)}


def find_versions(asked: str) -> Versions:
    """
    Load a scheme by what a person may write.

    Args:
        asked: A file; a folder of versions; the id of a scheme in ``criteria/`` here or in the shipped
            library; or one version of it, ``id@version``.

    Raises:
        SchemeError: There is no such thing, or a file has faults, each with ``file:line:column``.
    """
    path = Path(asked)
    if path.is_file():
        return Versions(asked, (_load(path),))
    files = _versions(path) if path.is_dir() else _in_library(asked)
    if not files:
        raise SchemeError([_absent(asked)])
    schemes: list[Scheme] = []
    problems: list[Problem] = []
    for file in files:
        try:
            schemes.append(_load(file))
        except SchemeError as error:
            problems += error.problems
    if problems:
        raise SchemeError(problems)
    return Versions(asked, tuple(sorted(schemes, key=lambda scheme: scheme.version)))


def _load(path: Path) -> Scheme:
    text = read_text(path)
    kind = _KIND.search(text)
    if kind is not None and kind[1] != "scheme":
        message = _("this file is a “{kind}”, not a “scheme”: it gives no points")
        raise SchemeError([Problem("E_KIND", message, {"kind": kind[1]}, str(path))])
    # A plan stands beside the schemes that build on it, whatever their folder is called.
    beside = Shelf((path.resolve().parent.parent, shipped("criteria")))
    return load_scheme(Source(str(path), text), beside.find)


def _versions(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(".cases.yaml")]


def _in_library(asked: str) -> list[Path]:
    named = _KEY.fullmatch(asked)
    if named is None:
        return []
    folders = (_versions(folder / named["id"]) for folder in shelf(Path()).folders)
    files = next((files for files in folders if files), [])
    return [path for path in files if named["version"] in (None, path.stem)]


def _absent(asked: str) -> Problem:
    known = _library_ids()
    near = get_close_matches(asked, known, n=1)
    if near:
        message = _("there is no scheme “{asked}”; did you mean “{near}”?")
        return Problem("E_SCHEME", message, {"asked": asked, "near": near[0]})
    message = _(
        "there is no scheme “{asked}”: name a file, a folder of versions, or an id of the library: {known}"
    )
    return Problem("E_SCHEME", message, {"asked": asked, "known": ", ".join(known)})


def _library_ids() -> list[str]:
    files = [file for folder in shelf(Path()).folders for file in folder.glob("*/*.yaml")]
    first = ((file.parent.name, _KIND.search(read_text(file))) for file in files)
    return sorted({name for name, kind in first if kind is not None and kind[1] == "scheme"})


def _listed(schemes: tuple[Scheme, ...] | list[Scheme]) -> str:
    return "; ".join(f"{scheme.key} ({_days(scheme.effective)})" for scheme in schemes)


def _days(effective: Effective) -> str:
    return f"{effective.start or '…'} – {effective.end or '…'}"
