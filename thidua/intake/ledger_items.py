"""What one line of a ledger sheet says, as entries of the ledger, and what it cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.errors import Problem, _
from scoring.law import history
from thidua.store.history_items import HonourStatus, Item, Profile

Said = Mapping[str, Any]


def items_of(kind: str, said: Said) -> Iterator[Item]:
    """
    Give the entries that a line means.

    Args:
        kind: Kind of entry of the sheet.
        said: Value of each column; None for empty cells.

    Returns:
        One entry; for a revoked honour two, the second saying so.
    """
    yield _MAKE[kind](said)
    if kind == "honour" and said["revoked_on"] is not None:
        yield HonourStatus(
            said["award"],
            said["first_year"] or said["last_year"],
            said["last_year"],
            said["decision"],
            True,
            said["revoked_number"] or "",
            said["revoked_on"],
            said["revoked_why"],
        )


def contradictions(kind: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    """Give what cannot be on one line, each with the column that tells it."""
    from_to = {"honour": ("first_year", "last_year")}.get(kind, ("start", "end"))
    first, last = (said.get(name) for name in from_to)
    if first is not None and last is not None and last < first:
        yield from_to[1], Problem("E_ORDER", _("{last} lies before {first}."), {"first": first, "last": last})
    if kind == "honour":
        yield from _honour_contradictions(said)
    if kind == "membership" and said["members"] is not None:
        for name in ("women", "completed", "advanced", "fighters", "disciplined"):
            if said[name] is not None and said[name] > said["members"]:
                message = _("{part} of {members} members is too many.")
                yield name, Problem("E_RANGE", message, {"part": said[name], "members": said["members"]})
    if kind == "predecessor" and said["unit"] == said["candidate"]:
        yield "unit", Problem("E_LINEAGE", _("A unit cannot come from itself."))


def _honour_contradictions(said: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    first = said["first_year"] or said["last_year"]
    if said["on"].year < first:
        message = _("The decision of {on} lies before the period it is for ({first}).")
        yield "on", Problem("E_HISTORY_DATE", message, {"on": said["on"], "first": first})
    if (said["revoked_on"] is None) != (said["revoked_why"] is None):
        yield "revoked_on", Problem("E_REVOKED", _("A revoked honour needs both the day and the reason."))
    if said["revoked_on"] is not None and said["revoked_on"] < said["on"]:
        message = _("The decision of {on} lies before that of the honour, {decided}.")
        values = {"on": said["revoked_on"], "decided": said["on"]}
        yield "revoked_on", Problem("E_HISTORY_DATE", message, values)
    if said["award"] == history.OTHER_AWARD and not said["note"]:
        yield "note", Problem("E_AWARD", _("An award that is not listed needs its title as a remark."))


def _texts(said: Said, *names: str) -> dict[str, str]:
    return {name: said[name] or "" for name in names}


def _honour(said: Said) -> Item:
    texts = _texts(said, "authority", "proposer", "document", "movement", "note")
    return history.Honour(
        said["candidate"],
        said["award"],
        history.CommendationKind(said["kind"]),
        said["first_year"] or said["last_year"],
        said["last_year"],
        said["decision"],
        said["on"],
        texts["authority"],
        texts["proposer"],
        texts["document"],
        texts["movement"],
        said["rests_on"] or (),
        note=texts["note"],
    )


def _profile(said: Said) -> Item:
    return Profile(
        said["subject_class"] or "", said["woman"], said["remote"], said["founded"], said["complete_from"]
    )


def _rating(said: Said) -> Item:
    return history.Rating(said["year"], history.TaskRating(said["level"]), said["document"] or "", said["on"])


def _initiative(said: Said) -> Item:
    return history.Initiative(
        said["id"],
        said["title"],
        history.InitiativeKind(said["kind"]),
        said["year"],
        history.InfluenceScope(said["scope"]),
        **_texts(said, "recognised_by", "document"),
        used_for=said["used_for"] or (),
    )


def _discipline(said: Said) -> Item:
    level = history.DisciplineLevel(said["level"])
    return history.Discipline(level, said["start"], said["end"], said["document"] or "")


def _absence(said: Said) -> Item:
    kind = history.AbsenceKind(said["kind"])
    return history.Absence(kind, said["start"], said["end"], said["document"] or "")


def _case(said: Said) -> Item:
    return history.PendingCase(said["subject"], said["start"], said["end"], said["document"] or "")


def _registration(said: Said) -> Item:
    return history.Registration(said["award"], said["year"], said["document"] or "")


def _confirmation(said: Said) -> Item:
    return history.Confirmation(said["fact"], said["year"], said["holds"], said["document"] or "")


def _membership(said: Said) -> Item:
    return history.Membership(
        said["year"],
        said["members"],
        said["women"],
        said["completed"],
        said["advanced"],
        said["fighters"],
        said["disciplined"],
        said["document"] or "",
    )


def _predecessor(said: Said) -> Item:
    return history.Predecessor(
        said["unit"],
        said["on"],
        history.UnitChange(said["change"]),
        said["share"],
        said["inherits"],
        said["document"] or "",
        said["unit_name"],
    )


def _movement(said: Said) -> Item:
    return history.Movement(
        said["id"],
        said["title"],
        said["launched_by"],
        said["scope"],
        said["mode"],
        said["start"],
        said["end"],
        said["interim_review"],
        said["final_review"],
        said["document"] or "",
    )


_MAKE: dict[str, Callable[[Said], Item]] = {
    "profile": _profile,
    "honour": _honour,
    "rating": _rating,
    "initiative": _initiative,
    "discipline": _discipline,
    "absence": _absence,
    "pending_case": _case,
    "registration": _registration,
    "confirmation": _confirmation,
    "membership": _membership,
    "predecessor": _predecessor,
    "movement": _movement,
}
