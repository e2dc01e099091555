from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from thidua.commands import main
from thidua.library import shipped

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "criteria" / "law" / "luat-06-2022-qh15" / "2024-01-01.yaml"
OLD, NEW, DRAFT = (f"luat-06-2022-qh15@{day}" for day in ("2024-01-01", "2025-07-01", "2026-10-01"))
HISTORY, LISTED = ROOT / "examples" / "law" / "so-theo-doi.yaml", ROOT / "examples" / "law" / "ho-so.csv"


def law(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["law", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Copy the library, so that a test may break it; give the national catalogue."""
    shutil.copytree(shipped("criteria") / "law", tmp_path / "criteria" / "law")
    for cases in (tmp_path / "criteria" / "law").glob("*/*.cases.yaml"):
        cases.unlink()
    return tmp_path / "criteria" / "law" / "luat-06-2022-qh15" / "2024-01-01.yaml"


def broken(path: Path, old: str, new: str) -> list[str]:
    """Write one thing wrongly and give what the check says."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return law("check", str(path), code=1).stderr.splitlines()


def test_every_citation_of_the_library_stands_in_the_texts() -> None:
    reports = json.loads(law("check", "--json").stdout)

    assert [(each["law"], each["right"], each["problems"]) for each in reports] == [
        (OLD, True, []),
        (NEW, True, []),
        (DRAFT, True, []),
        ("quyet-dinh-86-2025-bac-ninh@2025-12-15", True, []),
    ]
    assert reports[0]["cases"] >= 150
    assert reports[0]["untried"] == []
    assert reports[0]["quotes"] > 400


def test_what_is_not_certain_and_when_it_was_confirmed_is_reported() -> None:
    shown = law("check", str(LAW.with_name("2026-10-01.yaml"))).stdout

    assert shown.startswith(f"{DRAFT}: right; ")
    assert "not certain: Chiến sĩ thi đua cơ sở: Điều 23 sửa đổi mới chỉ thấy trong dự thảo" in shown
    assert "not certain: phieu_80: điều khoản bỏ phiếu của Nghị định 152/2025/NĐ-CP chưa thấy" in shown
    assert "confirmed on 24/11/2026 by " in law("check", str(LAW)).stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "clause: Điều 27 khoản 1 điểm d, quote",
            "clause: Điều 27 khoản 1 điểm c, quote",
            "(tap_the_lao_dong_xuat_sac): E_CITE_ELSEWHERE: the quote of Điều 27 khoản 1 điểm c stands "
            "in Điều 27 khoản 1 điểm d of Luật 06/2022/QH15: “Có cá nhân đạt danh hiệu "
            "“Chiến sĩ thi đua cơ sở””",
        ),
        (
            "clause: Điều 24 khoản 1 điểm a, quote",
            "clause: Điều 24 khoản 1 điểm g, quote",
            "(lao_dong_tien_tien): E_CITE_PLACE: Luật 06/2022/QH15 has no Điều 24 khoản 1 điểm g",
        ),
        (
            "quote: Hoàn thành tốt nhiệm vụ trở lên",
            "quote: Hoàn thành tốt mọi nhiệm vụ",
            "(lao_dong_tien_tien): E_QUOTE: the quote does not stand in Điều 24 khoản 1 điểm a of "
            "Luật 06/2022/QH15: “Hoàn thành tốt mọi nhiệm vụ”",
        ),
        (
            "từ 90% trở lên tính trên",
            "từ 95% trở lên tính trên",
            "(phieu_90): E_QUOTE: the quote does not stand in Điều 30 khoản 7 of Nghị định 98/2023/NĐ-CP: "
            "“từ 95% trở lên tính trên tổng số thành viên của Hội đồng”",
        ),
    ],
)
def test_a_wrong_article_or_word_is_an_error_that_says_what_is_right(
    library: Path, old: str, new: str, told: str
) -> None:
    lines = broken(library, old, new)

    assert any(line.endswith(told) for line in lines), lines


def test_a_quote_of_a_text_that_is_not_shipped_is_told(library: Path) -> None:
    lines = broken(
        library, "cite: {document: cu}", "cite: {document: cu, clause: Điều 1, quote: nghỉ từ 40 ngày}"
    )

    assert any("E_CITE_TEXT: no text of Quyết định 275/QĐ-CĐSP" in line for line in lines)


def test_a_condition_that_no_case_shows_is_listed(library: Path) -> None:
    found = law("check", str(library))

    assert f"{OLD}: right; " in found.stdout
    assert (
        "no case gives met, not proven, not met: lao_dong_tien_tien, khoan_1, Điều 24 khoản 1 điểm a"
        in found.stderr
    )


def test_a_catalogue_that_cannot_be_read_is_reported_with_its_line(library: Path) -> None:
    lines = broken(library, "rated: {at_least: hoan_thanh_tot}", "rated: {at_last: hoan_thanh_tot}")

    assert any("the key “at_last” is not known; did you mean “at_least”?" in line for line in lines)


def test_the_general_check_holds_laws_to_the_same() -> None:
    good = CliRunner().invoke(main, ["check", str(LAW)], catch_exceptions=False)
    cases = LAW.with_name("2024-01-01.ca-nhan.cases.yaml")
    beside = CliRunner().invoke(main, ["check", str(cases)], catch_exceptions=False)

    assert (good.exit_code, good.stdout[-20:]) == (0, "right (law, 883 cases)\n"[-20:])
    assert (beside.exit_code, beside.stdout[-28:]) == (0, f"{'right (law cases, 58 cases)'}\n"[-28:])


def test_an_award_is_shown_with_everything_the_law_says_of_it() -> None:
    shown = law("show", "CSTĐ tỉnh", "--on", "2024-05-01").stdout

    for part in (
        "Chiến sĩ thi đua Bộ, ban, ngành, tỉnh (CSTĐ tỉnh) - chien_si_thi_dua_tinh",
        "Chủ tịch Ủy ban nhân dân cấp tỉnh (Luật 06/2022/QH15, Điều 79 khoản 4)",
        "at least 90% of all members of the council; absent members are asked in writing "
        "(Nghị định 98/2023/NĐ-CP, Điều 30 khoản 7)",
        "CSTĐCS 3 times in a row (Luật 06/2022/QH15, Điều 22 khoản 1 điểm a)",
        "! not certain: tính 03 lần mới kể từ lần được tặng trước",
    ):
        assert part in shown


@pytest.mark.parametrize(
    ("day", "commune", "district"),
    [("2025-06-30", False, True), ("2025-07-01", True, False)],
)
def test_the_authorities_are_those_of_the_day(day: str, commune: bool, district: bool) -> None:
    shown = law("show", "thon_van_hoa", "--on", day).stdout

    assert ("Chủ tịch Ủy ban nhân dân cấp xã (Nghị định 129/2025/NĐ-CP, Điều 59)" in shown) is commune
    assert ("Chủ tịch Ủy ban nhân dân cấp huyện" in shown) is district


def test_a_province_overlays_the_national_catalogue_from_its_day_on() -> None:
    asked = ("show", "TTLĐXS", "--place", "bac-ninh", "--on")

    assert "Quyết định 86/2025/QĐ-UBND, Điều 3 khoản 2" in law(*asked, "2025-12-15").stdout
    assert "Quyết định 86/2025/QĐ-UBND" not in law(*asked, "2025-12-14").stdout


def test_the_lists_name_every_award_and_every_version() -> None:
    awards = json.loads(law("show", "--on", "2024-05-01", "--json").stdout)
    versions = json.loads(law("show", "--all", "--json").stdout)

    assert len(awards["awards"]) == 50
    assert [each["law"] for each in versions][:3] == [OLD, NEW, DRAFT]
    assert versions[2]["unverified"].startswith("toàn văn Luật 06/2026/QH16 chưa thấy")
    table = law("show", "--on", "2024-05-01").stdout
    assert "│ CSTĐCS " in table
    assert "checked on 24/11/2026" in table


def test_the_titles_are_those_of_the_ledger() -> None:
    from thidua.lists import award_register

    register = award_register()
    found = json.loads(law("show", "--on", "2024-05-01", "--json").stdout)["awards"]

    assert found == {award: register.by_id[award].title for award in found}


def test_an_award_nobody_knows_is_refused_with_the_nearest_name() -> None:
    assert law("show", "CSTĐC", "--on", "2024-05-01", code=1).stderr == (
        f"E_AWARD: {OLD} has no award “CSTĐC”. The nearest is: CSTĐCS.\n"
    )


def test_a_day_before_the_first_version_is_refused() -> None:
    told = law("show", "CSTĐCS", "--on", "2023-12-31", code=1).stderr

    assert told.startswith(
        "E_LAW_VERSION: no version of the law is in force on 2023-12-31; the library has: "
    )


def test_a_day_that_is_none_is_wrong_usage() -> None:
    assert law("show", "--on", "32/01/2025", code=2).stdout == ""


def test_two_versions_are_compared_in_words() -> None:
    shown = law("diff", OLD, NEW).stdout

    assert "* Nghị định 152/2025/NĐ-CP có hiệu lực, Nghị định 98/2023/NĐ-CP hết hiệu lực" in shown
    village = shown[shown.index("\nThôn, tổ dân phố văn hóa\n") :].split("\n\n")[0].splitlines()
    assert village[1:] == [
        "Thôn, tổ dân phố văn hóa",
        "  decided by:",
        "    - Chủ tịch Ủy ban nhân dân cấp huyện (Luật 06/2022/QH15, Điều 80 khoản 2)",
        "    + Chủ tịch Ủy ban nhân dân cấp xã (Nghị định 129/2025/NĐ-CP, Điều 59)",
    ]


def test_what_is_known_of_the_amendment_is_compared_and_marked() -> None:
    found = json.loads(law("diff", NEW, DRAFT, "--json").stdout)

    assert {each["award"] for each in found} == {"Chiến sĩ thi đua cơ sở", "Xã, phường, đặc khu tiêu biểu"}
    assert "! not certain: toàn văn Luật 06/2026/QH16 chưa thấy" in law("diff", NEW, DRAFT).stdout


def test_a_version_nobody_has_is_refused() -> None:
    assert law("diff", "luat-06-2022-qh15", NEW, code=1).stderr.startswith(
        "E_LAW: there is no law luat-06-2022-qh15;"
    )


def test_the_dossiers_that_a_new_version_changes_are_listed() -> None:
    asked = ("impact", NEW, DRAFT, str(LISTED), "--history", str(HISTORY), "--json")

    assert [
        (each["candidate"], each["award"], each["before"], each["after"], each["indicated"])
        for each in json.loads(law(*asked).stdout)
    ] == [
        ("000101", "chien_si_thi_dua_tinh", "met", "not_proven", "met"),
        ("000101", "chien_si_thi_dua_co_so", "met", "not_proven", "not_proven"),
        ("phong-tong-hop", "tap_the_lao_dong_xuat_sac", "not_met", "not_proven", "not_met"),
        ("phong-tong-hop", "bang_khen_thu_tuong", "met", "not_proven", "met"),
    ]
    assert law(*asked[:-1]).stderr == "4 of 5 dossiers change\n"
    assert json.loads(law("impact", OLD, NEW, *asked[3:]).stdout) == []
