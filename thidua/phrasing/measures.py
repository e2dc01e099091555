"""Measures in words: how a number comes out of what units report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scoring.scheme.measures import FACT, bound_of, terms
from scoring.scheme.model import Change, Choice, Measure, Panel, RankOf, Target, Winsorise
from thidua.dossier.formats import number
from thidua.phrasing.names import SCOPES, Names, amount, joined, period, quoted, share

_TAKES: Mapping[str, str] = MappingProxyType(
    {
        "mean": "trung bình",
        "median": "trung vị",
        "sum": "tổng",
        "min": "số nhỏ nhất",
        "max": "số lớn nhất",
        "trimmed": "trung bình",
    }
)
_TIES: Mapping[str, str] = MappingProxyType(
    {
        "competition": "bằng nhau thì cùng hạng và bỏ các hạng sau (1-2-2-4)",
        "dense": "bằng nhau thì cùng hạng, hạng sau liền kề (1-2-2-3)",
        "average": "bằng nhau thì lấy trung bình các hạng (1-2,5-2,5-4)",
    }
)


def measure_words(measure: Measure, names: Names) -> str:
    """Put a measure into words; a loaded rule file has exactly one source in each."""
    return "; ".join([f"{_source(measure, names)}{_transform(measure)}", *_limits(measure.winsorise)])


def measure_unit(measure: Measure, names: Names) -> str:
    """Give the unit of the number a measure gives; empty where it has none or options differ."""
    if measure.unit or measure.transform == "percent":
        return measure.unit or "%"
    if measure.fact:
        return names.unit(measure.fact)
    if measure.panel:
        return names.unit(measure.panel.fact)
    return ""


def _source(measure: Measure, names: Names) -> str:
    if measure.fact is not None:
        return names.fact(measure.fact)
    if measure.constant is not None:
        return f"{number(measure.constant)} cho mọi đối tượng"
    if measure.ratio is not None:
        above, below = (_sum(side, names) for side in measure.ratio)
        return f"{above} chia cho {below}"
    if measure.count is not None:
        return _count(measure, measure.count, names)
    if measure.change is not None:
        return _change(measure.change, names)
    if measure.panel is not None:
        return _panel(measure.panel, names)
    if measure.rank_of is not None:
        return _rank_of(measure.rank_of, names)
    assert measure.decide is not None, "the loader lets no measure without a source through"
    return _decided(measure.decide, names)


def _sum(expression: str, names: Names) -> str:
    parts = terms(expression)
    words = [("− " if sign < 0 else "+ ") + names.fact(fact) for sign, fact in parts]
    text = " ".join(words).removeprefix("+ ")
    return f"({text})" if len(parts) > 1 else text


def _count(measure: Measure, facts: list[str], names: Names) -> str:
    labels = joined([quoted(names.label(facts[0], label)) for label in measure.counted], " hoặc ")
    return f"số nội dung được ghi {labels} trong: {'; '.join(map(names.fact, facts))}"


def _change(change: Change, names: Names) -> str:
    way = "mức giảm" if change.direction == "cut" else "mức tăng"
    base = ", so với số trước" if change.relative else ""
    return f"{way} từ {names.fact(change.before)} đến {names.fact(change.after)}{base}"


def _panel(panel: Panel, names: Names) -> str:
    text = f"{_TAKES[panel.take]} số của các người chấm: {names.fact(panel.fact)}"
    if panel.take != "trimmed":
        return text
    return f"{text}, sau khi bỏ {panel.low} số thấp nhất và {panel.high} số cao nhất"


def _rank_of(rank: RankOf, names: Names) -> str:
    first = "cao nhất" if rank.order == "high" else "thấp nhất"
    place = f"thứ hạng theo điểm của {names.node(rank.node)} trong {SCOPES[rank.within]}"
    return f"{place}, {first} là hạng 1, {_TIES[rank.ties]}"


def _decided(choice: Choice, names: Names) -> str:
    options = (
        f"nếu là {quoted(names.option(choice.slot, option))} thì tính {measure_words(measure, names)}"
        for option, measure in choice.options.items()
    )
    return f"tùy quyết định về cách hiểu: {'; '.join(options)}"


def _transform(measure: Measure) -> str:
    if measure.transform == "percent":
        return ", tính bằng %"
    if measure.transform == "log":
        return ", lấy lôgarit tự nhiên"
    if measure.transform == "pow" and measure.exponent is not None:
        return f", lấy lũy thừa {number(measure.exponent)}"
    return ""


def _limits(rule: Winsorise | None) -> Iterator[str]:
    if rule is None:
        return
    if rule.low is not None:
        yield f"số nhỏ hơn {number(rule.low)} tính bằng {number(rule.low)}"
    if rule.high is not None:
        yield f"số lớn hơn {number(rule.high)} tính bằng {number(rule.high)}"
    group = SCOPES[rule.within]
    if rule.low_share is not None:
        yield f"{share(rule.low_share)} số thấp nhất trong {group} (làm tròn xuống) tính bằng số kế trên"
    if rule.high_share is not None:
        yield f"{share(rule.high_share)} số cao nhất trong {group} (làm tròn xuống) tính bằng số kế dưới"


def targets_words(targets: list[Target], unit: str, names: Names) -> str:
    """Put the targets of a criterion into words, each with its days."""
    return "; ".join(target_words(target, unit, names) for target in targets)


def target_words(target: Target, unit: str, names: Names) -> str:
    """Put one target into words: ``tối thiểu 60%, từ 16/11/2022 đến 31/12/2023``."""
    sign = "tối thiểu" if target.at_least is not None else "tối đa" if target.at_most is not None else "bằng"
    bound = bound_of(target)
    if isinstance(bound, str):
        words = f"{sign} {names.fact(bound.removeprefix(FACT))} của chính đối tượng"
    else:
        words = f"{sign} {amount(bound, unit)}"  # type: ignore[arg-type]  # a bound is a number or a fact
    when = period(target)
    return f"{words}, {when}" if when else words
