from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.law import history
from scoring.law.history import CommendationKind, Honour, InfluenceScope, InitiativeKind, TaskRating
from tests.thidua.store import samples
from thidua.commands import main
from thidua.demo import Story
from thidua.store.history_items import Entry, Profile

ROOT = Path(__file__).resolve().parents[2]
HISTORY = ROOT / "examples" / "law" / "so-theo-doi.yaml"
LISTED = ROOT / "examples" / "law" / "ho-so.csv"
FIGHTER = "chien_si_thi_dua_co_so"


def eligible(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["eligible", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def judged(*words: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(eligible(*words, "--json").stdout)
    return found


def from_file(candidate: str, award: str, *more: object) -> dict[str, object]:
    return judged(candidate, "--award", award, "--on", "2026-01-10", "--history", HISTORY, *more)


def test_one_award_is_answered_with_the_honours_used_and_the_clause() -> None:
    shown = eligible(
        "000101", "--award", "CSTĐ tỉnh", "--on", "2026-01-10", "--history", HISTORY
    ).stdout.splitlines()

    assert shown[0] == "Trần Thị Mẫu (000101) - Chiến sĩ thi đua Bộ, ban, ngành, tỉnh"
    assert shown[2] == "Verdict: MET"
    row = shown.index("  [met] CSTĐCS 3 times in a row")
    assert shown[row : row + 6] == [
        "  [met] CSTĐCS 3 times in a row",
        "      Luật 06/2022/QH15, Điều 22 khoản 1 điểm a: “03 lần liên tục được tặng danh hiệu "
        "“Chiến sĩ thi đua cơ sở””",
        "      CSTĐCS, years in a row up to 2025: 3; 3 needed",
        "      = CSTĐCS 2023 (31/QĐ-SNV, 28/12/2023)",
        "      = CSTĐCS 2024 (40/QĐ-SNV, 27/12/2024)",
        "      = CSTĐCS 2025 (52/QĐ-SNV, 26/12/2025)",
    ]


def test_what_would_change_the_answer_is_said() -> None:
    shown = eligible("phong-tong-hop", "--award", "TTLĐXS", "--on", "2026-01-10", "--history", HISTORY).stdout

    # 16 of 23 is 69.57 %; 70 % of 23 is 16.1, so one more is needed.
    assert "members with LĐTT or CSTT in 2025: 16 of 23 members" in shown
    assert "→ 1 more of: members with LĐTT or CSTT" in shown


def test_a_dossier_under_examination_waits() -> None:
    found = from_file("Lê Văn Thử", "LĐTT")

    assert (found["answer"], found["deferred"]) == ("not_proven", ["Đơn tố cáo đang được xác minh"])
    text = eligible("000102", "--award", "LĐTT", "--on", "2026-01-10", "--history", HISTORY).stdout
    assert "The dossier waits: Đơn tố cáo đang được xác minh" in text


def test_a_thematic_certificate_is_no_basis_for_merit() -> None:
    found = from_file("000102", "BK Thủ tướng", "--full")
    ways = {way["way"]: way for way in found["ways"]}  # type: ignore[attr-defined] - JSON

    (held, _row) = ways["khoan_1/k1b"]["findings"][1]["parts"]
    assert held["answer"] == "not_met"
    assert held["warnings"] == ["not counted, for it was for a theme or a sudden feat: BK tỉnh (90/QĐ-UBND)"]


def test_every_award_is_judged_where_none_is_named() -> None:
    shown = eligible("phong-tong-hop", "--on", "2026-01-10", "--history", HISTORY).stdout
    everything = json.loads(
        eligible("phong-tong-hop", "--on", "2026-01-10", "--history", HISTORY, "--json").stdout
    )

    assert "│ BK Thủ tướng │ met " in shown
    assert "Nothing recorded speaks for: Cờ tỉnh, " in shown
    assert len(everything) == 32
    assert {each["law"] for each in everything} == {"luat-06-2022-qh15@2025-07-01"}


@pytest.mark.parametrize(
    ("received", "decided", "law", "applies", "other"),
    [
        ("2026-09-20", "2026-10-15", "luat-06-2022-qh15@2025-07-01", "received_before_the_change", True),
        ("2026-09-20", "2026-09-25", "luat-06-2022-qh15@2025-07-01", "only_text", False),
        ("2026-10-02", "2026-10-15", "luat-06-2022-qh15@2026-10-01", "only_text", False),
    ],
)
def test_the_change_of_october_2026_shows_both_verdicts_and_which_applies(
    received: str, decided: str, law: str, applies: str, other: bool
) -> None:
    found = judged("000101", "--award", FIGHTER, "--on", received, "--decided", decided, "--history", HISTORY)

    assert (found["law"], found["applies"], found["other"] is not None) == (law, applies, other)


def test_both_verdicts_are_written_out_with_the_reason() -> None:
    shown = eligible(
        "000101", "--award", FIGHTER, "--on", "2026-09-20", "--decided", "2026-10-15", "--history", HISTORY
    ).stdout

    assert (
        "Text that applies: luat-06-2022-qh15@2025-07-01 - received before the change of the text, and the "
        "newer one is not more favourable" in shown
    )
    assert "Under luat-06-2022-qh15@2026-10-01 the answer would be: not proven" in shown
    assert "As far as the text is known: not proven. Not certain: Điều 23 sửa đổi" in shown


def test_a_list_is_judged_under_the_law_of_each_day() -> None:
    found = json.loads(eligible("--list", LISTED, "--history", HISTORY, "--json").stdout)

    assert [(each["candidate"], each["award"], each["law"][-10:], each["answer"]) for each in found] == [
        ("000101", "chien_si_thi_dua_tinh", "2025-07-01", "met"),
        ("000101", "chien_si_thi_dua_co_so", "2025-07-01", "met"),
        ("000102", "lao_dong_tien_tien", "2025-07-01", "not_proven"),
        ("phong-tong-hop", "tap_the_lao_dong_xuat_sac", "2025-07-01", "not_met"),
        ("phong-tong-hop", "bang_khen_thu_tuong", "2025-07-01", "met"),
    ]
    table = eligible("--list", LISTED, "--history", HISTORY).stdout
    assert "│ Phòng Tổng hợp (phong-tong-hop) │ BK Thủ tướng │ 10/01/2026 │ 2025 │ met " in table


def test_a_list_with_faults_tells_them_all_with_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.csv"
    path.write_text("candidate,award,received,movement\n000109,LĐTT,2026-01-10,\n000101,CSTĐ,hôm qua,\n"
                    "000101,LĐTT,2026-01-10,xyz\n", encoding="utf-8")  # fmt: skip

    told = eligible("--list", path, "--history", HISTORY, code=1).stderr.splitlines()

    assert [line.split(": ")[:2] for line in told] == [
        ["ho-so.csv:2", "E_CANDIDATE"],
        ["ho-so.csv:3", "E_AWARD"],
        ["ho-so.csv:3", "E_DAY"],
        ["ho-so.csv:4", "E_MOVEMENT"],
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("000109", "--award", "LĐTT"),
            "so-theo-doi.yaml: E_CANDIDATE: There is no candidate “000109” in this file.",
        ),
        (("000101", "--award", "LĐT"), "E_AWARD: luat-06-2022-qh15@2025-07-01 has no award “LĐT”."),
        (
            ("000101", "--award", "LĐTT", "--movement", "x"),
            "E_MOVEMENT: There is no movement “x”; known are: –.",
        ),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(words: tuple[str, ...], told: str) -> None:
    assert eligible(*words, "--on", "2026-01-10", "--history", HISTORY, code=1).stderr.startswith(told)


def test_neither_a_candidate_nor_a_list_is_wrong_usage() -> None:
    assert "name either a candidate or --list" in eligible(code=2).stderr
    assert "name either a candidate or --list" in eligible("000101", "--list", LISTED, code=2).stderr


BROKEN = """history: Sổ
year: 2025
candidates:
  "000101":
    ratings: {2025: tot}
    honours: [{award: bang_khen_tin, years: 2024}]
"""


def test_a_past_with_faults_is_refused_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "so.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    first = eligible("000101", "--award", "LĐTT", "--on", "2026-01-10", "--history", path, code=1).stderr
    path.write_text(BROKEN.replace("tot", "hoan_thanh_tot"), encoding="utf-8")
    second = eligible("000101", "--award", "LĐTT", "--on", "2026-01-10", "--history", path, code=1).stderr

    assert first.splitlines()[0].startswith(f"{path}:5:15: E_VALUE: “2025”: expected one of ")
    assert [line.split(": ", 2)[:2] for line in second.splitlines()] == [
        [f"{path}:6:16", "E_AWARD"],
        [f"{path}:6:5", "E_HONOUR"],
    ]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A record whose ledger knows three titles in a row and an initiative of one person."""
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    titles = [
        Honour("ba-lan", FIGHTER, CommendationKind.MERIT, y, y, f"{y}/QĐ", date(y, 12, 20))
        for y in (2023, 2024, 2025)
    ]
    work = history.Initiative("1", "Sáng kiến", InitiativeKind.INITIATIVE, 2024, InfluenceScope.PROVINCE)
    chosen = history.Confirmation("tieu_bieu_cap_tinh", 2025, True, "BB 3")
    rating = history.Rating(2025, TaskRating.EXCELLENT)
    items = (*titles, work, chosen, rating)
    samples.load_history(database, *(Entry("ba-lan", item) for item in items))
    return database.path


def test_the_ledger_of_a_record_is_judged_and_vouching_closes_it(db: Path) -> None:
    asked = ("ba-lan", "--award", "CSTĐ tỉnh", "--on", "2026-01-10", "--db", db)

    assert judged(*asked)["answer"] == "not_proven"
    vouched = judged(*asked, "--complete-from", 1945)
    assert (vouched["answer"], vouched["year"]) == ("met", 2025)
    facts = [fact for f in vouched["ways"][0]["findings"] for fact in f["facts"]]  # type: ignore[index]
    assert "CSTĐCS 2025 (2025/QĐ, 20/12/2025)" in facts


def test_what_the_profile_vouches_for_needs_no_option(db: Path) -> None:
    from thidua.store.database import Database

    samples.load_history(Database.open(db), Entry("ba-lan", Profile(complete_from=1945)), name="hai.xlsx")

    found = judged("ba-lan", "--award", "CSTĐ tỉnh", "--on", "2026-01-10", "--db", db)

    assert found["answer"] == "met"


def test_an_older_unit_brings_its_honours_where_that_was_decided(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    flag = Honour("xa-cu", "co_thi_dua_tinh", CommendationKind.MERIT, 2023, 2023, "8/QĐ", date(2023, 12, 20))
    older = history.Predecessor("xa-cu", date(2025, 7, 1), history.UnitChange.MERGE, Fraction(1), True)
    entries = [Entry("xa-a", older), Entry("xa-cu", flag)]
    samples.load_history(database, *entries)

    asked = ("xa-a", "--award", "bang_khen_thu_tuong", "--on", "2026-01-10", "--year", 2025)
    found = judged(*asked, "--db", database.path)

    assert found["candidate"] == "xa-a"
    assert found["answer"] == "not_proven"


def test_a_ledger_workbook_is_judged_without_a_record(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "rating.csv"
    path.write_text("candidate,year,level\n000777,2025,hoan_thanh_tot\n", encoding="utf-8")

    found = judged("000777", "--award", "LĐTT", "--on", "2026-01-10", "--history", path)

    (rated, *_others) = found["ways"][0]["findings"]  # type: ignore[index]
    assert (rated["answer"], rated["facts"]) == ("met", ["2025: duties well fulfilled"])


def placed(story: Story, candidate: str, *more: str) -> str:
    """Give the answer of what a rank in a run proves for the flag of the province."""
    asked = ("--award", "Cờ tỉnh", "--on", "2024-01-10", "--year", 2023, "--db", story.folder / "thidua.db")
    way = judged(candidate, *asked, *more)["ways"][0]  # type: ignore[index] - JSON
    answer: str = way["findings"][0]["parts"][0]["answer"]
    return answer


def test_the_ranks_of_a_run_prove_who_leads_a_cluster(story: Story) -> None:
    rows = [row for scored in story.result.scored for row in scored.standings.rows]
    district = [row for row in rows if row.card.candidate.level == "huyen" and row.rank is not None]
    ranks = [(row.card.candidate.cluster, row.rank) for row in district]
    alone = next(
        row for row in district if row.rank == 1 and ranks.count((row.card.candidate.cluster, 1)) == 1
    )
    second = next(row for row in district if row.rank == 2)

    assert placed(story, alone.card.candidate.id) == "not_proven"
    assert placed(story, alone.card.candidate.id, "--scored") == "met"
    assert placed(story, second.card.candidate.id, "--scored") == "not_met"
