"""The JSON Schemas: fresh, true to the models, and every shipped file fits the one it points at."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.scheme.reading import Source, read
from tests.thidua.drafting.samples import PLAN_243
from thidua.drafting.drafts import draft_of
from thidua.drafting.reading import read_plan_text
from thidua.drafting.writing import draft_text
from thidua.library import shipped
from thidua.schemas import KINDS, schema_text

FOLDER = shipped("criteria") / "schema"
POINTER = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
KIND_OF = {
    "cases_for": "cases",
    "law_cases_for": "law-cases",
    "extends": "law-edition",
    "base_salary": "base-salary",
    "bonus_rates": "bonus-rates",
    **{kind: kind for kind in KINDS if kind != "documents"},
    # A law names its documents, too.
    "documents": "documents",
}


def kind_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    keys = re.findall(r"^([a-z_]+):", text, re.MULTILINE)
    return next((kind for key, kind in KIND_OF.items() if key in keys), "")


FILES = [
    path
    for folder, pattern in (("criteria", "*/*.yaml"), ("criteria", "law/*/*.yaml"), ("examples", "*/*.yaml"))
    for path in sorted(shipped(folder).glob(pattern))
    if kind_of(path)
]
_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": (str, date),
    "boolean": bool,
    "integer": int,
    "number": (int, Decimal),
}
_CHECKED = {
    "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "enum",
    "const", "anyOf", "$ref", "pattern", "format", "minLength", "minimum", "exclusiveMinimum", "maximum",
    "patternProperties", "propertyNames", "minProperties",
}  # fmt: skip
_SILENT = {"description", "default", "title", "$schema", "$defs"}


def misfits(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "$") -> list[str]:
    """Give what does not fit, by the keywords these schemas use; a keyword it does not know is a failure."""
    unknown = set(schema) - _CHECKED - _SILENT
    assert not unknown, unknown
    if "$ref" in schema:
        return misfits(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, path)
    if "anyOf" in schema:
        tried = [misfits(each, value, root, path) for each in schema["anyOf"]]
        return [] if not all(tried) else min(tried, key=len)
    found = [f"{path}: {fault}" for fault in _own_faults(schema, value)]
    if not found and isinstance(value, dict):
        found += _in_object(schema, value, root, path)
    if not found and isinstance(value, list):
        for i, each in enumerate(value):
            found += misfits(schema.get("items", {}), each, root, f"{path}[{i}]")
    return found


def _own_faults(schema: dict[str, Any], value: Any) -> list[str]:
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"is no {kind}"]
    text = str(value) if isinstance(value, str | date) else ""
    rules = {
        "enum": lambda allowed: value in allowed,
        "const": lambda only: value == only,
        "pattern": lambda pattern: re.search(pattern, text),
        "format": lambda _format: isinstance(value, date),
        "minLength": lambda least: len(text) >= least,
        "minItems": lambda least: len(value) >= least,
        "maxItems": lambda most: len(value) <= most,
        "minProperties": lambda least: len(value) >= least,
        "minimum": lambda least: value >= least,
        "maximum": lambda most: value <= most,
        "exclusiveMinimum": lambda bound: value > bound,
    }
    return [
        f"{key} {schema[key]}" for key, holds in rules.items() if key in schema and not holds(schema[key])
    ]


def _in_object(schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in value]
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    patterns = schema.get("patternProperties", {})
    for key, each in value.items():
        found += misfits(schema.get("propertyNames", {}), key, root, f"{path}.{key}")
        fitting = [patterns[pattern] for pattern in patterns if re.search(pattern, key)]
        if key in known or fitting:
            for part in [known[key]] if key in known else fitting:
                found += misfits(part, each, root, f"{path}.{key}")
        elif isinstance(others, dict):
            found += misfits(others, each, root, f"{path}.{key}")
        elif not others:
            found.append(f"{path}: {key} is not known")
    return found


def loaded(kind: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    return data


def value_of(text: str) -> Any:
    return read(Source("file", text)).value


@pytest.mark.parametrize("kind", KINDS)
def test_a_committed_schema_is_what_the_models_say_now(kind: str) -> None:
    committed = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")

    assert committed == schema_text(kind), "stale: run make schemas"


def test_files_of_every_kind_are_shipped() -> None:
    assert {kind_of(path) for path in FILES} == set(KINDS) - {"draft", "bonus-rates"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-2:]))
def test_every_shipped_file_points_editors_at_its_schema_and_fits_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pointer = POINTER.match(text)
    assert pointer is not None, "the first line must name the schema"
    schema = (path.parent / pointer[1]).resolve()
    value, kind = value_of(text), kind_of(path)

    assert schema == (FOLDER / f"{kind}.json").resolve()
    assert misfits(loaded(kind), value, loaded(kind)) == []


def test_a_draft_fits_its_schema() -> None:
    text = draft_text(draft_of(read_plan_text(PLAN_243)))

    assert misfits(loaded("draft"), value_of(text), loaded("draft")) == []


WRONG = {
    "unknown key": ("max_points: 15", "max_point: 15"),
    "wrong word": ("mode: half_up", "mode: up"),
    "wrong sort of value": ("max_points: 15", "max_points: nhiều"),
    "missing key": ("title: Thang", "note: Thang"),
    "not an id": ("id: dung_han", "id: Đúng hạn"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_loader_refuses_an_editor_marks_too(name: str) -> None:
    path = shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml"
    old, new = WRONG[name]
    text = path.read_text(encoding="utf-8")
    assert old in text

    assert misfits(loaded("scheme"), value_of(text.replace(old, new, 1)), loaded("scheme")) != []


@pytest.mark.parametrize(
    ("kind", "name", "old", "new"),
    [
        ("law", "law/luat-06-2022-qh15/2024-01-01.yaml", "rated: {at_least: ", "rated: {least: "),
        ("law", "law/luat-06-2022-qh15/2024-01-01.yaml", "at_least: hoan_thanh_tot", "at_least: tot"),
        ("law-edition", "law/luat-06-2022-qh15/2025-07-01.yaml", "extends:", "extend:"),
        ("law-cases", "law/luat-06-2022-qh15/2026-10-01.cases.yaml", "expect: not_proven", "expect: maybe"),
        ("law-cases", "law/luat-06-2022-qh15/2024-01-01.ca-nhan.cases.yaml", "scope: tinh", "scope: huyen"),
    ],
)
def test_what_the_law_refuses_an_editor_marks_too(kind: str, name: str, old: str, new: str) -> None:
    text = (shipped("criteria") / name).read_text(encoding="utf-8")
    assert old in text

    assert misfits(loaded(kind), value_of(text.replace(old, new, 1)), loaded(kind)) != []


def test_keys_that_the_loader_fills_in_are_not_offered() -> None:
    assert {"plan", "sha256"} & set(loaded("scheme")["properties"]) == set()
    assert "builds_on" in loaded("scheme")["properties"]
    assert "Plan" not in loaded("scheme")["$defs"]


def test_no_schema_allows_an_empty_value_or_an_unknown_key() -> None:
    for kind in KINDS:
        text = schema_text(kind)
        parts = [loaded(kind), *loaded(kind).get("$defs", {}).values()]

        assert '"null"' not in text
        assert [
            part for part in parts if "properties" in part and part["additionalProperties"] is not False
        ] == []


def test_an_editor_shows_what_a_key_means() -> None:
    node = loaded("scheme")["$defs"]["Node"]["properties"]

    assert node["objective"]["description"].startswith("Row of the plan it scores")
    assert loaded("scheme")["$defs"]["Gate"]["properties"]["else"]
