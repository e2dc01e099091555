"""What falls with a revoked honour: everything built on it, directly or through others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from scoring.law.history import Honour, Record


@dataclass(frozen=True)
class Dependant:
    """
    An honour that must be judged again.

    Attributes:
        honour: The one to judge again.
        chain: Keys from the revoked honour to this one, both included.
    """

    honour: Honour
    chain: tuple[str, ...]


def all_honours(records: Iterable[Record]) -> dict[str, Honour]:
    """Give every honour of the records by its key."""
    return {honour.key: honour for record in records for honour in record.honours}


def dependants(honours: Mapping[str, Honour], revoked: Collection[str]) -> tuple[Dependant, ...]:
    """
    Give everything that was built on some honours, as its decisions declare.

    Args:
        honours: All honours by key; those of other candidates may rest on one, too.
        revoked: Keys of the honours that were taken back.

    Returns:
        Each dependant once, with the shortest chain, the nearest first, then by key; honours that were
        revoked themselves are passed through but not listed.

    Source: Luật 06/2022/QH15, Điều 93, in force since 2024-01-01.
    """
    built_on: dict[str, list[str]] = {}
    for key, honour in honours.items():
        for basis in honour.rests_on:
            built_on.setdefault(basis, []).append(key)
    chains: dict[str, tuple[str, ...]] = {key: (key,) for key in sorted(revoked)}
    front = list(chains)
    while front:
        front = [above for key in front for above in _reach(key, built_on, chains)]
    return tuple(
        Dependant(honours[key], chain)
        for key, chain in chains.items()
        if key not in revoked and honours[key].revocation is None
    )


def _reach(key: str, built_on: Mapping[str, list[str]], chains: dict[str, tuple[str, ...]]) -> list[str]:
    reached = [above for above in sorted(built_on.get(key, ())) if above not in chains]
    for above in reached:
        chains[above] = (*chains[key], above)
    return reached


def shaken(honours: Mapping[str, Honour]) -> tuple[Dependant, ...]:
    """Give the honours that still stand though something they were built on was revoked."""
    return dependants(honours, [key for key, honour in honours.items() if honour.revocation is not None])


def without_declared_basis(record: Record, revoked: Honour) -> tuple[Honour, ...]:
    """
    Give the later honours of the same candidate of which nobody wrote down what they rest on.

    They may have been built on the revoked one; only a person who reads their files can tell.
    """
    return tuple(
        honour
        for honour in record.granted
        if not honour.rests_on and honour.on > revoked.on and honour.last_year > revoked.last_year
    )
