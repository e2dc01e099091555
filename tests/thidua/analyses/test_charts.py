"""Charts: what is drawn, and that it can be drawn."""

from __future__ import annotations

import re
from fractions import Fraction

from scoring.analysis import Move, Place
from scoring.facts import Candidate, State
from thidua import i18n
from thidua.analyses.charts import Deviation, RankBar, bars, deviations, rank_intervals, slopes, svg

UNITS = [Candidate(key, name, cluster=cluster) for key, name, cluster in (
    ("p", "Xã <P> & Q", "c1"), ("q", "Xã Đặng", "c1"), ("r", "Xã Đặng", "c2"))]  # fmt: skip
TITLES = {"c1": "Cụm một"}


def texts(drawing: bytes) -> list[str]:
    """Give every text of a drawing."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing.decode())


def move(candidate: Candidate, before: int | None, after: int | None) -> Move:
    places = [Place(State.VALUE, Fraction(1), rank=rank) for rank in (before, after)]
    return Move(candidate, *places)


def test_rank_intervals_have_a_panel_a_cluster_and_names_in_order() -> None:
    rows = [
        RankBar(each, rank, Fraction(1), Fraction(1), Fraction(2), Fraction(3))
        for each, rank in zip(UNITS, (2, Fraction(3, 2), 1), strict=True)
    ]

    drawing = svg(rank_intervals(rows, TITLES, "Thứ hạng") or {})

    found = texts(drawing)
    assert [text for text in found if text.startswith("Xã")] == [
        "Xã &lt;P&gt; &amp; Q",
        "Xã Đặng (q)",
        "Xã Đặng (r)",
    ]
    assert [text for text in found if text in ("Cụm một", "c2", "Thứ hạng")] == ["Cụm một", "c2", "Thứ hạng"]
    assert [text for text in found if text.isdigit()] == ["1", "2", "3"] * 2


def test_two_units_of_one_name_are_told_apart() -> None:
    spec = rank_intervals([RankBar(each, 1, *[Fraction(1)] * 4) for each in UNITS], {}, "T") or {}

    assert [value["label"] for value in spec["data"]["values"]] == [
        "Xã <P> & Q",
        "Xã Đặng (q)",
        "Xã Đặng (r)",
    ]


def test_slopes_show_the_clusters_in_which_a_rank_changes() -> None:
    spec = slopes([move(UNITS[0], 1, 2), move(UNITS[1], 2, 1), move(UNITS[2], 1, 1)], TITLES) or {}

    points = [(value["id"], value["side"], value["rank"], value["way"]) for value in spec["data"]["values"]]
    assert points == [
        ("p", "before", 1.0, "down"),
        ("p", "after", 2.0, "down"),
        ("q", "before", 2.0, "up"),
        ("q", "after", 1.0, "up"),
    ]
    assert {"before", "after", "1", "2"} <= set(texts(svg(spec)))


def test_equals_at_one_end_share_one_label() -> None:
    spec = slopes([move(UNITS[0], 1, 1), move(UNITS[1], 2, 1)], TITLES) or {}

    labels = [value["label"] for value in spec["data"]["values"] if value["side"] == "after"]
    assert labels == ["Xã <P> & Q; Xã Đặng", ""]


def test_where_nothing_changes_there_is_nothing_to_draw() -> None:
    assert slopes([move(UNITS[0], 1, 1), move(UNITS[1], None, 1)], TITLES) is None
    assert rank_intervals([], TITLES, "T") is None
    assert bars([], "T") is None
    assert deviations([]) is None


def test_bars_keep_their_order_and_write_their_numbers() -> None:
    drawing = svg(bars([("Tiêu chí B", Fraction(5, 2)), ("Tiêu chí A", Fraction(0))], "Điểm") or {})

    found = texts(drawing)
    assert [text for text in found if "Tiêu chí" in text] == ["1. Tiêu chí B", "2. Tiêu chí A"]
    assert "2.5" in found


def test_numbers_are_written_in_the_chosen_language() -> None:
    i18n.choose("vi")

    assert "2,5" in texts(svg(bars([("A", Fraction(5, 2))], "Điểm") or {}))


def test_judges_stand_beside_a_line_at_nothing() -> None:
    spec = deviations([Deviation("Nội dung", "gk-01", Fraction(-1), Fraction(-1, 2), Fraction(0))]) or {}

    assert "gk-01" in texts(svg(spec))
    assert spec["data"]["values"][0]["middle"] == -0.5


def test_the_drawing_names_a_face_that_other_machines_have() -> None:
    drawing = svg(bars([("A", Fraction(1))], "T") or {}).decode()

    assert "'Liberation Serif', 'Times New Roman', serif" in drawing
    assert "http" not in drawing.replace("http://www.w3.org", "")
