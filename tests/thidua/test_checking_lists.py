from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from thidua.checking import check_file

ROOT = Path(__file__).resolve().parents[2]
LISTS = {
    "luong-co-so/2026-07-01.yaml": "base salaries",
    "tien-thuong-nd-152-2025/2025-07-01.yaml": "bonus rules",
    "tien-thuong-nd-98-2023/2024-01-01.yaml": "bonus rules",
    "danh-muc-khen-thuong/2024-01-01.yaml": "names of awards",
    "thong-ke-tt-02-2023/2023-03-23.yaml": "statistics forms",
}


@pytest.fixture
def law(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "criteria" / "law", tmp_path / "criteria" / "law"))


@pytest.mark.parametrize(("name", "kind"), LISTS.items())
def test_every_shipped_list_is_right_and_its_quotes_stand_in_the_shipped_texts(name: str, kind: str) -> None:
    checked = check_file(ROOT / "criteria" / "law" / name)

    assert (checked.kind, checked.problems) == (kind, ())


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "tien-thuong-nd-152-2025/2025-07-01.yaml",
            "được làm tròn số lên hàng chục nghìn",
            "được làm tròn số lên hàng trăm nghìn",
            "E_QUOTE",
        ),
        (
            "tien-thuong-nd-152-2025/2025-07-01.yaml",
            "clause: Điều 11 khoản 4",
            "clause: Điều 11 khoản 9",
            "E_CITE_PLACE",
        ),
        ("danh-muc-khen-thuong/2024-01-01.yaml", "Điều 19 khoản 1}", "Điều 19 khoản 7}", "E_CITE_PLACE"),
        ("luong-co-so/2026-07-01.yaml", "amount: 1490000", "amount: -1", "E_VALUE"),
        ("luong-co-so/2026-07-01.yaml", "amount: 1490000", "amount: 1490000.5", "E_VALUE"),
    ],
)
def test_a_changed_number_place_or_quote_is_told(law: Path, name: str, old: str, new: str, told: str) -> None:
    path = law / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    checked = check_file(path)

    assert told in {problem.code for problem in checked.problems}
    assert not checked.is_right


def test_a_text_that_is_not_there_is_told(law: Path) -> None:
    (law / "tien-thuong-nd-152-2025" / "2025-07-01.txt").unlink()

    checked = check_file(law / "tien-thuong-nd-152-2025" / "2025-07-01.yaml")

    assert [problem.code for problem in checked.problems] == ["E_FILE"]
