"""Which version of the law applies to a dossier, and what the change of a text does to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scoring.errors import Problem, ScoringError, _
from scoring.law.catalogue import Law
from scoring.law.judging import Verdict, judge
from scoring.law.matter import Dossier


class LawError(ScoringError):
    """No version of the law, or more than one, applies on a day; the problem names the day."""


class Reason(StrEnum):
    """Why one of two texts applies to a dossier that was received before a change."""

    ONLY = "only_text"
    OLDER = "received_before_the_change"
    MORE_FAVOURABLE = "newer_is_more_favourable"
    TO_CONFIRM = "newer_may_be_more_favourable_but_is_unverified"


@dataclass(frozen=True)
class Applied:
    """
    The verdict that applies to a dossier.

    Attributes:
        verdict: Of the text that applies.
        other: Of the text that does not, where a change had to be weighed; else None.
        reason: Why this one.
    """

    verdict: Verdict
    reason: Reason = Reason.ONLY
    other: Verdict | None = None


def in_force(laws: Iterable[Law], day: date, place: str = "") -> Law:
    """
    Choose the version in force on a day.

    Args:
        laws: All catalogues of the library.
        day: Day the dossier was received for appraisal.
        place: Province whose own rules overlay the national ones; empty for the national ones. Where a
            province has none in force on the day, the national ones apply.

    Raises:
        LawError: None is in force on the day, or more than one.
    """
    covering = [law for law in laws if law.effective.covers(day)]
    own = [law for law in covering if place and law.place == place]
    found = own or [law for law in covering if not law.place]
    if len(found) == 1:
        return found[0]
    message = _("no version of the law is in force on {day}; the library has: {known}")
    if found:
        message = _("more than one version of the law is in force on {day}: {known}")
    known = ", ".join(sorted(law.key for law in found or laws))
    raise LawError([Problem("E_LAW_VERSION", message, {"day": day, "known": known})])


def apply(laws: Sequence[Law], dossier: Dossier, award_id: str, decided: date, place: str = "") -> Applied:
    """
    Judge a dossier under the text that applies to it.

    A dossier received before a change keeps the older text. Where the change has a transition and the
    decision falls after it, both texts are judged, and the newer one applies only if it is more favourable
    and known for certain; while it is not, people are told to look.

    Args:
        laws: All catalogues of the library.
        dossier: With the day it was received.
        award_id: The award.
        decided: Day on which the dossier is decided.
        place: As for ``in_force``.

    Raises:
        LawError: As ``in_force``.
        KeyError: A catalogue has no such award; holds its id.
    """
    older = in_force(laws, dossier.received, place)
    newer = in_force(laws, max(decided, dossier.received), place)
    verdict = judge(older, dossier, award_id)
    if newer.key == older.key:
        return Applied(verdict)
    if newer.transition is None:
        return Applied(verdict, Reason.OLDER)
    after = judge(newer, dossier, award_id)
    if not _is_more_favourable(after, verdict):
        return Applied(verdict, Reason.OLDER, after)
    if after.unverified:
        return Applied(verdict, Reason.TO_CONFIRM, after)
    return Applied(after, Reason.MORE_FAVOURABLE, verdict)


def _is_more_favourable(one: Verdict, other: Verdict) -> bool:
    return one.indicated.rank < other.indicated.rank


@dataclass(frozen=True)
class Changed:
    """A dossier whose answer differs between two versions."""

    award: str
    before: Verdict
    after: Verdict


def changed(old: Law, new: Law, dossiers: Iterable[tuple[Dossier, str]]) -> list[Changed]:
    """
    Judge dossiers under two versions and give those whose answer differs.

    Args:
        old, new: The version that is replaced and the one that replaces it.
        dossiers: Each with the award it is for; an award one of the two does not have is passed over.
    """
    known = {award.id for award in old.awards} & {award.id for award in new.awards}
    pairs = [
        Changed(award, judge(old, dossier, award), judge(new, dossier, award))
        for dossier, award in dossiers
        if award in known
    ]
    return [
        pair
        for pair in pairs
        if (pair.before.answer, pair.before.indicated) != (pair.after.answer, pair.after.indicated)
    ]
