"""
A whole table at once, with the same digits as the reference evaluator on every row.

``score`` compiles a scheme and the extents of a table into columns of whole numbers (narwhals expressions:
Polars, DuckDB, Spark). What the columns do not know, and the few rows they cannot settle, are scored by
``scoring.evaluate`` and placed by ``scoring.ranking``; nothing is refused and nothing is approximated.
"""

from scoring.bulk.canonical import canonical_line, canonical_lines, digest, result_types
from scoring.bulk.cells import absent_name, fact_name
from scoring.bulk.engine import Engine, Frame, Row, Types
from scoring.bulk.outputs import points_name, select_name
from scoring.bulk.plan import LIMIT, Plan, Regime
from scoring.bulk.table import Result, fact_types, score

__all__ = [
    "LIMIT",
    "Engine",
    "Frame",
    "Plan",
    "Regime",
    "Result",
    "Row",
    "Types",
    "absent_name",
    "canonical_line",
    "canonical_lines",
    "digest",
    "fact_name",
    "fact_types",
    "points_name",
    "result_types",
    "score",
    "select_name",
]
