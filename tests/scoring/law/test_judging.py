"""Verdicts: principles, ways, doubt about the text."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.law.answers import Answer
from scoring.law.catalogue import Law
from scoring.law.history import Confirmation, Discipline, DisciplineLevel, PendingCase, Record
from scoring.law.judging import judge, judge_all
from scoring.law.loading import load_law
from scoring.law.matter import Dossier
from scoring.law.ways import ways_for
from scoring.scheme.reading import Source
from tests.scoring.law.tiny import AWARDS, HEAD, PRINCIPLES, RECEIVED, YEAR, law_with, no_base, verdict_on

EVER = 1945
ASKS = "{confirmed: doan_ket}"
UNITED = Confirmation("doan_ket", YEAR, True)


def united(**more: object) -> Record:
    return Record("000001", confirmations=(UNITED,), complete_from=EVER, **more)  # type: ignore[arg-type]


def test_a_matter_under_examination_defers_and_never_rejects() -> None:
    case = PendingCase("Đơn tố cáo", date(2025, 11, 1))

    verdict = verdict_on(ASKS, united(cases=(case,)), principles=PRINCIPLES)

    assert (verdict.answer, verdict.is_deferred, verdict.pending) == (Answer.NOT_PROVEN, True, (case,))
    assert verdict.ways[0].answer is Answer.MET


@pytest.mark.parametrize(
    ("start", "end", "deferred"),
    [
        (date(2025, 12, 20), None, True),
        (date(2025, 12, 21), None, False),
        (date(2025, 11, 1), date(2025, 12, 20), False),
        (date(2025, 11, 1), date(2025, 12, 21), True),
    ],
)
def test_a_case_defers_from_the_day_it_is_opened_until_it_is_cleared(
    start: date, end: date | None, deferred: bool
) -> None:
    case = PendingCase("Thanh tra", start, end)

    verdict = verdict_on(ASKS, united(cases=(case,)), principles=PRINCIPLES)

    assert (verdict.is_deferred, verdict.answer is Answer.MET) == (deferred, not deferred)


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        (date(2024, 6, 1), date(2026, 5, 31), Answer.NOT_MET),
        (date(2025, 1, 1), None, Answer.NOT_MET),
        (date(2024, 6, 1), date(2025, 5, 31), Answer.NOT_PROVEN),
        (date(2025, 6, 1), date(2026, 5, 31), Answer.NOT_PROVEN),
        (date(2024, 6, 1), date(2024, 12, 31), Answer.MET),
        (date(2026, 1, 1), date(2026, 12, 31), Answer.MET),
    ],
)
def test_the_year_judged_must_lie_outside_the_term_of_a_discipline(
    first: date, last: date | None, answer: Answer
) -> None:
    term = Discipline(DisciplineLevel.REPRIMAND, first, last)

    assert verdict_on(ASKS, united(disciplines=(term,)), principles=PRINCIPLES).answer is answer


def test_an_unvouched_past_proves_no_absence_of_cases_or_discipline() -> None:
    verdict = verdict_on(ASKS, Record("000001", confirmations=(UNITED,)), principles=PRINCIPLES)

    assert verdict.answer is Answer.NOT_PROVEN
    assert [finding.answer for finding in verdict.general] == [Answer.NOT_PROVEN, Answer.NOT_PROVEN]
    assert not verdict.is_deferred


def test_a_law_without_principles_asks_nothing_in_general() -> None:
    verdict = verdict_on(ASKS, Record("000001", confirmations=(UNITED,)))

    assert (verdict.general, verdict.answer) == ((), Answer.MET)


CHOICE = """
  - id: lua_chon
    title: Danh hiệu lựa chọn
    short: Lựa chọn
    class: hinh_thuc
    level: tinh
    cite: {clause: Điều 5}
    decided_by: [chu_tich]
    points:
      a: {cite: {clause: Điều 5 điểm a, quote: giúp dân}, require: {confirmed: giup_dan}}
      b: {kind: cong_trang, cite: {clause: Điều 5 điểm b, quote: có công}, require: {confirmed: co_cong}}
    standards:
      - {id: mot, for: [individual], cite: {clause: Điều 5, quote: gương mẫu}, require: [{confirmed: guong_mau}], points: [a, b]}
"""  # noqa: E501 - one standard a line


def choice(text: str = CHOICE, head: str = HEAD) -> Law:
    return load_law(Source("luat.yaml", head + AWARDS + text), no_base)


def said(**facts: bool) -> Dossier:
    confirmations = tuple(Confirmation(fact, YEAR, holds) for fact, holds in facts.items())
    return Dossier(Record("000001", confirmations=confirmations), RECEIVED, YEAR)


@pytest.mark.parametrize(
    ("facts", "answers", "whole"),
    [
        ({"guong_mau": True, "giup_dan": True}, ["met", "not_proven"], "met"),
        ({"guong_mau": True, "giup_dan": False, "co_cong": False}, ["not_met", "not_met"], "not_met"),
        ({"guong_mau": False, "giup_dan": True, "co_cong": True}, ["not_met", "not_met"], "not_met"),
        ({"giup_dan": True, "co_cong": False}, ["not_proven", "not_met"], "not_proven"),
    ],
)
def test_one_point_is_enough_where_what_is_asked_of_all_holds(
    facts: dict[str, bool], answers: list[str], whole: str
) -> None:
    verdict = judge(choice(), said(**facts), "lua_chon")

    assert [way.answer.value for way in verdict.ways] == answers
    assert verdict.answer.value == whole
    assert [way.id for way in verdict.ways] == ["mot/a", "mot/b"]


def test_the_nearest_way_has_the_fewest_conditions_in_its_way() -> None:
    verdict = judge(choice(), said(guong_mau=True, giup_dan=False), "lua_chon")

    assert [way.id for way in verdict.nearest()] == ["mot/b"]
    (lacking,) = verdict.nearest()[0].decisive()
    assert lacking.cite is not None
    assert lacking.cite.clause == "Điều 5 điểm b"


def test_what_decides_names_every_alternative_but_of_joined_conditions_only_the_failing_ones() -> None:
    asked = "{all: [{any: [{confirmed: mot}, {confirmed: hai}]}, {confirmed: ba}, {confirmed: bon}]}"
    holds = {"mot": False, "hai": False, "ba": True}
    confirmations = tuple(Confirmation(fact, YEAR, each) for fact, each in holds.items())

    (finding,) = verdict_on(asked, Record("000001", confirmations=confirmations)).ways[0].findings

    decisive = [leaf.condition.confirmed for leaf in finding.decisive(Answer.NOT_MET)]  # type: ignore[union-attr]
    assert decisive == ["mot", "hai"]
    assert list(finding.decisive(Answer.MET)) == []


def test_a_text_that_is_not_certain_never_gives_a_final_answer() -> None:
    doubted = choice(CHOICE.replace("    short:", "    unverified: mới thấy dự thảo\n    short:"))
    whole = choice(head=HEAD + "unverified: chưa thấy toàn văn\n")

    for law, why in ((doubted, "mới thấy dự thảo"), (whole, "chưa thấy toàn văn")):
        verdict = judge(law, said(guong_mau=True, giup_dan=True), "lua_chon")
        assert (verdict.answer, verdict.indicated, verdict.unverified) == (
            Answer.NOT_PROVEN,
            Answer.MET,
            why,
        )


def test_a_way_that_is_not_certain_opens_nothing() -> None:
    law = choice(CHOICE.replace("a: {cite", "a: {unverified: chưa thấy, cite"))

    verdict = judge(law, said(guong_mau=True, giup_dan=True, co_cong=False), "lua_chon")

    assert [way.answer.value for way in verdict.ways] == ["not_proven", "not_met"]
    assert verdict.answer is Answer.NOT_PROVEN


def test_an_award_for_others_is_not_met_and_has_no_way() -> None:
    verdict = judge(choice(), Dossier(Record("ho-1", "household"), RECEIVED, YEAR), "lua_chon")

    assert (verdict.ways, verdict.answer, verdict.nearest()) == ((), Answer.NOT_MET, ())


def test_all_awards_for_the_kind_are_judged_in_the_order_of_the_catalogue() -> None:
    law = law_with(ASKS)
    kinds = ("individual", "household")

    judged = [
        [verdict.award.id for verdict in judge_all(law, Dossier(Record("x", kind), RECEIVED, YEAR))]
        for kind in kinds
    ]

    assert judged == [["chien_si_thi_dua_co_so", "thu"], ["thu"]]
    assert [standard.id for standard, _point, _rest in ways_for(law, "thu", "household")] == ["mot"]


def test_an_unknown_award_is_a_key_error_with_its_id() -> None:
    with pytest.raises(KeyError, match="la"):
        judge(law_with(ASKS), said(), "la")


def test_one_verdict_and_all_verdicts_say_the_same() -> None:
    law, dossier = choice(), said(guong_mau=True, giup_dan=True)

    assert {v.award.id: v.answer for v in judge_all(law, dossier)} == {
        award: judge(law, dossier, award).answer for award in ("chien_si_thi_dua_co_so", "lua_chon")
    }
