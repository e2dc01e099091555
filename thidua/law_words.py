"""The law on the screen: conditions, findings and verdicts in words, in the chosen language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from scoring.errors import _
from scoring.law.answers import Answer, Proof, Remark, Term
from scoring.law.catalogue import Law
from scoring.law.history import (
    Absence,
    Confirmation,
    Discipline,
    Honour,
    Initiative,
    Membership,
    Movement,
    PendingCase,
    Rating,
    Registration,
)
from scoring.law.standing import Placing
from scoring.law.versions import Reason
from scoring.scheme.model import Cite
from thidua import ledger_words
from thidua.i18n import _ as translate
from thidua.ledger_words import day
from thidua.lists import ledger_lists
from thidua.numerals import show

_WORDS = {
    Answer.MET: _("met"),
    Answer.NOT_MET: _("not met"),
    Answer.NOT_PROVEN: _("not proven"),
    Reason.ONLY: _("the only text that matters"),
    Reason.OLDER: _("received before the change of the text, and the newer one is not more favourable"),
    Reason.MORE_FAVOURABLE: _("received before the change of the text, but the newer one is more favourable"),
    Reason.TO_CONFIRM: _(
        "the newer text may be more favourable, but it is not known for certain; compare it before deciding"
    ),
    "danh_hieu": _("emulation title"),
    "hinh_thuc": _("form of commendation"),
    "danh_hieu_vinh_du": _("state honorary title"),
    "xa": _("commune"),
    "co_so": _("unit"),
    "tinh": _("province or ministry"),
    "chinh_phu": _("Government"),
    "nha_nuoc": _("State"),
    "individual": _("individuals"),
    "collective": _("collectives"),
    "household": _("households"),
    "enterprise": _("enterprises"),
    "count_members": _("members"),
    "count_women": _("women"),
    "count_completed": _("members who fulfilled their duties"),
    "count_advanced": _("members with LĐTT or CSTT"),
    "count_fighters": _("members with CSTĐCS"),
    "count_disciplined": _("members disciplined with a warning or worse"),
    "so_ket": _("interim review"),
    "tong_ket": _("final review"),
    "base_members": _("all members of the council"),
    "base_present": _("those present"),
    "base_valid": _("valid ballots"),
    "absent_written_opinion": _("absent members are asked in writing"),
    "absent_written_proxy": _("absent members send somebody with a written mandate"),
    "absent_none": "",
}
_LISTED = {"launched": "launched_by", "mode": "mode", "class": "subject_class"}
_LEDGER = ("rating", "scope", "work")


def word(code: str) -> str:
    """Give the words for a code of a closed list; a code nobody knows is shown as it is."""
    if code in _WORDS:
        return translate(_WORDS[code]) if _WORDS[code] else ""
    kind, _sign, name = code.partition("_")
    if kind in _LEDGER and name:
        return ledger_words.word(name)
    if kind in _LISTED and name:
        listed: dict[str, str] = getattr(ledger_lists().lists, _LISTED[kind])
        return listed.get(name, name)
    return ledger_words.word(code)


def say(remark: Remark | None) -> str:
    """Give a sentence in the chosen language; nothing for None."""
    if remark is None:
        return ""
    values = {name: shown(value) for name, value in remark.values.items()}
    return translate(remark.message).format(**values)


def shown(value: object) -> str:
    """Give a value of a sentence as people write it."""
    if isinstance(value, Term):
        return word(value.code)
    if isinstance(value, Remark):
        return say(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Fraction):
        return f"{show(value * 100)}%" if value <= 1 else show(value)
    if isinstance(value, tuple):
        return ", ".join(shown(part) for part in value)
    return "" if value is None else str(value)


def cited(cite: Cite | None, *, quote: bool = True) -> str:
    """Give a citation: document, clause and, in quotation marks, the words of the clause."""
    if cite is None:
        return ""
    place = ", ".join(part for part in (cite.document, cite.clause) if part)
    return f"{place}: “{cite.quote}”" if quote and cite.quote else place


def proof(fact: Proof, law: Law) -> str:
    """Give a fact an answer rests on, with its document."""
    say_it = _PROOFS.get(type(fact))
    document = getattr(fact, "document", "")
    text = say_it(fact) if say_it is not None else ""
    if isinstance(fact, Honour):
        text = f"{law.title_of(fact.award)} {ledger_words.years(fact)} ({fact.decision}, {day(fact.on)})"
    return f"{text} ({document})" if document and text and not isinstance(fact, Honour) else text


def _times(fact: Discipline | Absence | PendingCase) -> str:
    return f"{day(fact.start)} – {day(fact.end) or '…'}"


def _members(fact: Membership) -> str:
    parts = ("members", "completed", "advanced", "fighters", "disciplined")
    said = [
        f"{word(f'count_{name}')}: {getattr(fact, name)}" for name in parts if getattr(fact, name) is not None
    ]
    return f"{fact.year}: {'; '.join(said)}"


def _placing(fact: Placing) -> str:
    return translate(_("rank {rank} of {peers}")).format(rank=fact.rank, peers=fact.peers)


_PROOFS: dict[type, Callable[..., str]] = {
    Rating: lambda fact: f"{fact.year}: {ledger_words.word(fact.level)}",
    Initiative: lambda fact: f"{fact.title}, {fact.year}, {ledger_words.word(fact.scope)}",
    Discipline: lambda fact: f"{ledger_words.word(fact.level)}, {_times(fact)}",
    Absence: lambda fact: f"{ledger_words.word(fact.kind)}, {_times(fact)}",
    PendingCase: lambda fact: f"{fact.subject}, {_times(fact)}",
    Registration: lambda fact: str(fact.year),
    Confirmation: lambda fact: f"{fact.year}: {ledger_words.yes_no(fact.holds)}",
    Membership: _members,
    Movement: lambda fact: f"{fact.title}, {day(fact.start)} – {day(fact.end) or '…'}",
    Placing: _placing,
}
