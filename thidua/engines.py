"""Tables too large for one entry at a time: read, scored by ``scoring.bulk`` and written on one engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from scoring.errors import Problem, ScoringError
from scoring.facts import Decision
from scoring.scheme.model import Scheme

EngineName = Literal["polars", "duckdb", "spark"]
ENGINES: tuple[EngineName, ...] = ("polars", "duckdb", "spark")
Progress = Callable[[int, int], None]


class EngineError(ScoringError):
    """A table that cannot be scored in bulk: each problem has the column as its place, ``file!column``."""


@dataclass(frozen=True)
class TableScored:
    """
    What was written.

    Attributes:
        rows: Candidates in the table.
        states: How many cards are ``value``, ``pending`` and ``excluded``.
        undecided: Candidates whose outcome a person must still settle, per selection id.
        digest: SHA-256 over the canonical rows in lower-case hex; the same on every engine.
        by_reference: Rows that the reference evaluator scored, one at a time.
        regimes: One remark for each node: how its points were computed.
        remarks: Warnings about the table.
    """

    rows: int
    states: Mapping[str, int]
    undecided: Mapping[str, int]
    digest: str
    by_reference: int = 0
    regimes: tuple[str, ...] = ()
    remarks: tuple[Problem, ...] = field(default_factory=tuple)


def score_table(
    scheme: Scheme,
    path: Path,
    out: Path,
    *,
    engine: EngineName = "polars",
    as_of: date,
    decisions: Mapping[str, Decision] | None = None,
    progress: Progress | None = None,
) -> TableScored:
    """
    Score a wide table of facts on one engine and write the results.

    Args:
        scheme: A checked scheme.
        path: ``.parquet`` or ``.csv`` with the columns ``candidate``, maybe ``cluster``, and one for each
            fact id; a column ``name``, ``kind``, ``level``, ``unit``, ``title`` or ``post`` is passed over.
            Numbers stand as they are read by people (``95.5``), labels as ids. An empty cell or null is
            missing; ``n/a``, ``không áp dụng`` or ``khong_ap_dung`` is not applicable, and so is every row in
            which the text column ``state.<fact>`` says ``not_applicable``.
        out: ``.parquet`` or ``.csv``; it appears whole or not at all. Columns: ``candidate``, ``cluster``,
            ``state``, ``total``, ``base``, ``bonus``, ``penalty``, ``adjustment`` (the parts of the total, as
            on a Card), ``class``, ``rank``, ``select.<id>``, ``waiting_for`` and ``gates`` (ids with a space
            between), ``without_points`` (``<id>=<state>`` with a space between, for each node that has none),
            ``points.<id>``; by cluster, then rank, then candidate. ``thidua.scores`` puts ``period``,
            ``scheme`` and ``name`` beside them, so that a table looks the same whichever engine scored it.
        engine: Where the table is computed; ``duckdb`` and ``spark`` need their extra.
        as_of: The day whose targets apply.
        decisions: Filled decide slots, by slot id.
        progress: Called with rows done and rows in all while the reference evaluator works.

    Returns:
        Counts, the digest of the results and how each node was computed.

    Raises:
        EngineError: Unknown columns, wrong types, values out of range or with too many decimals, a candidate
            twice, an engine that is not installed; everything at once, and nothing is written.
        EvaluationError: Facts the scheme does not allow; nothing is written.
    """
    raise NotImplementedError
