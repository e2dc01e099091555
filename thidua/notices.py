"""Public notices: a result is published for so many working days, and what follows waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.errors import Problem, ScoringError, _
from scoring.nominating.deadlines import Deadline, Due, due
from scoring.results import canonical
from thidua.intake.refusal import nearest, shown
from thidua.nominations import holidays
from thidua.review import PublicNotice, ReviewResult, Scored
from thidua.runs import current_result
from thidua.store import views
from thidua.store.columns import read_facts
from thidua.store.database import Database
from thidua.store.events import DecisionRecorded, FactsLoaded, NoticeOpened, parse
from thidua.store.notice_acts import Notice, Objection, notices, objections, open_notices, published_run

NEXT_DAY = timedelta(days=1)


class NoticeError(ScoringError):
    """A notice that cannot be opened, or a step that has to wait; all reasons at once."""


@dataclass(frozen=True)
class Publishing:
    """
    How a result is published.

    Attributes:
        opened: Day of publishing, itself not counted.
        schemes: Ids of schemes, with or without version; none for all of the review.
        holidays: Days off beside those of the shipped file and the review file.
        where: Where the result hangs or stands; may be empty.
    """

    opened: date
    schemes: Sequence[str] = ()
    holidays: Sequence[date] = ()
    where: str = ""


def announce(
    database: Database, publishing: Publishing, *, actor: str, reason: str = ""
) -> tuple[Notice, ...]:
    """
    Record that the latest results were published, each scheme for itself and all of them together.

    Returns:
        The notices, in the order of the review.

    Raises:
        NoticeError: The review asks for no notice, or has no such scheme.
        StoreError: Nothing was run yet, facts changed since, or a window would be shortened.
    """
    rule = _rule(views.review(database).public_notice)
    chosen = _chosen(current_result(database), publishing.schemes)
    found = window(rule, publishing.opened, publishing.holidays)
    acts = [
        NoticeOpened(
            scheme=each.scheme.key,
            run=each.run.id,
            opened=publishing.opened,
            working_days=rule.working_days,
            until=found.day,
            days_off=found.off,
            unsure=tuple(year for year, _what in found.unknown),
            where=publishing.where,
        )
        for each in chosen
    ]
    places = open_notices(database, acts, actor=actor, reason=reason)
    return tuple(each for each in notices(database) if each.seq in places)


def window(rule: PublicNotice, opened: date, more: Sequence[date] = ()) -> Due:
    """
    Reckon the last day of a window.

    Args:
        rule: How many working days, and the days off it knows.
        opened: Day of publishing, not counted.
        more: Days off beside those of the shipped file and the rule.
    """
    limit = Deadline(
        id="cong_khai", title="Thông báo công khai", working_days=rule.working_days, cite=rule.cite
    )
    return due(limit, opened, holidays(), [*rule.holidays, *more])


def _rule(rule: PublicNotice | None) -> PublicNotice:
    if rule is None:
        message = _(
            "The review asks for no public notice. Where a rule does, its file says how long: "
            "public_notice, with working_days and cite."
        )
        raise NoticeError([Problem("E_NOTICE_NONE", message)])
    return rule


def _chosen(result: ReviewResult, names: Sequence[str]) -> list[Scored]:
    known = {each.scheme.key: each for each in result.scored}
    ids = {each.scheme.scheme: each for each in result.scored}
    message = _("“{found}” is no scheme of this review. The nearest is: {nearest}.")
    problems = [
        Problem("E_NOTICE_SCHEME", message, {"found": shown(name), "nearest": nearest(name, ids)})
        for name in names
        if name not in known and name not in ids
    ]
    if problems:
        raise NoticeError(problems)
    wanted = {(known.get(name) or ids[name]).scheme.key for name in names} or set(known)
    return [each for each in result.scored if each.scheme.key in wanted]


def require_notice(database: Database, result: ReviewResult, on: date | None = None) -> None:
    """
    Let a step pass only when every result it rests on was published and nothing stands against it.

    Args:
        database: The record that the result was made from.
        result: The latest runs.
        on: Day of the step; today when left out. A day to come is refused: the clock is no way round.

    Raises:
        NoticeError: A window runs, was never opened, or the result moved since; an objection that came in
            time has no answer. Nothing is raised when the review asks for no notice.
    """
    if result.review.public_notice is None:
        return
    problems = list(hindrances(database, result, on or date.today()))
    if problems:
        raise NoticeError(problems)


def hindrances(database: Database, result: ReviewResult, on: date) -> Iterator[Problem]:
    """Give everything that a step on a day has to wait for, scheme by scheme."""
    if on > date.today():
        message = _("{day} is still to come; a step is not taken on a day that has not come.")
        yield Problem("E_NOTICE_DAY", message, {"day": on.isoformat()})
    newest = {each.scheme: each for each in notices(database)}
    filed = objections(database)
    for scored in result.scored:
        key = scored.scheme.key
        if key not in newest:
            message = _("The result of {scheme} was not published yet; publish it: thidua notice open")
            yield Problem("E_NOTICE_MISSING", message, {"scheme": key})
            continue
        yield from _running(newest[key], on)
        mine = [each for each in filed if each.scheme == key]
        yield from (_open(each) for each in mine if each.in_time and each.answer is None)
        yield from _moved(database, scored, newest[key], mine)


def _running(notice: Notice, on: date) -> Iterator[Problem]:
    if on > notice.until:
        return
    message = _(
        "The result of {scheme} is published until {until} ({days} working days from {opened}); this step "
        "can be taken from {next} on."
    )
    values: dict[str, object] = {
        "scheme": notice.scheme,
        "until": notice.until.isoformat(),
        "days": notice.working_days,
        "opened": notice.opened.isoformat(),
        "next": (notice.until + NEXT_DAY).isoformat(),
    }
    yield Problem("E_NOTICE_RUNNING", message, values)


def _open(objection: Objection) -> Problem:
    message = _(
        "Objection {number} of {sender} ({candidate}, {criterion}) has no answer yet; answer it: "
        "thidua objection answer {number}"
    )
    values = {
        "number": objection.number,
        "sender": objection.sender,
        "candidate": objection.candidate,
        "criterion": objection.criterion,
    }
    return Problem("E_NOTICE_OBJECTION", message, values)


def _moved(
    database: Database, scored: Scored, notice: Notice, filed: Sequence[Objection]
) -> Iterator[Problem]:
    """Give a problem when the result is not the published one, nor that with accepted objections in it."""
    seq, results = published_run(database, notice.run)
    if views.is_content(database, results, canonical(scored.standings)):
        return
    carried = {each.answer.facts for each in filed if each.answer is not None and each.answer.facts}
    causes = list(_causes(database, scored, seq, carried))
    if carried and not causes:
        return
    message = _(
        "The result of {scheme} changed since it was published as run {run}, and not by accepted objections "
        "alone ({causes}); publish it again: thidua notice open"
    )
    values = {"scheme": notice.scheme, "run": notice.run, "causes": ", ".join(causes) or scored.run.engine}
    yield Problem("E_NOTICE_MOVED", message, values)


def _causes(database: Database, scored: Scored, seq: int, carried: set[int]) -> Iterator[str]:
    """Name the files and decisions since an event that an objection does not answer for."""
    events = (parse(body) for body in views.event_bodies(database)[seq:])
    slots = {slot.id for slot in scored.standings.slots}
    stage = views.review(database).stage
    for event in events:
        if isinstance(event.act, DecisionRecorded) and event.act.slot in slots:
            yield event.act.slot
        elif isinstance(event.act, FactsLoaded) and event.act.stage == stage and event.counter not in carried:
            facts = read_facts(views.standing_content(database, event.act.facts_sha256))
            if any(each.scheme == scored.scheme.key for each in facts):
                yield event.act.file
