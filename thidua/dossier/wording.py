"""Vietnamese sentences of the papers for the codes of the engine; an unknown code is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scoring.facts import State

STATES: Mapping[str, str] = MappingProxyType(
    {
        State.VALUE: "Có điểm",
        State.MISSING: "Chưa có số liệu",
        State.NOT_APPLICABLE: "Không áp dụng",
        State.EXCLUDED: "Loại",
        State.PENDING: "Chờ quyết định",
    }
)

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "capped_high": "Vượt mức tối đa, chỉ tính bằng mức tối đa",
        "capped_low": "Dưới mức tối thiểu, tính bằng mức tối thiểu",
        "not_applicable_rescaled": "Có nội dung không áp dụng, các nội dung còn lại quy đổi theo tỷ lệ",
        "not_applicable_shared": "Điểm của nội dung không áp dụng được chia đều cho các nội dung cùng nhóm",
        "not_applicable_full": "Không áp dụng, được tính đủ điểm theo quy định",
        "not_applicable_left_out": "Không áp dụng, không tính nội dung này",
        "missing_as_zero": "Chưa có số liệu, tính 0 điểm theo quy định của bộ tiêu chí",
        "missing_reweighted": "Chưa có số liệu, trọng số được chia lại cho các nội dung còn lại",
        "zero_denominator_full": "Mẫu số bằng 0, được tính đủ điểm theo quy định",
        "zero_denominator_zero": "Mẫu số bằng 0, tính 0 điểm theo quy định",
        "zero_denominator_not_applicable": "Mẫu số bằng 0, coi là không áp dụng",
        "held_at_end": "Ngoài khoảng quy định, giữ mức của điểm đầu mút",
        "rounded": "Làm tròn theo quy định của bộ tiêu chí",
        "gate_score": "Điểm được ấn định do không đạt điều kiện bắt buộc",
        "zero_target_full": "Chỉ tiêu bằng 0, được tính đủ điểm theo quy định",
        "zero_target_zero": "Chỉ tiêu bằng 0, tính 0 điểm theo quy định",
        "outside": "Ngoài khoảng quy định của thang điểm",
        "irrational": "Số vô tỷ, tính với 50 chữ số",
        "winsorised": "Giá trị quá cao hoặc quá thấp, tính bằng giới hạn của cụm, khối",
        "imputed": "Chưa có số liệu, thay bằng số thống kê của cụm, khối theo quy định",
        "counts_as_leader": "Sát đơn vị dẫn đầu trong mức cho phép, được tính là dẫn đầu",
        "rank_of": "Thứ hạng trong cụm, khối",
        "constant_full": "Cả cụm, khối có cùng kết quả, được tính đủ điểm theo quy định",
        "constant_zero": "Cả cụm, khối có cùng kết quả, tính 0 điểm theo quy định",
        "floor": "làm tròn xuống",
        "half_up": "làm tròn đến số gần nhất",
        "half_even": "làm tròn đến số chẵn gần nhất",
        "ceil": "làm tròn lên",
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "missing_fact": "Chưa có số liệu báo cáo",
        "not_applicable": "Đơn vị báo cáo không áp dụng",
        "gate": "Không đạt điều kiện bắt buộc",
        "undecided": "Chờ người có thẩm quyền quyết định cách hiểu",
        "no_target": "Không có chỉ tiêu áp dụng tại ngày xét",
        "excluded": "Thuộc trường hợp không được xét",
        "gate_not_proven": "Chưa đủ căn cứ để xét điều kiện bắt buộc",
        "cluster_pending": "Chờ số liệu của đơn vị khác trong cụm, khối",
        "parts_pending": "Chờ các nội dung thành phần",
        "missing_reweighted": "Chưa có số liệu, trọng số được chia lại cho các nội dung còn lại",
        "imputed": "Chưa có số liệu, thay bằng số thống kê của cụm, khối theo quy định",
    }
)

WHY: Mapping[str, str] = MappingProxyType(
    {
        "within_places": "Trong số lượng",
        "tie_on_line": "Bằng điểm ở vị trí cuối cùng được xét",
        "others_pending": "Còn đối tượng khác chưa có kết quả",
        "beyond_places": "Ngoài số lượng",
        "condition": "Không đạt điều kiện",
        "no_total": "Chưa có tổng điểm",
        "excluded": "Thuộc trường hợp không được xét",
        "tie_included": "Bằng điểm ở vị trí cuối cùng, được xét thêm theo quy định",
        "decided": "Theo quyết định của người có thẩm quyền",
        "not_applicable": "Không có nội dung nào áp dụng",
        "quota_unknown": "Chưa xác định được số lượng",
    }
)

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "selected": "Đề nghị",
        "not_selected": "Không đề nghị",
        "undecided": "Chờ quyết định",
        "not_eligible": "Không xét",
    }
)

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "exclude": "Loại khỏi danh sách xét",
        "class_at_most": "Xếp loại không cao hơn",
        "score": "Điểm được ấn định",
    }
)

ROLES: Mapping[str, str] = MappingProxyType(
    {"base": "Điểm cơ bản", "bonus": "Điểm thưởng", "penalty": "Điểm trừ"}
)

SIGNS: Mapping[str, str] = MappingProxyType({">=": "≥", "<=": "≤", "=": "="})

SLOT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "wording": "Cách hiểu quy định",
        "tie": "Bằng điểm ở ranh giới số lượng",
        "order": "Thứ tự giữa các đối tượng bằng nhau",
    }
)

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "ambiguous": "Có nhiều cách hiểu",
        "baseline": "Cần số liệu gốc để so sánh",
        "composite": "Gồm nhiều nội dung trong một chỉ tiêu",
        "impossible": "Không thể đạt theo câu chữ",
        "misdated": "Sai ngày, tháng của văn bản dẫn chiếu",
        "split_by_level": "Chỉ tiêu khác nhau theo cấp",
        "exclusion": "Có trường hợp loại trừ",
    }
)

STAGES: Mapping[str, str] = MappingProxyType(
    {"self": "tự chấm", "peer": "chấm chéo", "appraisal": "thẩm định", "council": "Hội đồng"}
)

ANSWERS: Mapping[str, str] = MappingProxyType(
    {"met": "Đạt", "not_met": "Không đạt", "not_proven": "Chưa chứng minh"}
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "collective": "Tập thể",
        "individual": "Cá nhân",
        "household": "Hộ gia đình",
        "enterprise": "Doanh nghiệp",
    }
)

CLUSTER_KINDS: Mapping[str, str] = MappingProxyType({"cum": "Cụm thi đua", "khoi": "Khối thi đua"})

ORDER = (
    "số liệu báo cáo",
    "các trường hợp loại trừ",
    "số thống kê của cụm, khối",
    "điểm từng tiêu chí",
    "cộng điểm theo nhóm",
    "mức trần, mức sàn",
    "điều kiện bắt buộc",
    "làm tròn điểm công bố",
    "xếp loại",
    "xếp hạng",
    "xét chọn theo số lượng",
    "các nội dung do người có thẩm quyền quyết định",
)


def word(table: Mapping[str, str], code: str) -> str:
    """
    Put a code into words.

    Args:
        table: One of the tables of this module.
        code: What the engine said; ``exclude: xyz`` keeps what follows the colon.

    Returns:
        The Vietnamese words, or the code itself when the table does not know it.
    """
    head, colon, rest = code.partition(":")
    known = table.get(head.strip(), head.strip())
    return f"{known}: {rest.strip()}" if colon else known
