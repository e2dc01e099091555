"""The words round a number: which way it may be passed, whether it is a change, what ends a range."""

from __future__ import annotations

import re
from collections.abc import Mapping

from thidua.drafting.letters import listed, phrase
from thidua.drafting.units import NUMBER, SCALE, UNIT

_BEFORE = {
    ">=": "tối thiểu|ít nhất|không dưới|không thấp hơn|không ít hơn|không nhỏ hơn",
    "<=": "không quá|tối đa|nhiều nhất|không vượt quá|không vượt|không trên|không cao hơn|không nhiều hơn",
    ">": "trên|lên trên|hơn|nhiều hơn|cao hơn|lớn hơn|vượt mức|vượt trên",
    "<": "dưới|xuống dưới|thấp hơn|ít hơn|nhỏ hơn|chưa đến",
}
_BEHIND = {">=": "trở lên|hoặc hơn", "<=": "trở xuống"}
_MOVES = {">=": "lên|lên đến|lên tới", ">": "lên trên", "<=": "xuống|xuống còn", "<": "xuống dưới"}
_SYMBOLS = {"≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", ">": ">", "<": "<", "=": "="}


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any(table: Mapping[str, str]) -> str:
    return phrase(*(word for words in table.values() for word in listed(words)))


_SIGN_OF = {
    _compiled(phrase(*listed(words))): sign
    for table in (_BEFORE, _BEHIND, _MOVES)
    for sign, words in table.items()
}
_FILLERS = phrase(
    *listed(
        """là|có|đạt|đạt được|phải|phải có|được|từ|bình quân|thêm|mức|ở mức|đến|tới|lên|lên đến|xuống
        |xuống còn|còn|bằng|chiếm|duy trì|giữ"""
    )
)
_ABOUT = phrase("khoảng", "gần", "xấp xỉ", "ước")
_COMPARED = phrase("so với", "so cùng kỳ")
_VERB = phrase("cắt giảm", "giảm", "tăng", "tăng thêm")
_FIRST = phrase("dẫn đầu", "đứng đầu", "cao nhất", "khá", "tốt")

APPROXIMATE = _compiled(_ABOUT)
TAIL = _compiled(rf"(?:(?P<sign>{_any(_BEFORE)}|≥|≤|>=|<=|>|<|=)\s*)?(?:(?:{_FILLERS}|{_ABOUT})\s*)*$")
AFTER = _compiled(rf"\s*{_any(_BEHIND)}")
BARE = _compiled(rf"({_any(_BEFORE)}|≥|≤)\s*({NUMBER})(?![\d/%])")
MEASURED = _compiled(
    rf"(?<![\w/.,-])(?:{phrase('từ')}\s+(?P<base>{NUMBER})(?:{UNIT})?(?:\s*\([^)]*\))?(?:\s+năm 20\d\d)?"
    rf"\s+(?P<move>{_any(_MOVES)})\s+(?P<goal>{NUMBER})(?P<goal_unit>{UNIT})"
    rf"|(?P<low>{NUMBER})(?:{UNIT})?\s*(?:-|–|{phrase('đến', 'tới')})"
    rf"\s*(?P<high>{NUMBER})(?P<range_unit>{UNIT})"
    rf"|(?P<part>\d+)/(?P<total>\d+)(?P<part_unit>{UNIT})"
    rf"|(?P<single>{NUMBER})(?P<scale>{SCALE})?(?P<unit>{UNIT}))"
)
NUMBER_ALONE = _compiled(
    rf"(?:(?P<sign>{_any(_BEFORE)}|≥|≤|>=|<=|>|<|=)\s*)?(?:{_FILLERS}\s*)*(?P<number>{NUMBER})"
    rf"(?:\s*%)?(?:\s*[-–]\s*(?P<upper>{NUMBER}))?(?:(?P<percent>\s*%)|(?P<unit>{UNIT}))?(?P<behind>\s+{_any(_BEHIND)})?"
)
RANKED = _compiled(
    rf"(?:{phrase('thứ hạng', 'xếp hạng', 'xếp thứ', 'vị trí thứ')}\s+(\d+)(?:/\d+)?"
    rf"|{phrase('nhóm', 'tốp', 'top')}\s+(\d+)(?=/\d|[^,;.]{{0,40}}{_FIRST})(?:/\d+)?)"
)
CUT = _compiled(phrase("cắt giảm", "giảm", "rút ngắn") + r"(?!\s+(?:nghèo|thiểu))")
GROWTH = _compiled(phrase("tăng", "tăng thêm", "nâng", "vượt") + r"(?!\s+(?:cường|tốc|trưởng|thu|cao))")
LEVEL = _compiled(phrase("xuống", "còn", "lên", "đạt", "đến", "chiếm"))
CHANGED = _compiled(
    rf"(?:{phrase('được', 'bị')}\s+)?(?P<verb>{_VERB})\s+{_COMPARED}"
    rf"|{phrase('được cắt giảm')}"
)


def sign_of(said: str) -> str:
    """Give the sign that words or symbols of comparison mean; empty for other words."""
    bare = said.strip()
    if bare in _SYMBOLS:
        return _SYMBOLS[bare]
    return next((sign for pattern, sign in _SIGN_OF.items() if pattern.fullmatch(bare)), "")
