"""
Vietnamese sentences of a draft: why a row is sure or not, and what is to be minded in its wording.

A draft is a paper for the board, and its remarks go into the plan; like all papers it is always Vietnamese.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "objective": "Đứng dưới đề mục về mục tiêu, chỉ tiêu",
        "table": "Đứng trong bảng chỉ tiêu, cột «{column}»",
        "general": "Đứng trong mục tiêu chung, không nêu cách đo: có thể là mục tiêu định tính",
        "award": "Đứng trong phần khen thưởng: có thể là số lượng hoặc điều kiện, không phải chỉ tiêu",
        "purpose": "Đứng trong phần mục đích, yêu cầu",
        "work": "Đứng trong phần nội dung, giải pháp, tổ chức thực hiện",
        "past": "Đứng trong phần căn cứ, tình hình: có thể là kết quả đã có",
        "": "Không có đề mục nào cho biết đây là chỉ tiêu",
        "said": "Câu viết «{said}»",
        "first_sign": "Từ «{said}» ở số đầu của câu có thể nói cả về số này",
        "whole": "Không có từ so sánh: 100% không thể vượt nên hiểu là bằng 100%",
        "plain": "Không có từ so sánh: hiểu là ít nhất",
        "falls": "Không có từ so sánh: câu nói giảm xuống còn, hiểu là nhiều nhất",
        "place_in_ranking": "Thứ hạng: số nhỏ là tốt, hiểu là nhiều nhất",
        "milestone_said": "Mốc thời gian trong câu: «{words}»",
        "milestone_heading": "Mốc thời gian lấy từ đề mục: «{words}»",
        "milestone_title": "Mốc thời gian lấy từ tên kế hoạch: «{words}»",
        "milestone_two": "Đề mục nêu nhiều mốc thời gian («{words}»): chưa rõ mốc nào",
        "every_year": "Chỉ tiêu của từng năm",
        "levels_said": "Câu nêu rõ cấp",
        "levels_heading": "Cấp lấy từ đề mục",
        "direction": "Số này có thể là mức không được vượt, câu không nói rõ",
        "no_levels": "Câu không nêu cấp nào: người duyệt ghi vào levels",
        "no_milestone": "Không có mốc thời gian: người duyệt ghi vào milestone",
        "no_unit": "Chưa rõ đơn vị tính: người duyệt ghi vào unit và kind",
        "present": "Câu nói về hiện trạng («{words}»), có thể không phải chỉ tiêu",
        "passed": "Mốc thời gian có trước ngày ban hành",
        "beside": "Trước con số là «{word}»: có thể chỉ nói nơi, đối tượng, không phải chỉ tiêu",
        "crowded": "Hai con số trong một vế câu: chưa rõ số nào là chỉ tiêu, số nào chỉ để mô tả",
        "none_left": "Câu nói không còn: con số có thể chỉ để mô tả",
        "shared_change": "Từ «{words}» ở số đầu của câu có thể nói cả về số này",
        "part_of": "Câu viết «{words}»: chỉ tiêu là số đứng trước",
        "damaged": "Bản chép mất chữ ở {words}: đối chiếu bản gốc",
        "cell": "Đứng trong một ô của bảng không có cột chỉ tiêu",
    }
)

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "impossible": "«{quote}» không thể đạt được; đề nghị coi là bằng 100%",
        "split_by_level": "Một câu của kế hoạch đặt {count} chỉ tiêu cho {count} cấp; đây là {level}",
        "baseline_now": "«{words}»: số gốc là số tại thời điểm ban hành và phải được ghi lại",
        "baseline": "«{words}»: cần số gốc để so sánh",
        "baseline_change": "Mức {change} tính so với số gốc nào thì câu không nói",
        "baseline_from": "Câu nêu số gốc là {base}; đối chiếu với số liệu thật",
        "composite": "Một câu đòi nhiều nội dung (tách theo dấu câu được {count} phần); chỉ đạt khi có đủ",
        "exclusion": "Có trường hợp không tính: «{words}»",
        "only": "Mẫu số chỉ gồm phần «{words}»; danh mục phải được ghi làm minh chứng",
        "satisfaction": "«{words}»: tỷ lệ có thực hiện đánh giá, hay tỷ lệ đánh giá là hài lòng",
        "range": "«{quote}» là một khoảng: chưa rõ lấy đầu nào làm chỉ tiêu",
        "approximate": "«{quote}» không phải con số xác định",
        "dotted": "«{quote}» viết dấu chấm thập phân, khác cách viết số tiếng Việt",
        "strict": "«{quote}» theo câu chữ là không lấy đúng {number}; tệp kế hoạch ghi gồm cả {number}",
        "direction": "Không có từ so sánh, và số này có thể là mức không được vượt: «{words}»",
        "vague": "«{words}» không đo được",
    }
)

GAPS: Mapping[str, str] = MappingProxyType(
    {
        "cut": "Bản chép bị cắt ở đây",
        "empty": "Đề mục không có nội dung bên dưới",
        "pdf_table": "Có thể là một bảng; bảng trong PDF, tệp chữ không đọc được theo cột: dùng bản Word",
        "tracked": "Tệp Word còn vết sửa chưa chấp nhận: chữ thêm vào được đọc, chữ bị xóa thì không",
        "damaged": "Bản chép mất chữ: {words}",
    }
)

LEVELS: Mapping[str, str] = MappingProxyType({"tinh": "cấp tỉnh", "huyen": "cấp huyện", "xa": "cấp xã"})
CHANGES: Mapping[str, str] = MappingProxyType({"cut": "giảm", "growth": "tăng"})
