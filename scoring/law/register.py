"""The names of all awards, for the ledger: how each is written, how people shorten it, whose level it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from scoring.errors import Problem, SchemeError, _
from scoring.law.listed import Texts
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Id, Model, SchemeId, Text
from scoring.scheme.reading import Document, Source, read

Level = Literal["xa", "co_so", "tinh", "chinh_phu", "nha_nuoc"]


class AwardName(Model):
    """
    An award by its names.

    Attributes:
        level: Who decides: commune, unit, province or ministry, Government or Prime Minister, President.
        also: Other ways it is written in decisions.
    """

    id: Id
    title: Text
    short: Text
    level: Level
    cite: Cite
    also: list[Text] = Field(default_factory=list)

    def names(self) -> Iterator[str]:
        """Give everything the award may be called."""
        yield from (self.id, self.title, self.short, *self.also)


class AwardRegister(Model):
    """The names of all awards."""

    register_id: Annotated[SchemeId, Field(alias="register")]
    version: date
    title: Text
    cite: Cite
    texts: Texts = Field(default_factory=dict)
    awards: Annotated[list[AwardName], Field(min_length=1)]

    @cached_property
    def by_id(self) -> dict[str, AwardName]:
        """Give the awards by id."""
        return {award.id: award for award in self.awards}

    @cached_property
    def by_name(self) -> dict[str, AwardName]:
        """Give the awards by everything they may be called, in small letters."""
        return {name.casefold(): award for award in self.awards for name in award.names()}

    def title_of(self, award: str) -> str:
        """Give the title of an award; the id itself for one that is not listed."""
        known = self.by_id.get(award)
        return known.title if known else award

    def short_of(self, award: str) -> str:
        """Give the short name of an award; the id itself for one that is not listed."""
        known = self.by_id.get(award)
        return known.short if known else award


def load_register(source: Source) -> AwardRegister:
    """
    Load the names of awards.

    Raises:
        SchemeError: Every fault with ``file:line:column``; two awards may not share a name.
    """
    document = read(source)
    register = into(AwardRegister, document)
    problems = list(_shared(register, document))
    if problems:
        raise SchemeError(problems)
    return register


def _shared(register: AwardRegister, document: Document) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for i, award in enumerate(register.awards):
        for name in award.names():
            owner = owners.setdefault(name.casefold(), award.id)
            if owner != award.id:
                message = _("“{name}” is the name of {one} and of {other}")
                values = {"name": name, "one": owner, "other": award.id}
                yield Problem("E_NAME_SHARED", message, values, document.place(("awards", i)))
