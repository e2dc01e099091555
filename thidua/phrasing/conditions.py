"""Conditions in words: ``total >= 80 and fact.ky_luat == 'khong'`` as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from scoring.scheme.condition import AllOf, AnyOf, Compare, Condition, Name, Not, parse
from scoring.scheme.measures import FACT
from thidua.dossier.formats import number
from thidua.phrasing.names import Names, quoted

_SELECTED = "selected."
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "total": "tổng điểm",
        "lowest": "điểm của tiêu chí cơ bản thấp nhất",
        "rank": "thứ hạng",
        "class": "xếp loại",
    }
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        ">=": "từ {x} trở lên",
        "<=": "không quá {x}",
        ">": "trên {x}",
        "<": "dưới {x}",
        "==": "là {x}",
        "!=": "khác {x}",
    }
)
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def condition_words(text: str, names: Names) -> str:
    """
    Put a condition into words.

    Raises:
        ConditionError: The text is no condition; a loaded rule file has none such.
    """
    return _words(parse(text), names, inner=False)


def _words(condition: Condition, names: Names, *, inner: bool) -> str:
    if isinstance(condition, Compare):
        return _compared(condition, names)
    if isinstance(condition, Not):
        return f"không phải ({_words(condition.part, names, inner=False)})"
    joint = " và " if isinstance(condition, AllOf) else " hoặc "
    text = joint.join(_words(part, names, inner=True) for part in condition.parts)
    return f"({text})" if inner and isinstance(condition, AllOf | AnyOf) else text


def _compared(condition: Compare, names: Names) -> str:
    left, sign, right = condition.left, condition.sign, condition.right
    if not isinstance(left, Name) and isinstance(right, Name):
        left, sign, right = right, _TURNED.get(sign, sign), left
    if isinstance(left, Name) and left.id.startswith(_SELECTED) and isinstance(right, Fraction):
        return _selected(left.id.removeprefix(_SELECTED), sign, right, names)
    fact = left.id.removeprefix(FACT) if isinstance(left, Name) and left.id.startswith(FACT) else ""
    return f"{_side(left, fact, names)} {_SIGNS[sign].format(x=_side(right, fact, names))}"


def _selected(selection: str, sign: str, value: Fraction, names: Names) -> str:
    is_chosen = (sign in ("==", ">=") and value == 1) or (sign in (">", "!=") and value == 0)
    words = "đã được chọn ở" if is_chosen else "không được chọn ở"
    return f"{words} {names.selection(selection)}"


def _side(side: Name | Fraction | str, fact: str, names: Names) -> str:
    if isinstance(side, Fraction):
        return number(side)
    if isinstance(side, str):
        return quoted(names.label(fact, side) if fact else side)
    if side.id.startswith(FACT):
        return names.fact(side.id.removeprefix(FACT))
    if side.id.startswith(_SELECTED):
        return names.selection(side.id.removeprefix(_SELECTED))
    return _WORDS.get(side.id) or f"điểm của {names.node(side.id)}"
