"""One signature in one PDF, by an incremental update: the bytes before it stay as they are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

import aiohttp
from asn1crypto import crl, x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.general import SigningError as HankoError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from scoring.errors import _
from thidua.signing.appearance import stamp_page
from thidua.signing.errors import DAMAGE, SigningError, refuse
from thidua.signing.keys import Credential
from thidua.signing.places import Place, box_on
from thidua.signing.quick import read_quickly
from thidua.signing.tags import has_tags, tag

# What pyHanko would log is said by this program in its own words.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
_CLAIMS_UA = b"pdfuaid:part"
_TIMEOUT = 30  # seconds for one time stamp
_NO_PDF = _("This is no PDF that can be signed: it is another kind of file, damaged, or under a password.")


@dataclass(frozen=True)
class Evidence:
    """
    What makes a signature last longer than its certificate.

    Attributes:
        tsa: Address of a time-stamp service (RFC 3161): level B-T; empty for B-B.
        roots: Trusted authorities, of signer and service; with them the signature is made B-LT.
        crls: Their lists of revoked certificates; with none they are fetched from where the certificates say.
    """

    tsa: str = ""
    roots: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()


@dataclass
class Pen:
    """
    Signs one paper after another with one key.

    Attributes:
        credential: Whose key.
        at: When the act takes place, for the stamp and the signature.
        place: Of the stamp; None for a signature that nobody sees.
        evidence: As in ``Evidence``.
        stamp: Its drawing, where that was made already.
        unseen: Papers that got no stamp though one was asked for, since they promise PDF/UA.
    """

    credential: Credential
    at: datetime
    place: Place | None = None
    evidence: Evidence = field(default_factory=Evidence)
    stamp: bytes = b""
    unseen: list[object] = field(default_factory=list, init=False)
    _room: int | None = field(default=None, init=False)
    _style: Any = field(default=None, init=False)

    def sign(self, content: bytes, paper: object) -> bytes:
        """
        Sign a paper.

        Args:
            content: A PDF, as ``faults_of`` finds it well.
            paper: Its name, for messages.

        Returns:
            The same bytes with the signature behind them.

        Raises:
            SigningError: The page or the place on it is not there, the time-stamp service does not answer, or
                what B-LT needs is not at hand.
        """
        # Into a stream: asyncio writes out what a task gives back, three times, and bytes may be millions.
        signed = BytesIO()
        try:
            asyncio.run(self._sign(content, paper, signed))
        except (TimestampRequestError, aiohttp.ClientError, TimeoutError, OSError) as error:
            message = _("No time stamp could be had from {url}: {what}")
            raise refuse("E_SIGN_TSA", message, paper, url=self.evidence.tsa, what=_said(error)) from None
        except (PathError, ValidationError, HankoError) as error:
            message = _("What a signature needs to last cannot be gathered: {what}")
            raise refuse("E_SIGN_LT", message, paper, what=_said(error)) from None
        except (PdfError, *DAMAGE):
            raise refuse("E_SIGN_PDF", _NO_PDF, paper) from None
        return signed.getvalue()

    async def _sign(self, content: bytes, paper: object, signed: BytesIO) -> None:
        fetching = AIOHttpFetcherBackend()
        try:
            await self._sign_by(fetching, content, paper, signed)
        finally:
            await fetching.close()

    async def _sign_by(
        self, fetching: AIOHttpFetcherBackend, content: bytes, paper: object, signed: BytesIO
    ) -> None:
        reader = read_quickly(content)
        writer = _Update(reader.stream, prev=reader)
        name = _free_name(reader)
        meta = PdfSignatureMetadata(
            field_name=name,
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            name=self.credential.name,
            embed_validation_info=bool(self.evidence.roots),
            validation_context=self._context(fetching),
            signer_key_usage=self.credential.uses,
        )
        spec = self._field(name, reader, content, paper)
        signer = PdfSigner(
            meta,
            self.credential.signer,
            timestamper=self._timestamper(),
            stamp_style=self._style if spec.box else None,
            new_field_spec=spec,
        )
        session = signer.init_signing_session(writer)
        if spec.box and has_tags(writer.prev):
            fields_known = writer.root["/AcroForm"]["/Fields"]
            tag(writer, fields_known.raw_get(len(fields_known) - 1))
        await self._finish(session, writer, signed)

    async def _finish(
        self, session: PdfSigningSession, writer: IncrementalPdfFileWriter, signed: BytesIO
    ) -> None:
        session.system_time = self.at
        info = await session.perform_presign_validation(writer)
        if self._room is None:
            # A rehearsal costs as much as a signature; for one key one is enough.
            self._room = await session.estimate_signature_container_size(info)
        prepared = session.prepare_tbs_document(validation_info=info, bytes_reserved=self._room)
        digest, _out = prepared.digest_tbs_document(output=signed)
        attributes = PdfCMSSignedAttributes(signing_time=self.at)
        after = await prepared.perform_signature(digest.document_digest, attributes)
        await after.post_signature_processing(signed)

    def _timestamper(self) -> HTTPTimeStamper | None:
        return HTTPTimeStamper(self.evidence.tsa, timeout=_TIMEOUT) if self.evidence.tsa else None

    def _context(self, fetching: AIOHttpFetcherBackend) -> ValidationContext | None:
        if not self.evidence.roots:
            return None
        lists = self.evidence.crls
        mode = "require"  # a signature that is to last must be able to show that nothing was revoked
        return ValidationContext(
            trust_roots=list(self.evidence.roots),
            crls=lists,
            allow_fetching=not lists,
            fetcher_backend=fetching,
            revocation_mode=mode,
        )

    def _field(self, name: str, reader: PdfFileReader, content: bytes, paper: object) -> fields.SigFieldSpec:
        if self.place is None:
            return fields.SigFieldSpec(name)
        if not has_tags(reader) and _CLAIMS_UA in content:
            self.unseen.append(paper)
            return fields.SigFieldSpec(name)
        pages = int(reader.root["/Pages"]["/Count"])
        index = self.place.page - 1 if self.place.page > 0 else pages + self.place.page
        if not 0 <= index < pages:
            message = _("There is no page {page}; the paper has {count}.")
            raise refuse("E_SIGN_PAGE", message, paper, page=self.place.page, count=pages)
        box = box_on(self.place, _page_box(reader, index))
        if box is None:
            message = _("The stamp would stand outside page {page}.")
            raise refuse("E_SIGN_PLACE_OUTSIDE", message, paper, page=index + 1)
        self._style = self._style or _style(self.drawn())
        said = f"Chữ ký số của {self.credential.name}"
        return fields.SigFieldSpec(
            name,
            on_page=index,
            box=box,  # type: ignore[arg-type]  # points may be parts
            readable_field_name=said,
        )

    def drawn(self) -> bytes:
        """Draw the stamp, once; nothing where none is asked for."""
        if self.place and not self.stamp:
            name, organisation = self.credential.name, self.credential.organisation
            self.stamp = stamp_page(name, organisation, self.at, self.place.width, self.place.height)
        return self.stamp


class _Update(IncrementalPdfFileWriter):
    """Adds a signature and nothing else."""

    IO_CHUNK_SIZE = 1 << 20

    def _update_meta(self) -> None:
        """Leave title, dates and claims (PDF/A, PDF/UA) as issued; pyHanko would write them anew."""


class _Drawn(PdfContent):
    """A page of another PDF, read once."""

    def __init__(self, pdf: bytes) -> None:
        self._reader = PdfFileReader(BytesIO(pdf))
        super().__init__()

    def render(self) -> bytes:
        drawing = self._ensure_writer.import_page_as_xobject(self._reader)
        left, bottom, right, top = (float(each) for each in drawing.get_object()["/BBox"])
        self.resources.xobject["/Stamp"] = drawing
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Stamp Do"


def _style(stamp: bytes) -> StaticStampStyle:
    return StaticStampStyle(background=_Drawn(stamp), border_width=0, background_layout=_FULL)


_FULL = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(), InnerScaling.STRETCH_FILL
)


def _page_box(reader: PdfFileReader, index: int) -> tuple[float, float, float, float]:
    page: Any = reader.find_page_for_modification(index)[0].get_object()
    while "/MediaBox" not in page:
        page = page["/Parent"]
    left, bottom, right, top = (float(each) for each in page["/MediaBox"])
    return left, bottom, right, top


def _free_name(reader: PdfFileReader) -> str:
    taken = {name for name, _value, _ref in fields.enumerate_sig_fields(reader)}
    return next(name for number in range(1, 10_000) if (name := f"Thidua{number}") not in taken)


def _said(error: BaseException) -> str:
    return str(error).rstrip(".") or type(error).__name__


def opened(content: bytes, paper: object, *, quickly: bool = False) -> PdfFileReader:
    """
    Read a PDF.

    Args:
        content: Of the file.
        paper: Its name, for messages.
        quickly: Only as much of it as signing needs.

    Raises:
        SigningError: It is none, is damaged, or is under a password.
    """
    if not content.startswith(b"%PDF-"):
        raise refuse("E_SIGN_PDF", _NO_PDF, paper)
    try:
        reader = read_quickly(content) if quickly else PdfFileReader(BytesIO(content))
        if reader.encrypted or reader.root["/Pages"]["/Count"] < 1:
            raise PdfError(_NO_PDF)
    except (PdfError, *DAMAGE):
        raise refuse("E_SIGN_PDF", _NO_PDF, paper) from None
    return reader


def signers_of(reader: PdfFileReader) -> Sequence[bytes]:
    """Give the certificates, in DER, of those who signed a paper; as the signatures say, unchecked."""
    found: list[bytes] = []
    try:
        signatures = list(reader.embedded_regular_signatures)
    except (PdfError, *DAMAGE):
        return found
    for each in signatures:
        try:
            found.append(each.signer_cert.dump())
        except (PdfError, *DAMAGE):
            continue  # a broken signature is nobody's
    return found


__all__ = ["Evidence", "Pen", "SigningError", "opened", "signers_of"]
