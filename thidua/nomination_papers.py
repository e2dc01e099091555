"""The lists of proposals as papers: PDF and workbook, always in Vietnamese; JSON for machines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from scoring.cards import Slot
from scoring.errors import Problem, _
from scoring.nominating import Nomination, Outcome, Proposal, ProposalList
from thidua import law_words
from thidua import nomination_words as words
from thidua.dossier.about import About
from thidua.dossier.environment import fill
from thidua.dossier.files import replace_file
from thidua.dossier.formats import long_date, number
from thidua.dossier.printed_head import PrintedHead
from thidua.dossier.printing import paper
from thidua.i18n import speaking
from thidua.ledger_words import day
from thidua.nomination_data import as_data, shown_data
from thidua.nominations import NominationError
from thidua.review import Review

DATA_NAME = "thidua-nomination.json"
FORMAT = "thidua-nomination/1"
_MADE = datetime(2000, 1, 1)  # the same lists give the same bytes
_HEAD = (
    ("Danh sách", 34), ("Phạm vi", 20), ("Số lượng", 26), ("Kết quả", 20), ("Họ tên, đơn vị", 34), ("Mã", 22),
    ("Hạng", 8), ("Điểm", 10), ("Xếp loại", 26), ("Tiêu chuẩn", 16), ("Căn cứ", 34),
    ("Lý do, việc cần làm", 70), ("Hồ sơ còn thiếu", 40),
)  # fmt: skip


def write(nomination: Nomination, review: Review, out: Path, head: PrintedHead | None = None) -> None:
    """
    Write the lists as ``.pdf``, ``.xlsx`` or ``.json``.

    Args:
        nomination: The lists.
        review: Whose office stands at the head.
        out: The file.
        head: Of the record they were made from, printed at the end of a PDF.

    Raises:
        NominationError: The name ends otherwise.
    """
    makers: dict[str, Callable[[Nomination, Review], bytes]] = {
        ".pdf": partial(pdf, head=head),
        ".xlsx": workbook,
        ".json": _json,
    }
    make = makers.get(out.suffix.lower())
    if make is None:
        message = _("“{name}” must end in .pdf, .xlsx or .json")
        raise NominationError([Problem("E_SUFFIX", message, {"name": out.name})])
    replace_file(out, make(nomination, review))


def _json(nomination: Nomination, _review: Review) -> bytes:
    return f"{json.dumps(as_data(nomination), ensure_ascii=False, indent=1)}\n".encode()


def pdf(nomination: Nomination, review: Review, head: PrintedHead | None = None) -> bytes:
    """Give the lists as a PDF; the same bytes for the same lists and head."""
    matter = nomination.round
    with speaking("vi"):
        html = fill("nomination/lists.html.j2", head=head, **_page(nomination, review))
        data = {"format": FORMAT, "review": review.review, **shown_data(nomination)}
    content = json.dumps(data | {"head": head.text if head else None}, ensure_ascii=False, indent=1).encode()
    title = f"Danh sách đề nghị khen thưởng – {matter.rules.title}"
    about = About(title, matter.received, content, DATA_NAME, "Danh sách đề nghị khen thưởng")
    return paper(html, "nomination/lists.css", about).pdf


def _page(nomination: Nomination, review: Review) -> dict[str, Any]:
    matter = nomination.round
    names = {each.candidate.id: each.candidate.name for each in matter.applicants}
    law = next(law for law in matter.laws if law.key == nomination.law)
    scopes = {cluster.id: cluster.title for cluster in review.clusters} | names
    return {
        "review": review,
        "title": matter.rules.title,
        "rules": matter.rules,
        "law": f"{law.title} ({law.key})",
        "movement": matter.movement.title if matter.movement else "",
        "principles": matter.principles.title,
        "year": matter.year,
        "received": long_date(matter.received),
        "lists": [_list(each, scopes, names) for each in nomination.lists],
        "questions": [_question(slot, names) for slot in nomination.slots if slot.kind == "overlap"],
        "remarks": [
            *(words.women(each) for each in nomination.women),
            *(words.deadline(each) for each in nomination.dues),
            *(
                f"{names[name]}: {law_words.say(s)}"
                for name, told in nomination.notices.items()
                for s in told
            ),
        ],
        "counts": _counts(nomination),
    }


def _counts(nomination: Nomination) -> list[tuple[str, int]]:
    found = [each.outcome for each in nomination.proposals()]
    return [(words.word(outcome), found.count(outcome)) for outcome in Outcome if outcome in found]


def _list(found: ProposalList, scopes: dict[str, str], names: dict[str, str]) -> dict[str, Any]:
    return {
        "title": found.rule.title,
        "scope": scopes.get(found.scope, "" if found.scope == "all" else found.scope),
        "places": words.arithmetic(found.quota),
        "rows": [_row(each) for each in found.proposals],
        "question": _question(found.slot, names) if found.slot else "",
        "advice": [words.advice(each, names) for each in found.recommendations],
    }


def _row(proposal: Proposal) -> dict[str, Any]:
    standing, who = proposal.applicant.standing, proposal.candidate
    return {
        "outcome": words.outcome(proposal),
        "is_proposed": proposal.outcome is Outcome.PROPOSED,
        "name": f"{who.title} {who.name}".strip(),
        "post": who.post,
        "rank": "–" if standing.rank is None else number(standing.rank),
        "total": "–" if standing.card.total is None else number(standing.card.total),
        "label": standing.card.label,
        "standard": words.answer_word(proposal.judged.answer),
        "basis": words.basis(proposal),
        "why": [
            *([words.word(proposal.why)] if proposal.why not in _OBVIOUS else []),
            *words.reasons(proposal),
        ],
    }


_OBVIOUS = ("within_places", "beyond_places", "not_met", "not_proven", "deferred")


def _question(slot: Slot, names: dict[str, str]) -> str:
    chosen = (
        ", ".join(names.get(each, words.word(each)) for each in slot.filled.choice) if slot.filled else ""
    )
    told = f"Đã trả lời: {chosen} ({slot.filled.basis})" if slot.filled else "Chưa trả lời"
    if slot.kind == "tie":
        equals = ", ".join(names.get(each, each) for each in slot.options)
        return f"Bằng nhau ở chỗ cuối cùng, chọn {slot.choose}: {equals}. {told}."
    return f"{slot.question} ({slot.id}). {told}."


def workbook(nomination: Nomination, review: Review) -> bytes:
    """Give the lists as a workbook: a line for each candidate and list; the same bytes for the same lists."""
    from xlsxwriter import Workbook  # slow import

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book, speaking("vi"):
        book.set_properties({"created": _MADE, "title": nomination.round.rules.title})
        _Sheet(book, nomination, review).write()
    return out.getvalue()


class _Sheet:
    """The sheet that is being written."""

    def __init__(self, book: Any, nomination: Nomination, review: Review) -> None:
        self._nomination, self._review = nomination, review
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        self._page = book.add_worksheet("Danh sách")
        self._title = book.add_format(font | {"bold": True, "font_size": 14, "text_wrap": False})
        self._note = book.add_format(font | {"italic": True, "text_wrap": False})
        self._head = book.add_format(font | {"bold": True, "border": 1, "bg_color": "#F4EFE4"})
        self._cell = book.add_format(font | {"border": 1})

    def write(self) -> None:
        """Write title, lines and formats."""
        matter = self._nomination.round
        self._page.write_string(0, 0, matter.rules.title, self._title)
        told = f"Năm xét {matter.year}; tiếp nhận ngày {day(matter.received)}; văn bản {self._nomination.law}"
        self._page.write_string(1, 0, told, self._note)
        self._page.write_string(2, 0, self._review.notice, self._note)
        for column, (title, width) in enumerate(_HEAD):
            self._page.write_string(4, column, title, self._head)
            self._page.set_column(column, column, width)
        lines = ((found, each) for found in self._nomination.lists for each in found.proposals)
        for row, (found, each) in enumerate(lines, 5):
            self._line(row, found, each)
        self._page.freeze_panes(5, 5)
        self._page.autofilter(
            4, 0, 4 + sum(len(one.proposals) for one in self._nomination.lists), len(_HEAD) - 1
        )
        self._page.set_landscape()
        self._page.set_paper(9)
        self._page.fit_to_pages(1, 0)

    def _line(self, row: int, found: ProposalList, proposal: Proposal) -> None:
        shown = _row(proposal)
        texts = (
            found.rule.title, found.scope, words.arithmetic(found.quota), shown["outcome"], shown["name"],
            proposal.candidate.id, shown["rank"], shown["total"], shown["label"], shown["standard"],
            shown["basis"], "\n".join(shown["why"]), "\n".join(each.paper.title for each in proposal.missing),
        )  # fmt: skip
        for column, text in enumerate(texts):
            self._page.write_string(row, column, text, self._cell)
