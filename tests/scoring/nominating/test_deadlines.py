from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from scoring.nominating.deadlines import DatedDays, Deadline, Holidays, YearlyDay, due
from scoring.scheme.model import Cite
from thidua.nominations import holidays

CITE = Cite(document="Quy chế thử")
WHOLE_2026 = Holidays(
    holidays="thu",
    version=date(2026, 1, 1),
    title="Ngày nghỉ",
    every_year=[
        YearlyDay(month=4, day=30, title="Lễ", cite=CITE),
        YearlyDay(month=5, day=1, title="Lễ", cite=CITE),
    ],
    years=[DatedDays(year=2026, days=[date(2026, 2, 16)], cite=CITE)],
)


def limit(**said: object) -> Deadline:
    return Deadline.model_validate({"id": "han", "title": "Hạn", "cite": CITE, **said})


def test_working_days_pass_over_weekends_and_days_off() -> None:
    # From Tuesday 28/4/2026: Wed 29 is the first; Thu 30/4 and Fri 1/5 are off, then the weekend;
    # Mon 4, Tue 5 are the second and third.
    found = due(limit(working_days=3), date(2026, 4, 28), WHOLE_2026)
    assert (found.day, found.off, found.unknown) == (
        date(2026, 5, 5),
        (date(2026, 4, 30), date(2026, 5, 1)),
        (),
    )


def test_a_limit_may_run_back_from_a_day() -> None:
    # Three working days before Monday 4/5/2026: Wed 29, Tue 28, Mon 27.
    found = due(
        limit(working_days=3, direction="before", **{"from": date(2026, 5, 4)}), date(2026, 1, 1), WHOLE_2026
    )
    assert found.day == date(2026, 4, 27)


def test_calendar_days_and_fixed_days_ask_for_no_days_off() -> None:
    assert due(limit(days=10, direction="before"), date(2026, 5, 11), WHOLE_2026).day == date(2026, 5, 1)
    assert due(limit(by=date(2026, 12, 10)), date(2026, 5, 11), WHOLE_2026).day == date(2026, 12, 10)


def test_a_year_whose_days_off_nobody_announced_makes_the_day_uncertain() -> None:
    found = due(limit(working_days=1), date(2027, 3, 1), WHOLE_2026)
    assert (found.day, found.unknown) == (date(2027, 3, 2), ((2027, ""),))


def test_days_off_that_are_added_are_passed_over_and_settle_the_year() -> None:
    found = due(limit(working_days=1), date(2027, 3, 1), WHOLE_2026, [date(2027, 3, 2)])
    assert (found.day, found.off, found.unknown) == (date(2027, 3, 3), (date(2027, 3, 2),), ())


def test_the_shipped_days_off_know_the_lunar_new_year_of_2026_and_say_what_they_do_not_know() -> None:
    # Monday 16 to Friday 20/02/2026 are off, so the working day after Friday the 13th is Monday the 23rd.
    found = due(limit(working_days=1), date(2026, 2, 13), holidays())
    assert found.day == date(2026, 2, 23)
    assert [year for year, _what in found.unknown] == [2026]


@pytest.mark.parametrize("said", [{}, {"days": 1, "working_days": 1}])
def test_a_limit_says_one_thing(said: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="write one of working_days, days and by"):
        limit(**said)
