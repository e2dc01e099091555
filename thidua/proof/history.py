"""How each value of a candidate came to be what it is: stage by stage, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import text

from scoring.facts import Fact, State
from thidua.store import views
from thidua.store.database import Database
from thidua.store.events import parse

_REPORTED = text(
    """
    SELECT fact.scheme, fact.stage, fact.version, fact.fact, fact.state, fact.numerator, fact.denominator,
           fact.label, fact.judge, fact.evidence, fact.source, batch.file, batch.sha256,
           value_reason.reason, event.seq, event.body
      FROM fact JOIN batch ON batch.id = fact.batch JOIN event ON event.seq = batch.seq
           LEFT JOIN value_reason ON value_reason.seq = batch.seq
                AND value_reason.candidate = fact.candidate AND value_reason.scheme = fact.scheme
                AND value_reason.fact = fact.fact AND value_reason.judge = fact.judge
     WHERE fact.candidate = :candidate
     ORDER BY fact.scheme, fact.fact, fact.judge, event.seq
    """
)


@dataclass(frozen=True)
class Reported:
    """
    One value as it was reported once.

    Attributes:
        scheme: ``id@version`` of the scheme it was reported for.
        stage, version: Whose value it is, and the how manieth of that stage.
        fact: The value, with its evidence and its place in the file.
        file, file_sha256: The file it came in, and the SHA-256 of that file; empty when it was erased.
        seq: Place of its event in the record.
        actor, reason, at: Who took it in, why (this value, else the whole file), and when in UTC.
    """

    scheme: str
    stage: str
    version: int
    fact: Fact
    file: str
    file_sha256: str
    seq: int
    actor: str
    reason: str
    at: str


def history_of(database: Database, candidate: str) -> tuple[Reported, ...]:
    """
    Give every value that was ever reported of a candidate, by scheme, fact, judge and time.

    Args:
        database: A record.
        candidate: Id.

    Raises:
        StoreError: The record cannot be read.
    """
    with database.read() as session:
        rows = session.connection().execute(_REPORTED, {"candidate": candidate}).all()
        sent = {sha256: views.plain_digest(session, sha256) for sha256 in {row.sha256 for row in rows}}
    return tuple(_reported(sent, *row) for row in rows)


def _reported(
    sent: Mapping[str, str],
    scheme: str,
    stage: str,
    version: int,
    fact: str,
    state: str,
    numerator: str | None,
    denominator: str | None,
    label: str,
    judge: str,
    evidence: str,
    source: str,
    file: str,
    named: str,
    own: str | None,
    seq: int,
    body: bytes,
) -> Reported:
    number = Fraction(int(numerator), int(denominator or 1)) if numerator is not None else None
    value = Fact(fact, State(state), number, label, judge, evidence, source)
    event = parse(body)
    why = own or event.reason
    return Reported(scheme, stage, version, value, file, sent[named], seq, event.actor, why, event.at)


def sources(history: tuple[Reported, ...]) -> tuple[Reported, ...]:
    """Give the first report out of each file, in the order the files were taken in."""
    first: dict[tuple[int, str], Reported] = {}
    for each in sorted(history, key=lambda report: report.seq):
        first.setdefault((each.seq, each.file), each)
    return tuple(first.values())


def changed(history: tuple[Reported, ...]) -> tuple[Reported, ...]:
    """Give the reports of those values that were reported more than once, first to last."""
    times: dict[tuple[str, str, str], int] = {}
    for each in history:
        key = (each.scheme, each.fact.id, each.fact.judge)
        times[key] = times.get(key, 0) + 1
    return tuple(each for each in history if times[each.scheme, each.fact.id, each.fact.judge] > 1)
