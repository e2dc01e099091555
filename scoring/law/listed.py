"""What the dated lists of the law share: the texts their citations are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import BaseModel

from scoring.errors import Problem, _
from scoring.law.provisions import Provisions, citation_faults
from scoring.scheme.model import Cite, Model, SchemeId


class TextOf(Model):
    """
    Where the words of a cited document are shipped: ``<law>/<version>.txt`` in the library of laws.

    Attributes:
        whole: Whether it is the full text; else it holds only the clauses that were seen.
    """

    law: SchemeId
    version: date
    whole: bool = False


Texts = dict[str, TextOf]


def cites_in(value: object) -> Iterator[Cite]:
    """Give every citation inside a list, in the order of the file."""
    if isinstance(value, Cite):
        yield value
    elif isinstance(value, BaseModel):
        for part in dict(value).values():
            yield from cites_in(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from cites_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from cites_in(part)


def citation_problems(
    cites: Iterable[Cite], own_document: str, texts: Mapping[str, Provisions]
) -> Iterator[Problem]:
    """
    Hold citations against the texts of their documents.

    Args:
        cites: Those of a list.
        own_document: The document that a citation without one means.
        texts: The shipped texts, by document.

    Yields:
        Places that do not exist, quotes that stand elsewhere or nowhere, quotes no text can prove; once each.
    """
    seen: set[tuple[str, str, str]] = set()
    for cite in cites:
        document = cite.document or own_document
        key = (document, cite.clause, cite.quote)
        if not cite.clause or key in seen:
            continue
        seen.add(key)
        full = cite.model_copy(update={"document": document})
        if document in texts:
            yield from citation_faults(full, texts[document])
        elif cite.quote:
            message = _("no text of {document} is shipped, so the quote of {clause} cannot be checked")
            yield Problem("E_CITE_TEXT", message, {"document": document, "clause": cite.clause})
