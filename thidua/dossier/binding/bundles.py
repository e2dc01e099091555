"""Typeset pages that wait on the disk until they are bound."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thidua.dossier.binding.parts import Part, taken
from thidua.dossier.printing import part_set


@dataclass(frozen=True)
class Bundle:
    """
    Pages of one text.

    Attributes:
        path: Where their objects are kept, in a folder of the program's own.
        count: Number of pages.
        places: Page on which each named place stands, 0 for the first page.
        rest: The row that a table goes on with in the next bundle; None when all rows are here.
    """

    path: Path
    count: int
    places: Mapping[str, int]
    rest: int | None = None

    def read(self) -> Part:
        """Read the objects."""
        part: Part = pickle.loads(self.path.read_bytes())
        return part


def bundle(html: str, style: str, path: Path, *, carried: bool = False) -> Bundle:
    """
    Lay out one text.

    Args:
        html: As for ``printing.typeset``.
        style: Name of the style sheet inside ``templates/``.
        path: Where the objects are kept.
        carried: Whether the table goes on: the last page, which is not full, is left to the next bundle.
    """
    found: list[Part] = []
    cut = part_set(html, style, lambda pdf: found.append(taken(pdf)), carried=carried)
    path.write_bytes(pickle.dumps(found[0]))
    return Bundle(path, cut.count, cut.places, cut.rest)
