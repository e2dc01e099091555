"""The Merkle tree over the record: head, inclusion and consistency proofs of RFC 9162, section 2.1."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

HASH_SIZE = 32


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_head(leaves: Sequence[bytes]) -> bytes:
    """
    Give the root over the leaf hashes, section 2.1.1.

    Args:
        leaves: Leaf hashes of 32 bytes, in the order of the record.

    Returns:
        32 bytes; the SHA-256 of nothing for an empty record.
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        # An odd node rises as it is: the left subtree is always the largest full one.
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def tree_heads(leaves: Iterable[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """
    Give the roots over the first so many leaves, for many sizes in one pass.

    Args:
        leaves: Leaf hashes, in the order of the record.
        sizes: How many of the first leaves; a size beyond the end is left out of the answer.
    """
    roots = {0: tree_head(())} if 0 in sizes else {}
    peaks: list[tuple[int, bytes]] = []
    for size, leaf in enumerate(leaves, 1):
        height, node = 0, leaf
        while peaks and peaks[-1][0] == height:
            height, node = height + 1, _node(peaks.pop()[1], node)
        peaks.append((height, node))
        if size in sizes:
            roots[size] = _under(peaks)
    return roots


def _under(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    """Give the root over full subtrees that stand side by side, the largest first."""
    root = peaks[-1][1]
    for _height, peak in reversed(peaks[:-1]):
        root = _node(peak, root)
    return root


class Tree:
    """The tree with its levels kept, for many proofs over one record."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(level := self._levels[-1]) > 1:
            pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
            self._levels.append(pairs + level[len(pairs) * 2 :])

    @property
    def root(self) -> bytes:
        """Give the root; see ``tree_head``."""
        return tree_head(self._levels[-1])

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Give what ``inclusion_proof`` gives; raises IndexError when there is no such leaf."""
        if not 0 <= index < len(self._levels[0]):
            raise IndexError(index)
        proof = []
        for level in self._levels:
            if index ^ 1 < len(level):
                proof.append(level[index ^ 1])
            index >>= 1
        return proof


def _split(size: int) -> int:
    """Give the largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """
    Give the hashes that lead from one leaf to the root, section 2.1.3.1.

    Args:
        leaves: All leaf hashes.
        index: Place of the leaf, from 0.

    Returns:
        Sibling hashes from the leaf upwards.

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), tree_head(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), tree_head(leaves[:middle])]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """
    Give the hashes that show the first leaves to be a beginning of all, section 2.1.4.1.

    Args:
        leaves: All leaf hashes.
        first: Size of the earlier tree, 1 or more.

    Returns:
        Hashes in the order a verifier takes them; none when both trees are the same.

    Raises:
        IndexError: The earlier tree is empty or larger than the later one.
    """
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(leaves, first, True)


def _subproof(leaves: Sequence[bytes], first: int, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [tree_head(leaves)]
    middle = _split(len(leaves))
    if first <= middle:
        return [*_subproof(leaves[:middle], first, whole), tree_head(leaves[middle:])]
    return [*_subproof(leaves[middle:], first - middle, False), tree_head(leaves[:middle])]


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(len(each) == HASH_SIZE for each in hashes)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """
    Tell whether a leaf stands at a place under a root, section 2.1.3.2.

    Args:
        leaf: Hash of the leaf.
        index: Its place, from 0.
        size: Number of leaves under the root.
        proof: Sibling hashes from the leaf upwards.
        root: Root of the tree.

    Returns:
        True when it is proved; hashes that are not 32 bytes prove nothing.
    """
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _node(sibling, found)
            place, last = _rise(place, last)
        else:
            found = _node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def _rise(place: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the node is the odd one and has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """
    Tell whether one tree is the beginning of another, section 2.1.4.2.

    Args:
        size1: Leaves of the earlier tree, 1 or more: of an empty one nothing can be proved.
        size2: Leaves of the later tree.
        root1: Root of the earlier tree.
        root2: Root of the later tree.
        proof: Hashes of the consistency proof.

    Returns:
        True when it is proved; hashes that are not 32 bytes prove nothing.
    """
    if not 0 < size1 <= size2 or not _are_hashes([root1, root2, *proof]):
        return False
    if size1 == size2:
        return not proof and root1 == root2
    # A first tree that is a full subtree of the second is its own starting node.
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    return bool(path) and _climb(size1 - 1, size2 - 1, path) == (root1, root2)


def _climb(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Give the roots of both trees that the path leads to; None when it is too long or too short."""
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            first, second = _node(sibling, first), _node(sibling, second)
            place, last = _rise(place, last)
        else:
            second = _node(second, sibling)
        place, last = place >> 1, last >> 1
    return (first, second) if last == 0 else None
