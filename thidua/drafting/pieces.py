"""A sentence with several numbers, cut so that each piece speaks of one; and what a target is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.scheme.model import Level
from thidua.drafting.letters import listed, phrase
from thidua.drafting.levels import Named, levels_named
from thidua.drafting.quantities import Quantity
from thidua.drafting.sentences import masked
from thidua.drafting.times import milestones
from thidua.drafting.units import PLACE

_JOIN = re.compile(rf"[;,:]|{phrase('và', 'trong đó', 'hoặc', 'đồng thời')}", re.IGNORECASE)
_HEADS = listed("tỷ lệ|tỉ lệ|tỷ trọng|chỉ số|năng suất|thu nhập|tổng số|bình quân|mỗi")
_HEAD = re.compile(rf"\s*{phrase(*_HEADS)}", re.IGNORECASE)
_LEADING = phrase(
    *listed(
        """và|trong đó|phấn đấu|thi đua|bảo đảm|đảm bảo|có|từ|đến|trong|trước|vào|hết|cuối|mỗi năm|hằng năm
        |hàng năm|đến nay đã"""
    )
)
_ENDING = phrase(*listed("và|đạt|đến|là|có|từ|trong|trước|vào|hết|cuối|của|tại|ở|chiếm"))
_LEAD = re.compile(rf"^(?:\s|[,;:.]|{_LEADING})+", re.IGNORECASE)
_END = re.compile(rf"(?:\s|[,;:.]|{_ENDING})+$", re.IGNORECASE)
_COUNTED = re.compile(rf"^{phrase('số', 'tổng số')}\s+", re.IGNORECASE)
_BRACKET = re.compile(r"^\([^()]*\)\s*")
_BARE = re.compile(
    phrase("tăng", "giảm", "cắt giảm", "rút ngắn", "tỷ lệ", "tỉ lệ", "số", "nâng"), re.IGNORECASE
)
_AT = re.compile(phrase("ở", "tại", "của", "đối với"), re.IGNORECASE)
_LONGEST = 180


@dataclass(frozen=True)
class Piece:
    """
    The part of a sentence that speaks of one number.

    Attributes:
        text: As it stands, without joining words at its ends.
        left, right: Before and behind the number and its words of comparison.
        levels: Phrases that name levels in it.
        is_crowded: Whether nothing parts its number from a neighbour: one of the two may only describe.
    """

    text: str
    left: str
    right: str
    levels: tuple[Named, ...]
    is_crowded: bool

    @property
    def named(self) -> tuple[Level, ...]:
        """Give the levels it names, in order, each once."""
        return tuple(dict.fromkeys(level for each in self.levels for level in each.levels))


def pieces_of(sentence: str, found: Sequence[Quantity]) -> list[Piece]:
    """Cut a sentence between its numbers, each time where the words of the next number begin."""
    bare = masked(sentence)
    cuts = [_cut(bare, one, other) for one, other in pairwise(found)]
    inner = list(zip(cuts, found[1:], strict=True))
    begins = [0, *(cut.end() if cut else other.start for cut, other in inner)]
    ends = [*(cut.start() if cut else other.start for cut, other in inner), len(sentence)]
    crowded = [False, *(cut is None for cut in cuts), False]
    return [
        _piece(sentence[begin:end], begin, each, crowded[i] or crowded[i + 1])
        for i, (begin, end, each) in enumerate(zip(begins, ends, found, strict=True))
    ]


def _cut(bare: str, one: Quantity, other: Quantity) -> re.Match[str] | None:
    """Give where the words of the next number begin; None when nothing parts the two numbers."""
    joins = list(_JOIN.finditer(bare, one.end, other.start))
    strong = [join for join in joins if join[0] == ";"]
    heads = [join for join in joins if _HEAD.match(bare, join.end())]
    best = strong or heads or joins
    return best[-1] if best else None


def _piece(part: str, begin: int, found: Quantity, crowded: bool) -> Piece:
    text = part.strip().strip(",;:.").strip()
    left, right = part[: found.start - begin], part[found.end - begin :]
    return Piece(text, left, right, tuple(levels_named(text)), crowded)


def is_split(pieces: Sequence[Piece]) -> bool:
    """Tell whether a sentence sets one target for each of several levels."""
    named = [piece.named for piece in pieces]
    return len(pieces) > 1 and all(named) and len(set(named)) == len(named)


def titles_of(pieces: Sequence[Piece], found: Sequence[Quantity]) -> list[str]:
    """
    Give what each target is called: the words of its piece without the number.

    What stands once for several numbers is given to each: the tail of «90% hồ sơ cấp huyện và 70% hồ sơ
    cấp xã được xử lý», the head of «tỷ lệ hồ sơ cấp tỉnh đạt 100%, cấp huyện đạt 90%».
    """
    titles = [_title(piece, each) for piece, each in zip(pieces, found, strict=True)]
    split = is_split(pieces)
    if split:
        tail = _behind_level(titles[-1])
        titles = [title if not tail or _behind_level(title) else f"{title} {tail}" for title in titles]
    head = _before_level(titles[0]) if split else titles[0]
    return [_shown(title if _stands_alone(title) else f"{head} {title}".strip()) for title in titles]


def _title(piece: Piece, found: Quantity) -> str:
    if found.unit == PLACE:
        return _END.sub("", _LEAD.sub("", timeless(piece.text)))
    left = _END.sub("", _LEAD.sub("", timeless(piece.left)))
    right = _END.sub("", _BRACKET.sub("", timeless(piece.right)))
    if found.unit not in ("%", ""):
        right = f"{found.unit} {right}".strip()
    if not left:
        return _COUNTED.sub("", right)
    if _BARE.fullmatch(left) or found.kind == "count":
        return f"{left} {right}".strip()
    return f"{left} … {right}" if right else left


def timeless(text: str) -> str:
    """Give a text without the times it names."""
    for found in reversed(milestones(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return " ".join(text.split())


def _stands_alone(title: str) -> bool:
    named = levels_named(title)
    before = title[: named[0].start].strip() if named else title
    return bool(before) and not _AT.fullmatch(before) and not _BARE.fullmatch(before)


def _behind_level(title: str) -> str:
    named = levels_named(title)
    return title[named[-1].end :].strip() if named else ""


def _before_level(title: str) -> str:
    named = levels_named(title)
    return _END.sub("", title[: named[0].start]) if named else title


def _shown(title: str) -> str:
    if len(title) > _LONGEST:
        cut = title[:_LONGEST]
        title = cut[: max(cut.rfind(","), cut.rfind(" "))].rstrip(" ,;") + "…"
    return title[:1].upper() + title[1:]
