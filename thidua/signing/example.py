"""Papers of the demo, signed under a test authority that is made for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from thidua.signing.authority import make_root, make_signer, write_pkcs12
from thidua.signing.batch import sign_files
from thidua.signing.keys import open_pkcs12
from thidua.signing.pades import Pen
from thidua.signing.places import Place

AUTHORITY = "test-ca.pem"
KEY = "test-signer.p12"
SIGNER = "Người ký thử nghiệm"


def sign_example(folder: Path, papers: Sequence[tuple[Path, Place]], passphrase: str, at: datetime) -> None:
    """
    Sign papers, each with a stamp at its own place.

    Args:
        folder: Gets the signed papers, the certificate of the test authority and the signer's key.
        papers: Each with the place of its stamp.
        passphrase: Of the key.
        at: Now: certificates are valid from a day before.
    """
    folder.mkdir(exist_ok=True)
    root = make_root(at)
    (folder / AUTHORITY).write_bytes(root.pem())
    write_pkcs12(folder / KEY, make_signer(root, SIGNER, at), root, passphrase)
    credential = open_pkcs12((folder / KEY).read_bytes(), passphrase, KEY)
    for paper, place in papers:
        sign_files(Pen(credential, at, place), [paper], folder)
