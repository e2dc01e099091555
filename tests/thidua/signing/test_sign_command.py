"""``thidua sign`` and ``thidua verify`` on what it wrote, called as a user calls them."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.thidua.proof import samples as records
from tests.thidua.signing import samples
from thidua.audit.notes import Kind
from thidua.commands import main
from thidua.proof.keys import make_key
from thidua.proof.papers import proof_path
from thidua.signing import authority
from thidua.signing.pades import Pen
from thidua.signing.places import read_place
from thidua.store import acts, views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper
from tools import conformance

KEY = ("--pkcs12", "key.p12", "--passphrase-file", "pass.txt")


def call(*words: object, expected: int = 0) -> Result:
    answer = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert answer.exit_code == expected, answer.output
    return answer


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with two papers, the signer's key and the authority's certificate."""
    monkeypatch.chdir(tmp_path)
    samples.office(tmp_path)
    (tmp_path / "a.pdf").write_bytes(samples.plain())
    (tmp_path / "b.pdf").write_bytes(samples.certificate())
    return tmp_path


def stamp_text(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        (widget,) = [each for each in pdf.pages[0].Annots if each.get("/FT") == "/Sig"]
        assert (str(widget.Subtype), int(widget.F) & 4) == ("/Widget", 4)
        return str([round(float(each) * 25.4 / 72, 1) for each in widget.Rect])


def test_a_batch_is_signed_and_verified(desk: Path) -> None:
    before = {name: (desk / name).read_bytes() for name in ("a.pdf", "b.pdf")}

    answer = call("sign", "a.pdf", "b.pdf", "-o", "signed", *KEY)

    assert "2 papers signed into signed" in answer.stderr
    for name, content in before.items():
        assert (desk / name).read_bytes() == content
        assert (desk / "signed" / name).read_bytes().startswith(content)
        said = call("verify", f"signed/{name}", "--trust-ca", "ca.pem").stdout
        assert f"signed/{name}: signed by {samples.NAME} at " in said
        assert "it covers the whole file" in said
    assert sorted(path.name for path in (desk / "signed").iterdir()) == ["a.pdf", "b.pdf"]


def test_the_stamp_stands_where_it_was_put(desk: Path) -> None:
    call("sign", "b.pdf", "-o", "s", *KEY, "--place", "178,148,70,20")

    # A4 across is 210 mm high: 178 mm from the left, its foot 210 - 148 - 20 = 42 mm above the edge.
    assert stamp_text(desk / "s" / "b.pdf") == "[178.0, 42.0, 248.0, 62.0]"


@pytest.mark.pdf
def test_the_stamp_names_the_signer_and_the_time_in_vietnamese(desk: Path) -> None:
    from pypdfium2 import PdfDocument

    from thidua.signing.appearance import stamp_page

    page = stamp_page(samples.NAME, "Sở Nội vụ Thử", samples.NOW, 66, 20)
    with PdfDocument(page) as pdf:
        text = pdf[0].get_textpage().get_text_bounded().split("\r\n")
    local = samples.NOW + timedelta(hours=7)
    assert text == [
        f"Ký số bởi: {samples.NAME}",
        "Cơ quan: Sở Nội vụ Thử",
        f"Thời gian ký: {local:%d/%m/%Y %H:%M:%S} +07:00",
    ]


def test_every_problem_is_told_at_once_and_nothing_is_written(desk: Path) -> None:
    (desk / "c.pdf").write_bytes(b"PK\x03\x04")
    (desk / "more").mkdir()
    (desk / "more" / "a.pdf").write_bytes(samples.plain())
    samples.office(desk, "expired")
    expired = "key.p12: E_SIGN_CERT_EXPIRED: The certificate of Hết Hạn has expired on "

    answer = call("sign", "a.pdf", "more/a.pdf", "c.pdf", "-o", "s", *KEY, expected=1)

    lines = answer.stderr.splitlines()
    assert lines[0].startswith(expired)
    assert [line.split(":")[:2] for line in lines[1:]] == [
        ["E_SIGN_TWICE", " Two papers are called a.pdf; sign them into two folders."],
        ["c.pdf", " E_SIGN_PDF"],
    ]
    assert not (desk / "s").exists()


@pytest.mark.parametrize(
    ("content", "phrase", "code"),
    [(None, "một câu khác", "E_SIGN_PASSPHRASE"), (b"no key", samples.PHRASE, "E_SIGN_P12")],
)
def test_a_key_that_does_not_open_is_refused_in_words(
    desk: Path, content: bytes | None, phrase: str, code: str
) -> None:
    (desk / "pass.txt").write_text(phrase, encoding="utf-8")
    if content:
        (desk / "key.p12").write_bytes(content)

    assert f"key.p12: {code}: " in call("sign", "a.pdf", "-o", "s", *KEY, expected=1).stderr


def test_a_paper_is_signed_twice_or_written_over_only_when_that_is_said(desk: Path) -> None:
    call("sign", "a.pdf", "-o", "s", *KEY)

    assert "s/a.pdf: E_SIGN_TARGET" in call("sign", "a.pdf", "-o", "s", *KEY, expected=1).stderr
    assert "a.pdf: E_SIGN_TARGET: The signed paper would take the place of the paper itself" in (
        call("sign", "a.pdf", "-o", ".", *KEY, "--replace", expected=1).stderr
    )
    assert "s/a.pdf: E_SIGN_AGAIN" in call("sign", "s/a.pdf", "-o", "t", *KEY, expected=1).stderr
    call("sign", "s/a.pdf", "-o", "t", *KEY, "--again", "--place", "top-left")
    found = json.loads(call("verify", "t/a.pdf", "--trust-ca", "ca.pem", "--json").stdout)["signatures"]
    assert [(each["field"], each["good"]) for each in found] == [("Thidua1", True), ("Thidua2", True)]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--place", "200,10,66,20"), "E_SIGN_PLACE_OUTSIDE"),  # 200 + 66 > 210 mm
        (("--place", "10,10,8,3"), "E_SIGN_PLACE_SMALL"),
        (("--place", "middle"), "E_SIGN_PLACE"),
        (("--page", "9"), "E_SIGN_PAGE"),
        (("--tsa", "http://127.0.0.1:9"), "E_SIGN_TSA"),
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_nothing(
    desk: Path, options: tuple[str, ...], code: str
) -> None:
    answer = call("sign", "a.pdf", "-o", "s", *KEY, *options, expected=1)

    assert f"{code}: " in answer.stderr
    assert list((desk / "s").glob("*")) == [] if (desk / "s").exists() else True


def test_b_lt_holds_the_time_and_that_nothing_was_revoked(desk: Path) -> None:
    (desk / "ca.crl").write_bytes(authority.revocations(samples.root(), samples.NOW - timedelta(days=1)))
    with samples.time_stamps() as url:
        call("sign", "b.pdf", "-o", "t", *KEY, "--tsa", url)
        call("sign", "b.pdf", "-o", "lt", *KEY, "--tsa", url, "--trust-ca", "ca.pem", "--crl", "ca.crl")

    only_time = call("verify", "t/b.pdf", "--trust-ca", "ca.pem").stdout
    lasting = call("verify", "lt/b.pdf", "--trust-ca", "ca.pem").stdout
    assert "time from a trusted time stamp" in only_time
    assert "whether it was revoked is not known" in only_time
    assert "time from a trusted time stamp" in lasting
    assert "not revoked, as the lists inside the file say" in lasting


def test_a_revoked_signer_cannot_make_a_signature_that_lasts(desk: Path) -> None:
    day = samples.NOW - timedelta(days=1)
    (desk / "ca.crl").write_bytes(authority.revocations(samples.root(), day, (samples.signer(),)))
    with samples.time_stamps() as url:
        lasting = ("--tsa", url, "--trust-ca", "ca.pem", "--crl", "ca.crl")
        answer = call("sign", "b.pdf", "-o", "lt", *KEY, *lasting, expected=1)

    assert "b.pdf: E_SIGN_LT: " in answer.stderr


def test_wrong_usage_says_what_is_missing(desk: Path) -> None:
    assert "name one key" in call("sign", "a.pdf", "-o", "s", expected=2).stderr
    assert "--cert" in call("sign", "a.pdf", "-o", "s", "--pkcs11", "key.p12", expected=2).stderr
    call("sign", "a.pdf", "-o", "s", *KEY)
    assert "--trust-ca" in call("verify", "s/a.pdf", expected=2).stderr
    assert "E_SIGN_PEM" in call("verify", "s/a.pdf", "--trust-ca", "pass.txt", expected=1).stderr
    assert "E_SIGN_NONE" in call("verify", "a.pdf", "--trust-ca", "ca.pem", expected=1).stderr


@pytest.fixture
def office(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the desk with a record that issued ``b.pdf``, signed since."""
    database = records.record(desk, 4)
    database.path.rename(desk / "thidua.db")
    entry = IssuedPaper(
        kind="certificate", file="b.pdf", sha256=digest(samples.certificate()), candidate="xa-a"
    )
    database = Database.open(desk / "thidua.db")
    acts.record_papers(database, [entry], run_ids=[], actor="Văn thư")
    records.sign(database)
    (desk / "office.pub").write_text(f"{records.OFFICE.public}\n", encoding="utf-8")
    return desk


BOTH = ("--trust", "office.pub", "--trust-ca", "ca.pem")


def test_attach_then_sign_proves_and_signs_the_same_file(office: Path) -> None:
    call("log", "prove", "b.pdf", "--attach")
    proof_path(office / "b.pdf").unlink()
    call("sign", "b.pdf", "-o", "s", *KEY)

    answer = call("verify", "s/b.pdf", *BOTH)

    assert "it covers the whole file" in answer.stdout
    assert " for xa-a, event 6 of 6 of sonoivu.example/thidua/xet-2026" in answer.stdout
    unchecked = call("verify", "s/b.pdf", "--trust", "office.pub", expected=1)
    assert "E_SIGN_UNCHECKED" in unchecked.stderr
    # A forger's page behind both is told by both.
    (office / "s" / "b.pdf").write_bytes(samples.with_page((office / "s" / "b.pdf").read_bytes()))
    told = call("verify", "s/b.pdf", *BOTH, expected=1).stderr
    assert [line.split(": ")[1] for line in told.splitlines()] == ["E_SIGN_ADDED", "E_PAPER_UPDATED"]


def test_chair_and_secretary_sign_behind_the_proof(office: Path) -> None:
    call("log", "prove", "b.pdf", "--attach")
    call("sign", "b.pdf", "-o", "one", *KEY, "--place", "bottom-left")
    call("sign", "one/b.pdf", "-o", "two", *KEY, "--again", "--place", "bottom-right")

    said = call("verify", "two/b.pdf", *BOTH).stdout

    assert said.count("unchanged, and the certificate leads to an authority you trust") == 2
    assert (said.count("more was added to the file after it"), said.count("it covers the whole file")) == (
        1,
        1,
    )
    assert " for xa-a, event 6 of 6 of sonoivu.example/thidua/xet-2026" in said


def test_sign_then_attach_is_refused_and_the_proof_stands_beside(office: Path) -> None:
    call("sign", "b.pdf", "-o", "s", *KEY)
    before = (office / "s" / "b.pdf").read_bytes()

    answer = call("log", "prove", "s/b.pdf", "--attach", expected=1)
    call("log", "prove", "s/b.pdf")

    assert "s/b.pdf: E_PAPER_SIGNED: This paper is signed" in answer.stderr
    assert (office / "s" / "b.pdf").read_bytes() == before
    assert "for xa-a" in call("verify", "s/b.pdf", *BOTH).stdout


def test_signed_papers_are_entered_as_issued_in_one_act(office: Path) -> None:
    size = views.log(Database.open(office / "thidua.db"))[0]

    call("sign", "b.pdf", "-o", "s", *KEY, "--db", "thidua.db", "--by", "Văn thư")
    stranger = call("sign", "a.pdf", "-o", "t", *KEY, "--db", "thidua.db", expected=1)

    bodies = views.event_bodies(Database.open(office / "thidua.db"))
    assert len(bodies) == size + 1
    assert json.loads(bodies[-1])["act"] == {
        "type": "papers.issued",
        "papers": [
            {
                "kind": "certificate",
                "file": "b.pdf",
                "sha256": digest((office / "s" / "b.pdf").read_bytes()),
                "candidate": "xa-a",
            }
        ],
        "runs": [],
    }
    assert "a.pdf: E_PAPER_UNKNOWN" in stranger.stderr
    assert not (office / "t").exists()


def test_the_head_is_signed_when_signed_papers_are_entered(office: Path) -> None:
    make_key(office / "head.age", "sonoivu.example/sau", Kind.LOG, "một câu mật khẩu đủ dài")
    (office / "head.pass").write_text("một câu mật khẩu đủ dài\n", encoding="utf-8")
    sealing = ("--key", "head.age", "--key-passphrase-file", "head.pass")

    unnamed = call("sign", "b.pdf", "-o", "s", *KEY, *sealing, expected=2)
    answer = call("sign", "b.pdf", "-o", "s", *KEY, *sealing, "--db", "thidua.db")

    size = views.log(Database.open(office / "thidua.db"))[0]
    assert "name it with --db" in unnamed.stderr
    assert f"head of {size} events signed" in answer.stderr


def test_a_signed_certificate_stays_pdf_a_3u(desk: Path) -> None:
    lacking = conformance.missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"needs {lacking}")
    (desk / "ca.crl").write_bytes(authority.revocations(samples.root(), samples.NOW - timedelta(days=1)))
    lasting = ("--trust-ca", "ca.pem", "--crl", "ca.crl")
    with samples.time_stamps() as url:
        call("sign", "b.pdf", "-o", "lt", *KEY, "--tsa", url, *lasting)
    call("sign", "b.pdf", "-o", "s", *KEY)
    call("sign", "b.pdf", "-o", "i", *KEY, "--invisible")
    files = [desk / folder / "b.pdf" for folder in ("s", "i", "lt")]

    assert conformance.faults("3u", files) == {str(path): [] for path in files}


def test_a_paper_that_promises_accessibility_gets_no_stamp(desk: Path) -> None:
    with pikepdf.open(desk / "a.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            metadata["{http://www.aiim.org/pdfua/ns/id/}part"] = "1"
        pdf.save(desk / "ua.pdf")

    answer = call("sign", "ua.pdf", "-o", "s", *KEY)

    assert "ua.pdf: signed without a stamp" in answer.stderr
    with pikepdf.open(desk / "s" / "ua.pdf") as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(each) for each in field.get("/Rect", [0, 0, 0, 0])] == [0, 0, 0, 0]


def test_the_key_is_read_once_for_a_batch() -> None:
    pen = Pen(samples.credential(), samples.NOW, read_place("bottom-right"))
    content = samples.certificate()
    pen.sign(content, "first.pdf")
    began = time.process_time()
    for number in range(10):
        signed = pen.sign(content, f"{number}.pdf")
    each = (time.process_time() - began) / 10

    assert len(list(PdfFileReader(BytesIO(signed)).embedded_regular_signatures)) == 1
    # 15 ms measured; reading the key anew for each would alone add 28.
    assert each < 0.060
