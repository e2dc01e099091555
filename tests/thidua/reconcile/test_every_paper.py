"""Every kind of contradiction in every kind of paper that lists people, as Word file and as bare PDF."""

from __future__ import annotations

import unicodedata

import pytest

from tests.thidua.reconcile.papers import database_in, edited, material_of, row, text
from thidua.reconcile.comparing import compare
from thidua.reconcile.records import known_of
from thidua.reconcile.sayings import Reading
from thidua.reconcile.sides import Contradiction, Known
from thidua.store.database import Database

# Whether a kind has a column of posts, one of awards, and lines that count by award.
KINDS = {
    "to-trinh": (True, True, True),
    "danh-sach": (True, True, False),
    "bien-ban-hop": (True, True, False),
    "bien-ban-kiem-phieu": (False, True, False),
    "quyet-dinh": (True, True, True),
    "tham-dinh": (False, False, True),
}
PAPERS = [pytest.param(kind, suffix, id=f"{kind}{suffix}") for kind in KINDS for suffix in (".docx", ".pdf")]
# Each kind of paper once with a row left out and once with a row twice, the decision both ways in both.
ROWS = [
    *((kind, suffix, times) for kind in KINDS for suffix, times in ((".docx", 0), (".pdf", 2))),
    ("quyet-dinh", ".docx", 2),
    ("quyet-dinh", ".pdf", 0),
]
AN, PHUONG, BODY = "Nguyễn Văn Thiện Ân", "Trần Thị Phượng", "Xã Bình An"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return database_in(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def known(database: Database) -> Known:
    return known_of(database)


def told(found: list[Contradiction]) -> list[tuple[str, str]]:
    return [(each.what, each.who) for each in found]


def sides(found: list[Contradiction], at: int) -> list[str]:
    return [each.value for each in found[at].sources]


@pytest.mark.parametrize(("kind", "suffix"), PAPERS)
def test_as_it_was_made_a_paper_agrees_and_letters_may_be_decomposed(
    database: Database, known: Known, kind: str, suffix: str
) -> None:
    material = material_of(database, kind)
    changes = [text(name, unicodedata.normalize("NFD", name)) for name in (AN, PHUONG, BODY)]

    found = edited(material, suffix, *changes)

    assert compare([found], known) == []
    assert [each.name for each in found.entries] == [BODY, AN, PHUONG]


@pytest.mark.parametrize(("kind", "suffix"), PAPERS)
def test_names_titles_posts_awards_and_words_are_told(
    database: Database, known: Known, kind: str, suffix: str
) -> None:
    people = (text("Thiện Ân", "Thiên Ân"), text("Bà Trần", "Ông Trần"), text("ấp Một", "ấp Hai"))
    changes = (*people, text("Giấy khen", "Bằng khen"), text("02 cá nhân", "02 (ba) cá nhân"))

    found = compare([edited(material_of(database, kind), suffix, *changes)], known)

    has_post, has_award, by_award = KINDS[kind]
    award = [("award", who) for who in (BODY, AN, PHUONG) if has_award]
    post = [("post", PHUONG)] if has_post else []
    counts = [("count", f"{who}: Bằng khen") for who in ("tập thể", "cá nhân") if by_award]
    words = [("words", "02")] * (2 if by_award else 1)
    # Person by person in the order of the decision, for each name, title, post and award.
    people_told = [*award[:1], ("name", AN), *award[1:2], ("title", PHUONG), *post, *award[2:]]
    assert told(found) == [*people_told, *counts, *words]
    named = next(each for each in found if each.what == "name")
    assert [each.value for each in named.sources] == ["Nguyễn Văn Thiên Ân", AN]
    assert sides(found, -1) == ["02", "ba"]


@pytest.mark.parametrize(("kind", "suffix", "times"), ROWS)
def test_a_row_that_is_missing_or_stands_twice_is_told_with_the_counts(
    database: Database, known: Known, kind: str, suffix: str, times: int
) -> None:
    found = compare([edited(material_of(database, kind), suffix, row(PHUONG, times))], known)

    by_award = [("count", "cá nhân: Giấy khen")] if KINDS[kind][2] else []
    what = "twice" if times else "absent"
    assert told(found) == [(what, PHUONG), ("count", "cá nhân"), *by_award]
    # Two were to be listed; a sentence and the heading say so, the record too; rows there are 1 or 3.
    assert sides(found, 1) == ["2", "2", str(times + 1), "2"]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
@pytest.mark.parametrize(
    ("kind", "number", "day"),
    [("to-trinh", "12/TTr-", "08"), ("danh-sach", "09/DS-", "08"), ("quyet-dinh", "05/QĐ-", "15")],
)
def test_another_number_and_day_are_held_against_the_annex_and_the_record(
    database: Database, known: Known, kind: str, suffix: str, number: str, day: str
) -> None:
    # The first of each stands in the head, the other in the annex.
    changes = (text(number, number.replace("/", "1/"), 1), text(f"ngày {day}", "ngày 20", 1))
    if kind == "quyet-dinh":
        # Its bases stand between head and annex and name another paper.
        changes = (text(f"Số: {number}", f"Số: {number.replace('/', '1/')}", 1), changes[1])

    found = compare([edited(material_of(database, kind), suffix, *changes)], known)

    paper = material_of(database, kind).kind.title.lower()
    assert told(found) == [("number", paper), ("date", paper)]
    again = 2 if kind == "quyet-dinh" else 1
    assert [each.value[-5:] for each in found[1].sources] == ["01-20", *[f"01-{day}"] * again]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_the_minutes_are_held_against_the_decision_that_names_them(
    database: Database, known: Known, suffix: str
) -> None:
    minutes = material_of(database, "bien-ban-hop")
    decision = edited(material_of(database, "quyet-dinh"), suffix)
    assert compare([edited(minutes, suffix), decision], known) == []

    changed = edited(minutes, suffix, text("03/BB-", "04/BB-"), text("ngày 07 tháng 01", "ngày 06 tháng 01"))

    found = compare([changed, decision], known)
    assert told(found) == [("number", "biên bản"), ("date", "biên bản")]
    assert sides(found, 0) == ["04/BB-HĐTĐKT", "03/BB-HĐTĐKT"]
    assert sides(found, 1) == ["2026-01-06", "2026-01-07"]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_points_place_and_class_of_a_list_are_held_against_the_record(
    database: Database, known: Known, suffix: str
) -> None:
    found = compare([edited(material_of(database, "to-trinh"), suffix, text("90", "91"))], known)

    assert told(found) == [("total", AN)]
    assert sides(found, 0) == ["91", "90"]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_notice_is_held_against_the_results(database: Database, known: Known, suffix: str) -> None:
    notice = material_of(database, "thong-bao", "xa-a")
    assert compare([edited(notice, suffix)], known) == []

    # Of xa-a 80 points, shared first of four; of An, who is of that unit, 90 points and the first of three.
    changes = (text("Tổng điểm: 80", "Tổng điểm: 81"), text("hạng: 1 trong 3", "hạng: 2 trong 3"))
    found = compare([edited(notice, suffix, *changes)], known)
    assert [(each.what, each.who, [side.value for side in each.sources]) for each in found] == [
        ("total", "Xã An Biên", ["81", "80"]),
        ("rank", AN, ["2", "1"]),
    ]
    misspelt = compare([edited(notice, suffix, text("Thiện Ân", "Thiên Ân"))], known)
    assert told(misspelt) == [("name", AN)]
    strange = compare([edited(notice, suffix, text(AN, "Đỗ Giả Định"))], known)
    assert told(strange) == [("unknown", "Đỗ Giả Định"), ("absent", AN)]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_units_proposal_is_known_by_its_head_and_not_by_whom_it_lists(
    database: Database, known: Known, suffix: str
) -> None:
    own = material_of(database, "to-trinh", "xa-b")
    assert compare([edited(own, suffix)], known) == []
    assert told(compare([edited(own, suffix, row(PHUONG, 0))], known))[0] == ("absent", PHUONG)
    # All who are left here are of one unit, and it is still the council's own proposal.
    council = edited(material_of(database, "to-trinh"), suffix, row(AN, 0))
    assert told(compare([council], known))[0] == ("absent", AN)


def test_a_list_goes_on_over_pages_under_its_last_heading(database: Database, known: Known) -> None:
    material = material_of(database, "quyet-dinh")
    # A hundred rows of one stranger before the last person make the table run over pages without a heading.
    last = '<tr><td class="mid">2</td>'
    stranger = '<tr><td class="mid">9</td><td>Ông Lạ</td><td></td><td></td></tr>'
    tall = text(last, stranger * 100 + last)

    found = edited(material, ".pdf", tall)

    assert [each.name for each in found.entries] == [BODY, AN, *["Lạ"] * 100, PHUONG]
    assert {each.kind for each in found.entries[1:]} == {"individual"}
    assert found.entries[-1].place.startswith("trang ")
    assert not found.entries[-1].place.startswith("trang 2")


def test_what_a_paper_has_no_column_for_is_told(database: Database) -> None:
    found: Reading = edited(material_of(database, "tham-dinh"), ".docx")

    assert found.lost == [
        "số văn bản",
        "ngày văn bản",
        "cột chức vụ, nơi công tác",
        "cột hình thức khen thưởng",
    ]


def test_a_column_of_units_is_held_against_who_sent_the_form(database: Database, known: Known) -> None:
    head = text("Chức vụ, nơi công tác", "Đơn vị")
    cell = text("Trưởng ấp Một, xã Bình An", "Xã Cây")

    found = compare([edited(material_of(database, "quyet-dinh"), ".docx", head, cell)], known)

    # The other person's post stands in that column now, and the body has nothing there.
    assert ("unit", PHUONG) in told(found)
    assert [each.value for each in found[-1].sources] == ["Xã Cây", "Xã Bình An"]


def test_the_data_of_a_pdf_are_held_against_its_pages(database: Database, known: Known) -> None:
    pages = edited(material_of(database, "quyet-dinh"), ".pdf", text("Thiện Ân", "Thiên Ân"))
    rows = edited(material_of(database, "quyet-dinh"), ".pdf").entries
    pages.attached = Reading(pages.file, entries=rows)

    (found,) = compare([pages], known)

    assert (found.what, found.who) == ("name", AN)
    assert [each.value for each in found.sources] == ["Nguyễn Văn Thiên Ân", AN, AN]
