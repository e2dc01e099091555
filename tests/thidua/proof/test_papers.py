from __future__ import annotations

from pathlib import Path

import pytest

from tests.thidua.proof import samples
from thidua.audit.notes import Kind, NoteError, SecretKey
from thidua.proof.papers import ProvenPaper, check_paper, proof_path, prove_papers
from thidua.store import acts
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper

TRUSTED = [samples.OFFICE.public]


def issued(folder: Path) -> tuple[Database, Path]:
    database, paper = samples.record(folder, 4), folder / "bk-xa-a.pdf"
    paper.write_bytes(b"%PDF-1.7 bang khen")
    papers = [
        IssuedPaper(kind="certificate", file="bk-xa-b.pdf", sha256="b" * 64, candidate="xa-b"),
        IssuedPaper(kind="certificate", file=paper.name, sha256=digest(paper.read_bytes()), candidate="xa-a"),
    ]
    acts.record_papers(database, papers, run_ids=[], actor="Văn thư")
    return database, paper


def test_a_paper_is_proved_by_its_file_and_one_public_key(tmp_path: Path) -> None:
    database, paper = issued(tmp_path)
    samples.grow(database, 3)
    samples.sign(database)

    (proof,) = prove_papers(database, [paper])
    database.path.unlink()

    assert proof == tmp_path / "bk-xa-a.pdf.tlog-proof"
    assert check_paper(paper, proof, TRUSTED) == ProvenPaper(
        origin="sonoivu.example/thidua/xet-2026",
        place=6,
        size=9,
        at="2026-07-01T08:06:00Z",
        candidate="xa-a",
        signers=("sonoivu.example/thidua",),
    )


def test_a_changed_paper_is_told_apart(tmp_path: Path) -> None:
    database, paper = issued(tmp_path)
    samples.sign(database)
    (proof,) = prove_papers(database, [paper])
    paper.write_bytes(paper.read_bytes() + b" ")

    with pytest.raises(NoteError, match=r"bk-xa-a\.pdf: E_PROOF_OTHER"):
        check_paper(paper, proof, TRUSTED)
    with pytest.raises(NoteError, match=r"bk-xa-a\.pdf: E_PAPER_UNKNOWN"):
        prove_papers(database, [paper])


def test_a_proof_under_a_head_of_somebody_else_proves_nothing(tmp_path: Path) -> None:
    database, paper = issued(tmp_path)
    samples.sign(database)
    (proof,) = prove_papers(database, [paper])
    witness = SecretKey("w", Kind.WITNESS, bytes(32)).public

    with pytest.raises(NoteError, match="E_PROOF_TRUST: No key you trust signed the head of sonoivu"):
        check_paper(paper, proof, [samples.SUCCESSOR.public, witness])


def test_a_paper_issued_after_the_newest_signed_head_waits_for_the_next(tmp_path: Path) -> None:
    database, paper = issued(tmp_path)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"other")

    with pytest.raises(NoteError) as caught:
        prove_papers(database, [paper, other])

    assert [problem.code for problem in caught.value.problems] == ["E_PAPER_UNSIGNED", "E_PAPER_UNKNOWN"]
    assert not proof_path(paper).exists()
