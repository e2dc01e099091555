"""The rows that notices, objections, answers and reasons lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from thidua.store.canonical import dumps
from thidua.store.events import NoticeOpened, ObjectionAnswered, ObjectionFiled, ValueReason
from thidua.store.notice_tables import AnswerRow, NoticeRow, ObjectionRow, ValueReasonRow
from thidua.store.objection_words import Words
from thidua.store.writing import Made


def notice_row(act: NoticeOpened, seq: int) -> Made:
    """Give the row of a published result."""
    return NoticeRow, {
        "seq": seq,
        "scheme": act.scheme,
        "run": act.run,
        "opened": act.opened.isoformat(),
        "working_days": act.working_days,
        "until": act.until.isoformat(),
        "days_off": dumps(act.days_off).decode(),
        "unsure": dumps(act.unsure).decode(),
        "place": act.where,
    }


def objection_row(act: ObjectionFiled, said: Words, seq: int, number: int) -> Made:
    """Give the row of an objection; what it says may stand outside the act."""
    return ObjectionRow, {
        "id": number,
        "seq": seq,
        "notice": act.notice,
        "scheme": act.scheme,
        "candidate": act.candidate,
        "criterion": act.criterion,
        "sender": said.sender,
        "words": said.text,
        "evidence": said.evidence,
        "evidence_sha256": act.evidence_sha256,
        "received": act.received.isoformat(),
        "in_time": int(act.in_time),
    }


def answer_row(act: ObjectionAnswered, seq: int) -> Made:
    """Give the row of an answer."""
    return AnswerRow, {
        "objection": act.objection,
        "seq": seq,
        "accepted": int(act.accepted),
        "facts": act.facts,
        "who": act.who,
        "why": act.why,
        "basis": act.basis,
    }


def reason_rows(reasons: Iterable[ValueReason], seq: int) -> Iterator[Made]:
    """Give a row for each value whose change, or whose standing, a file gives a reason for."""
    return ((ValueReasonRow, {"seq": seq, **vars(each)}) for each in reasons)
