"""A signed certificate changed by one letter: it fails, and what differs is said in words."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.thidua.dossier import samples as papers
from tests.thidua.signing import samples
from thidua.audit.notes import Kind, SecretKey
from thidua.commands import main
from thidua.dossier.certificates import write_certificates
from thidua.dossier.forms import shipped_form
from thidua.dossier.press.orders import Manner
from thidua.dossier.seal import Signer
from thidua.dossier.setting import layout
from thidua.review import ReviewResult

SEAL = SecretKey("so.example/bang-khen", Kind.LOG, bytes(range(32)))
REAL, OTHER = "Phòng Thử nghiệm số 1", "Phòng Thử nghiệm số 7"


def certificate(result: ReviewResult, folder: Path) -> bytes:
    manner = Manner(layout(shipped_form()), Signer(SEAL.name, SEAL.seed), workers=1)
    return write_certificates(result, folder, manner=manner)[0].read_bytes()


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Give a signed certificate, and the one of which a forger takes the page."""
    folder = tmp_path_factory.mktemp("letter")
    real = certificate(papers.renamed(REAL), folder / "real")
    return samples.pen().sign(real, "a.pdf"), certificate(papers.renamed(OTHER), folder / "other")


@pytest.fixture
def desk(contents: tuple[bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    samples.office(tmp_path)
    (tmp_path / "a.pdf").write_bytes(contents[0])
    (tmp_path / "seal.pub").write_text(f"{SEAL.public}\n", encoding="utf-8")
    return tmp_path


def verify(*more: str) -> tuple[int, str, str]:
    words = ["verify", "a.pdf", "--trust-ca", "ca.pem", "--trust", "seal.pub", *more]
    answer = CliRunner().invoke(main, words, catch_exceptions=False)
    return answer.exit_code, answer.stdout, answer.stderr


def with_page_of(other: bytes, content: bytes) -> bytes:
    """Show another page in an update behind the signature, as a forger would."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page: Any = writer.find_page_for_modification(0)[0].get_object()
    foreign: Any = PdfFileReader(BytesIO(other)).root["/Pages"]["/Kids"][0]
    for key in ("/Contents", "/Resources"):
        page[pdf_name(key)] = writer.import_object(foreign.raw_get(key))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_untouched_certificate_says_what_is_sealed(desk: Path) -> None:
    code, said, _remarks = verify()

    assert code == 0
    assert f" to {REAL}, decision 000/QĐ-THU of 2026-02-06, serial " in said
    assert "sealed by so.example/bang-khen" in said


def test_a_letter_changed_in_what_is_printed_is_named(desk: Path, contents: tuple[bytes, bytes]) -> None:
    (desk / "a.pdf").write_bytes(with_page_of(contents[1], contents[0]))

    code, said, remarks = verify()

    assert code == 1
    assert "a.pdf: E_SIGN_ADDED: More was added to the paper after" in remarks
    assert f"E_SEAL_PRINTED: sealed is the name “{REAL}”, printed is “{OTHER}”" in remarks
    assert "not as it was signed, or not signed by whom you trust" in said
    data = json.loads(verify("--json")[1])
    assert [each["code"] for each in data["signatures"][0]["problems"]] == ["E_SIGN_ADDED"]
    assert data["seal"]["good"] is False


def test_a_letter_changed_in_the_data_is_named(desk: Path) -> None:
    with pikepdf.open(desk / "a.pdf", allow_overwriting_input=True) as pdf:
        file = pdf.attachments["thidua.json"]
        data = json.loads(file.get_file().read_bytes())
        data["decision"]["number"] = "001/QĐ-THU"
        stream = file.obj.EF.F
        stream.write(json.dumps(data).encode())
        del stream.Params.Size
        pdf.save(desk / "a.pdf")

    code, _said, remarks = verify()

    assert code == 1
    # Written anew as a whole, the file is not the one that was signed.
    assert "a.pdf: E_SIGN_" in remarks
    assert "E_SEAL_DATA: sealed is the decision “000/QĐ-THU”, the attached data have “001/QĐ-THU”" in remarks
