"""A candidate's past on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from scoring.facts import Candidate
from scoring.law.history import Honour, Membership, Predecessor, Record, TaskRating
from scoring.law.register import AwardRegister
from scoring.law.streaks import Streak, rating_years, restart_year, streak, title_years
from thidua.commands.common import table
from thidua.i18n import _, ngettext
from thidua.ledger_words import day, word, years, yes_no
from thidua.lists import statistics_forms


def show_past(past: Record, candidate: Candidate, register: AwardRegister) -> None:
    """Write everything that is known of a candidate, one table a kind of entry; what is empty is left out."""
    click.echo(f"{candidate.name} ({candidate.id})")
    for line in _profile(past):
        click.echo(line)
    if not any(vars(past)[name] for name in vars(past) if isinstance(vars(past)[name], tuple)):
        click.echo(_("The ledger holds nothing of this candidate."))
    _honours(past.honours, register)
    _years(past)
    _times(past)
    _declared(past, register)
    _bodies(past)
    for line in _rows_of_years(past, register):
        click.echo(line)


def _profile(past: Record) -> Iterator[str]:
    known = past.profile
    classes = statistics_forms().lists.subject_class
    said = (
        (_("class"), classes.get(known.subject_class, known.subject_class)),
        (_("woman"), yes_no(known.woman)),
        (_("border, island or difficult area"), yes_no(known.remote)),
        (_("founded"), day(known.founded)),
        (_("complete from"), str(past.complete_from or "")),
    )
    parts = [f"{label}: {value}" for label, value in said if value]
    if parts:
        yield "; ".join(parts)


def _honours(honours: Sequence[Honour], register: AwardRegister) -> None:
    head = [_("Period"), _("Award"), _("Kind"), _("Decision"), _("Date"), _("Decided by"), _("Status")]
    rows = [
        [
            years(each),
            register.title_of(each.award)
            if not each.note
            else f"{register.title_of(each.award)}: {each.note}",
            word(each.kind),
            each.decision,
            day(each.on),
            each.authority,
            _status(each),
        ]
        for each in honours
    ]
    _table(_("Honours"), head, rows)


def _status(honour: Honour) -> str:
    taken = honour.revocation
    if taken is None:
        return word(honour.status)
    return f"{word(honour.status)} {day(taken.on)} {taken.number}: {taken.reason}".replace("  ", " ")


def _years(past: Record) -> None:
    ratings = [[str(each.year), word(each.level), each.document, day(each.on)] for each in past.ratings]
    _table(_("Ratings"), [_("Year"), _("Rating"), _("Document"), _("Date")], ratings)
    head = [_("Year"), _("Mark"), _("Title"), _("Kind"), _("Reach"), _("Recognised by"), _("Used for")]
    works = [
        [
            str(each.year),
            each.id,
            each.title,
            word(each.kind),
            word(each.scope),
            each.recognised_by,
            ", ".join(each.used_for),
        ]
        for each in past.initiatives
    ]
    _table(_("Initiatives"), head, works)


def _times(past: Record) -> None:
    head = [_("What"), _("From"), _("To"), _("Document")]
    for title, what in (
        (_("Disciplines"), [(word(each.level), each) for each in past.disciplines]),
        (_("Absences"), [(word(each.kind), each) for each in past.absences]),
        (_("Pending cases"), [(each.subject, each) for each in past.cases]),
    ):
        rows = [[said, day(each.start), day(each.end), each.document] for said, each in what]
        _table(title, head, rows)


def _declared(past: Record, register: AwardRegister) -> None:
    head = [_("Year"), _("Award"), _("Document")]
    rows = [[str(each.year), register.title_of(each.award), each.document] for each in past.registrations]
    _table(_("Registrations"), head, rows)
    head = [_("Year"), _("Fact"), _("Holds"), _("Document")]
    rows = [[str(each.year), each.fact, yes_no(each.holds), each.document] for each in past.confirmations]
    _table(_("Confirmations"), head, rows)


def _bodies(past: Record) -> None:
    head = [_("Year"), _("Members"), _("Women"), _("Fulfilled"), "LĐTT, CSTT", "CSTĐCS", _("Disciplined")]
    _table(_("Members"), head, [_members(each) for each in past.memberships])
    head = [_("Older unit"), _("Name"), _("Day"), _("Change"), _("Share"), _("Inherits"), _("Document")]
    rows = [
        [each.unit, each.name, day(each.on), word(each.change), *_share(each), each.document]
        for each in past.predecessors
    ]
    _table(_("Older units"), head, rows)


def _members(of_year: Membership) -> list[str]:
    counts = (
        of_year.members,
        of_year.women,
        of_year.completed,
        of_year.advanced,
        of_year.fighters,
        of_year.disciplined,
    )
    return [str(of_year.year), *("" if count is None else str(count) for count in counts)]


def _share(step: Predecessor) -> tuple[str, str]:
    return "" if step.share is None else str(step.share), yes_no(step.inherits)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        table(title, head, rows)


def _rows_of_years(past: Record, register: AwardRegister) -> Iterator[str]:
    """Give the years in a row up to the latest one, for each yearly title and for good ratings."""
    latest = max((each.on for each in past.honours), default=None)
    restart = restart_year(past, latest) if latest is not None else None
    for award in sorted({each.award for each in past.granted}):
        found = title_years(past, {award})
        yield from _row(register.short_of(award), streak(found, max(found), restart))
    good = rating_years(past, TaskRating.GOOD)
    if good:
        label = _("{rating} or better").format(rating=word(TaskRating.GOOD))
        yield from _row(label, streak(good, max(good), restart))


def _row(label: str, found: Streak[object]) -> Iterator[str]:
    if len(found) < 2:
        return
    count = ngettext("{count} year in a row", "{count} years in a row", len(found)).format(count=len(found))
    yield f"{label}: {count} ({found.years[0]}–{found.years[-1]}; {word(found.broken_by)})"
