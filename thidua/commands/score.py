"""``thidua score``: a table of facts to a table of points, without a record."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import click

from scoring.cards import Standings
from scoring.errors import Problem, ScoringError
from scoring.errors import _ as mark
from scoring.evaluate import evaluate
from scoring.facts import Decision
from scoring.ranking import standings
from scoring.results import card_data
from scoring.scheme.load import load_scheme
from scoring.scheme.model import Scheme
from scoring.scheme.reading import Source
from thidua.commands import sentence
from thidua.commands.common import out_option, say
from thidua.dossier.files import replace_file
from thidua.exports import write_results
from thidua.i18n import _
from thidua.intake.tables import read_table
from thidua.rules import read_text, shelf
from thidua.words import word


@click.command(
    help=_(
        "Score a table (.xlsx, .csv, .parquet; long: candidate, fact, value; or wide: candidate, cluster, "
        "one "
        "column a fact) and write points, totals, classes, ranks and selections.\n\n"
        "Example: thidua score criteria/vi-du-kg-huyen/2023-12-01.yaml facts.csv -o scores.xlsx "
        "--decide cqs23_03_cach_hieu=thuc_hien_danh_gia"
    )
)
@click.argument("scheme", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("facts", type=click.Path(dir_okay=False, path_type=Path))
@out_option("scores.xlsx")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("The day whose rules apply; else the scheme's last day."),
)
@click.option("--decide", "decided", multiple=True, help=_("SLOT=OPTION[,OPTION…]: fill a decide slot."))
@click.option(
    "--trace",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Folder for each candidate's every step."),
)
def score(
    scheme: Path, facts: Path, out: Path, as_of: object, decided: tuple[str, ...], trace: Path | None
) -> None:
    """Score and write."""
    rules = load_scheme(
        Source(str(scheme), read_text(scheme)), shelf(scheme.resolve().parent.parent.parent).find
    )
    table = read_table(facts, rules)
    for problem in table.problems:
        say(sentence(problem))
    if any(not problem.warning for problem in table.problems):
        raise click.exceptions.Exit(1)
    day = as_of.date() if hasattr(as_of, "date") else _last_day(rules)
    decisions = dict(_decision(text) for text in decided)
    cards = evaluate(rules, table.entries, day, decisions)
    found = standings(rules, table.entries, cards, day.isoformat(), decisions)
    write_results([(rules, found)], out)
    if trace is not None:
        _write_trace(found, trace)
    _remark(found, out, day)


def _last_day(rules: Scheme) -> date:
    return rules.effective.end or rules.effective.start or rules.version


def _decision(text: str) -> tuple[str, Decision]:
    slot, sign, choice = text.partition("=")
    if not sign or not choice:
        message = mark("“{text}” is not of the form SLOT=OPTION")
        raise ScoringError([Problem("E_DECIDE", message, {"text": text})])
    return slot, Decision(slot, tuple(choice.split(",")))


def _write_trace(found: Standings, folder: Path) -> None:
    for row in found.rows:
        data = json.dumps(card_data(row.card), ensure_ascii=False, indent=1)
        name = "".join(c if c.isalnum() or c in "-_." else "_" for c in row.card.candidate.id)
        replace_file(folder / f"{name}.json", data.encode())


def _remark(found: Standings, out: Path, day: date) -> None:
    states = Counter(row.card.state.value for row in found.rows)
    counts = ", ".join(f"{word(state)} {count}" for state, count in states.items())
    say(
        _("{path}: {scheme} as of {day}: {counts}").format(
            path=out, scheme=found.scheme, day=day, counts=counts
        )
    )
    for slot in found.slots:
        if slot.filled is None:
            say(_("open question {slot}: {question}").format(slot=slot.id, question=slot.question))
