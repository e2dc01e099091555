"""Every sentence is there in Vietnamese and in English."""

from __future__ import annotations

import io
import re
import runpy
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from thidua import i18n
from thidua.commands import main

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "thidua" / "locale" / "vi" / "LC_MESSAGES"


def catalogue() -> Catalog:
    return read_po(io.BytesIO((FOLDER / "thidua.po").read_bytes()), locale="vi")


def sentences(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, tuple | list) else [str(value)]


def slots(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}|%\([a-z]+\)s", text))


def test_every_sentence_of_the_source_is_translated() -> None:
    source = runpy.run_path(str(ROOT / "tools" / "catalogues.py"))["gather"]()
    known = catalogue()

    untold = [
        message.id
        for message in sentences(source)
        if not (known.get(message.id) and any(texts(known[message.id].string)))
    ]

    assert untold == []


def test_every_translation_has_the_slots_of_its_sentence_and_is_composed() -> None:
    wrong = [
        message.id
        for message in sentences(catalogue())
        for text in texts(message.string)
        if slots(text) != slots(texts(message.id)[0]) or not unicodedata.is_normalized("NFC", text)
    ]

    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = read_mo(io.BytesIO((FOLDER / "thidua.mo").read_bytes()))

    differing = [m.id for m in sentences(catalogue()) if texts(compiled[m.id].string) != texts(m.string)]

    assert differing == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "THIDUA_LANG": "vi"}, "vi"),
        ({"THIDUA_LANG": "en"}, "en"),
    ],
)
def test_vietnamese_is_spoken_unless_english_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], expected: str
) -> None:
    for name in ("LANG", "THIDUA_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    assert i18n.language() == expected


@pytest.mark.parametrize(
    ("code", "words"), [("vi", ("Cách dùng:", "Tùy chọn")), ("en", ("Usage:", "Options"))]
)
def test_help_speaks_one_language_clicks_own_words_included(code: str, words: tuple[str, ...]) -> None:
    plain = CliRunner().invoke(main, ["--help"], env={"THIDUA_LANG": code}).output
    shown = CliRunner().invoke(main, ["--lang", code, "--help"]).output
    inner = CliRunner().invoke(main, ["--lang", code, "load", "--help"]).output

    assert [word for word in words if not all(word in text for text in (plain, shown, inner))] == []
