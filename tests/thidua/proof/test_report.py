"""The page of a package, read as text and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.thidua.proof import samples
from thidua.proof.package import REPORT
from thidua.review import Review
from thidua.runs import current_result

HOSTILE = '</script><script>document.title="taken"</script>'


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    path = folder / "report.html"
    path.write_bytes(samples.members_of(samples.package(folder))[REPORT])
    return path


def island(html: str) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_the_page_carries_every_candidate_with_its_points(page: Path) -> None:
    cards = island(page.read_text(encoding="utf-8"))["schemes"][0]["cards"]

    assert {card["id"]: card["total"] for card in cards} == samples.TOTALS
    assert [card["name"] for card in cards if card["id"] == "xa-c"] == ["Xã <Cây> & Cỏ"]


def test_the_page_loads_nothing_and_its_policy_lets_only_its_own_script_run(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1])  # type: ignore[index]
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]  # type: ignore[index]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]  # type: ignore[index]

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy == f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(script)}"
    assert re.findall(r"https?:|\bsrc=|\bhref=|url\(|@import|fetch\(|XMLHttp|innerHTML|eval\(", html) == []


def test_a_hostile_title_stays_a_text(tmp_path: Path) -> None:
    from thidua.audit.checkpoints import Checkpoint
    from thidua.audit.report import Head
    from thidua.proof.report import render_report

    result = current_result(samples.scored(tmp_path))
    review = Review.model_validate(samples.REVIEW.model_dump(mode="json") | {"title": HOSTILE}, strict=False)
    scored = result.scored[0]
    rows = scored.standings.rows
    scheme = scored.scheme.model_copy(update={"title": HOSTILE})

    html = render_report(
        review, [scored.__class__(scheme, scored.standings, scored.run)], Checkpoint("o", Head(0, "00" * 32))
    ).decode()

    assert html.count("<script") == 2
    assert island(html)["schemes"][0]["title"] == HOSTILE
    assert len(rows) == 4


def dom(page: Path, fragment: str) -> str:
    """Give what a browser without a network shows, as text."""
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ]
    address = f"file://{page}#{quote(fragment, safe='=')}"
    command += ["--virtual-time-budget=4000", "--dump-dom", address]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    body = re.sub(r"<script.*?</script>", "", done.stdout, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main>") :])).split())


@pytest.mark.browser
def test_a_browser_shows_the_list_and_finds_a_name_typed_without_accents(page: Path) -> None:
    everybody, found = dom(page, ""), dom(page, "tim=binh an")

    assert "4 kết quả" in everybody
    assert [
        name for name in ("Xã An Biên", "Xã Bình An", "Xã <Cây> & Cỏ", "Xã Đông") if name in everybody
    ] == [
        "Xã An Biên",
        "Xã Bình An",
        "Xã <Cây> & Cỏ",
        "Xã Đông",
    ]
    assert ("1 kết quả" in found, "Xã Bình An" in found, "Xã Đông" in found) == (True, True, False)


@pytest.mark.browser
def test_a_browser_shows_the_tree_of_points_with_fact_formula_and_clause(page: Path) -> None:
    text = dom(page, "xa-c")

    # 200 of 250 trees alive: 80 %; 20 + (80 - 50) / 40 × 40 = 50 of 60 points.
    for part in (
        "Tổng điểm 70",
        "50 / 60 Tỷ lệ cây sống",
        "Điểm 2, Hướng dẫn ví dụ",
        "Số cây còn sống: 200 cây (12/BC-UBND) [phieu-xa-c.xlsx!Phiếu!D11]",
        "200 / 250 × 100 = 80",
    ):
        assert part in text
