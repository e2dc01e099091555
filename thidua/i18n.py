"""Messages in Vietnamese or English: sentences are written in English and looked up in a catalogue."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

_CATALOGUES = Path(__file__).resolve().parent / "locale"
_chosen: str | None = None


def language() -> str:
    """Give ``vi`` or ``en``: the chosen one, else THIDUA_LANG, else English only where LANG says so."""
    wanted = _chosen or os.environ.get("THIDUA_LANG") or os.environ.get("LANG", "")
    return "en" if wanted.lower().startswith("en") else "vi"


def choose(code: str | None) -> None:
    """Set the language of all messages from now on; None goes back to the environment."""
    global _chosen
    _chosen = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Give all messages in one language inside the block; papers are always Vietnamese."""
    before = _chosen
    choose(code)
    try:
        yield
    finally:
        choose(before)


@lru_cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("thidua", _CATALOGUES, [code], fallback=True)


def _(message: str) -> str:
    """Give the message in the chosen language."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Give the form of the message that fits ``count`` in the chosen language."""
    return _catalogue(language()).ngettext(one, many, count)


def translate_click() -> None:
    """Let Click's own words (Usage, Options, errors) come from our catalogue in the chosen language."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain("thidua", str(_CATALOGUES))
    gettext.textdomain("thidua")
