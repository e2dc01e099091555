"""Targets of a paragraph: its numbers with sign, level, time and traps, and whether they surely are any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scoring.scheme.model import Flag, Level
from thidua.drafting.letters import damaged, phrase
from thidua.drafting.levels import levels_of_headings
from thidua.drafting.outline import Item
from thidua.drafting.pieces import Piece, is_split, pieces_of, titles_of
from thidua.drafting.quantities import Quantity, quantities
from thidua.drafting.remarks import flags_of, functions_of, is_impossible, points_down
from thidua.drafting.sentences import masked, sentences
from thidua.drafting.times import Milestone, is_yearly, milestones
from thidua.drafting.units import PLACE
from thidua.drafting.wording import CHANGES, REASONS

_WHOLE = 100
_PRESENT = re.compile(
    phrase("hiện nay", "hiện có", "đến nay", "đã đạt", "đã có", "tính đến", "hiện trạng"), re.IGNORECASE
)
_COMPARED = re.compile(rf"{phrase('so với', 'so cùng kỳ')}[^,;.()]*", re.IGNORECASE)
_NONE_LEFT = re.compile(phrase("không còn", "không có", "xóa"), re.IGNORECASE)
_BESIDE = re.compile(
    rf"({phrase('tại', 'ở', 'trong', 'cho', 'của', 'gồm', 'theo', 'thuộc', 'với', 'địa bàn')})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Context:
    """
    What the whole plan says that a paragraph does not.

    Attributes:
        issued: Day of the plan, None when it is not known.
        title: Its title, whose period is the last resort for a milestone.
    """

    issued: date | None = None
    title: str = ""


@dataclass(frozen=True)
class Target:
    """
    One target that a sentence may set.

    Attributes:
        is_sure: Whether it is sure that it is a target.
        reasons: Why it is sure or not, and what was understood without being said.
        letter: Place among the targets of one sentence that differ by level, from 1; 0 for all others.
    """

    item: Item
    found: Quantity
    sentence: str
    quote: str
    title: str
    is_sure: bool
    reasons: tuple[str, ...]
    levels: tuple[Level, ...]
    milestone: date | None
    every_year: bool
    parts: tuple[str, ...]
    flags: tuple[Flag, ...]
    letter: int = 0


@dataclass(frozen=True)
class _Whole:
    """A sentence with all its numbers; ``first`` is the first of them."""

    item: Item
    sentence: str
    first: Quantity
    pieces: Sequence[Piece]
    is_split: bool
    context: Context

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the things a sentence with one number asks for, when they are many."""
        return tuple(functions_of(self.sentence)) if len(self.pieces) == 1 else ()


@dataclass(frozen=True)
class _Time:
    day: date | None
    reason: str
    said: bool = False


def targets_of(item: Item, context: Context) -> Iterator[Target]:
    """Give every number of a paragraph that may be a target, in order."""
    for sentence in sentences(item.text):
        yield from _of_sentence(item, sentence, context)


def _of_sentence(item: Item, sentence: str, context: Context) -> Iterator[Target]:
    found = _told(sentence)
    if not found:
        return
    pieces = pieces_of(sentence, found)
    titles = titles_of(pieces, found)
    if is_split(pieces):
        found = [found[0], *(_bounded(each, found[0]) for each in found[1:])]
    whole = _Whole(item, sentence, found[0], pieces, is_split(pieces), context)
    for i, (quantity, title) in enumerate(zip(found, titles, strict=True)):
        yield _target(whole, i, quantity, title)


def _target(whole: _Whole, i: int, quantity: Quantity, title: str) -> Target:
    piece, item = whole.pieces[i], whole.item
    shares_change = i > 0 and _shares_change(quantity, piece, whole.first)
    if shares_change:
        quantity = replace(quantity, change=whole.first.change, sign=whole.first.sign)
    levels = piece.named or levels_of_headings([frame.title for frame in item.above])
    time = _time(item, piece, whole.pieces[0], whole.context)
    doubts = list(_doubts(quantity, piece, time, whole.context))
    if shares_change:
        doubts.append(REASONS["shared_change"].format(words=CHANGES[whole.first.change]))
    return Target(
        item=item,
        found=_possible(quantity, piece),
        sentence=whole.sentence,
        quote=piece.text,
        title=title or piece.text,
        is_sure=item.part == "objective" and not doubts,
        reasons=(_where(item), *doubts, *_understood(whole, quantity, piece, levels, time), *_lost(piece)),
        levels=levels,
        milestone=time.day,
        every_year=is_yearly(piece.text),
        parts=whole.parts,
        flags=tuple(_flags(whole, quantity, piece)),
        letter=i + 1 if whole.is_split else 0,
    )


def _flags(whole: _Whole, found: Quantity, piece: Piece) -> list[Flag]:
    return flags_of(
        found,
        whole.sentence[found.start : found.end],
        piece.text,
        whole.sentence,
        split=piece.named if whole.is_split else (),
        count=len(whole.pieces),
        composite=len(whole.parts),
    )


def _told(sentence: str) -> list[Quantity]:
    """Give the numbers the sentence itself sets: not those of a name in quotes, nor glosses in brackets."""
    bare = masked(sentence)
    found = quantities(sentence)
    outside = [each for each in found if bare[each.start : each.end].strip()]
    unquoted = masked(sentence, brackets=False)
    return outside or [each for each in found if unquoted[each.start : each.end].strip()]


def _bounded(found: Quantity, first: Quantity) -> Quantity:
    """Give «10% ở cấp huyện» the bound of «không quá 5% ở cấp tỉnh»; a lower one is meant anyway."""
    return replace(found, sign=first.sign) if not found.said and first.sign in ("<=", "<") else found


def _shares_change(found: Quantity, piece: Piece, first: Quantity) -> bool:
    """Tell whether «10% số người bị thương» follows «giảm 5% số vụ và» with no word of its own."""
    is_bare = not found.said and not found.change and not piece.left.strip()
    return is_bare and bool(first.change) and found.unit == first.unit


def _where(item: Item) -> str:
    return REASONS.get(item.part, REASONS[""])


def _possible(found: Quantity, piece: Piece) -> Quantity:
    return replace(found, sign="=") if is_impossible(found, piece.right) and found.number == _WHOLE else found


def _doubts(found: Quantity, piece: Piece, time: _Time, context: Context) -> Iterator[str]:
    present = _PRESENT.search(_COMPARED.sub("", piece.text))
    if not found.unit:
        yield REASONS["no_unit"]
    if present is not None:
        yield REASONS["present"].format(words=present[0])
    if time.said and time.day and context.issued and time.day < context.issued:
        yield REASONS["passed"]
    is_counted = found.kind != "percentage" and found.unit != PLACE and not found.said
    beside = _BESIDE.search(piece.left) if is_counted else None
    if beside is not None:
        yield REASONS["beside"].format(word=beside[1])
    if points_down(found, piece.text):
        yield REASONS["direction"]
    if piece.is_crowded:
        yield REASONS["crowded"]
    if _NONE_LEFT.search(piece.left):
        yield REASONS["none_left"]


def _understood(
    whole: _Whole, found: Quantity, piece: Piece, levels: Sequence[Level], time: _Time
) -> Iterator[str]:
    yield sign_words(found)
    if whole.is_split and whole.first.said and not found.said:
        yield REASONS["first_sign"].format(said=whole.first.said)
    if "part_of" in found.notes:
        yield REASONS["part_of"].format(words=whole.sentence[found.start : found.end])
    yield time.reason or REASONS["no_milestone"]
    if is_yearly(piece.text):
        yield REASONS["every_year"]
    yield REASONS["levels_said" if piece.named else "levels_heading" if levels else "no_levels"]


def sign_words(found: Quantity) -> str:
    """Say where the sign of a number comes from."""
    if found.said:
        return REASONS["said"].format(said=found.said)
    if found.unit == PLACE:
        return REASONS["place_in_ranking"]
    return REASONS[{"=": "whole", "<=": "falls"}.get(found.sign, "plain")]


def _lost(piece: Piece) -> list[str]:
    words = damaged([piece.text])
    shown = ", ".join(f"«{word}»" for word in words)
    return [REASONS["damaged"].format(words=shown)] if words else []


def _time(item: Item, piece: Piece, first: Piece, context: Context) -> _Time:
    """Give by when a target is wanted: the piece's own time, the sentence's, the headings', the plan's."""
    own = milestones(piece.right)[:1] or milestones(piece.left)[-1:] or milestones(first.left)[-1:]
    if own:
        return _Time(own[0].day, REASONS["milestone_said"].format(words=own[0].words), said=True)
    for frame in reversed(item.above):
        found = milestones(frame.title)
        if found:
            return _of_heading(found, "milestone_heading")
    return _of_heading(milestones(context.title), "milestone_title")


def _of_heading(found: Sequence[Milestone], code: str) -> _Time:
    if len({each.day for each in found}) > 1:
        words = "», «".join(each.words for each in found)
        return _Time(None, REASONS["milestone_two"].format(words=words))
    return _Time(found[0].day, REASONS[code].format(words=found[0].words)) if found else _Time(None, "")
