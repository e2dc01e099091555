"""Short ways to write a past down."""

from __future__ import annotations

from datetime import date

from scoring.law.history import CommendationKind, Honour, Rating, Revocation, TaskRating

FIGHTER = "chien_si_thi_dua_co_so"
PROVINCE_FIGHTER = "chien_si_thi_dua_tinh"


def honour(
    year: int,
    award: str = FIGHTER,
    *,
    candidate: str = "000001",
    first: int | None = None,
    kind: CommendationKind = CommendationKind.MERIT,
    rests_on: tuple[str, ...] = (),
    revoked: bool = False,
    decided: date | None = None,
) -> Honour:
    """Give an honour of a year (or of the years from ``first``), decided in December of its last year."""
    return Honour(
        candidate,
        award,
        kind,
        first or year,
        year,
        f"{year}/QĐ",
        decided or date(year, 12, 20),
        rests_on=rests_on,
        revocation=Revocation("", date(year + 2, 3, 1), "kê khai gian dối") if revoked else None,
    )


def ratings(text: str, first: int) -> tuple[Rating, ...]:
    """Give a rating a letter from a first year on: X excellent, T good, H completed, K not; a dot is none."""
    levels = {
        "X": TaskRating.EXCELLENT,
        "T": TaskRating.GOOD,
        "H": TaskRating.COMPLETED,
        "K": TaskRating.NOT_COMPLETED,
    }
    return tuple(Rating(first + i, levels[each]) for i, each in enumerate(text) if each != ".")
