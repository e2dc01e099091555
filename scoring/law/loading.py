"""From the text of a catalogue to a checked law; every fault with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from scoring.errors import Problem, SchemeError, _
from scoring.law.catalogue import Law, LawFile, rebuilt, with_changes
from scoring.law.editions import Edition, applied
from scoring.law.faults import faults_of_edition, faults_of_law
from scoring.scheme.load import into
from scoring.scheme.model import Cite
from scoring.scheme.reading import Document, Source, read

Find = Callable[[str, date], Source]
MAX_CHAIN = 10


def load_law(source: Source, find: Find) -> Law:
    """
    Load a catalogue, together with the versions it builds on.

    Args:
        source: The catalogue's file.
        find: Gives the file of a law by its id and version; raises KeyError when there is none.

    Returns:
        The whole catalogue: every citation names its document in full.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    return _load(source, find, ())


def _load(source: Source, find: Find, chain: tuple[str, ...]) -> Law:
    document = _read(source)
    written = document.value if isinstance(document.value, dict) else {}
    if "extends" not in written:
        return _root(source)
    edition = into(Edition, document)
    base = _base(edition, document, find, chain)
    _raise(faults_of_edition(edition, base, document))
    return _finished(applied(edition, base), document, f"{base.sha256}\n{source.text}")


# Several versions build on one file, and reading YAML is what takes the time.
@lru_cache(maxsize=16)
def _read(source: Source) -> Document:
    return read(source)


@lru_cache(maxsize=4)
def _root(source: Source) -> Law:
    document = _read(source)
    return _finished(rebuilt(into(LawFile, document), {}), document, source.text)


def _finished(law: Law, document: Document, text: str) -> Law:
    _raise(faults_of_law(law, document))
    return rebuilt(_with_documents(law), {"sha256": hashlib.sha256(text.encode()).hexdigest()})


def _base(edition: Edition, document: Document, find: Find, chain: tuple[str, ...]) -> Law:
    key = f"{edition.extends.law}@{edition.extends.version}"
    place = document.place(("extends",))
    if key in chain or len(chain) >= MAX_CHAIN:
        message = _("{key} builds on itself, or on too many versions")
        raise SchemeError([Problem("E_LAW_CHAIN", message, {"key": key}, place)])
    try:
        source = find(edition.extends.law, edition.extends.version)
    except KeyError:
        message = _("there is no law {key} in the library to build on")
        raise SchemeError([Problem("E_LAW_BASE", message, {"key": key}, place)]) from None
    return _load(source, find, (*chain, key))


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise SchemeError(problems)


def _with_documents(law: Law) -> Law:
    """Name the document in full in every citation: an empty one means the law's own."""
    titles = {name: ref.title for name, ref in law.documents.items()}
    return _named(law, titles, law.cite.document)  # type: ignore[no-any-return]  # same type in and out


def _named(value: Any, titles: dict[str, str], own: str) -> Any:
    if isinstance(value, Cite):
        document = titles.get(value.document, value.document) or own
        return value if document == value.document else value.model_copy(update={"document": document})
    if isinstance(value, BaseModel):
        update = {
            name: changed
            for name in type(value).model_fields
            if (changed := _named(old := getattr(value, name), titles, own)) is not old
        }
        return with_changes(value, update) if update else value
    if isinstance(value, list):
        items = [_named(item, titles, own) for item in value]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if isinstance(value, dict):
        entries = {key: _named(item, titles, own) for key, item in value.items()}
        return value if all(entries[key] is item for key, item in value.items()) else entries
    return value
