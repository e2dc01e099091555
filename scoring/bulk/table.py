"""A whole table scored: profile, plan, program, the rows in doubt by the reference, places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from scoring.bulk.canonical import result_types
from scoring.bulk.cells import Extent, Profile, UnplannedError, absent_name, fact_name
from scoring.bulk.engine import Engine, Frame, Row, Types
from scoring.bulk.outputs import TEXTS, card_columns
from scoring.bulk.placement import KEYED, base_name, key_name, mark_name, share_name
from scoring.bulk.places import OUT, Tally
from scoring.bulk.plan import DOUBT, Plan, plan
from scoring.bulk.program import Program
from scoring.bulk.reference import ByReference, looks_beyond
from scoring.bulk.relative import SCOPES
from scoring.bulk.standing import plan_standing
from scoring.errors import EvaluationError, Problem
from scoring.facts import Decision
from scoring.placing import ALL
from scoring.scheme.measures import FACT
from scoring.scheme.model import Scheme

BATCH = 2000
MOST_PROBLEMS = 1000
_SHORT = 2**31
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Result:
    """
    A scored table.

    Attributes:
        frame: The columns of ``result_types``, in no order of rows.
        plan: How it was scored.
        rows: Candidates in the table.
        by_reference: How many of them the reference evaluator scored or placed.
    """

    frame: Frame
    plan: Plan
    rows: int
    by_reference: int


def fact_types(scheme: Scheme) -> Types:
    """
    Give the columns of a table of facts.

    ``fact_<i>`` is the i-th fact of the scheme: a label, or a whole number in units of the last declared
    decimal; null where it is missing. ``absent_<i>`` is true where it does not apply; it may be left out.
    """
    types: Types = {"candidate": str, "cluster": str}
    for spec in scheme.facts:
        types[fact_name(scheme, spec.id)] = str if spec.kind == "choice" else int
    return types


def score(
    scheme: Scheme,
    frame: Frame,
    engine: Engine,
    as_of: date,
    decisions: Mapping[str, Decision] | None = None,
    progress: Progress | None = None,
) -> Result:
    """
    Score, rank and select a whole table.

    Args:
        scheme: A checked scheme.
        frame: Facts in the columns of ``fact_types``; every candidate once.
        engine: Where the frame lives.
        as_of: The day whose targets apply.
        decisions: Filled decide slots, by slot id.
        progress: Called with rows done and rows in all while the reference evaluator works.

    Returns:
        The same as ``evaluate`` and ``standings`` give, row by row and digit by digit.

    Raises:
        EvaluationError: Facts that the scheme does not allow; at most the first thousand problems.
    """
    return _Job(scheme, frame, engine, as_of, decisions or {}, progress or (lambda _done, _all: None)).run()


class _Job:
    """One table on its way; lives for one call of ``score``."""

    def __init__(
        self,
        scheme: Scheme,
        frame: Frame,
        engine: Engine,
        as_of: date,
        decisions: Mapping[str, Decision],
        progress: Progress,
    ) -> None:
        self.scheme, self.engine, self.progress = scheme, engine, progress
        self.as_of, self.decisions = as_of, decisions
        present = set(frame.collect_schema().names())
        absent = [absent_name(scheme, spec.id) for spec in scheme.facts]
        self.absent = [name for name in absent if name in present]
        self.facts = self._scoped(frame.select(*fact_types(scheme), *self.absent))
        self.reference = ByReference(scheme, as_of, decisions)
        self.by_reference = 0

    def _scoped(self, frame: Frame) -> Frame:
        """Give the frame with the columns whose equal rows make a group."""
        clusters = self.engine.told_apart(nw.col("cluster"))
        return frame.with_columns(_all=nw.lit(0, nw.Int64), _cluster=clusters)

    def run(self) -> Result:
        """Score the table; what the columns do not know is left to the reference."""
        profile = self._profile()
        planned = plan(self.scheme, self.as_of, self.decisions, profile, self.engine.limit)
        if planned.program is None:
            return self._whole(planned, profile.rows)
        cards = self._cards(planned)
        try:
            tally = self._tally(planned, cards)
            placed = plan_standing(self.scheme, planned.placement, tally, self.engine.limit)
        except UnplannedError as unplanned:
            return self._whole(planned.given_up((unplanned.node, unplanned.what)), profile.rows)
        frame = self._standings(placed, cards)
        return Result(frame, planned, profile.rows, self.by_reference)

    def _profile(self) -> Profile:
        exprs = [nw.len().alias("rows")]
        for spec in self.scheme.facts:
            exprs += self._extent(spec.id, spec.kind == "choice")
        (row,) = self.engine.rows(self.facts.select(*exprs))
        return Profile(row["rows"], {spec.id: self._read_extent(spec.id, row) for spec in self.scheme.facts})

    def _extent(self, fact: str, is_label: bool) -> Iterator[nw.Expr]:
        name, absent = fact_name(self.scheme, fact), absent_name(self.scheme, fact)
        column, missing = nw.col(name), nw.col(name).is_null()
        if absent in self.absent:
            yield nw.col(absent).any().alias(f"any_{absent}")
            missing = missing & ~nw.col(absent)
        yield missing.any().alias(f"missing_{name}")
        if not is_label:
            yield from (column.min().alias(f"low_{name}"), column.max().alias(f"high_{name}"))

    def _read_extent(self, fact: str, row: Row) -> Extent:
        name, absent = fact_name(self.scheme, fact), absent_name(self.scheme, fact)
        low, high = row.get(f"low_{name}"), row.get(f"high_{name}")
        missing, gone = bool(row[f"missing_{name}"]), bool(row.get(f"any_{absent}"))
        return Extent(low or 0, high or 0, missing, gone)

    def _cards(self, planned: Plan) -> Frame:
        """Score every row, the rows in doubt by the reference."""
        program = planned.program
        assert program is not None, "a plan by reference does not come here"
        types = card_types(self.scheme, planned)
        fixed = {name: program.constants[name] for name in types if name in program.constants}
        varying = {name: kind for name, kind in types.items() if name not in fixed}
        computed = program.apply(self.facts, [*varying, DOUBT])
        held = self.engine.hold(computed.select(*typed(varying, program), nw.col(DOUBT)))
        if self._count(held, DOUBT) == 0:
            return _with(held.drop(DOUBT), fixed)
        names = held.filter(nw.col(DOUBT) == 1).select("candidate")
        doubted = self.facts.drop(*SCOPES.values()).join(names, on="candidate", how="inner")
        found = self._rows(doubted, lambda rows: self.reference.cards(rows, planned.placement))
        settled = _with(held.filter(nw.col(DOUBT) == 0), fixed).select(*typed(types))
        return nw.concat([settled, self.engine.lift(found, types)])

    def _count(self, frame: Frame, name: str) -> int:
        (row,) = self.engine.rows(frame.select(nw.col(name).sum().alias("count")))
        return row["count"] or 0

    def _tally(self, planned: Plan, cards: Frame) -> Tally:
        waits = (nw.col(KEYED) == 0) & ~nw.col("state").is_in(OUT)
        names = [name(i) for i in range(len(planned.placement.scales)) for name in (mark_name, key_name)]
        names += _quota_names(self.scheme)
        ends = [
            (nw.col(name).min().alias(f"low_{name}"), nw.col(name).max().alias(f"high_{name}"))
            for name in names
        ]
        unkeyed = (1 - nw.col(KEYED)).sum().alias("unkeyed")
        exprs = [nw.len().alias("rows"), unkeyed, waits.cast(nw.Int64).sum().alias("waiting")]
        (row,) = self.engine.rows(cards.select(*exprs, *(end for pair in ends for end in pair)))
        bounds = {name: (row[f"low_{name}"] or 0, row[f"high_{name}"] or 0) for name in names}
        return Tally(row["rows"], row["unkeyed"] or 0, row["waiting"] or 0, bounds)

    def _standings(self, placed: Program, cards: Frame) -> Frame:
        """Place every row; clusters that people have decided on, or in doubt, by the reference."""
        types = result_types(self.scheme)
        cards = self._scoped(cards)
        decided = sorted(decided_scopes(self.scheme, self.decisions))
        if ALL in decided:
            return self._all_by_reference(types)
        if DOUBT in placed.constants and not decided:
            return placed.apply(cards, types)
        found = placed.apply(cards, [*types, DOUBT])
        held = self.engine.hold(found.select(*typed(types), nw.col(DOUBT)))
        where = nw.col(DOUBT) == 1
        where = where | nw.col("cluster").is_in(decided) if decided else where
        again = self.engine.rows(held.filter(where).select("cluster").unique())
        if again and looks_beyond(self.scheme):
            return self._all_by_reference(types)
        clusters = [row["cluster"] for row in again]
        return self._replaced(held.drop(DOUBT), clusters, types) if clusters else held.drop(DOUBT)

    def _replaced(self, held: Frame, clusters: list[str], types: Types) -> Frame:
        """Let the reference place some clusters."""
        inside = self.facts.filter(nw.col("cluster").is_in(clusters)).drop(*SCOPES.values())
        rows = self._rows(inside, self.reference.standings)
        kept = held.filter(~nw.col("cluster").is_in(clusters))
        return nw.concat([kept, self.engine.lift(rows, types)])

    def _whole(self, planned: Plan, rows: int) -> Result:
        return Result(self._all_by_reference(result_types(self.scheme)), planned, rows, self.by_reference)

    def _all_by_reference(self, types: Types) -> Frame:
        rows = self._rows(self.facts.drop(*SCOPES.values()), self.reference.standings)
        return self.engine.lift(rows, types)

    def _rows(self, facts: Frame, answer: Callable[[list[dict[str, Any]]], list[Row]]) -> list[Row]:
        """Let the reference answer for rows of facts, whole clusters at a time."""
        held = self.engine.hold(facts)
        sizes = {
            row["cluster"]: row["size"]
            for row in self.engine.rows(held.group_by("cluster").agg(nw.len().alias("size")))
        }
        found: list[Row] = []
        problems: list[Problem] = []
        for clusters in _batches(sizes, alone=looks_beyond(self.scheme)):
            rows = self.engine.rows(held.filter(nw.col("cluster").is_in(clusters)))
            try:
                found += answer(sorted(rows, key=lambda row: str(row["candidate"])))
            except EvaluationError as error:
                problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
            self.progress(len(found), sum(sizes.values()))
        if problems:
            raise EvaluationError(problems[:MOST_PROBLEMS])
        self.by_reference += len(found)
        return found


def _with(frame: Frame, fixed: Mapping[str, nw.Expr]) -> Frame:
    return frame.with_columns(**fixed) if fixed else frame


def _batches(sizes: Mapping[str, int], *, alone: bool) -> Iterator[list[str]]:
    """Give clusters some at a time; all at once where one depends on the others."""
    batch: list[str] = []
    count = 0
    for cluster, size in sorted(sizes.items()):
        batch.append(cluster)
        count += size
        if count >= BATCH and not alone:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _quota_names(scheme: Scheme) -> list[str]:
    names = [base_name(i) for i, select in enumerate(scheme.select) if select.of.startswith(FACT)]
    return names + [share_name(i) for i, select in enumerate(scheme.select) if select.share_by]


def card_types(scheme: Scheme, planned: Plan) -> Types:
    """Give the columns of the cards with what places are made from."""
    texts = {"candidate", "cluster", *TEXTS}
    types: Types = {name: str if name in texts else int for name in card_columns(scheme)}
    return types | dict.fromkeys([*planned.placement.columns, *_quota_names(scheme)], int)


def typed(types: Types, program: Program | None = None) -> list[nw.Expr]:
    """Give the columns, each of its type; a program's whole numbers as short as their size allows."""
    sizes = program.sizes if program else {}
    return [nw.col(name).cast(_type(kind, sizes.get(name))) for name, kind in types.items()]


def _type(
    kind: type[str] | type[int] | type[bool], size: int | None
) -> type[nw.String] | type[nw.Int32] | type[nw.Int64]:
    if kind is str:
        return nw.String
    return nw.Int32 if size is not None and size < _SHORT else nw.Int64


def decided_scopes(scheme: Scheme, decisions: Mapping[str, Decision]) -> set[str]:
    """Give the clusters, or ``all``, in which people have settled a tie or an order."""
    scopes = {slot.removeprefix("rank.").rpartition(".")[0] for slot in decisions if slot.startswith("rank.")}
    for select in scheme.select:
        start = f"{select.id}."
        scopes |= {slot.removeprefix(start) for slot in decisions if slot.startswith(start)}
    return scopes
