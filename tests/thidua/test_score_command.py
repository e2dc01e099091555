"""``thidua score``: tables in, points out, by the rules of the time; nothing written for a refused job."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars
import pytest
from click.testing import CliRunner, Result

from thidua.commands import main

Score = Callable[..., Result]

SCHEME = """
scheme: vuon-cay
version: {version}
title: Phong trào trồng cây
cite: {{document: Ví dụ}}
effective: {{{effective}}}
subjects: {{kinds: [collective], levels: [xa]}}
publish: {{round: {{to: 0.01, mode: half_up}}, on_missing: pending}}
facts:
  - {{id: trong, title: Số cây đã trồng, kind: count, unit: cây, at_least: 0}}
  - {{id: song, title: Số cây còn sống, kind: count, unit: cây, at_least: 0}}
{fact}
children:
  - id: so_luong
    title: Số cây đã trồng
    cite: {{clause: "1"}}
    max_points: {points}
    measure: {{fact: trong}}
    scale: {{knots: [[0, 0], [400, max_points]]}}
  - id: ty_le
    title: Tỷ lệ cây sống
    cite: {{clause: "2"}}
    max_points: 60
    measure: {{ratio: [song, trong], transform: percent, unit: "%"}}
    scale: {{knots: [[0, 0], [100, max_points]]}}
    on_zero_denominator: zero
{node}
select:
  - {{id: khen, title: Khen, places: 1, who: Hội đồng}}
"""
# The older version gives 40 points for the number of trees, the newer one 20 and up to 20 for a model garden.
OLD = {
    "version": "2023-01-01",
    "effective": "from: 2023-01-01, to: 2023-12-31",
    "points": "40",
    "fact": "",
    "node": "",
}
NEW = {
    "version": "2024-01-01",
    "effective": "from: 2024-01-01",
    "points": "20",
    "fact": "  - {id: mo_hinh, title: Số vườn mẫu, kind: count, unit: vườn, at_least: 0}",
    "node": '  - {id: vuon_mau, title: Vườn mẫu, cite: {clause: "3"}, max_points: 20, clamp: {high: 20}, '
    "measure: {fact: mo_hinh}, scale: {per: 10}}",
}
# Worked by hand for 2023: a has 400 trees, 300 alive: 40 + 75 % of 60 = 85; b 100 of 100: 10 + 60 = 70;
# c none: 0 + 0; d 3 trees, 1 alive: 0.3 + 1/3 of 60 = 20.3; e has not said how many live.
LONG = """candidate,cluster,fact,value
a,cum_1,trong,400
a,cum_1,song,300
b,cum_1,trong,100
b,cum_1,song,100
c,cum_2,trong,0
c,cum_2,song,0
d,cum_2,trong,3
d,cum_2,song,1
e,cum_2,trong,50
"""
WIDE = (
    "candidate,cluster,trong,song\na,cum_1,400,300\nb,cum_1,100,100\nc,cum_2,0,0\nd,cum_2,3,1\ne,cum_2,50,\n"
)
TOTALS = {"a": "85", "b": "70", "c": "0", "d": "20.3", "e": ""}


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Score:
    """The command, in a folder with both versions of the scheme and the tables."""
    monkeypatch.chdir(tmp_path)
    library = Path("criteria/vuon-cay")
    library.mkdir(parents=True)
    for words in (OLD, NEW):
        (library / f"{words['version']}.yaml").write_text(SCHEME.format(**words), encoding="utf-8")
    Path("long.csv").write_text(LONG, encoding="utf-8")
    Path("wide.csv").write_text(WIDE, encoding="utf-8")

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", "score", *words], catch_exceptions=False)

    return call


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines()))


def totals(path: str) -> dict[str, str]:
    return {row["candidate"]: row["total"] for row in rows(path)}


def as_workbook(text: str, path: str) -> None:
    book = openpyxl.Workbook()
    for line in csv.reader(text.splitlines()):
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in line])  # type: ignore[union-attr]
    book.save(path)


def as_parquet(text: str, path: str) -> None:
    head, *lines = csv.reader(text.splitlines())
    polars.DataFrame(
        {name: [line[i] or None for line in lines] for i, name in enumerate(head)}
    ).write_parquet(path)


OLD_DAY = ("--as-of", "2023-12-31")


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["long", "wide"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_every_kind_of_table_gives_the_points_worked_by_hand(score: Score, text: str, kind: str) -> None:
    write = {
        "csv": lambda t, p: Path(p).write_text(t, encoding="utf-8"),
        "xlsx": as_workbook,
        "parquet": as_parquet,
    }
    write[kind](text, f"facts.{kind}")

    answer = score("vuon-cay", f"facts.{kind}", "-o", "out.csv", *OLD_DAY)

    assert (answer.exit_code, totals("out.csv")) == (0, TOTALS)
    assert [(r["candidate"], r["rank"], r["select.khen"], r["waiting_for"]) for r in rows("out.csv")] == [
        ("a", "1", "selected", ""),
        ("b", "2", "not_selected", ""),
        ("d", "1", "undecided", ""),
        ("c", "2", "not_selected", ""),
        ("e", "", "undecided", "song"),
    ]


def test_every_form_of_the_results_says_the_same(score: Score) -> None:
    for kind in ("csv", "parquet", "xlsx", "json"):
        assert score("vuon-cay", "wide.csv", "-o", f"out.{kind}", *OLD_DAY).exit_code == 0

    frame = polars.read_parquet("out.parquet")
    head, *lines = openpyxl.load_workbook("out.xlsx").worksheets[0].iter_rows(values_only=True)
    found = json.loads(Path("out.json").read_text(encoding="utf-8"))[0]["rows"]

    wanted = {name: Decimal(text) if text else None for name, text in totals("out.csv").items()}
    assert dict(frame.select("candidate", "total").rows()) == wanted
    assert {
        line[head.index("Id")]: None
        if line[head.index("Total")] is None
        else Decimal(str(line[head.index("Total")]))
        for line in lines
    } == wanted
    assert {row["candidate"]: row["total"] for row in found} == {
        "a": "85", "b": "70", "c": "0", "d": "203/10", "e": None,
    }  # fmt: skip


def test_the_version_is_chosen_by_the_day_and_said(score: Score) -> None:
    Path("new.csv").write_text("candidate,trong,song,mo_hinh\na,400,300,3\n", encoding="utf-8")

    older = score("vuon-cay", "wide.csv", "-o", "older.csv", *OLD_DAY)
    newer = score("criteria/vuon-cay", "new.csv", "-o", "newer.csv", "--as-of", "2025-06-30")

    # Under the newer version: 20 + 45 + 3 gardens at 10 points, of which 20 count = 85.
    assert (totals("older.csv")["a"], totals("newer.csv")["a"]) == ("85", "85")
    assert [line["points.vuon_mau"] for line in rows("newer.csv")] == ["20"]
    assert "older.csv: vuon-cay@2023-01-01 as of 2023-12-31: scored 4, pending 1" in older.stderr
    assert "newer.csv: vuon-cay@2024-01-01 as of 2025-06-30: scored 1" in newer.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--as-of", "2022-05-01"), "E_NOT_IN_FORCE"),
        ((), "E_AS_OF"),
    ],
)
def test_without_a_version_for_the_day_nothing_is_written(
    score: Score, words: tuple[str, ...], code: str
) -> None:
    answer = score("vuon-cay", "wide.csv", "-o", "out.csv", *words)

    assert (answer.exit_code, code in answer.stderr, Path("out.csv").exists()) == (1, True, False)


def test_two_versions_in_force_are_a_problem(score: Score) -> None:
    path = Path("criteria/vuon-cay/2023-01-01.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(", to: 2023-12-31", ""), encoding="utf-8")

    answer = score("vuon-cay", "wide.csv", "-o", "out.csv", "--as-of", "2024-05-01")

    assert (answer.exit_code, "E_TWO_IN_FORCE" in answer.stderr, Path("out.csv").exists()) == (1, True, False)


PERIODS = """period,candidate,cluster,trong,song,mo_hinh
2023,a,cum_1,400,300,
2023,b,cum_1,100,100,
2024-Q2,a,cum_1,400,300,1
2024-Q2,b,cum_1,400,400,0
"""


def test_each_period_is_scored_and_ranked_by_itself_with_the_rules_of_its_end(score: Score) -> None:
    Path("years.csv").write_text(PERIODS, encoding="utf-8")

    answer = score("vuon-cay", "years.csv", "-o", "out.csv")

    shown = ("period", "scheme", "candidate", "rank", "total", "select.khen", "points.vuon_mau")
    # 2024: a 20 + 45 + 10 = 75, b 20 + 60 + 0 = 80.
    assert [tuple(row[name] for name in shown) for row in rows("out.csv")] == [
        ("2023", "vuon-cay@2023-01-01", "a", "1", "85", "selected", ""),
        ("2023", "vuon-cay@2023-01-01", "b", "2", "70", "not_selected", ""),
        ("2024-Q2", "vuon-cay@2024-01-01", "b", "1", "80", "selected", "0"),
        ("2024-Q2", "vuon-cay@2024-01-01", "a", "2", "75", "not_selected", "10"),
    ]
    assert "out.csv: 2023: vuon-cay@2023-01-01 as of 2023-12-31: scored 2" in answer.stderr
    assert "out.csv: 2024-Q2: vuon-cay@2024-01-01 as of 2024-06-30: scored 2" in answer.stderr


def test_a_given_day_rules_every_period(score: Score) -> None:
    Path("years.csv").write_text(PERIODS, encoding="utf-8")

    answer = score("vuon-cay", "years.csv", "-o", "out.csv", "--as-of", "2024-12-31")

    assert {row["scheme"] for row in rows("out.csv")} == {"vuon-cay@2024-01-01"}
    # 2023's rows say nothing of model gardens, so they wait for it.
    assert (answer.exit_code, [row["total"] for row in rows("out.csv")]) == (0, ["", "", "80", "75"])


def test_the_order_of_rows_changes_nothing(score: Score) -> None:
    for name, text in (("years", PERIODS), ("places", LONG)):
        head, *lines = text.splitlines()
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
        Path(f"{name}-turned.csv").write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
        day = OLD_DAY if name == "places" else ()

        score("vuon-cay", f"{name}.csv", "-o", "straight.csv", *day)
        score("vuon-cay", f"{name}-turned.csv", "-o", "turned.csv", *day)

        assert Path("straight.csv").read_bytes() == Path("turned.csv").read_bytes()


TIES = """period,candidate,cluster,trong,song
2023-Q1,a,cum_1,400,400
2023-Q1,b,cum_1,400,400
2023-Q2,a,cum_1,400,400
2023-Q2,b,cum_1,400,400
"""


def test_a_tie_of_one_period_is_not_settled_by_the_answer_for_another(score: Score) -> None:
    Path("ties.csv").write_text(TIES, encoding="utf-8")

    opened = score("vuon-cay", "ties.csv", "-o", "out.csv")
    decided = score("vuon-cay", "ties.csv", "-o", "out.csv", "--decide", "2023-Q1:khen.cum_1=b")
    unclear = score("vuon-cay", "ties.csv", "-o", "unclear.csv", "--decide", "khen.cum_1=b")

    assert (
        "open question 2023-Q1:khen.cum_1: Equal at the last place of “Khen”: who is taken?" in opened.stderr
    )
    assert [(r["period"], r["candidate"], r["select.khen"]) for r in rows("out.csv")] == [
        ("2023-Q1", "a", "not_selected"),
        ("2023-Q1", "b", "selected"),
        ("2023-Q2", "a", "undecided"),
        ("2023-Q2", "b", "undecided"),
    ]
    assert (decided.exit_code, "2023-Q1:khen.cum_1" in decided.stderr) == (0, False)
    assert (
        unclear.exit_code,
        "put the period before it: 2023-Q1:khen.cum_1, 2023-Q2:khen.cum_1" in unclear.stderr,
    ) == (
        1,
        True,
    )


def test_of_many_questions_and_options_the_first_are_shown_and_the_rest_counted(score: Score) -> None:
    lines = [f"a{i:03},cum_{i % 21:02},1,1" for i in range(21 * 21)]
    Path("ties.csv").write_text("\n".join(["candidate,cluster,trong,song", *lines]) + "\n", encoding="utf-8")

    answer = score("vuon-cay", "ties.csv", "-o", "out.csv", *OLD_DAY)
    asked = json.loads(score("vuon-cay", "ties.csv", "-o", "out.csv", *OLD_DAY, "--json").stdout)

    shown = [line for line in answer.stderr.splitlines() if line.startswith("open question")]
    assert (len(shown), shown[0].endswith("; … (21)"), shown[0].count("; ")) == (20, True, 20)
    assert "21 open questions in all; --json lists them" in answer.stderr
    assert [len(each["options"]) for each in asked["tables"][0]["questions"]] == [21] * 21


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("khen.cum_9=a", "E_SLOT: nobody asks “khen.cum_9”; the questions are: khen.cum_1"),
        ("khen.cum_1=x", "E_OPTION: “x” is not an option of “khen.cum_1”; the options are: a, b"),
        ("khen.cum_1=a,b", "E_CHOICE: “khen.cum_1” wants 1 choice(s), 2 given"),
    ],
)
def test_a_decision_that_answers_nothing_is_refused_before_anything_is_written(
    score: Score, decision: str, words: str
) -> None:
    Path("tie.csv").write_text("candidate,cluster,trong,song\na,cum_1,4,4\nb,cum_1,4,4\n", encoding="utf-8")

    answer = score("vuon-cay@2023-01-01", "tie.csv", "-o", "out.csv", "--trace", "t", "--decide", decision)

    assert (answer.exit_code, answer.stderr.strip()) == (1, words)
    assert not Path("out.csv").exists()
    assert not Path("t").exists()


def test_the_summary_for_machines_has_counts_questions_and_warnings(score: Score) -> None:
    Path("tie.csv").write_text("candidate,cluster,trong\na,cum_1,0\nb,cum_1,0\n", encoding="utf-8")

    answer = score("vuon-cay", "wide.csv", "-o", "out.csv", *OLD_DAY, "--json", "--trace", "t")
    warned = score("vuon-cay", "tie.csv", "-o", "tie.out.csv", *OLD_DAY, "--json")

    found = json.loads(answer.stdout)
    (table,) = found["tables"]
    assert (found["out"], found["trace"], found["warnings"]) == ("out.csv", "t", [])
    assert {key: table[key] for key in ("period", "scheme", "as_of", "candidates", "states", "outcomes")} == {
        "period": None,
        "scheme": "vuon-cay@2023-01-01",
        "as_of": "2023-12-31",
        "candidates": 5,
        "states": {"value": 4, "pending": 1},
        "outcomes": {"khen": {"selected": 1, "not_selected": 2, "undecided": 2}},
    }
    assert [(w["code"], w["place"]) for w in json.loads(warned.stdout)["warnings"]] == [
        ("W_COLUMN_ABSENT", "tie.csv:1")
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("vuon-cay", "wide.csv", "-o", "wide.csv"),
        ("criteria/vuon-cay/2023-01-01.yaml", "wide.csv", "-o", "./criteria/vuon-cay/2023-01-01.yaml"),
        ("vuon-cay", "wide.csv", "-o", "out.csv", "--decide", "khen.cum_1"),
        ("vuon-cay", "wide.csv", "-o", "out.csv", "--decide", "=a"),
        ("vuon-cay", "wide.csv", "-o", "out.csv", "--as-of", "31/12/2023"),
        ("vuon-cay",),
    ],
)
def test_a_wrong_call_ends_with_two_and_changes_nothing(score: Score, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}

    answer = score(*words)

    assert answer.exit_code == 2
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("vuon-cay", "wide.csv", "-o", "out.doc", *OLD_DAY), "E_SUFFIX"),
        (("vuon-cay", "none.csv", "-o", "out.csv", *OLD_DAY), "E_FILE_MISSING"),
        (("vuon-cay", "wide.csv", "-o", "out.csv", "--trace", "criteria", *OLD_DAY), "E_FOLDER"),
        (("vuon-cai", "wide.csv", "-o", "out.csv", *OLD_DAY), "E_SCHEME"),
    ],
)
def test_a_job_that_cannot_be_done_ends_with_one_and_writes_nothing(
    score: Score, words: tuple[str, ...], code: str
) -> None:
    before = sorted(Path().rglob("*"))

    answer = score(*words)

    assert (answer.exit_code, code in answer.stderr, answer.stdout) == (1, True, "")
    assert sorted(Path().rglob("*")) == before


def test_older_results_stand_when_a_later_job_is_refused_and_give_way_when_it_is_done(score: Score) -> None:
    score("vuon-cay", "wide.csv", "-o", "out.csv", *OLD_DAY)
    first = Path("out.csv").read_bytes()
    Path("wrong.csv").write_text(WIDE.replace("400", "4OO"), encoding="utf-8")
    Path("other.csv").write_text(WIDE.replace("400,300", "400,400"), encoding="utf-8")

    refused = score("vuon-cay", "wrong.csv", "-o", "out.csv", *OLD_DAY)
    kept = Path("out.csv").read_bytes()
    done = score("vuon-cay", "other.csv", "-o", "out.csv", *OLD_DAY)

    assert (refused.exit_code, kept == first) == (1, True)
    assert (done.exit_code, totals("out.csv")["a"]) == (0, "100")


def test_faults_that_only_the_rules_can_find_name_their_cell_in_every_period(score: Score) -> None:
    path = Path("criteria/vuon-cay/2023-01-01.yaml")
    strict = path.read_text(encoding="utf-8").replace(
        "on_zero_denominator: zero", "on_zero_denominator: error"
    )
    path.write_text(strict, encoding="utf-8")
    text = "period,candidate,trong,song\n2023-Q1,a,0,0\n2023-Q2,a,4,4\n2023-Q3,a,0,0\n"
    Path("zero.csv").write_text(text, encoding="utf-8")

    answer = score("vuon-cay", "zero.csv", "-o", "out.csv")

    places = [line.split(": ")[:2] for line in answer.stderr.splitlines()]
    assert (answer.exit_code, places) == (
        1,
        [["zero.csv:2", "E_ZERO_DENOMINATOR"], ["zero.csv:4", "E_ZERO_DENOMINATOR"]],
    )


def test_a_bar_shows_on_a_terminal_only(score: Score) -> None:
    words = [
        sys.executable,
        "-m",
        "thidua.commands",
        "score",
        "vuon-cay",
        "wide.csv",
        "-o",
        "out.csv",
        *OLD_DAY,
    ]
    environment = os.environ | {"THIDUA_LANG": "en", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    master, slave = pty.openpty()

    piped = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    subprocess.run(words, stderr=slave, check=True, env=environment)
    os.close(slave)
    shown = os.read(master, 10_000).decode()
    os.close(master)

    assert piped.stderr.splitlines()[0].startswith("out.csv: vuon-cay@2023-01-01")
    assert "scoring" in shown
    assert piped.stdout == ""


ROOT = Path(__file__).resolve().parent.parent.parent


def test_starting_on_a_text_table_loads_nothing_slow(score: Score) -> None:
    code = (
        "import sys; from thidua.commands import main; "
        "words = 'score vuon-cay wide.csv -o out.csv --as-of 2023-12-31'.split(); "
        "main(words, standalone_mode=False); "
        "slow = {'polars', 'xlsxwriter', 'openpyxl', 'rich', 'sqlmodel', 'narwhals', 'weasyprint'}; "
        "print(sorted({m.split('.')[0] for m in sys.modules} & slow))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert answer.stdout.strip() == "[]"
