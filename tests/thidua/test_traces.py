"""Traces: one file a candidate, safe names, a folder that is replaced as a whole or left alone."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Candidate, Entry, evaluate, standings
from tests.thidua.test_exports import fact, scheme
from thidua.exports import ExportError, Sheet
from thidua.traces import check_folder, file_name, write_traces

# Names that lead out of the folder, that Windows forbids, or that differ only in what a disk may fold.
HOSTILE = [
    "../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "C:\\x", "a/b", "a\\b", "..", ".", "", " ", "CON",
    "nul.pdf", "aux", "com1", "index", "a:b", 'a*b?c<d>e|f"', "a\nb", "a\0b", "-rf", ".hidden", "a.", "a ",
    "~", "$HOME", "`id`", "a;b", "%2e%2e%2f", "\u202egpj.exe", "Nguyễn Văn An", "nguyễn văn an", "Ơ" * 200,
    unicodedata.normalize("NFD", "Nguyễn Văn An"), "x" * 300, "🏅", "a\u200bb", "．．／", "UV001", "uv001",
    "Đ", "D",
]  # fmt: skip


def is_safe(name: str) -> bool:
    stem = name.removesuffix(".json")
    device = {"con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10))}
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789-_.~")
    return (
        name.endswith(".json")
        and set(stem) <= letters
        and bool(stem)
        and stem[0] not in "-."
        and (stem.split(".")[0] not in device and name != "index.json" and len(name.encode()) <= 120)
    )


def test_names_are_safe_on_every_disk_and_never_equal() -> None:
    names = [file_name(each) for each in HOSTILE]

    assert [name for name in names if not is_safe(name)] == []
    assert len({name.casefold() for name in names}) == len(HOSTILE)


@given(st.lists(st.text(max_size=20), unique=True, max_size=20))
def test_any_ids_get_names_of_their_own(ids: list[str]) -> None:
    names = {file_name(each) for each in ids}

    assert len(names) == len(ids)
    assert all(is_safe(name) for name in names)


def test_a_plain_id_keeps_its_name_and_another_its_letters() -> None:
    assert file_name("kg-go-quao") == "kg-go-quao.json"
    assert file_name("Đặng Thị Ẩn").startswith("dang-thi-an~")


def sheet(*ids: str, period: str = "") -> Sheet:
    rules = scheme()
    entries = [
        Entry(
            Candidate(each, each, cluster="c"),
            {"a": fact("a", 2), "b": fact("b", 3), "ky_luat": fact("ky_luat", "khong")},
        )
        for each in ids
    ]
    cards = evaluate(rules, entries, date(2023, 12, 31))
    return Sheet(rules, standings(rules, entries, cards, "2023-12-31"), period)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def read(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_each_candidate_has_a_file_and_the_index_names_it(tmp_path: Path) -> None:
    count = write_traces([sheet("x", "Y")], tmp_path / "t")

    index = json.loads((tmp_path / "t" / "index.json").read_text(encoding="utf-8"))
    (table,) = index["tables"]
    named = {entry["candidate"]: entry["file"] for entry in table["candidates"]}
    trace = read(tmp_path / "t" / named["Y"])

    assert (count, index["trace"], table["scheme"], table["as_of"]) == (
        2, 1, "bang-nho@2023-01-01", "2023-12-31",
    )  # fmt: skip
    assert files(tmp_path / "t") == sorted(["index.json", *named.values()])
    # 2/3 × 100 and 2 more, by hand: 206/3, published as 68.67.
    assert [trace[key] for key in ("trace", "candidate", "total", "rank", "outcome")] == [
        1, "Y", "6867/100", 1, {"khen": "undecided"},
    ]  # fmt: skip


def test_the_same_candidate_in_two_periods_has_two_files(tmp_path: Path) -> None:
    write_traces([sheet("x", period="2023"), sheet("x", period="2024-Q1")], tmp_path / "t")

    assert files(tmp_path / "t") == ["2023/x.json", "2024-Q1/x.json", "index.json"]
    assert read(tmp_path / "t" / "2024-Q1" / "x.json")["period"] == "2024-Q1"


def test_traces_take_the_place_of_older_traces_and_leave_none_behind(tmp_path: Path) -> None:
    write_traces([sheet("x", "y", period="2023")], tmp_path / "t")
    write_traces([sheet("z")], tmp_path / "t")

    assert files(tmp_path) == ["t/index.json", "t/z.json"]


@pytest.mark.parametrize("other", ["notes.txt", "x.json", "2023/mine.txt"])
def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path, other: str) -> None:
    if other != "x.json":
        write_traces([sheet("y")], tmp_path / "t")
    (tmp_path / "t" / other).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "t" / other).write_text("của tôi", encoding="utf-8")
    before = files(tmp_path)

    with pytest.raises(ExportError, match="holds other files than traces"):
        write_traces([sheet("z")], tmp_path / "t")

    assert files(tmp_path) == before


def test_an_index_that_is_no_index_protects_nothing_but_itself(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"trace": 1, "tables": [{"candidates": 5}]}', encoding="utf-8")
    check_folder(tmp_path)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ExportError):
        check_folder(tmp_path)


def test_a_failure_on_the_way_leaves_the_older_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_traces([sheet("x")], tmp_path / "t")
    written = Path.write_text

    def fail_on_index(path: Path, *text: object, **how: object) -> int:
        if path.name == "index.json":
            raise OSError(28, "No space left on device")
        return written(path, *text, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", fail_on_index)
    with pytest.raises(OSError, match="No space left"):
        write_traces([sheet("y")], tmp_path / "t")

    assert files(tmp_path) == ["t/index.json", "t/x.json"]
