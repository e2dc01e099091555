"""What is known about the candidates: typed, immutable values that the engine is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType


class State(StrEnum):
    """What a fact or a criterion is, never a bare null; zero is a ``VALUE``."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    EXCLUDED = "excluded"
    PENDING = "pending"


@dataclass(frozen=True)
class Candidate:
    """
    Somebody or some body that may be honoured.

    Attributes:
        id: Stable identifier, plain ASCII, e.g. ``kg-huyen-an-bien``.
        name: Full name as it will be printed, NFC.
        kind: ``collective`` or ``individual`` (later ``household``, ``enterprise``).
        level: ``tinh``, ``huyen`` or ``xa``: whose targets of the plan apply.
        cluster: Id of the cluster (cụm) or block (khối) inside which the candidate is ranked.
        unit: Id of the unit that sends the form; a collective's own id.
        title: ``Ông``, ``Bà`` or empty for collectives.
        post: Position and workplace of an individual; empty for collectives.
    """

    id: str
    name: str
    kind: str = "collective"
    level: str = ""
    cluster: str = ""
    unit: str = ""
    title: str = ""
    post: str = ""


@dataclass(frozen=True)
class Fact:
    """
    One reported value with where it came from.

    Attributes:
        id: Fact id as the scheme declares it.
        state: ``VALUE``, ``MISSING`` or ``NOT_APPLICABLE``.
        number: Exact number; None for a label or when there is no value.
        label: The chosen label of a fact of kind ``choice``; empty otherwise.
        judge: Who gave the value, in a panel; empty otherwise.
        evidence: Number and date of the document that proves it, as reported.
        source: Where it was read: ``file!sheet!cell`` or ``file:line``.
    """

    id: str
    state: State
    number: Fraction | None = None
    label: str = ""
    judge: str = ""
    evidence: str = ""
    source: str = ""


@dataclass(frozen=True)
class Entry:
    """One candidate with all its facts; a panel's facts of one id stand in ``panels``, one a judge."""

    candidate: Candidate
    facts: Mapping[str, Fact] = field(default_factory=dict)
    panels: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "panels", MappingProxyType(dict(self.panels)))

    def fact(self, fact_id: str) -> Fact:
        """Give the fact, or one in state ``MISSING`` when nothing was reported."""
        return self.facts.get(fact_id) or Fact(fact_id, State.MISSING)


@dataclass(frozen=True)
class Decision:
    """
    A slot that a person filled.

    Attributes:
        slot: Id of the decide slot.
        choice: Ids of the chosen options; for a tie, of the chosen candidates.
        who: Post or name of who decided.
        basis: The document or meeting it rests on.
    """

    slot: str
    choice: tuple[str, ...]
    who: str = ""
    basis: str = ""
