"""Reads the rule file a person names, scheme or plan, whichever it is."""

from __future__ import annotations

from pathlib import Path

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.load import load_plan, load_scheme
from scoring.scheme.model import Plan, Scheme
from scoring.scheme.reading import Source, read
from thidua.rules import read_text, shelf


def read_rules(path: Path) -> Scheme | Plan:
    """
    Read a scheme or a plan; the plan a scheme builds on is looked for beside its folder, then in the library.

    Raises:
        SchemeError: Every fault with ``file:line:column``; ``E_KIND`` for any other kind of file.
    """
    source = Source(str(path), read_text(path))
    document = read(source)
    keys = document.value if isinstance(document.value, dict) else {}
    if "scheme" in keys:
        return load_scheme(source, shelf(path.resolve().parent.parent.parent).find)
    if "plan" in keys:
        return load_plan(source)
    message = _("this is neither a scheme nor a plan: its first key says which")
    raise SchemeError([Problem("E_KIND", message, {}, document.place(()))])
