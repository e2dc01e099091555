"""Facts and candidates as columns: the normalised form that is hashed and that tables are rebuilt from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, ValidationError, model_validator

from scoring.errors import _
from scoring.facts import Candidate, Fact, State
from thidua.store.canonical import Value, dumps
from thidua.store.errors import refuse

_EXACT = r"^-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?$"


class Reported(NamedTuple):
    """A fact with whose it is and for which scheme."""

    candidate: str
    scheme: str
    fact: Fact

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Give what must be unique inside one file, and what facts are ordered by."""
        return (self.candidate, self.scheme, self.fact.id, self.fact.judge)


class _Columns(Value):
    @model_validator(mode="after")
    def _same_length(self) -> Self:
        if len({len(column) for column in vars(self).values()}) > 1:
            raise ValueError("columns differ in length")
        return self

    def rows(self) -> Iterable[tuple[str | None, ...]]:
        return zip(*vars(self).values(), strict=True)


ExactText = Annotated[str, Field(pattern=_EXACT, max_length=2000)]


class _FactColumns(_Columns):
    candidate: list[str]
    scheme: list[str]
    fact: list[str]
    judge: list[str]
    state: list[Literal["value", "missing", "not_applicable"]]
    number: list[ExactText | None]
    label: list[str]
    evidence: list[str]
    source: list[str]


class _CandidateColumns(_Columns):
    id: list[str]
    name: list[str]
    kind: list[str]
    level: list[str]
    cluster: list[str]
    unit: list[str]
    title: list[str]
    post: list[str]


def _columns(names: Iterable[str], rows: Sequence[tuple[object, ...]]) -> bytes:
    fields = list(names)
    columns = zip(*rows, strict=True) if rows else ([] for _name in fields)
    return dumps(dict(zip(fields, map(list, columns), strict=True)))


def _cells(reported: Reported) -> tuple[object, ...]:
    fact = reported.fact
    return (*reported.key, fact.state.value, fact.number, fact.label, fact.evidence, fact.source)


def facts_blob(facts: Iterable[Reported]) -> bytes:
    """
    Give the normalised form of facts.

    Args:
        facts: In any order; their keys are unique.

    Returns:
        Canonical JSON, one list a column, ordered by candidate, scheme, fact and judge; the same
        facts give the same bytes, whatever order they came in.
    """
    return _columns(_FactColumns.model_fields, [_cells(each) for each in sorted(facts, key=_order)])


def _order(reported: Reported) -> tuple[str, str, str, str]:
    return reported.key


def candidates_blob(candidates: Sequence[Candidate]) -> bytes:
    """Give the normalised form of the roster: canonical JSON, one list a column, in roster order."""
    fields = list(_CandidateColumns.model_fields)
    return _columns(fields, [tuple(getattr(each, name) for name in fields) for each in candidates])


def read_facts(blob: bytes) -> list[Reported]:
    """
    Read facts back from their normalised form.

    Raises:
        StoreError: The bytes are not such a form.
    """
    columns = _read(_FactColumns, blob)
    return [
        Reported(str(candidate), str(scheme), _fact(cells)) for candidate, scheme, *cells in columns.rows()
    ]


def _fact(cells: list[str | None]) -> Fact:
    fact, judge, state, number, label, evidence, source = cells
    exact = None if number is None else _exact(number)
    return Fact(str(fact), State(str(state)), exact, str(label), str(judge), str(evidence), str(source))


def _exact(text: str) -> Fraction:
    # The shape was checked already, and reading it by the grammar of Fraction takes five times as long.
    top, _slash, bottom = text.partition("/")
    return Fraction(int(top), int(bottom or "1"))


def read_candidates(blob: bytes) -> list[Candidate]:
    """
    Read the roster back from its normalised form.

    Raises:
        StoreError: The bytes are not such a form.
    """
    return [Candidate(*(str(cell) for cell in row)) for row in _read(_CandidateColumns, blob).rows()]


def _read(shape: type[_Columns], blob: bytes) -> _Columns:
    try:
        return shape.model_validate_json(blob)
    except ValidationError as error:
        message = _("A stored table cannot be read back ({detail}).")
        detail = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise refuse("E_STORE_TABLE", message, detail=detail) from error
