"""
One candidate explained: how its values came about, what would lift its class, the letter to the unit.

xa-c has 20 + 50 = 70, class Đạt; Tốt begins at 80. Trees alone: 20 + 10 = 30 of 40; share alive alone:
50 + 10, all of its 60.
"""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.errors import ScoringError
from tests.thidua.proof import samples
from thidua.commands import main
from thidua.proof.explanation import explain, write_letter
from thidua.proof.history import changed, history_of, sources
from thidua.proof.lifts import Lift, Lifts
from thidua.store.database import Database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return samples.scored(tmp_path_factory.mktemp("scored"))


def test_the_way_to_the_next_class_is_the_hand_calculated_one(database: Database) -> None:
    _result, (found,) = explain(database, "xa-c")

    assert found.lifts == Lifts(
        label="Tốt",
        gap=Fraction(10),
        held_by=(),
        single=(
            Lift("so_luong", "Số cây đã trồng", Fraction(20), Fraction(30), Fraction(40)),
            Lift("ty_le_song", "Tỷ lệ cây sống", Fraction(50), Fraction(60), Fraction(60)),
        ),
        room=(("Số cây đã trồng", Fraction(20)), ("Tỷ lệ cây sống", Fraction(10))),
    )


def test_no_single_criterion_is_named_where_none_is_enough(database: Database) -> None:
    # xa-d has 8 + 0 of 40 + 60; Đạt begins at 50: trees give at most 40, share alive 8 + 60 = 68.
    _result, (found,) = explain(database, "xa-d")

    assert found.lifts is not None
    assert (found.lifts.label, found.lifts.gap) == ("Đạt", Fraction(42))
    assert [(lift.node, lift.needed) for lift in found.lifts.single] == [("ty_le_song", Fraction(42))]


def test_the_best_class_has_nothing_above_it(database: Database) -> None:
    assert explain(database, "xa-b")[1][0].lifts is None


def test_every_value_is_told_with_its_file_who_and_when(database: Database) -> None:
    history = [each for each in history_of(database, "xa-a") if each.fact.id == "cay_song"]

    assert [(each.version, each.fact.number, each.file) for each in history] == [
        (1, 400, "phieu-xa-a-cu.xlsx"),
        (2, 350, "phieu-xa-a.xlsx"),
    ]
    assert [(each.stage, each.actor, each.at) for each in history] == [
        ("self", "Thư ký", "2026-07-01T08:02:00Z"),
        ("self", "Thư ký", "2026-07-01T08:03:00Z"),
    ]
    assert len({each.file_sha256 for each in history}) == 2
    assert changed(history_of(database, "xa-b")) == ()
    assert len(changed(history_of(database, "xa-a"))) == 6
    assert [each.file for each in sources(history_of(database, "xa-a"))] == [
        "phieu-xa-a-cu.xlsx",
        "phieu-xa-a.xlsx",
    ]


def test_the_data_is_versioned_and_says_all_of_it(database: Database) -> None:
    data = explain(database, "xa-a")[1][0].data()

    assert {key: data[key] for key in ("trace", "scheme", "as_of", "total", "rank", "run")} == {
        "trace": 1,
        "scheme": samples.SCHEME,
        "as_of": "2025-12-31",
        "total": "80",
        "rank": 1,
        "run": 2,
    }
    assert data["lifts"] is None
    assert [each["value"] for each in data["history"] if each["fact"] == "cay_trong"] == ["400", "500"]
    json.dumps(data)


def test_nobody_or_several_are_refused_with_the_ids(database: Database) -> None:
    with pytest.raises(ScoringError, match="fits 4 candidates; give the id of one: xa-a, xa-b, xa-c, xa-d"):
        explain(database, "Xã")
    with pytest.raises(ScoringError, match="no candidate of this review is called “Hà Tiên”"):
        explain(database, "Hà Tiên")


@pytest.mark.pdf
def test_the_letter_tells_result_reasons_and_way_up_in_plain_vietnamese(
    database: Database, tmp_path: Path
) -> None:
    target = tmp_path / "thu.pdf"
    result, found = explain(database, "xa-c")

    pages = write_letter(result, found, target)

    text = " ".join(
        subprocess.run(
            ["pdftotext", str(target), "-"], check=True, capture_output=True, text=True
        ).stdout.split()
    )
    assert pages == 2
    for part in (
        "THÔNG BÁO KẾT QUẢ CHẤM ĐIỂM",
        "Kính gửi: Xã <Cây> & Cỏ.",
        "70 điểm, xếp loại Đạt; đứng thứ 3 trong 4 đối tượng",
        "Giấy khen: không xét (không đạt điều kiện).",
        "Số cây đã trồng: 20/40 điểm.",
        "Để lên loại “Tốt”: cần thêm 10 điểm.",
        "Số cây đã trồng: từ 20 lên 30 điểm (tối đa 40).",
        "200 / 250 × 100 = 80",
    ):
        assert part in text
    again = tmp_path / "lai.pdf"
    write_letter(result, found, again)
    assert again.read_bytes() == target.read_bytes()


@pytest.mark.pdf
def test_a_corrected_value_stands_in_the_letter_with_both_reports(database: Database, tmp_path: Path) -> None:
    write_letter(*explain(database, "xa-a"), tmp_path / "thu.pdf")

    command = ["pdftotext", "-layout", str(tmp_path / "thu.pdf"), "-"]
    text = "".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert "Sốcâyđãtrồngtựchấm400cây01/07/2026Thưký(phieu-xa-a-cu.xlsx)" in text
    assert "Sốcâyđãtrồngtựchấm500cây01/07/2026Thưký:XãAđếmlại(phieu-xa-a.xlsx)" in text
    assert "phieu-xa-a.xlsx(tựchấm;nhậpngày01/07/2026,ngườinhập:Thưký;SHA-256" in text


def test_the_command_writes_text_data_and_letter(database: Database, tmp_path: Path) -> None:
    def call(*words: str, expected: int = 0) -> str:
        answer = CliRunner().invoke(
            main, ["explain", *words, "--db", str(database.path)], catch_exceptions=False
        )
        assert answer.exit_code == expected
        return answer.stdout

    text = call("xa-c")
    assert "Tốt: 10 points more are needed" in text
    assert "  Số cây đã trồng: from 20 to 30 would do it alone" in text
    text = call("xa-a")
    assert (
        "  cay_song = 400  [phieu-xa-a-cu.xlsx!Phiếu!D11]  self-scored 1, 2026-07-01T08:02:00Z, Thư ký"
        in text
    )
    first, _second = sources(history_of(database, "xa-a"))
    assert (
        "Files that the values came in:\n"
        "  phieu-xa-a-cu.xlsx  self-scored, 2026-07-01T08:02:00Z, Thư ký\n"
        f"      SHA-256 {first.file_sha256}\n"
    ) in text
    call("xa-c", "-o", str(tmp_path / "c.json"))
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8")) == json.loads(call("xa-c", "--json"))
    call("xa-c", "-o", str(tmp_path / "c.doc"), expected=2)
