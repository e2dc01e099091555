"""Checks of the tree: every node, its measure, its target, its scale, and how children combine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from scoring.errors import _
from scoring.scheme.anchors import STATISTICS, WORDS, terms_of
from scoring.scheme.checker import SELECTED, Checker
from scoring.scheme.measures import (
    FACT,
    bound_of,
    facts_of,
    measures_of,
    scales_of,
    statistics_used,
    uses_word,
)
from scoring.scheme.model import (
    ClassAtMost,
    Effective,
    Gate,
    Grouping,
    Impute,
    Measure,
    MustSumTo,
    Node,
    Scale,
    Target,
    Winsorise,
)
from scoring.scheme.order import rank_order
from scoring.scheme.reading import Path

RESERVED = ("total", "lowest", "rank", "class", "and", "or", "not")
SOURCES = ("fact", "constant", "ratio", "count", "change", "panel", "rank_of", "decide")
SCALES = ("table", "per", "knots", "decide")
UNWEIGHTED = ("min", "max", "median", "best", "trimmed")
_SUM = re.compile(r" *[a-z][a-z0-9_.]*( *[+-] *[a-z][a-z0-9_.]*)* *$")


class TreeChecker(Checker):
    """Checks nodes; a scheme's and, for measures and targets, a plan's."""

    window = Effective()

    def node(self, node: Node, path: Path, objectives: Iterable[str]) -> None:
        """Check one node, its children apart."""
        if node.objective and node.objective not in objectives:
            message = _("the plan has no objective “{id}”")
            self.complain((*path, "objective"), "E_OBJECTIVE", message, id=node.objective)
            return
        if not node.title:
            self.complain(path, "E_KEY_MISSING", _("the key “{key}” is missing here"), key="title")
        if node.cite is None:
            self.complain(
                path, "E_CITE", _("“{id}” does not say which clause it rests on (cite)"), id=node.id
            )
        if (node.measure is None) == (not node.children):
            message = _("“{id}” needs either a measure or children, one of the two")
            self.complain(path, "E_NODE", message, id=node.id)
        self.bounds(node, path)
        self.leaf(node, path)
        self.group(node, path)
        self.node_gates(node, path)

    def bounds(self, node: Node, path: Path) -> None:
        """Check a node's id, its maximum and its clamp."""
        if node.id in RESERVED or node.id.startswith((FACT, SELECTED)):
            message = _("the id “{id}” means something else in a condition")
            self.complain((*path, "id"), "E_ID", message, id=node.id)
        full = "full" in (node.on_zero_denominator, node.on_zero_target, node.on_constant)
        if node.max_points is None and (full or node.on_not_applicable == "full_points"):
            message = _("“{id}” gives full points somewhere, but has no max_points")
            self.complain(path, "E_NODE", message, id=node.id)
        clamp = node.clamp
        if clamp is not None and clamp.low is not None and clamp.high is not None and clamp.low > clamp.high:
            message = _("the floor {low} of “{id}” lies above its ceiling {high}")
            values = {"id": node.id, "low": clamp.low, "high": clamp.high}
            self.complain((*path, "clamp"), "E_NODE", message, **values)

    def gate(self, gate: Gate, path: Path, extra: Sequence[str]) -> None:
        """Check a gate's condition and the class it names."""
        self.condition(gate.require, (*path, "require"), extra)
        effect = gate.otherwise
        if isinstance(effect, ClassAtMost) and effect.class_at_most not in self.bands:
            message = _("there is no class “{label}”")
            self.complain(path, "E_CLASS", message, label=effect.class_at_most)

    def node_gates(self, node: Node, path: Path) -> None:
        """Check a node's gates; they may ask only for what is scored before them."""
        for i, gate in enumerate(node.gates):
            place: Path = (*path, "gates", i)
            self.gate(gate, place, ())
            for name in self.names(gate.require):
                if name in self.nodes and not _scored_before(self.nodes[name], path):
                    message = _("“{name}” is not scored yet when this is asked")
                    self.complain((*place, "require"), "E_NAME", message, name=name)

    def leaf(self, node: Node, path: Path) -> None:
        """Check a node that measures."""
        if node.measure is None:
            for key in ("scale", "target"):
                if getattr(node, key) is not None and node.children:
                    message = _("“{id}” has children, so the key “{key}” has nothing to work on")
                    self.complain((*path, key), "E_NODE", message, id=node.id, key=key)
            return
        self.measure(node.measure, (*path, "measure"))
        self.targets(node.target or [], (*path, "target"))
        for measure in measures_of(node.measure):
            tabled = any(scale.table is not None for scale in scales_of(node.scale))
            if measure.fact and (not tabled or measure.transform or measure.winsorise):
                self.numeric([measure.fact], (*path, "measure"))
        if node.scale is not None:
            self.scale(node, node.scale, (*path, "scale"))
        self.group_policies(node, path)

    def group_policies(self, node: Node, path: Path) -> None:
        """Check what a leaf says about its group's numbers."""
        relative = any(statistics_used(scale) for scale in scales_of(node.scale) if _readable(scale))
        if node.on_constant != "knots" and not relative:
            message = _("on_constant of “{id}” needs a scale that uses a statistic such as cluster.min")
            self.complain((*path, "on_constant"), "E_NODE", message, id=node.id)
        if isinstance(node.on_missing, Impute):
            labels = [m for m in measures_of(node.measure) if m.fact and self.labels(FACT + m.fact)]
            if labels:
                message = _("“{id}” measures a label, which no statistic can stand in for")
                self.complain((*path, "on_missing"), "E_NODE", message, id=node.id)

    def group(self, node: Node, path: Path) -> None:
        """Check a node that has children."""
        if not node.children:
            return
        if node.combine is None:
            self.complain(
                path, "E_NODE", _("“{id}” has children but does not say how to combine them"), id=node.id
            )
        if isinstance(node.on_missing, Impute):
            message = _("only a node with a measure can impute; “{id}” has children")
            self.complain((*path, "on_missing"), "E_NODE", message, id=node.id)
        self.grouping(node, node.children, path)

    def grouping(self, grouping: Grouping, children: Sequence[Node], path: Path) -> None:
        """Check how children combine: keys that go together, weights, sums."""
        combine = grouping.combine or "sum"
        if (combine == "best") != (grouping.best is not None):
            self.complain(path, "E_NODE", _("combine: best and the key best go together"))
        if (combine == "trimmed") != (grouping.trim is not None):
            self.complain(path, "E_NODE", _("combine: trimmed and the key trim go together"))
        base = [child for child in children if (child.role or "base") == "base"]
        if grouping.best is not None and grouping.best > len(base):
            message = _("best: {best} of only {count} children")
            self.complain(path, "E_NODE", message, best=grouping.best, count=len(base))
        if grouping.trim is not None and sum(grouping.trim) >= len(base):
            message = _("trim leaves none of {count} children")
            self.complain(path, "E_NODE", message, count=len(base))
        self.weighting(grouping, combine, children, base, path)

    def weighting(
        self, grouping: Grouping, combine: str, children: Sequence[Node], base: Sequence[Node], path: Path
    ) -> None:
        """Check the children's weights against the combiner and the declared total."""
        weighted = [child for child in children if child.weight is not None]
        if combine in UNWEIGHTED and (weighted or grouping.weights != "as_given"):
            message = _("combine: {combine} takes no weights")
            self.complain(path, "E_WEIGHTS", message, combine=combine)
        if combine not in ("sum", *UNWEIGHTED) and any(child.weight <= 0 for child in weighted):  # type: ignore[operator]  # None is filtered out
            message = _("combine: {combine} needs weights above zero")
            self.complain(path, "E_WEIGHTS", message, combine=combine)
        if grouping.weights == "normalise" and (
            len([child for child in base if child.weight is not None]) < len(base)
        ):
            self.complain(path, "E_WEIGHTS", _("weights: normalise needs a weight on every base child"))
        if isinstance(grouping.weights, MustSumTo):
            self.sums(grouping.weights.must_sum_to, combine, base, path)

    def sums(self, wanted: Fraction, combine: str, base: Sequence[Node], path: Path) -> None:
        """Check that points (or weights) come to the declared total on every day they are in force."""
        weights = combine != "sum" or any(child.weight is not None for child in base)
        for day in _turning_days(base, self.window):
            counting = [child for child in base if child.effective is None or child.effective.covers(day)]
            parts = [child.weight if weights else child.max_points for child in counting]
            found = sum((part or Fraction(0) for part in parts), Fraction(0))
            if found != wanted:
                message = _("the children's {what} come to {found}, not {wanted}")
                values = {"what": "weight" if weights else "max_points", "found": found, "wanted": wanted}
                self.complain((*path, "weights"), "E_WEIGHTS", message, **values)
                return

    def measure(self, measure: Measure, path: Path) -> None:
        """Check a measure and every option of its decide slot."""
        given = [key for key in SOURCES if getattr(measure, key) is not None]
        if len(given) != 1:
            message = _("a measure needs exactly one of {keys}")
            self.complain(path, "E_MEASURE", message, keys=", ".join(SOURCES))
        if (measure.transform == "pow") != (measure.exponent is not None):
            self.complain(path, "E_MEASURE", _("transform: pow and the key exponent go together"))
        self.sources(measure, path)
        if measure.winsorise is not None:
            self.winsorise(measure.winsorise, (*path, "winsorise"))
        if measure.decide is not None:
            self.slot(measure.decide.slot, measure.decide.options, path)
            for option, inner in measure.decide.options.items():
                self.measure(inner, (*path, "decide", "options", option))
                for key in ("transform", "winsorise"):
                    if getattr(inner, key) is not None and getattr(measure, key) is not None:
                        message = _("{key} stands on the options or outside of decide, not on both")
                        self.complain((*path, "decide", "options", option), "E_MEASURE", message, key=key)

    def sources(self, measure: Measure, path: Path) -> None:
        """Check the facts and nodes a measure names."""
        for i, side in enumerate(measure.ratio or []):
            if not _SUM.match(side):
                message = _("“{text}” is not a sum of facts, such as a + b - c")
                self.complain((*path, "ratio", i), "E_RATIO", message, text=side)
        for fact in facts_of(measure) if measure.decide is None else ():
            self.fact(fact, path)
        if measure.count is None and measure.fact is None and measure.decide is None:
            self.numeric(facts_of(measure), path)
        for fact in measure.count or []:
            spec = self.facts.get(fact)
            if spec and not set(measure.counted) <= set(spec.labels or {}):
                message = _("count needs facts of kind choice that have the labels {labels}; “{id}” has not")
                values = {"labels": ", ".join(measure.counted), "id": fact}
                self.complain(path, "E_MEASURE", message, **values)
        panel = measure.panel
        if panel is not None and panel.take != "trimmed" and (panel.low or panel.high):
            self.complain((*path, "panel"), "E_MEASURE", _("low and high go together with take: trimmed"))
        if measure.rank_of is not None and measure.rank_of.node not in self.nodes:
            message = _("there is no node “{id}” to take the rank of")
            self.complain((*path, "rank_of"), "E_NAME", message, id=measure.rank_of.node)

    def winsorise(self, rule: Winsorise, path: Path) -> None:
        """Check the bounds of outliers."""
        numbers = [x for x in (rule.low, rule.high) if x is not None]
        shares = [x for x in (rule.low_share, rule.high_share) if x is not None]
        if bool(numbers) == bool(shares):
            message = _("winsorise needs low and high, or low_share and high_share, not both kinds")
            self.complain(path, "E_MEASURE", message)
        if len(numbers) == 2 and numbers[0] > numbers[1]:
            self.complain(path, "E_MEASURE", _("winsorise: low lies above high"))
        if sum(shares, Fraction(0)) >= 1:
            self.complain(path, "E_MEASURE", _("winsorise: the two shares leave nothing in between"))

    def targets(self, targets: Sequence[Target], path: Path) -> None:
        """Check signs, facts and days of targets."""
        for i, target in enumerate(targets):
            given = [s for s in (target.at_least, target.at_most, target.equals) if s is not None]
            if len(given) != 1:
                self.complain(
                    (*path, i), "E_TARGET", _("a target needs exactly one of at_least, at_most, equals")
                )
            for bound in given:
                if isinstance(bound, str):
                    self.fact(bound.removeprefix(FACT), (*path, i))
                    self.numeric([bound.removeprefix(FACT)], (*path, i))
        for i, first in enumerate(targets):
            if any(_overlap(first, other) for other in targets[:i]):
                self.complain((*path, i), "E_TARGET", _("two targets are in force on the same day"))

    def scale(self, node: Node, scale: Scale, path: Path) -> None:
        """Check a scale and every option of its decide slot."""
        given = [key for key in SCALES if getattr(scale, key) is not None]
        if len(given) != 1:
            self.complain(path, "E_SCALE", _("a scale needs exactly one of {keys}"), keys=", ".join(SCALES))
        written = scale.model_fields_set & {"between", "outside", "leader_by", "leader_within"}
        if written and scale.knots is None:
            message = _("“{keys}” goes together with knots")
            self.complain(path, "E_SCALE", message, keys=", ".join(sorted(written)))
        if scale.table is not None:
            self.table(node, scale.table, path)
        if scale.decide is not None:
            self.slot(scale.decide.slot, scale.decide.options, path)
            for option, inner in scale.decide.options.items():
                self.scale(node, inner, (*path, "decide", "options", option))
        self.knots(node, scale, path)

    def table(self, node: Node, table: dict[str, Fraction], path: Path) -> None:
        """Check that a table gives points for exactly the labels of its fact."""
        facts = [measure.fact or "" for measure in measures_of(node.measure)]
        spec = self.facts.get(facts[0]) if len(set(facts)) == 1 else None
        labels = set(spec.labels or {}) if spec else set()
        if not labels:
            message = _("a table of points needs a measure of one fact of kind choice")
            self.complain((*path, "table"), "E_SCALE", message)
        elif labels != set(table):
            message = _("the table must give points for exactly these labels: {labels}")
            self.complain((*path, "table"), "E_SCALE", message, labels=", ".join(sorted(labels)) or "-")
        for label, points in table.items():
            self.not_over_maximum(node, points, (*path, "table", label))

    def knots(self, node: Node, scale: Scale, path: Path) -> None:
        """Check the words of the knots, their order, and the keys that go with them."""
        for i, (x, y) in enumerate(scale.knots or []):
            place = (*path, "knots", i)
            self.knot_words(node, x, place)
            self.knot_words(node, y, place)
            fixed = _fixed(y, node, None)
            if fixed is not None:
                self.not_over_maximum(node, fixed, place)
        if scale.knots is None or not _readable(scale):
            return
        if scale.between == "step" and scale.outside == "extend":
            self.complain(path, "E_SCALE", _("steps have no slope to extend beyond the outer knots"))
        self.leader(scale, path)
        self.rising(node, scale, path)

    def leader(self, scale: Scale, path: Path) -> None:
        """Check what names the leader of a group."""
        has_leader = any(uses_word(scale, f"{scope}.leader") for scope in ("cluster", "all"))
        if (scale.leader_by or scale.leader_within is not None) and not has_leader:
            message = _("leader_by and leader_within go together with cluster.leader in a knot")
            self.complain(path, "E_SCALE", message)
        for fact in scale.leader_by or []:
            self.fact(fact, (*path, "leader_by"))
            self.numeric([fact], (*path, "leader_by"))

    def rising(self, node: Node, scale: Scale, path: Path) -> None:
        """Complain where the first numbers of the knots do not rise, with each target in force."""
        xs = [knot[0] for knot in scale.knots or []]
        falls = _first_fall([_fixed(x, node, None) for x in xs])
        if falls is not None:
            place = (*path, "knots", falls)
            self.complain(place, "E_SCALE", _("the first numbers of the knots must rise"))
            return
        # A knot that a target overtakes would be dropped, and its points with it.
        for target in node.target or [] if uses_word(scale, "target") else []:
            bound = bound_of(target)
            if not isinstance(bound, Fraction) or bound == 0:
                continue
            falls = _first_fall([_fixed(x, node, bound) for x in xs])
            if falls is not None:
                message = _("the first numbers of the knots must rise; with the target {target} they do not")
                self.complain((*path, "knots", falls), "E_SCALE", message, target=bound)

    def knot_words(self, node: Node, expression: str | int, path: Path) -> None:
        """Check the words of one number of a knot."""
        try:
            words = [word for _factor, word in terms_of(expression) if word]
        except ValueError as error:
            message = _("“{text}” is not a sum of numbers and words, such as cluster.mean + 2 * cluster.sd")
            self.complain(path, "E_SCALE", message, text=str(error) or str(expression))
            return
        for word in words:
            if word not in WORDS:
                message = _("“{word}” cannot stand in a knot here; allowed: a number, {allowed}")
                allowed = ["target", "max_points", *(f"cluster.{s}, all.{s}" for s in STATISTICS)]
                self.complain(path, "E_SCALE", message, word=word, allowed=", ".join(allowed))
        if "target" in words and not node.target:
            self.complain(path, "E_SCALE", _("the scale uses the target, but “{id}” has none"), id=node.id)
        if "max_points" in words and node.max_points is None:
            self.complain(path, "E_SCALE", _("the scale uses max_points, but “{id}” has none"), id=node.id)

    def not_over_maximum(self, node: Node, points: Fraction, path: Path) -> None:
        """Complain of points above the node's own maximum."""
        if node.max_points is not None and points > node.max_points:
            message = _(
                "{points} points are more than the maximum {maximum} of “{id}”: the text contradicts itself"
            )
            self.complain(path, "E_MAXIMUM", message, points=points, maximum=node.max_points, id=node.id)

    def rank_cycles(self, nodes: Sequence[Node]) -> None:
        """Complain of a rank that depends on itself."""
        try:
            rank_order(nodes)
        except ValueError as error:
            message = _("the rank that “{id}” measures depends on itself")
            self.complain(self.nodes.get(str(error), ()), "E_NODE", message, id=error)


def _readable(scale: Scale) -> bool:
    try:
        statistics_used(scale)
    except ValueError:
        return False
    return True


def _fixed(expression: str | int, node: Node, target: Fraction | None) -> Fraction | None:
    """Give the value of an expression as far as the file fixes it; None when it does not."""
    known = {"max_points": node.max_points, "target": target}
    total = Fraction(0)
    try:
        terms = terms_of(expression)
    except ValueError:
        return None
    for factor, word in terms:
        value = known.get(word) if word else Fraction(1)
        if value is None:
            return None
        total += factor * value
    return total


def _scored_before(one: Path, other: Path) -> bool:
    """Tell whether a node has its points when another's gates are asked: parts first, then in order."""
    if one[: len(other)] == other:
        return one != other
    return one < other and other[: len(one)] != one


def _first_fall(xs: Sequence[Fraction | None]) -> int | None:
    """Give the index of the first number that does not rise; words without a value here are passed over."""
    previous: Fraction | None = None
    for i, here in enumerate(xs):
        if here is not None and previous is not None and here <= previous:
            return i
        previous = here if here is not None else previous
    return None


def _overlap(one: Target, other: Target) -> bool:
    starts_before_other_ends = other.end is None or one.start is None or one.start <= other.end
    other_starts_before_one_ends = one.end is None or other.start is None or other.start <= one.end
    return starts_before_other_ends and other_starts_before_one_ends


def _turning_days(children: Sequence[Node], window: Effective) -> list[date]:
    """Give the first day of every stretch of the window in which the same children are in force."""
    spans = [child.effective for child in children if child.effective]
    days = {span.start for span in spans if span.start}
    days |= {span.end + timedelta(days=1) for span in spans if span.end and span.end < date.max}
    return sorted({window.start or date.min} | {day for day in days if window.covers(day)})
