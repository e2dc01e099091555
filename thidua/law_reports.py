"""Checks a catalogue of awards: its citations and worked cases, what is not certain, what was confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scoring.errors import Problem, SchemeError
from scoring.law.cases import Untried, untried
from scoring.law.catalogue import Law, cites_of, clauses_of
from scoring.law.loading import load_law
from scoring.scheme.model import Checked
from scoring.scheme.reading import Source
from thidua.laws import Texts, citation_problems, law_keys, run_cases_beside
from thidua.rules import Shelf, house_of, read_text, shelf


@dataclass(frozen=True)
class LawReport:
    """
    What was found in a catalogue.

    Attributes:
        key: ``id@version``, or the file when it could not be read.
        quotes: Citations whose quote stands in the place it names.
        places: Citations that name a place and quote nothing.
        unseen: Citations of documents of which no text is shipped.
        cases: Worked cases that were run.
        untried: Conditions that no case shows met, not met and not proven; only of a version that builds
            on no other, for what it takes over is tried where it stands.
        unverified: Where something is not certain, and why.
    """

    key: str
    problems: tuple[Problem, ...] = ()
    quotes: int = 0
    places: int = 0
    unseen: int = 0
    cases: int = 0
    untried: tuple[Untried, ...] = ()
    checked: Checked | None = None
    unverified: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_right(self) -> bool:
        """Tell whether nothing worse than warnings was found."""
        return all(problem.warning for problem in self.problems)

    def data(self) -> dict[str, object]:
        """Give the report as plain data."""
        return {
            "law": self.key,
            "right": self.is_right,
            "problems": [{"code": p.code, "place": p.place, "text": p.text()} for p in self.problems],
            "quotes": self.quotes,
            "places": self.places,
            "unseen": self.unseen,
            "cases": self.cases,
            "untried": [f"{each.award} {each.way} {each.clause}" for each in self.untried],
            "checked": self.checked.on.isoformat() if self.checked else "",
            "unverified": [list(each) for each in self.unverified],
        }


def reports() -> list[LawReport]:
    """Check every catalogue of the shipped library."""
    rules = shelf()
    return [_checked(Path(rules.find(*key).name), rules) for key in law_keys(rules)]


def report_on(path: Path) -> LawReport:
    """Check one catalogue; a file that cannot be read gives a report with its problems."""
    return _checked(path, shelf(house_of(path)))


def _checked(path: Path, rules: Shelf) -> LawReport:
    try:
        law = load_law(Source(str(path), read_text(path)), rules.find)
        problems = citation_problems(law, rules, str(path))
        runs = run_cases_beside(law, path, rules)
    except SchemeError as error:
        return LawReport(str(path), error.problems)
    problems += [problem for run in runs for problem in run.problems]
    quotes, places, unseen = _counted(law, rules)
    return LawReport(
        law.key,
        tuple(problems),
        quotes,
        places,
        unseen,
        sum(run.count for run in runs),
        () if law.based_on else tuple(untried(law, runs)),
        law.checked,
        tuple(unverified(law)),
    )


def _counted(law: Law, rules: Shelf) -> tuple[int, int, int]:
    texts = Texts(law, rules)
    cites = {(cite.document, cite.clause, cite.quote) for _where, cite in cites_of(law)}
    seen = [(clause, quote) for document, clause, quote in cites if texts.of(document) is not None]
    quotes = sum(bool(quote) for _clause, quote in seen)
    return quotes, len(seen) - quotes, len(cites) - len(seen)


def unverified(law: Law) -> Iterator[tuple[str, str]]:
    """Give everything of a catalogue that is not certain: where it stands, and why."""
    if law.unverified:
        yield law.key, law.unverified
    yield from ((change.what, change.unverified) for change in law.changes if change.unverified)
    yield from ((name, ballot.unverified) for name, ballot in law.ballots.items() if ballot.unverified)
    for name, papers in law.papers.items():
        yield from (
            (f"{name}: {paper.title}", paper.unverified) for paper in papers.papers if paper.unverified
        )
    for award in law.awards:
        if award.unverified:
            yield award.title, award.unverified
        yield from ((award.title, clause.unverified) for clause in clauses_of(award) if clause.unverified)
