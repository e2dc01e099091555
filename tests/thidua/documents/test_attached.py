"""The data inside a document's PDF: what stands on its pages, and nothing else of the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.thidua.documents.samples import make, record
from thidua.documents.printed import DATA_NAME
from thidua.dossier.printed_head import head_of
from thidua.runs import current_result
from thidua.store.database import Database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return record(tmp_path_factory.mktemp("record"))


def data(database: Database, kind: str, folder: Path, subject: str = "", **more: Any) -> dict[str, Any]:
    """Make a document, hold that it carries one file, and read it."""
    out = folder / f"{kind}.pdf"
    make(database, kind, out, subject, **more)
    with pikepdf.open(out) as pdf:
        assert list(pdf.attachments) == [DATA_NAME]
        found: dict[str, Any] = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    return found


def test_a_decision_carries_its_list_and_the_words_on_its_pages(database: Database, tmp_path: Path) -> None:
    found = data(database, "quyet-dinh", tmp_path)

    values = found["values"]
    # xa-b by the council's answer to the tie; of the three people the two with most points.
    assert [(row["candidate"], row["post"], row["award"]) for row in found["rows"]] == [
        ("xa-b", "", "Giấy khen"),
        ("an", "Công chức Văn phòng, xã An Biên", "Giấy khen"),
        ("phuong", "Trưởng ấp Một, xã Bình An", "Giấy khen"),
    ]
    assert values["roll"]["groups"][0] == {
        "numeral": "I",
        "heading": "Tập thể",
        "count": "01",
        "rows": [{"index": "1", "recipient": "Xã Bình An", "post": "", "award": "Giấy khen"}],
    }
    assert (values["head"]["title"], values["roll"]["counts"]) == ("QUYẾT ĐỊNH", "01 tập thể và 02 cá nhân")
    assert found["head"] is None


def test_minutes_carry_the_head_that_is_printed_and_no_column_they_lack(
    database: Database, tmp_path: Path
) -> None:
    found = data(database, "bien-ban-kiem-phieu", tmp_path)

    assert found["head"] == head_of(current_result(database)).text
    # The count of the ballots has no column for posts.
    assert [(row["name"], row["post"]) for row in found["rows"]] == [
        ("Xã Bình An", None),
        ("Nguyễn Văn Thiện Ân", None),
        ("Trần Thị Phượng", None),
    ]


@pytest.mark.parametrize("kind", ["so-ket", "tong-ket", "ke-hoach", "huong-dan"])
def test_a_paper_that_names_nobody_carries_nobody(database: Database, kind: str, tmp_path: Path) -> None:
    found = data(database, kind, tmp_path)

    text = json.dumps(found, ensure_ascii=False)
    assert found["rows"] == []
    for name in ("Xã Bình An", "Nguyễn Văn Thiện Ân", "Trần Thị Phượng", "Trưởng ấp"):
        assert name not in text


def test_an_office_s_own_template_decides_what_its_paper_carries(database: Database, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    rows = "{% for row in group.rows %}<p>{{ row.line }}</p>{% endfor %}"
    lines = f"{{% for group in roll.groups %}}{rows}{{% endfor %}}"
    page = f'{{% extends "documents/base.html.j2" %}}{{% block body %}}{lines}{{% endblock %}}'
    (own / "quyet-dinh.html.j2").write_text(page, encoding="utf-8")

    found = data(database, "quyet-dinh", tmp_path, templates=own)

    assert found["values"]["roll"] == {
        "groups": [
            {"rows": [{"line": "Xã Bình An"}]},
            {
                "rows": [
                    {"line": "Ông Nguyễn Văn Thiện Ân; Công chức Văn phòng, xã An Biên"},
                    {"line": "Bà Trần Thị Phượng; Trưởng ấp Một, xã Bình An"},
                ]
            },
        ]
    }
    assert [(row["post"], row["award"]) for row in found["rows"]] == [
        ("", None),
        ("Công chức Văn phòng, xã An Biên", None),
        ("Trưởng ấp Một, xã Bình An", None),
    ]
    assert "bases" not in found["values"]
