"""Numbers for the screen, in the chosen language: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from fractions import Fraction

from scoring.cards import Step
from thidua.dossier import formats
from thidua.i18n import language

_SWAP = str.maketrans(".,", ",.")


def show(value: Fraction | int | None) -> str:
    """Write an exact number; one that does not end is rounded to four places after ``≈``."""
    return _localised(formats.number(value))


def show_step(step: Step) -> str:
    """Write a step's formula with its numbers in place."""
    return _localised(formats.formula(step))


def small(value: Fraction) -> str:
    """Write a small distance to three digits that count."""
    return _localised(formats.small(value))


def _localised(text: str) -> str:
    return text if language() == "vi" else text.translate(_SWAP)
