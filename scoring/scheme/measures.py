"""What a measure reads: the facts behind it, all options of its decide slots included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from scoring.scheme.anchors import statistics_of, words_of
from scoring.scheme.model import Impute, Measure, Node, Scale, Target

FACT = "fact."


@lru_cache(maxsize=4096)
def terms(expression: str) -> tuple[tuple[int, str], ...]:
    """Split ``a + b - c`` of a ratio into signs and fact ids."""
    words = expression.replace("+", " + ").replace("-", " - ").split()
    result, sign, expect_term = [], 1, True
    for word in words:
        if word in "+-":
            sign, expect_term = (1 if word == "+" else -1), True
        elif expect_term:
            result.append((sign, word))
            sign, expect_term = 1, False
        else:
            result.append((1, f"{word} "))
    return tuple(result)


def facts_of(measure: Measure) -> Iterator[str]:
    """Give the id of every fact a measure may read, all options of a decide slot included."""
    if measure.fact:
        yield measure.fact
    for side in measure.ratio or []:
        yield from (fact for _sign, fact in terms(side))
    yield from measure.count or []
    if measure.change:
        yield from (measure.change.before, measure.change.after)
    if measure.panel:
        yield measure.panel.fact
    for option in measure.decide.options.values() if measure.decide else []:
        yield from facts_of(option)


def bound_of(target: Target) -> object:
    """Give the bound of a target: a number, or ``fact.<id>``; None when it has none."""
    return next((x for x in (target.at_least, target.at_most, target.equals) if x is not None), None)


def facts_of_node(node: Node) -> Iterator[str]:
    """Give every fact a node itself reads: its measure's, its targets' and its leader's."""
    if node.measure is not None:
        yield from facts_of(node.measure)
    bounds = [bound_of(target) for target in node.target or []]
    yield from (bound.removeprefix(FACT) for bound in bounds if isinstance(bound, str))
    for scale in scales_of(node.scale):
        yield from scale.leader_by or []


def scales_of(scale: Scale | None) -> Iterator[Scale]:
    """Give a scale, or all that its decide slot may choose."""
    if scale is None:
        return
    if scale.decide is None:
        yield scale
        return
    for option in scale.decide.options.values():
        yield from scales_of(option)


def measures_of(measure: Measure | None) -> Iterator[Measure]:
    """Give a measure, or all that its decide slot may choose."""
    if measure is None:
        return
    if measure.decide is None:
        yield measure
        return
    for option in measure.decide.options.values():
        yield from measures_of(option)


def ranked_nodes(node: Node) -> Iterator[str]:
    """Give the nodes whose ranks a node measures."""
    return (measure.rank_of.node for measure in measures_of(node.measure) if measure.rank_of)


def uses_word(scale: Scale, word: str) -> bool:
    """Tell whether a knot of the scale uses a word; an expression that cannot be read uses none."""
    return any(word in _words(x) for knot in scale.knots or [] for x in knot)


def statistics_used(scale: Scale) -> tuple[str, ...]:
    """Give the group statistics the knots use, each once."""
    found = (word for knot in scale.knots or [] for x in knot for word in statistics_of(x))
    return tuple(dict.fromkeys(found))


def is_relative(node: Node) -> bool:
    """Tell whether a leaf's points depend on the numbers of others in its group."""
    if isinstance(node.on_missing, Impute) or any(ranked_nodes(node)):
        return True
    winsorised = (measure.winsorise for measure in measures_of(node.measure))
    if any(w and (w.low_share is not None or w.high_share is not None) for w in winsorised):
        return True
    return any(statistics_used(scale) for scale in scales_of(node.scale))


def _words(expression: object) -> tuple[str, ...]:
    try:
        return tuple(words_of(expression))  # type: ignore[arg-type]  # the model lets numbers and text through
    except ValueError:
        return ()
