"""Many draws at once: each is a field of its own in one large table, scored by columns of whole numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from scoring.analysis import Baseline, Chance, Inputs, Span, Tally, draw
from scoring.errors import EvaluationError
from scoring.facts import Decision, Entry, State
from scoring.ranking import ALL
from scoring.scheme.model import FactSpec, Scheme

Progress = Callable[[int, int], None]
# Below so many rows starting the column engine costs more than it saves.
_FEW_ROWS = 4_000
_ROWS_AT_ONCE = 200_000
_WHOLE = 2**62
_OF_DRAW = "|"  # stands between the number of a draw and an id


def draw_all(base: Baseline, known: Sequence[Span], chance: Chance, draws: int, progress: Progress) -> Tally:
    """
    Score, rank and select once a draw and count what is met, by columns where there are many draws.

    Args:
        base: The result with the values as reported.
        known: What ``scoring.analysis.spans`` gave.
        chance: As for ``scoring.analysis.draw``, whose answer this is, rank by rank.
        draws: How many.
        progress: Told (draws done, in all).

    Raises:
        AnalysisError: A draw gives a value that the scheme does not allow.
    """
    rows = draws * len(base.inputs.entries)
    if rows < _FEW_ROWS or not _fits(base, known):
        return draw(base, known, chance, range(draws), progress=progress)
    found = Tally()
    at_once = max(_ROWS_AT_ONCE // len(base.inputs.entries), 1)
    for start in range(0, draws, at_once):
        numbers = range(start, min(start + at_once, draws))
        found.merge(_drawn(base, known, chance, numbers))
        progress(numbers.stop, draws)
    return found


def _fits(base: Baseline, known: Sequence[Span]) -> bool:
    """Tell whether draws can stand side by side in one table: no panels, nobody compared across clusters."""
    inputs = base.inputs
    scopes = {base.reach, inputs.scheme.rank.within, *(select.within for select in inputs.scheme.select)}
    if ALL in scopes or inputs.scheme.rank.ties == "decide" or any(each.panels for each in inputs.entries):
        return False
    reported = [
        (abs(number), spec)
        for spec in inputs.scheme.facts
        for entry in inputs.entries
        if (number := entry.fact(spec.id).number) is not None
    ]
    drawn = [(abs(span.now) / span.step, max(span.below, span.above)) for span in known]
    return all(_units(number, spec).denominator == 1 < _WHOLE for number, spec in reported) and all(
        units + steps < _WHOLE for units, steps in drawn
    )


def _units(number: Fraction, spec: FactSpec) -> Fraction:
    return number * Fraction(10) ** spec.decimals


def _drawn(base: Baseline, known: Sequence[Span], chance: Chance, numbers: range) -> Tally:
    import narwhals as nw  # slow import
    import polars as pl  # slow import

    from scoring.bulk import score, select_name  # slow import
    from thidua.engines.computing import PolarsEngine  # slow import

    scheme = base.inputs.scheme
    frame = nw.from_native(pl.DataFrame(dict(_columns(base.inputs, known, chance, numbers))).lazy())
    decisions = _decisions(base.inputs, numbers)
    with tempfile.TemporaryDirectory() as folder:
        engine = PolarsEngine(Path(folder))
        try:
            result = score(scheme, frame, engine, base.inputs.as_of, decisions)
        except EvaluationError as error:
            # The reference says the same with the draw's own number and the candidate's own name.
            draw(base, known, chance, sorted(_refused(error)))
            return draw(base, known, chance, numbers)
        chosen = [select_name(i) for i in range(len(scheme.select))]
        rows = engine.rows(result.frame.select("candidate", "rank", *chosen))
        return _counted(scheme, rows, len(numbers))


def _columns(
    inputs: Inputs, known: Sequence[Span], chance: Chance, numbers: range
) -> Iterator[tuple[str, Any]]:
    """Give the columns of the table: draw by draw, in each the entries in their order."""
    import polars as pl  # slow import

    from scoring.bulk import absent_name, fact_name  # slow import

    candidates = [entry.candidate for entry in inputs.entries]
    for name in ("candidate", "cluster"):
        ids = [candidate.id if name == "candidate" else candidate.cluster for candidate in candidates]
        yield name, [f"{number}{_OF_DRAW}{each}" for number in numbers for each in ids]
    moving = {(span.candidate, span.fact): span for span in known if not span.is_fixed}
    for spec in inputs.scheme.facts:
        cells = [_cells(entry, spec, moving, chance, numbers) for entry in inputs.entries]
        kind = pl.String if spec.kind == "choice" else pl.Int64
        yield fact_name(inputs.scheme, spec.id), pl.Series(_by_draw(cells), dtype=kind)
        absent = [entry.fact(spec.id).state is State.NOT_APPLICABLE for entry in inputs.entries]
        if any(absent):
            yield absent_name(inputs.scheme, spec.id), absent * len(numbers)


def _by_draw(cells: Sequence[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(zip(*cells, strict=True)))


def _cells(
    entry: Entry, spec: FactSpec, moving: Mapping[tuple[str, str], Span], chance: Chance, numbers: range
) -> Iterable[Any]:
    """Give one value of one candidate for each draw: a label, or a number in units of its last decimal."""
    fact = entry.fact(spec.id)
    span = moving.get((entry.candidate.id, spec.id))
    if span is None:
        number = None if fact.number is None else int(_units(fact.number, spec))
        return repeat(fact.label or number, len(numbers))
    given = chance(span.candidate, span.fact, span.judge)
    now = int(_units(span.now, spec))
    return [now + span.steps(given[number]) for number in numbers]


def _decisions(inputs: Inputs, numbers: range) -> Mapping[str, Decision]:
    """Give each draw the decisions on ties, with the names that its candidates have there."""
    wording = {slot.id for slot in inputs.scheme.decide}
    found = {slot: decision for slot, decision in inputs.decisions.items() if slot in wording}
    for slot, decision in inputs.decisions.items():
        for select in inputs.scheme.select:
            if slot not in wording and slot.startswith(f"{select.id}."):
                cluster = slot.removeprefix(f"{select.id}.")
                for number in numbers:
                    name = f"{select.id}.{number}{_OF_DRAW}{cluster}"
                    choice = tuple(f"{number}{_OF_DRAW}{each}" for each in decision.choice)
                    found[name] = Decision(name, choice, decision.who, decision.basis)
    return found


def _refused(error: EvaluationError) -> set[int]:
    names = (str(problem.values.get("candidate", "")) for problem in error.problems)
    return {int(name.partition(_OF_DRAW)[0]) for name in names if _OF_DRAW in name}


def _counted(scheme: Scheme, rows: Iterable[Mapping[str, Any]], draws: int) -> Tally:
    from scoring.bulk import select_name  # slow import

    found = Tally(draws)
    parts = 2 if scheme.rank.ties == "average" else 1
    names = {select.id: select_name(i) for i, select in enumerate(scheme.select)}
    for row in rows:
        candidate = row["candidate"].partition(_OF_DRAW)[2]
        rank = None if row["rank"] is None else Fraction(row["rank"], parts)
        found.add(candidate, rank, {select: row[name] for select, name in names.items()})
    return found
