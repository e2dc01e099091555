"""Builds the Word templates from the page templates, so that both say the same.

Call it with ``python -m tools.word_templates``.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from thidua.documents.drafted import repacked
from thidua.documents.environment import FOLDER
from thidua.documents.kinds import all_kinds
from thidua.library import shipped
from tools.word_blocks import Builder

_PIECE = re.compile(r"\{% (?:block (\w+)|(endblock)) %\}")
_EXTENDS = re.compile(r'\{% extends "documents/([\w.-]+)" %\}\n?')
# Word turns the paper before the loop over annexes, not inside it: a section's end cannot be repeated.
_ACROSS = '<section class="annex across">'


def flattened(name: str, overrides: Mapping[str, str] | None = None) -> str:
    """Give a page template with everything it builds on put in place; only loops and values are left."""
    source = (shipped("templates") / FOLDER / name).read_text(encoding="utf-8")
    parent = _EXTENDS.match(source)
    if parent is None:
        return _filled(source, overrides or {})
    own = _blocks(source[parent.end() :])
    return flattened(parent[1], {**own, **(overrides or {})})


def _blocks(source: str) -> dict[str, str]:
    """Give the blocks of a template by name, those inside others as well."""
    found: dict[str, str] = {}
    opened: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(source):
        if piece[1]:
            opened.append((piece[1], piece.end()))
        else:
            name, start = opened.pop()
            found[name] = source[start : piece.start()]
    return found


def _filled(source: str, overrides: Mapping[str, str]) -> str:
    blocks = {**_blocks(source), **overrides}
    if _ACROSS in blocks.get("annex", ""):
        blocks["annex"] = f"<hr>{blocks['annex']}"

    def fill(text: str) -> str:
        out, at, depth, name = [], 0, 0, ""
        for piece in _PIECE.finditer(text):
            if piece[1] and depth == 0:
                out.append(text[at : piece.start()])
                name = piece[1]
            depth += 1 if piece[1] else -1
            if depth == 0:
                out.append(fill(blocks[name]))
                at = piece.end()
        return "".join([*out, text[at:]])

    return fill(source)


def word_template(name: str) -> bytes:
    """Build the Word template of a kind; the same bytes at each call."""
    builder = Builder()
    builder.feed(flattened(f"{name}.html.j2"))
    builder.close()
    out = io.BytesIO()
    builder.document.save(out)
    return repacked(out.getvalue())


def templates() -> Iterator[tuple[Path, bytes]]:
    """Give every Word template with its path."""
    for kind in all_kinds():
        if kind.word:
            yield shipped("templates") / FOLDER / f"{kind.id}.docx", word_template(kind.id)


def main() -> None:
    """Write them."""
    for path, content in templates():
        path.write_bytes(content)
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
