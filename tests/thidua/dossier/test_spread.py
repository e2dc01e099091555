from fractions import Fraction

from tests.thidua.dossier import samples
from thidua.dossier import context
from thidua.dossier.spread import picture, steps


def _table(*totals):
    rows = [
        samples.standing(samples.scored_card(samples.collective(number), Fraction(total)), "not_selected", 1)
        for number, total in enumerate(totals)
    ]
    rows.append(samples.standing(samples.waiting_card(samples.collective(len(totals))), "undecided", None))
    (table,) = context.cluster_tables(samples.result(*rows))
    return table


def test_totals_are_counted_by_round_steps():
    # 40 to 90 in at most 19 steps: 50 / 19 = 2.6…, and the next width of 1, 2, 5, 10 … is 5.
    found = steps(_table(40, 44, 45, 60, "62.5", "64.99", 90))
    assert [(each.low, each.candidates) for each in found] == [
        (40, 2), (45, 1), (50, 0), (55, 0), (60, 3), (65, 0), (70, 0), (75, 0), (80, 0), (85, 0), (90, 1)
    ]  # fmt: skip
    assert all(each.high - each.low == 5 for each in found)


def test_one_total_of_all_makes_one_step():
    (only,) = steps(_table(70, 70))
    assert (only.low, only.high, only.candidates) == (70, Fraction("70.01"), 2)


def test_totals_below_nothing_have_their_steps_too():
    # -3 to 4: 7 / 19 = 0.36…, so steps of a half: from -3 to below 4.5.
    found = steps(_table(-3, "-0.5", 0, 4))
    assert [(each.low, each.candidates) for each in found if each.candidates] == [
        (-3, 1),
        (Fraction(-1, 2), 1),
        (0, 1),
        (4, 1),
    ]


def test_the_chart_of_many_is_their_spread_and_says_what_it_shows():
    many = picture(_table(*range(30, 91)))
    # 60 / 19 = 3.1…: steps of five; five totals in each but the last, which 90 has to itself.
    assert many is not None
    assert many.caption == "Số đối tượng theo khoảng tổng điểm của Cụm số 1"
    assert "<title>Số đối tượng theo tổng điểm của Cụm số 1: từ 30 đến dưới 35: 5; " in many.svg
    assert "từ 90 đến dưới 95: 1; 1 đối tượng chưa có tổng điểm.</title>" in many.svg
    assert "Gradient" not in many.svg


def test_the_chart_of_few_has_a_bar_for_each():
    few = picture(_table(*range(31, 91)))
    assert few is not None
    assert few.caption == "Tổng điểm của Cụm số 1"
    assert "1. Phòng Thử nghiệm số 0: 31" in few.svg


def test_who_has_no_total_has_no_chart():
    assert picture(_table()) is None
