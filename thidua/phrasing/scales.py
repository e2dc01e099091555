"""Scales in words: how a measured number becomes points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from scoring.scheme.anchors import Expression, terms_of
from scoring.scheme.model import Scale, ScaleChoice
from thidua.dossier.formats import number
from thidua.phrasing.names import Names, amount, points, quoted

_STATISTICS: Mapping[str, str] = MappingProxyType(
    {
        "min": "số nhỏ nhất",
        "max": "số lớn nhất",
        "mean": "số trung bình",
        "median": "số trung vị",
        "sd": "độ lệch chuẩn",
        "sd_sample": "độ lệch chuẩn mẫu",
        "leader": "số của đơn vị dẫn đầu",
    }
)
_GROUPS: Mapping[str, str] = MappingProxyType({"cluster": "cụm, khối", "all": "toàn bộ"})
_TARGET = "chỉ tiêu"

Knot = tuple[str, Fraction | str]


def scale_words(
    scale: Scale | None, names: Names, *, unit: str = "", maximum: Fraction | None = None, fact: str = ""
) -> str:
    """
    Put a scale into words.

    Args:
        scale: None means that the measured number itself is the points.
        unit: Unit of the measured number.
        maximum: Maximum of the criterion, for ``max_points``.
        fact: The choice whose labels a table gives points for.
    """
    if scale is None:
        return "số đo được là số điểm"
    if scale.decide is not None:
        return _decided(scale.decide, names, unit, maximum, fact)
    if scale.table is not None:
        return "; ".join(f"{names.label(fact, label)}: {points(y)}" for label, y in scale.table.items())
    if scale.per is not None:
        return _each(scale.per, unit)
    knots = [(_x(x, unit), _y(y, maximum)) for x, y in scale.knots or []]
    body = _steps(knots) if scale.between == "step" else _lines(scale, knots)
    return "; ".join([body, *_beyond(scale, knots), *_leader(scale, names)])


def _decided(choice: ScaleChoice, names: Names, unit: str, maximum: Fraction | None, fact: str) -> str:
    options = (
        f"nếu là {quoted(names.option(choice.slot, option))} thì "
        f"{scale_words(scale, names, unit=unit, maximum=maximum, fact=fact)}"
        for option, scale in choice.options.items()
    )
    return f"tùy quyết định về cách hiểu: {'; '.join(options)}"


def _each(value: Fraction, unit: str) -> str:
    what = "mỗi 1%" if unit == "%" else f"mỗi {unit}" if unit else "mỗi đơn vị"
    return f"{what} bị trừ {points(-value)}" if value < 0 else f"{what} được {points(value)}"


def _steps(knots: Sequence[Knot]) -> str:
    """Say a scale of steps; below the first edge the first points hold."""
    (_first, low), *rest = knots
    if len(rest) == 1 and rest[0][0] == _TARGET and low == 0:
        return f"đạt chỉ tiêu {_earned(rest[0][1])}, dưới chỉ tiêu không có điểm"
    texts = [f"dưới {rest[0][0]}: {_shown(low)}" if rest else f"mọi số: {_shown(low)}"]
    for (x, y), (above, _points) in pairwise(rest):
        texts.append(f"từ {x} đến dưới {above}: {_shown(y)}")
    texts += [f"từ {x} trở lên: {_shown(y)}" for x, y in rest[-1:]]
    return "; ".join(texts)


def _lines(scale: Scale, knots: Sequence[Knot]) -> str:
    """Say a scale of straight pieces; one that begins at nothing for nothing is said as a proportion."""
    pieces = list(pairwise(knots))
    texts = []
    if _begins_at_nothing(scale, knots):
        (_zero, _none), (x, y) = pieces.pop(0)
        reached, below = ("đạt chỉ tiêu", "dưới chỉ tiêu") if x == _TARGET else (f"đạt {x}", "dưới mức đó")
        texts.append(f"{reached} {_earned(y)}, {below} tính theo tỷ lệ")
    return "; ".join([*texts, *(_piece(one, other) for one, other in pieces)])


def _begins_at_nothing(scale: Scale, knots: Sequence[Knot]) -> bool:
    return knots[0][1] == 0 and terms_of((scale.knots or [])[0][0]) == ((Fraction(0), ""),)


def _piece(one: Knot, other: Knot) -> str:
    (x, y), (above, y_above) = one, other
    where = f"từ {x} đến {above}"
    if y == y_above:
        return f"{where}: {_shown(y)}"
    way = "thay đổi đều"
    if isinstance(y, Fraction) and isinstance(y_above, Fraction):
        way = "tăng đều" if y_above > y else "giảm đều"
    return f"{where}: {way} từ {_bare(y)} đến {_shown(y_above)}"


def _beyond(scale: Scale, knots: Sequence[Knot]) -> Iterator[str]:
    """Say what lies outside the knots, where that does not go without saying."""
    (first, low), (last, high) = knots[0], knots[-1]
    if scale.outside == "error":
        yield f"ngoài khoảng từ {first} đến {last} thì số liệu bị từ chối"
    elif scale.between == "step":
        return
    elif scale.outside == "extend":
        yield f"ngoài khoảng từ {first} đến {last} tính tiếp theo cùng tỷ lệ"
    else:
        proportion = _begins_at_nothing(scale, knots)
        if not proportion:
            yield f"dưới {first}: {_shown(low)}"
        if not proportion or len(knots) > 2:
            yield f"trên {last}: {_shown(high)}"


def _leader(scale: Scale, names: Names) -> Iterator[str]:
    if scale.leader_by is not None:
        above, below = map(names.fact, scale.leader_by)
        yield f"đơn vị dẫn đầu là đơn vị có {above} chia cho {below} cao nhất"
    if scale.leader_within is not None:
        yield f"kém đơn vị dẫn đầu không quá {number(scale.leader_within)} cũng tính là dẫn đầu"


def _x(expression: Expression, unit: str) -> str:
    """Give a knot's place in words: ``60%``, ``chỉ tiêu``, ``số trung bình của cụm, khối + …``."""
    parts = terms_of(expression)
    if all(not word for _factor, word in parts):
        return amount(sum((factor for factor, _word in parts), Fraction(0)), unit)
    return _sum(parts, unit)


def _y(expression: Expression, maximum: Fraction | None) -> Fraction | str:
    """Give a knot's points: a number where the maximum is known, else words."""
    parts = terms_of(expression)
    if any(word and (word != "max_points" or maximum is None) for _factor, word in parts):
        return _sum(parts, "")
    return sum((factor * (maximum or 0 if word else 1) for factor, word in parts), Fraction(0))


def _sum(parts: Sequence[tuple[Fraction, str]], unit: str) -> str:
    text = ""
    for factor, word in parts:
        size = abs(factor)
        term = _word(word) if word else amount(size, unit)
        shown = term if size == 1 or not word else f"{_factor(size)} × {term}"
        text += (" − " if factor < 0 else " + ") + shown if text else ("−" if factor < 0 else "") + shown
    return text


def _factor(value: Fraction) -> str:
    return str(value) if value.denominator in (2, 3, 6, 7, 9) and value.numerator == 1 else number(value)


def _word(word: str) -> str:
    if word == "target":
        return _TARGET
    if word == "max_points":
        return "điểm tối đa"
    scope, _dot, name = word.partition(".")
    of = "" if name == "leader" else "của "
    return f"{_STATISTICS[name]} {of}{_GROUPS[scope]}"


def _shown(value: Fraction | str) -> str:
    return points(value) if isinstance(value, Fraction) else value


def _earned(value: Fraction | str) -> str:
    if isinstance(value, str):
        return f"được {value}"
    return f"bị trừ {points(-value)}" if value < 0 else f"được {points(value)}" if value else "không có điểm"


def _bare(value: Fraction | str) -> str:
    return number(value) if isinstance(value, Fraction) else value
