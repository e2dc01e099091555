"""Made-up schemes and tables: every word of the grammar, values on and right beside every edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from scoring import Scheme, Source, load_scheme
from scoring.bulk.cells import absent_name, fact_name
from tests.scoring.samples import no_plan

LABELS = ("co", "khong", "mot_phan")
TO = ("1", "0.5", "0.25", "0.1", "0.01", "0.001", "5")
MODES = ("half_up", "half_up", "half_up", "half_even", "floor", "ceil")
POINTS = (1, 2, 3, 5, 7, 10, 15, 20, 25, 30)
EDGES = (10, 20, 25, 30, 50, 60, 66, 75, 80, 90, 100)
SIGNS = (">=", "<=", ">", "<", "==", "!=")


@dataclass
class Made:
    """
    A scheme while it is made up.

    Attributes:
        rare: Chance of words that the columns leave to the reference.
        edges: Numbers near which each fact's values matter.
    """

    rng: Random
    rare: float
    facts: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    leaves: list[str] = field(default_factory=list)
    timed: list[str] = field(default_factory=list)
    edges: dict[str, list[Fraction]] = field(default_factory=dict)
    ratios: list[tuple[str, str, list[Fraction]]] = field(default_factory=list)
    decide: list[dict[str, Any]] = field(default_factory=list)
    order_decided: bool = False
    is_small: bool = False

    def chance(self, share: float) -> bool:
        """Tell whether something happens that happens in this share of cases."""
        return self.rng.random() < share

    def pick(self, *choices: Any) -> Any:
        """Give one of several."""
        return self.rng.choice(choices)

    def numeric(self) -> str:
        """Give a fact that is a number."""
        return self.rng.choice([fact["id"] for fact in self.facts if fact["kind"] != "choice"])

    def labelled(self) -> str:
        """Give a fact that is a label."""
        return self.rng.choice([fact["id"] for fact in self.facts if fact["kind"] == "choice"])

    def near(self, fact: str, *edges: Fraction) -> None:
        """Note that values of a fact matter near some numbers."""
        self.edges.setdefault(fact, []).extend(edges)


def made_scheme(rng: Random, rare: float = 0.05) -> tuple[Scheme, Made]:
    """Make up a scheme that the loader accepts."""
    made = Made(rng, rare)
    _facts(made)
    return load_scheme(Source("mau.yaml", written(_scheme(made))), no_plan), made


def written(value: object) -> str:
    """Write plain values as strict YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if value[:4].isdigit() and value[4:5] == "-" else '"' + value + '"'
    return str(value)


def _facts(made: Made) -> None:
    for i in range(made.rng.randint(3, 6)):
        decimals = made.pick(0, 0, 0, 1, 2)
        kind = "count" if decimals == 0 else "number"
        made.facts.append(
            {"id": f"so_{i}", "title": f"Số {i}", "kind": kind, "unit": "cái", "decimals": decimals}
        )
    for i in range(2):
        labels = {label: label for label in LABELS[: made.rng.randint(2, 3)]}
        made.facts.append(
            {"id": f"nhan_{i}", "title": f"Nhãn {i}", "kind": "choice", "unit": "mức", "labels": labels}
        )


def _scheme(made: Made) -> dict[str, Any]:
    children = [_node(made, 0) for _ in range(made.rng.randint(2, 5))]
    bands = _bands(made)
    scheme: dict[str, Any] = {
        "scheme": "mau",
        "version": "2024-01-01",
        "title": "Thang điểm mẫu",
        "cite": {"document": "1/QĐ-UBND"},
        "effective": {"from": "2024-01-01"},
        "subjects": {"kinds": ["collective"], "levels": ["xa"]},
        "publish": {
            "round": {"to": Decimal(made.rng.choice(TO)), "mode": made.rng.choice(MODES)},
            "on_missing": made.pick("pending", "pending", "zero", "drop_and_reweight"),
        },
        **_grouping(made, children, root=True),
        "children": children,
    }
    if made.chance(0.3):
        scheme["clamp"] = _clamp(made)
    scheme["classify"] = bands
    scheme["gates"] = [_gate(made, f"cong_{i}", bands, root=True) for i in range(made.rng.randint(0, 2))]
    scheme["rank"] = _rank(made)
    scheme["select"] = _selections(made)
    scheme["facts"] = made.facts
    if made.decide:
        scheme["decide"] = made.decide
    return {key: value for key, value in scheme.items() if value != []}


def _node(made: Made, depth: int) -> dict[str, Any]:
    if depth < 2 and made.chance(0.25):
        children = [_node(made, depth + 1) for _ in range(made.rng.randint(2, 4))]
        node = {"children": children, **_grouping(made, children)}
    else:
        node = _leaf(made)
    name = f"nut_{len(made.nodes)}"
    made.nodes.append(name)
    if "measure" in node:
        made.leaves.append(name)
    node = {"id": name, "title": name, "cite": {"clause": "1"}, **node}
    if made.chance(0.15):
        node["role"] = made.pick("bonus", "penalty")
    _finish(made, node)
    return node


def _finish(made: Made, node: dict[str, Any]) -> None:
    if made.chance(0.2):
        node["clamp"] = _clamp(made)
    if made.chance(0.2):
        node["round"] = {"to": Decimal(made.rng.choice(TO)), "mode": made.rng.choice(MODES)}
    if made.chance(0.1) and made.nodes[:-1]:
        node["gates"] = [_gate(made, f"cong_{node['id']}", [], root=False)]
    if made.chance(0.3):
        node["on_missing"] = made.pick("pending", "zero", "drop_and_reweight")
    if made.chance(0.4):
        policies = ["drop_and_rescale", "share_equally", "exclude"]
        policies += ["full_points"] if "max_points" in node else []
        node["on_not_applicable"] = made.rng.choice(policies)
    if made.chance(0.05) and "measure" in node:
        node["effective"] = made.pick({"from": "2024-03-01"}, {"to": "2024-03-01"})
        made.timed.append(node["id"])


def _clamp(made: Made) -> dict[str, Any]:
    low, high = made.pick(0, 1, -3, 2), made.pick(5, 8, Decimal("12.5"), 40)
    return made.pick({"low": low}, {"high": high}, {"low": low, "high": high})


def _grouping(made: Made, children: Sequence[dict[str, Any]], root: bool = False) -> dict[str, Any]:
    base = [child for child in children if child.get("role", "base") == "base"]
    ways = ["sum"] * 6 + ["mean", "mean", "min", "max", "product"]
    if len(base) > 1:
        ways += ["median", "best", "trimmed"]
    if made.chance(made.rare):
        ways = ["geomean"]
    grouping: dict[str, Any] = {"combine": made.rng.choice(ways)}
    if grouping["combine"] == "best":
        grouping["best"] = made.rng.randint(1, len(base))
    if grouping["combine"] == "trimmed":
        low = made.rng.randint(0, len(base) - 1)
        grouping["trim"] = [low, made.rng.randint(0, len(base) - 1 - low)]
    if grouping["combine"] in ("sum", "mean", "product") and made.chance(0.3):
        for child in children:
            child["weight"] = made.pick(1, 2, 3) if grouping["combine"] == "product" else _weight(made)
        if grouping["combine"] != "product" and base and made.chance(0.3):
            grouping["weights"] = "normalise"
    return grouping


def _weight(made: Made) -> Any:
    return made.pick(1, 2, 3, Decimal("0.5"), Decimal("0.3"), Decimal("1.25"))


def _leaf(made: Made) -> dict[str, Any]:
    node: dict[str, Any] = {}
    if made.chance(0.8):
        node["max_points"] = made.rng.choice(POINTS)
    if made.chance(0.2):
        fact = made.labelled()
        labels = next(each["labels"] for each in made.facts if each["id"] == fact)
        most = node.get("max_points", 10)
        points = [0, most, Decimal(most) / 2]
        node["measure"] = {"fact": fact}
        node["scale"] = {"table": {label: made.rng.choice(points) for label in labels}}
        return node
    measure, edges, is_share = _measure(made, node)
    node["measure"] = measure
    _scale(made, node, edges, is_share)
    return node


def _measure(made: Made, node: dict[str, Any]) -> tuple[dict[str, Any], list[Fraction], bool]:
    """Give a measure, the list of numbers near which its own number matters, and whether it is a share."""
    edges: list[Fraction] = []
    if made.chance(made.rare):
        return _rare_measure(made), edges, False
    way = made.pick(
        "fact", "fact", "ratio", "ratio", "ratio", "count", "change", "constant", "panel", "decide"
    )
    if way == "count":
        return (
            {"count": [f["id"] for f in made.facts if f["kind"] == "choice"], "counted": ["co"]},
            edges,
            False,
        )
    if way == "constant":
        return {"constant": made.pick(0, 3, Decimal("2.5"))}, edges, False
    if way in ("ratio", "change"):
        node["on_zero_denominator"] = "error" if made.chance(0.03) else made.pick("zero", "not_applicable")
        if "max_points" in node and made.chance(0.3):
            node["on_zero_denominator"] = "full"
        return _quotient(made, way, edges)
    if way == "decide" and made.chance(0.4):
        return _decided(made, edges), edges, False
    fact = made.numeric()
    made.edges.setdefault(fact, edges)
    edges = made.edges[fact]
    measure: dict[str, Any] = {"panel": {"fact": fact}} if way == "panel" else {"fact": fact}
    if made.chance(0.1):
        measure["winsorise"] = {"low": 5, "high": 60}
    if made.chance(0.05):
        measure |= {"transform": "pow", "exponent": 2}
    return measure, edges, False


def _quotient(made: Made, way: str, edges: list[Fraction]) -> tuple[dict[str, Any], list[Fraction], bool]:
    one, other = made.numeric(), made.numeric()
    made.ratios.append((one, other, edges))
    if way == "change":
        relative = made.chance(0.7)
        change = {
            "before": other,
            "after": one,
            "relative": relative,
            "direction": made.pick("growth", "cut"),
        }
        return {"change": change, **({"transform": "percent"} if relative else {})}, edges, relative
    below = f"{other} + {made.numeric()}" if made.chance(0.2) else other
    above = f"{one} - {made.numeric()}" if made.chance(0.1) else one
    return {"ratio": [above, below], "transform": "percent"}, edges, True


def _decided(made: Made, edges: list[Fraction]) -> dict[str, Any]:
    slot = f"cau_hoi_{len(made.decide)}"
    made.decide.append(
        {"id": slot, "question": "Hiểu thế nào?", "who": "Hội đồng", "options": {"mot": "Một", "hai": "Hai"}}
    )
    return {
        "decide": {
            "slot": slot,
            "options": {"mot": {"fact": made.numeric()}, "hai": {"fact": made.numeric()}},
        }
    }


def _rare_measure(made: Made) -> dict[str, Any]:
    fact = made.numeric()
    ways: list[dict[str, Any]] = [
        {"panel": {"fact": fact, "take": "trimmed", "low": 1}},
        {"fact": fact, "winsorise": {"low_share": "1/10", "high_share": "1/10"}},
    ]
    nodes = [node for node in made.nodes if node not in made.timed]
    if nodes:
        ways.append({"rank_of": {"node": made.rng.choice(nodes), "ties": made.pick("competition", "dense")}})
    return made.rng.choice(ways)


def _scale(made: Made, node: dict[str, Any], edges: list[Fraction], is_share: bool) -> None:
    if made.chance(0.15) and "rank_of" not in node["measure"]:
        return
    if made.chance(0.2):
        node["scale"] = {"per": made.pick(1, 2, Decimal("0.5"), Decimal("-0.25"), Decimal("0.1"))}
        return
    most = node.get("max_points", 10)
    count = made.rng.randint(2, 4)
    xs: list[Any] = sorted(made.rng.sample(EDGES if is_share else range(0, 61), count))
    ys: list[Any] = [made.pick(0, most, Decimal(most) / 2, Decimal(most) / 4) for _ in range(count)]
    if made.chance(0.6):
        ys = sorted(ys)
    if "max_points" in node and made.chance(0.3):
        ys[-1] = made.pick("max_points", "1/2 * max_points")
    edges += [Fraction(x) for x in xs]
    _words(made, node, xs)
    scale: dict[str, Any] = {"knots": [list(knot) for knot in zip(xs, ys, strict=True)]}
    scale["between"] = made.pick("linear", "linear", "step")
    scale["outside"] = "error" if made.chance(0.02) else "clamp"
    if scale["between"] == "linear" and made.chance(0.1):
        scale["outside"] = "extend"
    if any(str(x).endswith(".leader") for x in xs) and made.chance(0.7):
        scale["leader_within"] = made.pick(0, 1, 5, Decimal("0.5"))
        if made.chance(0.5):
            scale["leader_by"] = [made.numeric(), made.numeric()]
    node["scale"] = scale


def _words(made: Made, node: dict[str, Any], xs: list[Any]) -> None:
    """Put a target or a statistic of the group in the place of an edge."""
    if made.chance(0.2):
        if made.chance(0.3):
            node["target"] = [{"at_least": f"fact.{made.numeric()}"}]
        else:
            node["target"] = [{"at_least": xs[-1]}]
        node["on_zero_target"] = "error" if made.chance(0.05) else made.pick("zero", "not_applicable")
        xs[-1] = "target"
    elif made.chance(0.2):
        word = made.pick("cluster.max", "cluster.leader", "cluster.mean", "all.max")
        xs[-1] = f"{word} + 2 * cluster.sd" if made.chance(made.rare) else word
        if made.chance(0.3):
            xs[0] = "cluster.min"
        if made.chance(0.3) and "max_points" in node:
            node["on_constant"] = made.pick("full", "zero", "not_applicable")


def _bands(made: Made) -> list[dict[str, Any]]:
    edges = sorted(made.rng.sample(range(1, 60), made.rng.randint(0, 3)), reverse=True)
    bands: list[dict[str, Any]] = []
    for i, edge in enumerate(edges):
        band: dict[str, Any] = {"label": f"Loại {i}", made.pick("at_least", "above"): edge}
        if made.chance(0.3):
            band["require"] = _condition(made, ["total", "lowest"])
        bands.append(band)
    if edges and made.chance(0.7):
        bands.append({"label": "Còn lại"})
    return bands


def _gate(made: Made, name: str, bands: Sequence[dict[str, Any]], root: bool) -> dict[str, Any]:
    effects: list[Any] = ["exclude", {"score": made.pick(0, 1, 5)}]
    if bands:
        effects.append({"class_at_most": made.rng.choice(bands)["label"]})
    nodes = ["total", "lowest"] if root else []
    require = _condition(made, nodes, facts_only=made.chance(0.5), node_names=root)
    return {"id": name, "title": name, "require": require, "else": made.rng.choice(effects)}


def _condition(made: Made, extra: Sequence[str], facts_only: bool = False, node_names: bool = True) -> str:
    parts = [_comparison(made, extra, facts_only, node_names) for _ in range(made.rng.randint(1, 2))]
    text = f" {made.pick('and', 'or')} ".join(parts)
    return f"not ({text})" if made.chance(0.15) else text


def _comparison(made: Made, extra: Sequence[str], facts_only: bool, node_names: bool) -> str:
    if made.chance(0.3):
        fact = made.labelled()
        labels = next(each["labels"] for each in made.facts if each["id"] == fact)
        return f"fact.{fact} {made.pick('==', '!=')} '{made.rng.choice(list(labels))}'"
    fact = made.numeric()
    names = [f"fact.{fact}"] + ([] if facts_only else [*extra, *(made.nodes if node_names else [])])
    name = made.rng.choice(names)
    edge = made.pick(0, 1, 5, 10, 20, Decimal("2.5"))
    if name.startswith("fact."):
        made.near(fact, Fraction(edge))
    return f"{name} {made.rng.choice(SIGNS)} {edge}"


def _rank(made: Made) -> dict[str, Any]:
    by: list[dict[str, Any]] = [{"key": "total"}] if made.chance(0.9) else []
    nodes = [node for node in made.nodes if node not in made.timed] or ["total"]
    leaves = [node for node in made.leaves if node not in made.timed]
    for _ in range(made.pick(0, 0, 1, 2) if by else 1):
        key = made.pick("lowest", f"fact.{made.numeric()}", made.rng.choice(nodes))
        by.append({"key": key, "order": made.pick("high", "low"), "absent": made.pick("last", "first")})
    if len(leaves) > 1 and made.chance(0.15):
        by.append({"count_back": made.rng.sample(leaves, made.rng.randint(2, min(3, len(leaves))))})
    ties = made.pick("competition", "competition", "dense", "average", "decide")
    within = (
        "all" if ties == "decide" and made.chance(0.5) else made.pick("cluster", "cluster", "cluster", "all")
    )
    made.order_decided = ties == "decide" and within == "cluster"
    return {"by": by, "within": within, "ties": ties}


def _selections(made: Made) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for i in range(made.rng.randint(0, 2)):
        select: dict[str, Any] = {
            "id": f"chon_{i}",
            "title": f"Chọn {i}",
            "within": "cluster" if made.order_decided else made.pick("cluster", "all"),
        }
        way = made.pick("share", "share", "places", "share_by")
        if way == "places":
            select["places"] = made.rng.randint(0, 4)
        else:
            select |= _share(made, way)
            select["rounding"] = made.pick("floor", "half_up", "ceil")
            select["of"] = made.pick("eligible", "headcount", f"fact.{made.numeric()}", "eligible")
        if found and made.chance(0.5):
            select["of"] = found[0]["id"]
        if made.chance(0.3):
            select["at_least"] = 1
        if made.chance(0.3):
            select["at_most"] = 3
        if made.chance(0.6):
            select["require"] = _eligibility(made, found)
        select["ties"] = made.pick("decide", "include", "exclude")
        found.append(select)
    return found


def _share(made: Made, way: str) -> dict[str, Any]:
    if way == "share":
        return {"share": made.pick("15/100", "1/3", "20/100", "1/2")}
    fact = made.labelled()
    labels = next(each["labels"] for each in made.facts if each["id"] == fact)
    return {
        "share_by": {"fact": fact, "shares": {label: made.pick("1/10", "1/4", "1/2") for label in labels}}
    }


def _eligibility(made: Made, found: Sequence[dict[str, Any]]) -> str:
    parts = [_condition(made, ["total", "lowest"])]
    if made.chance(0.4):
        parts.append(f"rank {made.pick('<=', '<', '>', '==')} {made.rng.randint(1, 4)}")
    if found and made.chance(0.3):
        parts.append(f"selected.{found[0]['id']} {made.pick('==', '!=')} 1")
    return f" {made.pick('and', 'or')} ".join(f"({part})" for part in parts)


def made_rows(made: Made, scheme: Scheme, count: int) -> list[dict[str, Any]]:
    """Make up facts for so many candidates."""
    rng = made.rng
    made.is_small = made.chance(0.5)
    style = rng.choice(["full", "some", "many"])
    lack = {"full": 0.0, "some": 0.01, "many": 0.12}[style]
    size = rng.choice([1, 2, 5, 12, 40])
    shared = {select.of for select in scheme.select} | {
        f"fact.{select.share_by.fact}" for select in scheme.select if select.share_by
    }
    alike = {spec.id: _value(made, spec.id) for spec in scheme.facts if f"fact.{spec.id}" in shared}
    rows = []
    for i in range(count):
        row: dict[str, Any] = {
            "candidate": f"c{i:05}",
            "cluster": f"cum-{rng.randrange(max(1, count // size))}",
        }
        values = {spec.id: _value(made, spec.id) for spec in scheme.facts}
        _on_edges(made, values)
        values |= alike
        for spec in scheme.facts:
            absent = rng.random() < lack / 2 and spec.not_applicable
            missing = absent or rng.random() < lack
            row[fact_name(scheme, spec.id)] = None if missing else values[spec.id]
            row[absent_name(scheme, spec.id)] = absent
        rows.append(row)
    return rows


def _value(made: Made, fact: str) -> Any:
    """Give a label, or a number in units of the fact's last decimal, often on an edge or right beside it."""
    spec = next(each for each in made.facts if each["id"] == fact)
    if spec["kind"] == "choice":
        return made.rng.choice(list(spec["labels"]))
    unit = 10 ** spec["decimals"]
    edges = made.edges.get(fact)
    if edges and made.chance(0.5):
        return int(made.rng.choice(edges) * unit) + made.pick(-1, 0, 0, 1)
    if made.is_small:
        return made.rng.randint(0, 12) * made.pick(1, unit)
    return made.pick(
        0, made.rng.randint(0, 20 * unit), made.rng.randint(0, 100 * unit), made.rng.randint(-5, 999)
    )


def _on_edges(made: Made, values: dict[str, Any]) -> None:
    """Bring some quotients to an edge, or right beside it."""
    for one, other, edges in made.ratios:
        if one != other and edges and made.chance(0.4):
            den = made.rng.choice([1, 3, 7, 8, 12, 100, 64, 999])
            den *= 1 if made.is_small else made.rng.randint(1, 20)
            values[other] = den
            values[one] = int(made.rng.choice(edges) * den / 100) + made.pick(-1, 0, 0, 1)
