from __future__ import annotations

import pytest

from thidua.audit.checkpoints import Checkpoint
from thidua.audit.inclusion import InclusionProof, parse_proof
from thidua.audit.notes import Kind, Note, NoteError, SecretKey
from thidua.audit.report import Head
from thidua.store.canonical import leaf_hash
from thidua.store.merkle import Tree

KEY = SecretKey("sonoivu.example/thidua", Kind.LOG, bytes(32))
BODIES = [f'{{"event":{place}}}'.encode() for place in range(11)]


def proof(place: int) -> InclusionProof:
    tree = Tree([leaf_hash(body) for body in BODIES])
    text = Checkpoint("sonoivu.example/thidua/dot-1", Head(len(BODIES), tree.root.hex())).text
    hashes = tuple(tree.inclusion_proof(place))
    return InclusionProof(BODIES[place], place, hashes, Note(text).signed_by(KEY.sign(text)))


def test_the_proof_of_every_event_holds_after_a_round_trip_through_its_file() -> None:
    found = [parse_proof(str(proof(place)).encode()) for place in range(len(BODIES))]

    assert found == [proof(place) for place in range(len(BODIES))]
    assert all(each.holds() for each in found)


def test_no_flipped_bit_of_a_proof_stays_unseen() -> None:
    content, unseen = str(proof(5)).encode(), []
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            found = parse_proof(bytes(flipped))
            if found.holds() and found.checkpoint.signers([KEY.public]):
                unseen.append(bit)
        except NoteError:
            continue
    assert unseen == []


def test_a_proof_lent_to_another_event_does_not_hold() -> None:
    lent = InclusionProof(BODIES[4], 5, proof(5).hashes, proof(5).checkpoint)
    moved = InclusionProof(BODIES[5], 4, proof(5).hashes, proof(5).checkpoint)

    assert (lent.holds(), moved.holds()) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 5", "index 05"),
        ("extra ", ""),
        ("\n\n", "\n"),
        ("index 5\n", "index 5\nAAAA\n"),
    ],
)
def test_what_is_not_a_proof_is_refused_in_words(change: tuple[str, str]) -> None:
    content = str(proof(5)).replace(*change, 1).encode()
    with pytest.raises(NoteError, match=r"a\.pdf\.tlog-proof: E_TLOG_PROOF: This is not a proof"):
        parse_proof(content, "a.pdf.tlog-proof")
