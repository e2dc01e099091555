"""Whether nothing but tags of stamps came to a PDF's tags; ``thidua.signing.tags`` writes those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from thidua.signing.written import as_written

if TYPE_CHECKING:
    from pikepdf import Pdf

Place = tuple[int, int]

_IN_ROOT = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey"})
# Without words of its own, which a reader's voice would say.
_OF_STAMP = {"/Type", "/S", "/P", "/Pg", "/K"}


def changing_tags(old: Pdf) -> dict[Place, frozenset[str]]:
    """Give what may change in which object of the tags, when ``tags_kept``."""
    if "/StructTreeRoot" not in old.Root:
        return {}
    root = old.Root.StructTreeRoot
    found = {root.objgen: _IN_ROOT}
    document = _document(root)
    if document is not None:
        found[document.objgen] = frozenset({"/K"})
    return found | dict.fromkeys(_nodes(root.get("/ParentTree")), frozenset({"/Nums", "/Kids", "/Limits"}))


def tags_kept(old: Pdf, new: Pdf, stamps: set[Place]) -> bool:
    """
    Compare the tags.

    Args:
        old, new: The same paper earlier and later.
        stamps: The fields that came.

    Returns:
        True when all tags are where they were, and each that came holds one of the stamps and nothing else.
    """
    if "/StructTreeRoot" not in old.Root:
        return "/StructTreeRoot" not in new.Root
    before, now = old.Root.StructTreeRoot, new.Root.StructTreeRoot
    came = _added(before, now)
    document = _document(before)
    if document is not None and came is not None:
        below = _added(document, new.get_object(document.objgen))
        came = None if below is None else came + below
    if came is None or not all(_is_of_stamp(tag, stamps) for tag in came):
        return False
    return _register_kept(before, now, {tag.objgen for tag in came})


def _document(root: Any) -> Any:
    """Give the tag of the whole document, where the root holds that and nothing else."""
    kids = _kids(root)
    return kids[0] if len(kids) == 1 and _is_document(kids[0]) else None


def _is_document(tag: Any) -> bool:
    from pikepdf import Dictionary  # slow import

    return isinstance(tag, Dictionary) and tag.is_indirect and tag.get("/S") == "/Document"


def _kids(tag: Any) -> list[Any]:
    from pikepdf import Array  # slow import

    held = tag.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def _added(old: Any, new: Any) -> list[Any] | None:
    """Give the tags that came below one; None when those before are not what they were."""
    before, now = _kids(old), _kids(new)
    same = [as_written(kid) for kid in before] == [as_written(kid) for kid in now[: len(before)]]
    return now[len(before) :] if same else None


def _is_of_stamp(tag: Any, stamps: set[Place]) -> bool:
    from pikepdf import Dictionary  # slow import

    if not isinstance(tag, Dictionary) or not set(tag.keys()) <= _OF_STAMP or tag.get("/S") != "/Form":
        return False
    kids = _kids(tag)
    if len(kids) != 1 or not isinstance(kids[0], Dictionary):
        return False
    return getattr(kids[0].get("/Obj"), "objgen", None) in stamps


def _register_kept(old: Any, new: Any, came: set[Place]) -> bool:
    """Compare the tree by which readers come from content to its tag."""
    before = list(_entries(old.get("/ParentTree")))
    now = list(_entries(new.get("/ParentTree")))
    if [_shown(each) for each in now[: len(before)]] != [_shown(each) for each in before]:
        return False
    return all(getattr(tag, "objgen", None) in came for _number, tag in now[len(before) :])


def _shown(entry: tuple[int, Any]) -> tuple[int, bytes]:
    return entry[0], as_written(entry[1])


def _entries(tree: Any) -> Iterator[tuple[int, Any]]:
    """Give numbers and what they stand for, in the order of a number tree (ISO 32000-1, 7.9.7)."""
    if tree is None:
        return
    nums = list(tree.get("/Nums", []))
    yield from zip(map(int, nums[::2]), nums[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _entries(kid)


def _nodes(tree: Any) -> Iterator[Place]:
    if tree is None:
        return
    if tree.is_indirect:
        yield tree.objgen
    for kid in tree.get("/Kids", []):
        yield from _nodes(kid)
