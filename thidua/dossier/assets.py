"""The only door through which a paper reaches a file: shipped templates by name, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from thidua.library import shipped

# A reserved name (RFC 2606): relative links in style sheets resolve against it, and no network knows it.
BASE_URL = "https://templates.invalid/"
_TYPES = {".ttf": "font/ttf", ".css": "text/css", ".svg": "image/svg+xml"}


@lru_cache
def shipped_files() -> dict[str, Path]:
    """
    List what a paper may use.

    Returns:
        Path on disk by name inside ``templates/``, written with forward slashes.
    """
    root = shipped("templates")
    found = sorted(path for path in root.rglob("*") if path.suffix in _TYPES and path.is_file())
    return {path.relative_to(root).as_posix(): path for path in found}


def shipped_file(name: str) -> Path:
    """
    Give the path of one shipped file.

    Args:
        name: Name inside ``templates/``, e.g. ``fonts/LiberationSerif-Bold.ttf``.

    Raises:
        FileNotFoundError: Nothing of that name is shipped; holds the name.
    """
    if name not in shipped_files():
        raise FileNotFoundError(name)
    return shipped_files()[name]


def colour_profile() -> bytes:
    """Give the ICC profile of sRGB that comes with WeasyPrint: what the colours of a PDF/A mean."""
    return (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()


def locked_fetcher() -> Callable[[str], Any]:
    """
    Give the fetcher for WeasyPrint that serves shipped files and ``data:`` addresses only.

    Returns:
        A function of an address; it raises WeasyPrint's ``FatalURLFetchingError`` for any other
        address, so that a paper is refused rather than printed with a hole.
    """
    from weasyprint import urls  # slow import

    inline = urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(url: str) -> Any:
        if url.startswith("data:"):
            return inline.fetch(url)
        path = _path(url)
        if path is None:
            raise urls.FatalURLFetchingError(f"blocked: {url[:80]}")
        return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})

    return fetch


def _path(url: str) -> Path | None:
    if not url.startswith(BASE_URL):
        return None
    return shipped_files().get(unquote(url.removeprefix(BASE_URL)))
