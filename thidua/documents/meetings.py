"""Holds what the office told of a meeting and of the count of ballots against itself and the rules."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem, _
from scoring.tally import Threshold, needed
from thidua.bonuses import clause
from thidua.documents.matters import Ballots, Matters, Meeting, Person, Votes
from thidua.dossier.formats import number
from thidua.intake.refusal import nearest
from thidua.review import ReviewResult, VoteShare


def threshold_of(rule: VoteShare) -> Threshold:
    """Give a rule of the review as a threshold."""
    return Threshold(rule.share, rule.base, rule.cite)


def share_words(threshold: Threshold) -> str:
    """Write the share of a threshold as its rule does: a percentage that ends, else a fraction."""
    percent = threshold.share * 100
    return f"{number(percent)}%" if percent.denominator == 1 else str(threshold.share)


def source_of(threshold: Threshold) -> str:
    """Give where a threshold stands: document and clause."""
    return clause([threshold.cite]) if threshold.cite else ""


def meeting_faults(found: Matters, result: ReviewResult, place: str) -> Iterator[Problem]:
    """
    Give everything in meeting and count that cannot be true, naming the fields and their sums.

    Whether somebody has votes enough is no fault of the file and is not asked here.
    """
    members = result.review.office.members
    yield from _attendance(found.meeting, members, place)
    yield from _quorum(found.meeting, result, place)
    yield from _ballots(found.count, members, place)
    yield from _voters(found, place)
    known = {row.card.candidate.id for scored in result.scored for row in scored.standings.rows}
    for name, votes in found.count.votes.items():
        if name not in known:
            message = _("there is no candidate “{found}”; the nearest is {nearest}")
            yield Problem("E_CANDIDATE", message, {"found": name, "nearest": nearest(name, known)}, place)
        yield from _votes(name, votes, found.count, members, place)


def _attendance(meeting: Meeting, members: int | None, place: str) -> Iterator[Problem]:
    present, absent = len(meeting.present), len(meeting.absent)
    if members is not None and meeting.present and present + absent != members:
        message = _(
            "meeting.present lists {present} members and meeting.absent {absent}, together {sum}; the "
            "council has {members} (office.members of the review)"
        )
        values = {"present": present, "absent": absent, "sum": present + absent, "members": members}
        yield Problem("E_MEETING", message, values, place)
    seen: set[Person] = set()
    for person in (*meeting.present, *meeting.absent):
        if person.name and person in seen:
            message = _("{name} stands twice in meeting.present and meeting.absent")
            yield Problem("E_MEETING", message, {"name": person.name}, place)
        seen.add(person)
    away = {each.name for each in meeting.absent if each.name}
    for role, person in (("meeting.chair", meeting.chair), ("meeting.secretary", meeting.secretary)):
        if person.name in away:
            message = _("{role} is {name}, who stands in meeting.absent")
            yield Problem("E_MEETING", message, {"role": role, "name": person.name}, place)


def _quorum(meeting: Meeting, result: ReviewResult, place: str) -> Iterator[Problem]:
    voting, members = result.review.voting, result.review.office.members
    if voting is None or voting.quorum is None or members is None or not meeting.present:
        return
    rule = threshold_of(voting.quorum)
    least = needed(rule, members)
    if len(meeting.present) < least:
        message = _(
            "meeting.present lists {present} of {members} members; the council may meet with {least} or more "
            "({share} of all: {source})"
        )
        values = {
            "present": len(meeting.present),
            "members": members,
            "least": least,
            "share": share_words(rule),
            "source": source_of(rule),
        }
        yield Problem("E_QUORUM", message, values, place)


def _ballots(count: Ballots, members: int | None, place: str) -> Iterator[Problem]:
    for more, most, name, limit in (
        (count.returned, count.issued, "count.returned", "count.issued"),
        (count.valid, count.returned, "count.valid", "count.returned"),
        (count.issued, members, "count.issued", "office.members"),
        (count.written, count.issued, "count.written", "count.issued"),
    ):
        if more is not None and most is not None and more > most:
            message = _("{name} is {more}, but {limit} is only {most}")
            values = {"name": name, "more": more, "limit": limit, "most": most}
            yield Problem("E_BALLOTS", message, values, place)
    if None in (count.valid, count.invalid, count.returned):
        return
    total = (count.valid or 0) + (count.invalid or 0)
    if total != count.returned:
        message = _(
            "count.valid {valid} and count.invalid {invalid} make {sum}; count.returned is {returned}"
        )
        values = {"valid": count.valid, "invalid": count.invalid, "sum": total, "returned": count.returned}
        yield Problem("E_BALLOTS", message, values, place)


def _voters(found: Matters, place: str) -> Iterator[Problem]:
    """Hold the ballots against those who could fill them in."""
    count, meeting = found.count, found.meeting
    if not meeting.present:
        return
    if count.issued is not None and count.issued - count.written > len(meeting.present):
        message = _(
            "count.issued {issued} less count.written {written} is {here} ballots in the room; "
            "meeting.present lists {present} members"
        )
        values = {
            "issued": count.issued,
            "written": count.written,
            "here": count.issued - count.written,
            "present": len(meeting.present),
        }
        yield Problem("E_BALLOTS", message, values, place)
    if count.written > len(meeting.absent):
        message = _("count.written is {written}; meeting.absent lists {absent} members")
        yield Problem("E_BALLOTS", message, {"written": count.written, "absent": len(meeting.absent)}, place)


def _votes(name: str, votes: Votes, count: Ballots, members: int | None, place: str) -> Iterator[Problem]:
    total = votes.agreed + votes.opposed + votes.blank
    values: dict[str, object] = {
        "candidate": name,
        "agreed": votes.agreed,
        "opposed": votes.opposed,
        "blank": votes.blank,
        "sum": total,
    }
    if count.valid is not None:
        if total != count.valid:
            message = _(
                "count.votes.{candidate}: agreed {agreed}, opposed {opposed} and blank {blank} make {sum}; "
                "count.valid is {valid}"
            )
            yield Problem("E_VOTES", message, values | {"valid": count.valid}, place)
        return
    limits = [each for each in (count.returned, count.issued, members) if each is not None]
    if limits and total > min(limits):
        message = _(
            "count.votes.{candidate}: agreed {agreed}, opposed {opposed} and blank {blank} make {sum}; there "
            "are at most {most} ballots"
        )
        yield Problem("E_VOTES", message, values | {"most": min(limits)}, place)
