"""Binding: pages of many typeset parts become one PDF/A-3a and PDF/UA-1 file, with numbers and an outline."""

from __future__ import annotations

from thidua.dossier.binding.joining import bind
from thidua.dossier.binding.outline import Mark

__all__ = ["Mark", "bind"]
