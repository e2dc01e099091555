"""Made-up people, runs and pasts for lists of proposals; the law is the shipped one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from textwrap import dedent
from typing import Any

from scoring.cards import Card, Line, Quota, Standing
from scoring.facts import Candidate, Decision, State
from scoring.law.history import Confirmation, Membership, Movement, PendingCase, Record
from scoring.nominating import (
    Applicant,
    Nomination,
    NominationRules,
    Round,
    load_nomination,
    nominate,
    principles_on,
)
from scoring.nominating.deadlines import Holidays
from scoring.scheme.reading import Source
from thidua.laws import shipped_laws
from thidua.nominations import all_principles

RECEIVED = date(2025, 9, 1)
YEAR = 2025
NO_DAYS_OFF = Holidays(holidays="none", version=date(2025, 1, 1), title="none")
MOVEMENT = Movement("phong-trao", "Phong trào", "bo_nganh_tinh", "don_vi", "chuyen_de", date(2022, 1, 1))
FACTS = {
    "individual": ("guong_mau_chap_hanh", "binh_xet"),
    "collective": ("guong_mau_chap_hanh", "noi_bo_doan_ket", "binh_xet"),
}
SINGLE = """
    nomination: dot-thu
    version: 2025-08-01
    title: Đợt thử
    awards:
      - id: bk
        title: Bằng khen
        award: bang_khen_tinh
        kind: phong_trao
        for: [individual, collective]
        scheme: diem
        ways: [khoan_1/k1a, khoan_3/k3a]
        within: cluster
        ceiling: {places: 2}
"""


def rules(text: str) -> NominationRules:
    return load_nomination(Source("dot.yaml", dedent(text)))


def record(
    candidate: str, kind: str = "individual", *, proven: bool = True, holds: bool = True, **more: Any
) -> Record:
    """A past that meets the standard of a provincial certificate for a movement, if it is proven."""
    said = tuple(Confirmation(fact, YEAR, holds) for fact in FACTS[kind]) if proven else ()
    plain = Record(candidate, kind, confirmations=said, movements=(MOVEMENT,), complete_from=2010)
    return replace(plain, **more)


def person(
    name: str,
    rank: int | None,
    total: int | None = 90,
    *,
    past: Record | None = None,
    kind: str = "individual",
    cluster: str = "khoi",
    unit: str = "so",
    scheme: str = "diem",
    label: str = "",
    outcome: str = "",
    why: str = "",
) -> Applicant:
    candidate = Candidate(name, f"Tên {name}", kind, "", cluster, unit)
    state = State.PENDING if total is None else State.VALUE
    points = None if total is None else Fraction(total)
    card = Card(candidate, f"{scheme}@2025-01-01", state, Line("r", "R", state), total=points, label=label)
    said = {"chon": outcome} if outcome else {}
    standing = Standing(card, rank, said, {"chon": why} if why else {})
    return Applicant(scheme, standing, past or record(name, kind))


def made(
    text: str,
    applicants: Sequence[Applicant],
    *,
    received: date = RECEIVED,
    decided: date | None = None,
    decisions: Mapping[str, tuple[str, ...]] | None = None,
    quotas: Sequence[tuple[str, Quota]] = (),
    pasts: Sequence[Record] = (),
    papers: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> Nomination:
    given = {
        slot: Decision(slot, choice, "Hội đồng", "Biên bản") for slot, choice in (decisions or {}).items()
    }
    matter = Round(
        rules(text),
        shipped_laws(),
        principles_on(all_principles(), received),
        received,
        decided or received,
        YEAR,
        applicants,
        quotas,
        MOVEMENT,
        given,
        (*(each.record for each in applicants), *pasts),
        papers,
    )
    return nominate(matter, NO_DAYS_OFF)


def outcomes(nomination: Nomination, rule: str = "bk") -> dict[str, str]:
    """Who stands where: the outcome, with the place in the reserve."""
    return {
        each.candidate.id: f"{each.outcome.value}{f' {each.reserve}' if each.reserve else ''}"
        for each in nomination.proposals()
        if each.rule.id == rule
    }


def examined(past: Record) -> Record:
    return replace(past, cases=(PendingCase("Đang xác minh", date(2025, 8, 1)),))


def with_members(past: Record, members: int, women: int) -> Record:
    return replace(past, memberships=(Membership(YEAR, members, women),))
