"""From material to the values of one paper: the door ``context``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scoring.scheme.model import Plan, Scheme
from scoring.tally import needed
from thidua.documents.fields import (
    BallotCount,
    CriteriaTable,
    CriterionRow,
    ListPaper,
    MeetingWords,
    MinutesPaper,
    Official,
    Paper,
    PlanPaper,
)
from thidua.documents.letterhead import addressees, bases, foot, head, notices, review_words
from thidua.documents.material import Material
from thidua.documents.matters import Person
from thidua.documents.meetings import share_words, source_of, threshold_of
from thidua.documents.outcomes import achievement_paper, notice_paper, report_paper
from thidua.documents.questions import questions
from thidua.documents.rolls import roll
from thidua.documents.votes import rule_lines
from thidua.dossier.formats import DOTS, long_date
from thidua.dossier.wording import STAGES, word
from thidua.phrasing.board import Board, board_of, subjects_words
from thidua.review import ReviewResult


def context(material: Material) -> Paper:
    """Give everything that the templates of a kind of paper may name."""
    return _MAKERS[material.kind.context](material)


def paper(material: Material) -> dict[str, Any]:
    """Give what every paper has."""
    review = material.result.review
    own = material.matters.paper(material.kind.id)
    return {
        "head": head(material),
        "foot": foot(material),
        "review": review_words(review),
        "to": addressees(own, _usual_addressees(material)),
        "bases": bases(material),
        "notices": notices(material),
    }


def _usual_addressees(material: Material) -> Sequence[str]:
    office, kind = material.result.review.office, material.kind
    if kind.id == "thong-bao" and material.subject is not None:
        return [material.subject.name]
    if kind.id == "to-trinh" and material.subject is None:
        return [office.authority]
    usual = {
        "to-trinh": [office.council],
        "tham-dinh": [office.authority],
        "so-ket": [office.authority],
        "tong-ket": [office.authority],
    }
    return usual.get(kind.id, [])


def _roll(material: Material) -> ListPaper:
    return ListPaper(**paper(material), roll=roll(material))


def _plan_paper(material: Material) -> PlanPaper:
    matters, review = material.matters, material.result.review
    return PlanPaper(
        **paper(material),
        launch=long_date(matters.launch),
        end=long_date(matters.end),
        deadline=long_date(matters.deadline),
        clusters=tuple(each.title for each in review.clusters),
        targets=_targets([each.scheme for each in material.result.scored]),
        tables=tuple(_table(each.scheme) for each in material.result.scored),
        stage=word(STAGES, review.stage),
    )


def _targets(schemes: Sequence[Scheme]) -> tuple[CriterionRow, ...]:
    plans: dict[str, Plan] = {each.plan.plan: each.plan for each in schemes if each.plan}
    return tuple(row for plan in plans.values() for row in _rows(board_of(plan), (0, 1, -1, 3, 4, -1, 7)))


def _table(scheme: Scheme) -> CriteriaTable:
    board = board_of(scheme)
    rules = tuple(f"{title}: {line}" for title, lines in board.parts for line in lines)
    rows = _rows(board, (0, 1, 2, 3, 4, 5, 7))
    return CriteriaTable(board.title, subjects_words(scheme), board.about, rows, rules)


def _rows(board: Board, columns: Sequence[int]) -> tuple[CriterionRow, ...]:
    """Give the rows of a board's table; ``columns`` says which cell each field is, -1 for none."""
    return tuple(CriterionRow(*("" if at < 0 else row.cells[at] for at in columns)) for row in board.rows)


def _minutes(material: Material) -> MinutesPaper:
    return MinutesPaper(
        **paper(material),
        roll=roll(material),
        meeting=_meeting(material),
        count=_count(material),
        questions=questions(material.result),
    )


def _meeting(material: Material) -> MeetingWords:
    meeting = material.matters.meeting
    return MeetingWords(
        opened=meeting.opened or DOTS,
        closed=meeting.closed or DOTS,
        held=long_date(meeting.held),
        place=meeting.place or DOTS,
        chair=_official(meeting.chair),
        secretary=_official(meeting.secretary),
        present=_people(meeting.present),
        absent=_people(meeting.absent) if meeting.absent or not meeting.present else ("- Không có.",),
        invited=_people(meeting.invited),
        present_count=_two(len(meeting.present)) if meeting.present else DOTS,
        absent_count=_two(len(meeting.absent)) if meeting.present else DOTS,
        quorum=_quorum(material.result),
    )


def _quorum(result: ReviewResult) -> str:
    voting, members = result.review.voting, result.review.office.members
    if voting is None or voting.quorum is None or members is None:
        return ""
    rule = threshold_of(voting.quorum)
    least = _two(needed(rule, members))
    return f"ít nhất {share_words(rule)} tổng số thành viên, tức từ {least} người ({source_of(rule)})"


def _official(person: Person) -> Official:
    line = ", ".join(part for part in (person.name, person.post) if part)
    return Official(person.name or DOTS, person.post or DOTS, line or DOTS)


def _people(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(f"- {_official(each).line}" for each in people) or (f"- {DOTS}",)


def _two(count: int) -> str:
    return f"{count:02}"


def _count(material: Material) -> BallotCount:
    count = material.matters.count
    reckoned = count.invalid
    if reckoned is None and count.returned is not None and count.valid is not None:
        reckoned = count.returned - count.valid
    invalid = DOTS if reckoned is None else _two(reckoned)
    return BallotCount(
        tellers=_people(count.tellers),
        issued=DOTS if count.issued is None else _two(count.issued),
        returned=DOTS if count.returned is None else _two(count.returned),
        valid=DOTS if count.valid is None else _two(count.valid),
        invalid=invalid,
        written=DOTS if count.issued is None else _two(count.written),
        rules=rule_lines(material.result, material.matters, material.nominees),
    )


_MAKERS: Mapping[str, Callable[[Material], Paper]] = {
    "plan": _plan_paper,
    "roll": _roll,
    "minutes": _minutes,
    "report": lambda material: report_paper(material, paper(material)),
    "notice": lambda material: notice_paper(material, paper(material)),
    "achievement": lambda material: achievement_paper(material, paper(material)),
}
