"""What a template may name about results: plain frozen values, each with the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from thidua.documents.fields import Paper, Row


@dataclass(frozen=True)
class ResultRow:
    """One criterion of one candidate: what was reported, what counts, what was earned or lost, why."""

    index: Annotated[str, "Số thứ tự nhiều cấp"]
    title: Annotated[str, "Nội dung"]
    reported: Annotated[str, "Số liệu đơn vị báo cáo"]
    accepted: Annotated[str, "Số liệu được công nhận"]
    points: Annotated[str, "Điểm"]
    max_points: Annotated[str, "Điểm tối đa"]
    lost: Annotated[str, "Điểm mất so với tối đa"]
    why: Annotated[str, "Lý do"]


@dataclass(frozen=True)
class Result:
    """The result of one candidate."""

    name: Annotated[str, "Đối tượng"]
    scheme: Annotated[str, "Bộ tiêu chí"]
    cluster: Annotated[str, "Cụm, khối"]
    total: Annotated[str, "Tổng điểm"]
    rank: Annotated[str, "Hạng"]
    peers: Annotated[str, "Số đối tượng trong cụm, khối"]
    label: Annotated[str, "Xếp loại"]
    outcome: Annotated[str, "Kết quả xét chọn"]
    rows: Annotated[tuple[ResultRow, ...], "Từng nội dung"]


@dataclass(frozen=True)
class NoticePaper(Paper):
    """Thông báo kết quả to one unit; nobody else's data are in it."""

    unit: Annotated[str, "Đơn vị nhận thông báo"]
    results: Annotated[tuple[Result, ...], "Kết quả của từng đối tượng thuộc đơn vị"]


@dataclass(frozen=True)
class PastRow:
    """An entry of a candidate's past."""

    year: Annotated[str, "Năm"]
    text: Annotated[str, "Nội dung"]
    document: Annotated[str, "Số, ngày văn bản"]


@dataclass(frozen=True)
class AchievementPaper(Paper):
    """Báo cáo thành tích of one candidate."""

    who: Annotated[Row, "Đối tượng"]
    result: Annotated[Result, "Kết quả chấm điểm"]
    ratings: Annotated[tuple[PastRow, ...], "Xếp loại các năm"]
    initiatives: Annotated[tuple[PastRow, ...], "Sáng kiến, đề tài"]
    honours: Annotated[tuple[PastRow, ...], "Danh hiệu, hình thức khen thưởng đã có"]
    members: Annotated[tuple[PastRow, ...], "Số lượng, chất lượng đội ngũ"]
