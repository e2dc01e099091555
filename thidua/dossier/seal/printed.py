"""Checks a certificate's file: what is printed and attached against what was sealed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

from scoring.errors import Problem, _
from thidua.dossier.about import DATA_NAME
from thidua.dossier.seal.claims import Seal, check
from thidua.dossier.seal.cose import Owner, SealError, refuse
from thidua.dossier.seal.revocation import Revocations

_NEAR = 0.5
_IN_DATA = {
    "name": _("sealed is the name “{sealed}”, the attached data have “{found}”"),
    "award": _("sealed is the award “{sealed}”, the attached data have “{found}”"),
    "decision": _("sealed is the decision “{sealed}”, the attached data have “{found}”"),
    "date": _("sealed is the date {sealed}, the attached data have “{found}”"),
    "serial": _("sealed is the serial {sealed}, the attached data have “{found}”"),
}
_PRINTED = {
    "name": _("sealed is the name “{sealed}”, printed is “{found}”"),
    "award": _("sealed is the award “{sealed}”, printed is “{found}”"),
    "decision": _("sealed is the decision “{sealed}”, printed is “{found}”"),
    "serial": _("sealed is the serial {sealed}, printed is “{found}”"),
}


def check_content(
    content: bytes, owners: Iterable[Owner], revoked: Revocations | None = None
) -> tuple[Seal, Owner]:
    """Check a PDF file as ``check_file`` does, anything else as the text of a QR code (``claims.check``)."""
    if content.startswith(b"%PDF"):
        return check_file(content, owners, revoked)
    return check(content.decode("utf-8", "replace"), owners, revoked)


def check_file(
    content: bytes, owners: Iterable[Owner], revoked: Revocations | None = None
) -> tuple[Seal, Owner]:
    """
    Check a certificate as a PDF file.

    Args:
        content: The file.
        owners: Whose seals are trusted.
        revoked: Which serials are called back; none when there is no list.

    Returns:
        What is sealed, and by whom; the page and the attached data say the same.

    Raises:
        SealError: It holds no seal, ``claims.check`` refuses the seal, or the page or the data say
            something else: one problem for each difference, with both texts.
    """
    data = _attached(content)
    facts, owner = check(data.get("seal", ""), owners, revoked)
    differences = [*_in_data(facts, data), *_on_page(facts, data, _page_text(content))]
    if differences:
        raise SealError(differences)
    return facts, owner


def _attached(content: bytes) -> dict[str, Any]:
    from pikepdf import Pdf, PdfError  # slow import

    try:
        with Pdf.open(BytesIO(content)) as pdf:
            data = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    except (PdfError, KeyError, ValueError):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("seal"), str):
        raise refuse("E_SEAL_NONE", _("this file holds no sealed certificate"))
    return data


def _page_text(content: bytes) -> str:
    from pypdfium2 import PdfDocument  # slow import

    with PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def _in_data(facts: Seal, data: dict[str, Any]) -> Iterator[Problem]:
    candidate, decision = data.get("candidate"), data.get("decision")
    found = {
        "name": candidate.get("recipient") if isinstance(candidate, dict) else None,
        "award": data.get("heading"),
        "decision": decision.get("number") if isinstance(decision, dict) else None,
        "date": decision.get("issued") if isinstance(decision, dict) else None,
        "serial": data.get("serial"),
    }
    for what, sealed in _sealed(facts).items():
        if found[what] != sealed:
            yield Problem("E_SEAL_DATA", _IN_DATA[what], {"sealed": sealed, "found": found[what] or ""})


def _sealed(facts: Seal) -> dict[str, str]:
    return {
        "name": facts.name,
        "award": facts.award,
        "decision": facts.decision,
        "date": facts.issued.isoformat(),
        "serial": facts.serial,
    }


def _on_page(facts: Seal, data: dict[str, Any], text: str) -> Iterator[Problem]:
    shown, sealed = _tight(text), _sealed(facts)
    # Pre-printed stock carries the award already.
    for what, message in _PRINTED.items():
        if what == "award" and data.get("on_stock") is True:
            continue
        if _tight(sealed[what]) not in shown:
            values = {"sealed": sealed[what], "found": _nearest(sealed[what], text)}
            yield Problem("E_SEAL_PRINTED", message, values)


def _tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _nearest(sealed: str, text: str) -> str:
    """Give the words of the page that are most like the sealed ones; empty where nothing is."""
    words, size = re.findall(r"\S+", unicodedata.normalize("NFC", text)), len(sealed.split())
    windows = (" ".join(words[start : start + size]) for start in range(max(len(words) - size + 1, 0)))
    scored = [(SequenceMatcher(None, sealed, window, autojunk=False).ratio(), window) for window in windows]
    ratio, window = max(scored, default=(0.0, ""))
    return window if ratio > _NEAR else ""
