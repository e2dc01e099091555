"""The list of candidates: right lines are read, wrong ones named."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from scoring.errors import Problem
from scoring.facts import Candidate
from thidua.intake.candidates import read_candidates

HEADER = "id,name,kind,level,cluster,unit,title,post\n"


def read(tmp_path: Path, content: str, name: str = "candidates.csv") -> tuple[list[Candidate], list[Problem]]:
    (tmp_path / name).write_text(content, "utf-8")
    return read_candidates(tmp_path / name)


def faults(tmp_path: Path, lines: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in read(tmp_path, HEADER + lines)[1]]


def test_candidates_are_read_in_their_order(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị  Ánh")
    candidates, problems = read(
        tmp_path,
        HEADER
        + "xa-mau,Xã Mẫu,collective,xa,cum_1,,,\n"
        + f'xa-mau.anh,{name},individual,,,xa-mau,Bà,"Công chức, Xã Mẫu"\n',
    )
    assert problems == []
    assert candidates == [
        Candidate("xa-mau", "Xã Mẫu", "collective", "xa", "cum_1", "xa-mau"),
        Candidate(
            "xa-mau.anh", "Nguyễn Thị Ánh", "individual", unit="xa-mau", title="Bà", post="Công chức, Xã Mẫu"
        ),
    ]


def test_only_three_columns_are_needed(tmp_path: Path) -> None:
    candidates, problems = read(tmp_path, "name;kind;id\nXã Mẫu;collective;xa-mau\n")
    assert problems == []
    assert candidates == [Candidate("xa-mau", "Xã Mẫu", unit="xa-mau")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",Xã,collective,,,,,", "E_REQUIRED"),
        ("a,,collective,,,,,", "E_REQUIRED"),
        ("a,Xã,,,,,,", "E_REQUIRED"),
        ("a,Xã,tap the,,,,,", "E_VALUE"),
        ("a,Xã,collective,phuong,,,,", "E_VALUE"),
        ("a,Xã,collective,,Cụm 1,,,", "E_ID"),
        ("Xã A,Xã,collective,,,,,", "E_ID"),
        ("../a,Xã,collective,,,,,", "E_ID"),
        (f"{'a' * 81},Xã,collective,,,,,", "E_ID"),
        ("a,Xã,collective,,,,Ông,", "E_VALUE"),
        ("a,Xã,collective,,,,,Chủ tịch", "E_VALUE"),
        ("a,An,individual,,,,Ông,", "E_REQUIRED"),
        ("a,An,individual,,,xa,Mr,", "E_VALUE"),
        ("a,V\u0430n,individual,,,xa,,", "E_TEXT_LOOKALIKE"),
        ("a,<b>An</b>,individual,,,xa,,", "E_TEXT"),
        ("a,NguyÔn V¨n An,individual,,,xa,,", "E_ENCODING"),
        ("a,An,individual,,,xa", "E_CSV"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_read(tmp_path: Path, line: str, code: str) -> None:
    candidates, problems = read(tmp_path, f"{HEADER}xa-mau,Xã Mẫu,collective,,,,,\n{line}\n")
    assert [(problem.code, problem.place) for problem in problems] == [(code, "candidates.csv:3")]
    assert [candidate.id for candidate in candidates] == ["xa-mau"]
    assert problems[0].text()


def test_the_same_id_twice_names_both_lines(tmp_path: Path) -> None:
    candidates, problems = read(
        tmp_path, HEADER + "a,Xã A,collective,,,,,\nb,B,collective,,,,,\na,C,collective,,,,,\n"
    )
    assert [problem.code for problem in problems] == ["E_DUPLICATE"]
    assert "line 2 and again on line 4" in problems[0].text()
    assert [candidate.id for candidate in candidates] == ["a", "b"]


def test_all_wrong_lines_are_named_at_once(tmp_path: Path) -> None:
    assert faults(tmp_path, "a,A,x,y,,,,\nb,B,collective,,,,,\nb,B,collective,,,,,\n") == [
        ("E_VALUE", "candidates.csv:2"),
        ("E_VALUE", "candidates.csv:2"),
        ("E_DUPLICATE", "candidates.csv:4"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "E_EMPTY"),
        (HEADER, "E_EMPTY"),
        ("id,kind\na,collective\n", "E_HEADER"),
        (HEADER.replace("post", "chuc_vu") + "a,A,collective,,,,,x\n", "E_HEADER"),
        (HEADER.replace("post", "name") + "a,A,collective,,,,,\n", "E_HEADER"),
    ],
)
def test_a_list_without_lines_or_with_a_wrong_header_is_refused(
    tmp_path: Path, content: str, code: str
) -> None:
    candidates, problems = read(tmp_path, content)
    assert candidates == []
    assert [problem.code for problem in problems] == [code]


def test_only_csv_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER, "candidates.txt")[1][0].code == "E_FILE_TYPE"
    assert read_candidates(tmp_path / "none.csv")[1][0].code == "E_FILE_MISSING"
