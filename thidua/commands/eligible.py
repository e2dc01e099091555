"""``thidua eligible``: what somebody may be proposed for, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from scoring.law.catalogue import Law
from scoring.law.standing import Placing
from scoring.law.versions import Applied, in_force
from thidua import eligibility, pasts
from thidua.commands.common import answer, db_option, json_option, table
from thidua.commands.verdicts import show_applied, show_verdicts
from thidua.eligibility import Asked
from thidua.i18n import _
from thidua.law_words import word
from thidua.laws import shipped_laws
from thidua.ledger_words import day
from thidua.store.database import Database

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "Say what a candidate may be proposed for under the law of a day: met, not met or not proven, with "
        "the clause, the facts used, and what would change it. Without --award every award is judged. The "
        "past comes from the ledger of the record, or from a file.\n\n"
        "Example: thidua eligible 000123 --award CSTĐCS --on 2026-09-20"
    )
)
@click.argument("candidate", required=False)
@click.option("--award", default="", help=_("Id, title or abbreviation of one award."))
@click.option("--on", type=DAY, help=_("Day the dossier was received for appraisal; today if left out."))
@click.option("--decided", type=DAY, help=_("Day it is decided, where a change of the text lies between."))
@click.option("--year", type=int, help=_("Year that is judged; the newest rated one if left out."))
@click.option("--history", type=FILE, help=_("Ledger workbook, table or YAML with the past."))
@click.option("--list", "listed", type=FILE, help=_("Judge a list of dossiers: candidate, award, day, year."))
@click.option("--place", default="", help=_("Province whose own rules apply, e.g. bac-ninh."))
@click.option("--movement", default="", help=_("Id of the movement the dossier is about."))
@click.option("--complete-from", type=int, help=_("Vouch that nothing since this year is left out."))
@click.option("--full", is_flag=True, help=_("Write out every way to the award."))
@click.option("--scored", is_flag=True, help=_("Use the ranks of the latest runs of the record."))
@db_option
@json_option
def eligible(candidate: str | None, listed: Path | None, as_json: bool, **options: object) -> None:
    """Judge one candidate, or a list."""
    if (candidate is None) == (listed is None):
        raise click.UsageError(_("name either a candidate or --list"))
    question = _Question(**options)  # type: ignore[arg-type]  # Click gives each option its kind
    if listed is not None:
        question.judge_list(listed, as_json)
    elif question.award:
        question.judge_one(candidate or "", as_json)
    else:
        question.judge_all(candidate or "", as_json)


@dataclass(frozen=True)
class _Question:
    """What is asked: the day, the year, where the past comes from. The fields are the command's options."""

    award: str
    on: datetime | None
    decided: datetime | None
    year: int | None
    history: Path | None
    place: str
    movement: str
    complete_from: int | None
    full: bool
    scored: bool
    db: Path

    @property
    def received(self) -> date:
        return self.on.date() if self.on else date.today()

    @property
    def decision(self) -> date | None:
        return self.decided.date() if self.decided else None

    @property
    def laws(self) -> tuple[Law, ...]:
        return shipped_laws()

    @property
    def law(self) -> Law:
        return in_force(self.laws, self.received, self.place)

    def past(self, candidate: str) -> pasts.Past:
        if self.history is None:
            found = pasts.past_in_ledger(Database.open(self.db), candidate)
        else:
            found = pasts.find_past(pasts.pasts_in_file(self.history), candidate, self.history.name)
        return pasts.with_vouched(found, self.complete_from)

    def asked(self, candidate: str, award: str) -> Asked:
        past = self.past(candidate)
        placings = self._placings(past.record.candidate) if self.scored else []
        dossier = eligibility.dossier_of(past, self.received, self.year, self.movement, placings)
        return Asked(past, award, dossier)

    def _placings(self, candidate: str) -> list[Placing]:
        from thidua.runs import current_result  # slow import

        return eligibility.placings_of(current_result(Database.open(self.db)), candidate)

    def judge_one(self, candidate: str, as_json: bool) -> None:
        asked = self.asked(candidate, eligibility.award_named(self.law, self.award).id)
        found = eligibility.applied(self.laws, asked, self.decision, self.place)
        known = {law.key: law for law in self.laws}
        if as_json:
            answer(eligibility.applied_data(found, known))
        else:
            show_applied(asked.past.name, found, known, full=self.full)

    def judge_all(self, candidate: str, as_json: bool) -> None:
        asked = self.asked(candidate, "")
        found = eligibility.verdicts(self.laws, asked.dossier, self.place)
        if as_json:
            answer([eligibility.verdict_data(verdict, self.law) for verdict in found])
        else:
            show_verdicts(asked.past.name, found, self.law)

    def judge_list(self, listed: Path, as_json: bool) -> None:
        known = (
            pasts.pasts_in_file(self.history)
            if self.history
            else pasts.pasts_in_ledger(Database.open(self.db))
        )
        vouched = {each: pasts.with_vouched(past, self.complete_from) for each, past in known.items()}
        asked = eligibility.read_list(listed, vouched, self.received)
        found = [(each, eligibility.applied(self.laws, each, self.decision, self.place)) for each in asked]
        laws = {law.key: law for law in self.laws}
        if as_json:
            answer([eligibility.applied_data(applied, laws) for _each, applied in found])
            return
        head = [_("Candidate"), _("Award"), _("Received"), _("Year"), _("Verdict"), _("Law")]
        table(_("Dossiers"), head, [_row(each, applied, laws) for each, applied in found])


def _row(asked: Asked, applied: Applied, laws: dict[str, Law]) -> list[str]:
    verdict, dossier = applied.verdict, asked.dossier
    note = f" ({word(applied.reason)})" if applied.other is not None else ""
    return [
        f"{asked.past.name} ({dossier.record.candidate})",
        verdict.award.short,
        day(dossier.received),
        str(dossier.year),
        word(verdict.answer),
        f"{laws[verdict.law].key}{note}",
    ]
