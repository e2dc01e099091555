"""
Strict YAML: text to plain values, and a place (line, column) for each of them.

Measured dangers of default loaders, all refused here: the last of two equal keys wins, ``1:30`` becomes
90, ``no`` becomes false, ``0.15`` becomes a binary float, aliases explode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    TagToken,
)

from scoring.errors import Problem, SchemeError, _

MAX_DEPTH = 20
MAX_TOKENS = 200_000
MAX_NUMBER_LENGTH = 30

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_LOOKS_NUMERIC = re.compile(r"[+-]?[0-9.][0-9_.,:eExXoO+-]*$")

_OPENING = (
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingStartToken,
    FlowSequenceStartToken,
)
_CLOSING = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)
_REFUSED = (AnchorToken, AliasToken, TagToken)

Path = tuple[Hashable, ...]


@dataclass(frozen=True)
class Source:
    """A rule file's name and text; ``name`` is what messages call it."""

    name: str
    text: str


@dataclass
class Document:
    """
    Plain values of a file with their places.

    Attributes:
        value: dict, list, str, bool, int, Decimal and date only.
        places: ``(line, column)`` from 1 of each value, by its path of keys and indexes.
    """

    name: str
    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> str:
        """Give ``file:line:column`` of the value at ``path``, or of its nearest known parent."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"


def read(source: Source) -> Document:
    """
    Read strict YAML.

    Args:
        source: Name and text of the file.

    Returns:
        The values, NFC-normalised, with their places.

    Raises:
        SchemeError: Everything found wrong with the syntax, each with ``file:line:column``.
    """
    document = Document(source.name)
    root = _compose(source)
    document.value = _build(document, root, ())
    if document.problems:
        raise SchemeError(document.problems)
    return document


class _StrictScanner(Scanner):
    """Stops at the first token that is refused, so that a right file is scanned only once."""

    depth = 0
    count = 0

    def get_token(self) -> Any:
        token = super().get_token()
        self.depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        self.count += 1
        if isinstance(token, _REFUSED) or self.depth > MAX_DEPTH or self.count > MAX_TOKENS:
            raise _RefusedError
        return token


class _RefusedError(Exception):
    """A token is refused; the whole file is looked through for what to say."""


def _compose(source: Source) -> Node:
    loader = YAML(typ="safe", pure=True)
    loader.Scanner = _StrictScanner
    try:
        root: Node | None = loader.compose(source.text)
    except (YAMLError, _RefusedError, RecursionError, ValueError):
        root = None
    return _diagnosed(source) if root is None else root


def _diagnosed(source: Source) -> Node:
    """Say all that is wrong with a file that cannot be composed."""
    root: Node | None = None
    try:
        problems = list(_forbidden(source))
        if not problems:
            root = YAML(typ="safe", pure=True).compose(source.text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _at(source, mark) if mark else f"{source.name}:1:1"
        problems = [Problem("E_YAML", _("this is not valid YAML: {what}"), {"what": error.problem}, place)]
    except ReaderError as error:
        before = source.text[: error.position]
        place = f"{source.name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        what = f"#x{error.character:04x}: {error.reason}"
        problems = [Problem("E_YAML", _("this is not valid YAML: {what}"), {"what": what}, place)]
    except (YAMLError, RecursionError, ValueError) as error:
        problems = [
            Problem("E_YAML", _("this is not valid YAML: {what}"), {"what": error}, f"{source.name}:1:1")
        ]
    else:
        if root is None and not problems:
            problems = [Problem("E_EMPTY", _("the file is empty"), {}, f"{source.name}:1:1")]
    if problems or root is None:
        raise SchemeError(problems)
    return root


def _at(source: Source, mark: Any) -> str:
    return f"{source.name}:{mark.line + 1}:{mark.column + 1}"


def _forbidden(source: Source) -> Iterator[Problem]:
    # Tokens, not nodes: an explicit tag is not told from an implied one later, and the composer recurses
    # once a level, so depth must be known before it runs.
    depth = 0
    for count, token in enumerate(YAML(typ="safe", pure=True).scan(source.text)):
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if isinstance(token, AnchorToken | AliasToken):
            message = _("anchors and aliases are not allowed; write the value out")
            yield Problem("E_ANCHOR", message, {}, _at(source, token.start_mark))
        elif isinstance(token, TagToken):
            yield Problem(
                "E_TAG", _("tags are not allowed; write the plain value"), {}, _at(source, token.start_mark)
            )
        if depth > MAX_DEPTH or count > MAX_TOKENS:
            yield Problem(
                "E_TOO_LARGE", _("the file is too deep or too long"), {}, _at(source, token.start_mark)
            )
            return


def _build(document: Document, node: Node, path: Path) -> Any:
    # A value that is left out starts where the next key stands; its own key tells more.
    if path not in document.places or node.start_mark.index < node.end_mark.index:
        document.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, MappingNode):
        return _mapping(document, node, path)
    if isinstance(node, SequenceNode):
        return [_build(document, item, (*path, i)) for i, item in enumerate(node.value)]
    return _scalar(document, node, path)


def _mapping(document: Document, node: MappingNode, path: Path) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            _complain(document, path, "E_KEY", _("a key must be a plain word"))
            continue
        key = unicodedata.normalize("NFC", key_node.value)
        where = (*path, key)
        if key in result or key == "<<":
            document.places[where] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            _complain(
                document, where, "E_KEY_TWICE", _("the key “{key}” is written twice or is a merge"), key=key
            )
            continue
        document.places[where] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        result[key] = _build(document, value_node, where)
        document.places[where] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
    return result


def _scalar(document: Document, node: Node, path: Path) -> Any:
    text = unicodedata.normalize("NFC", node.value)
    if isinstance(node, ScalarNode) and node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        _complain(document, path, "E_NULL", _("a value is missing here; leave the key out or write a value"))
        return ""
    return _plain(document, text, path)


def _plain(document: Document, text: str, path: Path) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if len(text) <= MAX_NUMBER_LENGTH and _INTEGER.match(text):
        return int(text)
    if len(text) <= MAX_NUMBER_LENGTH and _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        return _date(document, text, path)
    if _LOOKS_NUMERIC.match(text) and not text.replace(".", "").isalpha():
        _complain(
            document,
            path,
            "E_NUMBER",
            _("“{text}” can be read in more than one way; write a number as 1234.5, or put text in quotes"),
            text=text[:MAX_NUMBER_LENGTH],
        )
    return text


def _date(document: Document, text: str, path: Path) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _complain(document, path, "E_DATE", _("“{text}” is not a day of the calendar"), text=text)
        return text


def _complain(document: Document, path: Path, code: str, message: str, **values: object) -> None:
    document.problems.append(Problem(code, message, values, document.place(path)))
