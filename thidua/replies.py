"""Answers to objections: given once, and the values that an accepted one changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.errors import Problem, _
from scoring.facts import Fact, State
from scoring.scheme.measures import measures_of
from scoring.scheme.model import FactSpec, Scheme
from scoring.scheme.order import walk
from thidua.intake.answers import read_answer
from thidua.intake.refusal import IntakeError, nearest, refuse, shown, within
from thidua.intake.tables import NOT_APPLICABLE, check_applicable
from thidua.intake.text import key
from thidua.intake.workbook import Cell
from thidua.objections import ObjectionError, criteria, find
from thidua.review import Stage
from thidua.runs import stored_rules
from thidua.store import views
from thidua.store.acts import FactFile
from thidua.store.database import Database
from thidua.store.events import ObjectionAnswered
from thidua.store.notice_acts import Objection, answer_objection


@dataclass(frozen=True)
class Reply:
    """
    How an objection is answered.

    Attributes:
        accepted: False rejects it.
        who, why, basis: Who answers (the post), the reason, the minutes or paper (may be empty).
        values: ``FACT=VALUE`` for each value that an accepted objection changes.
    """

    accepted: bool
    who: str
    why: str
    basis: str = ""
    values: Sequence[str] = ()


def respond(database: Database, number: int, reply: Reply, *, actor: str) -> Objection:
    """
    Record the answer to an objection, with the values it changes.

    Raises:
        ObjectionError: There is no such objection, who or why is missing, or a value does not fit.
        StoreError: It was answered before.
    """
    objection = find(database, number)
    problems = [
        Problem("E_ANSWER", message)
        for text, message in ((reply.who, _WHO), (reply.why, _WHY))
        if not text.strip()
    ]
    if reply.values and not reply.accepted:
        problems.append(Problem("E_ANSWER", _("A rejected objection changes no value; leave out --value.")))
    facts, wrong = _values(database, objection, reply)
    problems += wrong
    if problems:
        raise ObjectionError(problems)
    act = ObjectionAnswered(
        objection=number, accepted=reply.accepted, who=reply.who, why=reply.why, basis=reply.basis
    )
    file = _file(objection, facts, views.review(database).stage) if facts else None
    answer_objection(database, act, file, actor=actor)
    return find(database, number)


_WHO = _("Say who answers: --who.")
_WHY = _("Say why: --reason.")


def _values(database: Database, objection: Objection, reply: Reply) -> tuple[list[Fact], list[Problem]]:
    """Read the values that an answer gives, each checked as a cell of a form would be."""
    review = views.review(database)
    scheme = stored_rules(database, review).schemes[objection.scheme]
    current = next(
        each
        for each in views.entries(database, scheme.key, review.stage)
        if each.candidate.id == objection.candidate
    )
    facts: dict[str, Fact] = {}
    problems: list[Problem] = []
    for line, text in enumerate(reply.values, 2):
        try:
            fact = _value(text, objection, scheme, line)
            _check_new(fact, current.fact(fact.id), facts)
        except IntakeError as error:
            problems.append(within(text, error.problem))
            continue
        evidence = reply.basis or objection.evidence or current.fact(fact.id).evidence
        facts[fact.id] = Fact(fact.id, fact.state, fact.number, fact.label, "", evidence, fact.source)
    return list(facts.values()), problems


def _value(text: str, objection: Objection, scheme: Scheme, line: int) -> Fact:
    name, sign, said = text.partition("=")
    allowed = criteria(scheme)[objection.criterion]
    if not sign or not said.strip():
        raise refuse("E_ANSWER", _("--value wants {form}"), form="FACT=VALUE")
    if name not in allowed:
        message = _("{criterion} does not rest on “{found}”. The nearest is: {nearest}.")
        raise refuse(
            "E_FACT",
            message,
            criterion=objection.criterion,
            found=shown(name),
            nearest=nearest(name, allowed) or "–",
        )
    if name in _panels(scheme):
        message = _("“{found}” is given by several judges; send their values in a file of this stage.")
        raise refuse("E_JUDGE", message, found=name)
    return _read(said, next(spec for spec in scheme.facts if spec.id == name), _source(objection, line))


def _panels(scheme: Scheme) -> set[str]:
    measures = (measure for node in walk(scheme.children or []) for measure in measures_of(node.measure))
    return {measure.panel.fact for measure in measures if measure.panel}


def _read(said: str, spec: FactSpec, source: str) -> Fact:
    if key(said) in NOT_APPLICABLE:
        check_applicable(spec)
        return Fact(spec.id, State.NOT_APPLICABLE, source=source)
    answer = read_answer(Cell(1, 1, "text", said), spec, by_id=True)
    return Fact(spec.id, State.VALUE, answer.number, answer.label, source=source)


def _check_new(fact: Fact, current: Fact, given: Mapping[str, Fact]) -> None:
    if fact.id in given:
        raise refuse("E_ANSWER", _("{fact} is given twice."), fact=fact.id)
    if (fact.state, fact.number, fact.label) == (current.state, current.number, current.label):
        raise refuse("E_ANSWER", _("{fact} has this value already."), fact=fact.id)


def _name(objection: Objection) -> str:
    return f"kien-nghi-{objection.number}.csv"


def _source(objection: Objection, line: int) -> str:
    return f"{_name(objection)}:{line}"


def _file(objection: Objection, facts: Sequence[Fact], stage: Stage) -> FactFile:
    """Give the accepted values as the file that a clerk would have sent: long, a line a value."""
    lines = ["objection,candidate,scheme,fact,value"]
    for fact in facts:
        value = fact.label or (fact.state.value if fact.number is None else str(fact.number))
        lines.append(f"{objection.number},{objection.candidate},{objection.scheme},{fact.id},{value}")
    content = "".join(f"{line}\n" for line in lines).encode()
    entries = [(objection.candidate, objection.scheme, facts)]
    # No unit: who objected may be erased, so no event says it.
    return FactFile(_name(objection), content, stage, "", entries)
