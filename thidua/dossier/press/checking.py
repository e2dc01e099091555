"""Finds what cannot be printed as it stands, before anything is printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice

from scoring.errors import Problem, _
from thidua.dossier.fonts import face
from thidua.dossier.forms import COMMON
from thidua.dossier.press.crew import Crew
from thidua.dossier.press.orders import Manner, Order
from thidua.dossier.press.plates import font_names
from thidua.dossier.setting import Layout, Room, set_room

_IN_A_BATCH = 500
_GIVEN = ("name", "post", "citation")

Values = Mapping[str, str]


def unfit(orders: Collection[Order], manner: Manner, crew: Crew | None = None) -> list[Problem]:
    """
    Find texts that cannot be printed.

    Args:
        orders: What is to be printed.
        manner: Form and stock.
        crew: Who does the work; this process without one.

    Returns:
        One problem for each text that is too long for its room even in the smallest type, and one for
        each text with characters that its face lacks; what all have in common is told once.
    """
    layout = manner.layout
    alike = {tuple(order.values[slot] for slot in sorted(COMMON)): order.values for order in orders}
    common = [room for room in layout.rooms if not room.is_personal]
    problems = [problem for values in alike.values() for problem in _too_long(common, values, "")]
    for _batch, found in (crew or Crew()).each(partial(_check_batch, layout), _batches(orders)):
        problems += found
    return list({str(problem): problem for problem in problems}.values())


def _batches(orders: Iterable[Order]) -> Iterator[tuple[tuple[str, Values], ...]]:
    waiting = ((order.subject, order.values) for order in orders)
    while batch := tuple(islice(waiting, _IN_A_BATCH)):
        yield batch


def _check_batch(layout: Layout, batch: Iterable[tuple[str, Values]]) -> list[Problem]:
    personal = [room for room in layout.rooms if room.is_personal]
    problems: list[Problem] = []
    for subject, values in batch:
        problems += _too_long(personal, values, subject)
        problems += _strange(layout, values, subject)
    return problems


def _too_long(rooms: Sequence[Room], values: Values, subject: str) -> Iterator[Problem]:
    for text in (text for room in rooms for text in set_room(room, values).texts):
        if not text.fitted.fits:
            shown = {"text": " ".join(text.lines)[:80], "candidate": subject}
            message = _("the text “{text}” of {candidate} is too long for the certificate")
            for_all = _("the text “{text}” is too long for the certificates")
            yield Problem("E_TEXT_TOO_LONG", message if subject else for_all, shown)


def _strange(layout: Layout, values: Values, subject: str) -> Iterator[Problem]:
    for text in (values[slot] for slot in _GIVEN):
        strange = set(text) - _drawable(tuple(font_names(layout)))
        lacking = sorted(letter for letter in strange if not letter.isspace())
        if lacking:
            message = _("“{text}” of {candidate} has characters that cannot be printed: {characters}")
            slots = {"text": text[:80], "candidate": subject, "characters": " ".join(lacking)}
            yield Problem("E_GLYPH_MISSING", message, slots)


@lru_cache(maxsize=8)
def _drawable(styles: tuple[str, ...]) -> frozenset[str]:
    """Give the characters that every one of these faces has."""
    codes = [face(style).advances.keys() for style in styles]
    return frozenset(map(chr, set.intersection(*map(set, codes)))) if codes else frozenset()
