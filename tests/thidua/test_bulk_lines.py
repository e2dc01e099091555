"""Lines of large tables: a name that is taken unread is one that the intake would take as it is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.bulk_lines import PLAIN_NAME, names_of, periods_of
from thidua.engines import EngineError
from thidua.intake.periods import Period
from thidua.intake.refusal import IntakeError
from thidua.intake.text import OLD_FONTS, clean_name

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐẾỊÔỮỳÀáãạýþÇøß 0123.,'()&/:;+\"-=<\u0300\u00ad\u0430ﬁ"


@given(st.text(LETTERS, max_size=12))
def test_a_name_that_is_taken_unread_is_clean(name: str) -> None:
    if re.search(PLAIN_NAME, name) and "  " not in name and not any(re.search(p, name) for p in OLD_FONTS):
        assert clean_name(name) == name


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_are_read_as_the_intake_reads_them(tmp_path: Path) -> None:
    names = ["Nguyễn Thị Ánh", "Xã  Mẫu ", "H'Hen Niê", "Ƀih", ""]
    lines = "".join(f"x{i},{name}\n" for i, name in enumerate(names))

    found = names_of(table(tmp_path, f"candidate,Name\n{lines}"))

    assert found is not None
    assert found.collect().rows() == [
        ("x0", "Nguyễn Thị Ánh"),
        ("x1", "Xã Mẫu"),
        ("x2", "H'Hen Niê"),
        ("x3", "Ƀih"),
        ("x4", None),
    ]


def test_every_name_that_cannot_be_used_is_told_with_its_first_line(tmp_path: Path) -> None:
    text = "candidate,name\na,Xã A\nb,=1+1\n\nc,Nguyeãn\nd,=1+1\n"

    with pytest.raises(EngineError) as caught:
        names_of(table(tmp_path, text))

    assert [(problem.code, problem.place) for problem in caught.value.problems] == [
        ("E_TEXT", "facts.csv:3"),
        ("E_ENCODING", "facts.csv:5"),
    ]
    for name in ("=1+1", "Nguyeãn"):
        with pytest.raises(IntakeError):
            clean_name(name)


def test_a_table_without_names_or_periods_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, "candidate,a\nx,1\n")

    assert (names_of(path), periods_of(path)) == (None, [None])


def test_periods_come_in_the_order_of_time_whatever_their_spelling(tmp_path: Path) -> None:
    path = table(tmp_path, "period,candidate\n2024,x\n30/06/2023,x\n2023-06-30,y\n2023-q1,x\n")

    assert periods_of(path) == [
        Period("2023-Q1", date(2023, 3, 31)),
        Period("2023-06-30", date(2023, 6, 30)),
        Period("2024", date(2024, 12, 31)),
    ]


def test_periods_of_a_typed_table_may_be_numbers_or_dates(tmp_path: Path) -> None:
    numbers, days, times = (tmp_path / f"{name}.parquet" for name in ("numbers", "days", "times"))
    polars.DataFrame({"candidate": ["x"], "period": [2023]}).write_parquet(numbers)
    polars.DataFrame({"candidate": ["x"], "period": [date(2023, 6, 30)]}).write_parquet(days)
    polars.read_parquet(days).with_columns(polars.col("period").cast(polars.Datetime)).write_parquet(times)

    found = [[period.name for period in periods_of(path) if period] for path in (numbers, days, times)]

    assert found == [["2023"], ["2023-06-30"], ["2023-06-30"]]


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"PAR1" + bytes(100) + b"PAR1")

    with pytest.raises(EngineError) as caught:
        periods_of(path)

    assert [problem.code for problem in caught.value.problems] == ["E_FILE_DAMAGED"]
