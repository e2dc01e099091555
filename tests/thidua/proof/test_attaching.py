"""Proofs inside the PDFs they prove."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.thidua.dossier import samples as papers
from tests.thidua.proof import samples
from thidua.audit.inclusion import InclusionProof, parse_proof
from thidua.audit.notes import NoteError
from thidua.dossier.certificates import write_certificates
from thidua.dossier.printing import typeset
from thidua.proof.attaching import NAME, attached, parted
from thidua.proof.papers import ProvenPaper, check_paper, proof_path, prove_papers
from thidua.store import acts
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper
from tools.conformance import faults, missing

TRUSTED = [samples.OFFICE.public]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give PDFs of each kind the program issues: places in a table, and in a stream."""
    (certificate, *_rest) = write_certificates(papers.usual(), tmp_path_factory.mktemp("c"))
    plain = typeset("<p>Tờ trình</p>", "dossier/paper.css").pdf
    streams = BytesIO()
    with pikepdf.Pdf.open(BytesIO(plain)) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Danh sách"
        pdf.save(streams, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return {"certificate": certificate.read_bytes(), "plain": plain, "streams": streams.getvalue()}


def issued(folder: Path, content: bytes) -> tuple[Database, Path]:
    """Give a record that issued a paper, signed since, and the paper."""
    folder.mkdir(exist_ok=True)
    database, paper = samples.record(folder, 4), folder / "bk-xa-a.pdf"
    paper.write_bytes(content)
    entry = IssuedPaper(kind="certificate", file=paper.name, sha256=digest(content), candidate="xa-a")
    acts.record_papers(database, [entry], run_ids=[], actor="Văn thư")
    samples.sign(database)
    return database, paper


def proof_of(paper: Path) -> InclusionProof:
    return parse_proof(proof_path(paper).read_bytes())


KINDS = ["certificate", "plain", "streams"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_file_and_one_public_key_are_enough(tmp_path: Path, sheets: dict[str, bytes], kind: str) -> None:
    database, paper = issued(tmp_path, sheets[kind])
    prove_papers(database, [paper], attach=True)
    proof = proof_path(paper).read_bytes()
    proof_path(paper).unlink()
    database.path.unlink()
    moved = paper.rename(tmp_path / "another name.pdf")

    assert check_paper(moved, None, TRUSTED) == ProvenPaper(
        "sonoivu.example/thidua/xet-2026", 6, 6, "2026-07-01T08:06:00Z", "xa-a", ("sonoivu.example/thidua",)
    )
    content = moved.read_bytes()
    assert content.startswith(sheets[kind])
    assert parted(content) == (sheets[kind], proof)


@pytest.mark.parametrize("kind", KINDS)
def test_readers_show_the_same_pages_and_the_proof_among_the_attachments(
    tmp_path: Path, sheets: dict[str, bytes], kind: str
) -> None:
    database, paper = issued(tmp_path, sheets[kind])
    prove_papers(database, [paper], attach=True)

    with pikepdf.Pdf.open(paper) as now, pikepdf.Pdf.open(BytesIO(sheets[kind])) as before:
        assert now.check_pdf_syntax() == []
        assert now.attachments[NAME].get_file().read_bytes() == proof_path(paper).read_bytes()
        assert sorted(now.attachments) == sorted([*before.attachments, NAME])
        assert str(now.Root.AF[-1].AFRelationship) == "/Supplement"
        assert len(now.Root.AF) == len(before.Root.get("/AF", [])) + 1
        assert [p.Contents.read_bytes() for p in now.pages] == [p.Contents.read_bytes() for p in before.pages]
        assert set(before.Root.keys()) - set(now.Root.keys()) == set()
        # ISO 32000-1, 14.4: the first identifier stays, the second does not.
        if "/ID" in before.trailer:
            assert bytes(now.trailer.ID[0]) == bytes(before.trailer.ID[0])
            assert bytes(now.trailer.ID[1]) != bytes(before.trailer.ID[1])
        assert int(now.trailer.Prev) == sheets[kind].rindex(b"xref\n0 ") if kind == "certificate" else True


def test_a_newer_proof_takes_the_place_of_the_one_inside(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    database, paper = issued(tmp_path, sheets["certificate"])
    prove_papers(database, [paper], attach=True)
    first = paper.read_bytes()
    samples.grow(database, 3)
    samples.sign(database)

    prove_papers(database, [paper], attach=True)

    assert check_paper(paper, None, TRUSTED).size == 9
    assert parted(paper.read_bytes()).issued == parted(first).issued == sheets["certificate"]
    assert check_paper(paper, proof_path(paper), TRUSTED).size == 9


def test_no_changed_byte_stays_unseen(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    database, paper = issued(tmp_path, sheets["plain"])
    prove_papers(database, [paper], attach=True)
    proof_path(paper).unlink()
    whole, prefix = paper.read_bytes(), len(sheets["plain"])
    found: dict[str, set[str]] = {"paper": set(), "proof": set()}

    for at in [*range(0, prefix, 97), *range(prefix, len(whole))]:
        paper.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(NoteError) as caught:
            check_paper(paper, None, TRUSTED)
        found["paper" if at < prefix else "proof"].add(caught.value.problems[0].code)

    # Without its mark at the front a file is no PDF with a proof inside.
    assert found["paper"] <= {"E_PROOF_OTHER", "E_PROOF_NONE"}
    assert found["proof"] <= {
        *("E_PROOF_NONE", "E_TLOG_PROOF", "E_NOTE_SIGNATURE", "E_PROOF_TRUST", "E_PROOF_BROKEN"),
        *("E_PAPER_UPDATED", "E_PROOF_OTHER"),
    }
    assert {"E_TLOG_PROOF", "E_PROOF_BROKEN", "E_PAPER_UPDATED"} <= found["proof"]


def test_a_page_changed_behind_the_proved_bytes_is_told(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    database, paper = issued(tmp_path, sheets["certificate"])
    prove_papers(database, [paper], attach=True)
    right = paper.read_bytes()
    # What a forger would add: one more update, which gives the first page other content.
    before = right.rindex(b"startxref\n")
    start = int(right[before + 10 :].split(b"\n")[0])
    with pikepdf.Pdf.open(BytesIO(right)) as pdf:
        number, size = pdf.pages[0].Contents.objgen[0], int(pdf.trailer.Size)
        root = pdf.Root.objgen[0]
    forged = b"%d 0 obj\n<</Length 5>>\nstream\nq Q q\nendstream\nendobj\n" % number
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root %d 0 R/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (*(number, len(right), root, size, start, len(right) + len(forged)),)
    )
    paper.write_bytes(right + forged + table)
    with pikepdf.Pdf.open(paper) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == b"q Q q"

    for proof in (None, proof_path(paper)):
        with pytest.raises(NoteError, match=r"bk-xa-a\.pdf: E_PAPER_UPDATED: More was changed"):
            check_paper(paper, proof, TRUSTED)
    paper.write_bytes(sheets["certificate"] + forged + table)
    with pytest.raises(NoteError, match="E_PROOF_OTHER"):
        check_paper(paper, proof_path(paper), TRUSTED)


def test_a_proof_carried_into_another_paper_is_told(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    database, paper = issued(tmp_path, sheets["certificate"])
    prove_papers(database, [paper])
    other = tmp_path / "other.pdf"
    other.write_bytes(attached(sheets["plain"], proof_of(paper)))

    with pytest.raises(NoteError, match=r"other\.pdf: E_PROOF_OTHER"):
        check_paper(other, None, TRUSTED)


def test_a_paper_without_any_proof_says_how_to_make_one(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(sheets["plain"])

    with pytest.raises(
        NoteError, match=r"a\.pdf: E_PROOF_NONE: There is no proof inside this file or beside it"
    ):
        check_paper(paper, None, TRUSTED)


def test_what_is_no_open_pdf_is_refused_and_nothing_is_written(
    tmp_path: Path, sheets: dict[str, bytes]
) -> None:
    locked = BytesIO()
    with pikepdf.Pdf.open(BytesIO(sheets["plain"])) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    database, paper = issued(tmp_path, b"danh sach")
    prove_papers(database, [paper])
    proof = proof_of(paper)
    proof_path(paper).unlink()

    with pytest.raises(NoteError, match=r"bk-xa-a\.pdf: E_PAPER_PDF: No proof can be put into this file"):
        prove_papers(database, [paper], attach=True)
    assert not proof_path(paper).exists()
    for content in (locked.getvalue(), sheets["plain"][:-40], b"%PDF-1.7\nstartxref\n9\n%%EOF\n"):
        with pytest.raises(NoteError, match="E_PAPER_PDF"):
            attached(content, proof)


def test_the_same_proof_gives_the_same_bytes_and_the_day_of_the_event(
    tmp_path: Path, sheets: dict[str, bytes]
) -> None:
    database, paper = issued(tmp_path, sheets["certificate"])
    prove_papers(database, [paper])
    proof = proof_of(paper)

    one, two = attached(sheets["certificate"], proof), attached(sheets["certificate"], proof)

    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    with pikepdf.Pdf.open(BytesIO(one)) as pdf:
        parameters = pdf.attachments[NAME].get_file().obj.Params
        assert str(parameters.ModDate) == "D:20260701080600Z"
        assert bytes(parameters.CheckSum) == hashlib.md5(str(proof).encode()).digest()


@pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")
def test_a_certificate_with_its_proof_inside_is_still_pdf_a(tmp_path: Path, sheets: dict[str, bytes]) -> None:
    database, paper = issued(tmp_path, sheets["certificate"])
    prove_papers(database, [paper], attach=True)
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(sheets["plain"])

    found = faults("3u", [paper, plain])

    assert found[str(paper)] == []
    assert found[str(plain)] != []  # the check can fail
