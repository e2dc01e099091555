"""JSON Schemas of rule files, for editors that complete and check; ``make schemas`` writes them."""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from scoring.law.cases import LawCases
from scoring.law.catalogue import LawFile
from scoring.law.editions import Edition
from scoring.law.money_rules import BaseSalaries, BonusRules, OwnRates
from scoring.law.register import AwardRegister
from scoring.law.statistics_forms import StatisticsForms
from scoring.nominating.deadlines import Holidays
from scoring.nominating.principles import Principles
from scoring.nominating.rules import NominationRules
from scoring.scheme.cases import Cases
from scoring.scheme.load import NOT_WRITTEN
from scoring.scheme.model import Plan, Scheme
from thidua.documents.matters import Matters
from thidua.drafting.model import Draft
from thidua.pasts import WrittenHistory
from thidua.review import Review

KINDS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "scheme": Scheme,
        "plan": Plan,
        "cases": Cases,
        "review": Review,
        "documents": Matters,
        "draft": Draft,
        "law": LawFile,
        "law-edition": Edition,
        "law-cases": LawCases,
        "history": WrittenHistory,
        "nomination": NominationRules,
        "nominating": Principles,
        "holidays": Holidays,
        "base-salary": BaseSalaries,
        "bonus": BonusRules,
        "bonus-rates": OwnRates,
        "register": AwardRegister,
        "statistics": StatisticsForms,
    }
)
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ATTRIBUTE = re.compile(r"^    ([a-z_]+(?:, [a-z_]+)*): (.+(?:\n {8}.+)*)", re.MULTILINE)
_REFERENCE = "#/$defs/"
_NAMED = ("properties", "patternProperties", "$defs")

Schema = dict[str, Any]


def schema_text(kind: str) -> str:
    """
    Write the JSON Schema of one kind of file.

    Args:
        kind: One of ``KINDS``.

    Returns:
        The schema as JSON; keys that the loader fills in are not in it, for no file may write them.
    """
    model = KINDS[kind]
    raw = model.model_json_schema(by_alias=True)
    models = {each.__name__: each for each in _reachable(model, {})}
    parts = {name: _edited(part, models.get(name)) for name, part in raw.pop("$defs", {}).items()}
    whole = _edited(raw, model)
    for name in NOT_WRITTEN.get(model, ()):
        whole["properties"].pop(name, None)
    used = _used(whole, parts)
    schema = {"$schema": _DIALECT, **whole, "title": f"thidua: {kind}"}
    if used:
        schema["$defs"] = {name: part for name, part in parts.items() if name in used}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _reachable(model: type[BaseModel], seen: dict[type[BaseModel], None]) -> Iterator[type[BaseModel]]:
    """Give a model and every model its fields are made of, each once."""
    if model in seen:
        return
    seen[model] = None
    yield model
    for field in model.model_fields.values():
        for part in _classes(field.annotation):
            yield from _reachable(part, seen)


def _classes(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _classes(argument)


def _edited(part: Schema, model: type[BaseModel] | None) -> Schema:
    """Give a part without generated titles and nulls, each key with its own words from the docstring."""
    plain: Schema = _without_noise(part)
    text = inspect.cleandoc(model.__doc__ or "") if model else ""
    if text:
        plain["description"] = text.partition("\n\nAttributes:")[0].strip()
    for name, words in _words_of_keys(model).items():
        if name in plain.get("properties", {}):
            plain["properties"][name] = {"description": words} | plain["properties"][name]
    return plain


def _without_noise(value: Any, *, named: bool = False) -> Any:
    """
    Leave out what the files do not know.

    Args:
        named: Whether the keys of ``value`` are names of its author's choosing, such as those of properties.
    """
    if isinstance(value, list):
        return [_without_noise(each) for each in value if each != {"type": "null"}]
    if not isinstance(value, dict):
        return value
    kept: Schema = {}
    for key, each in value.items():
        if named or not _is_noise(key, each):
            kept[key] = _without_noise(each, named=key in _NAMED)
    if "oneOf" in kept and not named:
        # What is empty may fit both sides of such a choice, and that is no fault.
        kept["anyOf"] = kept.pop("oneOf")
    if "patternProperties" in kept and not named:
        kept["additionalProperties"] = False
    return _single(kept)


def _is_noise(key: str, value: Any) -> bool:
    return key in ("title", "discriminator") or (key == "default" and value in (None, "", [], {}))


def _single(schema: Schema) -> Schema:
    """Give a choice of one as that one."""
    choice = schema.get("anyOf")
    if not isinstance(choice, list) or len(choice) != 1:
        return schema
    only: Schema = choice[0]
    return only | {key: value for key, value in schema.items() if key != "anyOf"}


def _words_of_keys(model: type[BaseModel] | None) -> dict[str, str]:
    """Give the words of a docstring's ``Attributes:``, by the key as it is written in a file."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__ if model else ()):
        _before, _heading, listed = inspect.cleandoc(each.__doc__ or "").partition("Attributes:\n")
        for names, words in _ATTRIBUTE.findall(listed):
            text = " ".join(words.split()).replace("``", "`")
            found |= dict.fromkeys(names.split(", "), text)
    fields = model.model_fields if model else {}
    return {(fields[name].alias or name): words for name, words in found.items() if name in fields}


def _used(whole: Schema, parts: Mapping[str, Schema]) -> set[str]:
    """Give the definitions that the schema needs, through other definitions too."""
    used: set[str] = set()
    waiting = list(_references(whole))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _references(parts[name])
    return used


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].removeprefix(_REFERENCE)
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
