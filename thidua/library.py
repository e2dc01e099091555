"""Where the shipped rule files, templates and examples stand; the only module that knows."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """
    Give the folder ``criteria``, ``templates`` or ``examples``.

    Looks inside the installed package first, then in the checkout beside it.

    Raises:
        FileNotFoundError: The installation is incomplete; holds the folder's name.
    """
    for base in (_PACKAGE / "_shipped", _PACKAGE.parent):
        folder = base / name
        if folder.is_dir():
            return folder
    raise FileNotFoundError(name)
