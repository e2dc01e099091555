"""Where tables are computed: Polars, DuckDB or Spark, each with a folder for what it holds."""

from __future__ import annotations

import os
import shutil
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import polars as pl

from scoring.bulk import Frame, Row, Types
from scoring.errors import Problem, _
from thidua.engines.reading import EngineError

EngineName = Literal["polars", "duckdb", "spark"]
ENGINES: tuple[EngineName, ...] = ("polars", "duckdb", "spark")

# Int64 ends at 2**63; a factor of two is left for what an engine does inside one operation.
_WHOLE = 2**62
# Spark divides whole numbers through doubles, which are exact below 2**53.
_THROUGH_DOUBLES = 2**53
_TYPES = {str: pl.String, int: pl.Int64, bool: pl.Boolean}


class TableEngine(ABC):
    """
    An engine with its folder; what ``scoring.bulk`` asks of the world.

    Attributes:
        limit: Whole numbers below this size are exact in every operation.
    """

    limit = _WHOLE

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count()

    @abstractmethod
    def read(self, path: Path) -> Frame:
        """Give a Parquet file, or a folder of them, as a frame."""

    @abstractmethod
    def write(self, frame: Frame, path: Path) -> None:
        """Compute a frame into a Parquet file, or a folder of them."""

    @abstractmethod
    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small frame to Python, one mapping a row."""

    def hold(self, frame: Frame) -> Frame:
        """Compute a frame once."""
        path = self._next()
        self.write(frame, path)
        return self.read(path)

    def told_apart(self, text: nw.Expr) -> nw.Expr:
        """Give a column that is equal where the texts are: the texts."""
        return text

    def lift(self, rows: Iterable[Row], types: Types) -> Frame:
        """Make a frame of rows."""
        given = list(rows)
        data = {name: [row[name] for row in given] for name in types}
        path = self._next()
        pl.DataFrame(data, {name: _TYPES[kind] for name, kind in types.items()}).write_parquet(path)
        return self.read(path)

    def _next(self) -> Path:
        return self.folder / f"held-{next(self._numbers)}.parquet"

    @abstractmethod
    def close(self) -> None:
        """Let go of what runs outside of Python; the folder is the caller's."""


class PolarsEngine(TableEngine):
    """Tables in this process, computed in parts that fit its caches."""

    def read(self, path: Path) -> Frame:
        """Give a Parquet file as a frame."""
        return nw.from_native(pl.scan_parquet(path))

    def write(self, frame: Frame, path: Path) -> None:
        """Compute a frame into a Parquet file."""
        frame.to_native().sink_parquet(path, compression="uncompressed")

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small frame to Python."""
        found: list[dict[str, Any]] = frame.to_native().collect(engine="streaming").to_dicts()
        return found

    def hold(self, frame: Frame) -> Frame:
        """Compute a frame once, in memory."""
        held: pl.DataFrame = frame.to_native().collect(engine="streaming")
        return nw.from_native(held.lazy())

    def told_apart(self, text: nw.Expr) -> nw.Expr:
        """Give a column that is equal where the texts are: numbers of the texts."""
        return text.cast(nw.Categorical)

    def close(self) -> None:
        """Nothing runs outside of Python."""


class DuckdbEngine(TableEngine):
    """Tables on disk, for machines with little memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import duckdb  # optional

        self.connection = duckdb.connect(str(folder / "engine.duckdb"))
        self.connection.execute("SET preserve_insertion_order = false")

    def read(self, path: Path) -> Frame:
        """Give a Parquet file as a frame."""
        return nw.from_native(self.connection.read_parquet(str(path)))

    def write(self, frame: Frame, path: Path) -> None:
        """Compute a frame into a Parquet file."""
        frame.to_native().write_parquet(str(path))

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small frame to Python."""
        relation = frame.to_native()
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


class SparkEngine(TableEngine):
    """Tables on a Spark session: the one that runs already, or one on this machine."""

    limit = _THROUGH_DOUBLES

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with _quiet():
            from pyspark.sql import SparkSession  # optional

            self._is_mine = SparkSession.getActiveSession() is None
        self.session = spark_session({"spark.sql.shuffle.partitions": str(os.cpu_count() or 1)})

    def read(self, path: Path) -> Frame:
        """Give a folder of Parquet files as a frame."""
        found: Frame = nw.from_native(self.session.read.parquet(path.absolute().as_uri()))
        return found

    def write(self, frame: Frame, path: Path) -> None:
        """Compute a frame into a folder of Parquet files."""
        frame.to_native().write.parquet(path.absolute().as_uri())

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small frame to Python."""
        return [row.asDict() for row in frame.to_native().collect()]

    def close(self) -> None:
        """Stop the session, unless it ran before."""
        if self._is_mine:
            self.session.stop()


def spark_session(settings: Mapping[str, str]) -> Any:
    """Give the Spark session that runs, or start one with these settings."""
    with _quiet():
        from pyspark.sql import SparkSession  # optional

        running = SparkSession.getActiveSession()
        if running is not None:
            return running
        builder = SparkSession.builder.appName("thidua")
        quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
        for key, value in (quiet | dict(settings)).items():
            builder = builder.config(key, value)
        return builder.getOrCreate()


@contextmanager
def _quiet() -> Iterator[None]:
    # PySpark warns of the pandas it finds, which is not used here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_CLASSES: dict[str, type[TableEngine]] = {
    "polars": PolarsEngine,
    "duckdb": DuckdbEngine,
    "spark": SparkEngine,
}


def open_engine(name: EngineName, folder: Path) -> TableEngine:
    """
    Open an engine.

    Args:
        name: Which one.
        folder: An empty folder for what it holds.

    Raises:
        EngineError: It is not installed, or Spark has no Java; the message has the line that installs it.
    """
    if name == "spark" and not _has_java():
        message = _("Spark needs Java, which is not on this machine. Install it: {line}")
        raise EngineError([Problem("E_ENGINE", message, {"line": "apt-get install openjdk-17-jre-headless"})])
    try:
        return _CLASSES[name](folder)
    except ImportError as error:
        message = _("The engine “{name}” is not installed. Install it: {line}")
        values = {"name": name, "line": f"pip install 'thidua[{name}]'"}
        raise EngineError([Problem("E_ENGINE", message, values)]) from error


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or bool(home and Path(home, "bin", "java").exists())
