"""The papers of a dossier: what the catalogue asks for, and what is in hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.law.catalogue import Award, Law, Paper


@dataclass(frozen=True)
class Sheet:
    """
    One paper that a dossier needs.

    Attributes:
        id: ``list/number``: id of the catalogue's list, place on it from 1.
        document: What is in hand: number, date, place; empty while it is missing.
    """

    id: str
    paper: Paper
    document: str = ""

    @property
    def is_missing(self) -> bool:
        """Tell whether nobody has it in hand."""
        return not self.document


def checklist(law: Law, award: Award, in_hand: Mapping[str, str]) -> tuple[Sheet, ...]:
    """
    Give every paper of an award's dossier.

    Args:
        law: The catalogue that applies.
        award: Of it.
        in_hand: Documents by paper id.

    Returns:
        In the order of the catalogue.
    """
    return tuple(
        Sheet(f"{name}/{number}", paper, in_hand.get(f"{name}/{number}", ""))
        for name in award.dossiers
        for number, paper in enumerate(law.papers[name].papers, 1)
    )
