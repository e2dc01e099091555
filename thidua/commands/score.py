"""``thidua score``: a table of facts to a table of points, without a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from scoring.errors import Problem
from scoring.facts import State
from thidua.commands import sentence
from thidua.commands.common import answer, json_option, out_option, progress, say
from thidua.decisions import FEW, Given, name_of, options_of, parse_decision, question_of
from thidua.i18n import _
from thidua.jobs import ENGINES, Job, Scored, may_be_bulk
from thidua.scores import score as score_table
from thidua.words import word


def _day(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _decisions(_ctx: click.Context, _param: click.Parameter, value: Sequence[str]) -> list[Given]:
    given = []
    for text in value:
        try:
            given.append(parse_decision(text))
        except ValueError as error:
            message = _("“{text}” is not of the form SLOT=OPTION").format(text=text)
            raise click.BadParameter(message) from error
    return given


@click.command(
    help=_(
        "Score a table and write points, totals, classes, ranks and selections.\n\n"
        "SCHEME is a file, a folder of versions, or an id of the criteria library; of several versions the "
        "one in force on the day counts. FACTS is .xlsx, .csv or .parquet; long: candidate, fact, value; or "
        "wide: candidate, cluster, one column a fact. With a column period (2023, 2023-Q1, 2023-06, "
        "2023-06-30) each period is scored by itself, by the rules in force on its last day.\n\n"
        "Example: thidua score vi-du-kg-huyen facts.csv -o scores.xlsx "
        "--decide cqs23_03_cach_hieu=thuc_hien_danh_gia"
    )
)
@click.argument("scheme")
@click.argument("facts", type=click.Path(dir_okay=False, path_type=Path))
@out_option("scores.xlsx")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help=_("The day whose rules apply; else the end of the period, or the scheme's last day."),
)
@click.option(
    "--decide",
    "given",
    multiple=True,
    callback=_decisions,
    metavar="SLOT=OPTION[,…]",
    help=_("Answer an open question; PERIOD:SLOT=OPTION for one period."),
)
@click.option(
    "--trace",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Folder for each candidate's every step."),
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "exact", "polars", "duckdb", "spark"]),
    default="auto",
    show_default=True,
    help=_("exact: one candidate at a time; others: the whole wide table at once, with the same results."),
)
@click.option(
    "--succession",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Table of units that took over from others (old, new, share, on): their numbers are pooled."),
)
@json_option
def score(as_json: bool, **asked: Any) -> None:
    """Score and write."""
    job = Job(with_digest=as_json, **asked)
    if job.out.resolve() in (job.facts.resolve(), Path(job.scheme).resolve()):
        raise click.UsageError(_("the results would be written over what they are made from"))
    if job.engine in ENGINES and not may_be_bulk(job):
        raise click.UsageError(_("--trace, --succession and .json go with --engine exact only"))
    warnings: list[Problem] = []
    try:
        with progress(_("scoring")) as tell:
            scored = score_table(job, warnings.append, tell)
    finally:
        for problem in warnings:
            say(sentence(problem))
    if as_json:
        answer(_data(job, scored, warnings))
    else:
        for each in scored:
            _remark(job, each)


def _remark(job: Job, each: Scored) -> None:
    counts = ", ".join(f"{word(state)} {each.states[state]}" for state in State if state in each.states)
    words = {"path": job.out, "scheme": each.scheme.key, "day": each.as_of, "counts": counts}
    if each.period:
        say(_("{path}: {period}: {scheme} as of {day}: {counts}").format(period=each.period, **words))
    else:
        say(_("{path}: {scheme} as of {day}: {counts}").format(**words))
    for slot in each.questions[:FEW]:
        asked = {"slot": name_of(slot, each.period), "question": question_of(slot)}
        message = _("open question {slot}: {question} Options: {options}")
        say(message.format(options=options_of(slot), **asked))
    if len(each.questions) > FEW:
        say(_("{count} open questions in all; --json lists them").format(count=len(each.questions)))


def _data(job: Job, scored: Sequence[Scored], warnings: Sequence[Problem]) -> Mapping[str, object]:
    return {
        "out": str(job.out),
        "trace": str(job.trace) if job.trace else None,
        "tables": [_table(each) for each in scored],
        "warnings": [{"place": each.place, "code": each.code, "text": each.text(_)} for each in warnings],
    }


def _table(each: Scored) -> Mapping[str, object]:
    return {
        "period": each.period or None,
        "scheme": each.scheme.key,
        "scheme_sha256": each.scheme.sha256,
        "as_of": each.as_of.isoformat(),
        "engine": each.engine,
        "results_sha256": each.digest,
        "candidates": sum(each.states.values()),
        "states": each.states,
        "classes": each.classes,
        "outcomes": each.outcomes,
        "questions": [
            {
                "slot": name_of(slot, each.period),
                "kind": slot.kind,
                "question": question_of(slot),
                "options": list(slot.options),
                "choose": slot.choose,
                "who": slot.who,
            }
            for slot in each.questions
        ],
    }
