"""
A whole table at once, with the same digits as the reference evaluator on every row.

``score`` compiles a scheme and the extents of a table into columns of whole numbers (narwhals expressions:
Polars, DuckDB, Spark). What the columns do not know, and the few rows they cannot settle, are scored by
``scoring.evaluate`` and placed by ``scoring.ranking``; nothing is refused and nothing is approximated.
"""

from scoring.bulk.engine import Engine, Frame
from scoring.bulk.plan import Plan, Regime
from scoring.bulk.table import Result, fact_types, result_types, score

__all__ = ["Engine", "Frame", "Plan", "Regime", "Result", "fact_types", "result_types", "score"]
