"""The page that checks seals on a phone: one HTML file, no network, nothing to install."""

from __future__ import annotations

from collections.abc import Sequence

from thidua.dossier.environment import fill, trusted
from thidua.dossier.seal.claims import PREFIX
from thidua.dossier.seal.cose import Owner
from thidua.dossier.seal.revocation import PREFIX as LIST_PREFIX
from thidua.library import shipped


def checking_page(owners: Sequence[Owner], revocations: str = "") -> str:
    """
    Make the page.

    Args:
        owners: Whose seals it trusts.
        revocations: The signed list as text; empty when nothing was called back. The page checks it
            itself, so a list changed on the way is told.

    Returns:
        HTML, the same for the same input. A seal may also follow its address after ``#``.
    """
    known = [{"id": owner.id.hex(), "key": owner.key.hex(), "name": owner.name} for owner in owners]
    script = (shipped("templates") / "certificate" / "check.js").read_text(encoding="utf-8")
    data = {"prefix": PREFIX, "listPrefix": LIST_PREFIX, "owners": known, "revocations": revocations}
    return fill("certificate/check.html.j2", data=data, script=trusted(script))
