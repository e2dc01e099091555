"""Seals: signed, changed, signed by others, called back; bytes against the standards' own examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.dossier.printed_head import PrintedHead
from thidua.dossier.seal import (
    Owner,
    Seal,
    SealError,
    Signer,
    base45,
    check,
    read,
    read_revocations,
    revoke,
    seal,
)
from thidua.dossier.seal.claims import PREFIX, serial

SIGNER = Signer("Hội đồng Thử nghiệm", bytes(range(32)))
OTHER = Signer("Người khác", bytes(range(1, 33)))
FACTS = Seal("Bà Nguyễn Thị Phượng", "BẰNG KHEN", "000/QĐ-THU", date(2026, 2, 6), serial("thu", "1"))


@pytest.mark.parametrize(
    # RFC 9285, 4.3 and 4.4.
    ("content", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_is_that_of_the_standard(content: bytes, text: str) -> None:
    assert base45.encode(content) == text
    assert base45.decode(text) == content


@given(st.binary(max_size=300))
def test_base45_comes_back(content: bytes) -> None:
    assert base45.decode(base45.encode(content)) == content


@pytest.mark.parametrize("text", ["A", "ABCD", "GGW", ":::", "::", "a0"])
def test_what_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


def test_a_seal_says_what_was_signed_and_by_whom() -> None:
    assert check(seal(FACTS, SIGNER), [OTHER.owner, SIGNER.owner]) == (FACTS, SIGNER.owner)


def test_a_seal_is_a_cose_message_that_others_can_check() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    message = cbor2.loads(base45.decode(seal(FACTS, SIGNER).removeprefix(PREFIX)))
    protected, unprotected, payload, signature = message.value
    to_verify = cbor2.dumps(["Signature1", protected, b"", payload])
    Ed25519PublicKey.from_public_bytes(SIGNER.owner.key).verify(signature, to_verify)

    assert message.tag == 18
    assert (cbor2.loads(protected), unprotected) == ({1: -8, 4: SIGNER.owner.id}, {})
    # 06/02/2026 00:00 in Vietnam is 05/02/2026 17:00 UTC.
    moment = int(datetime(2026, 2, 5, 17, tzinfo=UTC).timestamp())
    facts = {1: "Bà Nguyễn Thị Phượng", 2: "BẰNG KHEN", 3: "000/QĐ-THU"}
    assert cbor2.loads(payload) == {6: moment, 7: FACTS.serial.encode(), -70001: facts}


def test_a_seal_carries_the_head_of_the_record_that_it_rests_on() -> None:
    facts = replace(FACTS, head=PrintedHead("thu", 7, "e5" * 32))
    text = seal(facts, SIGNER)
    payload = cbor2.loads(cbor2.loads(base45.decode(text.removeprefix(PREFIX))).value[2])

    assert payload[-70001][4] == ["thu", 7, b"\xe5" * 32]
    assert check(text, [SIGNER.owner])[0] == facts


ROOT = b"\xe5" * 32
NO_HEADS = [["thu", 7], ["thu", 7, ROOT[1:]], [7, 7, ROOT], ["thu", True, ROOT], 7, [7, 7, 7]]


@pytest.mark.parametrize("head", NO_HEADS)
def test_a_seal_with_what_is_no_head_is_refused(head: object) -> None:
    facts = {1: "A", 2: "B", 3: "C", 4: head}
    text = SIGNER.sign(PREFIX, cbor2.dumps({6: 1, 7: FACTS.serial.encode(), -70001: facts}))

    with pytest.raises(SealError, match="E_SEAL_TEXT"):
        check(text, [SIGNER.owner])


def test_the_same_facts_give_the_same_seal() -> None:
    assert seal(FACTS, SIGNER) == seal(FACTS, SIGNER)


def test_no_seal_with_one_letter_changed_is_believed() -> None:
    text = seal(FACTS, SIGNER)
    believed = [
        (place, letter)
        for place in range(len(PREFIX), len(text))
        for letter in ("0", "Z", ":")
        if text[place] != letter and _is_believed(text[:place] + letter + text[place + 1 :])
    ]

    assert believed == []


def _is_believed(text: str) -> bool:
    try:
        check(text, [SIGNER.owner])
    except SealError:
        return False
    return True


def test_facts_changed_under_a_kept_signature_are_told() -> None:
    message = cbor2.loads(base45.decode(seal(FACTS, SIGNER).removeprefix(PREFIX)))
    protected, unprotected, payload, signature = message.value
    other = payload.replace("Phượng".encode(), "Phướng".encode())
    forged = PREFIX + base45.encode(
        cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, other, signature]))
    )

    with pytest.raises(SealError, match="E_SEAL_SIGNATURE"):
        check(forged, [SIGNER.owner])


def test_a_key_of_somebody_else_is_told_even_under_the_same_name() -> None:
    impostor = Signer(SIGNER.name, OTHER.seed)
    with pytest.raises(SealError, match="E_SEAL_KEY"):
        check(seal(FACTS, impostor), [SIGNER.owner])


def claiming(name: str = "A", moment: int = 1, number: bytes = FACTS.serial.encode()) -> str:
    return SIGNER.sign(PREFIX, cbor2.dumps({6: moment, 7: number, -70001: {1: name, 2: "B", 3: "C"}}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TD1:",
        "TD1:A",
        "HC1:" + base45.encode(b"\xd2\x84"),
        PREFIX + base45.encode(cbor2.dumps({1: 2})),
        PREFIX + base45.encode(cbor2.dumps(cbor2.CBORTag(18, [b"", {}, b"", b""]))),
        PREFIX + base45.encode(b"\x81" * 2000),
        claiming(moment=1, number=b"X"),
        claiming(moment=10**30),
        claiming(name=""),
        seal(FACTS, SIGNER) + "000",
    ],
)
def test_what_is_no_seal_is_told_without_a_traceback(text: str) -> None:
    with pytest.raises(SealError, match="E_SEAL_TEXT"):
        check(text, [SIGNER.owner])


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    with pytest.raises(SealError):
        read(PREFIX + base45.encode(content))


def test_a_certificate_called_back_is_told_with_the_reason() -> None:
    listed = revoke({FACTS.serial: "cấp nhầm người"}, datetime(2026, 3, 1, tzinfo=UTC), SIGNER)
    revoked = read_revocations(listed, [SIGNER.owner])

    with pytest.raises(
        SealError, match=f"{FACTS.serial} of Bà Nguyễn Thị Phượng was revoked: cấp nhầm người"
    ):
        check(seal(FACTS, SIGNER), [SIGNER.owner], revoked)


def test_nobody_calls_back_certificates_of_others() -> None:
    listed = revoke({FACTS.serial: "phá"}, datetime(2026, 3, 1, tzinfo=UTC), OTHER)
    owners = [SIGNER.owner, OTHER.owner]

    assert check(seal(FACTS, SIGNER), owners, read_revocations(listed, owners)) == (FACTS, SIGNER.owner)


@pytest.mark.parametrize(
    "text", ["", "TDR1:", seal(FACTS, SIGNER), SIGNER.sign("TDR1:", cbor2.dumps({6: 1, -70002: 5}))]
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(SealError, match=r"E_SEAL_(LIST|TEXT)"):
        read_revocations(text, [SIGNER.owner])


def test_a_serial_is_ten_letters_that_are_not_mistaken_for_others() -> None:
    assert serial("a", "b") == serial("a", "b") != serial("a", "bc")
    assert serial("ab", "") != serial("a", "b")
    assert all(not set("ILOU") & set(serial(str(number))) for number in range(500))
    assert len({serial(str(number)) for number in range(20000)}) == 20000


def test_a_signer_never_shows_the_secret() -> None:
    assert repr(SIGNER) == "Signer('Hội đồng Thử nghiệm')"
    assert isinstance(SIGNER.owner, Owner)
