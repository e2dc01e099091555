"""What a template may name: plain frozen values, each with the words that explain it to an office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True)
class Head:
    """What stands at the head of a paper."""

    parent: Annotated[str, "Cơ quan chủ quản, chữ in hoa; để trống nếu không có"]
    agency: Annotated[str, "Cơ quan ban hành, chữ in hoa"]
    parent_lines: Annotated[tuple[str, ...], "Cơ quan chủ quản, ngắt dòng theo bề rộng ô bên trái"]
    agency_lines: Annotated[tuple[str, ...], "Cơ quan ban hành, ngắt dòng theo bề rộng ô bên trái"]
    number: Annotated[str, "Số và ký hiệu, ví dụ 05/QĐ-UBND; chưa biết thì là dấu chấm"]
    date: Annotated[str, "Ngày tháng năm bằng chữ; chưa biết thì là dấu chấm"]
    place: Annotated[str, "Địa danh"]
    title: Annotated[str, "Tên loại văn bản, chữ in hoa"]
    authority: Annotated[str, "Người có thẩm quyền quyết định, chữ in hoa"]


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of a paper."""

    capacity: Annotated[tuple[str, ...], "Quyền hạn và chức vụ của người ký, mỗi dòng một phần"]
    signer: Annotated[str, "Họ tên người ký; chưa biết thì là dấu chấm"]
    recipients: Annotated[tuple[str, ...], "Nơi nhận, mỗi dòng một nơi, đã có dấu câu"]


@dataclass(frozen=True)
class ReviewWords:
    """The review in words."""

    title: Annotated[str, "Tên đợt xét"]
    movement: Annotated[str, "Tên phong trào thi đua, chữ đầu viết thường để đứng giữa câu"]
    period: Annotated[str, "Kỳ xét"]
    as_of: Annotated[str, "Ngày của quy định và chỉ tiêu được áp dụng"]
    council: Annotated[str, "Tên đầy đủ của Hội đồng"]
    agency: Annotated[str, "Cơ quan thường trực hoặc Hội đồng lập văn bản"]
    authority: Annotated[str, "Người có thẩm quyền quyết định"]
    authority_body: Annotated[str, "Cơ quan của người có thẩm quyền quyết định"]
    citation: Annotated[str, "Thành tích ghi trong quyết định, chữ đầu viết thường để đứng giữa câu"]
    members: Annotated[str, "Số thành viên Hội đồng"]


@dataclass(frozen=True)
class Row:
    """Somebody on a list; what nobody reported is dots or empty."""

    index: Annotated[str, "Số thứ tự trong danh sách"]
    name: Annotated[str, "Họ và tên, hoặc tên tập thể"]
    title: Annotated[str, "Ông hoặc Bà; trống đối với tập thể"]
    recipient: Annotated[str, "Ông/Bà và họ tên, hoặc tên tập thể"]
    post: Annotated[str, "Chức vụ, nơi công tác; trống đối với tập thể"]
    unit: Annotated[str, "Đơn vị trình"]
    cluster: Annotated[str, "Cụm, khối thi đua"]
    award: Annotated[str, "Hình thức khen thưởng, danh hiệu"]
    line: Annotated[str, "Cả dòng: tên; chức vụ, nơi công tác"]
    total: Annotated[str, "Tổng điểm công bố"]
    rank: Annotated[str, "Hạng trong cụm, khối"]
    label: Annotated[str, "Xếp loại"]
    standard: Annotated[str, "Kết luận về tiêu chuẩn theo luật"]
    basis: Annotated[str, "Điều, khoản làm căn cứ"]
    born: Annotated[str, "Năm sinh, hồ sơ không có thì là dấu chấm; trống đối với tập thể"]
    sex: Annotated[str, "Giới tính, hồ sơ không có thì là dấu chấm; trống đối với tập thể"]
    honours: Annotated[str, "Danh hiệu, hình thức khen thưởng đã có, với số và ngày quyết định"]
    agreed: Annotated[str, "Số phiếu đồng ý; chưa kiểm phiếu thì là dấu chấm"]
    opposed: Annotated[str, "Số phiếu không đồng ý; chưa kiểm phiếu thì là dấu chấm"]
    blank: Annotated[str, "Số phiếu hợp lệ không ghi ý kiến; chưa kiểm phiếu thì là dấu chấm"]
    share: Annotated[str, "Tỷ lệ phiếu đồng ý trên tổng số thành viên Hội đồng"]
    verdict: Annotated[
        str, "Đạt hoặc Không đạt tỷ lệ quy định; dấu chấm nếu chưa kiểm phiếu hoặc không có quy định"
    ]


@dataclass(frozen=True)
class Group:
    """One part of a list: collectives, households, enterprises, individuals."""

    numeral: Annotated[str, "Số La Mã của phần"]
    heading: Annotated[str, "Tên phần: Tập thể, Hộ gia đình, Doanh nghiệp, Cá nhân"]
    count: Annotated[str, "Số đối tượng trong phần, hai chữ số"]
    rows: Annotated[tuple[Row, ...], "Các dòng của phần"]


@dataclass(frozen=True)
class Roll:
    """The list of those who are proposed or honoured."""

    groups: Annotated[tuple[Group, ...], "Các phần của danh sách"]
    counts: Annotated[str, "Số lượng bằng chữ, ví dụ: 05 tập thể và 04 cá nhân"]
    awards: Annotated[tuple[str, ...], "Số lượng theo từng hình thức, mỗi dòng một hình thức"]
    total: Annotated[str, "Tổng số đối tượng"]


@dataclass(frozen=True)
class Paper:
    """What every paper has."""

    head: Head
    foot: Foot
    review: ReviewWords
    to: Annotated[tuple[str, ...], "Các dòng Kính gửi"]
    bases: Annotated[tuple[str, ...], "Các căn cứ, đã có dấu câu"]
    notices: Annotated[tuple[str, ...], "Lời báo ở chân mỗi trang, ví dụ: số liệu giả lập"]


@dataclass(frozen=True)
class ListPaper(Paper):
    """A paper about a list."""

    roll: Roll


@dataclass(frozen=True)
class CriterionRow:
    """A row of a table of criteria or targets."""

    index: Annotated[str, "Số thứ tự nhiều cấp, ví dụ 2.1"]
    title: Annotated[str, "Nội dung"]
    points: Annotated[str, "Điểm tối đa"]
    measure: Annotated[str, "Cách đo hoặc cách tính"]
    target: Annotated[str, "Chỉ tiêu"]
    scale: Annotated[str, "Cách cho điểm"]
    cite: Annotated[str, "Căn cứ"]


@dataclass(frozen=True)
class CriteriaTable:
    """One scheme or plan as a table."""

    title: Annotated[str, "Tên bộ tiêu chí hoặc kế hoạch"]
    subjects: Annotated[str, "Đối tượng áp dụng"]
    about: Annotated[tuple[str, ...], "Văn bản, thời gian áp dụng"]
    rows: Annotated[tuple[CriterionRow, ...], "Các nội dung"]
    rules: Annotated[tuple[str, ...], "Xếp loại, xếp hạng, số lượng: mỗi dòng một quy định"]


@dataclass(frozen=True)
class PlanPaper(Paper):
    """Kế hoạch, hướng dẫn: what is measured, who is scored, when."""

    launch: Annotated[str, "Ngày phát động"]
    end: Annotated[str, "Ngày kết thúc"]
    deadline: Annotated[str, "Hạn gửi hồ sơ"]
    clusters: Annotated[tuple[str, ...], "Các cụm, khối thi đua"]
    targets: Annotated[tuple[CriterionRow, ...], "Các chỉ tiêu của kế hoạch"]
    tables: Annotated[tuple[CriteriaTable, ...], "Các bộ tiêu chí"]
    stage: Annotated[str, "Bước có số liệu được dùng để tính điểm"]


@dataclass(frozen=True)
class Official:
    """Somebody with a part in a meeting."""

    name: Annotated[str, "Họ và tên"]
    post: Annotated[str, "Chức vụ"]
    line: Annotated[str, "Họ tên và chức vụ trên một dòng"]


@dataclass(frozen=True)
class MeetingWords:
    """The meeting of the council as the office told it."""

    opened: Annotated[str, "Giờ khai mạc"]
    closed: Annotated[str, "Giờ kết thúc"]
    held: Annotated[str, "Ngày họp"]
    place: Annotated[str, "Địa điểm"]
    chair: Official
    secretary: Official
    present: Annotated[tuple[str, ...], "Thành viên có mặt, mỗi dòng một người"]
    absent: Annotated[tuple[str, ...], "Thành viên vắng mặt, mỗi dòng một người"]
    invited: Annotated[tuple[str, ...], "Đại biểu được mời, mỗi dòng một người"]
    present_count: Annotated[str, "Số thành viên có mặt"]
    absent_count: Annotated[str, "Số thành viên vắng mặt"]
    quorum: Annotated[str, "Số thành viên phải có mặt, tỷ lệ và căn cứ; trống nếu không có quy định"]


@dataclass(frozen=True)
class Question:
    """A question that only people may answer."""

    text: Annotated[str, "Câu hỏi"]
    options: Annotated[str, "Các phương án"]
    answer: Annotated[str, "Phương án được chọn; chưa chọn thì là dấu chấm"]
    basis: Annotated[str, "Người quyết định và căn cứ"]


@dataclass(frozen=True)
class BallotCount:
    """The count of the ballots as the tellers told it."""

    tellers: Annotated[tuple[str, ...], "Tổ kiểm phiếu, mỗi dòng một người"]
    issued: Annotated[str, "Số phiếu phát ra"]
    returned: Annotated[str, "Số phiếu thu về"]
    valid: Annotated[str, "Số phiếu hợp lệ"]
    invalid: Annotated[str, "Số phiếu không hợp lệ"]
    written: Annotated[
        str, "Số phiếu lấy ý kiến bằng văn bản của thành viên vắng mặt, đã tính trong số phát ra"
    ]
    rules: Annotated[tuple[str, ...], "Tỷ lệ phải đạt của từng hình thức, số phiếu tương ứng và căn cứ"]


@dataclass(frozen=True)
class MinutesPaper(ListPaper):
    """Biên bản họp, biên bản kiểm phiếu, phiếu bầu."""

    meeting: MeetingWords
    count: BallotCount
    questions: Annotated[tuple[Question, ...], "Các nội dung Hội đồng phải quyết định"]


@dataclass(frozen=True)
class TallyRow:
    """The result of one scheme."""

    title: Annotated[str, "Bộ tiêu chí"]
    candidates: Annotated[str, "Số đối tượng"]
    scored: Annotated[str, "Số đối tượng có điểm"]
    pending: Annotated[str, "Số đối tượng chưa đủ"]
    excluded: Annotated[str, "Số đối tượng bị loại"]
    chosen: Annotated[str, "Số đối tượng được đề nghị"]


@dataclass(frozen=True)
class TargetRow:
    """How far a target was reached by all who reported on it."""

    index: Annotated[str, "Số thứ tự"]
    title: Annotated[str, "Chỉ tiêu"]
    target: Annotated[str, "Mức phải đạt"]
    reported: Annotated[str, "Số tập thể có số liệu"]
    reached: Annotated[str, "Số tập thể đạt"]
    share: Annotated[str, "Tỷ lệ đạt"]


@dataclass(frozen=True)
class Problem:
    """Something that keeps a candidate from being decided."""

    name: Annotated[str, "Đối tượng"]
    text: Annotated[str, "Nội dung"]


@dataclass(frozen=True)
class ReportPaper(ListPaper):
    """Báo cáo thẩm định, sơ kết, tổng kết."""

    tallies: Annotated[tuple[TallyRow, ...], "Kết quả theo bộ tiêu chí"]
    targets: Annotated[tuple[TargetRow, ...], "Kết quả thực hiện chỉ tiêu"]
    questions: Annotated[tuple[Question, ...], "Các nội dung Hội đồng phải quyết định"]
    waiting: Annotated[tuple[Problem, ...], "Đối tượng chưa có kết quả và điều còn thiếu"]
    law: Annotated[str, "Văn bản pháp luật được áp dụng"]
