"""Statistics, limits, leaders and ranks of a group, from the numbers its candidates reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.cards import Line, Step
from scoring.evaluate.reading import Reading, median, read_measure, settled
from scoring.evaluate.scaling import chosen_scale
from scoring.evaluate.sheet import Groups, Limits, Sheet
from scoring.facts import State
from scoring.numbers import exact_power, power
from scoring.scheme.measures import is_relative, ranked_nodes, statistics_used
from scoring.scheme.model import Impute, Node, RankOf, Scale, Winsorise
from scoring.scheme.order import rank_order

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Placed:
    """A node with what it takes over from the nodes above it."""

    node: Node
    on_missing: str
    role: str


Score = Callable[[Sheet, Placed], Line]
Numbers = list[tuple[Sheet, Fraction]]


def gather(sheets: Sequence[Sheet], nodes: Sequence[Node], score: Score) -> Groups:
    """
    Give what every leaf needs to know of its group.

    Args:
        sheets: One a candidate that is not excluded.
        nodes: The scheme's nodes in force.
        score: Scores one node of one sheet.

    Returns:
        Statistics of the reported numbers only, outliers already brought in: what is imputed or awaited
        takes no part. A leaf that measures a rank comes after all that its rank depends on.
    """
    groups = Groups()
    for sheet in sheets:
        sheet.groups = groups
    if not sheets:
        return groups
    placed = {each.node.id: each for each in _placed(nodes, sheets[0].scheme.publish.on_missing, "base")}
    for each in placed.values():
        if not each.node.children and is_relative(each.node) and not any(ranked_nodes(each.node)):
            _measure(groups, each, sheets)
    for leaf in rank_order(nodes):
        _rank(groups, leaf, placed, sheets, score)
        _measure(groups, placed[leaf.id], sheets)
    return groups


def _placed(nodes: Sequence[Node], on_missing: str, role: str) -> Iterator[Placed]:
    for node in nodes:
        policy = node.on_missing if isinstance(node.on_missing, str) else on_missing
        yield Placed(node, policy, node.role or role)
        yield from _placed(node.children or [], policy, node.role or role)


def _measure(groups: Groups, placed: Placed, sheets: Sequence[Sheet]) -> None:
    """Gather the numbers of one leaf in every cluster, and what they give."""
    node = placed.node
    scale = chosen_scale(node.scale, sheets[0].decisions)
    numbers: Numbers = []
    for sheet in sheets:
        reading = read_measure(node, sheet.entry, sheet.decisions, groups.places)
        if reading.number is not None:
            numbers.append((sheet, reading.number))
        elif reading.waiting_for and _waits(placed):
            key = (node.id, sheet.cluster)
            groups.awaited[key] = groups.awaited.get(key, ()) + reading.waiting_for
    measure = settled(node.measure, sheets[0].decisions) if node.measure else ""
    winsorise = None if isinstance(measure, str) else measure.winsorise
    numbers = _limited(groups, node, winsorise, numbers)
    _summarise(groups, node, scale, numbers, sheets)


def _waits(placed: Placed) -> bool:
    return placed.on_missing not in ("zero", "drop_and_reweight") and not isinstance(
        placed.node.on_missing, Impute
    )


def _limited(groups: Groups, node: Node, rule: Winsorise | None, numbers: Numbers) -> Numbers:
    """Note the limits of every cluster and bring the outliers in."""
    if rule is None:
        return numbers
    for cluster in dict.fromkeys(sheet.cluster for sheet, _n in numbers):
        inside = sorted(n for sheet, n in numbers if rule.within == "all" or sheet.cluster == cluster)
        groups.limits[node.id, cluster] = _limits(rule, inside)
    return [(sheet, limited(number, groups.limits[node.id, sheet.cluster])) for sheet, number in numbers]


def _limits(rule: Winsorise, ordered: Sequence[Fraction]) -> Limits:
    if rule.low_share is None and rule.high_share is None:
        return rule.low, rule.high
    low, high = (int((share or Fraction(0)) * len(ordered)) for share in (rule.low_share, rule.high_share))
    return ordered[low], ordered[len(ordered) - 1 - high]


def limited(number: Fraction, limits: Limits) -> Fraction:
    """Bring a number between two limits."""
    low, high = limits
    if low is not None and number < low:
        return low
    return high if high is not None and number > high else number


def _summarise(
    groups: Groups, node: Node, scale: Scale | None, numbers: Numbers, sheets: Sequence[Sheet]
) -> None:
    wanted = set(statistics_used(scale)) if scale else set()
    if isinstance(node.on_missing, Impute):
        wanted.add(node.on_missing.impute)
    if wanted and node.on_constant != "knots":
        wanted |= {f"{word.partition('.')[0]}.{edge}" for word in set(wanted) for edge in ("min", "max")}
    spread = [word for word in wanted if ".sd" in word]
    everybody = _words(groups, node, scale, "all", wanted, numbers)
    for cluster in dict.fromkeys(sheet.cluster for sheet in sheets):
        inside = [(sheet, number) for sheet, number in numbers if sheet.cluster == cluster]
        own = _words(groups, node, scale, "cluster", wanted, inside)
        groups.statistics[node.id, cluster] = everybody | own
        if any(_is_irrational(word, numbers if word.startswith("all.") else inside) for word in spread):
            groups.irrational.add((node.id, cluster))
    if any(word.startswith("all.") for word in wanted):
        _await_all(groups, node, sheets)


def _await_all(groups: Groups, node: Node, sheets: Sequence[Sheet]) -> None:
    awaited = tuple(name for (leaf, _c), names in groups.awaited.items() if leaf == node.id for name in names)
    for cluster in dict.fromkeys(sheet.cluster for sheet in sheets) if awaited else ():
        groups.awaited[node.id, cluster] = awaited


def _words(
    groups: Groups, node: Node, scale: Scale | None, scope: str, wanted: set[str], numbers: Numbers
) -> dict[str, Fraction]:
    names = [word.partition(".")[2] for word in sorted(wanted) if word.startswith(f"{scope}.")]
    if not numbers or not names:
        return {}
    plain = [number for _sheet, number in numbers]
    found = {f"{scope}.{name}": _statistic(name, plain) for name in names if name != "leader"}
    if "leader" in names and scale is not None:
        leader = _leader(groups, node, scale, numbers)
        found |= {} if leader is None else {f"{scope}.leader": leader}
    return found


def _statistic(name: str, numbers: Sequence[Fraction]) -> Fraction:
    if name in ("min", "max"):
        return min(numbers) if name == "min" else max(numbers)
    if name == "median":
        return median(numbers)
    if name == "mean":
        return sum(numbers, Fraction(0)) / len(numbers)
    variance = _variance(name, numbers)
    return power(variance, HALF) if variance else variance


def _variance(name: str, numbers: Sequence[Fraction]) -> Fraction:
    """Give the mean square from the mean; ``sd_sample`` divides by one less, and one number has no spread."""
    mean = sum(numbers, Fraction(0)) / len(numbers)
    squares = sum(((number - mean) ** 2 for number in numbers), Fraction(0))
    return squares / max(len(numbers) - (name == "sd_sample"), 1)


def _is_irrational(word: str, numbers: Numbers) -> bool:
    variance = _variance(word.partition(".")[2], [number for _sheet, number in numbers]) if numbers else 0
    return bool(variance) and exact_power(Fraction(variance), HALF) is None


def _leader(groups: Groups, node: Node, scale: Scale, numbers: Numbers) -> Fraction | None:
    """Note who leads the group and give the number that the leader's knot stands for."""
    judged = [(sheet, number, _lead(scale, sheet, number)) for sheet, number in numbers]
    known = [(sheet, number, lead) for sheet, number, lead in judged if lead is not None]
    if not known:
        return None
    best = max(lead for _sheet, _number, lead in known) - (scale.leader_within or 0)
    leaders = [(sheet, number) for sheet, number, lead in known if lead >= best]
    top = max(number for _sheet, number in leaders)
    for sheet, _number in leaders:
        groups.leaders[node.id, sheet.entry.candidate.id] = top
    return top


def _lead(scale: Scale, sheet: Sheet, number: Fraction) -> Fraction | None:
    """Give what leadership is judged by; None where it cannot be: a value or the divisor is not there."""
    if scale.leader_by is None:
        return number
    above, below = (sheet.entry.fact(fact).number for fact in scale.leader_by)
    return above / below if above is not None and below else None


def _rank(
    groups: Groups, leaf: Node, placed: Mapping[str, Placed], sheets: Sequence[Sheet], score: Score
) -> None:
    """Score what a leaf ranks beforehand, and note every candidate's place."""
    measure = settled(leaf.measure, sheets[0].decisions) if leaf.measure else ""
    if isinstance(measure, str) or measure.rank_of is None:
        return
    rule = measure.rank_of
    drafts = [(sheet, sheet.again()) for sheet in sheets]
    lines = {id(sheet): score(draft, placed[rule.node]) for sheet, draft in drafts}
    for group in _groups_of(rule, sheets):
        awaited = tuple(
            name
            for sheet, draft in drafts
            if sheet in group and _is_awaited(lines[id(sheet)])
            for name in draft.waiting_for
        )
        points = {id(s): lines[id(s)].points for s in group if lines[id(s)].points is not None}
        ranks = _ranks(rule, [p for p in points.values() if p is not None])
        for sheet in group:
            key = (leaf.id, sheet.entry.candidate.id)
            groups.places[key] = _place(lines[id(sheet)], awaited, ranks.get(points.get(id(sheet))))


def _groups_of(rule: RankOf, sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    if rule.within == "all":
        return [list(sheets)]
    clusters = dict.fromkeys(sheet.cluster for sheet in sheets)
    return [[sheet for sheet in sheets if sheet.cluster == cluster] for cluster in clusters]


def _is_awaited(line: Line) -> bool:
    return line.state in (State.MISSING, State.PENDING) and not line.is_left_out


def _ranks(rule: RankOf, points: Sequence[Fraction]) -> dict[Fraction | None, Fraction]:
    """Give the place of each number of points: 1 is best, equals share it."""
    ranks: dict[Fraction | None, Fraction] = {}
    before = 0
    for value, count in sorted(Counter(points).items(), reverse=rule.order == "high"):
        if rule.ties == "dense":
            ranks[value] = Fraction(len(ranks) + 1)
        else:
            shared = Fraction(count - 1, 2) if rule.ties == "average" else Fraction(0)
            ranks[value] = before + 1 + shared
        before += count
    return ranks


def _place(line: Line, awaited: tuple[str, ...], rank: Fraction | None) -> Reading:
    if awaited:
        return Reading(State.PENDING, waiting_for=awaited, reason="cluster_pending")
    if rank is None:
        return Reading(State.NOT_APPLICABLE, reason="not_applicable")
    step = Step("measure", "{a}", {"a": rank, "points": line.points or Fraction(0)}, rank, "rank_of")
    return Reading(State.VALUE, rank, steps=(step,))
