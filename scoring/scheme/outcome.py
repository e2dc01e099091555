"""What follows from the points: the published number, classes, ranks, selections, questions for people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.scheme.kinds import Cite, Id, Model, Number, OnMissing, Order, Scope, Share, Text
from scoring.scheme.nodes import Round


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
    """
    What to order by: one number, or a count-back.

    Attributes:
        key: ``total``, ``lowest``, a node id, or ``fact.<id>``.
        count_back: Node ids; their points are put in order, best first, and compared place by place.
        absent: Where a candidate stands for whom the number does not apply.
    """

    key: Text | None = None
    count_back: Annotated[list[Id], Field(min_length=2)] | None = None
    order: Order = "high"
    absent: Literal["last", "first"] = "last"


class Rank(Model):
    """Order inside a cluster; list order and names never decide."""

    by: list[RankKey] = Field(default_factory=lambda: [RankKey(key="total")])
    within: Scope = "cluster"
    ties: Literal["competition", "dense", "average", "decide"] = "competition"
    who: str = ""
    cite: Cite | None = None


class ShareBy(Model):
    """A share that depends on a label all candidates of the scope have, e.g. their collective's class."""

    fact: Id
    shares: dict[str, Share]


class Select(Model):
    """
    A quota: who among the ranked is selected for ``award``.

    Attributes:
        share, share_by, places: Exactly one.
        of: Base of the share: ``eligible``, ``headcount`` (candidates of the scope), the id of an earlier
            selection, or ``fact.<id>``, a number all candidates of the scope have.
        require: Condition on ``total``, ``rank``, ``class``, ``selected.<id>`` (1 or 0), nodes and facts.
        ties: What happens to equals across the line.
    """

    id: Id
    title: Text
    award: str = ""
    within: Scope = "cluster"
    share: Share | None = None
    share_by: ShareBy | None = None
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
    """A question of wording that a person must settle before a measure or a scale has a meaning."""

    id: Id
    question: Text
    who: Text
    basis: str = ""
    options: dict[str, Text]
