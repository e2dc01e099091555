"""The words a criteria file may use: plain, frozen models that know no arithmetic."""

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


def _knot(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("expected a number or a word")
    return value


def _text(value: Fraction) -> str:
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
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
SchemeId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Knot = Annotated[list[Annotated[Any, BeforeValidator(_knot)]], Field(min_length=2, max_length=2)]
Level = Literal["tinh", "huyen", "xa"]
Role = Literal["base", "bonus", "penalty"]
OnMissing = Literal["refuse", "pending", "zero", "drop_and_reweight"]
OnNotApplicable = Literal["drop_and_rescale", "share_equally", "full_points", "exclude", "refuse"]
OnZero = Literal["error", "full", "zero", "not_applicable"]
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


class FactSpec(Model):
    """
    A value that units report.

    Attributes:
        kind: What sort of number; ``choice`` takes one of ``labels``.
        unit: Unit as printed on the form, e.g. ``hồ sơ``.
        decimals: Digits allowed after the decimal sign; more is refused, never rounded.
        at_least, at_most: Range a value must lie in.
        baseline: True for a value fixed at the start of the movement.
        not_applicable: Whether a unit may answer "không áp dụng".
        hint: Advice printed beside the cell.
    """

    id: Id
    title: Text
    kind: Kind
    unit: Text
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    at_least: Number | None = None
    at_most: Number | None = None
    labels: dict[str, Text] | None = None
    baseline: bool = False
    not_applicable: bool = True
    hint: str = ""


class Target(Effective):
    """A target and the dates it is in force; exactly one sign."""

    at_least: Number | None = None
    at_most: Number | None = None
    equals: Number | None = None


class Change(Model):
    """A change between two facts, as a share of the first when ``relative``; ``cut`` turns its sign."""

    before: Id
    after: Id
    relative: bool = True
    direction: Literal["growth", "cut"] = "growth"


class Choice(Model):
    """A measure whose meaning a decide slot fixes: option id to measure."""

    slot: Id
    options: dict[str, Measure]


class Panel(Model):
    """Several judges' values of one fact, brought to one number."""

    fact: Id
    take: Literal["mean", "median", "sum", "min", "max", "trimmed"] = "mean"
    low: Annotated[int, Field(ge=0)] = 0
    high: Annotated[int, Field(ge=0)] = 0


class Measure(Model):
    """
    How a number comes out of facts; exactly one source key.

    Attributes:
        fact: The value of one fact.
        ratio: Two facts, first over second; sums of facts are written ``a + b``.
        count: Facts of kind ``choice``; counts those whose label is in ``counted``.
        change: Two facts, before and after.
        panel: Judges' values.
        decide: Slot that chooses among measures.
        transform: ``percent`` multiplies by 100; ``log`` is natural; ``pow`` needs ``exponent``.
    """

    fact: Id | None = None
    ratio: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    count: list[Id] | None = None
    counted: list[str] = Field(default_factory=lambda: ["co"])
    change: Change | None = None
    panel: Panel | None = None
    decide: Choice | None = None
    transform: Literal["percent", "log", "pow"] | None = None
    exponent: Number | None = None
    kind: Kind | None = None
    unit: str = ""


class Scale(Model):
    """
    How a measured number becomes points; exactly one of ``table``, ``per``, ``knots``.

    Attributes:
        table: Points for each label of a ``choice`` fact.
        per: Points for each event counted.
        knots: ``[x, y]`` pairs, x rising; each a number, ``target``, ``max_points`` or, for x, a
            statistic of the cluster: ``cluster.min / .max / .mean / .leader``.
        between: ``linear`` joins the knots; ``step`` holds y from each x on.
        outside: Beyond the outer knots: hold the end value, go on, or refuse.
    """

    table: dict[str, Number] | None = None
    per: Number | None = None
    knots: Annotated[list[Knot], Field(min_length=2)] | None = None
    between: Literal["linear", "step"] = "linear"
    outside: Literal["clamp", "extend", "error"] = "clamp"


class Clamp(Model):
    """Floor and ceiling of a node."""

    low: Number | None = None
    high: Number | None = None


class Round(Model):
    """The one declared rounding: to a multiple of ``to``."""

    to: Annotated[Number, Field(gt=0)]
    mode: Literal["half_up", "half_even", "floor", "ceil"] = "half_up"


class ClassAtMost(Model):
    """A gate's effect: the class is at most this one."""

    class_at_most: Text


class ScoreIs(Model):
    """A gate's effect: the total becomes this number, and the trace says so."""

    score: Number


class Gate(Model):
    """A condition every candidate must meet; ``otherwise`` says what follows when it is not met."""

    id: Id
    title: Text
    require: Text
    otherwise: Literal["exclude"] | ClassAtMost | ScoreIs = Field(alias="else")
    cite: Cite | None = None


class Node(Model):
    """
    One node of the tree: a criterion with a measure, or a group with children.

    Attributes:
        objective: Row of the plan it scores; title, cite, measure and target come from there.
        weight: Share in a mean or product of the parent.
        role: Bonus and penalty stand outside the nominal maximum.
        trim: ``[low, high]`` children left out by ``combine: trimmed``.
        best: How many children count in ``combine: best``.
    """

    id: Id
    title: str = ""
    note: str = ""
    cite: Cite | None = None
    objective: Id | None = None
    role: Role | None = None
    max_points: Number | None = None
    weight: Number | None = None
    measure: Measure | None = None
    target: list[Target] | None = None
    scale: Scale | None = None
    combine: (
        Literal["sum", "mean", "product", "geomean", "min", "max", "median", "best", "trimmed"] | None
    ) = None
    best: Annotated[int, Field(ge=1)] | None = None
    trim: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)] | None = None
    weights: Literal["as_given", "normalise"] | MustSumTo = "as_given"
    children: list[Node] | None = None
    clamp: Clamp | None = None
    gates: list[Gate] = Field(default_factory=list)
    round: Round | None = None
    on_missing: OnMissing | None = None
    on_not_applicable: OnNotApplicable | None = None
    on_zero_target: OnZero = "error"
    on_zero_denominator: OnZero = "error"


class MustSumTo(Model):
    """Refuse the file unless the base children's points (or weights) come to this."""

    must_sum_to: Number


class Publish(Model):
    """The published number: its rounding, and what a missing fact does unless a node says otherwise."""

    round: Round
    on_missing: OnMissing = "refuse"


class Band(Model):
    """A class: ``at_least`` takes the edge in, ``above`` leaves it out; neither: all the rest."""

    label: Text
    at_least: Number | None = None
    above: Number | None = None
    require: str = ""


class RankKey(Model):
    """A number to order by: ``total``, a node id, or ``fact.<id>``."""

    key: Text
    order: Literal["high", "low"] = "high"


class Rank(Model):
    """Order inside a cluster; list order and names never decide."""

    by: list[RankKey] = Field(default_factory=lambda: [RankKey(key="total")])
    within: Literal["cluster", "all"] = "cluster"
    ties: Literal["competition", "dense"] = "competition"
    cite: Cite | None = None


class Select(Model):
    """
    A quota: who among the ranked is selected for ``award``.

    Attributes:
        share, places: Exactly one.
        of: Base of the share: ``eligible``, ``headcount`` or the id of an earlier selection.
        require: Condition on ``total``, ``rank``, ``class``, nodes and facts.
        ties: What happens to equals across the line.
    """

    id: Id
    title: Text
    award: str = ""
    within: Literal["cluster", "all"] = "cluster"
    share: Share | None = None
    places: Annotated[int, Field(ge=0)] | None = None
    of: str = "eligible"
    rounding: Literal["floor", "half_up", "ceil"] = "floor"
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None
    require: str = ""
    ties: Literal["exclude", "include", "decide"] = "decide"
    who: str = ""
    cite: Cite | None = None


class Decide(Model):
    """A question of wording that a person must settle before a measure has a meaning."""

    id: Id
    question: Text
    who: Text
    basis: str = ""
    options: dict[str, Text]


class Flag(Model):
    """A defect or trap found in the text of a plan, kept beside the row it touches."""

    kind: Literal[
        "ambiguous", "baseline", "composite", "impossible", "misdated", "split_by_level", "exclusion"
    ]
    text: Text


class Part(Model):
    """One function of a composite objective: a ``choice`` fact and its label."""

    fact: Id
    title: Text


class Objective(Model):
    """
    One measurable row of a plan.

    Attributes:
        milestone: Year or date by which the plan wants it.
        levels: Whose data give the number.
        kind: ``percentage`` for all rows of plan 243.
        parts: Functions of a composite row.
    """

    id: Id
    title: Text
    group: Text
    milestone: date
    levels: list[Level]
    kind: Kind
    unit: Text
    cite: Cite
    measure: Measure
    target: list[Target]
    parts: list[Part] = Field(default_factory=list)
    flags: list[Flag] = Field(default_factory=list)


class Placeholder(Model):
    """A part of the plan that is not known; it scores nothing and is printed as unknown."""

    id: Id
    title: Text
    missing: Text
    where_to_find: str = ""


class Plan(Model):
    """A plan as data: objectives without points."""

    plan: SchemeId
    version: date
    title: Text
    cite: Cite
    effective: Effective
    based_on: list[Cite] = Field(default_factory=list)
    facts: list[FactSpec]
    decide: list[Decide] = Field(default_factory=list)
    objectives: list[Objective]
    placeholders: list[Placeholder] = Field(default_factory=list)
    flags: list[Flag] = Field(default_factory=list)


class Subjects(Model):
    """Whom a scheme scores."""

    kinds: list[Literal["collective", "individual", "household", "enterprise"]]
    levels: list[Level]


class BuildsOn(Model):
    """The plan whose objectives a scheme scores."""

    plan: SchemeId
    version: date


class Scheme(Model):
    """
    A board's rules: the tree of points and all that follows from the total.

    Attributes:
        example: Words printed on every page when the scheme is a made-up example; empty for real ones.
        plan: The plan of ``builds_on``, filled in by the loader, never written in the file.
        sha256: Digest of the rule text and the plan's, filled in by the loader, never written in the file.
    """

    scheme: SchemeId
    version: date
    title: Text
    example: str = ""
    cite: Cite
    effective: Effective
    subjects: Subjects
    builds_on: BuildsOn | None = None
    facts: list[FactSpec] = Field(default_factory=list)
    decide: list[Decide] = Field(default_factory=list)
    publish: Publish
    combine: Literal["sum", "mean"] = "sum"
    weights: Literal["as_given", "normalise"] | MustSumTo = "as_given"
    clamp: Clamp | None = None
    children: list[Node]
    gates: list[Gate] = Field(default_factory=list)
    classify: list[Band] = Field(default_factory=list)
    rank: Rank = Field(default_factory=Rank)
    select: list[Select] = Field(default_factory=list)
    plan: Plan | None = None
    sha256: str = ""

    @property
    def objectives(self) -> list[Objective]:
        """Give the rows of the plan that the scheme builds on; none without a plan."""
        return self.plan.objectives if self.plan else []

    @property
    def key(self) -> str:
        """Give ``id@version``."""
        return f"{self.scheme}@{self.version.isoformat()}"

    def fact_spec(self, fact_id: str) -> FactSpec:
        """Give the declaration of a fact; raises KeyError when there is none."""
        for spec in self.facts:
            if spec.id == fact_id:
                return spec
        raise KeyError(fact_id)


Choice.model_rebuild()
Measure.model_rebuild()
Node.model_rebuild()
Scheme.model_rebuild()
