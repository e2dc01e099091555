"""How firm places are: the answers on weights and on uncertain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.analysis import Interval, Sensitivity, Span, Spread
from scoring.analysis.weights import Trial
from scoring.errors import _
from scoring.scheme.model import Scheme, Uncertainty
from thidua.analyses.charts import RankBar, rank_intervals
from thidua.analyses.report import WHO, Column, Report, Row, Table, Value, report, shown, signed, who
from thidua.analyses.sources import Found
from thidua.i18n import _ as translate

_RANK = Column("rank", _("Rank"), "number")
_INTERVALS = (
    *WHO,
    _RANK,
    Column("best", _("Best rank"), "number"),
    Column("worst", _("Worst rank"), "number"),
    Column("best_by", _("Best when")),
    Column("worst_by", _("Worst when")),
)
_TRIALS = (
    Column("criterion", _("Criterion"), detail=True),
    Column("title", _("Criterion")),
    Column("factor", _("Weight times"), "number"),
    Column("ranks", _("Ranks that change"), "number"),
    Column("selections", _("Selections that change"), "number"),
)
_SPREADS = (
    *WHO,
    _RANK,
    Column("low", _("Best rank"), "number"),
    Column("p5", "5 %", "number"),
    Column("median", _("Median"), "number"),
    Column("p95", "95 %", "number"),
    Column("high", _("Worst rank"), "number"),
    Column("unranked", _("Draws without a rank"), "number"),
)
_SPANS = (
    Column("fact", _("Fact"), detail=True),
    Column("title", _("Value")),
    Column("plus_minus", _("Off by at most"), "number"),
    Column("unit", _("Unit")),
    Column("basis", _("Said by")),
    Column("varied", _("Values drawn"), "number"),
    Column("fixed", _("Values too small to move"), "number"),
)


def weights_report(found: Found, answer: Sensitivity) -> Report:
    """Tell which places hold when each weight is moved."""
    scheme = found.inputs.scheme
    selects = _select_columns(scheme, translate(_("{title}: share of the trials")))
    rows = tuple(_interval_row(each) for each in answer.intervals)
    trials = tuple(_trial_row(each) for each in answer.trials)
    tables = (
        Table("intervals", translate(_("Places over all trials")), (*_INTERVALS, *selects), rows),
        Table("trials", translate(_("What each trial changes")), _TRIALS, trials),
    )
    drawn = [
        RankBar(each.candidate, each.now.rank, each.best, each.best, each.worst, each.worst)
        for each in answer.intervals
        if each.best is not None
    ]
    title = translate(_("Rank when each weight is moved by ±{by} %"))
    chart = rank_intervals(drawn, found.titles, title.format(by=shown(answer.by * 100, "number")))
    return report("weights", found, _weight_sentences(answer), tables, _weight_notes(answer), chart)


def _weight_notes(answer: Sensitivity) -> Iterator[str]:
    by = shown(answer.by * 100, "number")
    if answer.renormalised:
        message = _(
            "Each weight ±{by} %, one at a time; the other base criteria give way, so that the maximum stays."
        )
    else:
        message = _("Each weight ±{by} %, one at a time; the others stay as they are, the maximum moves.")
    yield translate(message).format(by=by)
    if answer.fixed:
        titles = ", ".join(f"“{node.title}”" for node in answer.fixed)
        yield translate(_("Not moved, having no weight of their own: {titles}.")).format(titles=titles)


def _weight_sentences(answer: Sensitivity) -> Iterator[str]:
    ranked = [each for each in answer.intervals if each.best is not None]
    moving = [each for each in ranked if not each.is_firm]
    message = _(
        "{firm} of {count} candidates with a rank keep it and their selections in all {trials} trials."
    )
    counts = {"firm": len(ranked) - len(moving), "count": len(ranked), "trials": len(answer.trials)}
    yield translate(message).format(**counts)
    yield from map(_interval_sentence, moving)


def _interval_sentence(each: Interval) -> str:
    message = translate(_("{name}: rank {rank}, over all trials {ranks}"))
    ranks = _range(each.best, each.worst)
    text = message.format(name=each.candidate.name, rank=shown(each.now.rank, "number"), ranks=ranks)
    both = ((each.best, each.best_by), (each.worst, each.worst_by))
    ends = [f"{shown(rank, 'number')}: {trial_words(trial)}" for rank, trial in both if trial]
    return f"{text} ({'; '.join(ends)})." if ends else f"{text}."


def _range(low: Fraction | None, high: Fraction | None) -> str:
    """Write a range of ranks: ``1–3``, or ``2`` where both ends are the same."""
    first, last = shown(low, "number"), shown(high, "number")
    return first if first == last else f"{first}–{last}"


def trial_words(trial: Trial | None) -> str:
    """Say which weight was moved and how: ``“Hồ sơ trực tuyến” +10 %``."""
    return f"“{trial.node.title}” {signed((trial.factor - 1) * 100)} %" if trial else ""


def _interval_row(each: Interval) -> Row:
    cells: dict[str, Value] = who(each.candidate) | {
        "rank": each.now.rank,
        "best": each.best,
        "worst": each.worst,
        "best_by": trial_words(each.best_by),
        "worst_by": trial_words(each.worst_by),
    }
    counts = each.selected.items() if each.trials else ()
    return cells | {f"select.{select}": Fraction(count, each.trials) for select, count in counts}


def _trial_row(trial: Trial) -> Row:
    places = [(move.before, move.after) for move in trial.moves if move.before and move.after]
    return {
        "criterion": trial.node.id,
        "title": trial.node.title,
        "factor": trial.factor,
        "ranks": sum(before.rank != after.rank for before, after in places),
        "selections": sum(before.outcome != after.outcome for before, after in places),
    }


def uncertainty_report(
    found: Found,
    answer: Sequence[Spread],
    known: Sequence[Span],
    assumed: Mapping[str, Uncertainty],
    *,
    draws: int,
    seed: str,
) -> Report:
    """Tell the places over all draws, and every assumption they rest on."""
    scheme = found.inputs.scheme
    selects = _select_columns(scheme, translate(_("{title}: share of the draws")))
    tables = (
        Table(
            "places",
            translate(_("Places over all draws")),
            (*_SPREADS, *selects),
            tuple(map(_spread_row, answer)),
        ),
        Table(
            "uncertainty",
            translate(_("What was taken as uncertain")),
            _SPANS,
            tuple(_span_rows(scheme, known, assumed)),
        ),
    )
    drawn = [
        RankBar(
            each.candidate, each.now.rank, each.low, each.p5 or each.low, each.p95 or each.high, each.high
        )
        for each in answer
        if each.low is not None
    ]
    title = translate(_("Rank over {draws} draws: line all, bar 90 % of them, dot as reported"))
    chart = rank_intervals(drawn, found.titles, title.format(draws=shown(draws, "number")))
    notes = _draw_notes(scheme, assumed, draws, seed)
    return report("uncertainty", found, _spread_sentences(answer), tables, notes, chart)


def _draw_notes(scheme: Scheme, assumed: Mapping[str, Uncertainty], draws: int, seed: str) -> Iterator[str]:
    message = _(
        "{draws} draws, seed “{seed}”: every value within its bounds equally likely, in steps of its last "
        "decimal, each drawn by itself."
    )
    yield translate(message).format(draws=shown(draws, "number"), seed=seed)
    if assumed:
        titles = {spec.id: spec.title for spec in scheme.facts}
        parts = "; ".join(f"{titles[fact]} {width_words(width)}" for fact, width in assumed.items())
        yield translate(_("Assumed for this question only, said by nobody else: {parts}.")).format(
            parts=parts
        )


def width_words(width: Uncertainty) -> str:
    """Write an uncertainty: ``±2`` or ``±2 %``."""
    if width.relative:
        return f"±{shown(width.plus_minus * 100, 'number')} %"
    return f"±{shown(width.plus_minus, 'number')}"


def _spread_sentences(answer: Sequence[Spread]) -> Iterator[str]:
    ranked = [each for each in answer if each.low is not None]
    moving = [each for each in ranked if each.low != each.high]
    message = _("{firm} of {count} candidates with a rank keep one rank in every draw.")
    yield translate(message).format(firm=len(ranked) - len(moving), count=len(ranked))
    yield from map(_spread_sentence, moving)


def _spread_sentence(each: Spread) -> str:
    message = translate(_("{name}: rank {rank}; in 90 % of the draws {inner}, in all {whole}."))
    rank = shown(each.now.rank, "number") or "–"
    inner, whole = _range(each.p5, each.p95), _range(each.low, each.high)
    return message.format(name=each.candidate.name, rank=rank, inner=inner, whole=whole)


def _spread_row(each: Spread) -> Row:
    cells: dict[str, Value] = who(each.candidate) | {
        "rank": each.now.rank,
        "low": each.low,
        "p5": each.p5,
        "median": each.median,
        "p95": each.p95,
        "high": each.high,
        "unranked": each.unranked,
    }
    return cells | {f"select.{select}": share for select, share in each.selected.items()}


def _span_rows(scheme: Scheme, known: Sequence[Span], assumed: Mapping[str, Uncertainty]) -> Iterator[Row]:
    fixed = Counter(span.fact for span in known if span.is_fixed)
    varied = Counter(span.fact for span in known if not span.is_fixed)
    for spec in scheme.facts:
        width = assumed.get(spec.id, spec.uncertainty)
        if width is None or spec.kind == "choice":
            continue
        basis = translate(_("assumed here")) if spec.id in assumed else translate(_("the scheme"))
        yield {
            "fact": spec.id,
            "title": spec.title,
            "plus_minus": width.plus_minus * 100 if width.relative else width.plus_minus,
            "unit": "%" if width.relative else spec.unit,
            "basis": basis,
            "varied": varied[spec.id],
            "fixed": fixed[spec.id],
        }


def _select_columns(scheme: Scheme, label: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"select.{select.id}", label.format(title=select.title), "share") for select in scheme.select
    )
