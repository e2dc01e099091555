"""A law of a few awards, for tests of one condition at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scoring.law.answers import Finding
from scoring.law.catalogue import Law
from scoring.law.history import Record
from scoring.law.judging import Verdict, judge
from scoring.law.loading import load_law
from scoring.law.matter import Dossier
from scoring.scheme.reading import Source

HEAD = """
law: luat-mau
version: 2024-01-01
title: Luật mẫu
cite: {document: Luật mẫu}
effective: {from: 2024-01-01, to: 2026-09-30}
documents: {luat: {title: Luật mẫu}}
authorities: {chu_tich: {who: Chủ tịch, cite: {clause: Điều 9}}}
"""
PRINCIPLES = """
principles:
  - {rule: dang_xem_xet, title: Chưa khen khi đang xem xét, cite: {clause: Điều 4 khoản 4}}
  - {rule: ky_luat, title: Tính từ khi chấp hành xong kỷ luật, cite: {clause: Điều 4 khoản 4}}
  - {rule: chuyen_de_dot_xuat, title: Khen chuyên đề không làm căn cứ, cite: {clause: Điều 4 khoản 3}}
  - {rule: thai_san, title: Thai sản được tính, cite: {clause: Điều 4 khoản 5}}
"""
AWARDS = """
awards:
  - {id: chien_si_thi_dua_co_so, title: Chiến sĩ thi đua cơ sở, short: CSTĐCS, class: danh_hieu, level: co_so, yearly: true, cite: {clause: Điều 1}, decided_by: [chu_tich], standards: [{id: mot, for: [individual], cite: {clause: Điều 1}, require: [{rated: {at_least: hoan_thanh_xuat_sac}}]}]}
  - {id: chien_si_thi_dua_tinh, title: Chiến sĩ thi đua tỉnh, short: CSTĐ tỉnh, class: danh_hieu, level: tinh, cite: {clause: Điều 1}, decided_by: [chu_tich]}
  - {id: bang_khen_tinh, title: Bằng khen tỉnh, short: BK tỉnh, class: hinh_thuc, level: tinh, cite: {clause: Điều 1}, decided_by: [chu_tich]}
  - {id: co_thi_dua_tinh, title: Cờ thi đua tỉnh, short: Cờ tỉnh, class: danh_hieu, level: tinh, cite: {clause: Điều 1}, decided_by: [chu_tich]}
"""  # noqa: E501 - one award a line
RECEIVED = date(2025, 12, 20)
YEAR = 2025


def text_with(require: str, *, principles: str = "", kind: str = "", more: str = "") -> str:
    """Write a law with an award ``thu`` that asks one thing of anybody."""
    commendation = f", kind: {kind}" if kind else ""
    award = (
        "  - {id: thu, title: Danh hiệu thử, short: Thử, class: danh_hieu, level: co_so, yearly: true, "
        "cite: {clause: Điều 2}, decided_by: [chu_tich], standards: [{id: mot, "
        "for: [individual, collective, household, enterprise], "
        f"cite: {{clause: Điều 2, quote: điều phải có}}{commendation}, require: [{require}]}}]}}\n"
    )
    return HEAD + principles + AWARDS + award + more


def law_with(require: str, *, principles: str = "", kind: str = "") -> Law:
    """Load such a law."""
    return load_law(Source("luat.yaml", text_with(require, principles=principles, kind=kind)), no_base)


def no_base(_law: str, _version: date) -> Source:
    raise KeyError


def verdict_on(
    require: str, record: Record, *, principles: str = "", kind: str = "", dossier: Dossier | None = None
) -> Verdict:
    """Judge a past for the award of such a law."""
    asked = dossier or Dossier(record, RECEIVED, YEAR)
    return judge(law_with(require, principles=principles, kind=kind), replace(asked, record=record), "thu")


def finding_on(
    require: str, record: Record, *, principles: str = "", kind: str = "", dossier: Dossier | None = None
) -> Finding:
    """Give the finding of that one condition."""
    verdict = verdict_on(require, record, principles=principles, kind=kind, dossier=dossier)
    return verdict.ways[0].findings[0]


def answer_on(require: str, record: Record, **options: str) -> str:
    """Give the answer of that one condition as a word."""
    return finding_on(require, record, **options).answer.value  # type: ignore[arg-type] - words only
