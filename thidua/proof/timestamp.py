"""Time stamps of RFC 3161: what is asked of a service, and what its answer proves. Knows ASN.1."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from scoring.errors import _
from thidua.audit.notes import refuse
from thidua.proof.authorities import lead_to_trusted, name_of, parsed

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_HASHES = ("sha256", "sha384", "sha512")
_CUT = _("This is not a whole answer of a time-stamp service (RFC 3161).")
_SIGNATURE = _("The signature of the time stamp does not fit: it was changed.")


class Stamp(NamedTuple):
    """
    What a time stamp says.

    Attributes:
        at: The stamped text stood before this time, UTC.
        authority: Who says so: the name in the certificate of the service.
    """

    at: datetime
    authority: str


class _Token(NamedTuple):
    """The parts of an answer that are compared."""

    info: Any
    content: bytes
    signer: Any
    certificates: tuple[bytes, ...]


def write_request(text: bytes, nonce: int) -> bytes:
    """
    Ask for a time stamp.

    Args:
        text: What is to be stamped; the service sees only its SHA-256.
        nonce: A number nobody can guess, by which the answer is known to be one to this request.

    Returns:
        A TimeStampReq in DER that also asks for the certificate of the service.
    """
    from asn1crypto.tsp import TimeStampReq  # slow import

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(text).digest()}
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    written: bytes = TimeStampReq(asked).dump()
    return written


def nonce_asked(request: bytes, place: object = "") -> int:
    """
    Give the nonce of a request.

    Raises:
        NoteError: The bytes are no request with a nonce.
    """
    from asn1crypto.tsp import TimeStampReq  # slow import

    try:
        found = TimeStampReq.load(request, strict=True)["nonce"].native
    except (ValueError, TypeError, KeyError):
        found = None
    if not isinstance(found, int):
        raise refuse("E_STAMP_REQUEST", _("This is no request for a time stamp with a nonce."), place)
    return found


def is_about(answer: bytes, text: bytes, place: object = "") -> bool:
    """
    Tell whether an answer stamps a text; whether it counts is for ``check_stamp`` to say.

    Raises:
        NoteError: The bytes are no answer, or the service refused.
    """
    return _is_about(_token(answer, place), text)


def nonce_of(answer: bytes, place: object = "") -> int | None:
    """Give the nonce of an answer, None when it has none; raises as ``is_about``."""
    nonce: int | None = _token(answer, place).info["nonce"].native
    return nonce


def check_stamp(answer: bytes, text: bytes, authorities: Sequence[Certificate], place: object = "") -> Stamp:
    """
    Check a time stamp on a text.

    Args:
        answer: The file the service gave back, a TimeStampResp in DER.
        text: What was to be stamped.
        authorities: Certificates that are trusted, as they were handed over.
        place: Name of the file, for messages.

    Returns:
        When, and by whom. The certificate of the service must have been valid then, not today.

    Raises:
        NoteError: The file was cut or changed, the service refused, something else was stamped, the
            signature does not fit, or its certificate does not lead to a trusted one.

    Source: RFC 3161, 2.4.2; RFC 5816 for the hash of the certificate; RFC 5652, 5.4 for the signature.
    """
    token = _token(answer, place)
    if not _is_about(token, text):
        raise refuse("E_STAMP_OTHER", _("This time stamp is on something else than this head."), place)
    try:
        certificates = parsed(token.certificates)
        certificate = _certificate(token, certificates)
        fits = certificate is not None and _is_named(token, certificate) and _is_signed(token, certificate)
    except (ValueError, TypeError, KeyError, AttributeError):
        certificates, certificate, fits = [], None, False
    if certificate is None or not fits:
        raise refuse("E_STAMP_SIGNATURE", _SIGNATURE, place)
    at: datetime = token.info["gen_time"].native
    lead_to_trusted(certificate, certificates, authorities, at.astimezone(UTC), place)
    return Stamp(at.astimezone(UTC), name_of(certificate))


@lru_cache
def _answer_type() -> Any:
    """Give TimeStampResp of RFC 3161, 2.4.2; asn1crypto's own forgets that a refusal has no token."""
    from asn1crypto.cms import ContentInfo  # slow import
    from asn1crypto.core import Sequence as Structure  # slow import
    from asn1crypto.tsp import PKIStatusInfo  # slow import

    fields = [("status", PKIStatusInfo), ("time_stamp_token", ContentInfo, {"optional": True})]
    return type("TimeStampResp", (Structure,), {"_fields": fields})


def _token(answer: bytes, place: object) -> _Token:
    try:
        read = _answer_type().load(answer, strict=True)
        status = read["status"]
        if status["status"].native in ("granted", "granted_with_mods"):
            return _parts(read["time_stamp_token"])
        said = "; ".join([status["status"].native, *(status["status_string"].native or ())])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise refuse("E_STAMP_FILE", _CUT, place) from None
    raise refuse("E_STAMP_REFUSED", _("The time-stamp service refused: {said}."), place, said=said)


def _parts(token: Any) -> _Token:
    signed = token["content"]
    inner, signers = signed["encap_content_info"], list(signed["signer_infos"])
    if inner["content_type"].native != "tst_info" or len(signers) != 1:
        raise ValueError(inner["content_type"].native)
    # The signature does not cover these, so they are compared with what RFC 5652, 5.1 and 5.3, wants.
    listed = [each["algorithm"].native for each in signed["digest_algorithms"]]
    versions = (signed["version"].native, signers[0]["version"].native)
    if versions != ("v3", "v1") or signers[0]["digest_algorithm"]["algorithm"].native not in listed:
        raise ValueError(versions)
    info = inner["content"].parsed
    # asn1crypto reads a part when it is asked for; what cannot be read is to be found here.
    read = [info[field].native for field in ("message_imprint", "gen_time", "nonce")]
    if not isinstance(read[1], datetime):
        raise ValueError("gen_time")
    certificates = tuple(each.chosen.dump() for each in signed["certificates"] or ())
    return _Token(info, bytes(inner["content"].contents), signers[0], certificates)


def _is_about(token: _Token, text: bytes) -> bool:
    imprint = token.info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if algorithm not in _HASHES:
        return False
    hashed: bytes = imprint["hashed_message"].native
    return hashlib.new(algorithm, text).digest() == hashed


def _certificate(token: _Token, certificates: Sequence[Certificate]) -> Certificate | None:
    """Give the certificate that the signer names by issuer and serial number."""
    named = token.signer["sid"].chosen
    for found in certificates:
        same_issuer = found.issuer.public_bytes() == named["issuer"].dump()
        if same_issuer and found.serial_number == named["serial_number"].native:
            return found
    return None


def _attributes(token: _Token) -> dict[str, Any]:
    """Give the signed attributes, each of which must stand there once with one value."""
    found = {each["type"].native: each["values"] for each in token.signer["signed_attrs"]}
    if len(found) != len(token.signer["signed_attrs"]) or any(len(values) != 1 for values in found.values()):
        raise ValueError("attributes")
    return {name: values[0] for name, values in found.items()}


def _is_named(token: _Token, certificate: Certificate) -> bool:
    """Tell whether the signature covers the hash of this very certificate."""
    from cryptography.hazmat.primitives.serialization import Encoding  # slow import

    content, attributes = certificate.public_bytes(Encoding.DER), _attributes(token)
    if "signing_certificate_v2" in attributes:
        first = attributes["signing_certificate_v2"]["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].native
        return algorithm in _HASHES and bool(
            hashlib.new(algorithm, content).digest() == first["cert_hash"].native
        )
    first = attributes["signing_certificate"]["certs"][0]
    return bool(hashlib.sha1(content, usedforsecurity=False).digest() == first["cert_hash"].native)


def _is_signed(token: _Token, certificate: Certificate) -> bool:
    """Tell whether the certificate's key signed the attributes, and these name the content."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # slow import

    attributes = _attributes(token)
    algorithm = token.signer["digest_algorithm"]["algorithm"].native
    if algorithm not in _HASHES or attributes["content_type"].native != "tst_info":
        return False
    if attributes["message_digest"].native != hashlib.new(algorithm, token.content).digest():
        return False
    # What is signed is the set itself, not the field it stands in: RFC 5652, 5.4.
    signed = token.signer["signed_attrs"].untag().dump()
    try:
        _verify(certificate.public_key(), token.signer, algorithm, signed)
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _verify(key: Any, signer: Any, algorithm: str, signed: bytes) -> None:
    from cryptography.hazmat.primitives import hashes  # slow import
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # slow import

    hashed = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[algorithm]
    signature, name = signer["signature"].native, signer["signature_algorithm"]["algorithm"].native
    if isinstance(key, ec.EllipticCurvePublicKey) and name == f"{algorithm}_ecdsa":
        key.verify(signature, signed, ec.ECDSA(hashed))
    elif isinstance(key, rsa.RSAPublicKey) and name in ("rsassa_pkcs1v15", f"{algorithm}_rsa"):
        key.verify(signature, signed, padding.PKCS1v15(), hashed)
    elif isinstance(key, rsa.RSAPublicKey) and name == "rsassa_pss":
        key.verify(signature, signed, padding.PSS(padding.MGF1(hashed), padding.PSS.AUTO), hashed)
    else:
        raise ValueError(name)
