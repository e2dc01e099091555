"""The sandbox that all documents are filled in: listed filters, no functions, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from thidua.documents.fields import Paper
from thidua.documents.kinds import Kind, all_kinds
from thidua.dossier.formats import clean
from thidua.library import shipped

FOLDER = "documents"


def _join(texts: Iterable[object], by: str = "") -> str:
    return by.join(str(each) for each in texts)


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"upper": str.upper, "lower": str.lower, "join": _join}
)


def _finalize(value: object) -> object:
    # Runs on every value that a template prints, so no template can forget it.
    return type(value)(clean(value)) if isinstance(value, str) else value


class _Sandbox(ImmutableSandboxedEnvironment):
    """Gives templates the listed values and filters, and nothing to call."""

    def is_safe_callable(self, obj: Any) -> bool:
        """Refuse every call; filters do not pass here."""
        return False


class _Overlay(BaseLoader):
    """An office's own templates first, then the shipped ones."""

    def __init__(self, folder: Path | None) -> None:
        self._own = FileSystemLoader(folder) if folder else None
        self._shipped = PrefixLoader({FOLDER: FileSystemLoader(shipped("templates") / FOLDER)})

    def get_source(self, environment: Environment, template: str) -> Any:
        """Give a template by ``documents/<name>``; only plain names are looked for in the own folder."""
        name = template.removeprefix(f"{FOLDER}/")
        if self._own is not None and "/" not in name and not name.startswith("."):
            try:
                return self._own.get_source(environment, name)
            except TemplateNotFound:
                pass
        return self._shipped.get_source(environment, template)


@lru_cache
def environment(folder: Path | None = None) -> ImmutableSandboxedEnvironment:
    """
    Give the environment of the documents.

    Args:
        folder: An office's own templates; None for the shipped ones alone.
    """
    made = _Sandbox(
        loader=_Overlay(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.filters = dict(FILTERS)
    made.tests = {}
    return made


def values(paper: Paper) -> dict[str, Any]:
    """Give what a template may name."""
    return {each.name: getattr(paper, each.name) for each in fields(paper)}


def template_of(kind: Kind, suffix: str, folder: Path | None) -> Path:
    """Give the template of a kind: the office's own where it has one, else the shipped one."""
    name = f"{kind.id}{suffix}"
    own = folder / name if folder else None
    return own if own is not None and own.is_file() else shipped("templates") / FOLDER / name


def own_templates(folder: Path) -> Path | None:
    """Give a folder that holds a template of some kind; None for one that does not, such as a checkout's."""
    names = {f"{kind.id}{suffix}" for kind in all_kinds() for suffix in (".html.j2", ".docx")}
    return folder if folder.is_dir() and any((folder / name).is_file() for name in names) else None
