"""The Jinja environment of all papers: everything escaped, everything cleaned, nothing undefined."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scoring.cards import Step
from thidua.dossier import formats, wording
from thidua.dossier.fitting import Box, fit
from thidua.dossier.fonts import REGULAR
from thidua.library import shipped

_TABLES = {
    "state_label": wording.STATES,
    "note_words": wording.NOTES,
    "reason_words": wording.REASONS,
    "why_words": wording.WHY,
    "outcome_label": wording.OUTCOMES,
    "effect_words": wording.EFFECTS,
    "role_label": wording.ROLES,
    "sign": wording.SIGNS,
    "slot_kind": wording.SLOT_KINDS,
    "flag_label": wording.FLAGS,
    "stage_label": wording.STAGES,
    "cluster_kind": wording.CLUSTER_KINDS,
}


def _finalize(value: object) -> object:
    # Runs on every value that a template prints, so no template can forget it.
    if isinstance(value, str):
        return type(value)(formats.clean(value))
    return value


@lru_cache
def environment() -> Environment:
    """Build the environment once; templates are named from inside ``templates/``."""
    made = Environment(
        loader=FileSystemLoader(shipped("templates")),
        # True, not select_autoescape(): that one leaves files called *.j2 unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        number=formats.number,
        quantity=formats.quantity,
        long_date=formats.long_date,
        short_date=formats.short_date,
        dots=formats.dots,
        formula=formats.formula,
        place=formats.place,
        told=told,
        balanced=balanced,
        lower_first=lower_first,
    )
    for name, table in _TABLES.items():
        made.filters[name] = lambda code, table=table: wording.word(table, code)
    return made


def told(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Give the words of the steps that say more than the number itself: ``text`` and ``note``."""
    words = ((formats.formula(step), _note(step)) for step in steps)
    return [{"text": text, "note": note} for text, note in words if text or note]


def _note(step: Step) -> str:
    note = wording.word(wording.NOTES, step.note)
    if "edge" not in step.values:
        return note
    edge = f"còn cách mốc làm tròn {formats.small(step.values['edge'])}"
    return f"{note}; {edge}" if note else edge


def balanced(text: str, width: float, size: float, style: str = REGULAR) -> tuple[str, ...]:
    """Break a heading into even lines of whole words; ``width`` in millimetres, ``size`` in points."""
    together = formats.clean(text).replace(" - ", "\u00a0-\u00a0")
    return fit(together, Box(width * 72 / 25.4, (size,), 6, style)).lines


def lower_first(text: str) -> str:
    """Begin a text with a small letter, for use inside a sentence."""
    return text[:1].lower() + text[1:]


def fill(template: str, **values: object) -> str:
    """
    Fill a template.

    Args:
        template: Name inside ``templates/``, e.g. ``dossier/cover.html.j2``.
        values: What the template names.

    Returns:
        HTML, ready to be typeset.

    Raises:
        jinja2.UndefinedError: The template names a value that was not given.
    """
    return environment().get_template(template).render(values)


def trusted(svg: str) -> Markup:
    """Mark a drawing made by the program itself as not to be escaped."""
    return Markup(svg)
