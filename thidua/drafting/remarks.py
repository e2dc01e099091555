"""Traps in the wording of a target, each found by its own words and told in the words of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoring.scheme.model import Flag, Level
from thidua.dossier.formats import number
from thidua.drafting.letters import listed, phrase
from thidua.drafting.quantities import Quantity
from thidua.drafting.sentences import masked
from thidua.drafting.wording import CHANGES, FLAGS, LEVELS

_EXCEPT = re.compile(
    rf"{phrase('trừ', 'ngoại trừ', 'không kể', 'không bao gồm', 'không tính')}[^;.()]*", re.IGNORECASE
)
_ONLY = re.compile(phrase("có đủ điều kiện", "đủ điều kiện"), re.IGNORECASE)
_COMPARED = re.compile(rf"{phrase('so với', 'so cùng kỳ')}[^,;.()]*", re.IGNORECASE)
_NOW = re.compile(phrase("hiện nay", "hiện tại"), re.IGNORECASE)
_SATISFIED = re.compile(
    rf"{phrase('thực hiện đánh giá', 'đánh giá')}\s+(?:{phrase('mức độ', 'sự')}\s+)?{phrase('hài lòng')}",
    re.I,
)
_VAGUE = re.compile(
    rf"{phrase('hầu hết', 'đa số', 'phần lớn')}"
    rf"|{phrase('cơ bản')}(?=\s+{phrase('hoàn thành', 'hoàn thiện', 'đạt', 'đáp ứng', 'xóa', 'không còn')})",
    re.IGNORECASE,
)
_BAD = re.compile(
    phrase(
        *listed(
            """hộ nghèo|hộ cận nghèo|trễ hạn|quá hạn|chậm|thất nghiệp|tai nạn|vi phạm|tội phạm|khiếu nại
            |tồn đọng|nợ xấu|tử vong|suy dinh dưỡng|bỏ học|tảo hôn|cháy|dịch bệnh"""
        )
    ),
    re.IGNORECASE,
)
_OF_A_PLAN = re.compile(phrase("dự toán", "kế hoạch", "chỉ tiêu", "nhiệm vụ được giao"), re.IGNORECASE)
_WHOLE = 100
_FUNCTIONS = 4
_WORDS_OF_A_FUNCTION = 3


def functions_of(sentence: str) -> list[str]:
    """Give the things a sentence asks for when they are four or more; exceptions and brackets are none."""
    bare = _EXCEPT.sub(" ", masked(sentence))
    parts = [" ".join(part.split()) for part in re.split(r"[,;]", bare)]
    long_parts = [part.rstrip(" .") for part in parts if len(part.split()) >= _WORDS_OF_A_FUNCTION]
    return long_parts if len(long_parts) >= _FUNCTIONS else []


def is_impossible(found: Quantity, right: str) -> bool:
    """Tell whether a share has to be more than the whole; a rise, or a share of what was planned, may be."""
    above = found.sign == ">" and found.number >= _WHOLE
    return (
        found.unit == "%"
        and not found.change
        and (above or found.number > _WHOLE)
        and not _OF_A_PLAN.match(right.strip())
    )


def points_down(found: Quantity, text: str) -> bool:
    """Tell whether no word says the sign and the thing counted is one that should be rare."""
    return not found.said and not found.change and found.sign == ">=" and _BAD.search(text) is not None


def flags_of(
    found: Quantity,
    quote: str,
    piece: str,
    sentence: str,
    *,
    split: Sequence[Level],
    count: int,
    composite: int,
) -> list[Flag]:
    """
    Give the flags of one target.

    Args:
        quote: The words of the number, e.g. ``Trên 100%``.
        piece: The part of the sentence that speaks of this number alone.
        split: Levels of this target when the sentence sets one for each of several levels.
        count: How many targets such a sentence sets.
        composite: How many things the sentence asks for; 0 for a simple one.
    """
    return [
        *_of_number(found, quote, piece),
        *_of_change(found, piece),
        *_of_sentence(piece, sentence, composite),
        *([_flag("split_by_level", "split_by_level", count=count, level=_named(split))] if split else []),
    ]


def _of_number(found: Quantity, quote: str, piece: str) -> Iterator[Flag]:
    right = piece.partition(quote)[2]
    if is_impossible(found, right):
        yield _flag("impossible", "impossible", quote=quote)
    elif found.sign in (">", "<"):
        yield _flag("ambiguous", "strict", quote=quote, number=_plain(found))
    for note in ("range", "approximate", "dotted"):
        if note in found.notes:
            yield _flag("ambiguous", note, quote=quote)
    if points_down(found, piece):
        yield _flag("ambiguous", "direction", words=piece)


def _of_change(found: Quantity, piece: str) -> Iterator[Flag]:
    compared = _COMPARED.search(piece)
    if compared is not None:
        words = compared[0].strip()
        yield _flag("baseline", "baseline_now" if _NOW.search(words) else "baseline", words=words)
    elif found.change:
        yield _flag("baseline", "baseline_change", change=CHANGES[found.change])
    if found.base is not None:
        yield _flag("baseline", "baseline_from", base=f"{number(found.base)}{_gap(found.unit)}")


def _of_sentence(piece: str, sentence: str, composite: int) -> Iterator[Flag]:
    for pattern, code in ((_SATISFIED, "satisfaction"), (_VAGUE, "vague")):
        match = pattern.search(piece)
        if match is not None:
            yield _flag("ambiguous", code, words=match[0])
    if composite:
        yield _flag("composite", "composite", count=composite)
    for match in _EXCEPT.finditer(sentence):
        yield _flag("exclusion", "exclusion", words=match[0].strip())
    for match in _ONLY.finditer(piece):
        yield _flag("exclusion", "only", words=match[0])


def _flag(kind: str, code: str, **values: object) -> Flag:
    return Flag.model_validate({"kind": kind, "text": FLAGS[code].format(**values)})


def _named(levels: Sequence[Level]) -> str:
    return ", ".join(LEVELS[level] for level in levels)


def _plain(found: Quantity) -> str:
    return f"{number(found.number)}{_gap(found.unit)}"


def _gap(unit: str) -> str:
    return unit if unit == "%" else f" {unit}" if unit else ""
