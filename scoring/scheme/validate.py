"""What a file may say only if the rest of it agrees: references, sums, bounds, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.errors import Problem, _
from scoring.scheme.checker import SELECTED
from scoring.scheme.measures import FACT, scales_of, statistics_used
from scoring.scheme.model import Band, Node, Plan, RankKey, Scale, Scheme, Select
from scoring.scheme.order import walk
from scoring.scheme.reading import Document, Path
from scoring.scheme.tree_checks import TreeChecker

RESULT_NAMES = ("total", "lowest")
SELECT_NAMES = ("total", "lowest", "rank", "class")

Place = tuple[Node, Path]


def faults_of_plan(plan: Plan, document: Document) -> list[Problem]:
    """Give every fault of a plan: unknown facts and slots, ids used twice, targets without a sign."""
    checker = TreeChecker(document, plan.facts, plan.decide)
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
    checker = _SchemeChecker(document, scheme.facts, scheme.decide)
    places = list(_places(scheme.children, ("children",)))
    checker.unique("children", [node.id for node, _path in places])
    checker.nodes = {node.id: path for node, path in places}
    checker.bands = [band.label for band in scheme.classify]
    checker.window = scheme.effective
    known = {row.id for row in scheme.objectives}
    for node, path in places:
        checker.node(node, path, known)
    checker.grouping(scheme, scheme.children, ())
    checker.rank_cycles(scheme.children)
    checker.results(scheme)
    return checker.problems


def remarks_on_scheme(scheme: Scheme, document: Document) -> list[Problem]:
    """Give what is allowed but should be seen: unreachable maxima, scores relative to the group."""
    paths = {node.id: path for node, path in _places(scheme.children, ("children",))}
    return [
        Problem(code, message, {"id": node.id, **values}, document.place(paths[node.id]), warning=True)
        for node in walk(scheme.children)
        for scale in scales_of(node.scale)
        for code, message, values in _remarks(node, scale)
    ]


def _remarks(node: Node, scale: Scale) -> Iterator[tuple[str, str, dict[str, object]]]:
    used = statistics_used(scale)
    if used:
        message = _(
            "“{id}” scores relative to its group ({words}): "
            "when one unit joins or leaves, others may change places"
        )
        yield "W_RELATIVE", message, {"words": ", ".join(used)}
    top = _highest(scale)
    if node.max_points is not None and top is not None and top < node.max_points:
        message = _("the scale of “{id}” gives at most {top}, less than its max_points {maximum}")
        yield "W_MAXIMUM", message, {"top": top, "maximum": node.max_points}


def _highest(scale: Scale) -> Fraction | None:
    """Give the highest points a scale can reach when the file fixes all of them; None otherwise."""
    if scale.table is not None:
        return max(scale.table.values(), default=None)
    ys = [y for _x, y in scale.knots or []]
    if not ys or scale.outside == "extend" or any(isinstance(y, str) for y in ys):
        return None
    return max(Fraction(y) for y in ys)


def _places(nodes: Sequence[Node], path: Path) -> Iterator[Place]:
    for i, node in enumerate(nodes):
        yield node, (*path, i)
        yield from _places(node.children or [], (*path, i, "children"))


class _SchemeChecker(TreeChecker):
    """Checks what follows from the total: gates, classes, ranks, selections."""

    def results(self, scheme: Scheme) -> None:
        self.unique("gates", [gate.id for gate in scheme.gates])
        self.unique("select", [select.id for select in scheme.select])
        for i, gate in enumerate(scheme.gates):
            self.gate(gate, ("gates", i), RESULT_NAMES)
        for i, band in enumerate(scheme.classify):
            self.band(band, scheme.classify[i - 1] if i else None, ("classify", i))
        for i, key in enumerate(scheme.rank.by):
            self.rank_key(key, ("rank", "by", i))
        if scheme.rank.who and scheme.rank.ties != "decide":
            self.complain(("rank", "who"), "E_RANK", _("who goes together with ties: decide"))
        self.selections(scheme)

    def rank_key(self, key: RankKey, path: Path) -> None:
        if (key.key is None) == (key.count_back is None):
            self.complain(path, "E_RANK", _("a key of the order needs exactly one of key and count_back"))
        for node in key.count_back or []:
            if node not in self.nodes:
                message = _("count_back takes criteria; there is no “{id}”")
                self.complain(path, "E_NAME", message, id=node)
        if key.key is None:
            return
        self.known_name(key.key, path, RESULT_NAMES)
        if self.labels(key.key):
            message = _("“{name}” is a label and has no order")
            self.complain(path, "E_NAME", message, name=key.key)

    def band(self, band: Band, before: Band | None, path: Path) -> None:
        if band.at_least is not None and band.above is not None:
            self.complain(path, "E_CLASS", _("a class takes at_least or above, not both"))
        if before is not None and not _falls(before, band):
            self.complain(path, "E_CLASS", _("classes must be written from the highest down"))
        if band.require:
            self.condition(band.require, (*path, "require"), RESULT_NAMES)

    def selections(self, scheme: Scheme) -> None:
        seen: list[str] = ["eligible", "headcount"]
        for i, select in enumerate(scheme.select):
            path: Path = ("select", i)
            self.quota(select, path)
            if select.of.startswith(FACT):
                self.fact(select.of.removeprefix(FACT), (*path, "of"))
                self.numeric([select.of.removeprefix(FACT)], (*path, "of"))
            elif select.of not in seen:
                message = _("“of” must be one of {allowed}")
                self.complain((*path, "of"), "E_SELECT", message, allowed=", ".join([*seen, "fact.<id>"]))
            if select.require:
                earlier = [SELECTED + one.id for one in scheme.select[:i]]
                self.condition(select.require, (*path, "require"), (*SELECT_NAMES, *earlier))
            seen.append(select.id)

    def quota(self, select: Select, path: Path) -> None:
        given = [key for key in ("share", "share_by", "places") if getattr(select, key) is not None]
        if len(given) != 1:
            self.complain(path, "E_SELECT", _("a selection needs exactly one of share, share_by and places"))
        if select.places is not None and select.model_fields_set & {"rounding", "of"} - _nested(select):
            message = _("a selection with places has no share to round or to take of something")
            self.complain(path, "E_SELECT", message)
        low, high = select.at_least, select.at_most
        if low is not None and high is not None and low > high:
            message = _("at_least {low} is more than at_most {high}")
            self.complain(path, "E_SELECT", message, low=low, high=high)
        if select.share_by is not None:
            self.fact(select.share_by.fact, (*path, "share_by"))
            labels = self.labels(FACT + select.share_by.fact)
            if set(labels) != set(select.share_by.shares):
                message = _("share_by must give a share for exactly these labels: {labels}")
                self.complain((*path, "share_by"), "E_SELECT", message, labels=", ".join(labels) or "-")


def _nested(select: Select) -> set[str]:
    # Places inside an earlier selection are a quota of their own: only its members compete.
    return set() if select.of in ("eligible", "headcount") or select.of.startswith(FACT) else {"of"}


def _falls(before: Band, band: Band) -> bool:
    """Tell whether a class begins lower than the one before it: «above 90» lies above «at least 90»."""
    edges = [b.at_least if b.at_least is not None else b.above for b in (before, band)]
    if edges[0] is None:
        return False
    if edges[1] is None or edges[1] < edges[0]:
        return True
    return edges[1] == edges[0] and before.above is not None and band.at_least is not None
