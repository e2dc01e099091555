"""The names a template of a kind may use, read from the types of its values, each with its words."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Annotated, Any

from thidua.documents.fields import ListPaper, MinutesPaper, Paper, PlanPaper, ReportPaper
from thidua.documents.kinds import Kind
from thidua.documents.result_fields import AchievementPaper, NoticePaper

# A text is "", a list is a list with what each item is, anything else has names below it.
Names = dict[str, Any]
_PAPERS: dict[str, type[Paper]] = {
    "plan": PlanPaper,
    "roll": ListPaper,
    "minutes": MinutesPaper,
    "report": ReportPaper,
    "notice": NoticePaper,
    "achievement": AchievementPaper,
}


def names_of_kind(kind: Kind) -> Names:
    """Give the names that the templates of a kind may use."""
    return _below(_PAPERS[kind.context])


def _below(model: type[Any]) -> Names:
    return {name: _shape(hint) for name, hint in _hints(model)}


def _hints(model: type[Any]) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(model, include_extras=True)
    return ((field.name, hints[field.name]) for field in fields(model))


def _shape(hint: Any) -> object:
    plain = _plain(hint)
    if typing.get_origin(plain) is tuple:
        return [_shape(typing.get_args(plain)[0])]
    return _below(plain) if isinstance(plain, type) and is_dataclass(plain) else ""


def _plain(hint: Any) -> Any:
    return typing.get_args(hint)[0] if typing.get_origin(hint) is Annotated else hint


def variables(kind: Kind) -> list[tuple[str, str]]:
    """Give every name of a kind with its words: ``roll.groups[].rows[].name``."""
    return list(_listed(_PAPERS[kind.context], ""))


def _listed(model: type[Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, hint in _hints(model):
        words = hint.__metadata__[0] if typing.get_origin(hint) is Annotated else ""
        plain, path = _plain(hint), f"{prefix}{name}"
        if typing.get_origin(plain) is tuple:
            plain, path = _plain(typing.get_args(plain)[0]), f"{path}[]"
        if is_dataclass(plain):
            if words:
                yield path, words
            yield from _listed(typing.cast(type[Any], plain), f"{path}.")
        else:
            yield path, words
