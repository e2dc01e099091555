"""Judging many people: what is worked out once for all of them is what each would be told alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scoring.law.answers import Answer, all_of, any_of, binding
from scoring.law.catalogue import Law, rebuilt
from scoring.law.history import Confirmation, Movement, Record
from scoring.law.judging import Verdict, judge, judge_all
from scoring.law.matter import Dossier
from scoring.law.versions import in_force
from tests.scoring.law.careers import careers
from tests.scoring.law.tiny import law_with
from thidua.laws import shipped_laws

RECEIVED = date(2025, 12, 20)
MOVEMENT = Movement(
    "pt", "Phong trào", "bo_nganh_tinh", "bo_nganh_dia_phuong", "chuyen_de", date(2019, 1, 1),
    final_review=date(2025, 12, 1),
)  # fmt: skip


def law_on(day: date) -> Law:
    return in_force(shipped_laws(), day)


def some_careers(law: Law, step: int) -> list[Record]:
    return careers(2_400, tuple(law.facts))[::step]


def told(verdict: Verdict) -> tuple[object, ...]:
    ways = [(way.id, way.kind, way.answer, way.findings) for way in verdict.ways]
    return verdict.award.id, verdict.answer, verdict.indicated, verdict.general, ways


@pytest.mark.parametrize("day", [date(2024, 6, 3), RECEIVED, date(2026, 10, 5)])
@pytest.mark.parametrize("movement", [None, MOVEMENT])
def test_the_answer_that_is_counted_is_the_one_the_ways_give_in_words(
    day: date, movement: Movement | None
) -> None:
    law = law_on(day)
    # 97 and 30 (those proposed for more), 40, 100 and 200 (what makes judging hard) have no common divisor.
    for record in some_careers(law, 97):
        for verdict in judge_all(law, Dossier(record, day, 2025, movement)):
            best = any_of(way.answer for way in verdict.ways)
            assert verdict.indicated is all_of([*binding(verdict.general), best]), verdict.award.id


def test_who_was_judged_before_changes_nothing() -> None:
    law = law_on(RECEIVED)
    dossiers = [Dossier(record, RECEIVED, 2025) for record in some_careers(law, 151)]

    together = [told(verdict) for dossier in dossiers for verdict in judge_all(law, dossier)]
    alone = [
        told(verdict)
        for dossier in reversed(dossiers)
        for verdict in reversed([*judge_all(_new(law), dossier)])
    ]

    assert together == alone[::-1]


def test_one_award_is_answered_as_among_all() -> None:
    law = law_on(RECEIVED)
    dossier = Dossier(some_careers(law, 120)[1], RECEIVED, 2025)

    for verdict in judge_all(law, dossier):
        assert told(judge(_new(law), dossier, verdict.award.id)) == told(verdict)


def _new(law: Law) -> Law:
    return rebuilt(law, {})


TWO_PAPERS = "{all: [{confirmed: mot_viec}, {not: {confirmed: hai_viec}}]}"


@pytest.mark.parametrize(
    ("papers", "answer"),
    [
        ({}, Answer.NOT_PROVEN),
        ({"mot_viec": [True]}, Answer.NOT_PROVEN),
        ({"mot_viec": [True], "hai_viec": [False]}, Answer.MET),
        ({"mot_viec": [True], "hai_viec": [True]}, Answer.NOT_MET),
        # Two papers that differ prove nothing, in any number and order.
        ({"mot_viec": [True, False, True], "hai_viec": [False]}, Answer.NOT_PROVEN),
        ({"mot_viec": [False], "hai_viec": [False]}, Answer.NOT_MET),
    ],
)
def test_papers_that_say_the_same_lead_to_the_same_answer_whoever_signed_them(
    papers: dict[str, list[bool]], answer: Answer
) -> None:
    law = law_with(TWO_PAPERS)
    said = tuple(Confirmation(fact, 2025, holds) for fact, each in papers.items() for holds in each)
    other = tuple(replace(each, document="Biên bản 12") for each in said)

    for confirmations in (said, other, said):
        record = Record("000001", confirmations=confirmations, complete_from=1945)
        verdict = judge(law, Dossier(record, RECEIVED, 2025), "thu")
        assert (verdict.answer, verdict.ways[0].answer) == (answer, answer)
        assert verdict.ways[0].findings[0].parts[0].facts == tuple(
            each for each in confirmations if each.fact == "mot_viec"
        )
