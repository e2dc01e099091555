"""One Spark session for all tests that need it; it takes seconds to start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """Start Spark on this machine; skipped where there is no Java, but not in CI."""
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("CI lacks java")
        pytest.skip("needs java")
    from thidua.engines.computing import spark_session

    session = spark_session({"spark.master": "local[1]", "spark.sql.shuffle.partitions": "1"})
    session.sparkContext.setLogLevel("ERROR")
    yield
    session.stop()
