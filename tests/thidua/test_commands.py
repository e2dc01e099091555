"""The doors: exit codes, words on the right stream, nothing stored for a refused job."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from thidua.commands import main
from thidua.library import shipped

EXAMPLE = shipped("examples") / "kien-giang-2023"
UNITS = ("kg-go-quao", "kg-tan-hiep", "kg-kien-hai")
Thidua = Callable[..., Result]


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Thidua:
    """A small review of three districts; gives the command line in its folder."""
    shutil.copytree(EXAMPLE, tmp_path / "example")
    keep_candidates(tmp_path / "example" / "candidates.csv")
    review = tmp_path / "example" / "review.yaml"
    lines = review.read_text(encoding="utf-8").splitlines()
    others = ("so-nganh", "vi-du-kg-xa", "ca-nhan")
    review.write_text("\n".join(x for x in lines if not any(o in x for o in others)) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", *words], catch_exceptions=False)

    assert call("init", "example/review.yaml").exit_code == 0
    assert call("form", "-o", "forms").exit_code == 0
    return call


def keep_candidates(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    kept = [row for row in rows if row[0] in ("id", *UNITS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)


def fill(form: Path, changes: dict[str, object]) -> None:
    """Write the example's values into a form, then ``changes`` by fact."""
    with (EXAMPLE / "values.csv").open(encoding="utf-8", newline="") as file:
        known = {r["fact"]: r["value"] for r in csv.DictReader(file) if form.stem.endswith(r["candidate"])}
    book = openpyxl.load_workbook(form)
    where = {row[3]: int(row[2]) for row in book["_thidua"].iter_rows(values_only=True) if row[0] == "row"}
    labels = {"khong": "Không"}
    for fact, row in where.items():
        value = changes.get(fact, known[fact])
        if value == "khong_ap_dung":
            book.worksheets[0].cell(row, 5).value = "Không áp dụng"
        else:
            text = str(value)
            book.worksheets[0].cell(row, 4).value = labels.get(text) or (
                int(text) if text.isdigit() else text
            )
    book.save(form)


def forms() -> list[Path]:
    return sorted(Path("forms").glob("*.xlsx"))


def record(path: str = "thidua.db") -> bytes:
    return Path(path).read_bytes()


def test_a_wrong_call_ends_with_two_and_a_refused_job_with_one(thidua: Thidua) -> None:
    codes = [
        thidua("nonsense").exit_code,
        thidua("load").exit_code,
        thidua("explain", "kg-go-quao").exit_code,
    ]

    assert codes == [2, 2, 1]


def test_one_wrong_cell_keeps_all_forms_out_and_is_named_with_advice(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {"bao_cao_tre": "nhiều"} if "tan-hiep" in form.name else {})
    before = record()

    answer = thidua("load", "forms")

    assert answer.exit_code == 1
    assert "phieu-kg-tan-hiep.xlsx!1 Huyện Tân Hiệp!D" in answer.stderr
    assert "nothing was stored" in answer.stderr
    assert record() == before


def test_accept_good_stores_the_others_and_still_ends_with_one(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {"bao_cao_tre": "nhiều"} if "tan-hiep" in form.name else {})

    answer = thidua("load", "forms", "--accept-good", "--json")

    stored = json.loads(answer.stdout)["stored"]
    assert (answer.exit_code, stored) == (
        1,
        {"phieu-kg-go-quao.xlsx": "loaded", "phieu-kg-kien-hai.xlsx": "loaded"},
    )


def test_the_same_forms_twice_change_nothing(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    assert thidua("load", "forms").exit_code == 0
    before = record()

    answer = thidua("load", "forms")

    assert "0 stored, 3 stored before" in answer.stderr
    assert record() == before


def test_papers_wait_for_a_new_run_after_a_value_or_a_decision_changed(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    thidua("load", "forms")
    thidua("run")
    decide = (
        "council",
        "decide",
        "cqs23_03_cach_hieu",
        "thuc_hien_danh_gia",
        "--who",
        "HĐ",
        "--basis",
        "BB 01",
    )
    assert thidua(*decide).exit_code == 0

    stale = thidua("rank")
    thidua("run")
    fresh = thidua("rank", "--json")

    assert (stale.exit_code, "run again: thidua run" in stale.stderr) == (1, True)
    totals = {row["candidate"]: row["total"] for row in json.loads(fresh.stdout)[0]["rows"]}
    assert totals == {"kg-go-quao": "107", "kg-tan-hiep": "203/2", "kg-kien-hai": "9833/100"}


def test_a_corrected_form_supersedes_and_the_older_value_stays_in_the_record(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    thidua("load", "forms")
    fill(Path("forms/phieu-kg-go-quao.xlsx"), {"mo_hinh": 0})
    assert thidua("load", "forms", "--reason", "Mô hình chưa được công nhận").exit_code == 0
    thidua("council", "decide", "cqs23_03_cach_hieu", "thuc_hien_danh_gia", "--who", "HĐ", "--basis", "BB 01")
    thidua("run")

    total = json.loads(thidua("explain", "kg-go-quao", "--json").stdout)[0]["total"]

    assert total == "101"
    assert thidua("audit").exit_code == 0


def test_a_changed_value_without_a_reason_is_named_with_its_cell(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    thidua("load", "forms")
    before = record()
    fill(Path("forms/phieu-kg-go-quao.xlsx"), {"mo_hinh": 0})

    answer = thidua("load", "forms")

    assert (answer.exit_code, record() == before) == (1, True)
    (told,) = [line for line in answer.stderr.splitlines() if "E_STORE_REASON" in line]
    assert told.startswith("phieu-kg-go-quao.xlsx!1 Huyện Gò Quao!D")
    assert "“mo_hinh” of kg-go-quao was 3 (self), this file says 0 and gives no reason" in told


def test_one_reason_stands_for_one_form_and_not_for_several(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    thidua("load", "forms")
    for name in ("go-quao", "tan-hiep"):
        fill(Path(f"forms/phieu-kg-{name}.xlsx"), {"mo_hinh": 0})

    both = thidua("load", "forms", "--reason", "Rà soát", "--json")
    one = thidua("load", "forms/phieu-kg-go-quao.xlsx", "--reason", "Rà soát")

    assert [each["code"] for each in json.loads(both.stdout)["problems"]] == ["E_STORE_REASON"] * 2
    assert (both.exit_code, one.exit_code) == (1, 0)


def test_a_form_of_the_appraisal_holds_what_was_reported_and_asks_why_it_is_changed(thidua: Thidua) -> None:
    for form in forms():
        fill(form, {})
    thidua("load", "forms")
    assert thidua("form", "kg-go-quao", "--stage", "appraisal", "-o", "appraisal").exit_code == 0
    path = Path("appraisal/phieu-kg-go-quao.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(int(r[2]) for r in book["_thidua"].iter_rows(values_only=True) if r[3] == "mo_hinh")
    assert (sheet.cell(row, 4).value, sheet.cell(8, 8).value) == (3, "Lý do thay đổi, giải trình")
    sheet.cell(row, 4).value = 2
    book.save(path)
    silent = thidua("load", str(path))
    sheet.cell(row, 8).value = "Hai mô hình chưa có quyết định công nhận"
    book.save(path)

    told = thidua("load", str(path))
    thidua("run")

    assert (silent.exit_code, told.exit_code) == (1, 0)
    assert f"!D{row}: E_STORE_REASON" in silent.stderr
    text = thidua("explain", "kg-go-quao").stdout
    assert "mo_hinh = 3  [phieu-kg-go-quao.xlsx!1 Huyện Gò Quao!D" in text
    (changed,) = [line for line in text.splitlines() if line.lstrip().startswith("mo_hinh = 2  [")]
    assert changed.endswith("Hai mô hình chưa có quyết định công nhận")


def test_a_decision_that_is_not_on_the_agenda_is_refused_with_the_agenda(thidua: Thidua) -> None:
    words = ("council", "decide", "cqs23_03_cach_hieu", "toi_khong_biet", "--who", "HĐ", "--basis", "BB 01")

    answer = thidua(*words)

    assert answer.exit_code == 1
    assert "thuc_hien_danh_gia, danh_gia_hai_long" in answer.stderr


def test_init_never_overwrites_a_record(thidua: Thidua) -> None:
    before = record()

    answer = thidua("init", "example/review.yaml")

    assert (answer.exit_code, record() == before) == (1, True)


def test_init_names_every_fault_and_makes_no_record(thidua: Thidua) -> None:
    roster = Path("example/candidates.csv")
    roster.write_text(roster.read_text(encoding="utf-8").replace("cum_noi_dia", "cum_la"), encoding="utf-8")

    answer = thidua("init", "example/review.yaml", "--db", "new.db")

    assert (answer.exit_code, answer.stderr.count("E_CLUSTER")) == (1, 2)
    assert not Path("new.db").exists()


def test_score_needs_no_record_and_waits_where_a_question_is_open(thidua: Thidua, tmp_path: Path) -> None:
    facts = shipped("criteria").parent / "tests" / "journeys" / "wheel-facts.csv"
    scheme = str(shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml")
    shutil.copy(facts, tmp_path / "facts.csv")

    waiting = thidua("score", scheme, "facts.csv", "-o", "a.csv")
    scored = thidua(
        "score",
        scheme,
        "facts.csv",
        "-o",
        "b.csv",
        "--decide",
        "cqs23_03_cach_hieu=thuc_hien_danh_gia",
        "--trace",
        "t",
    )

    assert (waiting.exit_code, "open question cqs23_03_cach_hieu" in waiting.stderr) == (0, True)
    rows = list(csv.DictReader(Path("b.csv").read_text(encoding="utf-8").splitlines()))
    totals = {row["candidate"]: row["total"] for row in rows}
    assert (scored.exit_code, totals) == (
        0,
        {"kg-go-quao": "107", "kg-giong-rieng": "101.5", "kg-kien-hai": "98.33"},
    )
    assert sorted(p.name for p in Path("t").iterdir()) == [
        "index.json",
        "kg-giong-rieng.json",
        "kg-go-quao.json",
        "kg-kien-hai.json",
    ]


def test_check_tells_faults_as_file_line_column_and_ends_with_one(thidua: Thidua) -> None:
    source = shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml"
    Path("wrong.yaml").write_text(
        source.read_text(encoding="utf-8").replace("max_points: 20", "max_point: 20"), encoding="utf-8"
    )

    answer = thidua("check", "wrong.yaml", str(source))

    assert answer.exit_code == 1
    assert (
        "wrong.yaml:36:5: E_KEY_UNKNOWN: the key “max_point” is not known; did you mean “max_points”?"
        in answer.stderr
    )
    assert f"{source}: right (scheme, 11 cases)" in answer.stdout


def test_doctor_finds_this_machine_well(thidua: Thidua) -> None:
    findings = json.loads(thidua("doctor", "--json").stdout)

    assert [finding["what"] for finding in findings if finding["needed"] and not finding["well"]] == []


def test_a_reader_that_has_seen_enough_ends_the_command_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "thidua.commands", "plan", "show"]
    command.append(str(shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.read(1)
        shown.stdout.close()
        said = shown.stderr.read()

    assert (shown.returncode, said) == (1, b"")
