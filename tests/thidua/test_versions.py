"""Versions of a scheme: found by file, folder or id, chosen by the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scoring.errors import SchemeError
from thidua.library import shipped
from thidua.versions import find_versions

SCHEME = """
scheme: phong-trao
version: {version}
title: Phong trào mẫu
cite: {{document: Ví dụ}}
effective: {{{effective}}}
subjects: {{kinds: [collective], levels: [xa]}}
publish: {{round: {{to: 0.01, mode: half_up}}}}
facts: [{{id: a, title: Số a, kind: count, unit: cái}}]
children:
  - {{id: c, title: Tiêu chí, cite: {{clause: "1"}}, measure: {{fact: a}}}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of our own: three versions, the last of which replaces one that has no end."""
    monkeypatch.chdir(tmp_path)
    write("2022-01-01", "from: 2022-01-01, to: 2022-12-31")
    write("2024-01-01", "from: 2024-01-01")
    write("2025-07-01", "from: 2025-07-01, replaces: phong-trao@2024-01-01")
    return Path("criteria/phong-trao")


def write(version: str, effective: str, name: str = "") -> Path:
    path = Path("criteria/phong-trao") / f"{name or version}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCHEME.format(version=version, effective=effective), encoding="utf-8")
    return path


def refused(asked: str, day: date | None = None) -> list[tuple[str, str]]:
    def ask() -> None:
        found = find_versions(asked)
        found.on(day) if day else found.last_day()

    with pytest.raises(SchemeError) as caught:
        ask()
    return [(problem.code, problem.text()) for problem in caught.value.problems]


@pytest.mark.parametrize("asked", ["phong-trao", "criteria/phong-trao"])
@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2022, 1, 1), date(2022, 1, 1)),
        (date(2022, 12, 31), date(2022, 1, 1)),
        (date(2024, 1, 1), date(2024, 1, 1)),
        (date(2025, 6, 30), date(2024, 1, 1)),
        (date(2025, 7, 1), date(2025, 7, 1)),
        (date(2030, 1, 1), date(2025, 7, 1)),
    ],
)
def test_the_version_in_force_on_the_day_counts(asked: str, day: date, version: date) -> None:
    assert find_versions(asked).on(day).version == version


def test_a_day_between_two_versions_has_no_rules() -> None:
    assert refused("phong-trao", date(2023, 5, 1)) == [
        (
            "E_NOT_IN_FORCE",
            "no version of phong-trao is in force on 2023-05-01; there are: "
            "phong-trao@2022-01-01 (2022-01-01 – 2022-12-31); phong-trao@2024-01-01 (2024-01-01 – …); "
            "phong-trao@2025-07-01 (2025-07-01 – …)",
        )
    ]


def test_two_versions_that_hold_on_one_day_are_told_and_none_is_taken() -> None:
    write("2024-06-01", "from: 2024-06-01, to: 2024-12-31")

    ((code, words),) = refused("phong-trao", date(2024, 7, 1))

    assert (code, "phong-trao@2024-01-01" in words, "phong-trao@2024-06-01" in words) == (
        "E_TWO_IN_FORCE",
        True,
        True,
    )


def test_one_version_may_be_named_by_its_file_or_its_key(folder: Path) -> None:
    by_file = find_versions(str(folder / "2022-01-01.yaml"))
    by_key = find_versions("phong-trao@2022-01-01")

    assert by_file.schemes == by_key.schemes
    assert by_file.last_day() == date(2022, 12, 31)


def test_a_version_without_an_end_counts_from_its_first_day_and_several_ask_for_a_day(folder: Path) -> None:
    assert find_versions(str(folder / "2024-01-01.yaml")).last_day() == date(2024, 1, 1)
    ((code, words),) = refused("phong-trao")
    assert (code, "--as-of" in words) == ("E_AS_OF", True)


def test_worked_cases_beside_a_version_are_no_version(folder: Path) -> None:
    (folder / "2022-01-01.cases.yaml").write_text("cases_for: phong-trao@2022-01-01\n", encoding="utf-8")

    assert len(find_versions("phong-trao").schemes) == 3


def test_every_fault_of_every_version_is_told_with_its_file(folder: Path) -> None:
    for version in ("2022-01-01", "2024-01-01"):
        path = folder / f"{version}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("measure:", "mesure:"), encoding="utf-8")

    with pytest.raises(SchemeError) as caught:
        find_versions("phong-trao")

    # `measure` stands on the eleventh line, after `{id: c, title: Tiêu chí, cite: {clause: "1"}, `.
    places = [problem.place for problem in caught.value.problems if problem.code == "E_KEY_UNKNOWN"]
    assert places == [f"criteria/phong-trao/{version}.yaml:11:51" for version in ("2022-01-01", "2024-01-01")]


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("phong-trau", "E_SCHEME", "did you mean “phong-trao”?"),
        ("phong-trao@2021-01-01", "E_SCHEME", "did you mean “phong-trao”?"),
        ("Không có.yaml", "E_SCHEME", "an id of the library: "),
        ("criteria", "E_SCHEME", "an id of the library: "),
        ("../phong-trao", "E_SCHEME", "there is no scheme"),
        ("kg-243", "E_KIND", "this file is a “plan”"),
    ],
)
def test_what_is_no_scheme_is_told_with_the_nearest(asked: str, code: str, words: str) -> None:
    ((found, text),) = refused(asked)
    assert (found, words in text) == (code, True)


def test_the_shipped_library_is_found_from_anywhere_and_its_plans_stand_beside_it() -> None:
    scheme = find_versions("vi-du-kg-huyen").on(date(2023, 12, 31))

    assert (scheme.key, scheme.plan is not None) == ("vi-du-kg-huyen@2023-12-01", True)


def test_a_plan_beside_a_folder_with_another_name_is_found(tmp_path: Path) -> None:
    own = tmp_path / "quy-dinh"
    for name in ("kg-243", "vi-du-kg-huyen"):
        (own / name).mkdir(parents=True)
        for file in (shipped("criteria") / name).glob("*.yaml"):
            (own / name / file.name).write_bytes(file.read_bytes())
    plan = own / "kg-243" / "2022-11-16.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "# của chúng tôi\n", encoding="utf-8")

    shipped_one = find_versions("vi-du-kg-huyen").schemes[0]
    own_one = find_versions("quy-dinh/vi-du-kg-huyen").schemes[0]

    assert own_one.sha256 != shipped_one.sha256
