"""What a file may say only if the rest of it agrees: references, sums, bounds, conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.errors import Problem, _
from scoring.scheme.condition import Compare, ConditionError, Name, comparisons, names, parse
from scoring.scheme.model import (
    Band,
    ClassAtMost,
    Decide,
    FactSpec,
    Gate,
    Measure,
    MustSumTo,
    Node,
    Plan,
    Scale,
    Scheme,
    Target,
)
from scoring.scheme.reading import Document, Path

STATISTICS = ("cluster.min", "cluster.max", "cluster.mean", "cluster.leader")
RESULT_NAMES = ("total", "lowest")
SELECT_NAMES = ("total", "lowest", "rank", "class")
RESERVED = ("total", "lowest", "rank", "class", "and", "or", "not")
_SUM = re.compile(r" *[a-z][a-z0-9_.]*( *[+-] *[a-z][a-z0-9_.]*)* *$")
_SOURCES = ("fact", "ratio", "count", "change", "panel", "decide")

Place = tuple[Node, Path]


def terms(expression: str) -> list[tuple[int, str]]:
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
    return result


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


def faults_of_plan(plan: Plan, document: Document) -> list[Problem]:
    """Give every fault of a plan: unknown facts and slots, ids used twice, targets without a sign."""
    checker = _Checker(document, plan.facts, plan.decide)
    checker.unique("objectives", [row.id for row in plan.objectives])
    for i, row in enumerate(plan.objectives):
        path: Path = ("objectives", i)
        checker.measure(row.measure, (*path, "measure"))
        checker.targets(row.target, (*path, "target"))
        for k, part in enumerate(row.parts):
            checker.fact(part.fact, (*path, "parts", k, "fact"))
    return checker.problems


def faults_of_scheme(scheme: Scheme, document: Document) -> list[Problem]:
    """Give every fault of a scheme that has been joined with its plan."""
    checker = _Checker(document, scheme.facts, scheme.decide)
    places = list(_places(scheme.children, ("children",)))
    checker.unique("children", [node.id for node, _path in places])
    checker.nodes = {node.id: path for node, path in places}
    checker.bands = [band.label for band in scheme.classify]
    known = {row.id for row in scheme.objectives}
    for node, path in places:
        checker.node(node, path, known)
    checker.weights(scheme.children, scheme.weights, scheme.combine, ())
    checker.results(scheme)
    return checker.problems


def _places(nodes: Sequence[Node], path: Path) -> Iterator[Place]:
    for i, node in enumerate(nodes):
        yield node, (*path, i)
        yield from _places(node.children or [], (*path, i, "children"))


class _Checker:
    """Collects problems with their places; knows what may be referred to."""

    def __init__(self, document: Document, facts: Sequence[FactSpec], slots: Sequence[Decide]) -> None:
        self.document = document
        self.facts = {spec.id: spec for spec in facts}
        self.slots = {slot.id: slot for slot in slots}
        self.nodes: dict[str, Path] = {}
        self.bands: list[str] = []
        self.problems: list[Problem] = []
        self.unique("facts", [spec.id for spec in facts])
        self.unique("decide", [slot.id for slot in slots])
        for spec in facts:
            if (spec.kind == "choice") != bool(spec.labels):
                message = _("the fact “{id}”: labels go together with kind: choice")
                self.complain(("facts",), "E_FACT", message, id=spec.id)

    def complain(self, path: Path, code: str, message: str, **values: object) -> None:
        self.problems.append(Problem(code, message, values, self.document.place(path)))

    def unique(self, key: str, ids: Sequence[str]) -> None:
        for twice in [found for found, times in Counter(ids).items() if times > 1]:
            self.complain((key,), "E_ID_TWICE", _("the id “{id}” is used more than once"), id=twice)

    def node(self, node: Node, path: Path, objectives: Iterable[str]) -> None:
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
        if node.id in RESERVED or node.id.startswith("fact."):
            message = _("the id “{id}” means something else in a condition")
            self.complain((*path, "id"), "E_ID", message, id=node.id)
        full = "full" in (node.on_zero_denominator, node.on_zero_target)
        if node.max_points is None and (full or node.on_not_applicable == "full_points"):
            message = _("“{id}” gives full points somewhere, but has no max_points")
            self.complain(path, "E_NODE", message, id=node.id)
        clamp = node.clamp
        if clamp is not None and clamp.low is not None and clamp.high is not None and clamp.low > clamp.high:
            message = _("the floor {low} of “{id}” lies above its ceiling {high}")
            values = {"id": node.id, "low": clamp.low, "high": clamp.high}
            self.complain((*path, "clamp"), "E_NODE", message, **values)

    def node_gates(self, node: Node, path: Path) -> None:
        for i, gate in enumerate(node.gates):
            place: Path = (*path, "gates", i)
            self.gate(gate, place, ())
            for name in self.names(gate.require):
                if name in self.nodes and not _scored_before(self.nodes[name], path):
                    message = _("“{name}” is not scored yet when this is asked")
                    self.complain((*place, "require"), "E_NAME", message, name=name)

    def leaf(self, node: Node, path: Path) -> None:
        if node.measure is None:
            return
        self.measure(node.measure, (*path, "measure"))
        self.targets(node.target or [], (*path, "target"))
        if node.measure.fact and (node.scale is None or node.scale.table is None):
            self.numeric([node.measure.fact], (*path, "measure"))
        if node.scale is not None:
            self.scale(node, node.scale, (*path, "scale"))

    def group(self, node: Node, path: Path) -> None:
        if not node.children:
            return
        if node.combine is None:
            self.complain(
                path, "E_NODE", _("“{id}” has children but does not say how to combine them"), id=node.id
            )
        if (node.combine == "best") != (node.best is not None):
            self.complain(path, "E_NODE", _("combine: best and the key best go together"))
        if (node.combine == "trimmed") != (node.trim is not None):
            self.complain(path, "E_NODE", _("combine: trimmed and the key trim go together"))
        self.weights(node.children, node.weights, node.combine or "sum", path)

    def weights(self, children: Sequence[Node], rule: object, combine: str, path: Path) -> None:
        if not isinstance(rule, MustSumTo):
            return
        base = [child for child in children if (child.role or "base") == "base"]
        parts = [child.max_points if combine == "sum" else child.weight for child in base]
        found = sum((part or Fraction(0) for part in parts), Fraction(0))
        if found != rule.must_sum_to:
            message = _("the children's {what} come to {found}, not {wanted}")
            what = "max_points" if combine == "sum" else "weight"
            values = {"what": what, "found": found, "wanted": rule.must_sum_to}
            self.complain((*path, "weights"), "E_WEIGHTS", message, **values)

    def fact(self, fact: str, path: Path) -> None:
        if fact not in self.facts:
            self.complain(path, "E_FACT", _("the fact “{id}” is not declared under facts"), id=fact)

    def measure(self, measure: Measure, path: Path) -> None:
        given = [key for key in _SOURCES if getattr(measure, key) is not None]
        if len(given) != 1:
            message = _("a measure needs exactly one of {keys}")
            self.complain(path, "E_MEASURE", message, keys=", ".join(_SOURCES))
        if (measure.transform == "pow") != (measure.exponent is not None):
            self.complain(path, "E_MEASURE", _("transform: pow and the key exponent go together"))
        self.sources(measure, path)
        if measure.decide is not None:
            slot = self.slots.get(measure.decide.slot)
            if slot is None:
                message = _("the slot “{id}” is not declared under decide")
                self.complain(path, "E_SLOT", message, id=measure.decide.slot)
            elif set(slot.options) != set(measure.decide.options):
                message = _("the options must be exactly those of the slot “{id}”: {options}")
                self.complain(path, "E_SLOT", message, id=slot.id, options=", ".join(sorted(slot.options)))
            for option, inner in measure.decide.options.items():
                self.measure(inner, (*path, "decide", "options", option))

    def sources(self, measure: Measure, path: Path) -> None:
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

    def numeric(self, facts: Iterable[str], path: Path) -> None:
        for fact in facts:
            if fact in self.facts and self.facts[fact].kind == "choice":
                message = _("the fact “{id}” is a choice and has no number")
                self.complain(path, "E_MEASURE", message, id=fact)

    def targets(self, targets: Sequence[Target], path: Path) -> None:
        for i, target in enumerate(targets):
            given = [s for s in (target.at_least, target.at_most, target.equals) if s is not None]
            if len(given) != 1:
                self.complain(
                    (*path, i), "E_TARGET", _("a target needs exactly one of at_least, at_most, equals")
                )
        for i, first in enumerate(targets):
            if any(_overlap(first, other) for other in targets[:i]):
                self.complain((*path, i), "E_TARGET", _("two targets are in force on the same day"))

    def scale(self, node: Node, scale: Scale, path: Path) -> None:
        given = [key for key in ("table", "per", "knots") if getattr(scale, key) is not None]
        if len(given) != 1:
            self.complain(path, "E_SCALE", _("a scale needs exactly one of {keys}"), keys="table, per, knots")
        if scale.table is not None:
            self.table(node, scale.table, path)
        self.knots(node, scale, path)

    def table(self, node: Node, table: dict[str, Fraction], path: Path) -> None:
        spec = self.facts.get(node.measure.fact or "") if node.measure else None
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
        for i, (x, y) in enumerate(scale.knots or []):
            place = (*path, "knots", i)
            self.knot_word(node, x, ("target", *STATISTICS), place)
            self.knot_word(node, y, ("max_points",), place)
            if not isinstance(y, str):
                self.not_over_maximum(node, Fraction(y), place)
        xs = [knot[0] for knot in scale.knots or []]
        falls = _first_fall(xs, None)
        if falls is not None:
            place = (*path, "knots", falls)
            self.complain(place, "E_SCALE", _("the first numbers of the knots must rise"))
            return
        # A knot that a target overtakes would be dropped, and its points with it.
        for target in node.target or [] if "target" in xs else []:
            bound = next((b for b in (target.at_least, target.at_most, target.equals) if b), None)
            falls = _first_fall(xs, bound)
            if falls is not None:
                message = _("the first numbers of the knots must rise; with the target {target} they do not")
                self.complain((*path, "knots", falls), "E_SCALE", message, target=bound)

    def knot_word(self, node: Node, word: object, allowed: Sequence[str], path: Path) -> None:
        if isinstance(word, str):
            if word not in allowed:
                message = _("“{word}” cannot stand in a knot here; allowed: a number, {allowed}")
                self.complain(path, "E_SCALE", message, word=word, allowed=", ".join(allowed))
            if word == "target" and not node.target:
                self.complain(
                    path, "E_SCALE", _("the scale uses the target, but “{id}” has none"), id=node.id
                )
            if word == "max_points" and node.max_points is None:
                self.complain(
                    path, "E_SCALE", _("the scale uses max_points, but “{id}” has none"), id=node.id
                )

    def not_over_maximum(self, node: Node, points: Fraction, path: Path) -> None:
        if node.max_points is not None and points > node.max_points:
            message = _(
                "{points} points are more than the maximum {maximum} of “{id}”: the text contradicts itself"
            )
            self.complain(path, "E_MAXIMUM", message, points=points, maximum=node.max_points, id=node.id)

    def results(self, scheme: Scheme) -> None:
        self.unique("gates", [gate.id for gate in scheme.gates])
        self.unique("select", [select.id for select in scheme.select])
        for i, gate in enumerate(scheme.gates):
            self.gate(gate, ("gates", i), RESULT_NAMES)
        for i, band in enumerate(scheme.classify):
            self.band(band, scheme.classify[i - 1] if i else None, ("classify", i))
        for i, key in enumerate(scheme.rank.by):
            self.known_name(key.key, ("rank", "by", i), RESULT_NAMES)
            if self.labels(key.key):
                message = _("“{name}” is a label and has no order")
                self.complain(("rank", "by", i), "E_NAME", message, name=key.key)
        self.selections(scheme)

    def gate(self, gate: Gate, path: Path, extra: Sequence[str]) -> None:
        self.condition(gate.require, (*path, "require"), extra)
        effect = gate.otherwise
        if isinstance(effect, ClassAtMost) and effect.class_at_most not in self.bands:
            message = _("there is no class “{label}”")
            self.complain(path, "E_CLASS", message, label=effect.class_at_most)

    def band(self, band: Band, before: Band | None, path: Path) -> None:
        if band.at_least is not None and band.above is not None:
            self.complain(path, "E_CLASS", _("a class takes at_least or above, not both"))
        edges = [b.at_least if b.at_least is not None else b.above for b in (before, band) if b]
        if len(edges) == 2 and (edges[0] is None or (edges[1] is not None and edges[1] >= edges[0])):
            self.complain(path, "E_CLASS", _("classes must be written from the highest down"))
        if band.require:
            self.condition(band.require, (*path, "require"), RESULT_NAMES)

    def selections(self, scheme: Scheme) -> None:
        seen: list[str] = ["eligible", "headcount"]
        for i, select in enumerate(scheme.select):
            path: Path = ("select", i)
            if (select.share is None) == (select.places is None):
                self.complain(path, "E_SELECT", _("a selection needs exactly one of share and places"))
            low, high = select.at_least, select.at_most
            if low is not None and high is not None and low > high:
                message = _("at_least {low} is more than at_most {high}")
                self.complain(path, "E_SELECT", message, low=low, high=high)
            if select.of not in seen:
                message = _("“of” must be one of {allowed}")
                self.complain((*path, "of"), "E_SELECT", message, allowed=", ".join(seen))
            if select.require:
                self.condition(select.require, (*path, "require"), SELECT_NAMES)
            seen.append(select.id)

    def condition(self, text: str, path: Path, extra: Sequence[str]) -> None:
        try:
            condition = parse(text)
        except ConditionError as error:
            message = _("the condition cannot be read: {what} (column {column} of it)")
            self.complain(path, "E_CONDITION", message, what=error.what, column=error.column)
            return
        for name in names(condition):
            self.known_name(name, path, extra)
        for comparison in comparisons(condition):
            self.comparison(comparison, path)

    def names(self, text: str) -> list[str]:
        try:
            return list(names(parse(text)))
        except ConditionError:
            return []

    def labels(self, name: str) -> list[str]:
        if name == "class":
            return self.bands
        spec = self.facts.get(name.removeprefix("fact.")) if name.startswith("fact.") else None
        return list(spec.labels or {}) if spec else []

    def comparison(self, comparison: Compare, path: Path) -> None:
        for side, other in (
            (comparison.left, comparison.right),
            (comparison.right, comparison.left),
        ):
            if not isinstance(side, Name):
                continue
            labels = self.labels(side.id)
            is_label = isinstance(other, str) or (isinstance(other, Name) and bool(self.labels(other.id)))
            if labels and (not is_label or comparison.sign not in ("==", "!=")):
                message = _("“{name}” is a label and can only be compared with a label, by == or !=")
                self.complain(path, "E_CONDITION", message, name=side.id)
            elif labels and isinstance(other, str) and other not in labels:
                message = _("“{name}” has the labels {labels}, not “{label}”")
                values = {"name": side.id, "labels": ", ".join(labels), "label": other}
                self.complain(path, "E_CONDITION", message, **values)
            elif not labels and isinstance(other, str):
                message = _("“{name}” is a number and can only be compared with a number")
                self.complain(path, "E_CONDITION", message, name=side.id)

    def known_name(self, name: str, path: Path, extra: Sequence[str]) -> None:
        if name.startswith("fact."):
            self.fact(name.removeprefix("fact."), path)
        elif name not in extra and name not in self.nodes:
            self.complain(
                path,
                "E_NAME",
                _("“{name}” is neither a criterion, a fact.… nor {extra}"),
                name=name,
                extra=", ".join(extra) or "-",
            )


def _scored_before(one: Path, other: Path) -> bool:
    """Tell whether a node has its points when another's gates are asked: parts first, then in order."""
    if one[: len(other)] == other:
        return one != other
    return one < other and other[: len(one)] != one


def _first_fall(xs: Sequence[object], target: Fraction | None) -> int | None:
    """Give the index of the first number that does not rise; words without a value here are passed over."""
    previous: Fraction | None = None
    for i, x in enumerate(xs):
        here = target if x == "target" else Fraction(x) if isinstance(x, int | Decimal) else None
        if here is not None and previous is not None and here <= previous:
            return i
        previous = here if here is not None else previous
    return None


def _overlap(one: Target, other: Target) -> bool:
    starts_before_other_ends = other.end is None or one.start is None or one.start <= other.end
    other_starts_before_one_ends = one.end is None or other.start is None or other.start <= one.end
    return starts_before_other_ends and other_starts_before_one_ends
