"""A file with facts as the intake hands it over, and what keeps it from being recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session, select

from scoring.errors import Problem, _
from scoring.facts import Fact, State
from thidua.review import Stage
from thidua.store.columns import Reported
from thidua.store.tables import CandidateRow, SchemeTextRow

DIGITS = 900
TOO_LONG = 10**DIGITS

Sent = tuple[str, str, Sequence[Fact]]

# The order of the join is given: the index on the length finds the few contents that can be the same.
_KNOWN = text(
    "SELECT 1 FROM blob CROSS JOIN batch ON batch.sha256 = blob.sha256 AND batch.stage = :stage "
    "WHERE length(blob.content) = :length AND blob.content = :content LIMIT 1"
)


@dataclass(frozen=True)
class FactFile:
    """
    A file with facts, read and checked by the intake.

    Attributes:
        name: File name as sent.
        content: The file itself.
        stage: Whose values they are.
        unit: Id of the unit that sent it; empty when the file does not say.
        entries: Candidate id, scheme key and facts, in the order of the file.
        reasons: Why single values differ from what was given before, by candidate, scheme, fact and judge.
    """

    name: str
    content: bytes
    stage: Stage
    unit: str
    entries: Sequence[Sent]
    reasons: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)

    def reported(self) -> list[Reported]:
        """Give all facts with whose they are and for which scheme."""
        return [
            Reported(candidate, scheme, fact) for candidate, scheme, facts in self.entries for fact in facts
        ]


def is_known(session: Session, file: FactFile) -> bool:
    """Tell whether the very same file was taken in for the same stage before, and not erased since."""
    values = {"stage": file.stage, "length": len(file.content), "content": file.content}
    return session.connection().execute(_KNOWN, values).first() is not None


def problems(session: Session, files: Iterable[FactFile]) -> Iterator[Problem]:
    """
    Give everything that keeps the files from being recorded.

    Args:
        session: Of the record they are for.
        files: The files, in any order.

    Yields:
        Unknown candidates and schemes, doubled facts, facts without a shape; each names its file.
    """
    candidates = frozenset(session.exec(select(CandidateRow.id)))
    schemes = frozenset(session.exec(select(SchemeTextRow.key)))
    for file in files:
        yield from _unknown(file, candidates, schemes)
        yield from _doubled(file)
        yield from _shapeless(file)


def _unknown(file: FactFile, candidates: frozenset[str], schemes: frozenset[str]) -> Iterator[Problem]:
    for candidate in dict.fromkeys(entry[0] for entry in file.entries):
        if candidate not in candidates:
            message = _("The candidate {candidate} is not in this review's table of candidates.")
            yield Problem("E_STORE_CANDIDATE", message, {"candidate": candidate}, file.name)
    for scheme in dict.fromkeys(entry[1] for entry in file.entries):
        if scheme not in schemes:
            message = _("The scheme {scheme} is not part of this review; it has {known}.")
            known = ", ".join(sorted(schemes)) or "–"
            yield Problem("E_STORE_SCHEME", message, {"scheme": scheme, "known": known}, file.name)


def _doubled(file: FactFile) -> Iterator[Problem]:
    counted = Counter(each.key for each in file.reported())
    for (candidate, scheme, fact, _judge), times in counted.items():
        if times > 1:
            message = _("The file reports {fact} of {candidate} for {scheme} {times} times.")
            values = {"fact": fact, "candidate": candidate, "scheme": scheme, "times": times}
            yield Problem("E_STORE_DOUBLE", message, values, file.name)


def _shapeless(file: FactFile) -> Iterator[Problem]:
    for candidate, _scheme, fact in file.reported():
        values: dict[str, object] = {"fact": fact.id, "candidate": candidate}
        if not _has_shape(fact):
            message = _(
                "The fact {fact} of {candidate} needs a number or a label if it has a value, else neither."
            )
            yield Problem("E_STORE_FACT", message, values, file.name)
        if fact.number is not None and max(map(abs, fact.number.as_integer_ratio())) >= TOO_LONG:
            message = _("The number of {fact} of {candidate} has more than {digits} digits.")
            yield Problem("E_STORE_LONG", message, {**values, "digits": DIGITS}, file.name)


def _has_shape(fact: Fact) -> bool:
    held = (fact.number is not None) + (fact.label != "")
    if fact.state is State.VALUE:
        return held == 1
    return fact.state in (State.MISSING, State.NOT_APPLICABLE) and held == 0
