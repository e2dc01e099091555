"""Meeting and count: sums that cannot be true, a quorum, shares that law or council ask for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from scoring.errors import ScoringError
from scoring.law import Law
from tests.thidua.documents.samples import make, record
from thidua.documents.kinds import kind_of
from thidua.documents.material import Wanted, gather
from thidua.documents.matters import Matters
from thidua.documents.votes import ordered_by_law, threshold_for, vote_faults
from thidua.laws import shipped_laws
from thidua.review import ReviewResult
from thidua.runs import current_result
from thidua.store.database import Database

CITE = {"document": "Quy chế ví dụ", "clause": "Điều 5"}
RULES = {"quorum": {"share": "2/3", "cite": CITE}, "agreed": {"share": "7/10", "cite": CITE}}
NINE = "ABCDEĐGHI"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    # Nine members: two thirds are six; seven tenths are 6.3, so seven votes.
    return record(tmp_path_factory.mktemp("record"), voting=RULES)


def people(names: str) -> str:
    return "[" + ", ".join(f"{{name: Ủy viên {each}}}" for each in names) + "]"


def told(folder: Path, count: str = "{}", meeting: str = "{}") -> Path:
    path = folder / "documents.yaml"
    path.write_text(f"documents: xet-2025\nmeeting: {meeting}\ncount: {count}\n", encoding="utf-8")
    return path


def refusals(database: Database, path: Path, kind: str = "bien-ban-kiem-phieu") -> list[str]:
    out = path.parent / "x.docx"
    with pytest.raises(ScoringError) as refused:
        make(database, kind, out, matters=path)
    assert not out.exists()
    return [f"{each.code}: {each.text()}" for each in refused.value.problems]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("{issued: 8, returned: 9}", "E_BALLOTS: count.returned is 9, but count.issued is only 8"),
        ("{returned: 8, valid: 9}", "E_BALLOTS: count.valid is 9, but count.returned is only 8"),
        ("{issued: 10}", "E_BALLOTS: count.issued is 10, but office.members is only 9"),
        ("{issued: 1, written: 2}", "E_BALLOTS: count.written is 2, but count.issued is only 1"),
        (
            "{returned: 9, valid: 7, invalid: 1}",
            "E_BALLOTS: count.valid 7 and count.invalid 1 make 8; count.returned is 9",
        ),
        (
            "{valid: 8, votes: {xa-b: {agreed: 6, opposed: 1}}}",
            "E_VOTES: count.votes.xa-b: agreed 6, opposed 1 and blank 0 make 7; count.valid is 8",
        ),
        (
            "{valid: 8, votes: {xa-b: {agreed: 7, opposed: 1, blank: 1}}}",
            "E_VOTES: count.votes.xa-b: agreed 7, opposed 1 and blank 1 make 9; count.valid is 8",
        ),
        (
            "{returned: 8, votes: {xa-b: {agreed: 7, opposed: 2}}}",
            "E_VOTES: count.votes.xa-b: agreed 7, opposed 2 and blank 0 make 9; there are at most 8 ballots",
        ),
    ],
)
def test_a_count_that_cannot_be_true_is_told_with_its_fields_and_sums(
    database: Database, tmp_path: Path, count: str, expected: str
) -> None:
    assert refusals(database, told(tmp_path, count)) == [expected]


@pytest.mark.parametrize(
    ("present", "absent", "more", "expected"),
    [
        (
            "ABCDEĐ",
            "GH",
            "",
            "E_MEETING: meeting.present lists 6 members and meeting.absent 2, together 8; the council has 9 "
            "(office.members of the review)",
        ),
        ("ABCDEĐG", "HA", "", "E_MEETING: Ủy viên A stands twice in meeting.present and meeting.absent"),
        (
            "ABCDEĐG",
            "HI",
            "chair: {name: Ủy viên H}, ",
            "E_MEETING: meeting.chair is Ủy viên H, who stands in meeting.absent",
        ),
        (
            "ABCDE",
            "ĐGHI",
            "",
            "E_QUORUM: meeting.present lists 5 of 9 members; the council may meet with 6 or more "
            "(2/3 of all: Quy chế ví dụ, Điều 5)",
        ),
    ],
)
def test_an_attendance_that_cannot_be_is_told(
    database: Database, tmp_path: Path, present: str, absent: str, more: str, expected: str
) -> None:
    meeting = f"{{{more}present: {people(present)}, absent: {people(absent)}}}"

    assert refusals(database, told(tmp_path, meeting=meeting), "bien-ban-hop") == [expected]


def test_two_thirds_of_nine_are_enough_and_more_ballots_than_voters_are_not(
    database: Database, tmp_path: Path
) -> None:
    meeting = f"{{present: {people('ABCDEĐ')}, absent: {people('GHI')}}}"
    make(database, "bien-ban-hop", tmp_path / "x.docx", matters=told(tmp_path, meeting=meeting))
    text = " ".join(each.text for each in docx.Document(str(tmp_path / "x.docx")).paragraphs)
    assert "ít nhất 2/3 tổng số thành viên, tức từ 06 người (Quy chế ví dụ, Điều 5)" in text
    (tmp_path / "x.docx").unlink()

    # Six sit there and one of the absent answers in writing: seven ballots at most; three cannot all answer.
    many = told(tmp_path, "{issued: 8, written: 1}", meeting)
    assert refusals(database, many) == [
        "E_BALLOTS: count.issued 8 less count.written 1 is 7 ballots in the room; meeting.present lists 6 "
        "members"
    ]
    odd = told(tmp_path, "{issued: 9, written: 4}", meeting)
    assert refusals(database, odd) == ["E_BALLOTS: count.written is 4; meeting.absent lists 3 members"]


def test_the_minutes_tell_who_reached_the_share_and_no_list_holds_who_did_not(
    database: Database, tmp_path: Path
) -> None:
    votes = "xa-b: {agreed: 7, opposed: 1}, an: {agreed: 6, opposed: 1, blank: 1}"
    path = told(tmp_path, f"{{issued: 9, returned: 9, valid: 8, votes: {{{votes}}}}}")

    make(database, "bien-ban-kiem-phieu", tmp_path / "kp.docx", matters=path)

    document = docx.Document(str(tmp_path / "kp.docx"))
    text = " ".join(each.text for each in document.paragraphs)
    assert (
        "Giấy khen: ít nhất 70% tổng số thành viên Hội đồng, tức từ 07 phiếu (Quy chế ví dụ, Điều 5)" in text
    )
    rows = {row.cells[1].text: [cell.text for cell in row.cells[3:]] for row in document.tables[1].rows}
    # 7 of 9 are 77.77…, 6 of 9 are 66.66… %: cut, not rounded.
    assert rows["Xã Bình An"] == ["7", "1", "77,77%", "Đạt"]
    assert rows["Ông Nguyễn Văn Thiện Ân"] == ["6", "1", "66,66%", "Không đạt"]
    assert rows["Bà Trần Thị Phượng"] == ["……", "……", "……", "……"]
    for kind in ("quyet-dinh", "to-trinh", "danh-sach", "tham-dinh"):
        assert refusals(database, path, kind) == [
            "E_VOTES_SHORT: Nguyễn Văn Thiện Ân has 6 votes for “Giấy khen”, which needs 7 (70%: Quy chế ví "
            "dụ, Điều 5); correct count.votes, or take the candidate off the list"
        ]


def test_the_law_says_what_share_an_award_needs_and_comes_before_the_councils_own_rule(
    database: Database,
) -> None:
    law = next(each for each in shipped_laws() if each.key == "luat-06-2022-qh15@2024-01-01")
    result = with_law(current_result(database), law)

    flag = ordered_by_law(result, "co_thi_dua_tinh")
    assert flag is not None
    assert flag.cite is not None
    # Nghị định 98/2023/NĐ-CP, Điều 30 khoản 7: 80 % of all members for the flag of a province.
    assert (str(flag.share), flag.base, flag.cite.clause) == ("4/5", "members", "Điều 30 khoản 7")
    assert threshold_for(result, "co_thi_dua_tinh") == flag
    # No vote is ordered for a letter of commendation, so the council's own seven tenths count.
    assert ordered_by_law(result, "giay_khen") is None
    own = threshold_for(result, "giay_khen")
    assert own is not None
    assert str(own.share) == "7/10"


def test_a_vote_that_the_law_orders_must_be_there_once_votes_were_counted(
    database: Database, tmp_path: Path
) -> None:
    law = next(each for each in shipped_laws() if each.key == "luat-06-2022-qh15@2024-01-01")
    path = told(tmp_path, "{valid: 8, votes: {xa-b: {agreed: 8, opposed: 0}}}")
    material = gather(database, Wanted(kind_of("quyet-dinh"), matters=path))
    flags = tuple(replace(each, award_id="co_thi_dua_tinh", award="Cờ") for each in material.nominees)
    result = with_law(material.result, law)

    found = list(vote_faults(replace(material, result=result, nominees=flags)))

    # 80 % of nine are 7.2, so eight votes: Xã Bình An has them, nobody counted any for the others.
    assert [(each.code, each.values["candidate"], each.values["least"]) for each in found] == [
        ("E_VOTES_NONE", "Nguyễn Văn Thiện Ân", 8),
        ("E_VOTES_NONE", "Trần Thị Phượng", 8),
    ]
    # Before the meeting nothing is counted, and the drafts for it are made.
    before = replace(material, result=result, nominees=flags, matters=Matters(documents="xet-2025"))
    assert list(vote_faults(before)) == []


def with_law(result: ReviewResult, law: Law) -> ReviewResult:
    parts: dict[str, Any] = {**vars(result), "law": law}
    return ReviewResult(**parts)


def test_a_rule_without_its_document_and_a_quorum_of_those_present_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name the document that asks for this share"):
        record(tmp_path / "a", voting={"quorum": {"share": "2/3", "cite": {"clause": "Điều 5"}}})
    with pytest.raises(ValueError, match="a quorum is a share of all members"):
        record(tmp_path / "b", voting={"quorum": {"share": "2/3", "base": "present", "cite": CITE}})
