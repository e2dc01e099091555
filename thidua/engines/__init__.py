"""
Tables too large for one entry at a time: read, scored by ``scoring.bulk`` on an engine, and written.

Polars reads and writes whatever engine computes, so that a cell means the same and a result looks the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from scoring.bulk import LIMIT, Plan, Regime, score, select_name
from scoring.errors import Problem, _
from scoring.facts import Decision
from scoring.scheme.model import Scheme
from thidua.engines.computing import ENGINES, EngineName, open_engine
from thidua.engines.reading import EngineError, read_facts
from thidua.engines.writing import SUFFIXES, digest_of, put_in_order, write_table
from thidua.intake.refusal import warn

__all__ = ["ENGINES", "EngineError", "EngineName", "TableScored", "score_table"]

Progress = Callable[[int, int], None]
_UNDECIDED = "undecided"


@dataclass(frozen=True)
class TableScored:
    """
    What was written.

    Attributes:
        rows: Candidates in the table.
        states: How many cards are in each state.
        undecided: Candidates whose outcome a person must still settle, per selection id.
        digest: SHA-256 over the canonical rows in lower-case hex; the same on every engine.
        by_reference: Rows that the reference evaluator scored or placed, one at a time.
        regimes: How the points of each node were computed.
        why: What of the scheme the columns do not know, where the reference scored every row; else empty.
        remarks: Warnings about the table.
    """

    rows: int
    states: Mapping[str, int]
    undecided: Mapping[str, int]
    digest: str
    by_reference: int = 0
    regimes: tuple[Regime, ...] = ()
    why: tuple[str, ...] = ()
    remarks: tuple[Problem, ...] = ()


def score_table(
    scheme: Scheme,
    path: Path,
    out: Path,
    *,
    engine: EngineName = "polars",
    as_of: date,
    decisions: Mapping[str, Decision] | None = None,
    period: str = "",
    others: Collection[str] = (),
    progress: Progress | None = None,
) -> TableScored:
    """
    Score a wide table of facts on one engine and write the results.

    Args:
        scheme: A checked scheme.
        path: ``.parquet`` or ``.csv`` (UTF-8) with the columns ``candidate``, maybe ``cluster``, and one for
            each fact id; a column ``name``, ``kind``, ``level``, ``unit``, ``title`` or ``post`` is passed
            over. A cell means what it means to ``intake.read_table``: numbers as people read them
            (``95.5``), ids or texts of labels, an empty cell or null missing, ``n/a``, ``không áp dụng`` or
            ``khong_ap_dung`` not applicable; and so is a number column's cell where the text column
            ``state.<fact>`` says ``not_applicable``.
        out: ``.parquet`` or ``.csv``; it appears whole or not at all. Columns: ``cluster``, ``rank``,
            ``candidate``, ``state``, ``total``, ``base``, ``bonus``, ``penalty``, ``adjustment`` (the parts
            of the total, as on a Card), ``class``, ``select.<id>``, ``waiting_for`` and ``gates`` (ids with a
            space between; those waited for in the order of the alphabet), in Parquet ``without_points``
            (``<id>=<state>`` with a space between, for each node that has none), ``points.<id>`` (in CSV the
            state where there is no number); by cluster, then rank, then candidate. ``thidua.scores`` puts
            ``period``, ``scheme`` and ``name`` beside them, so that a table looks the same whichever engine
            scored it.
        engine: Where the table is computed; ``duckdb`` and ``spark`` need their extra.
        as_of: The day whose targets apply.
        decisions: Filled decide slots, by slot id.
        period: Only the lines of this period, by its name (``2023-Q1``); a table with a column ``period``
            needs it.
        others: Facts of the rules of other periods, whose columns are empty in this one.
        progress: Called with rows done and rows in all while the reference evaluator works.

    Returns:
        Counts, the digest of the results and how each node was computed.

    Raises:
        EngineError: Unknown columns, wrong types, values out of range or with too many decimals, a candidate
            twice, an engine that is not installed; everything at once, and nothing is written.
        EvaluationError: Facts the scheme does not allow; nothing is written.
    """
    _check_suffix(out)
    with tempfile.TemporaryDirectory(prefix="thidua-") as name:
        folder = Path(name)
        (folder / "engine").mkdir()
        place = open_engine(engine, folder / "engine")
        try:
            reading = read_facts(path, scheme, folder / "facts.parquet", period, others)
            result = score(scheme, place.read(reading.path), place, as_of, decisions, progress)
            place.write(result.frame, folder / "raw.parquet")
        finally:
            place.close()
        table = folder / "result.parquet"
        put_in_order(folder / "raw.parquet", table, scheme)
        states, undecided = _counts(table, scheme)
        digest = digest_of(table, scheme, as_of)
        write_table(table, out, scheme)
    plan = result.plan
    remarks = (*reading.remarks, *_slow(plan, result.rows, path))
    return TableScored(
        result.rows, states, undecided, digest, result.by_reference, plan.regimes, plan.why, remarks
    )


def _slow(plan: Plan, rows: int, path: Path) -> Iterator[Problem]:
    """Say why a table took long: a word of the rules sent all of it to the reference evaluator."""
    if plan.why[-1:] == (LIMIT,):
        message = _(
            "Some numbers are too long for the columns: all {rows} candidates were scored one by one. "
            "The results are the same."
        )
        yield warn("W_BY_REFERENCE", message, path.name, rows=rows)
    elif plan.why:
        message = _(
            "The columns do not know “{word}” of “{node}”: all {rows} candidates were scored one by one. "
            "The results are the same."
        )
        node, word = plan.why
        yield warn("W_BY_REFERENCE", message, path.name, node=node, word=word, rows=rows)


def _check_suffix(out: Path) -> None:
    if out.suffix.lower() not in SUFFIXES:
        message = _("“{name}” must end in one of {suffixes}")
        raise EngineError([Problem("E_SUFFIX", message, {"name": out.name, "suffixes": ", ".join(SUFFIXES)})])


def _counts(table: Path, scheme: Scheme) -> tuple[dict[str, int], dict[str, int]]:
    scan = pl.scan_parquet(table)
    states = scan.group_by("state").len().sort("state").collect().iter_rows()
    names = {select.id: select_name(i) for i, select in enumerate(scheme.select)}
    waiting = [(pl.col(name) == _UNDECIDED).sum().alias(select) for select, name in names.items()]
    undecided = scan.select(waiting).collect().to_dicts()[0] if waiting else {}
    return dict(states), undecided
