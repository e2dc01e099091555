"""A test authority, signers under it, and a paper to sign; every name is invented."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.thidua.dossier import samples as papers
from thidua.dossier.certificates import write_certificates
from thidua.dossier.printing import typeset
from thidua.signing import authority
from thidua.signing.authority import Holder
from thidua.signing.keys import Credential, open_pkcs12
from thidua.signing.pades import Pen
from thidua.signing.places import Place

NOW = datetime.now(UTC).replace(microsecond=0)
NAME = "Nguyễn Thị Phượng (thử nghiệm)"
PHRASE = "một câu mật khẩu đủ dài"


@lru_cache
def root() -> Holder:
    return authority.make_root(NOW - timedelta(days=100))


@lru_cache
def stranger() -> Holder:
    return authority.make_root(NOW)


@lru_cache
def signer() -> Holder:
    return authority.make_signer(root(), NAME, NOW - timedelta(days=90))


@lru_cache
def expired() -> Holder:
    """Give a signer whose certificate ran out 30 days ago."""
    return authority.make_signer(root(), "Hết Hạn", NOW - timedelta(days=90), timedelta(days=60))


def trusted(holder: Holder | None = None) -> list[x509.Certificate]:
    return [x509.Certificate.load(der(holder or root()))]


def der(holder: Holder) -> bytes:
    return holder.certificate.public_bytes(serialization.Encoding.DER)


@lru_cache
def _pkcs12(name: str) -> bytes:
    import tempfile

    holder = {"signer": signer, "expired": expired}[name]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.p12"
        authority.write_pkcs12(path, holder, root(), PHRASE)
        return path.read_bytes()


def credential(name: str = "signer") -> Credential:
    return open_pkcs12(_pkcs12(name), PHRASE, f"{name}.p12")


def pen(name: str = "signer", at: datetime = NOW, place: Place | None = None) -> Pen:
    return Pen(credential(name), at, place)


def office(folder: Path, name: str = "signer") -> None:
    """Write what a signer has at hand: key, passphrase, certificate of the authority."""
    (folder / "key.p12").write_bytes(_pkcs12(name))
    (folder / "pass.txt").write_text(f"{PHRASE}\n", encoding="utf-8")
    (folder / "ca.pem").write_bytes(root().pem())


@lru_cache
def plain() -> bytes:
    return typeset("<p>Tờ trình về việc khen thưởng</p><p>Số: 000/TTr-THU</p>", "dossier/paper.css").pdf


@lru_cache
def certificate() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return write_certificates(papers.usual(), Path(folder))[0].read_bytes()


def with_page(content: bytes) -> bytes:
    """Add a page as a forger would, behind all the bytes."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    drawing = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.insert_page(PageObject(contents=drawing, media_box=(0, 0, 100, 100)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def changed(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@contextmanager
def time_stamps(at: datetime | None = None) -> Iterator[str]:
    """Serve time stamps on this machine; gives the address. Its certificate is under the same authority."""
    service = authority.make_stamper(root(), "Dấu thời gian thử nghiệm", NOW - timedelta(days=90))
    secret = service.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register_multiple(trusted())
    stamper = DummyTimeStamper(
        x509.Certificate.load(der(service)), keys.PrivateKeyInfo.load(secret), store, fixed_dt=at
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = asyncio.run(stamper.async_request_tsa_response(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


_CLAIM = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of PDF/UA</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _claim(_document: object, pdf: Any) -> None:
    """Let a paper promise PDF/UA-1 besides PDF/A-3a."""
    (metadata,) = [each for each in pdf.objects if getattr(each, "extra", {}).get("Type") == "/Metadata"]
    metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", _CLAIM.encode() + b"</rdf:RDF>")


@lru_cache
def tagged(*, packed: bool = True) -> bytes:
    """Give a paper of two pages with tags, its objects packed into streams or each by itself."""
    from weasyprint import HTML

    body = "<h1>Tờ trình</h1><p>Về việc khen thưởng</p><p style='break-before: page'>Số: 000/TTr-THU</p>"
    html = f"<html lang='vi'><head><title>Tờ trình</title></head><body>{body}</body></html>"
    options = {"pdf_variant": "pdf/a-3a", "finisher": _claim, "uncompressed_pdf": not packed}
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return bytes(HTML(string=html).write_pdf(**options))
