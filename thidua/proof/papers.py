"""Proofs that a paper was issued from a record, each in a file beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import Problem, _
from thidua.audit.checkpoints import checkpoint_of
from thidua.audit.inclusion import InclusionProof, parse_proof
from thidua.audit.notes import Kind, NoteError, PublicKey, refuse, signer_text
from thidua.dossier.files import replace_file
from thidua.proof.heads import folder_of, read_heads
from thidua.store import views
from thidua.store.canonical import digest, leaf_hash
from thidua.store.database import Database
from thidua.store.merkle import Tree

SUFFIX = ".tlog-proof"


def proof_path(paper: Path) -> Path:
    """Give where the proof of a paper stands."""
    return paper.with_name(paper.name + SUFFIX)


def prove_papers(database: Database, papers: Sequence[Path]) -> list[Path]:
    """
    Write the proof of each paper beside it.

    Args:
        database: The record they were issued from.
        papers: The files, byte for byte as they were issued.

    Returns:
        The proofs, in the same order.

    Raises:
        NoteError: A paper was not issued from this record, or no head was signed since; nothing is written.
    """
    bodies = views.event_bodies(database)
    issued = _issued(bodies)
    heads = read_heads(folder_of(database.path))
    size = heads[-1].checkpoint.head.size if heads else 0
    found = [(paper, issued.get(digest(paper.read_bytes()))) for paper in papers]
    problems = [problem for paper, place in found for problem in _faults(paper, place, size)]
    if problems:
        raise NoteError(problems)
    tree = Tree([leaf_hash(body) for body in bodies[:size]])
    proofs = [
        (paper, InclusionProof(bodies[place], place, tuple(tree.inclusion_proof(place)), heads[-1].note))
        for paper, place in found
        if place is not None
    ]
    for paper, proof in proofs:
        replace_file(proof_path(paper), str(proof).encode())
    return [proof_path(paper) for paper, _proof in proofs]


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
    """

    origin: str
    place: int
    size: int
    at: str
    candidate: str
    signers: tuple[str, ...]


def check_paper(paper: Path, proof: Path, trusted: Sequence[PublicKey]) -> ProvenPaper:
    """
    Check a paper against its proof; no record and no network are needed.

    Raises:
        NoteError: The proof does not hold, is about another file, or no trusted log key signed its head.
    """
    found = parse_proof(proof.read_bytes(), proof)
    checkpoint = checkpoint_of(found.checkpoint, proof)
    signed = found.checkpoint.signers(trusted, proof)
    if not any(key.kind is Kind.LOG for key, _line in signed):
        message = _("No key you trust signed the head of {origin}.")
        raise refuse("E_PROOF_TRUST", message, proof, origin=checkpoint.origin)
    if not found.holds():
        raise refuse("E_PROOF_BROKEN", _("The event does not stand under the signed head."), proof)
    event = json.loads(found.body)
    issued = {each["sha256"]: each for each in event["act"].get("papers", ())}
    entry = issued.get(digest(paper.read_bytes()))
    if entry is None:
        raise refuse("E_PROOF_OTHER", _("The proof is about another file, or this one was changed."), paper)
    names = tuple(signer_text(key, signature) for key, signature in signed)
    place, size = found.index + 1, checkpoint.head.size
    return ProvenPaper(checkpoint.origin, place, size, event["at"], entry["candidate"], names)
