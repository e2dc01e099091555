"""What may be objected to, what an answer may change, and everything that is refused with advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from scoring.facts import State
from tests.thidua.proof import samples
from tests.thidua.store.samples import kept
from tests.thidua.test_notices import OPENED, UNTIL, database, publish
from thidua.audit import audit
from thidua.objection_effects import effect_of
from thidua.objections import Filing, ObjectionError, criteria, submit
from thidua.replies import Reply, respond
from thidua.runs import run_all, stored_rules
from thidua.store import views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.notice_acts import Objection, objections

__all__ = ["database"]
TUESDAY = OPENED + timedelta(days=1)


@pytest.fixture
def open_record(database: Database) -> Database:
    publish(database)
    return database


def filing(
    candidate: str = "xa-c",
    criterion: str = "so_luong",
    text: str = "Đếm thiếu",
    received: date = TUESDAY,
    sender: str = "",
    evidence: Path | None = None,
) -> Filing:
    return Filing(candidate, criterion, text, received, sender, "", evidence)


def refused(database: Database, given: Filing) -> list[str]:
    before = views.event_bodies(database)
    with pytest.raises(ObjectionError) as error:
        submit(database, given, actor="Văn thư")
    assert views.event_bodies(database) == before
    return [problem.text() for problem in error.value.problems]


def answered(
    database: Database,
    criterion: str,
    values: Sequence[str],
    *,
    accepted: bool = True,
    candidate: str = "xa-c",
) -> Objection:
    number = submit(database, filing(candidate, criterion), actor="Văn thư").number
    reply = Reply(accepted, "Hội đồng", "Đã kiểm tra", "Biên bản 3", values)
    return respond(database, number, reply, actor="Thư ký")


def test_criteria_and_conditions_can_be_objected_to_and_each_rests_on_its_facts(
    open_record: Database,
) -> None:
    scheme = stored_rules(open_record, views.review(open_record)).schemes[samples.SCHEME]

    assert criteria(scheme) == {
        "so_luong": ("cay_trong",),
        "ty_le_song": ("cay_song", "cay_trong"),
        "ky_luat": ("ky_luat",),
    }


def test_everything_that_does_not_fit_is_told_at_once_with_the_nearest(
    open_record: Database, tmp_path: Path
) -> None:
    (tmp_path / "virus.pdf").write_bytes(b"MZ\x90")

    told = refused(open_record, filing("xa-x", text=" ", sender="xa-bb", evidence=tmp_path / "virus.pdf"))

    assert told == [
        "“xa-x” is no candidate of this review. The nearest is: xa-d.",
        "“xa-bb” is no unit and no candidate of this review. The nearest is: xa-b.",
        "The objection says nothing; write what it says in --text.",
        "This is no paper that can be kept; send one of these, whole and unlocked: "
        ".pdf, .png, .jpg, .jpeg, .docx, .xlsx.",
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            filing(criterion="so_luon"),
            "“so_luon” is no criterion that xa-c is scored by. The nearest is: so_luong",
        ),
        (
            filing(received=OPENED - timedelta(days=1)),
            "2024-03-03 lies before 2024-03-04, the day the result",
        ),
        (
            filing(received=date.today() + timedelta(days=1)),
            "is still to come; say the day the objection came in",
        ),
        (filing(evidence=Path("/khong/co.pdf")), "There is no readable file at"),
    ],
)
def test_an_objection_that_does_not_fit_is_refused(open_record: Database, given: Filing, words: str) -> None:
    (told,) = refused(open_record, given)

    assert words in told


def test_nothing_can_be_objected_to_before_it_is_published(database: Database) -> None:
    (told,) = refused(database, filing())

    assert told == f"No result of {samples.SCHEME} was published; there is nothing to object to yet."


def test_one_on_the_last_day_is_in_time_and_one_on_the_next_is_not(open_record: Database) -> None:
    found = [
        submit(open_record, filing(received=day), actor="Văn thư")
        for day in (UNTIL, UNTIL + timedelta(days=1))
    ]

    assert [(each.number, each.in_time, each.sender) for each in found] == [
        (1, True, "xa-c"),
        (2, False, "xa-c"),
    ]


def test_another_unit_may_object_and_its_paper_is_kept_byte_for_byte(
    open_record: Database, tmp_path: Path
) -> None:
    paper = tmp_path / "đơn.pdf"
    paper.write_bytes(b"%PDF-1.7 content")

    found = submit(open_record, filing(sender="xa-b", evidence=paper), actor="Văn thư")

    assert (found.sender, found.evidence) == ("xa-b", "đơn.pdf")
    assert found.evidence_sha256 == digest(b"%PDF-1.7 content")
    assert b"%PDF-1.7 content" in {content.data for content in kept(open_record.path).values()}
    assert audit(open_record.path).findings == ()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["cay_trong=-1"], "-1 is below zero"),
        (["cay_trong=nhiều"], "“nhiều” is not a number"),
        (["cay_trong=250"], "cay_trong has this value already"),
        (["cay_trong"], "--value wants FACT=VALUE"),
        (["cay_tron=3"], "so_luong does not rest on “cay_tron”. The nearest is: cay_trong"),
        (["ky_luat=co"], "so_luong does not rest on “ky_luat”"),
        (["cay_trong=300", "cay_trong=301"], "cay_trong is given twice"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_answered(
    open_record: Database, values: list[str], words: str
) -> None:
    with pytest.raises(ScoringError) as error:
        answered(open_record, "so_luong", values)

    assert [words in problem.text() for problem in error.value.problems] == [True]
    assert [each.answer for each in objections(open_record)] == [None]


def test_who_and_why_are_asked_for_and_a_rejection_changes_nothing(open_record: Database) -> None:
    number = submit(open_record, filing(), actor="Văn thư").number
    with pytest.raises(ObjectionError) as error:
        respond(open_record, number, Reply(False, " ", "", "", ["cay_trong=300"]), actor="Thư ký")

    assert [problem.text() for problem in error.value.problems] == [
        "Say who answers: --who.",
        "Say why: --reason.",
        "A rejected objection changes no value; leave out --value.",
    ]


def test_a_rejected_objection_leaves_the_result_and_is_not_answered_again(open_record: Database) -> None:
    facts = views.facts_digest(open_record, samples.SCHEME, "self")
    found = answered(open_record, "so_luong", [], accepted=False)

    assert found.answer is not None
    assert (found.answer.accepted, effect_of(open_record, found)) == (False, None)
    assert views.facts_digest(open_record, samples.SCHEME, "self") == facts
    with pytest.raises(ScoringError, match="Objection 1 was answered before"):
        respond(open_record, 1, Reply(True, "Hội đồng", "Nghĩ lại"), actor="Thư ký")


def test_a_number_that_is_not_there_is_told(open_record: Database) -> None:
    with pytest.raises(ObjectionError, match="There is no objection 3 in this record; it holds 0"):
        respond(open_record, 3, Reply(True, "Hội đồng", "Đúng"), actor="Thư ký")


def test_before_the_next_run_the_values_alone_are_told_and_afterwards_all_of_it(
    open_record: Database,
) -> None:
    # c: 250, 200 → 400, 300: 32 + (20 + (75 - 50) / 40 × 40) = 77; before 20 + 50 = 70.
    found = answered(open_record, "ty_le_song", ["cay_trong=400", "cay_song=300"])
    before = effect_of(open_record, found)
    run_all(open_record, actor="Thư ký")
    after = effect_of(open_record, found)

    assert before is not None
    assert after is not None
    assert (before.is_scored, after.is_scored, after.runs) == (False, True, (1, 2))
    pairs = {
        each.after.id: (each.before.number if each.before else None, each.after.number)
        for each in before.values
    }
    assert pairs == {"cay_trong": (250, 400), "cay_song": (200, 300)}
    shown = [(pair.before, pair.after) for pair in (after.points, after.total, after.rank) if pair]
    assert shown == [("50", "45"), ("70", "77"), ("3", "3")]
    assert after.others == ()


def test_an_objection_to_a_condition_moves_who_was_excluded(open_record: Database) -> None:
    found = answered(open_record, "ky_luat", ["ky_luat=co"], candidate="xa-d")
    run_all(open_record, actor="Thư ký")

    effect = effect_of(open_record, found)

    assert effect is not None
    assert (effect.points, effect.total and effect.total.after, effect.rank and effect.rank.after) == (
        None,
        None,
        None,
    )


def test_the_value_carries_the_paper_it_rests_on_and_the_older_one_is_kept(open_record: Database) -> None:
    answered(open_record, "so_luong", ["cay_trong=300"])

    (entry,) = [
        each for each in views.entries(open_record, samples.SCHEME, "self") if each.candidate.id == "xa-c"
    ]
    fact = entry.fact("cay_trong")

    assert (fact.state, fact.number, fact.evidence, fact.source) == (
        State.VALUE,
        Fraction(300),
        "Biên bản 3",
        "kien-nghi-1.csv:2",
    )
