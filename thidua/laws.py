"""The library of laws: catalogues by date, the texts they cite, and what is wrong between the two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from scoring.errors import Problem, SchemeError, _
from scoring.law.cases import Ran, run_law_cases
from scoring.law.catalogue import Law, TextRef, cites_of
from scoring.law.loading import load_law
from scoring.law.provisions import Provisions, citation_faults, provisions
from scoring.scheme.model import Cite
from scoring.scheme.reading import Source
from thidua.rules import Shelf, read_text, shelf

_IS_LAW = re.compile(r"^law: ", re.MULTILINE)


def law_keys(rules: Shelf) -> list[tuple[str, date]]:
    """Give id and version of every catalogue on a shelf, the older versions of each first."""
    files = (path for folder in rules.folders for path in folder.glob("law/*/*.yaml"))
    found = {(path.parent.name, path.stem) for path in files if _IS_LAW.search(read_text(path))}
    return [(name, date.fromisoformat(version)) for name, version in sorted(found)]


def all_laws(rules: Shelf | None = None) -> tuple[Law, ...]:
    """
    Load every catalogue of a shelf.

    Raises:
        SchemeError: Every fault of every file.
    """
    rules = rules or shelf()
    problems: list[Problem] = []
    laws = []
    for key in law_keys(rules):
        try:
            laws.append(load_law(rules.find(*key), rules.find))
        except SchemeError as error:
            problems += error.problems
    if problems:
        raise SchemeError(problems)
    return tuple(laws)


@lru_cache(maxsize=1)
def shipped_laws() -> tuple[Law, ...]:
    """Load every shipped catalogue, once a run of the program."""
    return all_laws(shelf())


def find_law(key: str, laws: tuple[Law, ...]) -> Law:
    """
    Give a catalogue by ``id@version``, or by its id alone where it has one version.

    Raises:
        SchemeError: There is none of that name; the known ones are listed.
    """
    found = [law for law in laws if key in (law.key, law.law)]
    if len(found) == 1:
        return found[0]
    message = _("there is no law {key}; the library has: {known}")
    known = ", ".join(law.key for law in laws)
    raise SchemeError([Problem("E_LAW", message, {"key": key, "known": known})])


class Texts:
    """The texts of the documents a catalogue cites, read when first asked for."""

    def __init__(self, law: Law, rules: Shelf) -> None:
        self._refs = {ref.title: ref for ref in law.documents.values()}
        self._folders = rules.folders
        self._read: dict[str, Provisions | None] = {}

    def of(self, title: str) -> Provisions | None:
        """Give a document's text taken apart; None where no words of it are shipped."""
        if title not in self._read:
            ref = self._refs.get(title)
            text = self._text(ref.text) if ref and ref.text else None
            self._read[title] = provisions(text, whole=ref.whole) if ref and text is not None else None
        return self._read[title]

    def _text(self, ref: TextRef) -> str | None:
        name = Path("law", ref.law, f"{ref.version}.txt")
        path = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
        return read_text(path) if path else None


def citation_problems(law: Law, rules: Shelf, place: str) -> list[Problem]:
    """
    Hold every citation of a catalogue against the texts.

    Returns:
        Errors where a place does not exist or a quote stands elsewhere or nowhere; warnings where a cited
        document has no shipped text that could be asked.
    """
    texts = Texts(law, rules)
    found = dict.fromkeys((where, cite.document, cite.clause, cite.quote) for where, cite in cites_of(law))
    problems = []
    for where, document, clause, quote in found:
        cite = Cite(document=document, clause=clause, quote=quote)
        problems += list(_citation(cite, texts, f"{place} ({where})"))
    return problems


def _citation(cite: Cite, texts: Texts, place: str) -> Iterator[Problem]:
    text = texts.of(cite.document)
    if text is not None:
        yield from (replace(problem, place=place) for problem in citation_faults(cite, text))
    elif cite.quote:
        message = _("no text of {document} is shipped, so the quote of {clause} cannot be checked")
        values = {"document": cite.document, "clause": cite.clause}
        yield Problem("E_CITE_TEXT", message, values, place)


def case_files(path: Path) -> list[Path]:
    """Give the files of worked cases beside a catalogue, e.g. ``2024-01-01.tap-the.cases.yaml``."""
    return sorted(path.parent.glob(f"{path.stem}*.cases.yaml"))


def run_cases_beside(law: Law, path: Path, rules: Shelf) -> list[Ran]:
    """Run the worked cases beside a catalogue, one answer a file."""
    files = case_files(path)
    laws = all_laws(rules) if files else ()
    return [run_law_cases(Source(str(file), read_text(file)), law, laws) for file in files]
