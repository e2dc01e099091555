"""What ``thidua verify`` says of the seal inside a signed certificate: does the page say what was sealed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thidua.commands import sentence
from thidua.commands.common import say
from thidua.i18n import _

if TYPE_CHECKING:
    from scoring.errors import Problem
    from thidua.audit.notes import PublicKey
    from thidua.dossier.seal import Seal

# There is no seal, or one of somebody whose key was not given: nothing can be said by it.
_SILENT = {"E_SEAL_NONE", "E_SEAL_KEY"}


@dataclass(frozen=True)
class Sealed:
    """
    A seal that was checked.

    Attributes:
        facts: What it says; None when page, attached data or the seal itself differ.
        owner: Who sealed it.
        problems: Each difference, with both texts.
    """

    facts: Seal | None
    owner: str
    problems: tuple[Problem, ...]


def seal_in(paper: Path, keys: Sequence[PublicKey]) -> Sealed | None:
    """Check the seal inside a certificate; None where no seal of these keys is there."""
    if not keys:
        return None
    from thidua.dossier.seal import Owner  # slow import
    from thidua.dossier.seal.cose import SealError  # slow import
    from thidua.dossier.seal.printed import check_file  # slow import

    try:
        facts, owner = check_file(paper.read_bytes(), [Owner(key.name, key.raw) for key in keys])
    except SealError as error:
        if all(problem.code in _SILENT for problem in error.problems):
            return None
        return Sealed(None, "", tuple(error.problems))
    return Sealed(facts, owner.name, ())


def tell_sealed(found: Sealed) -> None:
    """Say what is sealed, or each text that differs from it."""
    for problem in found.problems:
        say(sentence(problem))
    if found.facts is None:
        return
    text = _("right: {award} to {name}, decision {decision} of {issued}, serial {serial}; sealed by {owner}")
    click.echo(text.format(**asdict(found.facts), owner=found.owner))


def sealed_data(found: Sealed | None) -> dict[str, object] | None:
    """Give the same for machines."""
    if found is None:
        return None
    problems = [{"code": problem.code, "text": problem.text(_)} for problem in found.problems]
    return {"good": found.facts is not None, "owner": found.owner, "problems": problems}
