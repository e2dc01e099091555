from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scoring.errors import SchemeError
from scoring.nominating.rules import load_nomination
from scoring.scheme.reading import Source
from tests.scoring.nominating.samples import SINGLE, rules
from thidua.checking import check_file
from thidua.nominations import holidays

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


@pytest.mark.parametrize("path", sorted((ROOT / "criteria/law/nguyen-tac-de-nghi").glob("*.yaml")))
def test_every_quote_of_the_principles_stands_in_the_text_it_cites(path: Path, tmp_path: Path) -> None:
    assert check_file(path).problems == ()
    # A single word changed in a quote is found.
    library = tmp_path / "law"
    shutil.copytree(path.parent.parent, library)
    copy = library / path.parent.name / path.name
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("nhiều hình thức cho một", "nhiều hình thức cho mọi"), encoding="utf-8")
    (problem,) = check_file(copy).problems
    assert problem.code == "E_QUOTE"


def test_every_day_off_names_its_source() -> None:
    shipped = holidays()
    assert all(each.cite.document for each in shipped.every_year)
    assert all(each.cite.document for each in shipped.years)
    assert all(each.missing for each in shipped.years)
