"""The sheets of a ledger workbook: one a kind of entry, with what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Literal

from scoring.law.history import OTHER_AWARD
from scoring.law.register import AwardRegister
from scoring.law.statistics_forms import Lists
from thidua.intake.ledger_choices import ABSENCES, CHANGES, DISCIPLINES, KINDS, RATINGS, SCOPES, WORKS

Reads = Literal[
    "candidate", "name", "id", "text", "award", "awards", "bases",
    "year", "count", "day", "flag", "share", "choice",
]  # fmt: skip
GUIDE = "Hướng dẫn"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class LedgerColumn:
    """
    One column.

    Attributes:
        field: Its name for machines; a header may use it instead of ``title``.
        title: Its Vietnamese header.
        reads: What a cell holds.
        required: Whether a line without it means nothing.
        hint: Advice for who fills it in, Vietnamese.
        words: For a choice: its texts by id.
    """

    field: str
    title: str
    reads: Reads
    required: bool = False
    hint: str = ""
    width: int = 18
    words: Mapping[str, str] = filled(default_factory=dict)


@dataclass(frozen=True)
class LedgerSheet:
    """
    One sheet.

    Attributes:
        kind: Kind of entry, as ``thidua.store.history_items`` names it.
        title: Name of the sheet, Vietnamese.
        note: What it is for, Vietnamese.
    """

    kind: str
    title: str
    note: str
    columns: tuple[LedgerColumn, ...]

    def column(self, name: str) -> LedgerColumn:
        """Give a column by its name for machines; raises KeyError when there is none."""
        for column in self.columns:
            if column.field == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class LedgerLists:
    """The closed lists a ledger is written with: names of awards, classes of subjects, words of movements."""

    register: AwardRegister
    lists: Lists


def _who() -> tuple[LedgerColumn, LedgerColumn]:
    return (
        LedgerColumn(
            "candidate", "Mã đối tượng", "candidate", True, "Mã trong danh sách đối tượng của đợt xét"
        ),
        LedgerColumn(
            "name", "Họ tên hoặc tên đơn vị", "name", False, "Để đối chiếu với mã; có thể để trống", 30
        ),
    )


def _document() -> LedgerColumn:
    return LedgerColumn("document", "Văn bản", "text", False, "Số, ngày văn bản hoặc nơi lưu", 26)


def _withdrawn() -> LedgerColumn:
    hint = "Ghi x để bỏ một dòng đã nạp nhầm; dòng cũ vẫn được lưu"
    return LedgerColumn(WITHDRAWN, "Bỏ dòng", "flag", False, hint, 10)


def _choice(name: str, title: str, words: Mapping[str, str], required: bool = True) -> LedgerColumn:
    return LedgerColumn(name, title, "choice", required, "Chọn trong danh sách", 26, words)


def _term() -> tuple[LedgerColumn, LedgerColumn, LedgerColumn]:
    return (
        LedgerColumn("start", "Từ ngày", "day", True),
        LedgerColumn("end", "Đến ngày", "day", False, "Để trống khi chưa kết thúc hoặc chưa rõ"),
        _document(),
    )


def ledger_sheets(lists: LedgerLists) -> tuple[LedgerSheet, ...]:
    """Give all sheets of a ledger workbook, in their order."""
    words = lists.lists
    return (
        _profiles(words),
        _honours(),
        *_years(),
        *_times(),
        *_declared(),
        *_bodies(),
        _movements(words),
    )


def _profiles(words: Lists) -> LedgerSheet:
    return LedgerSheet(
        "profile",
        "Đối tượng",
        "Phân loại đối tượng cho báo cáo thống kê; mỗi đối tượng một dòng",
        (
            *_who(),
            _choice("subject_class", "Phân loại", words.subject_class, required=False),
            LedgerColumn(
                "woman", "Nữ", "flag", False, "có hoặc không; để trống với tập thể, hộ gia đình", 10
            ),
            LedgerColumn(
                "remote",
                "Vùng khó khăn",
                "flag",
                False,
                "Biên giới, biển, đảo, vùng đặc biệt khó khăn: có, không",
            ),
            LedgerColumn("founded", "Ngày thành lập", "day", False, "Chỉ với đơn vị"),
            LedgerColumn(
                "complete_from",
                "Đầy đủ từ năm",
                "year",
                False,
                "Từ năm này trở đi sổ không bỏ sót khen thưởng, xếp loại, kỷ luật nào",
            ),
            _withdrawn(),
        ),
    )


def _honours() -> LedgerSheet:
    return LedgerSheet(
        "honour",
        "Khen thưởng",
        "Danh hiệu và hình thức khen thưởng đã có quyết định; mỗi quyết định của một đối tượng một dòng",
        (
            *_who(),
            LedgerColumn(
                "award",
                "Danh hiệu, hình thức",
                "award",
                True,
                f"Chọn trong danh sách; loại không có ở đó: ghi {OTHER_AWARD}, nêu tên ở cột Ghi chú",
                40,
            ),
            _choice("kind", "Loại hình", KINDS),
            LedgerColumn("first_year", "Từ năm", "year", False, "Để trống khi xét cho một năm", 10),
            LedgerColumn("last_year", "Đến năm", "year", True, "Năm, hoặc năm cuối của giai đoạn", 10),
            LedgerColumn("decision", "Số quyết định", "text", True),
            LedgerColumn("on", "Ngày quyết định", "day", True),
            LedgerColumn("authority", "Người quyết định", "text", False, "Chức vụ người ký", 28),
            LedgerColumn("proposer", "Cơ quan đề nghị", "text", False, "Với khen thưởng cấp Nhà nước", 28),
            LedgerColumn("document", "Nơi lưu", "text", False, "Tệp hoặc ký hiệu lưu trữ của quyết định", 26),
            LedgerColumn("movement", "Mã phong trào", "id", False, "Với khen thưởng theo chuyên đề"),
            LedgerColumn(
                "rests_on",
                "Căn cứ",
                "bases",
                False,
                "Số quyết định của các khen thưởng làm căn cứ, cách nhau bằng dấu chấm phẩy",
                30,
            ),
            LedgerColumn("revoked_number", "Thu hồi: số", "text", False, "Quyết định hủy bỏ, nếu có"),
            LedgerColumn("revoked_on", "Thu hồi: ngày", "day", False),
            LedgerColumn("revoked_why", "Thu hồi: lý do", "text", False, "", 26),
            LedgerColumn("note", "Ghi chú", "text", False, "", 26),
            _withdrawn(),
        ),
    )


def _years() -> tuple[LedgerSheet, LedgerSheet]:
    rating = LedgerSheet(
        "rating",
        "Xếp loại",
        "Mức độ hoàn thành nhiệm vụ từng năm",
        (
            *_who(),
            LedgerColumn("year", "Năm", "year", True, "", 10),
            _choice("level", "Mức", RATINGS),
            _document(),
            LedgerColumn("on", "Ngày văn bản", "day"),
            _withdrawn(),
        ),
    )
    initiative = LedgerSheet(
        "initiative",
        "Sáng kiến",
        "Sáng kiến, đề tài, đề án đã được công nhận",
        (
            *_who(),
            LedgerColumn(
                "id", "Mã sáng kiến", "text", True, "Số hoặc ký hiệu, không trùng với sáng kiến khác"
            ),
            LedgerColumn("title", "Tên", "text", True, "", 40),
            _choice("kind", "Loại", WORKS),
            LedgerColumn("year", "Năm công nhận", "year", True),
            _choice("scope", "Phạm vi ảnh hưởng", SCOPES),
            LedgerColumn("recognised_by", "Nơi công nhận", "text", False, "", 26),
            _document(),
            LedgerColumn(
                "used_for",
                "Đã dùng để xét",
                "awards",
                False,
                "Các danh hiệu, cách nhau bằng dấu chấm phẩy",
                30,
            ),
            _withdrawn(),
        ),
    )
    return rating, initiative


def _times() -> tuple[LedgerSheet, ...]:
    subject = LedgerColumn(
        "subject", "Nội dung", "text", True, "Xem xét kỷ luật, điều tra, thanh tra, đơn thư…", 40
    )
    return (
        LedgerSheet(
            "discipline",
            "Kỷ luật",
            "Hình thức kỷ luật và thời gian thi hành",
            (*_who(), _choice("level", "Hình thức", DISCIPLINES), *_term(), _withdrawn()),
        ),
        LedgerSheet(
            "absence",
            "Vắng mặt",
            "Thời gian nghỉ thai sản, đi học và các thời gian khác không làm việc",
            (*_who(), _choice("kind", "Lý do", ABSENCES), *_term(), _withdrawn()),
        ),
        LedgerSheet(
            "pending_case",
            "Vụ việc",
            "Vụ việc đang được xem xét, xác minh",
            (*_who(), subject, *_term(), _withdrawn()),
        ),
    )


def _declared() -> tuple[LedgerSheet, LedgerSheet]:
    year = LedgerColumn("year", "Năm", "year", True, "", 10)
    award = LedgerColumn("award", "Danh hiệu, hình thức", "award", True, "Chọn trong danh sách", 40)
    fact = LedgerColumn("fact", "Nội dung xác nhận", "id", True, "Mã nội dung trong tệp luật", 30)
    holds = LedgerColumn("holds", "Đạt", "flag", True, "có hoặc không", 10)
    return (
        LedgerSheet(
            "registration",
            "Đăng ký",
            "Đăng ký thi đua từng năm",
            (*_who(), award, year, _document(), _withdrawn()),
        ),
        LedgerSheet(
            "confirmation",
            "Xác nhận",
            "Nội dung cơ quan thẩm định hoặc cơ quan có thẩm quyền xác nhận bằng văn bản",
            (*_who(), fact, year, holds, _document(), _withdrawn()),
        ),
    )


def _bodies() -> tuple[LedgerSheet, LedgerSheet]:
    counted = (
        ("members", "Số thành viên"),
        ("women", "Số nữ"),
        ("completed", "Số hoàn thành nhiệm vụ trở lên"),
        ("advanced", "Số đạt LĐTT, CSTT"),
        ("fighters", "Số đạt CSTĐCS"),
        ("disciplined", "Số bị kỷ luật từ cảnh cáo"),
    )
    members = LedgerSheet(
        "membership",
        "Tập thể theo năm",
        "Số liệu về thành viên của tập thể từng năm",
        (
            *_who(),
            LedgerColumn("year", "Năm", "year", True, "", 10),
            *(
                LedgerColumn(name, title, "count", False, "Để trống khi chưa có số liệu")
                for name, title in counted
            ),
            _document(),
            _withdrawn(),
        ),
    )
    lineage = LedgerSheet(
        "predecessor",
        "Kế thừa",
        "Đơn vị cũ đã sáp nhập, chia tách, đổi tên thành đơn vị hiện nay",
        (
            *_who(),
            LedgerColumn("unit", "Mã đơn vị cũ", "id", True),
            LedgerColumn("unit_name", "Tên đơn vị cũ", "text", True, "", 30),
            LedgerColumn("on", "Ngày thay đổi", "day", True),
            _choice("change", "Cách thay đổi", CHANGES),
            LedgerColumn(
                "share", "Phần chuyển sang", "share", False, "Phân số, ví dụ 2/3; để trống nếu chưa rõ"
            ),
            LedgerColumn(
                "inherits", "Kế thừa thành tích", "flag", False, "có, không; để trống khi chưa có quyết định"
            ),
            _document(),
            _withdrawn(),
        ),
    )
    return members, lineage


def _movements(words: Lists) -> LedgerSheet:
    return LedgerSheet(
        "movement",
        "Phong trào",
        "Các phong trào thi đua",
        (
            LedgerColumn("id", "Mã phong trào", "id", True),
            LedgerColumn("title", "Tên phong trào", "text", True, "", 50),
            _choice("launched_by", "Cấp phát động", words.launched_by),
            _choice("scope", "Phạm vi", words.scope),
            _choice("mode", "Hình thức tổ chức", words.mode),
            LedgerColumn("start", "Từ ngày", "day", True),
            LedgerColumn("end", "Đến ngày", "day"),
            LedgerColumn("interim_review", "Ngày sơ kết", "day"),
            LedgerColumn("final_review", "Ngày tổng kết", "day"),
            _document(),
            _withdrawn(),
        ),
    )
