from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.errors import SchemeError
from scoring.law.provisions import citation_faults, provisions
from scoring.nominating.rules import load_nomination
from scoring.scheme.reading import Source
from tests.scoring.nominating.samples import SINGLE, rules
from thidua.nominations import all_principles, holidays

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "ceiling: {places: 2}",
            "ceiling: {places: 2, share: 1/2}",
            "write one of places, share",
        ),
        ("ceiling: {places: 2}", "who: HĐ", "needs a ceiling, or the selection of a run"),
        ("ceiling: {places: 2}", "ceiling: {share: 1/2, of: members}", "so it must count within: unit"),
        (
            "ceiling: {places: 2}",
            "ceiling: {share: 1/2, of: sau}",
            "bk rests on sau, which is no list",
        ),
        (
            "within: cluster",
            "among: bk\n        within: cluster",
            "bk rests on bk, which is no list",
        ),
        ("kind: phong_trao", "kind: la", "E_VALUE|E_CHOICE"),
        ("within: cluster", "withins: cluster", "within"),
    ],
)
def test_a_broken_rule_is_told_with_file_and_line(old: str, new: str, words: str) -> None:
    with pytest.raises(SchemeError) as refused:
        rules(SINGLE.replace(old, new))
    text = str(refused.value)
    assert re.search(words, text), text
    assert re.match(r"dot\.yaml:\d+:\d+: E_", text)


def test_shares_by_another_list_say_both_answers() -> None:
    text = """
        nomination: dot
        version: 2025-08-01
        title: Đợt
        awards:
          - {id: a, title: A, award: x, for: [collective], scheme: s, ceiling: {places: 1}}
          - {id: b, title: B, award: x, for: [individual], scheme: s, within: unit,
             ceiling: {share_by: {of: a, shares: {proposed: 1/2}}, of: members}}
    """
    with pytest.raises(SchemeError, match="its shares must be those of proposed and otherwise"):
        rules(text)


def test_the_round_of_the_example_loads() -> None:
    path = ROOT / "examples/kien-giang-2023/nomination.yaml"
    loaded = load_nomination(Source(str(path), path.read_text(encoding="utf-8")))
    assert [rule.id for rule in loaded.awards] == ["bk_huyen", "bk_so_nganh", "bk_ca_nhan", "gk_ca_nhan"]


TEXTS = {
    "Luật 06/2022/QH15": ("luat-06-2022-qh15/2024-01-01.txt", True),
    "Nghị định 152/2025/NĐ-CP": ("nghi-dinh-152-2025/2025-07-01.txt", False),
    "Công văn 5007/BNV-TĐKT năm 2023": ("cong-van-5007-bnv-tdkt-2023/2026-11-23.txt", False),
}


def test_every_quote_of_the_principles_stands_in_the_text_it_cites() -> None:
    texts = {
        name: provisions((ROOT / "criteria/law" / path).read_text(encoding="utf-8"), whole=whole)
        for name, (path, whole) in TEXTS.items()
    }
    checked = 0
    for each in all_principles():
        warned = (each.once, each.initiative_once, each.dissolved, each.women_leaders)
        cites = [priority.cite for priority in each.priorities]
        cites += [one.cite for one in warned if one is not None and one.cite is not None]
        for cite in cites:
            if cite.quote:
                assert list(citation_faults(cite, texts[cite.document])) == []
                checked += 1
    assert checked == 11


def test_every_day_off_names_its_source() -> None:
    shipped = holidays()
    assert all(each.cite.document for each in (*shipped.every_year, *shipped.years))
    assert all(each.missing for each in shipped.years)
