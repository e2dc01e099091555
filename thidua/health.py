"""What this machine has and lacks for the program's work."""

from __future__ import annotations

import importlib
import platform
import shutil
import sqlite3
import sys
from dataclasses import dataclass

from scoring.errors import _
from thidua.library import shipped

_APT = "apt-get install --no-install-recommends"
_PANGO = f"{_APT} libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_WAL_SAFE = (3, 51, 3)


@dataclass(frozen=True)
class Finding:
    """
    One thing looked at.

    Attributes:
        what: Its name, a key of the catalogues.
        found: Version or fault.
        well: Whether it is as it should be.
        needed: Whether work stops without it.
        advice: The line that mends it.
    """

    what: str
    found: str
    well: bool
    needed: bool = True
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything the program leans on; never raises."""
    return [_python(), _sqlite(), _weasyprint(), _charts(), _files(), _poppler()]


def _python() -> Finding:
    well = sys.version_info >= (3, 11)
    return Finding(
        _("Python 3.11 or newer"), platform.python_version(), well, advice=f"{_APT} python3 python3-venv"
    )


def _sqlite() -> Finding:
    wal = sqlite3.sqlite_version_info >= _WAL_SAFE
    mode = "WAL" if wal else "TRUNCATE"
    return Finding(_("SQLite with its journal mode"), f"{sqlite3.sqlite_version}, {mode}", True)


def _weasyprint() -> Finding:
    return _imported(_("WeasyPrint with Pango, for papers"), "weasyprint", _PANGO)


def _charts() -> Finding:
    return _imported(_("Charts"), "vl_convert", "uv sync")


def _imported(what: str, module: str, advice: str) -> Finding:
    try:
        loaded = importlib.import_module(module)
    except (ImportError, OSError) as error:
        return Finding(what, str(error).splitlines()[0], False, advice=advice)
    return Finding(what, str(getattr(loaded, "__version__", "")), True)


def _files() -> Finding:
    what = _("Rules, templates and fonts of the program")
    try:
        fonts = list((shipped("templates") / "fonts").glob("*.ttf"))
        rules = list(shipped("criteria").glob("*/*.yaml"))
    except FileNotFoundError as error:
        return Finding(what, str(error), False, advice="pip install --force-reinstall thidua")
    return Finding(what, f"{len(rules)} + {len(fonts)}", bool(fonts and rules))


def _poppler() -> Finding:
    path = shutil.which("pdftotext")
    what = _("poppler-utils, for the tests only")
    return Finding(what, path or "-", path is not None, needed=False, advice=f"{_APT} poppler-utils")
