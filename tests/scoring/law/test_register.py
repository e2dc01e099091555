from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring import SchemeError, Source
from scoring.law.money_rules import load_bonus_rules
from scoring.law.register import load_register

LAW = Path(__file__).resolve().parents[3] / "criteria" / "law"
FILE = LAW / "danh-muc-khen-thuong" / "2024-01-01.yaml"
REGISTER = load_register(Source(FILE.name, FILE.read_text(encoding="utf-8")))


def articles() -> dict[str, str]:
    text = (LAW / "luat-06-2022-qh15" / "2024-01-01.txt").read_text(encoding="utf-8")
    parts = re.split(r"^Điều (\d+)\. ", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_an_award_is_found_by_its_id_title_short_name_and_other_spellings() -> None:
    for name in ("chien_si_thi_dua_tinh", "CHIẾN SĨ THI ĐUA CẤP TỈNH", "CSTĐ tỉnh"):
        assert REGISTER.by_name[name.casefold()].id == "chien_si_thi_dua_tinh"
    assert REGISTER.title_of("giay_khen") == "Giấy khen"
    assert (REGISTER.title_of("khong_co"), REGISTER.short_of("khong_co")) == ("khong_co", "khong_co")


def test_every_order_medal_and_title_of_the_law_is_listed_by_its_own_name() -> None:
    law = articles()
    quoted = {
        name for article in ("19", "20", "33", "54", "59") for name in re.findall("“([^”]+)”", law[article])
    }
    classes = {
        f"{name} hạng {place}"
        for article in ("33", "54")
        for name in re.findall("“([^”]+)” hạng Nhất, hạng Nhì, hạng Ba", law[article])
        for place in ("Nhất", "Nhì", "Ba")
    }
    with_classes = {name.rpartition(" hạng ")[0] for name in classes}
    titles = {award.title for award in REGISTER.awards}

    assert (quoted - with_classes) | classes <= titles
    assert len(classes) == 18


def test_every_award_with_a_coefficient_is_listed() -> None:
    rules = [
        load_bonus_rules(Source(str(path), path.read_text(encoding="utf-8")))
        for path in sorted(LAW.glob("tien-thuong-*/*.yaml"))
    ]

    assert {rate.award for each in rules for rate in each.rates} <= set(REGISTER.by_id)


def test_every_award_of_the_catalogues_is_listed() -> None:
    found = {
        award
        for path in LAW.glob("*/*.yaml")
        if re.search("^law:", text := path.read_text(encoding="utf-8"), re.MULTILINE) and "\nawards:" in text
        for award in re.findall(r"^  - id: (\w+)$", text.split("\nawards:")[1], re.MULTILINE)
    }

    assert found
    assert found - set(REGISTER.by_id) == set()


def test_two_awards_may_not_share_a_name() -> None:
    text = FILE.read_text(encoding="utf-8").replace('short: "GK"', 'short: "lđtt"')

    with pytest.raises(SchemeError, match="“lđtt” is the name of lao_dong_tien_tien and of giay_khen"):
        load_register(Source("names.yaml", text))
