"""The questions of a review as the minutes and reports print them."""

from __future__ import annotations

from thidua.documents.fields import Question
from thidua.dossier import context
from thidua.dossier.formats import DOTS
from thidua.review import ReviewResult


def questions(result: ReviewResult) -> tuple[Question, ...]:
    """Give every question only people may answer, with the answer where there is one."""
    return tuple(_question(each) for each in context.questions(result))


def _question(found: context.Question) -> Question:
    tie = found.slot.kind != "wording"
    text = (
        f"Chọn {found.slot.choose} trong các đối tượng bằng nhau: {found.slot.question}"
        if tie
        else (found.slot.question)
    )
    decision = found.decision
    basis = f"{decision.who or DOTS}; {decision.basis or DOTS}" if decision else found.slot.who or DOTS
    if not text.endswith((".", "?")):
        text += "."
    return Question(text, "; ".join(found.options), "; ".join(found.chosen) or DOTS, basis)
