"""
What every process of the press needs, read once by the server that the processes are forked from.

Importing this module does the reading; nothing else imports it.
"""

from __future__ import annotations

import cbor2  # noqa: F401  # read ahead
import uharfbuzz  # type: ignore[import-untyped]  # noqa: F401  # read ahead
from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401  # read ahead

from thidua.dossier.fonts import BOLD, ITALIC, REGULAR
from thidua.dossier.press import batch  # noqa: F401  # read ahead
from thidua.dossier.press.embedding import shapes, usual_glyphs

for _style in (REGULAR, BOLD, ITALIC):
    shapes(_style)
    usual_glyphs(_style)
