"""From the text of a criteria file to a checked scheme or plan; every fault with its place."""

from __future__ import annotations

import difflib
import hashlib
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.measures import facts_of_node
from scoring.scheme.model import Node, Objective, Plan, Scheme
from scoring.scheme.order import walk
from scoring.scheme.reading import Document, Path, Source, read
from scoring.scheme.validate import faults_of_plan, faults_of_scheme

FindPlan = Callable[[str, date], Source]
M = TypeVar("M", bound=BaseModel)

# Filled in by the loader; a file that writes them is told they are unknown.
NOT_WRITTEN: dict[type[BaseModel], tuple[str, ...]] = {Scheme: ("plan", "sha256")}


def load_plan(source: Source) -> Plan:
    """
    Load a plan's objectives.

    Raises:
        SchemeError: Every fault, each with ``file:line:column``.
    """
    document = read(source)
    plan = into(Plan, document)
    _raise(faults_of_plan(plan, document))
    return plan


def load_scheme(source: Source, find_plan: FindPlan) -> Scheme:
    """
    Load a board's scheme and join it with the plan it builds on.

    Args:
        source: The criteria file.
        find_plan: Gives the file of a plan by its id and version; raises KeyError when there is none.

    Returns:
        The scheme with each objective's title, citation, measure and target filled in where the file
        leaves them out, the plan's facts and decide slots added, and its digest.

    Raises:
        SchemeError: Every fault of the file or of its plan, each with ``file:line:column``.
    """
    document = read(source)
    scheme = into(Scheme, document)
    plan_source = _plan_source(scheme, document, find_plan)
    if plan_source is not None:
        scheme = _joined(scheme, load_plan(plan_source))
    _raise(faults_of_scheme(scheme, document))
    return scheme.model_copy(update={"sha256": _digest(source, plan_source)})


def into(model: type[M], document: Document) -> M:
    """
    Turn a document's plain values into a model.

    Raises:
        SchemeError: Unknown keys with the nearest allowed one, wrong kinds of values, missing keys.
    """
    written = document.value if isinstance(document.value, dict) else {}
    hidden = [key for key in NOT_WRITTEN.get(model, ()) if key in written]
    problems = [_unknown_key(model, document, (key,)) for key in hidden]
    try:
        value = model.model_validate(document.value, by_alias=True, by_name=False)
    except ValidationError as error:
        problems += [_problem(model, document, fault) for fault in error.errors() if not _beside(fault)]
    # An unknown key often explains a missing one; a key tried against two models is told once.
    told = {str(problem): problem for problem in problems}
    _raise(sorted(told.values(), key=lambda problem: problem.code != "E_KEY_UNKNOWN"))
    return value


def _plan_source(scheme: Scheme, document: Document, find_plan: FindPlan) -> Source | None:
    wanted = scheme.builds_on
    if wanted is None:
        return None
    try:
        return find_plan(wanted.plan, wanted.version)
    except KeyError:
        message = _("there is no plan {plan} in version {version} in the criteria library")
        values = {"plan": wanted.plan, "version": wanted.version}
        raise SchemeError([Problem("E_PLAN", message, values, document.place(("builds_on",)))]) from None


def _digest(source: Source, plan: Source | None) -> str:
    digest = hashlib.sha256(source.text.encode())
    if plan is not None:
        digest.update(b"\x00" + hashlib.sha256(plan.text.encode()).digest())
    return digest.hexdigest()


def _joined(scheme: Scheme, plan: Plan) -> Scheme:
    objectives = {objective.id: objective for objective in plan.objectives}
    children = [_filled(node, objectives, plan) for node in scheme.children]
    own = {spec.id for spec in scheme.facts}
    facts = [spec for spec in plan.facts if spec.id not in own and spec.id in _facts_used(children)]
    slots = {slot for node in walk(children) for slot in _slots(node)}
    decide = [slot for slot in plan.decide if slot.id in slots]
    return scheme.model_copy(
        update={
            "children": children,
            "facts": facts + scheme.facts,
            "decide": decide + scheme.decide,
            "plan": plan,
        }
    )


def _filled(node: Node, objectives: dict[str, Objective], plan: Plan) -> Node:
    update: dict[str, Any] = {}
    row = objectives.get(node.objective or "")
    if node.children:
        update["children"] = [_filled(child, objectives, plan) for child in node.children]
    if row is not None:
        cite = row.cite.model_copy(update={"document": row.cite.document or plan.cite.document})
        update["title"] = node.title or row.title
        update["cite"] = node.cite or cite
        if not node.children:
            update["measure"] = node.measure or row.measure
            update["target"] = node.target or row.target
    return node.model_copy(update=update)


def _slots(node: Node) -> Iterator[str]:
    """Give the decide slots a node uses, in its measure and in its scale."""
    for choice in (node.measure.decide if node.measure else None, node.scale.decide if node.scale else None):
        if choice is not None:
            yield choice.slot


def _facts_used(nodes: Sequence[Node]) -> set[str]:
    return {fact for node in walk(nodes) for fact in facts_of_node(node)}


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise SchemeError(problems)


def _problem(model: type[BaseModel], document: Document, fault: ErrorDetails) -> Problem:
    path = _real_path(document, fault["loc"])
    if fault["type"] == "extra_forbidden":
        return _unknown_key(model, document, path)
    place = document.place(path)
    if fault["type"] == "missing":
        message = _("the key “{key}” is missing here")
        return Problem("E_KEY_MISSING", message, {"key": fault["loc"][-1]}, place)
    message = _("“{key}”: {what}")
    key = path[-1] if path else ""
    return Problem("E_VALUE", message, {"key": key, "what": _reason(fault)}, place)


def _beside(fault: ErrorDetails) -> bool:
    """Tell whether a fault only says that a mapping is not the one word that could stand there too."""
    return fault["type"] == "literal_error" and isinstance(fault["input"], dict)


def _reason(fault: ErrorDetails) -> str:
    text = fault["msg"].removeprefix("Value error, ")
    found = fault["input"]
    shown = str(found) if isinstance(found, str | int | Decimal | date) else type(found).__name__
    return f"{text} (found: {shown[:60]})"


def _unknown_key(model: type[BaseModel], document: Document, path: Path) -> Problem:
    allowed = _allowed_keys(model, path[:-1])
    near = difflib.get_close_matches(str(path[-1]), allowed, n=1)
    values = {"key": path[-1], "near": near[0] if near else "", "allowed": ", ".join(allowed)}
    place = document.place(path)
    if near:
        return Problem(
            "E_KEY_UNKNOWN", _("the key “{key}” is not known; did you mean “{near}”?"), values, place
        )
    return Problem("E_KEY_UNKNOWN", _("the key “{key}” is not known here; allowed: {allowed}"), values, place)


def _real_path(document: Document, loc: tuple[int | str, ...]) -> Path:
    # Pydantic puts names of union members between real keys; only what the file knows is kept.
    path: Path = ()
    for part in loc:
        if (*path, part) in document.places or part == loc[-1]:
            path = (*path, part)
    return path


def _allowed_keys(model: type[BaseModel], path: Path) -> list[str]:
    models: list[Any] = [model]
    for part in path:
        steps = [_step(candidate, part) for candidate in models]
        models = [found for group in steps for found in group]
    keys = [
        field.alias or name
        for candidate in models
        if isinstance(candidate, type) and issubclass(candidate, BaseModel)
        for name, field in candidate.model_fields.items()
        if name not in NOT_WRITTEN.get(candidate, ())
    ]
    return sorted(set(keys))


def _step(kind: Any, part: object) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if part in (name, field.alias):
                return _members(field.annotation)
        return []
    arguments = typing.get_args(kind)
    return _members(arguments[-1]) if arguments else []


def _members(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [member for part in typing.get_args(annotation) for member in _members(part)]
    return [annotation]
