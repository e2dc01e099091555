"""The words of the ledger's closed lists as they stand in its sheets, Vietnamese, by id."""

from __future__ import annotations

from scoring.law.history import (
    AbsenceKind,
    CommendationKind,
    DisciplineLevel,
    InfluenceScope,
    InitiativeKind,
    TaskRating,
    UnitChange,
)

KINDS = {
    CommendationKind.MERIT.value: "Công trạng",
    CommendationKind.SUDDEN.value: "Đột xuất",
    CommendationKind.MOVEMENT.value: "Phong trào thi đua (chuyên đề)",
    CommendationKind.CONTRIBUTION.value: "Quá trình cống hiến",
    CommendationKind.SERVICE.value: "Niên hạn",
    CommendationKind.FOREIGN.value: "Đối ngoại",
}
RATINGS = {
    TaskRating.NOT_COMPLETED.value: "Không hoàn thành nhiệm vụ",
    TaskRating.COMPLETED.value: "Hoàn thành nhiệm vụ",
    TaskRating.GOOD.value: "Hoàn thành tốt nhiệm vụ",
    TaskRating.EXCELLENT.value: "Hoàn thành xuất sắc nhiệm vụ",
}
WORKS = {
    InitiativeKind.INITIATIVE.value: "Sáng kiến",
    InitiativeKind.RESEARCH.value: "Đề tài, đề án, công trình khoa học",
    InitiativeKind.RESOURCEFULNESS.value: "Mưu trí, sáng tạo trong chiến đấu",
}
SCOPES = {
    InfluenceScope.GRASSROOTS.value: "Cơ sở",
    InfluenceScope.PROVINCE.value: "Bộ, ban, ngành, tỉnh",
    InfluenceScope.NATION.value: "Toàn quốc",
}
DISCIPLINES = {
    DisciplineLevel.REPRIMAND.value: "Khiển trách",
    DisciplineLevel.WARNING.value: "Cảnh cáo",
    DisciplineLevel.PAY_CUT.value: "Hạ bậc lương",
    DisciplineLevel.DEMOTION.value: "Giáng chức",
    DisciplineLevel.REMOVAL.value: "Cách chức",
    DisciplineLevel.DISMISSAL.value: "Buộc thôi việc",
}
ABSENCES = {
    AbsenceKind.MATERNITY.value: "Thai sản",
    AbsenceKind.STUDY.value: "Học tập",
    AbsenceKind.INJURY.value: "Bị thương",
    AbsenceKind.OTHER.value: "Khác",
}
CHANGES = {
    UnitChange.MERGE.value: "Sáp nhập",
    UnitChange.SPLIT.value: "Chia tách",
    UnitChange.RENAME.value: "Đổi tên",
}
SUBJECTS = {
    "individual": "Cá nhân",
    "collective": "Tập thể",
    "household": "Hộ gia đình",
    "enterprise": "Doanh nghiệp",
}
