"""The sandbox that all documents are filled in: listed filters, no functions, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import BaseLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from thidua.documents.fields import Paper
from thidua.documents.kinds import Kind, all_kinds
from thidua.documents.limits import BoundedTemplate
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


# What the template that is being filled has read: values by name, and fields of the values.
_READ: ContextVar[set[object] | None] = ContextVar("read", default=None)


def _note(what: object) -> None:
    read = _READ.get()
    if read is not None:
        read.add(what)


class _Names(Context):
    """Notes which values a template reads."""

    def resolve_or_missing(self, key: str) -> Any:
        """Give the value of a name."""
        _note(key)
        return super().resolve_or_missing(key)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Gives templates the listed values and filters, and nothing to call; what they give has a limit."""

    template_class = BoundedTemplate

    context_class = _Names

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give a field of a value, and note that it was read."""
        _note((id(obj), attribute))
        return super().getattr(obj, attribute)

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


class Filled(NamedTuple):
    """
    A template that was filled.

    Attributes:
        html: The page.
        read: What the template read of the paper, as JSON data: what stands on the page, and nothing else
            of what it could have named.
    """

    html: str
    read: dict[str, Any]


def fill(kind: Kind, paper: Paper, folder: Path | None) -> Filled:
    """
    Fill the page template of a kind.

    Args:
        folder: An office's own templates; None for the shipped ones alone.

    Raises:
        jinja2.TemplateError: A template of the office names what there is not; ``template check`` says where.
    """
    read: set[object] = set()
    token = _READ.set(read)
    try:
        html = environment(folder).get_template(f"{FOLDER}/{kind.id}.html.j2").render(values(paper))
    finally:
        _READ.reset(token)
    return Filled(html, {name: _plain(value, read) for name, value in values(paper).items() if name in read})


def _plain(value: object, read: set[object]) -> Any:
    if isinstance(value, tuple):
        return [_plain(each, read) for each in value]
    if isinstance(value, str):
        return clean(value)
    if is_dataclass(value):
        names = (each.name for each in fields(value) if (id(value), each.name) in read)
        return {name: _plain(getattr(value, name), read) for name in names}
    return value


def template_of(kind: Kind, suffix: str, folder: Path | None) -> Path:
    """Give the template of a kind: the office's own where it has one, else the shipped one."""
    name = f"{kind.id}{suffix}"
    own = folder / name if folder else None
    return own if own is not None and own.is_file() else shipped("templates") / FOLDER / name


def own_templates(folder: Path) -> Path | None:
    """Give a folder that holds a template of some kind; None for one that does not, such as a checkout's."""
    names = {f"{kind.id}{suffix}" for kind in all_kinds() for suffix in (".html.j2", ".docx")}
    return folder if folder.is_dir() and any((folder / name).is_file() for name in names) else None
