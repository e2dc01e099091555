"""The card in columns: the whole scheme's points, gates of the total, published rounding, class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import narwhals as nw

from scoring.bulk.arithmetic import compared, rounded, total
from scoring.bulk.cells import Cell, Fired, Workings, only
from scoring.bulk.columns import NONE, Mask, Truth, both, either, negation
from scoring.bulk.logic import Label, Operand, answered
from scoring.bulk.number import Number, clamped, fixed, pick
from scoring.bulk.tree import group_cell, note_unknown, plan_nodes
from scoring.evaluate.tree import in_force
from scoring.scheme.condition import names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Band, ClassAtMost, ScoreIs

ZERO = Fraction(0)
_KNOWN = (
    *(
        "scheme",
        "version",
        "title",
        "example",
        "cite",
        "effective",
        "subjects",
        "builds_on",
        "plan",
        "sha256",
    ),
    *("facts", "decide", "publish", "children", "combine", "best", "trim", "weights", "clamp", "gates"),
    *("classify", "rank", "select"),
)


@dataclass(frozen=True, eq=False)
class Cards:
    """
    The cards of all rows.

    Attributes:
        excluded, not_applicable, pending: Rows in these states; the others are published.
        total: The published number.
        by_role: Points by role and the adjustment, in the published rows.
        label: Class; an empty text if none.
        gates: Gates in the order in which a row names those it did not pass, and where that is.
    """

    excluded: Truth
    not_applicable: Truth
    pending: Truth
    total: Number
    by_role: dict[str, Number]
    label: Label
    gates: tuple[Fired, ...]

    @property
    def published(self) -> Truth:
        """Tell which rows have a total."""
        return negation(either(self.excluded, self.not_applicable, self.pending))


def plan_cards(workings: Workings) -> Cards:
    """
    Plan everything up to the class of each row.

    Raises:
        UnplannedError: Something in the scheme that the columns do not know.
    """
    scheme, program = workings.scheme, workings.program
    only(scheme.scheme, scheme, _KNOWN)
    only(scheme.scheme, scheme.publish, ("round", "on_missing"))
    early = _exclude_by_facts(workings)
    nodes = in_force(scheme.children, workings.as_of)
    parts = plan_nodes(workings, nodes, scheme.publish.on_missing, "base")
    root, by_role = group_cell(workings, scheme.scheme, scheme, parts)
    if scheme.clamp is not None:
        root = replace(root, number=clamped(root.number, scheme.clamp.low, scheme.clamp.high))
    root, unproven = _gated(workings, root)
    excluding = [fired.where for fired in workings.fired if fired.gate.otherwise == "exclude"]
    excluded = program.keep_mask(either(workings.excluded, *excluding))
    published = rounded(program, root.number, scheme.publish.round)
    label, unclassed = _classified(workings, published, both(root.has_value, negation(unproven)))
    pending = both(either(root.pending, unproven, unclassed), negation(root.not_applicable))
    late = [Fired(fired.gate, both(fired.where, negation(workings.excluded))) for fired in workings.fired]
    absent = program.keep_mask(both(root.not_applicable, negation(excluded)))
    return Cards(
        excluded,
        absent,
        program.keep_mask(both(pending, negation(excluded))),
        published,
        _parts_of(workings, published, by_role),
        label,
        (*early, *late),
    )


def _exclude_by_facts(workings: Workings) -> list[Fired]:
    """Ask the gates that exclude and name facts only, before anything is scored."""
    gates = [gate for gate in workings.scheme.gates if gate.otherwise == "exclude"]
    early = [
        Fired(gate, workings.ask(gate.require)[1])
        for gate in gates
        if all(name.startswith(FACT) for name in names(parse(gate.require)))
    ]
    workings.excluded = workings.program.keep_mask(either(*(fired.where for fired in early)))
    return early


def _parts_of(workings: Workings, published: Number, by_role: dict[str, Number]) -> dict[str, Number]:
    parts = {role: by_role.get(role, fixed(ZERO)) for role in ("base", "bonus", "penalty")}
    negative = [n.times(Fraction(-1)) for n in parts.values()]
    return parts | {"adjustment": total(workings.program, [published, *negative])}


def _gated(workings: Workings, root: Cell) -> tuple[Cell, Truth]:
    """Ask the gates of the total; give the root and the rows in which some answer is not proven."""
    total_ = Operand(root.number, root.has_value)
    unproven: list[Truth] = []
    for gate in workings.scheme.gates:
        only(gate.id, gate, ("id", "title", "require", "otherwise", "cite"))
        yes, no = answered(workings.program, gate.require, workings.knowing({"total": total_}))
        unknown = workings.program.keep_mask(negation(either(yes, no)))
        note_unknown(workings, gate.require, unknown, ("total", "lowest"))
        unproven.append(unknown)
        workings.fired.append(Fired(gate, no))
        if isinstance(gate.otherwise, ScoreIs):
            score = pick(both(no, root.has_value), fixed(gate.otherwise.score), root.number)
            root = replace(root, number=score)
    return root, workings.program.keep_mask(both(either(*unproven), negation(root.not_applicable)))


def _classified(workings: Workings, published: Number, known: Truth) -> tuple[Label, Truth]:
    """Give the class of each row, and the rows in which it is not proven; gates hold it down."""
    bands = workings.scheme.classify
    labels: list[tuple[Truth, str]] = []
    unproven: list[Truth] = []
    open_: Truth = known
    for index, band in enumerate(bands):
        only(band.label, band, ("label", "at_least", "above", "require"))
        here = both(open_, _allowed(workings, bands, index), _reached(workings, band, published))
        yes, no = _required(workings, band, published)
        unknown = workings.program.keep_mask(both(here, negation(either(yes, no))))
        if band.require:
            note_unknown(workings, band.require, unknown, ("total",))
        labels.append((workings.program.keep_mask(both(here, yes)), band.label))
        unproven.append(unknown)
        open_ = workings.program.keep_mask(both(open_, negation(both(here, negation(no)))))
    return _labels(labels), either(*unproven)


def _required(workings: Workings, band: Band, published: Number) -> tuple[Truth, Truth]:
    if not band.require:
        return True, False
    return answered(workings.program, band.require, workings.knowing({"total": Operand(published)}))


def _reached(workings: Workings, band: Band, published: Number) -> Truth:
    edge, sign = (band.at_least, ">=") if band.at_least is not None else (band.above, ">")
    if edge is None:
        return True
    return compared(workings.program, published, sign, fixed(edge))[0]


def _allowed(workings: Workings, bands: Sequence[Band], index: int) -> Truth:
    """Tell where no gate holds the class lower than this one."""
    labels = [band.label for band in bands]
    lower = [
        fired.where
        for fired in workings.fired
        if isinstance(fired.gate.otherwise, ClassAtMost)
        and labels.index(fired.gate.otherwise.class_at_most) > index
    ]
    return negation(either(*lower))


def _labels(labels: Sequence[tuple[Truth, str]]) -> Label:
    expr, uses = nw.lit("", nw.String), NONE
    for truth, text in reversed(labels):
        if truth is True:
            expr, uses = nw.lit(text, nw.String), NONE
        elif isinstance(truth, Mask):
            expr = nw.when(truth.expr).then(nw.lit(text, nw.String)).otherwise(expr)
            uses |= truth.uses
    return Label(expr, uses)
