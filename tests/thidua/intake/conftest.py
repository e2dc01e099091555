"""Ends the child process that the tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.thidua.intake.samples import READER


@pytest.fixture(scope="session", autouse=True)
def _shared_reader() -> Iterator[None]:
    yield
    READER.close()
