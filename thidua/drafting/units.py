"""Units that plans count in, the kind of number each makes, and numbers as they are written in Vietnamese."""

from __future__ import annotations

import re
from fractions import Fraction

from scoring.scheme.kinds import Kind
from thidua.drafting.letters import listed, phrase

PLACE = "hạng"

_PERCENT = listed("phần trăm|điểm phần trăm|điểm %")
_MONEY = listed("tỷ đồng|tỉ đồng|triệu đồng|nghìn đồng|ngàn đồng|nghìn tỷ đồng|đồng|triệu usd|usd")
_OTHERS = listed("ngày làm việc|ngày|giờ|phút|lần|km|ha|m2|tấn|mức|bậc")
_COUNTS = listed(
    """mô hình|mô hình điểm|điển hình|điển hình tiên tiến|gương|gương điển hình|sáng kiến|giải pháp|đề tài
    |đề án|công trình|phần việc|dự án|sản phẩm|sản phẩm OCOP|giải|giải thưởng|nhiệm vụ|tiêu chí|chỉ tiêu|vụ
    |vụ việc|xã|phường|thị trấn|xã, phường, thị trấn|huyện|thị xã|thành phố|thôn|ấp|khu phố|tổ dân phố
    |khu dân cư|hộ|hộ gia đình|hộ nghèo|căn|căn nhà|nhà|tuyến đường|phòng học|giường bệnh|cây|cây xanh|thẻ
    |trường hợp|người|người dân|lao động|học sinh|giáo viên|bác sĩ|cán bộ|công chức|viên chức|đảng viên
    |đoàn viên|hội viên|thành viên|cá nhân|tập thể|doanh nghiệp|hợp tác xã|tổ hợp tác|tổ|tổ chức|cơ quan
    |đơn vị|đơn vị cấp huyện|đơn vị cấp xã|cơ sở|trường|trường học|lớp|lớp học|câu lạc bộ|đội|chi bộ
    |công đoàn|cuộc|hội nghị|hội thi|hội thảo|buổi|đợt|chuyên đề|phong trào|lượt|lượt người|suất quà
    |suất học bổng|tin|bài|tin, bài|tin bài|văn bản|hồ sơ|thủ tục|thủ tục hành chính|dịch vụ|dịch vụ công
    |hệ thống|nền tảng|ứng dụng|cơ sở dữ liệu|tài khoản"""
)
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_COUNTS, "count"),
    **dict.fromkeys(_OTHERS, "number"),
    **dict.fromkeys(_MONEY, "money"),
    "điểm": "points",
    **dict.fromkeys(_PERCENT, "percentage"),
}
_BY_LENGTH = sorted(_KINDS, key=len, reverse=True)
_PLAIN = {re.compile(phrase(unit), re.IGNORECASE): unit for unit in _BY_LENGTH}

# «1.234,5» and «98,5» as in Vietnamese; «98.5» is read too and told.
NUMBER = (
    r"(?:\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,9})?(?!\d)|\d{1,15}(?:,\d{1,9})?(?![\d.]\d)|\d{1,15}\.\d{1,2}(?!\d))"
)
SCALE = rf"(?:\s+(?:{phrase(*_SCALES)})(?=\s+(?!đồng|usd)))"
UNIT = rf"(?:\s*%|\s+(?:(?:số|tổng số)\s+)?{phrase(*_BY_LENGTH)})"
_DOTTED = re.compile(r"\d+\.\d{1,2}")


def number(text: str) -> Fraction:
    """Give the exact value of digits that ``NUMBER`` found."""
    if _DOTTED.fullmatch(text):
        return Fraction(text)
    return Fraction(text.replace(".", "").replace(",", "."))


def is_dotted(text: str) -> bool:
    """Tell whether a number is written with a decimal point, which in Vietnamese parts thousands."""
    return _DOTTED.fullmatch(text) is not None


def unit_of(text: str) -> str:
    """Give a unit as units are written: its lost letters restored; empty for what is none."""
    bare = re.sub(r"^\s*(?:tổng số|số)\s+", "", text).strip()
    if bare == "%" or any(re.fullmatch(phrase(each), bare, re.IGNORECASE) for each in _PERCENT[:1]):
        return "%"
    return next((unit for pattern, unit in _PLAIN.items() if pattern.fullmatch(bare)), "")


def kind_of(unit: str) -> Kind | None:
    """Give what kind of number a unit makes; None for an unknown one."""
    if unit in ("%", ""):
        return "percentage" if unit else None
    return "number" if unit == PLACE else _KINDS.get(unit)


def scale_of(text: str) -> int:
    """Give what a word such as «triệu» before a unit multiplies by; 1 without one."""
    return _SCALES.get(text.strip().lower(), 1)
