"""Every command of the ledger's page is run in its order, and its example of coefficients loads."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scoring import Source
from scoring.law.money_rules import load_own_rates
from tests.pages import refused
from thidua.intake.ledger_sheets import ledger_sheets
from thidua.lists import bonus_rules, ledger_lists

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")


@pytest.mark.pdf
def test_every_command_of_the_page_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)

    assert refused("ledger.md", at_least=18) == {}


def test_the_example_of_coefficients_loads_over_the_shipped_rules(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")

    assert len(load_own_rates(Source("docs", text)).rates) == 2
    firsts = {rules.bonus: rules.rates[0].award for rules in bonus_rules(path)}
    assert firsts["tien-thuong-nd-152-2025"] == "giay_khen"


def test_every_sheet_stands_in_the_table_of_the_page() -> None:
    for sheet in ledger_sheets(ledger_lists()):
        assert sheet.title in PAGE
        assert f"`{sheet.kind}`" in PAGE
