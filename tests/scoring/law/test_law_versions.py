"""Which text applies on which day; what happens at a change."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.law.answers import Answer
from scoring.law.catalogue import Law
from scoring.law.history import Confirmation, Record
from scoring.law.loading import load_law
from scoring.law.matter import Dossier
from scoring.law.versions import LawError, Reason, apply, changed, in_force
from scoring.scheme.reading import Source
from tests.scoring.law.tiny import text_with

OLD = text_with("{confirmed: dan_dau_huyen}")
NEWER = """
law: luat-mau
version: 2026-10-01
title: Luật mẫu sửa đổi
extends: {law: luat-mau, version: 2024-01-01}
cite: {document: Luật mẫu}
effective: {from: 2026-10-01}
transition: {received_before: 2026-10-01, cite: {clause: Điều 99}}
award_changes:
  - award: thu
    standards:
      - id: mot
        for: [individual]
        cite: {clause: Điều 2, quote: tiêu biểu}
        require: [{confirmed: tieu_bieu_tinh}]
"""
OVERLAY = """
law: tinh-mau
version: 2025-01-01
title: Quy định của tỉnh mẫu
place: tinh-mau
extends: {law: luat-mau, version: 2024-01-01}
cite: {document: Luật mẫu}
effective: {from: 2025-01-01, to: 2026-09-30}
"""


def base(_law: str, _version: date) -> Source:
    return Source("luat.yaml", OLD)


def laws(newer: str = NEWER) -> list[Law]:
    texts = (OLD, newer, OVERLAY)
    return [load_law(Source(f"{i}.yaml", text), base) for i, text in enumerate(texts)]


def dossier(received: date, **facts: bool) -> Dossier:
    confirmations = tuple(Confirmation(fact, 2026, holds) for fact, holds in facts.items())
    return Dossier(Record("000001", confirmations=confirmations), received, 2026)


@pytest.mark.parametrize(
    ("day", "place", "key"),
    [
        (date(2024, 1, 1), "", "luat-mau@2024-01-01"),
        (date(2026, 9, 30), "", "luat-mau@2024-01-01"),
        (date(2026, 10, 1), "", "luat-mau@2026-10-01"),
        (date(2025, 6, 1), "tinh-mau", "tinh-mau@2025-01-01"),
        (date(2024, 6, 1), "tinh-mau", "luat-mau@2024-01-01"),
        (date(2026, 10, 1), "tinh-mau", "luat-mau@2026-10-01"),
        (date(2025, 6, 1), "tinh-khac", "luat-mau@2024-01-01"),
    ],
)
def test_the_version_of_the_day_is_chosen_a_province_first(day: date, place: str, key: str) -> None:
    assert in_force(laws(), day, place).key == key


def test_a_day_without_a_version_is_an_error_that_lists_them() -> None:
    with pytest.raises(LawError, match="no version of the law is in force on 2023-12-31; the library has: "):
        in_force(laws(), date(2023, 12, 31))


def test_two_versions_on_one_day_are_an_error() -> None:
    with pytest.raises(LawError, match="more than one version of the law is in force on 2026-10-01"):
        in_force([*laws(), laws()[1]], date(2026, 10, 1))


SEPTEMBER, OCTOBER = date(2026, 9, 20), date(2026, 10, 15)


@pytest.mark.parametrize(
    ("facts", "reason", "answer", "law"),
    [
        # The newer text opens what the older one does not: it applies.
        (
            {"dan_dau_huyen": False, "tieu_bieu_tinh": True},
            Reason.MORE_FAVOURABLE,
            Answer.MET,
            "luat-mau@2026-10-01",
        ),
        ({"tieu_bieu_tinh": True}, Reason.MORE_FAVOURABLE, Answer.MET, "luat-mau@2026-10-01"),
        # Not proven is better for the candidate than not met.
        ({"dan_dau_huyen": False}, Reason.MORE_FAVOURABLE, Answer.NOT_PROVEN, "luat-mau@2026-10-01"),
        # Otherwise the older one stays.
        ({"dan_dau_huyen": True, "tieu_bieu_tinh": True}, Reason.OLDER, Answer.MET, "luat-mau@2024-01-01"),
        ({"dan_dau_huyen": True, "tieu_bieu_tinh": False}, Reason.OLDER, Answer.MET, "luat-mau@2024-01-01"),
        (
            {"dan_dau_huyen": False, "tieu_bieu_tinh": False},
            Reason.OLDER,
            Answer.NOT_MET,
            "luat-mau@2024-01-01",
        ),
    ],
)
def test_a_dossier_received_before_the_change_takes_the_more_favourable_text(
    facts: dict[str, bool], reason: Reason, answer: Answer, law: str
) -> None:
    found = apply(laws(), dossier(SEPTEMBER, **facts), "thu", OCTOBER)

    assert (found.reason, found.verdict.answer, found.verdict.law) == (reason, answer, law)
    assert found.other is not None
    assert {found.verdict.law, found.other.law} == {"luat-mau@2024-01-01", "luat-mau@2026-10-01"}


def test_a_newer_text_that_is_not_certain_is_only_pointed_out() -> None:
    doubted = laws(NEWER + "unverified: mới thấy dự thảo\n")

    found = apply(doubted, dossier(SEPTEMBER, dan_dau_huyen=False, tieu_bieu_tinh=True), "thu", OCTOBER)

    assert (found.reason, found.verdict.answer) == (Reason.TO_CONFIRM, Answer.NOT_MET)
    assert found.other is not None
    assert (found.other.answer, found.other.indicated) == (Answer.NOT_PROVEN, Answer.MET)


@pytest.mark.parametrize(
    ("received", "decided", "law"),
    [
        (SEPTEMBER, date(2026, 9, 30), "luat-mau@2024-01-01"),
        (date(2026, 10, 1), OCTOBER, "luat-mau@2026-10-01"),
        (OCTOBER, OCTOBER, "luat-mau@2026-10-01"),
    ],
)
def test_where_one_text_holds_on_both_days_nothing_is_weighed(
    received: date, decided: date, law: str
) -> None:
    found = apply(laws(), dossier(received, tieu_bieu_tinh=True), "thu", decided)

    assert (found.reason, found.other, found.verdict.law) == (Reason.ONLY, None, law)


def test_a_change_without_a_transition_leaves_older_dossiers_to_the_older_text() -> None:
    without = NEWER.replace("transition: {received_before: 2026-10-01, cite: {clause: Điều 99}}\n", "")

    found = apply(laws(without), dossier(SEPTEMBER, tieu_bieu_tinh=True), "thu", OCTOBER)

    assert (found.reason, found.other, found.verdict.law) == (Reason.OLDER, None, "luat-mau@2024-01-01")


def test_only_dossiers_whose_answer_differs_are_reported() -> None:
    old, new, _overlay = laws()
    asked = [
        (dossier(SEPTEMBER, dan_dau_huyen=True, tieu_bieu_tinh=True), "thu"),
        (dossier(SEPTEMBER, dan_dau_huyen=True, tieu_bieu_tinh=False), "thu"),
        (dossier(SEPTEMBER, dan_dau_huyen=True), "chien_si_thi_dua_co_so"),
        (dossier(SEPTEMBER), "la"),
    ]

    found = changed(old, new, asked)

    assert [(each.award, each.before.answer.value, each.after.answer.value) for each in found] == [
        ("thu", "met", "not_met")
    ]
