"""The tree of points: what a criterion measures, how a number becomes points, how points combine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.scheme.kinds import (
    Bound,
    Cite,
    Effective,
    Id,
    Kind,
    Knot,
    Model,
    Number,
    OnConstant,
    OnMissing,
    OnNotApplicable,
    OnZero,
    Order,
    Role,
    Scope,
    Share,
    Text,
)

Combine = Literal["sum", "mean", "product", "geomean", "min", "max", "median", "best", "trimmed"]
Statistic = Literal[
    "cluster.min",
    "cluster.max",
    "cluster.mean",
    "cluster.median",
    "all.min",
    "all.max",
    "all.mean",
    "all.median",
]


class Target(Effective):
    """A target and the dates it is in force; exactly one sign; a number or every unit's own ``fact.<id>``."""

    at_least: Bound | None = None
    at_most: Bound | None = None
    equals: Bound | None = None


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


class RankOf(Model):
    """The place of a node's points inside a group: 1 is best, equal points share a place."""

    node: Id
    within: Scope = "cluster"
    order: Order = "high"
    ties: Literal["competition", "dense", "average"] = "competition"


class Winsorise(Model):
    """
    Outliers brought to a bound, before points are given.

    Attributes:
        low, high: Numbers below and above are set to these.
        low_share, high_share: So great a share of the group, rounded down, is set to the next value inwards.
    """

    low: Number | None = None
    high: Number | None = None
    low_share: Share | None = None
    high_share: Share | None = None
    within: Scope = "cluster"


class Measure(Model):
    """
    How a number comes out of facts; exactly one source key.

    Attributes:
        fact: The value of one fact.
        constant: A number that is the same for all, e.g. the points everybody starts with.
        ratio: Two facts, first over second; sums of facts are written ``a + b``.
        count: Facts of kind ``choice``; counts those whose label is in ``counted``.
        change: Two facts, before and after.
        panel: Judges' values.
        rank_of: Place of another node's points inside a group.
        decide: Slot that chooses among measures.
        transform: ``percent`` multiplies by 100; ``log`` is natural; ``pow`` needs ``exponent``.
        winsorise: Applied after the transform.
    """

    fact: Id | None = None
    constant: Number | None = None
    ratio: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    count: list[Id] | None = None
    counted: list[str] = Field(default_factory=lambda: ["co"])
    change: Change | None = None
    panel: Panel | None = None
    rank_of: RankOf | None = None
    decide: Choice | None = None
    transform: Literal["percent", "log", "pow"] | None = None
    exponent: Number | None = None
    winsorise: Winsorise | None = None
    kind: Kind | None = None
    unit: str = ""


class ScaleChoice(Model):
    """A scale whose meaning a decide slot fixes: option id to scale."""

    slot: Id
    options: dict[str, Scale]


class Scale(Model):
    """
    How a measured number becomes points; exactly one of ``table``, ``per``, ``knots``, ``decide``.

    Attributes:
        table: Points for each label of a ``choice`` fact.
        per: Points for each event counted.
        knots: ``[x, y]`` pairs, x rising; each a number or a sum of numbers and words such as
            ``target``, ``1/2 * max_points``, ``cluster.mean + 2 * cluster.sd``.
        between: ``linear`` joins the knots; ``step`` holds y from each x on.
        outside: Beyond the outer knots: hold the end value, go on, or refuse.
        decide: The text allows several scales, and a slot says which is meant.
        leader_by: Two facts; the leader of a group is who has the highest first over second.
        leader_within: Whoever comes so near to the leader counts as leader too.
    """

    table: dict[str, Number] | None = None
    per: Number | None = None
    knots: Annotated[list[Knot], Field(min_length=2)] | None = None
    between: Literal["linear", "step"] = "linear"
    outside: Literal["clamp", "extend", "error"] = "clamp"
    decide: ScaleChoice | None = None
    leader_by: Annotated[list[Id], Field(min_length=2, max_length=2)] | None = None
    leader_within: Annotated[Number, Field(ge=0)] | None = None


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
    """A gate's effect: the points become this number, and the trace says so."""

    score: Number


class Gate(Model):
    """A condition every candidate must meet; ``otherwise`` says what follows when it is not met."""

    id: Id
    title: Text
    require: Text
    otherwise: Literal["exclude"] | ClassAtMost | ScoreIs = Field(alias="else")
    cite: Cite | None = None


class Impute(Model):
    """A missing number is replaced by a statistic of the group's numbers, and the trace says so."""

    impute: Statistic


class MustSumTo(Model):
    """Refuse the file unless the base children's points (or weights) come to this."""

    must_sum_to: Number


class Grouping(Model):
    """
    How the points of children become one number.

    Attributes:
        combine: How the base children combine; bonus and penalty children are added to the result.
        best: How many of the highest children count in ``combine: best``.
        trim: ``[low, high]`` children left out by ``combine: trimmed``.
    """

    combine: Combine | None = None
    best: Annotated[int, Field(ge=1)] | None = None
    trim: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)] | None = None
    weights: Literal["as_given", "normalise"] | MustSumTo = "as_given"


class Node(Grouping):
    """
    One node of the tree: a criterion with a measure, or a group with children.

    Attributes:
        objective: Row of the plan it scores; title, cite, measure and target come from there.
        effective: Days on which the node counts; outside them it is no part of the tree.
        weight: Factor in a sum, share in a mean, exponent in a product or geometric mean.
        role: Bonus and penalty stand outside the nominal maximum.
        on_constant: What a scale on group statistics earns when all of the group have the same number.
    """

    id: Id
    title: str = ""
    note: str = ""
    cite: Cite | None = None
    effective: Effective | None = None
    objective: Id | None = None
    role: Role | None = None
    max_points: Number | None = None
    weight: Number | None = None
    measure: Measure | None = None
    target: list[Target] | None = None
    scale: Scale | None = None
    children: list[Node] | None = None
    clamp: Clamp | None = None
    gates: list[Gate] = Field(default_factory=list)
    round: Round | None = None
    on_missing: OnMissing | Impute | None = None
    on_not_applicable: OnNotApplicable | None = None
    on_zero_target: OnZero = "error"
    on_zero_denominator: OnZero = "error"
    on_constant: OnConstant = "knots"


Choice.model_rebuild()
Measure.model_rebuild()
ScaleChoice.model_rebuild()
Scale.model_rebuild()
Node.model_rebuild()
