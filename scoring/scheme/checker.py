"""What every check of a file needs: problems with their places, and what may be referred to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scoring.errors import Problem, _
from scoring.scheme.condition import Compare, ConditionError, Name, comparisons, names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Decide, FactSpec
from scoring.scheme.reading import Document, Path

SELECTED = "selected."


class Checker:
    """Collects problems with their places; knows what may be referred to."""

    def __init__(self, document: Document, facts: Sequence[FactSpec], slots: Sequence[Decide]) -> None:
        self.document = document
        self.facts = {spec.id: spec for spec in facts}
        self.slots = {slot.id: slot for slot in slots}
        self.nodes: dict[str, Path] = {}
        self.bands: list[str] = []
        self.problems: list[Problem] = []
        self.unique("facts", [spec.id for spec in facts])
        self.unique("decide", [slot.id for slot in slots])
        for spec in facts:
            if (spec.kind == "choice") != bool(spec.labels):
                message = _("the fact “{id}”: labels go together with kind: choice")
                self.complain(("facts",), "E_FACT", message, id=spec.id)

    def complain(self, path: Path, code: str, message: str, **values: object) -> None:
        """Note a problem at the place of ``path``."""
        self.problems.append(Problem(code, message, values, self.document.place(path)))

    def unique(self, key: str, ids: Sequence[str]) -> None:
        """Complain of ids used twice."""
        for twice in [found for found, times in Counter(ids).items() if times > 1]:
            self.complain((key,), "E_ID_TWICE", _("the id “{id}” is used more than once"), id=twice)

    def fact(self, fact: str, path: Path) -> None:
        """Complain of a fact that is not declared."""
        if fact not in self.facts:
            self.complain(path, "E_FACT", _("the fact “{id}” is not declared under facts"), id=fact)

    def numeric(self, facts: Iterable[str], path: Path) -> None:
        """Complain of facts that have a label instead of a number."""
        for fact in facts:
            if fact in self.facts and self.facts[fact].kind == "choice":
                message = _("the fact “{id}” is a choice and has no number")
                self.complain(path, "E_MEASURE", message, id=fact)

    def slot(self, slot_id: str, options: Iterable[str], path: Path) -> None:
        """Complain unless the slot is declared and has exactly these options."""
        slot = self.slots.get(slot_id)
        if slot is None:
            message = _("the slot “{id}” is not declared under decide")
            self.complain(path, "E_SLOT", message, id=slot_id)
        elif set(slot.options) != set(options):
            message = _("the options must be exactly those of the slot “{id}”: {options}")
            self.complain(path, "E_SLOT", message, id=slot.id, options=", ".join(sorted(slot.options)))

    def condition(self, text: str, path: Path, extra: Sequence[str]) -> None:
        """Complain of a condition that cannot be read, or that compares what has no order."""
        try:
            condition = parse(text)
        except ConditionError as error:
            message = _("the condition cannot be read: {what} (column {column} of it)")
            self.complain(path, "E_CONDITION", message, what=error.what, column=error.column)
            return
        for name in names(condition):
            self.known_name(name, path, extra)
        for comparison in comparisons(condition):
            self.comparison(comparison, path)

    def names(self, text: str) -> list[str]:
        """Give the names a condition uses; none when it cannot be read."""
        try:
            return list(names(parse(text)))
        except ConditionError:
            return []

    def labels(self, name: str) -> list[str]:
        """Give the labels a name can have; none for a number."""
        if name == "class":
            return self.bands
        spec = self.facts.get(name.removeprefix(FACT)) if name.startswith(FACT) else None
        return list(spec.labels or {}) if spec else []

    def comparison(self, comparison: Compare, path: Path) -> None:
        """Complain of labels compared with numbers, or with labels they never have."""
        for side, other in (
            (comparison.left, comparison.right),
            (comparison.right, comparison.left),
        ):
            if not isinstance(side, Name):
                continue
            labels = self.labels(side.id)
            is_label = isinstance(other, str) or (isinstance(other, Name) and bool(self.labels(other.id)))
            if labels and (not is_label or comparison.sign not in ("==", "!=")):
                message = _("“{name}” is a label and can only be compared with a label, by == or !=")
                self.complain(path, "E_CONDITION", message, name=side.id)
            elif labels and isinstance(other, str) and other not in labels:
                message = _("“{name}” has the labels {labels}, not “{label}”")
                values = {"name": side.id, "labels": ", ".join(labels), "label": other}
                self.complain(path, "E_CONDITION", message, **values)
            elif not labels and isinstance(other, str):
                message = _("“{name}” is a number and can only be compared with a number")
                self.complain(path, "E_CONDITION", message, name=side.id)

    def known_name(self, name: str, path: Path, extra: Sequence[str]) -> None:
        """Complain of a name that is neither a node, a fact nor one of ``extra``."""
        if name.startswith(FACT):
            self.fact(name.removeprefix(FACT), path)
        elif name not in extra and name not in self.nodes:
            self.complain(
                path,
                "E_NAME",
                _("“{name}” is neither a criterion, a fact.… nor {extra}"),
                name=name,
                extra=", ".join(extra) or "-",
            )
