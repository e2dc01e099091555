"""The kinds of value a criteria file is written in: exact numbers, shares, ids, citations, dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema


def _exact(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise ValueError("expected a number")
    return Fraction(value)


def _share(value: object) -> object:
    if isinstance(value, Fraction):
        return value
    parts = value.split("/") if isinstance(value, str) else []
    if len(parts) != 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise ValueError("expected a share written as a fraction, e.g. 15/100")
    num, den = (int(part) for part in parts)
    if den == 0 or num > den:
        raise ValueError("expected a share between 0 and 1")
    return Fraction(num, den)


def _bound(value: object) -> object:
    if isinstance(value, str) and value.startswith("fact.") and len(value) > len("fact."):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise ValueError("expected a number, or fact.<id> for a target that every unit has of its own")
    return Fraction(value)


def _knot(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("expected a number or a word")
    return value


def _text(value: Fraction | str) -> str:
    return str(value)


Number = Annotated[
    Fraction, BeforeValidator(_exact), PlainSerializer(_text), WithJsonSchema({"type": "number"})
]
Share = Annotated[
    Fraction,
    BeforeValidator(_share),
    PlainSerializer(_text),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+ */ *[0-9]+$"}),
]
Bound = Annotated[
    Any,
    BeforeValidator(_bound),
    PlainSerializer(_text),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^fact\\.[a-z]"}]}),
]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
SchemeId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Knot = Annotated[
    list[
        Annotated[
            Any, BeforeValidator(_knot), WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})
        ]
    ],
    Field(min_length=2, max_length=2),
]
Level = Literal["tinh", "huyen", "xa"]
Role = Literal["base", "bonus", "penalty"]
Scope = Literal["cluster", "all"]
Order = Literal["high", "low"]
OnMissing = Literal["refuse", "pending", "zero", "drop_and_reweight"]
OnNotApplicable = Literal["drop_and_rescale", "share_equally", "full_points", "exclude", "refuse"]
OnZero = Literal["error", "full", "zero", "not_applicable"]
OnConstant = Literal["knots", "error", "full", "zero", "not_applicable"]
Kind = Literal["ratio", "percentage", "count", "money", "seconds", "points", "choice", "number"]


class Model(BaseModel):
    """Base of all: immutable, no unknown keys, keys written as in the file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True
    )


class Checked(Model):
    """Who compared a rule with its source, and when."""

    by: Text
    on: date


class Cite(Model):
    """
    Where a rule stands.

    Attributes:
        document: Number and kind, e.g. ``243/KH-UBND``; empty on a child means its parent's.
        clause: Place inside the document, e.g. ``II.2.1.a``.
        quote: Words of the document, short and exact.
    """

    document: str = ""
    clause: str = ""
    quote: str = ""
    body: str = ""
    issued: date | None = None
    url: str = ""
    checked: Checked | None = None


class Effective(Model):
    """Dates between which a rule holds, both included; open where absent."""

    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")
    replaces: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether the rule holds on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
