"""What may come to a paper after a signature, told in the words of pyHanko."""

from __future__ import annotations

from typing import Any

from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.validation import EmbeddedPdfSignature

from thidua.signing.kept import Came, came

_LEVELS = {
    Came.NOTHING: ModificationLevel.NONE,
    Came.LISTS: ModificationLevel.LTA_UPDATES,
    Came.SIGNATURES: ModificationLevel.FORM_FILLING,
}


class SignaturesOnly(DiffPolicy):
    """Compares a paper with what one of its signatures covers."""

    def __init__(self, content: bytes, signature: EmbeddedPdfSignature) -> None:
        _zero, _first, start, length = signature.sig_object["/ByteRange"]
        self._content, self._end = content, int(start) + int(length)

    def review_file(
        self, reader: Any, base_revision: Any, field_mdp_spec: Any = None, doc_mdp: Any = None
    ) -> DiffResult | SuspiciousModification:
        """Say what came; pyHanko has seen to it that the signature covers a whole revision."""
        end = self._end
        # Some programs end a file with a line break that the signature leaves out.
        while self._content[end : end + 1] in (b"\r", b"\n"):
            end += 1
        found = came(self._content, self._content[:end], described=True)
        if found is Came.MORE:
            return SuspiciousModification("more than signatures")
        return DiffResult(_LEVELS[found], set())
