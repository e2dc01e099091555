"""Checks an office's own templates before anything is filled: syntax, names, what is forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from scoring.errors import Problem, _
from thidua.documents.environment import FILTERS, FOLDER, environment
from thidua.documents.kinds import Kind, all_kinds
from thidua.documents.limits import DEEPEST, LARGEST_SOURCE, LONGEST_JOINT
from thidua.documents.naming import Names, names_of_kind
from thidua.documents.wordtext import WordText, part_texts, word_texts
from thidua.intake.refusal import nearest
from thidua.library import shipped

# Everything else is refused: calls, sums, assignments, imports, macros, tests.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If,
    nodes.Filter, nodes.Const, nodes.Not, nodes.And, nodes.Or, nodes.Block, nodes.Extends, nodes.Compare,
    nodes.Operand,
)  # fmt: skip


def check_templates(path: Path) -> list[Problem]:
    """
    Check a template or every template of a folder.

    Args:
        path: A ``.j2`` or ``.docx`` named after its kind, or a folder of them.

    Returns:
        Every fault with its place: file and line, or file and part of the Word document.
    """
    if not path.is_dir():
        return list(_check(path))
    files = sorted(each for each in path.iterdir() if each.suffix in (".j2", ".docx") and each.is_file())
    if not files:
        message = _("this folder has no templates; a template is called KIND.html.j2 or KIND.docx")
        return [Problem("E_NO_TEMPLATES", message, {}, str(path))]
    return [problem for each in files for problem in _check(each)]


def _check(path: Path) -> Iterator[Problem]:
    name = path.name.partition(".")[0]
    kinds = {kind.id: kind for kind in all_kinds()}
    shared = (shipped("templates") / FOLDER / path.name).is_file()
    if name not in kinds and not shared:
        message = _("no document is called “{found}”; the nearest is {nearest}; a template has its name")
        values = {"found": name, "nearest": nearest(name, kinds)}
        yield Problem("E_TEMPLATE_NAME", message, values, str(path))
        return
    names = _names(kinds.get(name), list(kinds.values()))
    if path.suffix == ".docx":
        # The parts as a whole hold what stands in no paragraph; they have no places to be told by.
        yield from _of_texts(word_texts(path), names) or _of_texts(part_texts(path), names)
        return
    source, problems = _text(path)
    yield from problems or _faults(source, names, WordText(str(path), source))


def _of_texts(texts: Iterable[WordText], names: Names) -> list[Problem]:
    return [each for text in texts for each in text.problems or _faults(text.source, names, text)]


def _names(kind: Kind | None, kinds: list[Kind]) -> Names:
    """Give the names of a kind; a template that several share may use whatever one of them has."""
    if kind is not None:
        return names_of_kind(kind)
    merged: Names = {}
    for each in kinds:
        merged |= names_of_kind(each)
    return merged


def _text(path: Path) -> tuple[str, list[Problem]]:
    try:
        return path.read_text(encoding="utf-8"), []
    except UnicodeDecodeError as error:
        message = _("this file is not UTF-8 text (byte {byte}); save it as UTF-8")
        return "", [Problem("E_ENCODING", message, {"byte": error.start + 1}, str(path))]


def _faults(source: str, names: Names, text: WordText) -> Iterator[Problem]:
    if len(source) > LARGEST_SOURCE:
        message = _("this template is longer than {most} characters")
        yield Problem("E_TEMPLATE_SIZE", message, {"most": LARGEST_SOURCE}, text.place(1))
        return
    message = _("this is not a template: {what}")
    try:
        found = list(_Walk(text).faults(environment().parse(source), names))
    except TemplateSyntaxError as error:
        yield Problem("E_TEMPLATE_SYNTAX", message, {"what": error.message}, text.place(error.lineno))
    except (RecursionError, ValueError, OverflowError) as error:
        # Brackets in brackets without end, a number of thousands of digits.
        yield Problem("E_TEMPLATE_SYNTAX", message, {"what": type(error).__name__}, text.place(1))
    else:
        yield from found


class _Walk:
    """One walk through a template that knows what each name stands for."""

    def __init__(self, text: WordText) -> None:
        self._text = text
        self._item = ""  # what the innermost loop calls its items
        self._depth = 0

    def faults(self, node: nodes.Node, names: Names) -> Iterator[Problem]:
        """Give every fault at or below a node, where ``names`` may be used."""
        if isinstance(node, nodes.For):
            yield from self._loop(node, names)
            return
        if isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._named(node, names)
            return
        yield from self._forbidden(node)
        yield from self._below(
            node.iter_child_nodes(), names, deeper=isinstance(node, nodes.If | nodes.Block)
        )

    def _below(self, children: Iterable[nodes.Node], names: Names, *, deeper: bool) -> Iterator[Problem]:
        self._depth += deeper
        if self._depth > DEEPEST:
            message = _("loops and conditions stand more than {most} deep in each other")
            node = next(iter(children))
            yield Problem("E_TEMPLATE_DEPTH", message, {"most": DEEPEST}, self._text.place(node.lineno))
        else:
            for child in children:
                yield from self.faults(child, names)
        self._depth -= deeper

    def _forbidden(self, node: nodes.Node) -> Iterator[Problem]:
        place = self._text.place(node.lineno)
        if not isinstance(node, _ALLOWED):
            yield self._refusal(type(node).__name__.lower(), node)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            message = _("there is no filter “{found}”; there are: {known}")
            yield Problem(
                "E_TEMPLATE_FILTER", message, {"found": node.name, "known": ", ".join(FILTERS)}, place
            )
        if isinstance(node, nodes.Filter) and node.name == "join":
            yield from self._joined(node)
        if isinstance(node, nodes.Extends) and not self._is_shipped(node.template):
            message = _("a template may only build on a shipped one, such as documents/base.html.j2")
            yield Problem("E_TEMPLATE_EXTENDS", message, {}, place)

    def _refusal(self, what: str, node: nodes.Node) -> Problem:
        message = _("a template may not use “{what}”; it may print values and loop over lists")
        return Problem("E_TEMPLATE_FORBIDDEN", message, {"what": what}, self._text.place(node.lineno))

    def _joined(self, node: nodes.Filter) -> Iterator[Problem]:
        """Let only listed values be joined, and by a short text: joints of joints would grow without end."""
        joints = [*node.args, *(each.value for each in node.kwargs)]
        short = all(
            isinstance(each, nodes.Const) and len(str(each.value)) <= LONGEST_JOINT for each in joints
        )
        if not short or not isinstance(node.node, nodes.Name | nodes.Getattr):
            message = _("“join” is for a listed value, with a text of at most {most} characters between")
            yield Problem("E_TEMPLATE_JOIN", message, {"most": LONGEST_JOINT}, self._text.place(node.lineno))

    def _is_shipped(self, template: nodes.Expr) -> bool:
        names = {f"{FOLDER}/{each.name}" for each in (shipped("templates") / FOLDER).glob("*.j2")}
        # An own template stands for the shipped one of its name, so on that it cannot build.
        names.discard(f"{FOLDER}/{Path(self._text.file).name}")
        return isinstance(template, nodes.Const) and template.value in names

    def _loop(self, node: nodes.For, names: Names) -> Iterator[Problem]:
        found = self._resolve(node.iter, names)
        yield from self.faults(node.iter, names)
        if not isinstance(node.target, nodes.Name) or node.recursive or node.test is not None:
            yield self._refusal("for", node)
            return
        if isinstance(found, dict | str):
            message = _("“{found}” is not a list, so there is nothing to loop over")
            values = {"found": _path(node.iter)}
            yield Problem("E_TEMPLATE_LOOP", message, values, self._text.place(node.lineno))
        if self._item and _path(node.iter).partition(".")[0] != self._item:
            # So a template does each thing once for each item, and never once for every pair of items.
            message = _("a loop inside a loop goes over a list of its items: “{item}.…”")
            yield Problem("E_TEMPLATE_NESTED", message, {"item": self._item}, self._text.place(node.lineno))
        inner = found[0] if isinstance(found, list) else None
        below = {**names, node.target.name: inner, "loop": {"index": "", "first": "", "last": ""}}
        outer, self._item = self._item, node.target.name
        yield from self._below((*node.body, *node.else_), below, deeper=True)
        self._item = outer

    def _named(self, node: nodes.Name | nodes.Getattr, names: Names) -> Iterator[Problem]:
        """Tell a name that is not listed, with the nearest; only the first wrong part of a path is told."""
        if isinstance(node, nodes.Getattr):
            if not isinstance(node.node, nodes.Name | nodes.Getattr):
                # A part of anything but a listed value: of a text, a number, a sum.
                yield self._refusal("getattr", node)
                return
            before = self._resolve(node.node, names)
            if before is None:
                yield from self._named(node.node, names)
                return
            known, word = before if isinstance(before, dict) else {}, node.attr
        else:
            known, word = names, node.name
        if word not in known:
            message = _("there is no value “{found}”; the nearest is {nearest}; see: thidua template list")
            near = nearest(word, known) if known else "-"
            values = {"found": _path(node), "nearest": near}
            yield Problem("E_TEMPLATE_NAME_UNKNOWN", message, values, self._text.place(node.lineno))

    def _resolve(self, node: nodes.Node, names: Names) -> object:
        """Give what a path stands for: names below it, a list of them, ``""`` for a text; None if unknown."""
        if isinstance(node, nodes.Name):
            return names.get(node.name)
        if isinstance(node, nodes.Getattr):
            before = self._resolve(node.node, names)
            return before.get(node.attr) if isinstance(before, dict) else None
        return None


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else type(node).__name__.lower()
