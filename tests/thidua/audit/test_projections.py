"""Tables compared as wholes before rows are looked at one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from thidua.audit.projections import Shape

SHAPE = Shape("t", ("id", "said"), ("id",))
ROWS = [("a", "1"), ("b", None)]


@pytest.mark.parametrize(
    ("kept", "agrees"),
    [
        (ROWS, True),
        (ROWS[::-1], True),
        (ROWS[:1], False),
        ([*ROWS, ("c", "2")], False),
        ([("a", "1"), ("b", "")], False),
        ([("a", "1"), ("b", 0)], False),
        ([("a", "2"), ("b", None)], False),
        # As many rows as there should be: one stands there twice, and hides that another is missing.
        ([("a", "1"), ("a", "1")], False),
    ],
)
def test_tables_agree_when_they_hold_the_very_same_rows(kept: list[tuple[object, ...]], agrees: bool) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("ATTACH ':memory:' AS kept")
        for schema, rows in (("main", ROWS), ("kept", kept)):
            database.execute(f"CREATE TABLE {schema}.t (id, said)")
            database.executemany(f"INSERT INTO {schema}.t VALUES (?, ?)", rows)
        assert SHAPE.agrees(database) == agrees
