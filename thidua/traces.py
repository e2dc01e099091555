"""Each candidate's every step as a file of its own, in a folder that appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scoring.cards import Standing
from scoring.errors import Problem, _
from scoring.results import as_data
from thidua.exports import ExportError, Sheet

INDEX = "index.json"
VERSION = 1
_PLAIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|index)(?:\..*)?")
_LONGEST = 80


def check_folder(folder: Path) -> None:
    """
    Make sure that a folder may be replaced: it is not there, empty, or holds traces and nothing else.

    Raises:
        ExportError: It holds something else.
    """
    if folder.is_dir() and not set(_files(folder)) <= {INDEX, *_listed(folder)}:
        message = _("the folder {folder} holds other files than traces; name a new or an empty folder")
        raise ExportError([Problem("E_FOLDER", message, {"folder": str(folder)})])


def write_traces(sheets: Sequence[Sheet], folder: Path) -> int:
    """
    Write the trace of every candidate, and ``index.json`` which names the file of each.

    Args:
        sheets: Standings; those with a period get a folder of that name inside.
        folder: Replaced as a whole; see ``check_folder``.

    Returns:
        How many traces were written.

    Raises:
        ExportError: The folder holds something else.
    """
    check_folder(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name[:40]}.", dir=target.parent) as work:
        made = Path(work) / "new"
        made.mkdir()
        index = [_table(sheet, made) for sheet in sheets]
        _write(made / INDEX, {"trace": VERSION, "tables": index})
        _swap(made, target, Path(work) / "old")
    return sum(len(table["candidates"]) for table in index)


def file_name(candidate: str) -> str:
    """
    Give a file name for an id: good on Linux and Windows, never equal for two ids, not even in capitals.

    A plain id keeps its own name; any other gets its letters without accents, ``~`` and a digest.
    """
    if _PLAIN.fullmatch(candidate) and len(candidate) <= _LONGEST and not _RESERVED.fullmatch(candidate):
        return f"{candidate}.json"
    bare = unicodedata.normalize("NFKD", candidate.casefold().replace("đ", "d"))
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in bare if not unicodedata.combining(c))).strip("-")
    return f"{slug[:40]}~{hashlib.sha256(candidate.encode()).hexdigest()[:16]}.json"


def _swap(made: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise


def _table(sheet: Sheet, folder: Path) -> dict[str, Any]:
    """Write the traces of one table; gives its part of the index."""
    (folder / sheet.period).mkdir(exist_ok=True)
    head = {"trace": VERSION, "period": sheet.period or None}
    whole = as_data(replace(sheet.standings, rows=()))
    candidates = []
    for row in sheet.standings.rows:
        data = as_data(replace(sheet.standings, rows=(row,), quotas=(), slots=()))
        path = f"{sheet.period}/{file_name(row.card.candidate.id)}".lstrip("/")
        _write(folder / path, head | {key: data[key] for key in ("scheme", "as_of")} | data["rows"][0])
        candidates.append(_entry(row, data["rows"][0], path))
    del whole["rows"], whole["trace"]
    return {"period": sheet.period or None, **whole, "candidates": candidates}


def _entry(row: Standing, data: dict[str, Any], path: str) -> dict[str, Any]:
    return {key: data[key] for key in ("candidate", "name", "cluster", "state", "total", "rank")} | {
        "class": row.card.label,
        "file": path,
    }


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _listed(folder: Path) -> Iterator[str]:
    """Give the files that the index of a folder of traces names; none when there is no such index."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        tables = index["tables"] if index["trace"] == VERSION else []
        yield from (str(entry["file"]) for table in tables for entry in table["candidates"])
    except (OSError, ValueError, LookupError, TypeError):
        return
