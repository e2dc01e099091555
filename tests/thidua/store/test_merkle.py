from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from thidua.store.canonical import leaf_hash
from thidua.store.merkle import (
    Tree,
    consistency_proof,
    inclusion_proof,
    tree_head,
    tree_heads,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).with_name("rfc6962")
SHORT_ROOTS = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"
LEAVES = [leaf_hash(str(place).encode()) for place in range(64)]


def vectors(name: str) -> list[Any]:
    cases = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["case"]) for case in cases]


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [decoded(part) for part in case["proof"] or []]


@pytest.mark.parametrize("case", vectors("inclusion.json"))
def test_every_inclusion_vector_gets_its_answer(case: dict[str, Any]) -> None:
    leaf, root = decoded(case["leafHash"]), decoded(case["root"])
    proved = verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof_of(case), root)
    assert proved is not case["wantErr"]


@pytest.mark.parametrize("case", vectors("consistency.json"))
def test_every_consistency_vector_gets_its_answer_and_short_roots_are_refused(case: dict[str, Any]) -> None:
    root1, root2 = decoded(case["root1"]), decoded(case["root2"])
    proved = verify_consistency(case["size1"], case["size2"], root1, root2, proof_of(case))
    assert proved is not (case["wantErr"] or case["case"] == SHORT_ROOTS)


def test_the_head_of_nothing_is_the_hash_of_nothing() -> None:
    assert tree_head([]) == hashlib.sha256(b"").digest()


def test_the_head_follows_the_definition_of_the_rfc() -> None:
    def defined(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        return hashlib.sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()

    assert [tree_head(LEAVES[:size]) for size in range(1, 65)] == [
        defined(LEAVES[:size]) for size in range(1, 65)
    ]


def test_every_leaf_of_every_tree_is_proved_and_no_other_place_is() -> None:
    for size in range(1, 65):
        root = tree_head(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            assert verify_inclusion(LEAVES[index], index, size, proof, root)
            assert not verify_inclusion(LEAVES[index], (index + 1) % size, size, proof, root) or size == 1
            assert not verify_inclusion(LEAVES[index - 1], index, size, proof, root) or size == 1


def test_every_beginning_of_every_tree_is_proved_and_no_other_root_is() -> None:
    for size in range(1, 65):
        root = tree_head(LEAVES[:size])
        for first in range(1, size + 1):
            proof = consistency_proof(LEAVES[:size], first)
            earlier = tree_head(LEAVES[:first])
            assert verify_consistency(first, size, earlier, root, proof)
            assert not verify_consistency(first, size, LEAVES[63], root, proof)
            assert not verify_consistency(first, size, earlier, LEAVES[63], proof)
            assert not verify_consistency(first, size, earlier, root, [*proof, root])


def test_no_proof_is_made_for_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, 64)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES, 65)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES, 0)


def test_a_tree_that_keeps_its_levels_gives_the_same_root_and_proofs() -> None:
    for size in range(1, 65):
        tree = Tree(LEAVES[:size])
        assert tree.root == tree_head(LEAVES[:size])
        assert [tree.inclusion_proof(place) for place in range(size)] == [
            inclusion_proof(LEAVES[:size], place) for place in range(size)
        ]
    with pytest.raises(IndexError):
        Tree(LEAVES).inclusion_proof(64)


def test_the_roots_of_all_beginnings_come_out_in_one_pass() -> None:
    assert tree_heads(LEAVES, range(70)) == {size: tree_head(LEAVES[:size]) for size in range(65)}
    assert tree_heads(LEAVES, {7}) == {7: tree_head(LEAVES[:7])}
    assert Tree(()).root == tree_heads((), {0})[0] == tree_head(())
