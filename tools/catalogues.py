"""
Gather every sentence into thidua/locale, carry over what is translated, compile: ``make catalogues``.

Sentences are written in English in the source; the English catalogue therefore is the source itself, and the
Vietnamese one must translate every sentence (tests/thidua/test_i18n.py holds it to that).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from thidua.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "thidua" / "locale" / "vi" / "LC_MESSAGES"
KEYWORDS = {"_": None, "mark": None, "translate": None, "ngettext": (1, 2)}
# Words that Click itself shows; it looks them up in the same catalogue.
CLICK = (
    "%(prog)s, version %(version)s",
    "Aborted!",
    "Choose from:\n\t{choices}",
    "Error: {message}",
    "Got unexpected extra argument ({args})",
    "Invalid value for {param_hint}: {message}",
    "Invalid value: {message}",
    "Missing command.",
    "Missing option",
    "Missing parameter",
    "Missing argument",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "Option {name!r} does not take a value.",
    "Options",
    "Positional arguments",
    "Show the version and exit.",
    "Show this message and exit.",
    "Try '{command} {option}' for help.",
    "Usage:",
    "default: {default}",
    "directory",
    "env var: {var}",
    "file",
    "path",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.",
)


def gather() -> Catalog:
    """Give every sentence of the source."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    found = Catalog(
        domain="thidua",
        locale="vi",
        fuzzy=False,
        project="thidua",
        version=VERSION,
        header_comment="# thidua",
        copyright_holder="thidua",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=day,
        revision_date=day,
    )
    for package in ("scoring", "thidua"):
        for name, line, message, comments, context in extract_from_dir(
            ROOT / package, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(
                message, locations=[(f"{package}/{name}", line)], auto_comments=comments, context=context
            )
    for message in CLICK:
        found.add(message, locations=[("click", 0)])
    return found


def carry_over(found: Catalog, path: Path) -> None:
    """Fill in the translations that an older catalogue has for the same sentences."""
    if not path.exists():
        return
    with path.open("rb") as file:
        older = read_po(file, locale="vi")
    for message in found:
        known = older.get(message.id) if message.id else None
        if known is not None and known.string:
            message.string = known.string


def main() -> None:
    """Write thidua.po and thidua.mo."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = gather()
    carry_over(found, FOLDER / "thidua.po")
    with (FOLDER / "thidua.po").open("wb") as file:
        write_po(file, found, width=100, sort_output=True, omit_header=False, include_lineno=False)
    with (FOLDER / "thidua.mo").open("wb") as file:
        write_mo(file, found)
    missing = [message.id for message in found if message.id and not any(_strings(message.string))]
    print(f"{len(found)} sentences, {len(missing)} without a translation")


def _strings(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


if __name__ == "__main__":
    main()
