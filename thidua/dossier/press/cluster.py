"""Batches on the workers of a Dask scheduler: the only module that knows ``dask.distributed``."""

from __future__ import annotations

import logging
import platform
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from scoring.errors import Problem, ScoringError, _
from thidua.version import VERSION

if TYPE_CHECKING:
    from distributed import Client, Future

# What the bytes of a certificate depend on; the same input gives the same bytes only where these agree.
_PACKAGES = ("fonttools", "pydyf", "pillow", "uharfbuzz", "weasyprint", "zxing-cpp")
# Seconds between two looks at whether any worker is left.
_LOOK = 2

Submit = Callable[..., "_Answer"]


class ClusterError(ScoringError):
    """A Dask cluster that cannot be used; the problem says why and what to do."""


@lru_cache
def versions() -> Mapping[str, str]:
    """Give the versions here of all that decides the bytes of a certificate."""
    found = {name: metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), "thidua": VERSION, "zlib": zlib.ZLIB_RUNTIME_VERSION} | found


@contextmanager
def cluster(address: str, patience: float = 5) -> Iterator[tuple[Submit, int]]:
    """
    Use the workers of a Dask scheduler.

    Args:
        address: Where it listens, e.g. ``tcp://10.0.0.5:8786``.
        patience: Seconds to wait for the scheduler, and for a first worker.

    Returns:
        What hands over a call, and how many cores the workers have. A call whose worker dies is given to
        another worker.

    Raises:
        ClusterError: The extra package is missing, nobody answers, there is no worker, or versions differ;
            later, that the scheduler or all of its workers are gone.
    """
    try:
        import distributed  # optional
        from distributed.comm.core import CommClosedError  # optional
    except ImportError:
        message = _("For a Dask scheduler one more package is needed: pip install 'thidua[dask]'")
        raise _refused("E_CLUSTER_PACKAGE", message) from None
    # What is lost is told in one sentence below; the library would write pages about it.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    client = _reached(address, patience)
    try:
        cores = _ready(client, address, patience)
        yield partial(_submitted, client), cores
    except (distributed.KilledWorker, CancelledError, CommClosedError, _NobodyLeftError) as error:
        message = _(
            "the Dask scheduler {address} was lost, or its workers died: {what}. Whatever was written is "
            "whole; run the command again and it goes on where it ended."
        )
        what = str(error) or type(error).__name__
        raise _refused("E_CLUSTER_LOST", message, address=address, what=what) from None
    finally:
        client.close(timeout=patience)


def _refused(code: str, message: str, **values: object) -> ClusterError:
    return ClusterError([Problem(code, message, values)])


def _reached(address: str, patience: float) -> Client:
    from distributed import Client  # optional

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions, which ``_ready`` compares
            return Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError) as error:
        message = _(
            "no Dask scheduler answers at {address}: {what}. Start one with “dask scheduler” and give the "
            "address that it prints, such as tcp://10.0.0.5:8786."
        )
        raise _refused("E_CLUSTER_ADDRESS", message, address=address, what=error) from None


def _ready(client: Client, address: str, patience: float) -> int:
    """Give the number of cores, once every worker is known to make the same bytes as this process."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        message = _("the Dask scheduler {address} has no workers; start them with “dask worker {address}”")
        raise _refused("E_CLUSTER_WORKERS", message, address=address) from None
    problems = list(_differences(client))
    if problems:
        raise ClusterError(problems)
    return sum(client.ncores().values())


def _differences(client: Client) -> Iterator[Problem]:
    told: Any = client.get_versions()
    mine = told["client"]["packages"]["distributed"]
    for who, about in {"scheduler": told["scheduler"], **told["workers"]}.items():
        theirs = about["packages"]["distributed"]
        if theirs != mine:
            yield _difference(who, "distributed", theirs, mine)
    for who, found in client.run(versions, on_error="return").items():
        if isinstance(found, Exception):
            message = _("the Dask worker {worker} cannot print: {what}. Install thidua there, this version.")
            yield Problem("E_CLUSTER_WORKER", message, {"worker": who, "what": found})
            continue
        for name, theirs in found.items():
            if theirs != versions()[name]:
                yield _difference(who, name, theirs, versions()[name])


def _difference(worker: str, package: str, theirs: str, mine: str) -> Problem:
    message = _(
        "{worker} of the Dask cluster has {package} {theirs}, this machine {mine}; certificates would "
        "differ. Install the same versions on both."
    )
    values = {"worker": worker, "package": package, "theirs": theirs, "mine": mine}
    return Problem("E_CLUSTER_VERSION", message, values)


def _submitted(client: Client, job: Callable[..., Any], *args: Any) -> _Answer:
    return _Answer(client, client.submit(_checked, versions(), job, *args, pure=False))


def _checked(expected: Mapping[str, str], job: Callable[..., Any], *args: Any) -> Any:
    # A worker may join after the others were asked.
    differing = [name for name in expected if versions()[name] != expected[name]]
    if differing:
        who = platform.node()
        name = differing[0]
        raise ClusterError([_difference(who, name, versions()[name], expected[name])])
    return job(*args)


class _NobodyLeftError(Exception):
    """No worker is left to do what was asked."""


class _Answer:
    """What a worker will give; unlike a Dask future it does not wait for ever when all workers are gone."""

    def __init__(self, client: Client, future: Future[Any]) -> None:
        self._client, self._future = client, future

    def result(self) -> Any:
        """Wait for it."""
        while True:
            try:
                return self._future.result(timeout=_LOOK)
            except TimeoutError:
                if not self._client.scheduler_info()["workers"]:
                    raise _NobodyLeftError("0 workers") from None
