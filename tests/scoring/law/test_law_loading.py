from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from scoring.errors import SchemeError
from scoring.law.catalogue import Law
from scoring.law.conditions import Held, Rule
from scoring.law.loading import load_law
from scoring.scheme.reading import Source
from tests.scoring.law.tiny import AWARDS, HEAD, PRINCIPLES, law_with, no_base, text_with

EDITION = """
law: luat-mau
version: 2025-07-01
title: Luật mẫu sửa đổi
extends: {law: luat-mau, version: 2024-01-01}
cite: {document: Luật mẫu}
effective: {from: 2025-07-01}
"""
ASKS = "{confirmed: doan_ket}"


def base(_law: str, _version: date) -> Source:
    return Source("base.yaml", text_with(ASKS, principles=PRINCIPLES))


def edition(text: str) -> Law:
    return load_law(Source("edition.yaml", EDITION + text), base)


def refusal(text: str, find: Callable[[str, date], Source] = no_base) -> list[str]:
    with pytest.raises(SchemeError) as caught:
        load_law(Source("luat.yaml", text), find)
    return [str(problem) for problem in caught.value.problems]


def test_a_catalogue_gives_its_awards_with_full_names_of_documents() -> None:
    law = law_with(ASKS)
    award = law.award("thu")

    assert law.key == "luat-mau@2024-01-01"
    assert award.standards[0].cite is not None
    assert (award.standards[0].cite.document, award.cite.document) == ("Luật mẫu", "Luật mẫu")
    assert [each.who for each in law.who(award.decided_by)] == ["Chủ tịch"]
    assert law.title_of("bang_khen_tinh") == "BK tỉnh"
    assert law.title_of("la") == "la"


@pytest.mark.parametrize(
    ("require", "words"),
    [
        ("{held: {award: [la]}}", "thu speaks of an award la that the catalogue does not have"),
        ("{meets: [la]}", "thu speaks of an award la that the catalogue does not have"),
        (
            "{streak: {years: 5, each: {rating: hoan_thanh_tot}, after: [la]}}",
            "thu speaks of an award la that the catalogue does not have",
        ),
        ("{rated: {at_last: hoan_thanh_tot}}", "the key “at_last” is not known; did you mean “at_least”?"),
        ("{rated: {at_least: tot}}", "“at_least”: Input should be"),
        (
            "{ratd: {at_least: hoan_thanh_tot}}",
            "a condition has exactly one verb of: all, any, not, confirmed",
        ),
        ("{confirmed: a, registered: true}", "a condition has exactly one verb of"),
        ("{members: {count: advanced}}", "expected one of share_at_least, at_least and at_most"),
        (
            "{members: {count: advanced, share_at_least: 70/100, at_most: 3}}",
            "expected one of share_at_least, at_least and at_most",
        ),
        ("{members: {count: advanced, share_at_least: 0.7}}", "expected a share written as a fraction"),
        ("{placed: {}}", "expected rank_at_most, class or total_at_least"),
        ("{streak: {years: 5, each: {}}}", "a year needs a rating, an award, or both to choose from"),
        ("{held: {award: []}}", "at least 1 item"),
        ("{all: []}", "at least 1 item"),
    ],
)
def test_a_condition_outside_the_vocabulary_is_refused_with_its_place(require: str, words: str) -> None:
    told = refusal(text_with(require))

    assert any(words in line for line in told), told
    assert all(line.startswith("luat.yaml:") for line in told)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("decided_by: [chu_tich]", "decided_by: [bi_thu]", "names an authority bi_thu that is not there"),
        ("level: tinh, cite", "level: tinh, ballot: phieu, cite", "names a ballot phieu that is not there"),
        (
            "level: tinh, cite",
            "level: tinh, dossiers: [hs], cite",
            "names a list of papers hs that is not there",
        ),
        ("id: bang_khen_tinh", "id: co_thi_dua_tinh", "the award co_thi_dua_tinh is described 2 times"),
        ("cite: {document: Luật mẫu}", "cite: {document: Luật lạ}", None),
        (
            "{clause: Điều 9}",
            "{clause: Điều 9, document: nd}",
            "chu_tich cites the document nd, which is not listed",
        ),
        ("require: [{rated", "points: [a], require: [{rated", "chien_si_thi_dua_co_so has no point a"),
    ],
)
def test_a_name_that_leads_nowhere_is_told(old: str, new: str, words: str | None) -> None:
    text = (HEAD + AWARDS).replace(old, new, 1)
    if words is None:
        assert load_law(Source("luat.yaml", text), no_base).cite.document == "Luật lạ"
        return

    assert any(words in line for line in refusal(text))


def test_every_fault_is_told_at_once() -> None:
    text = (HEAD + AWARDS).replace("decided_by: [chu_tich]", "decided_by: [bi_thu]")

    assert len([line for line in refusal(text) if "E_AUTHORITY" in line]) == 4


def test_a_confirmation_needs_words_from_the_facts_or_from_a_quote() -> None:
    assert any(
        "nothing says in words what doan_ket of thu means" in line
        for line in refusal(text_with(ASKS).replace(", quote: điều phải có", ""))
    )


def test_a_file_may_not_write_what_the_loader_works_out() -> None:
    assert any("the key “sha256” is not known" in line for line in refusal(HEAD + "sha256: abc\n" + AWARDS))


def test_an_edition_changes_what_it_says_and_keeps_the_rest() -> None:
    law = edition(
        """
facts: {dan_chu: Thực hiện tốt dân chủ}
principles: [{rule: thai_san, title: Nghỉ thai sản được tính đủ, cite: {clause: Điều 5}}]
award_changes:
  - {award: thu, title: Danh hiệu mới, also: {mot: [{confirmed: dan_chu}]}}
  - {award: co_thi_dua_tinh, unverified: chưa thấy văn bản}
retired: [bang_khen_tinh]
"""
    )

    assert [award.id for award in law.awards] == [
        "chien_si_thi_dua_co_so",
        "chien_si_thi_dua_tinh",
        "co_thi_dua_tinh",
        "thu",
    ]
    assert law.award("thu").title == "Danh hiệu mới"
    assert len(law.award("thu").standards[0].require) == 2
    assert law.why_unverified(law.award("co_thi_dua_tinh")) == "chưa thấy văn bản"
    assert law.rules[Rule.MATERNITY].title == "Nghỉ thai sản được tính đủ"
    assert law.rules[Rule.DISCIPLINE].title == "Tính từ khi chấp hành xong kỷ luật"
    assert law.based_on == ("luat-mau@2024-01-01",)
    assert len(law.sha256) == 64
    assert law.sha256 != load_law(base("", date.min), no_base).sha256


def test_a_standard_of_the_same_id_is_replaced_and_one_may_fall_away() -> None:
    law = edition(
        """
award_changes:
  - award: thu
    standards:
      - {id: hai, for: [individual], cite: {clause: Điều 3}, require: [{held: {award: [co_thi_dua_tinh]}}]}
    without: [mot]
"""
    )
    standards = law.award("thu").standards_for("individual")

    assert [standard.id for standard in standards] == ["hai"]
    assert isinstance(standards[0].require[0], Held)
    assert law.award("thu").standards_for("household") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "award_changes: [{award: la, title: Lạ}]\n",
            "luat-mau@2024-01-01 has no award la that could be changed",
        ),
        ("retired: [la]\n", "luat-mau@2024-01-01 has no award la that could be changed"),
        ("award_changes: [{award: thu, without: [ba]}]\n", "thu has no standard or point ba"),
        (
            "award_changes: [{award: thu, also: {ba: [{registered: true}]}}]\n",
            "thu has no standard or point ba",
        ),
        (
            "retired: [chien_si_thi_dua_co_so]\naward_changes: [{award: thu, titel: x}]\n",
            "“titel” is not known",
        ),
    ],
)
def test_an_edition_that_does_not_fit_its_base_is_refused(text: str, words: str) -> None:
    assert any(words in line for line in refusal(EDITION + text, base))


def test_an_edition_without_its_base_is_refused() -> None:
    assert refusal(EDITION)[0].endswith(
        "E_LAW_BASE: there is no law luat-mau@2024-01-01 in the library to build on"
    )


def test_an_edition_that_builds_on_itself_is_refused() -> None:
    def itself(_law: str, _version: date) -> Source:
        return Source("edition.yaml", EDITION)

    assert "builds on itself" in refusal(EDITION, itself)[0]
