"""Tables of facts, long and wide, in every kind of file a clerk may have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import Problem
from scoring.facts import Candidate, Fact, State
from scoring.scheme.model import Measure, Scheme
from tests.thidua.intake import damage
from tests.thidua.intake.samples import FACTS, READER, SCHEME, outcome, scheme
from thidua.intake import grid
from thidua.intake.grid import decode
from thidua.intake.periods import Period
from thidua.intake.refusal import refuse
from thidua.intake.tables import TableReading, read_table

LONG = 'candidate,fact,value\nxa-a,ho_so,12\nxa-a,diem,"98,5"\nxa-b,ho_so,0\nxa-b,diem,\n'
SMALL = scheme("nho", FACTS[:3])


def with_panel() -> Scheme:
    """The usual scheme, but judges give ``diem``."""
    children = [
        node.model_copy(update={"measure": Measure.model_validate({"panel": {"fact": "diem"}})})
        if node.id == "c_diem"
        else node
        for node in SCHEME.children
    ]
    return SCHEME.model_copy(update={"children": children})


PANEL = with_panel()


def table(tmp_path: Path, content: str | bytes, name: str = "facts.csv", rules: Any = SCHEME) -> TableReading:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, rules, reader=READER)


def found(reading: TableReading) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in reading.problems]


def numbers(reading: TableReading) -> dict[str, dict[str, Any]]:
    return {
        entry.candidate.id: {fact.id: fact.label or fact.number for fact in entry.facts.values()}
        for entry in reading.entries
    }


def test_a_long_table_gives_one_entry_a_candidate(tmp_path: Path) -> None:
    reading = table(tmp_path, LONG)
    assert reading.problems == []
    assert [entry.candidate for entry in reading.entries] == [
        Candidate("xa-a", "xa-a"),
        Candidate("xa-b", "xa-b"),
    ]
    assert dict(reading.entries[0].facts) == {
        "ho_so": Fact("ho_so", State.VALUE, Fraction(12), source="facts.csv:2"),
        "diem": Fact("diem", State.VALUE, Fraction("98.5"), source="facts.csv:3"),
    }
    assert dict(reading.entries[1].facts) == {
        "ho_so": Fact("ho_so", State.VALUE, Fraction(0), source="facts.csv:4"),
        "diem": Fact("diem", State.MISSING, source="facts.csv:5"),
    }


def test_a_wide_table_says_the_same(tmp_path: Path) -> None:
    wide = 'candidate,ho_so,diem\nxa-a,12,"98,5"\nxa-b,0,\n'
    assert numbers(table(tmp_path, wide)) == numbers(table(tmp_path, LONG))


def test_a_wide_table_says_who_the_candidates_are_and_warns_of_absent_facts(tmp_path: Path) -> None:
    reading = table(
        tmp_path,
        "candidate,name,cluster,level,kind,unit,title,post,ho_so\n"
        "xa-a.an,Nguyễn Văn An,cum_1,xa,individual,xa-a,Ông,Công chức,5\n",
    )
    assert found(reading) == [("W_COLUMN_ABSENT", "facts.csv:1")]
    assert reading.entries[0].candidate == Candidate(
        "xa-a.an", "Nguyễn Văn An", "individual", "xa", "cum_1", "xa-a", "Ông", "Công chức"
    )


def test_judges_stand_in_panels(tmp_path: Path) -> None:
    text = "candidate,fact,value,judge\na,diem,8,gk1\na,diem,9,gk2\na,ho_so,3,\n"
    reading = table(tmp_path, text, rules=PANEL)
    assert reading.problems == []
    entry = reading.entries[0]
    assert [(fact.judge, fact.number) for fact in entry.panels["diem"]] == [("gk1", 8), ("gk2", 9)]
    assert list(entry.facts) == ["ho_so"]


def test_not_applicable_is_said_in_two_ways(tmp_path: Path) -> None:
    reading = table(tmp_path, "candidate,fact,value\na,ho_so,N/A\na,diem,Không  áp dụng\na,ky_luat,n/a\n")
    assert [fact.state for fact in reading.entries[0].facts.values()] == [State.NOT_APPLICABLE] * 2
    assert found(reading) == [("E_NOT_APPLICABLE", "facts.csv:4")]


def test_choices_take_ids_or_texts(tmp_path: Path) -> None:
    reading = table(
        tmp_path, "candidate,fact,value\na,ky_luat,khien_trach\nb,ky_luat,Khiển trách\nc,ky_luat,treo\n"
    )
    assert numbers(reading) == {"a": {"ky_luat": "khien_trach"}, "b": {"ky_luat": "khien_trach"}, "c": {}}
    assert found(reading) == [("E_CHOICE", "facts.csv:4")]


@pytest.mark.parametrize(
    "content",
    [
        LONG.encode(),
        b"\xef\xbb\xbf" + LONG.encode(),
        LONG.replace("\n", "\r\n").encode(),
        LONG.encode("utf-16"),
        LONG.replace(",", "\t").replace('"98\t5"', "98,5").encode("utf-16-be").join([b"\xfe\xff", b""]),
        LONG.replace(",", ";").replace('"98;5"', "98,5").encode(),
        LONG.replace("\n", "\n\n").encode(),
        LONG.replace("\n", "\r").encode(),
    ],
)
def test_every_usual_way_of_saving_csv_is_read(tmp_path: Path, content: bytes) -> None:
    reading = table(tmp_path, content)
    assert reading.problems == []
    assert numbers(reading) == {
        "xa-a": {"ho_so": 12, "diem": Fraction("98.5")},
        "xa-b": {"ho_so": 0, "diem": None},
    }


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "E_EMPTY", ""),
        (b"\xef\xbb\xbf", "E_EMPTY", ""),
        (b"candidate,fact,value\n", "E_EMPTY", ":1"),
        ("candidate,fact,value\na,ho_so,Đạt\n".encode("utf-16-le"), "E_ENCODING", ":1"),
        (LONG.encode("utf-32"), "E_ENCODING", ":1"),
        (b"candidate,fact,value\na,ho_so,1\nNguy\xd4n,ho_so,2\n", "E_ENCODING", ":3"),
        (b"candidate,fact,value\na,ho_so,\xc0\xaf\n", "E_ENCODING", ":2"),
        (b"candidate,fact,value\na,ho_so,1\0\n", "E_CSV", ":2"),
        (b'candidate,fact,value\na,"ho_so,1\nb,ho_so,2\n', "E_CSV", ":2"),
        (b'candidate,fact,value\na,"ho"so",1\n', "E_CSV", ":2"),
        (b"candidate,fact,value\na,diem,98,5\n", "E_CSV", ":2"),
        (b"candidate,fact,value\na,diem\n", "E_CSV", ":2"),
        (b"candidate;fact;value\na,diem,9\n", "E_CSV", ":2"),
        (b"candidate;fact,value\na;diem,9\n", "E_CSV", ":1"),
        (b"candidate\na\n", "E_CSV", ":1"),
        (b"sep=;\ncandidate;fact;value\n", "E_HEADER", ":1"),
        (b"<html><body>a,b</body></html>\n", "E_HEADER", ":1"),
        (b"candidate,fact,value\na,ho_so," + b"1" * 200_000 + b"\n", "E_TOO_LONG", ":2"),
    ],
)
def test_a_bad_csv_is_refused_with_its_line(tmp_path: Path, content: bytes, code: str, line: str) -> None:
    reading = table(tmp_path, content)
    assert (code, f"facts.csv{line}") in found(reading)
    assert {problem.code for problem in reading.problems} == {code}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("candidate,fact,value,judgge", "“judge”"),
        ("candidates,fact,value", "candidate"),
        ("candidate,fact", "value"),
        ("ứng viên,fact,value", "candidate"),
        ("candidate,fact,value,value", "twice"),
        ("candidate,fact,value,", "no column"),
        ("candidate,fact,points", "points"),
    ],
)
def test_a_wrong_header_names_the_nearest_column(tmp_path: Path, header: str, wanted: str) -> None:
    row = ",".join(["a", "ho_so", "1", "x"][: header.count(",") + 1])
    reading = table(tmp_path, f"{header}\n{row}\n")
    assert {problem.code for problem in reading.problems} == {"E_HEADER"}
    assert reading.entries == []
    assert any(wanted.strip("“”") in problem.text() for problem in reading.problems)


def test_capitals_spaces_and_line_breaks_of_a_header_make_no_difference(tmp_path: Path) -> None:
    loose = table(tmp_path, LONG.replace("candidate,fact", " Candidate , FACT\u00a0"))
    assert numbers(loose) == numbers(table(tmp_path, LONG))
    header: list[object] = [" Candidate\n", "HO_SO", "ty_le ", "diem"]
    assert numbers(sheet(tmp_path, [header, *ROWS[1:]])) == numbers(sheet(tmp_path, ROWS))


def test_a_judge_of_a_fact_that_no_panel_reads_is_refused(tmp_path: Path) -> None:
    reading = table(tmp_path, "candidate,fact,value,judge\na,ho_so,3,gk1\na,diem,8,gk1\n", rules=PANEL)
    assert found(reading) == [("E_JUDGE", "facts.csv:2")]
    assert list(reading.entries[0].panels) == ["diem"]


def test_an_unknown_fact_names_the_nearest(tmp_path: Path) -> None:
    reading = table(tmp_path, "candidate,fact,value\na,ho_sơ,1\na,diem,2\n")
    assert found(reading) == [("E_FACT", "facts.csv:2")]
    assert "ho_so" in reading.problems[0].text()
    wide = table(tmp_path, "candidate,ho_so1\na,1\n")
    assert found(wide) == [("E_HEADER", "facts.csv:1")]
    assert "ho_so" in wide.problems[0].text()


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("a,ho_so,1,\na,ho_so,1,\n", ("E_DUPLICATE", 2, 3)),
        ("a,diem,1,g1\nb,diem,1,g1\na,diem,2,g1\n", ("E_DUPLICATE", 2, 4)),
        ("a,diem,1,g1\na,diem,2,\n", ("E_DUPLICATE", 2, 3)),
    ],
)
def test_a_fact_told_twice_names_both_lines(tmp_path: Path, rows: str, wanted: tuple[str, int, int]) -> None:
    reading = table(tmp_path, "candidate,fact,value,judge\n" + rows, rules=PANEL)
    code, first, second = wanted
    assert found(reading) == [(code, f"facts.csv:{second}")]
    assert f"line {first} and again on line {second}" in reading.problems[0].text()


def test_a_candidate_told_twice_or_in_other_capitals_is_refused(tmp_path: Path) -> None:
    reading = table(tmp_path, "candidate,ho_so,diem,ty_le\na,1,2,3\na,1,2,3\nA,1,2,3\n", rules=SMALL)
    assert found(reading) == [("E_DUPLICATE", "facts.csv:3"), ("E_DUPLICATE", "facts.csv:4")]


def test_lines_of_one_candidate_must_agree_on_who_it_is(tmp_path: Path) -> None:
    reading = table(tmp_path, "candidate,fact,value,name\na,ho_so,1,Xã A\na,diem,2,\na,ty_le,3,Xã B\n")
    assert found(reading) == [("E_CONTRADICTION", "facts.csv:4")]
    assert reading.entries[0].candidate.name == "Xã A"


def test_all_faults_are_found_at_once_and_the_rest_is_read(tmp_path: Path) -> None:
    reading = table(
        tmp_path,
        "candidate,name,level,ho_so,diem,ty_le\n"
        "a,Xã A,xa,1.234,101,0.5\n"
        ",Xã B,xa,1,1,1\n"
        "c,X\u200bã C,phuong,1,x,1\n",
        rules=SMALL,
    )
    assert found(reading) == [
        ("E_NUMBER", "facts.csv:2"),
        ("E_RANGE", "facts.csv:2"),
        ("W_PERCENT", "facts.csv:2"),
        ("E_REQUIRED", "facts.csv:3"),
        ("E_TEXT", "facts.csv:4"),
        ("E_VALUE", "facts.csv:4"),
        ("E_NUMBER", "facts.csv:4"),
    ]
    assert numbers(reading) == {"a": {"ty_le": Fraction(1, 2)}, "c": {"ho_so": 1, "ty_le": 1}}
    assert not reading.is_accepted


def sheet(
    tmp_path: Path, rows: list[list[object]], change: Any = None, name: str = "facts.xlsx"
) -> TableReading:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Số liệu"
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(tmp_path / name)
    return read_table(tmp_path / name, SMALL, reader=READER)


ROWS: list[list[object]] = [
    ["candidate", "ho_so", "ty_le", "diem"],
    ["xa-a", 12, 98.5, "8,45"],
    ["xa-b", 0, None, 8.45],
]


def test_a_workbook_is_read_like_csv_with_cells_for_places(tmp_path: Path) -> None:
    reading = sheet(tmp_path, ROWS)
    assert reading.problems == []
    assert numbers(reading) == {
        "xa-a": {"ho_so": 12, "ty_le": Fraction("98.5"), "diem": Fraction("8.45")},
        "xa-b": {"ho_so": 0, "ty_le": None, "diem": Fraction("8.45")},
    }
    assert reading.entries[1].facts["ty_le"] == Fact("ty_le", State.MISSING, source="facts.xlsx!Số liệu!C3")


def test_faults_of_a_workbook_name_their_cells(tmp_path: Path) -> None:
    rows = [ROWS[0], [1, 12, 98.5, 8], ["b", True, "=1+1", "x"]]
    assert found(sheet(tmp_path, rows)) == [
        ("E_ID", "facts.xlsx!Số liệu!A2"),
        ("E_NUMBER", "facts.xlsx!Số liệu!B3"),
        ("E_FORMULA", "facts.xlsx!Số liệu!C3"),
        ("E_NUMBER", "facts.xlsx!Số liệu!D3"),
    ]


def hide_and_merge(book: Any) -> None:
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.active.merge_cells("C2:C3")
    book.create_sheet("Danh mục").sheet_state = "hidden"


def test_what_is_hidden_is_warned_of_and_what_is_merged_is_refused(tmp_path: Path) -> None:
    assert found(sheet(tmp_path, ROWS, hide_and_merge)) == [
        ("W_HIDDEN_SHEET", "facts.xlsx!Danh mục"),
        ("E_LAYOUT", "facts.xlsx!Số liệu!C2:C3"),
        ("W_HIDDEN_ROW", "facts.xlsx!Số liệu!2"),
        ("W_HIDDEN_COLUMN", "facts.xlsx!Số liệu!B"),
    ]


def test_two_sheets_with_data_are_refused(tmp_path: Path) -> None:
    def copy(book: Any) -> None:
        book.create_sheet("Bản 2").append(["candidate"])

    assert found(sheet(tmp_path, ROWS, copy)) == [("E_SHEET", "facts.xlsx")]
    assert found(sheet(tmp_path, [])) == [("E_EMPTY", "facts.xlsx!Số liệu")]


def test_a_wrong_size_of_the_sheet_loses_no_line(tmp_path: Path) -> None:
    sheet(tmp_path, ROWS)
    data = damage.in_part(damage.SHEET1, 'ref="A1:D3"', 'ref="A1:A1"')((tmp_path / "facts.xlsx").read_bytes())
    assert len(table(tmp_path, data, "facts.xlsx", SMALL).entries) == 2


def test_parquet_is_read_exactly(tmp_path: Path) -> None:
    import polars

    frame = polars.DataFrame(
        {
            "candidate": ["xa-a", "xa-b", "xa-c"],
            "ho_so": [12, 0, None],
            "ty_le": [98.5, 8.45, float("nan")],
            "diem": [Decimal("8.45"), Decimal("100.00"), None],
        }
    )
    frame.write_parquet(tmp_path / "facts.parquet")
    reading = read_table(tmp_path / "facts.parquet", SMALL)
    assert found(reading) == [("E_NUMBER", "facts.parquet:3")]
    assert numbers(reading) == {
        "xa-a": {"ho_so": 12, "ty_le": Fraction("98.5"), "diem": Fraction("8.45")},
        "xa-b": {"ho_so": 0, "ty_le": Fraction("8.45"), "diem": 100},
        "xa-c": {"ho_so": None, "diem": None},
    }


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"candidate,fact,value\n"])
def test_a_damaged_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    assert found(table(tmp_path, content, "facts.parquet")) == [("E_FILE_DAMAGED", "facts.parquet")]


def test_a_parquet_damaged_inside_is_refused_without_a_word_of_the_library(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import polars

    polars.DataFrame({"candidate": ["a"] * 50, "ho_so": range(50)}).write_parquet(tmp_path / "good.parquet")
    good = (tmp_path / "good.parquet").read_bytes()
    codes = set()
    for at in range(4, len(good) - 8, 7):  # each byte on its own, first the pages and then the footer
        damaged = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        codes |= {problem.code for problem in table(tmp_path, damaged, "facts.parquet").problems}
    assert "E_FILE_DAMAGED" in codes
    assert capfd.readouterr() == ("", "")


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    sheet(tmp_path, ROWS)
    data = (tmp_path / "facts.xlsx").read_bytes()
    assert found(table(tmp_path, data)) == [("E_FILE_TYPE", "facts.csv")]
    assert found(table(tmp_path, LONG, "a.xlsx")) == [("E_FILE_TYPE", "a.xlsx")]
    assert found(table(tmp_path, LONG, "a.ods")) == [("E_FILE_TYPE", "a.ods")]
    assert found(read_table(tmp_path / "none.csv", SCHEME)) == [("E_FILE_MISSING", "none.csv")]
    assert found(read_table(tmp_path, SCHEME)) == [("E_FILE_TYPE", tmp_path.name)]


def test_a_fact_named_like_a_column_is_refused_in_a_wide_table(tmp_path: Path) -> None:
    odd = scheme("la", [FACTS[0] | {"id": "level"}])
    assert found(table(tmp_path, "candidate,level\na,1\n", rules=odd)) == [("E_HEADER", "facts.csv:1")]


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_one_problem(content: bytes) -> None:
    text = outcome(decode, content)
    assert isinstance(text, Problem) or "\0" not in text


THIS_YEAR = scheme("nho", [*FACTS[:2], FACTS[3]])


def by_year(period: Period | None) -> Scheme:
    """Two versions: until 2022 with the fact ``diem``, from 2024 with ``tang`` instead; none in 2023."""
    assert period is not None
    if period.end.year == 2023:
        raise refuse("E_NOT_IN_FORCE", "nothing holds on {day}", day=period.end)
    return SMALL if period.end.year < 2023 else THIS_YEAR


def by_period(reading: TableReading) -> list[tuple[str, str, dict[str, dict[str, Any]]]]:
    return [
        (
            section.period.name if section.period else "",
            section.scheme.facts[-1].id,
            numbers(TableReading(reading.path, sections=[section])),
        )
        for section in reading.sections
    ]


def test_each_period_is_a_section_with_its_own_rules_in_the_order_of_time(tmp_path: Path) -> None:
    rows = (
        "candidate,period,fact,value\na,2024,ho_so,1\nb,2022-Q4,diem,5\na,2024,tang,-3\na,2022-Q4,ho_so,2\n"
    )
    reading = table(tmp_path, rows, rules=by_year)
    assert reading.problems == []
    assert by_period(reading) == [
        ("2022-Q4", "diem", {"b": {"diem": 5}, "a": {"ho_so": 2}}),
        ("2024", "tang", {"a": {"ho_so": 1, "tang": -3}}),
    ]


def test_a_wide_table_has_the_facts_of_all_its_periods_and_a_cell_of_another_version_is_refused(
    tmp_path: Path,
) -> None:
    rows = "period,candidate,ho_so,ty_le,diem,tang\n2022,a,1,2,3,\n2024,a,1,2,,4\n2024,b,1,2,3,4\n"
    reading = table(tmp_path, rows, rules=by_year)
    assert found(reading) == [("E_FACT", "facts.csv:4")]
    assert by_period(reading) == [
        ("2022", "diem", {"a": {"ho_so": 1, "ty_le": 2, "diem": 3}}),
        (
            "2024",
            "tang",
            {"a": {"ho_so": 1, "ty_le": 2, "tang": 4}, "b": {"ho_so": 1, "ty_le": 2, "tang": 4}},
        ),
    ]


def test_a_period_without_rules_is_told_once_where_it_first_stands(tmp_path: Path) -> None:
    rows = "candidate,period,fact,value\na,2022,diem,1\na,2023,diem,1\nb,2023-06,diem,1\nc,2023,diem,1\n"
    reading = table(tmp_path, rows, rules=by_year)
    assert found(reading) == [("E_NOT_IN_FORCE", "facts.csv:3"), ("E_NOT_IN_FORCE", "facts.csv:4")]
    assert [section.period for section in reading.sections] == [Period("2022", date(2022, 12, 31))]


def test_a_wrong_or_empty_period_names_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = "candidate,period,fact,value\na,,diem,1\nb,năm 2022,diem,1\nc,2022,diem,1\n"
    reading = table(tmp_path, rows, rules=by_year)
    assert found(reading) == [("E_REQUIRED", "facts.csv:2"), ("E_PERIOD", "facts.csv:3")]
    assert numbers(reading) == {"c": {"diem": 1}}


def test_a_candidate_may_stand_in_two_periods_but_not_twice_in_one(tmp_path: Path) -> None:
    rows = "candidate,period,cluster,ho_so,ty_le,diem\na,2021,c1,1,1,1\na,2022,c2,1,1,1\na,2022,c2,1,1,1\n"
    reading = table(tmp_path, rows, rules=SMALL)
    assert found(reading) == [("E_DUPLICATE", "facts.csv:4")]
    assert [entry.candidate.cluster for entry in reading.entries] == ["c1", "c2"]


def test_a_period_in_a_workbook_may_be_a_number_or_a_date(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["candidate", "period", "ho_so", "ty_le", "diem"],
        ["a", 2021, 1, 1, 1],
        ["a", date(2022, 6, 30), 1, 1, 1],
    ]
    reading = sheet(tmp_path, rows)
    assert reading.problems == []
    assert [section.period.name for section in reading.sections if section.period] == ["2021", "2022-06-30"]


def test_a_cell_far_to_the_right_is_named_and_costs_no_memory(tmp_path: Path) -> None:
    def stray(book: Any) -> None:
        book.active["XFD1048576"].value = "x"

    reading = sheet(tmp_path, ROWS, stray)
    assert found(reading) == [("E_LAYOUT", "facts.xlsx!Số liệu!XFD1048576")]


def test_a_table_with_too_many_columns_or_cells_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = table(tmp_path, ",".join(f"c{i}" for i in range(20_000)) + "\n")
    assert found(wide) == [("E_HEADER", "facts.csv:1")]
    monkeypatch.setattr(grid, "MOST_CELLS", 8)
    many = table(tmp_path, LONG)
    assert found(many) == [("E_FILE_SIZE", "facts.csv")]
    assert "--engine polars" in many.problems[0].text()


def test_a_parquet_that_unpacks_to_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import polars

    polars.select(candidate=polars.repeat("a", 50_000_000), ho_so=1).lazy().sink_parquet(
        tmp_path / "facts.parquet"
    )
    assert (tmp_path / "facts.parquet").stat().st_size < 1_000_000
    assert found(read_table(tmp_path / "facts.parquet", SMALL)) == [("E_FILE_SIZE", "facts.parquet")]


def test_many_lines_with_the_same_fault_are_all_told_without_delay(tmp_path: Path) -> None:
    lines = "".join(f"a{i},ho_sơ,1\n" for i in range(20_000))
    reading = table(tmp_path, "candidate,fact,value\n" + lines)
    assert len(reading.problems) == 20_000
    assert found(reading)[-1] == ("E_FACT", "facts.csv:20001")
