"""What the ids of a rule file are called, and the small words that all sentences share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from scoring.scheme.model import Decide, Effective, FactSpec, Level, Plan, Scheme
from scoring.scheme.order import walk
from thidua.dossier.formats import number, quantity, short_date

LEVELS: Mapping[str, str] = MappingProxyType({"tinh": "cấp tỉnh", "huyen": "cấp huyện", "xa": "cấp xã"})
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "collective": "tập thể",
        "individual": "cá nhân",
        "household": "hộ gia đình",
        "enterprise": "doanh nghiệp",
    }
)
SCOPES: Mapping[str, str] = MappingProxyType({"cluster": "cụm, khối", "all": "toàn bộ đối tượng"})


@dataclass(frozen=True)
class Names:
    """
    The titles behind the ids of one rule file.

    Attributes:
        facts: Declarations by id.
        nodes: Titles of criteria by id.
        slots: Questions by id.
        selections: Titles of selections by id.
    """

    facts: Mapping[str, FactSpec] = field(default_factory=dict)
    nodes: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, Decide] = field(default_factory=dict)
    selections: Mapping[str, str] = field(default_factory=dict)

    def fact(self, fact_id: str) -> str:
        """Give a fact's title in quotation marks; its id where it is not declared."""
        spec = self.facts.get(fact_id)
        return quoted(spec.title if spec else fact_id)

    def unit(self, fact_id: str) -> str:
        """Give a fact's unit; empty where it is not declared."""
        spec = self.facts.get(fact_id)
        return spec.unit if spec else ""

    def label(self, fact_id: str, label: str) -> str:
        """Give the words of a label of a choice; the label itself where it has none."""
        spec = self.facts.get(fact_id)
        return ((spec.labels if spec else None) or {}).get(label, label)

    def node(self, node_id: str) -> str:
        """Give a criterion's title in quotation marks; its id where there is none."""
        return quoted(self.nodes.get(node_id) or node_id)

    def selection(self, selection_id: str) -> str:
        """Give a selection's title in quotation marks; its id where there is none."""
        return quoted(self.selections.get(selection_id) or selection_id)

    def option(self, slot_id: str, option: str) -> str:
        """Give the words of an option of a slot; the option itself where it has none."""
        slot = self.slots.get(slot_id)
        return slot.options.get(option, option) if slot else option


def names_of(rules: Scheme | Plan) -> Names:
    """Gather the titles of a scheme or a plan."""
    facts = {spec.id: spec for spec in rules.facts}
    slots = {slot.id: slot for slot in rules.decide}
    if isinstance(rules, Plan):
        return Names(facts, {row.id: row.title for row in rules.objectives}, slots)
    nodes = {node.id: node.title for node in walk(rules.children)}
    return Names(facts, nodes, slots, {select.id: select.title for select in rules.select})


def quoted(text: str) -> str:
    """Put a title in quotation marks, inner ones made single."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def joined(parts: Sequence[str], last: str = " và ") -> str:
    """Join the parts of a list, the last one by a word."""
    return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else list(parts))


def sentence(text: str) -> str:
    """Give a text with a capital letter at its head."""
    return text[:1].upper() + text[1:]


def levels(found: Sequence[Level]) -> str:
    """Name levels: ``cấp tỉnh, cấp huyện và cấp xã``."""
    return joined([LEVELS[level] for level in found])


def points(value: Fraction) -> str:
    """Write points: ``10 điểm``."""
    return f"{number(value)} điểm"


def amount(value: Fraction, unit: str) -> str:
    """Write a measured number with its unit."""
    return quantity(value, unit)


def share(value: Fraction) -> str:
    """Write a share as per cent where that is exact, else as a fraction."""
    percent = value * 100
    return f"{number(percent)}%" if (percent * 10**4).denominator == 1 else str(value)


def period(when: Effective) -> str:
    """Write the days on which something holds; empty when it always does."""
    return span(when.start, when.end)


def span(start: date | None, end: date | None) -> str:
    """Write ``từ 01/01/2023 đến 31/12/2023``, either side left out where it is open."""
    parts = [f"từ {short_date(start)}" if start else "", f"đến {short_date(end)}" if end else ""]
    return " ".join(part for part in parts if part)
