"""Words on the screen for what the ledger holds, in the chosen language, and the same as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

from scoring.errors import _
from scoring.law.history import (
    AbsenceKind,
    CommendationKind,
    DisciplineLevel,
    Honour,
    HonourStatus,
    InfluenceScope,
    InitiativeKind,
    TaskRating,
    UnitChange,
)
from scoring.law.streaks import Break
from thidua.i18n import _ as translate

_WORDS = {
    CommendationKind.MERIT: _("merit"),
    CommendationKind.SUDDEN: _("sudden achievement"),
    CommendationKind.MOVEMENT: _("emulation movement"),
    CommendationKind.CONTRIBUTION: _("long contribution"),
    CommendationKind.SERVICE: _("years of service"),
    CommendationKind.FOREIGN: _("foreign relations"),
    HonourStatus.GRANTED: _("granted"),
    HonourStatus.REVOKED: _("revoked"),
    TaskRating.NOT_COMPLETED: _("duties not fulfilled"),
    TaskRating.COMPLETED: _("duties fulfilled"),
    TaskRating.GOOD: _("duties well fulfilled"),
    TaskRating.EXCELLENT: _("duties excellently fulfilled"),
    DisciplineLevel.REPRIMAND: _("reprimand"),
    DisciplineLevel.WARNING: _("warning"),
    DisciplineLevel.PAY_CUT: _("pay cut"),
    DisciplineLevel.DEMOTION: _("demotion"),
    DisciplineLevel.REMOVAL: _("removal from office"),
    DisciplineLevel.DISMISSAL: _("dismissal"),
    InfluenceScope.GRASSROOTS: _("in the unit"),
    InfluenceScope.PROVINCE: _("in the province or ministry"),
    InfluenceScope.NATION: _("in the whole country"),
    InitiativeKind.INITIATIVE: _("initiative"),
    InitiativeKind.RESEARCH: _("research work"),
    InitiativeKind.RESOURCEFULNESS: _("resourceful act"),
    AbsenceKind.MATERNITY: _("maternity leave"),
    AbsenceKind.STUDY: _("study"),
    AbsenceKind.INJURY: _("injury"),
    AbsenceKind.OTHER: _("other reason"),
    UnitChange.MERGE: _("merged into it"),
    UnitChange.SPLIT: _("split off into it"),
    UnitChange.RENAME: _("renamed"),
    Break.GAP: _("the year before lacks"),
    Break.DISCIPLINE: _("counted anew after discipline"),
    "profile": _("profiles"),
    "honour": _("honours"),
    "honour_status": _("revocations"),
    "rating": _("ratings"),
    "initiative": _("initiatives"),
    "absence": _("absences"),
    "pending_case": _("pending cases"),
    "registration": _("registrations"),
    "confirmation": _("confirmations"),
    "membership": _("members of collectives"),
    "predecessor": _("older units"),
    "movement": _("movements"),
}


def word(code: str) -> str:
    """Give the words for a code; a code nobody knows is shown as it is."""
    return translate(_WORDS[code]) if code in _WORDS else str(code)


def day(value: date | None) -> str:
    """Give a day as people write it, ``31/12/2023``; empty for None."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def years(honour: Honour) -> str:
    """Give the period of an honour: ``2023`` or ``2021–2023``."""
    return "–".join(str(year) for year in dict.fromkeys((honour.first_year, honour.last_year)))


def yes_no(value: bool | None) -> str:
    """Give the words for a yes, a no, and for what nobody said."""
    return "" if value is None else translate(_("yes")) if value else translate(_("no"))


def data(value: object) -> object:
    """Give a value of the ledger as plain lists and mappings, exact numbers and days as text."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: data(getattr(value, field.name)) for field in fields(value)}
        return named | ({"key": value.key, "status": value.status.value} if isinstance(value, Honour) else {})
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): data(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [data(part) for part in value]
    return str(value) if isinstance(value, str) else value
