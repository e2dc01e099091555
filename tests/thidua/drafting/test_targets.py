"""Sentences of other plans, made up in their manner: signs, units, numbers, changes, times, levels, traps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.thidua.drafting.samples import HEAD, drafted, flags, rows, target, targets

SIGNS = {
    "Trên 90% hộ gia đình tham gia.": "> 90 %",
    "Phấn đấu đạt hơn 90% hộ tham gia.": "> 90 %",
    "Tối thiểu 60% hồ sơ được xử lý trực tuyến.": ">= 60 %",
    "Mỗi xã có ít nhất 02 mô hình.": ">= 2 mô hình",
    "Tỷ lệ giải ngân đạt từ 95% trở lên.": ">= 95 %",
    "Tỷ lệ giải ngân đạt không dưới 95%.": ">= 95 %",
    "Không quá 5% hồ sơ trễ hạn.": "<= 5 %",
    "Tỷ lệ hồ sơ trễ hạn tối đa 5%.": "<= 5 %",
    "Tỷ lệ hộ nghèo dưới 3%.": "< 3 %",
    "Tỷ lệ hộ nghèo từ 3% trở xuống.": "<= 3 %",
    "Phấn đấu đạt 80% hộ tham gia.": ">= 80 %",
    "100% cơ quan tham gia.": "= 100 %",
    "Tỷ lệ hộ dùng nước sạch đạt ≥ 98,5%.": ">= 197/2 %",
    "Thời gian giải quyết không quá 03 ngày làm việc.": "<= 3 ngày làm việc",
    "Thuộc nhóm 10 tỉnh dẫn đầu về chuyển đổi số.": "<= 10 hạng",
}
NUMBERS = {
    "Trồng ít nhất 1.200.000 cây xanh.": ">= 1200000 cây xanh",
    "Thu hút tối thiểu 1.234,5 tỷ đồng vốn đầu tư.": ">= 2469/2 tỷ đồng",
    "Có trên 1,2 triệu lượt người xem.": "> 1200000 lượt người",
    "Xây dựng 02 mô hình điểm.": ">= 2 mô hình điểm",
    "Từ 80-90% người dân hài lòng.": ">= 80..90 %",
    "Từ 80% đến 90% người dân hài lòng.": ">= 80..90 %",
    "Có 30 - 35 đơn vị cấp huyện được công nhận.": ">= 30..35 đơn vị cấp huyện",
    "Có 53/94 xã đạt chuẩn.": ">= 53 xã",
    "Tỷ lệ dân số có bảo hiểm y tế đạt 98.5%.": ">= 197/2 %",
    "Thu nhập tăng gấp 1,5 lần.": ">= 3/2 lần",
    "Ít nhất 05 gian hàng số.": ">= 5 ?",
}
NO_TARGETS = [
    "Thực hiện Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ.",
    "Theo Điều 26, khoản 2 của Luật; giai đoạn 2022-2025; quý II năm 2024.",
    "Người từ đủ 15 tuổi trở lên tham gia.",
    "Hưởng ứng phong trào “100% hộ gia đình văn hóa”.",
    "Báo cáo trước ngày 15/12/2025.",
    "Triển khai Đề án 06 và mạng 5G.",
]


@pytest.mark.parametrize("sentence", SIGNS)
def test_a_sign_is_read_from_the_words_or_told_as_understood(tmp_path: Path, sentence: str) -> None:
    assert targets(tmp_path, sentence) == [SIGNS[sentence]]


@pytest.mark.parametrize("sentence", NUMBERS)
def test_a_number_is_exact_and_keeps_its_unit(tmp_path: Path, sentence: str) -> None:
    assert targets(tmp_path, sentence) == [NUMBERS[sentence]]


@pytest.mark.parametrize("sentence", NO_TARGETS)
def test_dates_papers_ages_and_names_are_no_targets(tmp_path: Path, sentence: str) -> None:
    assert targets(tmp_path, sentence) == []


def test_a_change_is_told_from_a_level(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Giảm 10% số vụ tai nạn giao thông so với năm 2023.",
        "Giảm tỷ lệ hộ nghèo xuống dưới 3%.",
        "Năng suất lao động hằng năm tăng tối thiểu 7%.",
        "Tỷ lệ xã đạt chuẩn tăng từ 60% lên 80%.",
        "Đẩy mạnh cắt giảm giấy tờ, 80% hồ sơ đúng hạn.",
        "Công tác giảm nghèo đạt 95% kế hoạch.",
    )

    assert [(target(row), row.change) for row in found] == [
        (">= 10 %", "cut"),
        ("< 3 %", None),
        (">= 7 %", "growth"),
        (">= 80 %", None),
        (">= 80 %", None),
        (">= 95 %", None),
    ]
    assert [flags(row) for row in found[:4]] == [["baseline"], ["ambiguous"], ["baseline"], ["baseline"]]
    assert "Câu nêu số gốc là 60%" in found[3].flags[0].text


def test_a_change_said_once_may_hold_for_the_number_after_it_and_is_not_sure(tmp_path: Path) -> None:
    first, second = rows(tmp_path, "Giảm 5% số vụ và 10% số người bị thương.")

    assert [(target(row), row.change, row.confidence) for row in (first, second)] == [
        (">= 5 %", "cut", "sure"),
        (">= 10 %", "cut", "unsure"),
    ]
    assert "Từ «giảm» ở số đầu của câu có thể nói cả về số này" in second.reasons


def test_of_two_numbers_that_nothing_parts_neither_is_sure(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Giảm số xã đạt dưới 5 tiêu chí xuống 250 xã.",
        "37/41 xã đạt từ 10 tiêu chí trở lên.",
        "Không còn xã dưới 15 tiêu chí.",
        "Tỷ trọng trong từng ngành, lĩnh vực đạt 10%, năng suất tăng 7%.",
    )

    assert [(target(row), row.confidence) for row in found] == [
        ("< 5 tiêu chí", "unsure"),
        ("<= 250 xã", "unsure"),
        (">= 37 xã", "unsure"),
        (">= 10 tiêu chí", "unsure"),
        ("< 15 tiêu chí", "unsure"),
        (">= 10 %", "sure"),
        (">= 7 %", "sure"),
    ]
    assert [row.title for row in found[5:]] == ["Tỷ trọng trong từng ngành, lĩnh vực", "Năng suất tăng"]


def test_one_sentence_with_three_levels_gives_three_rows_whichever_way_it_is_put(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Tỷ lệ hồ sơ xử lý trên mạng tại cấp tỉnh đạt 100%, cấp huyện đạt 90% và cấp xã đạt trên 70%.",
        "80% văn bản cấp huyện và 60% văn bản cấp xã được ký số.",
    )

    assert [(row.id, target(row), row.levels, row.title) for row in found] == [
        ("mtct25.01a", "= 100 %", ["tinh"], "Tỷ lệ hồ sơ xử lý trên mạng tại cấp tỉnh"),
        ("mtct25.01b", ">= 90 %", ["huyen"], "Tỷ lệ hồ sơ xử lý trên mạng cấp huyện"),
        ("mtct25.01c", "> 70 %", ["xa"], "Tỷ lệ hồ sơ xử lý trên mạng cấp xã"),
        ("mtct25.02a", ">= 80 %", ["huyen"], "Văn bản cấp huyện được ký số"),
        ("mtct25.02b", ">= 60 %", ["xa"], "Văn bản cấp xã được ký số"),
    ]
    assert all("split_by_level" in flags(row) for row in found)


def test_an_upper_bound_said_once_holds_for_the_levels_after_it_and_is_told(
    tmp_path: Path,
) -> None:
    found = rows(tmp_path, "Không quá 5% hồ sơ trễ hạn ở cấp tỉnh, 10% ở cấp huyện.")

    assert [target(row) for row in found] == ["<= 5 %", "<= 10 %"]
    assert "Từ «Không quá» ở số đầu của câu có thể nói cả về số này" in found[1].reasons


def test_one_phrase_may_name_several_levels_and_a_heading_may_name_them_for_all(tmp_path: Path) -> None:
    in_sentence = rows(tmp_path, "100% cơ quan cấp tỉnh, huyện, xã dùng chữ ký số.")
    in_heading = rows(tmp_path, "Tối thiểu 60% hồ sơ đúng hạn.", head=HEAD + "a) Đối với các xã, phường\n\n")

    assert in_sentence[0].levels == ["tinh", "huyen", "xa"]
    assert in_heading[0].levels == ["xa"]


def test_each_year_of_a_sentence_belongs_to_its_own_number(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Tỷ lệ xã đạt chuẩn đạt 60% năm 2024, 70% năm 2025 và 80% vào năm 2026.",
        "Đến hết năm 2024 đạt 50% số hộ, đến năm 2026 đạt 90% số hộ.",
    )

    assert [(row.number, row.milestone and row.milestone.year) for row in found] == [
        (60, 2024),
        (70, 2025),
        (80, 2026),
        (50, 2024),
        (90, 2026),
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Đến ngày 30/6/2024", date(2024, 6, 30)),
        ("Trước ngày 15 tháng 8 năm 2024", date(2024, 8, 15)),
        ("Trong quý I/2024", date(2024, 3, 31)),
        ("Đến hết tháng 02/2024", date(2024, 2, 29)),
        ("Trong 6 tháng đầu năm 2024", date(2024, 6, 30)),
        ("Giai đoạn 2024-2026", date(2026, 12, 31)),
        ("Đến năm 2026", date(2026, 12, 31)),
    ],
)
def test_a_time_in_the_sentence_goes_before_the_headings(tmp_path: Path, words: str, day: date) -> None:
    (row,) = rows(tmp_path, f"{words}, tối thiểu 60% hộ tham gia.")

    assert row.milestone == day


def test_where_a_time_comes_from_is_said_and_two_times_of_a_heading_are_no_time(tmp_path: Path) -> None:
    bullet = "Tối thiểu 60% hộ tham gia."
    title = "KẾ HOẠCH\n\nPhong trào trồng cây giai đoạn 2024-2026\n\nII. MỤC TIÊU\n\n"

    (of_heading,) = rows(tmp_path, bullet)
    (of_title,) = rows(tmp_path, bullet, head=title)
    (of_two,) = rows(tmp_path, bullet, head="II. MỤC TIÊU ĐẾN NĂM 2025, ĐẾN NĂM 2030\n\n")
    (yearly,) = rows(tmp_path, "Hằng năm, ít nhất 02 mô hình được công nhận.")

    assert "Mốc thời gian lấy từ đề mục: «năm 2025»" in of_heading.reasons
    assert "Mốc thời gian lấy từ tên kế hoạch: «giai đoạn 2024-2026»" in of_title.reasons
    assert of_title.milestone == date(2026, 12, 31)
    assert of_two.milestone is None
    assert yearly.every_year
    assert not of_heading.every_year


SURE = {
    "Tối thiểu 60% hộ tham gia.": "sure",
    "Xây dựng 02 mô hình.": "sure",
    "Đến nay đã đạt 45% số hộ dùng nước sạch.": "unsure",
    "Tỷ lệ hộ nghèo 2,5%.": "unsure",
    "Tổ chức hội thi tại 05 xã.": "unsure",
    "Ít nhất 05 gian hàng.": "unsure",
}


@pytest.mark.parametrize("sentence", SURE)
def test_what_may_be_no_target_is_not_sure_and_gives_a_reason(tmp_path: Path, sentence: str) -> None:
    (row,) = rows(tmp_path, sentence)

    assert row.confidence == SURE[sentence]
    assert len(row.reasons) > 2


@pytest.mark.parametrize(
    "head",
    [
        "",
        "I. MỤC ĐÍCH, YÊU CẦU\n\n",
        "II. MỤC TIÊU\n\n1. Mục tiêu chung\n\n",
        "III. NHIỆM VỤ, GIẢI PHÁP\n\n",
        "IV. KHEN THƯỞNG\n\n1. Số lượng\n\n",
        "I. KẾT QUẢ THỰC HIỆN NĂM 2023\n\n",
    ],
)
def test_only_headings_of_objectives_make_a_number_a_sure_target(tmp_path: Path, head: str) -> None:
    (row,) = rows(tmp_path, "Tối thiểu 60% hộ tham gia.", head=head)

    assert row.confidence == "unsure"


def test_a_time_before_the_plan_makes_the_number_a_thing_of_the_past(tmp_path: Path) -> None:
    head = "Kiên Giang, ngày 16 tháng 11 năm 2022\n\n" + HEAD

    past, future = rows(tmp_path, "Năm 2021 đạt 60% số hộ.", "Năm 2023 đạt 70% số hộ.", head=head)

    assert (past.confidence, future.confidence) == ("unsure", "sure")


def test_more_than_the_whole_is_impossible_but_more_than_was_planned_is_not(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Trên 100% hồ sơ được xử lý.",
        "Thu ngân sách đạt trên 100% dự toán.",
        "Sản lượng tăng trên 100% so với năm 2020.",
        "Đạt 120% hộ tham gia.",
    )

    assert ["impossible" in flags(row) for row in found] == [True, False, False, True]
    assert target(found[0]) == "= 100 %"
    assert target(found[1]) == "> 100 %"


def test_a_range_an_about_and_a_decimal_point_are_flagged(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "Từ 80-90% người dân tham gia.",
        "Khoảng 40% số xã có câu lạc bộ.",
        "Tỷ lệ hộ dùng nước sạch đạt 98.5%.",
        "Tối thiểu 80% hộ tham gia, trừ hộ mới chuyển đến.",
    )

    assert [flags(row) for row in found] == [["ambiguous"], ["ambiguous"], ["ambiguous"], ["exclusion"]]
    assert found[3].flags[0].text == "Có trường hợp không tính: «trừ hộ mới chuyển đến»"


def test_a_number_in_brackets_only_explains_the_one_before_it(tmp_path: Path) -> None:
    found = targets(
        tmp_path, "Có 53/94 xã (56,4% tổng số xã) đạt chuẩn.", "Trồng cây (ít nhất 500 cây xanh)."
    )

    assert found == [">= 53 xã", ">= 500 cây xanh"]


def test_a_bullet_with_two_sentences_gives_the_rows_of_both(tmp_path: Path) -> None:
    found = rows(tmp_path, "Thu hơn 1.000 tỷ đồng tại TP. Rạch Giá. 80% hồ sơ đúng hạn; 5% thu qua mạng.")

    assert [(target(row), row.clause) for row in found] == [
        ("> 1000 tỷ đồng", "II.2, gạch đầu dòng 1"),
        (">= 80 %", "II.2, gạch đầu dòng 1"),
        (">= 5 %", "II.2, gạch đầu dòng 1"),
    ]


def test_the_same_text_decomposed_gives_the_same_draft(tmp_path: Path) -> None:
    import unicodedata

    sentence = "Tối thiểu 60% hồ sơ cấp huyện được xử lý."
    composed = drafted(tmp_path, sentence)
    decomposed = drafted(tmp_path, unicodedata.normalize("NFD", sentence))

    assert composed.rows == decomposed.rows
