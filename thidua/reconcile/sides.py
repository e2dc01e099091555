"""The sides of a comparison: what papers and record say, where, and on what they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scoring.cards import Standing
from thidua.documents.material import Nominee
from thidua.dossier.formats import DOTS, number, place
from thidua.dossier.wording import STATES, word
from thidua.reconcile.sayings import Entry

RECORD = "sổ ghi"


@dataclass(frozen=True)
class Source:
    """What one side says, and where: file, place in it, value as it stands there."""

    file: str
    place: str
    value: str


@dataclass(frozen=True)
class Contradiction:
    """
    One thing on which sides differ.

    Attributes:
        what: ``name``, ``title``, ``post``, ``award``, ``kind``, ``unit``, ``total``, ``rank``, ``label``,
            ``absent``, ``unknown``, ``twice``, ``count``, ``words``, ``number``, ``date``.
        who: Whom or what it is about.
        sources: Every side with its place, the record's among them where it knows.
    """

    what: str
    who: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Known:
    """
    What the record says.

    Attributes:
        nominees: Whom it lists, in the order of the decision.
        units: Id of everybody's unit, by the id of the candidate. names: Of the whole roster, by id.
        results: What came of everybody, as papers write it.
        number, issued: Of the decision; empty where the record does not know.
        agency: Who issues the papers of the board.
    """

    nominees: Sequence[Nominee]
    units: Mapping[str, str]
    number: str = ""
    issued: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    results: Sequence[Entry] = ()
    agency: str = "?"


def entry_of(row: Standing) -> Entry:
    """Give the result of a candidate as papers write it: points or why there are none, place, class."""
    card = row.card
    total = number(card.total) if card.total is not None else word(STATES, card.state)
    who = card.candidate
    return Entry(who.name, "", candidate=who.id, total=total, rank=place(row.rank), label=card.label or DOTS)
