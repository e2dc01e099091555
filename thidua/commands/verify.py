"""``thidua verify``: replay a package, check a paper against its proof, or a head that was printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.errors import Problem
from thidua.audit.notes import PublicKey, refuse
from thidua.commands import sentence
from thidua.commands.common import answer, json_option, say
from thidua.commands.sealed import Sealed, seal_in, sealed_data, tell_sealed
from thidua.commands.signatures import findings, findings_data, tell_findings, trust_ca_option
from thidua.commands.signing import trust_option
from thidua.commands.stamping import stamp_data, tell_stamps
from thidua.dossier.printed_head import PREFIX
from thidua.i18n import _
from thidua.proof.attaching import is_pdf, parted
from thidua.proof.differences import Difference
from thidua.proof.papers import SUFFIX, ProvenPaper, check_paper, proof_path
from thidua.proof.trust import trusted
from thidua.signing.updates import looks_signed

if TYPE_CHECKING:
    from thidua.proof.replay import Verdict

_SHOWN = 5
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "Replay a proof package: every hash, every signature, every point. Answers “reproduced”, or where it "
        "differs with both ways to the points. A paper (certificate, dossier) is checked against the proof "
        "inside it or the .tlog-proof beside it. Neither needs a record or a network. The text of a QR code "
        "that begins with TDH1: is the head of the record when a paper was made: --against names the record "
        "or the package that must continue it. With --trust-ca the signatures in a PDF are checked: what "
        "they cover, whose they are, and whether the certificates were valid.\n\n"
        "Example: thidua verify proof.zip --trust office.pub"
    )
)
@click.argument("word", metavar="FILE|TEXT|-")
@click.option(
    "--against",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("thidua.db"),
    show_default=True,
    envvar="THIDUA_DB",
    help=_("Record or package that must continue a printed head."),
)
@trust_option(required=False)
@trust_ca_option(
    _("Certificate of an authority (PEM) as it was handed to you; checks the signatures in a PDF.")
)
@json_option
def verify(
    word: str, against: Path, trust: tuple[str, ...], trust_ca: tuple[Path, ...], as_json: bool
) -> None:
    """Say whether it is what was signed or printed, and exit with 1 when it is not."""
    if word == "-" or word.lstrip().startswith(PREFIX):
        _printed(sys.stdin.read() if word == "-" else word, against, as_json=as_json)
        return
    file: Path = _FILE.convert(word, None, click.get_current_context())
    content = file.read_bytes()
    if is_pdf(content) and (trust_ca or (looks_signed(content) and not trust)):
        _signed(file, trust, trust_ca, as_json=as_json)
        return
    _file(file, trust, as_json=as_json)


def _signed(paper: Path, trust: tuple[str, ...], files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check signatures, and by the keys of the office the seal and the proof too."""
    if not files:
        raise click.UsageError(
            _("a signed paper is checked with --trust-ca: the certificate of the authority")
        )
    keys = trusted(trust).keys
    found, seal = findings(paper, files), seal_in(paper, keys)
    if not as_json:
        # Before the proof, which is refused when it does not hold: what differs is worth knowing then.
        tell_findings(paper, found)
        if seal:
            tell_sealed(seal)
    proof = check_paper(paper, _proof_of(paper, paper), keys) if _wants_proof(paper, trust, seal) else None
    if as_json:
        proven = asdict(proof) if proof else None
        answer({"signatures": findings_data(found), "seal": sealed_data(seal), "proof": proven})
    elif proof:
        _tell_paper(paper, proof)
    if not all(each.is_good for each in found) or (seal and seal.problems):
        raise click.exceptions.Exit(1)


def _wants_proof(paper: Path, trust: tuple[str, ...], seal: Sealed | None) -> bool:
    """Tell whether a proof is to be checked: where one is, or where the key is for nothing else."""
    has_one = proof_path(paper).exists() or parted(paper.read_bytes()).proof is not None
    return bool(trust) and (has_one or seal is None)


def _printed(text: str, against: Path, *, as_json: bool) -> None:
    from thidua.proof.printed import check_printed, parse_head  # slow import

    found = check_printed(parse_head(text), against)
    if as_json:
        answer(found._asdict())
        return
    words = _("{path} continues the printed head: its first {printed} of {size} events are those of then")
    click.echo(words.format(path=against, **found._asdict()))


def _file(file: Path, trust: tuple[str, ...], *, as_json: bool) -> None:
    given = trusted(trust)
    paper = file.with_name(file.name.removesuffix(SUFFIX))
    if paper != file or is_pdf(file.read_bytes()) or proof_path(paper).exists():
        _paper(paper, _proof_of(paper, file), given.keys, as_json=as_json)
        return
    from thidua.proof.replay import verify_package  # slow import

    verdict = verify_package(file, given.keys, given.authorities)
    if as_json:
        answer(_data(verdict))
    else:
        _tell(verdict)
        tell_stamps(verdict.stamps, trusts=bool(given.authorities))
    if not verdict.is_reproduced:
        raise click.exceptions.Exit(1)


def _proof_of(paper: Path, file: Path) -> Path | None:
    """Give the file with the proof; None for the proof inside a paper, which goes before the file."""
    beside = proof_path(paper)
    inside = paper == file and parted(paper.read_bytes()).proof is not None
    return beside if beside.exists() and not inside else None


def _paper(paper: Path, proof: Path | None, keys: tuple[PublicKey, ...], *, as_json: bool) -> None:
    if not keys:
        raise click.UsageError(_("a paper is checked with --trust: the public key of the office"))
    found = check_paper(paper, proof, keys)
    if as_json:
        answer(asdict(found))
    else:
        _tell_paper(paper, found)
    if found.is_signed:
        # A stranger's stamp may cover what the paper says.
        message = _("This paper was signed since, and the signatures were not checked: give --trust-ca.")
        raise refuse("E_SIGN_UNCHECKED", message, paper)


def _tell_paper(paper: Path, found: ProvenPaper) -> None:
    text = _("{paper}: issued at {at} for {who}, event {place} of {size} of {origin}; signed by {signers}")
    who = found.candidate or _("all")
    values = asdict(found) | {"paper": paper, "who": who, "signers": "; ".join(found.signers)}
    click.echo(text.format(**values))


def _tell(verdict: Verdict) -> None:
    for problem in verdict.problems:
        say(sentence(problem))
    for each in verdict.differences[:_SHOWN]:
        click.echo("\n".join(_difference(each)))
    if len(verdict.differences) > _SHOWN:
        click.echo(_("… and at {count} other places").format(count=len(verdict.differences) - _SHOWN))
    text = _("{origin}: {events} events, signed by {signers}")
    signers = "; ".join(verdict.signers) or "-"
    say(text.format(origin=verdict.origin, events=verdict.head.size, signers=signers))
    if not verdict.trusted:
        say(_("the key was taken from the package itself; give your own copy with --trust"))
    click.echo(_verdict(verdict))


def _verdict(verdict: Verdict) -> str:
    if verdict.is_reproduced:
        text = _("reproduced: {runs} runs, {candidates} candidates")
        return text.format(runs=verdict.runs, candidates=verdict.candidates)
    if verdict.differences:
        first = verdict.differences[0]
        where = first.criterion or first.field
        text = _("differs at candidate {candidate}, criterion {criterion}")
        return text.format(candidate=first.candidate or "-", criterion=where)
    return _("not as it was signed")


def _difference(each: Difference) -> Iterator[str]:
    where = " / ".join(filter(None, [each.scheme, each.candidate, each.criterion]))
    yield f"{where}: {each.field}: " + _("recorded {recorded}, computed {computed}").format(
        recorded=each.recorded, computed=each.computed
    )
    for title, lines in (
        (_("as recorded"), each.recorded_derivation),
        (_("computed again"), each.computed_derivation),
    ):
        yield from (
            f"    {line}" for line in ([f"{title}:", *(f"  {line}" for line in lines)] if lines else [])
        )


def _data(verdict: Verdict) -> dict[str, object]:
    return {
        "reproduced": verdict.is_reproduced,
        "origin": verdict.origin,
        "events": verdict.head.size,
        "root": verdict.head.root,
        "signers": list(verdict.signers),
        "trusted": verdict.trusted,
        "stamps": stamp_data(verdict.stamps),
        "runs": verdict.runs,
        "candidates": verdict.candidates,
        "problems": [_problem(problem) for problem in verdict.problems],
        "differences": [asdict(each) for each in verdict.differences],
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "text": problem.text(_),
        "place": problem.place,
        "warning": problem.warning,
    }
