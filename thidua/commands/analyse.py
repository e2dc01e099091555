"""``thidua analyse``: questions asked of a result; nothing is stored and no score changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import click

from scoring.scheme.model import Uncertainty
from thidua.analyses import questions
from thidua.analyses.questions import Changes, Drawing
from thidua.analyses.report import Report
from thidua.analyses.sources import Asked
from thidua.commands.analysing import (
    FACT_WIDTH,
    NODE_NUMBER,
    NUMBER,
    WIDTH,
    answer_options,
    remark,
    where_options,
)
from thidua.commands.common import progress
from thidua.i18n import _
from thidua.review import Stage

_STAGES = click.Choice(["self", "peer", "appraisal", "council"])


@click.group(
    help=_(
        "Ask a result what would be otherwise, and how firm it is. Nothing is stored, no score changes.\n\n"
        "Asked of the latest run of the record, or of SCHEME and FACTS as thidua score takes them.\n\n"
        "Example: thidua analyse flip --scheme vi-du-kg-huyen"
    )
)
def analyse() -> None:
    """Hold the questions."""


@analyse.command(
    "what-if",
    short_help=_("Change a value, points, a weight or the rules, and say who moves"),
    help=_(
        "Change a value, the points or the weight of a criterion, or the rules, and say who moves.\n\n"
        "A value is a number, the id of a label, n/a, or nothing (missing).\n\n"
        "Example: thidua analyse what-if vi-du-kg-huyen facts.csv --set kg-go-quao.bao_cao_tre=0 "
        "--points dung_han=15"
    ),
)
@where_options("SCHEME FACTS")
@click.option(
    "--set", "values", multiple=True, metavar="CANDIDATE.FACT[@JUDGE]=VALUE", help=_("Another value.")
)
@click.option("--points", multiple=True, type=NODE_NUMBER, help=_("Another maximum of a criterion or group."))
@click.option("--weight", "weights", multiple=True, type=NODE_NUMBER, help=_("Another weight."))
@click.option("--rule", default="", metavar="SCHEME", help=_("Other rules for the same facts."))
@answer_options
def what_if(
    asked: Asked,
    values: Sequence[str],
    points: Sequence[tuple[str, Fraction]],
    weights: Sequence[tuple[str, Fraction]],
    rule: str,
) -> Report:
    """Change and compare."""
    changes = Changes(values, dict(points), dict(weights))
    return questions.what_if(replace(asked, other_rules=rule), changes, remark)


@analyse.command(
    "drop-criterion",
    short_help=_("Leave out each criterion and say who moves"),
    help=_(
        "Leave out each criterion in turn, or only those named, and say who changes rank or selection.\n\n"
        "Example: thidua analyse drop-criterion vi-du-kg-huyen facts.csv --criterion dung_han --rescale"
    ),
)
@where_options("SCHEME FACTS")
@click.option("--criterion", "nodes", multiple=True, metavar="NODE", help=_("Only this criterion."))
@click.option(
    "--rescale", is_flag=True, help=_("Let the others take over its points, so that the maximum stays.")
)
@answer_options
def drop_criterion(asked: Asked, nodes: Sequence[str], rescale: bool) -> Report:
    """Leave out criteria."""
    with progress(_("criteria")) as tell:
        return questions.drop_criterion(asked, nodes, rescale=rescale, remark=remark, progress=tell)


@analyse.command(
    "weights",
    short_help=_("Move each weight and give ranges of ranks"),
    help=_(
        "Move the weight of each criterion up and down, one at a time; give everybody's range of ranks.\n\n"
        "Example: thidua analyse weights vi-du-kg-huyen facts.csv --by 10 --chart ranks.svg"
    ),
)
@where_options("SCHEME FACTS")
@click.option("--by", type=NUMBER, default="10", show_default=True, help=_("By how many per cent."))
@click.option(
    "--as-given", is_flag=True, help=_("Leave the other weights as they are; the maximum then moves.")
)
@answer_options
def weights(asked: Asked, by: Fraction, as_given: bool) -> Report:
    """Move weights."""
    with progress(_("weights")) as tell:
        return questions.weights(asked, by / 100, renormalise=not as_given, remark=remark, progress=tell)


@analyse.command(
    "uncertainty",
    short_help=_("Draw uncertain values and give ranges of ranks"),
    help=_(
        "Draw values as uncertain as the scheme declares them, and give everybody's range of ranks.\n\n"
        "An uncertainty that nobody declared is taken only where it is assumed here, and the answer says so."
        "\n\nExample: thidua analyse uncertainty vi-du-kg-huyen facts.csv --assume-all 2% --draws 1000"
    ),
)
@where_options("SCHEME FACTS")
@click.option(
    "--draws",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help=_("How often to draw."),
)
@click.option(
    "--seed", default="1", show_default=True, help=_("Any text; the same seed draws the same values.")
)
@click.option("--assume", multiple=True, type=FACT_WIDTH, help=_("Assume an uncertainty of one fact."))
@click.option("--assume-all", type=WIDTH, help=_("Assume an uncertainty of all facts."))
@answer_options
def uncertainty(
    asked: Asked,
    draws: int,
    seed: str,
    assume: Sequence[tuple[str, Uncertainty]],
    assume_all: Uncertainty | None,
) -> Report:
    """Draw values."""
    drawing = Drawing(draws, seed, dict(assume), assume_all)
    with progress(_("draws")) as tell:
        return questions.uncertainty(asked, drawing, remark, tell)


@analyse.command(
    "drop-unit",
    short_help=_("Leave out each candidate and see whether others change order"),
    help=_(
        "Leave out each candidate in turn, or only those named, and say whether others change order.\n\n"
        "Example: thidua analyse drop-unit vi-du-kg-huyen facts.csv --unit kg-go-quao"
    ),
)
@where_options("SCHEME FACTS")
@click.option("--unit", "units", multiple=True, metavar="CANDIDATE", help=_("Only this candidate."))
@answer_options
def drop_unit(asked: Asked, units: Sequence[str]) -> Report:
    """Leave out candidates."""
    with progress(_("candidates")) as tell:
        return questions.drop_unit(asked, units, remark, tell)


@analyse.command(
    "flip",
    short_help=_("Say how little would turn neighbours"),
    help=_(
        "Say what separates each two neighbours, and the smallest change of one criterion that turns them; "
        "likewise at the last place of each selection.\n\n"
        "Example: thidua analyse flip vi-du-kg-huyen facts.csv -o flips.xlsx"
    ),
)
@where_options("SCHEME FACTS")
@answer_options
def flip(asked: Asked) -> Report:
    """Turn neighbours."""
    with progress(_("pairs")) as tell:
        return questions.flip(asked, remark, tell)


@analyse.command(
    "judges",
    short_help=_("Say how severe each judge is"),
    help=_(
        "Say how far each judge stands from the panel, and how well every two agree. No score changes.\n\n"
        "Example: thidua analyse judges scheme.yaml marks.csv --few 5"
    ),
)
@where_options("SCHEME FACTS")
@click.option(
    "--few",
    type=click.IntRange(2),
    default=5,
    show_default=True,
    help=_("Warn about two judges with fewer shared candidates."),
)
@answer_options
def judges(asked: Asked, few: int) -> Report:
    """Compare judges."""
    return questions.judges(asked, few, remark)


@analyse.command(
    "compare",
    short_help=_("Compare two rules on the same facts"),
    help=_(
        "Score the same facts under two rules and say who gains, who loses, and in which criteria.\n\n"
        "Example: thidua analyse compare old.yaml new.yaml facts.csv -o compare.xlsx"
    ),
)
@where_options("OLD NEW FACTS", "NEW")
@answer_options
def compare(asked: Asked) -> Report:
    """Compare rules."""
    *old, new = asked.files if len(asked.files) == 1 else asked.files[:2]
    files = (*old, *asked.files[2:])
    return questions.compare(replace(asked, files=files, other_rules=new), remark)


@analyse.command(
    "stages",
    short_help=_("Compare two stages, such as self-score and appraisal"),
    help=_(
        "Set two stages side by side, such as self-score and appraisal: what was changed, what it cost, "
        "and why.\n\n"
        "Example: thidua analyse stages vi-du-kg-huyen self.csv appraisal.csv"
    ),
)
@where_options("SCHEME EARLIER LATER")
@click.option(
    "--from",
    "earlier",
    type=_STAGES,
    default="self",
    show_default=True,
    help=_("Earlier stage of the record."),
)
@click.option(
    "--to",
    "later",
    type=_STAGES,
    default="appraisal",
    show_default=True,
    help=_("Later stage of the record."),
)
@answer_options
def stages(asked: Asked, earlier: Stage, later: Stage) -> Report:
    """Compare stages."""
    return questions.stages(asked, earlier, later, remark)
