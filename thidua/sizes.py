"""How large a table is, told from its header and the number of its lines, without reading it."""

from __future__ import annotations

import csv
from pathlib import Path

from thidua.intake.grid import decode, separator
from thidua.intake.refusal import IntakeError
from thidua.intake.text import key

EXACT_UP_TO = 20_000  # candidates; some twenty seconds, and every open question is listed
_HEAD = 1 << 16
_PIECE = 1 << 20


def is_large(facts: Path) -> bool:
    """
    Tell whether a table has more candidates than are scored one at a time without being asked.

    Only wide tables in ``.csv`` and ``.parquet`` count: an engine reads no others. A file that cannot be
    read is not large; whoever reads it will say what is wrong.
    """
    measure = {".csv": _csv, ".parquet": _parquet}.get(facts.suffix.lower())
    if measure is None or not facts.is_file():
        return False
    names, lines = measure(facts)
    return lines > EXACT_UP_TO and "candidate" in names and not names & {"fact", "value", "judge"}


def _csv(path: Path) -> tuple[set[str], int]:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        try:
            text = decode(head[: head.rfind(b"\n") + 1])
            first = next((line for line in text.splitlines() if line.strip()), "")
            names = {key(name) for name in next(csv.reader([first], delimiter=separator(text)), [])}
        except IntakeError:
            return set(), 0
        lines = head.count(b"\n")
        while lines <= EXACT_UP_TO + 1 and (piece := stream.read(_PIECE)):
            lines += piece.count(b"\n")
    return names, lines - 1


def _parquet(path: Path) -> tuple[set[str], int]:
    import polars  # slow import

    try:
        scan = polars.scan_parquet(path)
        return {key(name) for name in scan.collect_schema()}, scan.select(polars.len()).collect().item()
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError):
        return set(), 0
