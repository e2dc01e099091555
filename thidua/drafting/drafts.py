"""The door of drafting: a plan's text in, a draft of its targets out; and the edited draft read back."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import PurePath

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.load import into
from scoring.scheme.model import SchemeId
from scoring.scheme.reading import Source, read
from thidua.drafting.grids import targets_of_table
from thidua.drafting.head import Head, head_of
from thidua.drafting.letters import damaged
from thidua.drafting.model import Draft, DraftHead, DraftSource, Gap, Remark, Row
from thidua.drafting.outline import Frame, Item, outline, part_of
from thidua.drafting.passages import Passage
from thidua.drafting.pieces import timeless
from thidua.drafting.reading import PlanText
from thidua.drafting.targets import Context, Target, targets_of
from thidua.drafting.wording import GAPS
from thidua.intake.refusal import refuse

MOST_ROWS = 1000
_CUT = re.compile(r"[\[(]?\s*(?:\.{3,}|…+)\s*[\])]?")
_TABLE_HEAD = re.compile(r"(?:STT|TT)\s+\S*\s*(?:chỉ tiêu|nội dung|tiêu chí)", re.IGNORECASE)
_EXTENTS = {"text": "{count} dòng", "word": "{count} đoạn", "pdf": "{count} trang"}
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_GROUP = 60
_ENDS = re.compile(r"(?:\s+(?:đến|trong|cho|của|hết|cuối|vào))+$", re.IGNORECASE)


def draft_of(text: PlanText, plan_id: str = "") -> Draft:
    """
    Draft the targets of a plan.

    Args:
        plan_id: Id the plan is to have; empty takes it from the number of the paper.

    Returns:
        One row a target, in the order of the text, every one undecided; what is cut out of the copy and what
        lost letters stands beside.

    Raises:
        IntakeError: ``E_DRAFT_LARGE`` when there are more numbers than a person could go through.
    """
    head = head_of(text.passages)
    context = Context(head.issued[0] if head.issued else None, head.title.text if head.title else "")
    items = list(outline(text.passages))
    found = [target for item in items for target in _targets(item, context)]
    if len(found) > MOST_ROWS:
        message = _(
            "{found} numbers were found; a draft holds {most}: give only the part with the objectives"
        )
        raise refuse("E_DRAFT_LARGE", message, text.name, found=len(found), most=MOST_ROWS)
    return Draft(
        draft=plan_id or _plan_id(head, text.name),
        status="draft",
        source=DraftSource(
            file=text.name, sha256=text.sha256, extent=_EXTENTS[text.kind].format(count=text.extent)
        ),
        head=_draft_head(head),
        rows=list(_rows(found)),
        unknown=list(_gaps(items, text.kind)),
        remarks=list(_remarks(text)),
    )


def read_draft(source: Source) -> Draft:
    """
    Read a draft that a person may have edited.

    Raises:
        SchemeError: Every fault with ``file:line:column``; an id used twice is one.
    """
    document = read(source)
    if not isinstance(document.value, dict) or "draft" not in document.value:
        message = _("this is no draft of a plan: its first key is not “draft”")
        raise SchemeError([Problem("E_KIND", message, {}, document.place(()))])
    draft = into(Draft, document)
    twice = [name for name, times in Counter(row.id for row in draft.rows).items() if times > 1]
    if twice:
        message = _("the id “{id}” is used more than once")
        place = document.place(("rows",))
        raise SchemeError([Problem("E_ID_TWICE", message, {"id": name}, place) for name in twice])
    return draft


def _targets(item: Item, context: Context) -> Iterator[Target]:
    return targets_of_table(item, context) if item.passage.rows else targets_of(item, context)


def slug(text: str) -> str:
    """Give a text as plain ASCII words with hyphens between; empty when nothing of it is left."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _SLUG.sub("-", "".join(char for char in plain if not unicodedata.combining(char))).strip("-")


def _plan_id(head: Head, name: str) -> SchemeId:
    number = head.number.text.partition("/")[0] if head.number else ""
    unit = head.body.text.removeprefix("Ủy ban nhân dân ").partition(" ")[2] if head.body else ""
    initials = "".join(word[0] for word in slug(unit).split("-") if word)
    return slug(f"{initials} {number}") or slug(PurePath(name).stem) or "plan"


def _draft_head(head: Head) -> DraftHead:
    places = {
        "number": head.number.place if head.number else "",
        "body": head.body.place if head.body else "",
        "issued": head.issued[1] if head.issued else "",
        "title": head.title.place if head.title else "",
    }
    return DraftHead(
        number=head.number.text if head.number else None,
        body=head.body.text if head.body else None,
        issued=head.issued[0] if head.issued else None,
        title=head.title.text if head.title else None,
        found_at={name: place for name, place in places.items() if place},
    )


def _rows(found: Sequence[Target]) -> Iterator[Row]:
    counts: Counter[str] = Counter()
    for target in found:
        group = _group(target.item)
        year = f"{target.milestone.year % 100:02}" if target.milestone else ""
        prefix = f"{_initials(group)}{year}"
        # Targets of one sentence that differ by level share a number: 07a, 07b, 07c.
        counts[prefix] += target.letter < 2
        letter = chr(ord("a") + target.letter - 1) if target.letter else ""
        yield _row(target, f"{prefix}.{counts[prefix]:02}{letter}", group)


def _row(target: Target, row_id: str, group: str) -> Row:
    found = target.found
    return Row(
        id=row_id,
        confidence="sure" if target.is_sure else "unsure",
        reasons=list(target.reasons),
        place=target.item.passage.place,
        section=target.item.section,
        clause=target.item.clause,
        quote=target.quote,
        sentence="" if target.quote == _sentence(target) else _sentence(target),
        title=target.title,
        group=group or None,
        number=found.number,
        upper=found.upper,
        unit=found.unit or None,
        kind=found.kind,
        sign=found.sign,  # type: ignore[arg-type]  # one of the five signs, from one table
        change=found.change or None,  # type: ignore[arg-type]  # likewise
        levels=list(target.levels) or None,
        milestone=target.milestone,
        every_year=target.every_year,
        parts=list(target.parts),
        flags=list(target.flags),
    )


def _sentence(target: Target) -> str:
    return target.sentence.strip(" .;")


def _group(item: Item) -> str:
    """Give what the target belongs to: a table's own heading, else the nearest heading that is no bullet."""
    frames = [frame for frame in item.above if not frame.kind.startswith("bullet")]
    title = item.text if item.passage.rows == () and not item.passage.text else ""
    title = title or next((frame.title for frame in reversed(frames) if frame.title), "")
    title = _ENDS.sub("", timeless(title).strip(" :.")).removeprefix("Về ").strip()
    title = title.capitalize() if title.isupper() else title[:1].upper() + title[1:]
    return title if len(title) <= _LONGEST_GROUP else title[:_LONGEST_GROUP].rpartition(" ")[0]


def _initials(group: str) -> str:
    words = [word for word in slug(group).split("-") if word[:1].isalpha()]
    return "".join(word[0] for word in words[:6]) or "ct"


def _gaps(items: Sequence[Item], kind: str) -> Iterator[Gap]:
    for item, below in zip_longest(items, items[1:]):
        text = item.passage.text
        if text and _CUT.fullmatch(text):
            yield _gap(item, text, "cut")
        elif item.own is not None and _is_empty(item, item.own, below):
            yield _gap(item, text, "empty")
        elif kind != "word" and _TABLE_HEAD.match(text):
            yield _gap(item, text, "pdf_table")


def _gap(item: Item, text: str, why: str) -> Gap:
    return Gap(place=item.passage.place, section=item.section, clause=item.clause, text=text, why=GAPS[why])


def _is_empty(item: Item, own: Frame, below: Item | None) -> bool:
    """Tell whether a heading among the objectives has nothing under it."""
    is_heading = not own.kind.startswith("bullet") and item.text[-1:] not in (".", ";", ",")
    among = "objective" in (part_of(item.text), item.part)
    return (
        is_heading
        and among
        and own not in (below.above if below else ())
        and not any(map(str.isdigit, own.title))
    )


def _remarks(text: PlanText) -> Iterator[Remark]:
    if text.tracked:
        yield Remark(place=text.name, text=GAPS["tracked"])
    for passage in text.passages:
        words = damaged(_texts(passage))
        if words:
            shown = ", ".join(f"«{word}»" for word in words)
            yield Remark(place=passage.place, text=GAPS["damaged"].format(words=shown))


def _texts(passage: Passage) -> list[str]:
    return [passage.text, *(cell for row in passage.rows for cell in row)]
