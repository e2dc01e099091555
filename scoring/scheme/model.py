"""The words a criteria file may use: plain, frozen models that know no arithmetic."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from scoring.scheme.kinds import (
    Bound,
    Checked,
    Cite,
    Effective,
    Id,
    Kind,
    Level,
    Model,
    Number,
    OnConstant,
    OnMissing,
    OnNotApplicable,
    OnZero,
    Role,
    SchemeId,
    Share,
    Text,
)
from scoring.scheme.nodes import (
    Change,
    Choice,
    Clamp,
    ClassAtMost,
    Combine,
    Gate,
    Grouping,
    Impute,
    Measure,
    MustSumTo,
    Node,
    Panel,
    RankOf,
    Round,
    Scale,
    ScaleChoice,
    ScoreIs,
    Target,
    Winsorise,
)
from scoring.scheme.outcome import Band, Decide, Publish, Rank, RankKey, Select, ShareBy

__all__ = [
    "Band",
    "Bound",
    "BuildsOn",
    "Change",
    "Checked",
    "Choice",
    "Cite",
    "Clamp",
    "ClassAtMost",
    "Combine",
    "Decide",
    "Effective",
    "FactSpec",
    "Flag",
    "Gate",
    "Grouping",
    "Id",
    "Impute",
    "Kind",
    "Level",
    "Measure",
    "Model",
    "MustSumTo",
    "Node",
    "Number",
    "Objective",
    "OnConstant",
    "OnMissing",
    "OnNotApplicable",
    "OnZero",
    "Panel",
    "Part",
    "Placeholder",
    "Plan",
    "Publish",
    "Rank",
    "RankKey",
    "RankOf",
    "Role",
    "Round",
    "Scale",
    "ScaleChoice",
    "Scheme",
    "SchemeId",
    "ScoreIs",
    "Select",
    "Share",
    "ShareBy",
    "Subjects",
    "Target",
    "Text",
    "Uncertainty",
    "Winsorise",
]


class Uncertainty(Model):
    """A reported number may be off by this much either way, in its unit or, when ``relative``, as a share."""

    plus_minus: Annotated[Number, Field(ge=0)]
    relative: bool = False


class FactSpec(Model):
    """
    A value that units report.

    Attributes:
        kind: What sort of number; ``choice`` takes one of ``labels``.
        unit: Unit as printed on the form, e.g. ``hồ sơ``.
        decimals: Digits allowed after the decimal sign; more is refused, never rounded.
        step: Values must be whole multiples of it, e.g. 0.25.
        at_least, at_most: Range a value must lie in.
        baseline: True for a value fixed at the start of the movement.
        not_applicable: Whether a unit may answer "không áp dụng".
        hint: Advice printed beside the cell.
        uncertainty: How far the true value may lie from the reported one; read by analyses, never by a score.
    """

    id: Id
    title: Text
    kind: Kind
    unit: Text
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    step: Annotated[Number, Field(gt=0)] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    labels: dict[str, Text] | None = None
    baseline: bool = False
    not_applicable: bool = True
    hint: str = ""
    uncertainty: Uncertainty | None = None


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


class Scheme(Grouping):
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
    combine: Combine = "sum"
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
