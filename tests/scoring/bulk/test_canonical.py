from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from random import Random

import narwhals as nw
import polars as pl

from scoring.bulk import canonical_line, canonical_lines, digest, result_types
from tests.scoring.bulk.comparing import reference_rows
from tests.scoring.bulk.generating import made_rows, made_scheme
from tests.scoring.bulk.tables import table
from tests.scoring.samples import DAY, leaf, scheme_of


def test_the_first_line_names_the_rules_and_the_day_and_each_row_is_a_line() -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], "", "a")
    rows = reference_rows(scheme, table(scheme, {"a": 7}), DAY, {})

    lines = canonical_lines(scheme, rows)

    # candidate, cluster, state, class, waiting_for, gates, without_points, five numbers, points, rank
    expected = "a cum-1 value     7000000 7000000 0 0 0 7000000 1".replace(" ", "\x1f")
    assert lines == [expected]
    text = f"mau@2024-01-01\x1f2024-06-30\n{expected}\n"
    assert digest(scheme, date(2024, 6, 30), lines) == hashlib.sha256(text.encode()).hexdigest()


def test_a_frame_gives_the_same_lines_as_rows_in_python() -> None:
    scheme, made = made_scheme(Random(3), rare=0)
    rows = reference_rows(scheme, made_rows(made, scheme, 40), DAY, {})
    kinds = {str: pl.String, int: pl.Int64}
    frame = pl.DataFrame(rows, {name: kinds[kind] for name, kind in result_types(scheme).items()})

    ordered = frame.sort("cluster", "rank", "candidate", nulls_last=True).lazy()
    found = (
        nw.from_native(ordered).select(line=canonical_line(scheme)).to_native().collect()["line"].to_list()
    )

    assert found == canonical_lines(scheme, rows)


def test_one_changed_point_changes_the_digest(tmp_path: Path) -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], "", "a")
    one, other = (
        digest(scheme, DAY, canonical_lines(scheme, reference_rows(scheme, table(scheme, {"a": a}), DAY, {})))
        for a in (7, 8)
    )

    assert one != other
