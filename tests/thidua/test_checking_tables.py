"""``thidua check`` on the ledger's tables: as the ledger would read them, without a record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from thidua.checking import check_file
from thidua.commands import main

LEDGER = Path(__file__).resolve().parents[2] / "examples" / "ledger"
HONOURS = "candidate,name,award,kind,last_year,decision,on,authority,rests_on\n"
LINE = "000001,Lê Văn Mẫu,CSTĐCS,cong_trang,2022,12/QĐ-VD,2022-12-20,Chủ tịch UBND huyện,{rests_on}\n"


@pytest.mark.parametrize(
    ("name", "kind", "entries"),
    [
        ("movements.csv", "movement", 2),
        ("movements.csv", "", 2),
        ("honours.csv", "", 10),
        ("ratings.csv", "rating", 6),
        ("profiles.csv", "profile", 6),
    ],
)
def test_a_right_table_is_right_and_its_lines_are_counted(name: str, kind: str, entries: int) -> None:
    checked = check_file(LEDGER / name, kind)

    assert (checked.kind, checked.problems, checked.entries) == ("ledger", (), entries)


def test_every_wrong_cell_is_told_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "khen.csv"
    wrong = LINE.format(rests_on="").replace("2022-12-20", "31/02/2022").replace("CSTĐCS", "Chiến sĩ giỏi")
    table.write_text(HONOURS + LINE.format(rests_on="") + wrong, encoding="utf-8")

    answer = CliRunner().invoke(main, ["--lang", "en", "check", str(table), "--kind", "honour"])

    assert answer.exit_code == 1
    assert [line.split(": ")[:2] for line in answer.stderr.splitlines()] == [
        ["khen.csv:3", "E_AWARD"],
        ["khen.csv:3", "E_DAY"],
    ]


def test_a_decision_that_may_stand_in_the_record_is_a_warning(tmp_path: Path) -> None:
    table = tmp_path / "khen.csv"
    table.write_text(HONOURS + LINE.format(rests_on="7/QĐ-VD"), encoding="utf-8")

    checked = check_file(table)

    assert ([(each.code, each.warning) for each in checked.problems], checked.is_right) == (
        [("E_HISTORY_BASIS", True)],
        True,
    )


def test_an_unknown_kind_is_wrong_usage_and_names_the_kinds() -> None:
    answer = CliRunner().invoke(main, ["--lang", "en", "check", str(LEDGER / "honours.csv"), "--kind", "x"])

    assert answer.exit_code == 2
    assert "--kind wants one of: profile, honour, rating" in answer.stderr


def test_the_answer_for_machines_counts_the_entries() -> None:
    answer = CliRunner().invoke(main, ["check", str(LEDGER / "honours.csv"), "--json"])

    assert [(each["kind"], each["entries"], each["problems"]) for each in json.loads(answer.stdout)] == [
        ("ledger", 10, [])
    ]
