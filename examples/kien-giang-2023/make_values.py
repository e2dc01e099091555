"""
Write candidates.csv and values.csv of this example from units.csv and the table of hard cases below.

Unit names are real (the fifteen districts and 144 communes of Kiên Giang in 2023); every number and every
person is made up. The hard cases are written out by hand so that their totals can be worked on paper; the
rest comes from a seeded generator. Run: python make_values.py
"""

from __future__ import annotations

import csv
import random
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_APPLICABLE = "khong_ap_dung"
Values = dict[str, str]

DISTRICT_CLUSTERS = {
    "rach-gia": "cum_thanh_pho",
    "ha-tien": "cum_thanh_pho",
    "phu-quoc": "cum_thanh_pho",
    "an-bien": "cum_ven_bien",
    "an-minh": "cum_ven_bien",
    "hon-dat": "cum_ven_bien",
    "kien-luong": "cum_ven_bien",
    "giang-thanh": "cum_ven_bien",
    "chau-thanh": "cum_noi_dia",
    "giong-rieng": "cum_noi_dia",
    "go-quao": "cum_noi_dia",
    "tan-hiep": "cum_noi_dia",
    "u-minh-thuong": "cum_noi_dia",
    "vinh-thuan": "cum_noi_dia",
    "kien-hai": "cum_hai_dao",
}
DEPARTMENTS = {
    "khoi_tong_hop": [
        "Văn phòng Ủy ban nhân dân tỉnh",
        "Sở Nội vụ",
        "Sở Tư pháp",
        "Thanh tra tỉnh",
        "Sở Thông tin và Truyền thông",
        "Sở Khoa học và Công nghệ",
    ],
    "khoi_kinh_te": [
        "Sở Kế hoạch và Đầu tư",
        "Sở Tài chính",
        "Sở Công Thương",
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Sở Giao thông vận tải",
        "Sở Xây dựng",
        "Sở Tài nguyên và Môi trường",
    ],
    "khoi_van_xa": [
        "Sở Giáo dục và Đào tạo",
        "Sở Y tế",
        "Sở Lao động - Thương binh và Xã hội",
        "Sở Văn hóa và Thể thao",
        "Sở Du lịch",
    ],
}
# Percent of each row: services, online, rating, signed papers, files, report system, on time; then the
# models recognised, the reports sent late and the discipline of the head. None: blank; "-": not applicable.
Row = tuple[object, ...]
DISTRICTS: dict[str, Row] = {
    "rach-gia": (95, 72, 76, 98, 88, 100, 90, 2, 1, "khong"),
    "phu-quoc": (100, 100, 62.56, 100, 90, 100, 79, 4, 0, "khong"),
    "ha-tien": (90, 0, 40, 80, 45, 100, 49, 0, 0, "khong"),
    "an-bien": (100, 100, 80, 100, 90, 100, 80, 0, 0, "khong"),
    "hon-dat": (100, 60, 80, 100, 90, 100, 80, 2, 0, "khong"),
    "an-minh": (85, 48, 64, 94, 81, 100, 72, 1, 0, "khong"),
    "kien-luong": (92, 57, 68, 96, 84, 75, 74, 0, 2, "khong"),
    "giang-thanh": (100, 90, 40, 100, 98, 100, 95, 5, 7, "khong"),
    "go-quao": (80, 100, 80, 100, 90, 100, 80, 3, 0, "khong"),
    "giong-rieng": (100, 75, 80, 100, 90, 100, 80, 0, 0, "khong"),
    "tan-hiep": (90, 80, 80, 100, 90, 100, 80, 1, 2, "khong"),
    "u-minh-thuong": (100, 60, 80, 100, 90, 100, 80, 0, 0, "khong"),
    "chau-thanh": (100, 60, 72, 100, 90, 100, 80, 0, 0, "khien_trach"),
    "vinh-thuan": (99, 66, 78, 99, 92, 100, 88, 1, 0, "canh_cao"),
    "kien-hai": (100, 60, "-", 90, 90, 100, 80, 0, 0, "khong"),
}
COMMUNES: dict[str, Row] = {
    "giong-rieng/thi-tran-giong-rieng": (100, 96, 80, 100, 70, 100, 80, 3, 0, "khong"),
    "giong-rieng/xa-ban-tan-dinh": (96, 60, None, 98, 70, 100, 80, 1, 0, "khong"),
    "kien-hai/xa-hon-tre": (100, 60, "-", 100, 70, 100, 80, 0, 0, "khong"),
    "kien-hai/xa-lai-son": (100, 60, "-", 100, 70, 100, 80, 0, 0, "khong"),
    "phu-quoc/xa-tho-chau": ("-", 0, 0, 50, 35, 100, 40, 0, 0, "khong"),
}
PEOPLE = """
Trần Thị Mỹ Ngọc|Bà|Phó Giám đốc Sở Thông tin và Truyền thông|so-thong-tin-va-truyen-thong|L|9.75 9.5 9.5|40 40 40 39|4 2|0|khong
Lê Hoàng Phúc|Ông|Phó Chánh Văn phòng Ủy ban nhân dân tỉnh|van-phong-uy-ban-nhan-dan-tinh|L|9.5 9.5 9.75|50 50 50 48|1 4|0|khong
Nguyễn Văn Thiện Ân|Ông|Trưởng phòng Văn hóa và Thông tin thành phố Rạch Giá|rach-gia|L|9 9 9|30 30 28 27|1 1|0|khong
Phạm Thị Quỳnh Như|Bà|Chánh Văn phòng Ủy ban nhân dân huyện Gò Quao|go-quao|L|9.25 9 9|45 45 45 43|2 0|0|khong
Danh Thành Đạt|Ông|Phó Chủ tịch Ủy ban nhân dân thị trấn Minh Lương|chau-thanh/thi-tran-minh-luong|L|8.5 8.75 8|36 34 30 30|0 2|0|khong
Võ Ngọc Diễm Quỳnh|Bà|Phó Giám đốc Sở Nội vụ|so-noi-vu|L|9.5 9.25 9|60 60 60 58|1 2|1|khong
Huỳnh Tấn Lộc|Ông|Trưởng phòng Sở Giao thông vận tải|so-giao-thong-van-tai|L|8 8 7.5|28 25 20 21|0 0|0|khong
Thị Sà Rươl|Bà|Phó Trưởng phòng huyện Giồng Riềng|giong-rieng|L|9 8.5 8.75|33 33 30 31|0 3|0|khong
Đặng Minh Khôi|Ông|Trưởng phòng huyện Hòn Đất|hon-dat|L|9 9.25 9.5|42 42 42 40|1 0|0|khien_trach
Bùi Thị Kim Ngân|Bà|Phó Chủ tịch Ủy ban nhân dân phường An Thới|phu-quoc/phuong-an-thoi|L|8.75 9 8.5|38 38 37 36|0 1|0|khong
Lý Quốc Việt|Ông|Trưởng phòng Sở Tài chính|so-tai-chinh|L|7.5 8 7|25 20 15 16|0 0|2|khong
Trương Hữu Nghĩa|Ông|Phó Trưởng phòng huyện Tân Hiệp|tan-hiep|L|8 8 8|30 30 24 27|0 0|0|canh_cao
Nguyễn Thị Phượng|Bà|Chuyên viên Sở Thông tin và Truyền thông|so-thong-tin-va-truyen-thong|T|10 10 10|80 80 80 80|3 2|0|khong
Lâm Chí Cường|Ông|Chuyên viên Văn phòng Ủy ban nhân dân tỉnh|van-phong-uy-ban-nhan-dan-tinh|T|10 9.5 9.5|64 64 64 62|2 0|0|khong
Trần Ngọc Bảo Trân|Bà|Chuyên viên Sở Nội vụ|so-noi-vu|T|9.5 9.75 9.75|70 70 70 68|1 4|0|khong
Ngô Đức Thắng|Ông|Công chức phường Vĩnh Thanh Vân|rach-gia/phuong-vinh-thanh-van|T|9.5 9 9.5|90 90 90 88|1 2|0|khong
Huỳnh Như Ý|Bà|Viên chức Sở Y tế|so-y-te|T|9 9.5 9.5|55 55 55 54|1 2|0|khong
Phan Văn Út|Ông|Công chức xã Tây Yên|an-bien/xa-tay-yen|T|9 9 9|48 48 45 46|0 2|0|khong
Lê Thị Hồng Gấm|Bà|Viên chức Sở Giáo dục và Đào tạo|so-giao-duc-va-dao-tao|T|9.25 9 8.75|62 62 62 59|0 3|0|khong
Danh Sóc Kha|Ông|Công chức xã Bàn Thạch|giong-rieng/xa-ban-thach|T|8.5 8.5 8|40 38 36 36|0 1|0|khong
Mai Thanh Tùng|Ông|Chuyên viên Sở Tư pháp|so-tu-phap|T|9 8.75 9|44 44 41 43|0 2|1|khong
Đỗ Thị Thùy Dung|Bà|Công chức phường Bình San|ha-tien/phuong-binh-san|T|8.75 9 9.25|52 52 52 50|1 1|0|khong
Trịnh Công Hậu|Ông|Chuyên viên Sở Công Thương|so-cong-thuong|T|8 8.5 8|35 33 30 29|0 0|0|khong
Nguyễn Hoàng Yến Nhi|Bà|Viên chức Sở Văn hóa và Thể thao|so-van-hoa-va-the-thao|T|9 9 9.5|58 58 58 56|0 4|0|khong
Châu Sóc Phol|Ông|Công chức xã Phú Lợi|giang-thanh/xa-phu-loi|T|8.5 8 8.25|30 29 27 26|0 1|0|khong
Tô Minh Nhựt|Ông|Chuyên viên Sở Xây dựng|so-xay-dung|T|8.25 8.5 8|41 40 36 37|0 0|0|khong
Kiều Thị Ngọc Ánh|Bà|Công chức thị trấn Thứ Ba|an-bien/thi-tran-thu-ba|T|9 8.75 8.5|47 47 47 45|0 1|0|khong
Hồ Gia Bảo|Ông|Chuyên viên Sở Kế hoạch và Đầu tư|so-ke-hoach-va-dau-tu|T|9.25 9.25 9|66 66 66 64|1 0|0|khong
Vũ Thị Khánh Ly|Bà|Viên chức Sở Lao động - Thương binh và Xã hội|so-lao-dong-thuong-binh-va-xa-hoi|T|8.5 9 8.5|39 39 36 38|0 1|0|khong
Tiết Minh Triết|Ông|Công chức xã Dương Tơ|phu-quoc/xa-duong-to|T|8 8 8|33 30 25 28|0 0|0|khong
Lưu Bội Ngọc|Bà|Chuyên viên Sở Du lịch|so-du-lich|T|9 9 9|50 50 50 49|0 2|0|khong
Quách Thanh Liêm|Ông|Công chức xã Định An|go-quao/xa-dinh-an|T|8.75 8.5 8.5|45 44 42 43|0 1|0|khong
Nguyễn Thị Mộng Tuyền|Bà|Công chức thị trấn Hòn Đất|hon-dat/thi-tran-hon-dat|T|8.5 8.75 9|49 49 46 47|0 2|0|khong
Phùng Đình Nam|Ông|Chuyên viên Sở Khoa học và Công nghệ|so-khoa-hoc-va-cong-nghe|T|9.5 9.5 9.5|60 60 60 57|2 2|0|khong
Sơn Ngọc Hiền|Bà|Công chức phường Mỹ Đức|ha-tien/phuong-my-duc|T|8 8.25 8|37 35 31 33|0 0|0|khong
Đinh Công Tráng Sinh|Ông|Chuyên viên Sở Tài nguyên và Môi trường|so-tai-nguyen-va-moi-truong|T|7.5 7 7|40 32 22 27|0 0|1|khong
Từ Thị Ngọc Bích|Bà|Công chức xã Lại Sơn|kien-hai/xa-lai-son|T|9 9 8.5|28 28 27 27|0 2|0|khong
Cao Văn Lượng|Ông|Chuyên viên Thanh tra tỉnh|thanh-tra-tinh|T|8.5 8.5 8.5|31 31 29 29|0 0|0|khong
Thạch Thị Linh Đa|Bà|Công chức xã Vĩnh Bình Bắc|vinh-thuan/xa-vinh-binh-bac|T|9 8.5 8.5|43 - 40 41|0 1|0|khong
Nguyễn Huỳnh Trúc Lam|Bà|Công chức thị trấn Kiên Lương|kien-luong/thi-tran-kien-luong|T|8.75 8.75 8.75|46 46 44 44|0 2|0|khong
"""


def slug(text: str) -> str:
    """Give plain ASCII words joined by hyphens: ``Thị trấn Thứ Ba`` → ``thi-tran-thu-ba``."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    ascii_only = "".join(
        c if c.isascii() and c.isalnum() else " " for c in letters if not unicodedata.combining(c)
    )
    return "-".join(ascii_only.split())


def percent(part: object, whole: int) -> str:
    """Give the count that is ``part`` per cent of ``whole``; blank and not applicable stay what they are."""
    if part is None:
        return ""
    if part == "-":
        return NOT_APPLICABLE
    return str(round(float(str(part)) * whole / 100))


def unit_values(row: Row, services: int, offices: int) -> Values:
    """Give the facts every collective reports from a row of percentages."""
    online, rating, papers, files, system, on_time = row[1:7]
    return {
        "tthc_du_dieu_kien": str(services) if row[0] != "-" else "0",
        "tthc_toan_trinh": percent(row[0], services) if row[0] != "-" else "0",
        "ho_so_tiep_nhan": "10000",
        "ho_so_truc_tuyen": percent(online, 10000),
        "ho_so_da_giai_quyet": "10000",
        "luot_danh_gia": percent(rating, 10000),
        "luot_hai_long": percent(rating, 9000),
        "van_ban_di": "4000",
        "van_ban_ky_so": percent(papers, 4000),
        "ho_so_cong_viec": "1000",
        "ho_so_cong_viec_tren_mang": percent(files, 1000),
        "co_quan_hanh_chinh": str(offices),
        "co_quan_dung_he_thong": percent(system, offices),
        "ho_so_dung_han": percent(on_time, 10000),
        "mo_hinh": str(row[7]),
        "bao_cao_tre": str(row[8]),
        "ky_luat": str(row[9]),
    }


def random_row(chance: random.Random) -> Row:
    """Give a plausible row: most targets met or nearly so."""
    low = chance.choice((55, 70, 85))
    percents = [chance.randint(low, 100) for _ in range(5)]
    online = chance.randint(low - 15, 95)
    return (
        percents[0],
        online,
        min(percents[1], 90),
        percents[2],
        percents[3] - 20,
        100,
        percents[4],
        chance.choice((0, 0, 1, 2)),
        chance.choice((0, 0, 0, 1, 3)),
        "khong",
    )


def department_values(chance: random.Random, lowered: int) -> Values:
    """Give a department's facts: those of every collective and the rows only the province carries."""
    services = chance.choice((60, 80, 120))
    cut = chance.choice((5, 8, 10, 12, 15))
    values = unit_values(random_row(chance), services, 1)
    values["ho_so_cong_viec_tren_mang"] = str(1000 - lowered)
    functions = ("dinh_danh", "thanh_toan", "nhieu_kenh", "tu_dien", "ai")
    values |= {"tthc_thang_11_2022": "200", "tthc_hien_nay": str(200 - 2 * cut), "dich_vu_truc_tuyen": "50"}
    return values | {f"dich_vu_{name}": str(chance.randint(20, 50)) for name in functions}


def person_values(points: str, work: str, objectives: str, blamed: str, discipline: str) -> Values:
    """Give an individual's facts; ``-`` is a blank cell."""
    names = ("pham_chat", "nang_luc", "doi_moi")
    tasks = ("viec_duoc_giao", "viec_hoan_thanh", "viec_dung_han", "viec_dat_chat_luong")
    parts = ("muc_tieu_chu_tri", "muc_tieu_tham_gia")
    values = dict(zip(names + tasks + parts, points.split() + work.split() + objectives.split(), strict=True))
    values |= {"viec_bi_phe_binh": blamed, "ky_luat": discipline}
    return {fact: "" if value == "-" else value for fact, value in values.items()}


def main() -> None:
    """Write both files beside this script."""
    chance = random.Random(243)
    candidates: list[list[str]] = []
    values: dict[str, Values] = {}

    def add(key: str, name: str, level: str, cluster: str, facts: Values) -> None:
        candidate = "kg-" + key.replace("/", "-")
        candidates.append([candidate, name, "collective", level, cluster, candidate, "", ""])
        values[candidate] = facts

    with (HERE / "units.csv").open(encoding="utf-8", newline="") as file:
        communes = [(row["district"], row["commune"]) for row in csv.DictReader(file)]
    for district in dict.fromkeys(district for district, _commune in communes):
        key = slug(
            district.split(" ", 2)[2] if district.startswith("Thành phố") else district.split(" ", 1)[1]
        )
        add(key, district, "huyen", DISTRICT_CLUSTERS[key], unit_values(DISTRICTS[key], 200, 12))
    for cluster, names in DEPARTMENTS.items():
        for i, name in enumerate(names):
            add(slug(name), name, "tinh", cluster, department_values(chance, i * 25))
    for district, commune in communes:
        short = district.split(" ", 2)[2] if district.startswith("Thành phố") else district.split(" ", 1)[1]
        key = f"{slug(short)}/{slug(commune)}"
        row = COMMUNES.get(key) or random_row(chance)
        name = f"{commune}, {district[0].lower()}{district[1:]}"
        add(key, name, "xa", f"cum_xa_{slug(short).replace('-', '_')}", unit_values(row, 100, 1))
    for line in PEOPLE.strip().splitlines():
        name, title, post, unit, group, *rest = line.split("|")
        unit_id = "kg-" + unit.replace("/", "-")
        level = next(row[3] for row in candidates if row[0] == unit_id)
        cluster = "khoi_lanh_dao" if group == "L" else "khoi_truc_tiep"
        candidate = f"ca-nhan-{slug(name)}"
        candidates.append([candidate, name, "individual", level, cluster, unit_id, title, post])
        values[candidate] = person_values(*rest)
    write("candidates.csv", ["id", "name", "kind", "level", "cluster", "unit", "title", "post"], candidates)
    rows = [
        [c, fact, value, evidence(c, fact, value)]
        for c, facts in values.items()
        for fact, value in facts.items()
    ]
    write("values.csv", ["candidate", "fact", "value", "evidence"], rows)


def evidence(candidate: str, fact: str, value: str) -> str:
    """Give a made-up paper for every tenth value, so that the column is seen in use."""
    digit = sum(map(ord, candidate + fact)) % 10
    return f"BC giả lập số {sum(map(ord, candidate))}/BC" if value and digit == 0 else ""


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write a CSV file with Unix line ends."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
