"""How little would turn an order: the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.analysis import Lever, Pair
from scoring.errors import _
from scoring.scheme.model import FactSpec, Scheme
from thidua.analyses.charts import bars
from thidua.analyses.report import Column, Report, Table, Value, report, shown
from thidua.analyses.sources import Found
from thidua.i18n import _ as translate

_PAIR = (
    Column("scope", _("Cluster")),
    Column("select", _("Selection")),
    Column("upper_id", _("Id"), detail=True),
    Column("upper", _("Upper")),
    Column("upper_rank", _("Rank"), "number"),
    Column("lower_id", _("Id"), detail=True),
    Column("lower", _("Lower")),
    Column("lower_rank", _("Rank"), "number"),
    Column("gap", _("Points between"), "number"),
)
_LEVER = (
    Column("who_id", _("Id"), detail=True),
    Column("who", _("Whose"), detail=True),
    Column("criterion", _("Criterion"), detail=True),
    Column("title", _("Criterion")),
    Column("points", _("Points to gain or lose"), "number"),
    Column("now", _("Points now"), "number", detail=True),
    Column("needed", _("Points needed"), "number", detail=True),
    Column("value", _("Value needed"), "number"),
    Column("unit", _("Unit")),
    Column("fact", _("Fact"), detail=True),
    Column("fact_now", _("Reported"), "number"),
    Column("fact_then", _("Would turn at"), "number"),
    Column("remark", _("Remark"), detail=True),
)
_HINDRANCES = {
    "relative": _("its scale depends on what others report, so no single value can be named"),
    "not_single": _("no single reported value gives it exactly"),
    "shared": _("its value serves other criteria or conditions too, which take the change back"),
}


def flips_report(found: Found, pairs: Sequence[Pair]) -> Report:
    """Tell what separates neighbours, and the least that would turn them."""
    scheme = found.inputs.scheme
    specs = {spec.id: spec for spec in scheme.facts}
    smallest = tuple(_pair_row(pair, scheme) | _lever_row(pair.levers[:1], specs) for pair in pairs)
    every = tuple(
        _pair_row(pair, scheme) | _lever_row([lever], specs) for pair in pairs for lever in pair.levers
    )
    tables = (
        Table(
            "pairs",
            translate(_("Neighbours, and the smallest change that turns them")),
            (*_PAIR, *_LEVER),
            smallest,
        ),
        Table("criteria", translate(_("Every criterion that turns them")), (*_PAIR, *_LEVER), every),
    )
    sentences = [pair_sentence(scheme, pair) for pair in pairs]
    drawn = [(_label(pair), abs(pair.levers[0].points)) for pair in pairs if pair.levers]
    chart = bars(drawn, translate(_("Points in one criterion that turn two neighbours")))
    return report(
        "flip",
        found,
        sentences,
        tables,
        [translate(_("Each change is counted alone, all else as it is."))],
        chart,
    )


def _label(pair: Pair) -> str:
    both = f"{pair.upper.card.candidate.name} – {pair.lower.card.candidate.name}"
    return translate(_("{pair} (last place)")).format(pair=both) if pair.select else both


def pair_sentence(scheme: Scheme, pair: Pair) -> str:
    """Give a pair and its smallest change in words."""
    first = _between(scheme, pair)
    if not pair.levers:
        return f"{first} {translate(_('No single criterion can turn them.'))}"
    specs = {spec.id: spec for spec in scheme.facts}
    return f"{first} {_lever_sentence(pair, pair.levers[0], specs)}"


def _between(scheme: Scheme, pair: Pair) -> str:
    names = {
        "upper_id": pair.upper.card.candidate.id,
        "upper": pair.upper.card.candidate.name,
        "lower": pair.lower.card.candidate.name,
        "first": shown(pair.upper.rank, "number"),
        "second": shown(pair.lower.rank, "number"),
        "gap": shown(pair.gap, "number"),
    }
    if pair.select:
        names["title"] = next(select.title for select in scheme.select if select.id == pair.select)
        message = _("The last place of “{title}” lies between {upper} and {lower}, {gap} apart in points.")
    elif pair.is_equal:
        message = _("{upper} and {lower} are equal at rank {first}.")
    elif pair.gap == 0:
        message = _(
            "{upper} (rank {first}) and {lower} (rank {second}) are equal in points; a later key decides."
        )
    else:
        message = _("{upper} (rank {first}) is ahead of {lower} (rank {second}) by {gap} in points.")
    return translate(message).format(**names)


def _lever_sentence(pair: Pair, lever: Lever, specs: Mapping[str, FactSpec]) -> str:
    if lever.points > 0:
        message = _(
            "{name} passes with at least {points} more in “{criterion}” alone ({now} → {needed}){how}."
        )
    else:
        message = _(
            "{name} falls behind with at least {points} less in “{criterion}” alone ({now} → {needed}){how}."
        )
    return translate(message).format(
        name=lever.candidate.name,
        points=shown(abs(lever.points), "number"),
        criterion=lever.title,
        now=shown(lever.now, "number"),
        needed=shown(lever.needed, "number"),
        how=_how(lever, specs),
    )


def _how(lever: Lever, specs: Mapping[str, FactSpec]) -> str:
    if lever.fact is None:
        return f"; {translate(_HINDRANCES[lever.hindrance])}" if lever.hindrance else ""
    message = translate(_(": {title} {then} instead of {now}"))
    spec = specs[lever.fact.fact]
    then, now = _value(lever.fact.then, spec), _value(lever.fact.now, spec)
    return message.format(title=spec.title, then=then, now=now)


def _value(value: Fraction | str, spec: FactSpec) -> str:
    return (spec.labels or {}).get(value, value) if isinstance(value, str) else shown(value, "number")


def _pair_row(pair: Pair, scheme: Scheme) -> dict[str, Value]:
    titles = {select.id: select.title for select in scheme.select}
    return {
        "scope": pair.scope,
        "select": titles.get(pair.select, ""),
        "upper_id": pair.upper.card.candidate.id,
        "upper": pair.upper.card.candidate.name,
        "upper_rank": pair.upper.rank,
        "lower_id": pair.lower.card.candidate.id,
        "lower": pair.lower.card.candidate.name,
        "lower_rank": pair.lower.rank,
        "gap": pair.gap,
    }


def _lever_row(levers: Sequence[Lever], specs: Mapping[str, FactSpec]) -> dict[str, Value]:
    if not levers:
        return {"remark": translate(_("No single criterion can turn them."))}
    lever = levers[0]
    cells: dict[str, Value] = {
        "who_id": lever.candidate.id,
        "who": lever.candidate.name,
        "criterion": lever.node,
        "title": lever.title,
        "points": lever.points,
        "now": lever.now,
        "needed": lever.needed,
        "value": lever.goal.number if lever.goal else None,
        "unit": lever.unit if lever.goal else "",
        "remark": "; ".join(_remarks(lever)),
    }
    if lever.fact is None:
        return cells
    return cells | {"fact": lever.fact.fact, "fact_now": lever.fact.now, "fact_then": lever.fact.then}


def _remarks(lever: Lever) -> Iterator[str]:
    if lever.goal is not None and not lever.goal.is_reached:
        yield translate(_("anything below this value"))
    if lever.hindrance:
        yield translate(_HINDRANCES[lever.hindrance])
