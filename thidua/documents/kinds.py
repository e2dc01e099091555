"""The kinds of papers a board makes: what each is called, who issues it, what it needs."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import Field

from scoring.errors import Problem, ScoringError, _
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Model, SchemeId, Text
from scoring.scheme.reading import Source, read
from thidua.intake.refusal import nearest
from thidua.library import shipped
from thidua.rules import read_text

Issuer = Literal["council", "authority", "unit"]
Context = Literal["plan", "roll", "achievement", "report", "minutes", "notice"]


class DocumentError(ScoringError):
    """A paper that cannot be made as it was asked for; all problems at once."""


class Kind(Model):
    """
    One kind of paper.

    Attributes:
        title: Tên loại văn bản.
        code: Its mark in the number, e.g. ``QĐ``; empty for what has no number.
        issuer: Whose paper it is.
        subject: What the command must name: a unit or a candidate.
        subject_optional: Whether the paper may also be about everybody.
        kinds: Kinds of candidates it is for.
        context: Which values its template is given.
        word: Whether there is a Word draft of it.
        bears_head: Whether the page ends with the head of the record that it was made from.
        open: What stays open as dots until ``documents.yaml`` or a person says it.
    """

    id: SchemeId
    title: Text
    code: str
    issuer: Issuer
    subject: Literal["", "unit", "candidate"] = ""
    subject_optional: bool = False
    kinds: list[Text] = Field(default_factory=list)
    context: Context
    word: bool
    bears_head: bool = False
    open: list[Text]


class Kinds(Model):
    """
    The file of kinds.

    Attributes:
        laws: Name of each law by its number, for a law is cited by name and date.
    """

    documents: SchemeId
    version: date
    cite: Cite
    laws: dict[str, Text]
    kinds: list[Kind]


@lru_cache
def shipped_kinds() -> Kinds:
    """Read the shipped file of kinds."""
    path = shipped("templates") / "documents" / "kinds.yaml"
    return into(Kinds, read(Source(str(path), read_text(path))))


def all_kinds() -> tuple[Kind, ...]:
    """Give every kind of paper, in the order of the work."""
    return tuple(shipped_kinds().kinds)


def kind_of(word: str) -> Kind:
    """
    Give a kind by its id.

    Raises:
        DocumentError: There is none such; the nearest is named.
    """
    known = {kind.id: kind for kind in all_kinds()}
    if word not in known:
        message = _("there is no document “{found}”; the nearest is {nearest}; see: thidua document list")
        raise DocumentError(
            [Problem("E_DOCUMENT", message, {"found": word, "nearest": nearest(word, known)})]
        )
    return known[word]
