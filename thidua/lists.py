"""The dated lists of the law that the ledger works with, from the shipped library."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from scoring.law.money_rules import (
    BaseSalaries,
    BonusRules,
    load_bonus_rules,
    load_own_rates,
    load_salaries,
    with_own,
)
from scoring.law.register import AwardRegister, load_register
from scoring.law.statistics_forms import StatisticsForms, load_statistics
from scoring.scheme.reading import Source
from thidua.intake.ledger_sheets import LedgerLists
from thidua.library import shipped
from thidua.rules import read_text

T = TypeVar("T")


def _newest(pattern: str, load: Callable[[Source], T]) -> T:
    return _load(max((shipped("criteria") / "law").glob(pattern)), load)


def _load(path: Path, load: Callable[[Source], T]) -> T:
    return load(Source(str(path), read_text(path)))


@lru_cache
def award_register() -> AwardRegister:
    """Give the names of all awards."""
    return _newest("danh-muc-khen-thuong/*.yaml", load_register)


@lru_cache
def statistics_forms() -> StatisticsForms:
    """Give the yearly statistics forms in force."""
    return _newest("thong-ke-*/*.yaml", load_statistics)


@lru_cache
def base_salaries() -> BaseSalaries:
    """Give all base salaries by date."""
    return _newest("luong-co-so/*.yaml", load_salaries)


def bonus_rules(own: Path | None = None) -> tuple[BonusRules, ...]:
    """
    Give the bonus rules of every decree.

    Args:
        own: A file with an authority's own coefficients; they stand before those of the decree.

    Raises:
        SchemeError: Every fault of that file, with ``file:line:column``.
    """
    paths = sorted((shipped("criteria") / "law").glob("tien-thuong-*/*.yaml"))
    rules = tuple(_load(path, load_bonus_rules) for path in paths)
    return rules if own is None else with_own(rules, _load(own, load_own_rates))


def ledger_lists() -> LedgerLists:
    """Give the closed lists that a ledger is written with."""
    return LedgerLists(award_register(), statistics_forms().lists)
