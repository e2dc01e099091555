"""Proofs that a paper was issued from a record: in a file beside it, or inside the PDF itself."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.errors import Problem, _
from thidua.audit.checkpoints import checkpoint_of
from thidua.audit.inclusion import InclusionProof, parse_proof
from thidua.audit.notes import Kind, NoteError, PublicKey, refuse, signer_text
from thidua.dossier.files import replace_file
from thidua.proof.attaching import NAME, NOT_PDF, attached, is_pdf, parted
from thidua.proof.heads import folder_of, read_heads
from thidua.signing.updates import earlier, looks_signed, only_signed
from thidua.store import views
from thidua.store.canonical import digest, leaf_hash
from thidua.store.database import Database
from thidua.store.merkle import Tree

SUFFIX = ".tlog-proof"


def proof_path(paper: Path) -> Path:
    """Give where the proof of a paper stands."""
    return paper.with_name(paper.name + SUFFIX)


def prove_papers(database: Database, papers: Sequence[Path], *, attach: bool = False) -> list[Path]:
    """
    Write the proof of each paper beside it.

    Args:
        database: The record they were issued from.
        papers: The files, byte for byte as they were issued; a proof inside one counts for nothing.
        attach: Put the proof into the paper too, which must be a PDF then that nobody has signed yet; an
            older one inside is replaced.

    Returns:
        The proofs, in the same order.

    Raises:
        NoteError: A paper was not issued from this record, no head was signed since, or a proof cannot be
            put into it; nothing is written.
    """
    proofs = _proofs(database, papers, attach=attach)
    for paper, proof in proofs.items():
        replace_file(proof_path(paper), str(proof).encode())
        if attach:
            replace_file(paper, attached(parted(paper.read_bytes()).issued, proof, paper))
    return [proof_path(paper) for paper in papers]


def _proofs(database: Database, papers: Sequence[Path], *, attach: bool) -> dict[Path, InclusionProof]:
    """Give the proof of each paper under the newest signed head."""
    bodies = views.event_bodies(database)
    issued = _issued(bodies)
    heads = read_heads(folder_of(database.path))
    size = heads[-1].checkpoint.head.size if heads else 0
    places: dict[Path, int] = {}
    problems: list[Problem] = []
    for paper in papers:
        content = paper.read_bytes()
        place = issued.get(digest(as_issued(content, issued)))
        problems += _faults(paper, place, size)
        if place is not None:
            places[paper] = place
        if attach and looks_signed(content):
            message = _(
                "This paper is signed, and what is added now would break the signature: attach the proof "
                "first and sign then, or leave the proof beside it."
            )
            problems.append(Problem("E_PAPER_SIGNED", message, place=str(paper)))
        if attach and not is_pdf(content):
            problems.append(Problem("E_PAPER_PDF", NOT_PDF, place=str(paper)))
    if problems:
        raise NoteError(problems)
    tree = Tree([leaf_hash(body) for body in bodies[:size]])
    return {
        paper: InclusionProof(bodies[place], place, tuple(tree.inclusion_proof(place)), heads[-1].note)
        for paper, place in places.items()
    }


def as_issued(content: bytes, known: Container[str]) -> bytes:
    """
    Give the bytes of a paper as it was issued: without a proof inside, and without signatures.

    Args:
        content: Of the paper.
        known: SHA-256 of what was issued; a signed paper may be among it.

    Returns:
        The first of these that is known; ``content`` without a proof when none is.
    """
    if digest(content) in known:
        return content
    issued = parted(content).issued
    if digest(issued) in known or not looks_signed(content):
        return issued
    found = (each for each in earlier(content) if digest(each) in known and only_signed(content, each))
    return next(found, issued)


def _issued(bodies: Iterable[bytes]) -> dict[str, int]:
    """Give the place of the event that issued each paper, by its SHA-256; the first counts."""
    found: dict[str, int] = {}
    for place, body in enumerate(bodies):
        for paper in json.loads(body)["act"].get("papers", ()):
            found.setdefault(paper["sha256"], place)
    return found


def _faults(paper: Path, place: int | None, size: int) -> Iterable[Problem]:
    if place is None:
        message = _("This file was not issued from this record, or was changed since.")
        yield Problem("E_PAPER_UNKNOWN", message, place=str(paper))
    elif place >= size:
        message = _("No head was signed since this paper was issued; sign one: thidua log sign")
        yield Problem("E_PAPER_UNSIGNED", message, place=str(paper))


@dataclass(frozen=True)
class ProvenPaper:
    """
    What a proof says of a paper.

    Attributes:
        origin, place, size: Which record, which event of it (from 1), and how many events the head covers.
        at: When the paper was issued, as the record says.
        candidate: Whose it is; empty when it is about all.
        signers: Names of the trusted keys that signed the head; a witness's with the time.
        is_signed: Whether somebody signed the paper since; a proof says nothing of that signature.
    """

    origin: str
    place: int
    size: int
    at: str
    candidate: str
    signers: tuple[str, ...]
    is_signed: bool = False


def check_paper(paper: Path, proof: Path | None, trusted: Sequence[PublicKey]) -> ProvenPaper:
    """
    Check a paper against its proof; no record and no network are needed.

    Args:
        paper: The file.
        proof: The file with its proof; None for the proof inside the paper, a PDF.
        trusted: Public keys that came from outside.

    Raises:
        NoteError: There is no proof, it does not hold, is about another file, no trusted log key signed its
            head, or more than the proof was added to the paper.
    """
    content = paper.read_bytes()
    parts, place = parted(content), f"{paper}!{NAME}"
    inside = None if parts.proof is None else parse_proof(parts.proof, place)
    found = inside if proof is None else parse_proof(proof.read_bytes(), proof)
    if found is None:
        message = _("There is no proof inside this file or beside it; make one: thidua log prove")
        raise refuse("E_PROOF_NONE", message, paper)
    answer, issued = _checked(paper, content, found, trusted, proof or place)
    before = issued if inside is None else attached(parts.issued, inside, paper)
    if content == before:
        return answer
    # What stands behind the proved bytes could show other pages; only a proof and signatures may stand there.
    if not (looks_signed(content) and only_signed(content, before)):
        message = _("More was changed in this file than that a proof was added to it.")
        raise refuse("E_PAPER_UPDATED", message, paper)
    return replace(answer, is_signed=True)


def _checked(
    paper: Path, content: bytes, proof: InclusionProof, trusted: Sequence[PublicKey], place: object
) -> tuple[ProvenPaper, bytes]:
    """Check a proof, and give the bytes of the paper that it is about."""
    checkpoint = checkpoint_of(proof.checkpoint, place)
    signed = proof.checkpoint.signers(trusted, place)
    if not any(key.kind is Kind.LOG for key, _line in signed):
        message = _("No key you trust signed the head of {origin}.")
        raise refuse("E_PROOF_TRUST", message, place, origin=checkpoint.origin)
    if not proof.holds():
        raise refuse("E_PROOF_BROKEN", _("The event does not stand under the signed head."), place)
    event = json.loads(proof.body)
    entries = {each["sha256"]: each for each in event["act"].get("papers", ())}
    issued = as_issued(content, entries)
    entry = entries.get(digest(issued))
    if entry is None:
        raise refuse("E_PROOF_OTHER", _("The proof is about another file, or this one was changed."), paper)
    names = tuple(signer_text(key, signature) for key, signature in signed)
    counted, size = proof.index + 1, checkpoint.head.size
    return ProvenPaper(checkpoint.origin, counted, size, event["at"], entry["candidate"], names), issued
