"""Conditions and differences in sentences."""

from __future__ import annotations

import pytest

from scoring.law.answers import Remark, Term
from scoring.law.conditions import Rule
from scoring.law.differences import Said, differences
from scoring.law.loading import load_law
from scoring.law.wording import describe
from scoring.scheme.reading import Source
from tests.scoring.law.tiny import PRINCIPLES, law_with, text_with


def spoken(remark: Remark) -> str:
    """Fill the slots of a sentence, codes left as they are."""

    def shown(value: object) -> str:
        if isinstance(value, Remark):
            return spoken(value)
        if isinstance(value, Term):
            return value.code
        return ", ".join(map(shown, value)) if isinstance(value, tuple) else str(value)

    return remark.message.format(**{name: shown(value) for name, value in remark.values.items()})


@pytest.mark.parametrize(
    ("require", "words"),
    [
        ("{confirmed: doan_ket}", "điều phải có"),
        ("{rated: {at_least: hoan_thanh_tot}}", "rated rating_hoan_thanh_tot or better"),
        (
            "{rated: {at_least: hoan_thanh_tot, years: 2, consecutive: true}}",
            "2 years in a row rated rating_hoan_thanh_tot or better",
        ),
        (
            "{rated: {at_least: hoan_thanh_tot, years: 3, of_last: 5}}",
            "3 of the last 5 years rated rating_hoan_thanh_tot or better",
        ),
        ("{held: {award: [bang_khen_tinh], times: 2}}", "BK tỉnh held: 2"),
        (
            "{held: {award: [chien_si_thi_dua_co_so], times: 3, consecutive: true}}",
            "CSTĐCS 3 times in a row",
        ),
        (
            "{held: {award: [chien_si_thi_dua_co_so], times: 3, consecutive: true, since: bang_khen_tinh}}",
            "CSTĐCS 3 times in a row since the last BK tỉnh",
        ),
        ("{held: {award: [bang_khen_tinh], years_ago: 10}}", "holds BK tỉnh for 10 years or more"),
        ("{held: {award: [bang_khen_tinh], of_last: 5}}", "BK tỉnh 1 times in the last 5 years"),
        ("{held: {award: [bang_khen_tinh], immediately_before: true}}", "BK tỉnh for the year just before"),
        (
            "{streak: {years: 5, each: {rating: hoan_thanh_tot, award: [co_thi_dua_tinh]}, until: proposal, "
            "after: [bang_khen_tinh]}}",
            "after BK tỉnh, 5 years or more in a row up to the proposal, each rated rating_hoan_thanh_tot or "
            "with Cờ tỉnh",
        ),
        (
            "{streak: {years: 2, each: {award: [co_thi_dua_tinh]}}}",
            "2 years or more in a row, each with Cờ tỉnh",
        ),
        ("{initiatives: {count: 2, scope: tinh}}", "2 of: work_sang_kien, recognised scope_tinh"),
        (
            "{members: {count: advanced, share_at_least: 70/100}}",
            "count_advanced: at least 7/10 of all members",
        ),
        ("{members: {count: disciplined, at_most: 0}}", "count_disciplined: at most 0"),
        ("{members: {count: fighters, at_least: 1}}", "count_fighters: at least 1"),
        ("{not_disciplined: {at_least: canh_cao}}", "no discipline of canh_cao or worse in the year"),
        (
            "{not_disciplined: {at_least: canh_cao, years: 3}}",
            "no discipline of canh_cao or worse in the last 3 years",
        ),
        ("{movement: {launched_by: [trung_uong]}}", "a movement of launched_trung_uong"),
        (
            "{movement: {launched_by: [trung_uong], years: 5, at: [so_ket, tong_ket]}}",
            "a movement of launched_trung_uong, of 5 years or more, at so_ket, tong_ket",
        ),
        ("{placed: {rank_at_most: 1}}", "rank 1 or better in the scored run"),
        ("{placed: {class: [Tốt]}}", "class Tốt in the scored run"),
        ("{placed: {total_at_least: 90}}", "a total of 90 or more in the scored run"),
        ("{age: {years: 10}}", "set up 10 years ago or more"),
        ("{subject_class: [doanh_nhan]}", "class of the subject: class_doanh_nhan"),
        ("{present: {absent_weekdays_below: 40}}", "fewer than 40 weekdays away from work in the year"),
        ("{registered: true}", "registered for the award in the year"),
        ("{meets: [chien_si_thi_dua_co_so]}", "meets the standard of CSTĐCS"),
        ("{not: {registered: true}}", "not: registered for the award in the year"),
        ("{all: [{registered: true}]}", "all of these"),
        ("{any: [{registered: true}]}", "one of these"),
    ],
)
def test_every_verb_of_the_vocabulary_has_its_sentence(require: str, words: str) -> None:
    law = law_with(require)
    standard = law.award("thu").standards[0]

    assert spoken(describe(standard.require[0], law, standard.cite)) == words


def test_a_principle_is_said_in_the_words_of_the_catalogue() -> None:
    law = law_with("{registered: true}", principles=PRINCIPLES)

    assert spoken(describe(Rule.MATERNITY, law)) == "Thai sản được tính"


EDITION = """
law: luat-mau
version: 2025-07-01
title: Luật mẫu sửa đổi
extends: {law: luat-mau, version: 2024-01-01}
cite: {document: Luật mẫu}
effective: {from: 2025-07-01}
authorities: {xa: {who: Chủ tịch xã, cite: {clause: Điều 10}}}
principles: [{rule: thai_san, title: Thai sản được tính đủ, cite: {clause: Điều 4 khoản 5}}]
award_changes:
  - award: thu
    title: Tên mới
    decided_by: [xa]
    standards:
      - id: mot
        for: [individual]
        cite: {clause: Điều 2, quote: điều phải có}
        require: [{confirmed: doan_ket}, {rated: {at_least: hoan_thanh_tot}}]
      - {id: hai, for: [household], cite: {clause: Điều 3}, require: [{registered: true}]}
retired: [co_thi_dua_tinh]
awards:
  - id: moi
    title: Danh hiệu khác
    short: Khác
    class: danh_hieu
    level: xa
    cite: {clause: Điều 6}
    decided_by: [xa]
"""


def test_what_an_edition_changes_is_told_in_order_and_nothing_else() -> None:
    text = text_with("{confirmed: doan_ket}, {registered: true}", principles=PRINCIPLES)
    old = load_law(Source("cu.yaml", text), lambda _law, _version: Source("", ""))
    new = load_law(Source("moi.yaml", EDITION), lambda _law, _version: Source("cu.yaml", text))

    def side(said: Said | None) -> str:
        return spoken(said.words) if said else "-"

    found = [(d.what.value, d.award, d.way, side(d.before), side(d.after)) for d in differences(old, new)]

    assert found == [
        ("principle", "", "", "Thai sản được tính", "Thai sản được tính đủ"),
        ("title", "Tên mới", "", "Danh hiệu thử", "Tên mới"),
        ("decided_by", "Tên mới", "", "Chủ tịch", "Chủ tịch xã"),
        ("condition_gone", "Tên mới", "mot", "registered for the award in the year", "-"),
        ("condition_new", "Tên mới", "mot", "-", "rated rating_hoan_thanh_tot or better"),
        ("way_new", "Tên mới", "hai", "-", "registered for the award in the year"),
        ("award_new", "Danh hiệu khác", "", "-", "Danh hiệu khác"),
        ("award_gone", "Cờ thi đua tỉnh", "", "Cờ thi đua tỉnh", "-"),
    ]
    assert differences(new, new) == []
