"""The result of an engine as a table that looks the same whichever engine made it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl

from scoring.bulk import canonical_line, digest, points_name, result_types, select_name
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk
from thidua.exports import DANGEROUS, NUMBERS, POINTS, SELECT, WITHOUT_POINTS

SUFFIXES = (".csv", ".parquet")
_MILLION = 10**6
_NUMBER = pl.Decimal(38, 6)
_SLICE = 200_000


def put_in_order(found: Path, target: Path, scheme: Scheme) -> None:
    """Write the raw result again by cluster, then rank, those without one last, then candidate."""
    source = found / "*.parquet" if found.is_dir() else found
    table = pl.scan_parquet(source).select(list(result_types(scheme)))
    table.sort(["cluster", "rank", "candidate"], nulls_last=True).sink_parquet(
        target, compression="uncompressed", maintain_order=True
    )


def digest_of(table: Path, scheme: Scheme, as_of: date) -> str:
    """Give the digest of a result in order."""
    return digest(scheme, as_of, _lines(table, scheme))


def _lines(table: Path, scheme: Scheme) -> Iterator[str]:
    scan = pl.scan_parquet(table)
    rows = scan.select(pl.len()).collect().item()
    for start in range(0, rows, _SLICE):
        part = nw.from_native(scan.slice(start, _SLICE)).select(line=canonical_line(scheme))
        yield from part.to_native().collect().to_series()


def write_table(table: Path, target: Path, scheme: Scheme) -> None:
    """Write a result in order as people read it; the file appears whole or not at all."""
    scan = pl.scan_parquet(table)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    os.close(handle)
    try:
        if target.suffix.lower() == ".csv":
            scan.select(*_texts(scheme)).sink_csv(name, maintain_order=True)
        else:
            scan.select(*_typed(scheme)).sink_parquet(name, maintain_order=True)
        _settle(Path(name), target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _settle(part: Path, target: Path) -> None:
    with part.open("rb+") as stream:
        # mkstemp keeps a file to its owner; a table is for the whole office.
        os.fchmod(stream.fileno(), 0o644)
        os.fsync(stream.fileno())
    part.replace(target)


def _typed(scheme: Scheme) -> Iterator[pl.Expr]:
    """Give the columns of a Parquet table: decimals with six places, whole ranks, text."""
    yield from (pl.col("cluster"), _rank(scheme), pl.col("candidate"), pl.col("state"))
    yield from (_number(name) for name in NUMBERS)
    yield pl.col("class")
    yield from _outcomes(scheme)
    yield from (pl.col("waiting_for"), pl.col("gates"), pl.col(WITHOUT_POINTS))
    for i, node in enumerate(walk(scheme.children)):
        yield _number(points_name(i)).alias(f"{POINTS}{node.id}")


def _texts(scheme: Scheme) -> Iterator[pl.Expr]:
    """Give the columns of a CSV table: as few digits as are exact, a state where there is no number."""
    yield from (_safe("cluster"), _plain(_rank(scheme)), _safe("candidate"), pl.col("state"))
    yield from (_plain(_number(name)) for name in NUMBERS)
    yield _safe("class")
    yield from _outcomes(scheme)
    yield from (pl.col("waiting_for"), pl.col("gates"))
    for i, node in enumerate(walk(scheme.children)):
        state = pl.col(WITHOUT_POINTS).str.extract(rf"(?:^| ){re.escape(node.id)}=([a-z_]+)")
        yield pl.coalesce(_plain(_number(points_name(i))), state).alias(f"{POINTS}{node.id}")


def _outcomes(scheme: Scheme) -> Iterator[pl.Expr]:
    for i, select in enumerate(scheme.select):
        yield pl.col(select_name(i)).alias(f"{SELECT}{select.id}")


def _rank(scheme: Scheme) -> pl.Expr:
    rank = pl.col("rank")
    return rank if scheme.rank.ties != "average" else (rank.cast(_NUMBER) / 2).cast(_NUMBER)


def _number(name: str) -> pl.Expr:
    return (pl.col(name).cast(_NUMBER) / _MILLION).cast(_NUMBER).alias(name)


def _plain(number: pl.Expr) -> pl.Expr:
    text = number.cast(pl.String)
    trimmed = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(text.str.contains(".", literal=True)).then(trimmed).otherwise(text)


def _safe(name: str) -> pl.Expr:
    """Give a text so that no spreadsheet takes it for a formula."""
    text = pl.col(name)
    is_formula = pl.any_horizontal(text.str.starts_with(mark) for mark in DANGEROUS)
    return pl.when(is_formula).then("'" + text).otherwise(text).alias(name)
