"""
Compare the bulk evaluator with the reference on made-up schemes and tables, for as long as is asked.

    python -m tools.campaign --rows 1000000
    python -m tools.campaign --seed 4711 --rows 400 --engine duckdb

Every scheme comes from its number, so a difference can be met again. It ends with the first one, exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random

from scoring import Decision, Scheme, SchemeError
from tests.scoring.bulk.comparing import Compared, compare, open_slots
from tests.scoring.bulk.generating import made_rows, made_scheme
from thidua.engines.computing import DuckdbEngine, PolarsEngine, SparkEngine

DAY = date(2024, 6, 30)
ENGINES = {"polars": PolarsEngine, "duckdb": DuckdbEngine, "spark": SparkEngine}


@dataclass
class Tally:
    """What was compared so far."""

    schemes: int = 0
    rows: int = 0
    by_columns: int = 0
    differences: int = 0
    decided: int = 0
    hows: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)

    def add(self, compared: Compared) -> None:
        """Count one comparison."""
        self.schemes += 1
        self.rows += compared.rows
        self.by_columns += compared.by_columns
        self.differences += len(compared.differences)
        if compared.plan is not None:
            self.hows.update(regime.how for regime in compared.plan.regimes)
            self.whys[compared.plan.why[-1] if compared.plan.why else "-"] += 1

    def text(self, seconds: float) -> str:
        """Give one line for people."""
        nodes = ", ".join(f"{how} {count}" for how, count in self.hows.most_common())
        return (
            f"{self.rows:,} rows compared ({self.by_columns:,} by columns alone, {self.decided:,} with ties "
            f"decided), {self.schemes:,} schemes, {self.differences} differences, {seconds:,.0f} s; "
            f"nodes: {nodes}"
        )


def main() -> int:
    """Run the campaign and tell its result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows to compare at least")
    parser.add_argument("--seed", type=int, default=0, help="number of the first scheme")
    parser.add_argument("--size", type=int, default=400, help="rows of each table")
    parser.add_argument("--rare", type=float, default=0.01, help="share of words left to the reference")
    parser.add_argument("--engine", choices=ENGINES, default="polars")
    asked = parser.parse_args()
    tally, start, seed = Tally(), time.monotonic(), asked.seed
    while tally.rows < asked.rows:
        for compared in compared_once(seed, asked.size, asked.rare, asked.engine, tally):
            tally.add(compared)
            if compared.differences:
                print(f"scheme {seed}: {compared.differences[:5]}")
                print(tally.text(time.monotonic() - start))
                return 1
        seed += 1
        if seed % 100 == 0:
            print(f"{seed}: {tally.text(time.monotonic() - start)}", file=sys.stderr, flush=True)
    print(tally.text(time.monotonic() - start))
    print("left to the reference for:", dict(tally.whys.most_common()))
    return 0


def compared_once(seed: int, size: int, rare: float, engine: str, tally: Tally) -> list[Compared]:
    """Compare one scheme on one table, and again with some of its ties decided."""
    rng = Random(seed)
    try:
        scheme, made = made_scheme(rng, rare)
    except SchemeError:
        return []
    rows = made_rows(made, scheme, size)
    given = wording(rng, scheme)
    found = [compare(scheme, rows, DAY, given, ENGINES[engine])]
    slots = open_slots(scheme, rows, DAY, given)
    if slots and rng.random() < 0.3:
        for slot in rng.sample(slots, min(len(slots), 3)):
            chosen = rng.sample(slot.options, slot.choose)
            given[slot.id] = Decision(slot.id, tuple(chosen))
        found.append(compare(scheme, rows, DAY, given, ENGINES[engine]))
        tally.decided += found[-1].rows
    return found


def wording(rng: Random, scheme: Scheme) -> dict[str, Decision]:
    """Fill most questions of wording."""
    return {
        slot.id: Decision(slot.id, (rng.choice(list(slot.options)),))
        for slot in scheme.decide
        if rng.random() < 0.8
    }


if __name__ == "__main__":
    sys.exit(main())
