"""What commands that sign or check signatures share: trusted authorities, findings in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from thidua.commands import sentence
from thidua.commands.common import say
from thidua.i18n import _

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

    from thidua.signing.checking import Finding

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def trust_ca_option(text: str) -> Callable[[F], F]:
    """Add ``--trust-ca``: certificates of authorities that were handed over from outside."""
    return click.option("--trust-ca", multiple=True, type=_FILE, envvar="THIDUA_TRUST_CA", help=text)


def authorities(files: Sequence[Path]) -> list[Certificate]:
    """Read the certificates of trusted authorities."""
    if not files:
        return []
    from thidua.signing.checking import read_authorities  # slow import

    return [each for path in files for each in read_authorities(path.read_bytes(), path)]


def findings(paper: Path, files: Sequence[Path]) -> list[Finding]:
    """Check the signatures of a paper now."""
    from thidua.signing.checking import check_signatures  # slow import

    return check_signatures(paper.read_bytes(), authorities(files), datetime.now(UTC), paper)


def tell_findings(paper: Path, found: Sequence[Finding]) -> None:
    """Say in words what each signature is worth."""
    for each in found:
        click.echo("\n    ".join(_words(paper, each)))
        for problem in each.problems:
            say(sentence(problem))
    if not all(each.is_good for each in found):
        click.echo(_("not as it was signed, or not signed by whom you trust"))


def _words(paper: Path, each: Finding) -> Iterator[str]:
    from thidua.signing.appearance import VIETNAM  # slow import

    values = {"paper": paper, "signer": each.signer or "?", "at": "?"}
    if each.at:
        values["at"] = f"{each.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S %z}"
    yield _("{paper}: signed by {signer} at {at}").format(**values)
    yield _("time from a trusted time stamp") if each.is_stamped else _("time from the signer's own clock")
    if each.is_good:
        yield _("unchanged, and the certificate leads to an authority you trust")
    if each.covers_all:
        yield _("it covers the whole file")
    else:
        yield _("more was added to the file after it")
    yield {
        "checked": _("not revoked, as the lists inside the file say"),
        "revoked": _("revoked, as the lists inside the file say"),
    }.get(each.revocation, _("whether it was revoked is not known: the file holds no list that says so"))


def findings_data(found: Sequence[Finding]) -> list[dict[str, object]]:
    """Give the findings for machines."""
    return [
        {
            "field": each.field,
            "signer": each.signer,
            "at": each.at.isoformat() if each.at else None,
            "time_stamped": each.is_stamped,
            "covers_all": each.covers_all,
            "revocation": each.revocation,
            "good": each.is_good,
            "problems": [{"code": problem.code, "text": problem.text(_)} for problem in each.problems],
        }
        for each in found
    ]
