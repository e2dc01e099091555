"""Changes as people write them: read exactly, all faults at once."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring import State
from scoring.analysis import Inputs
from scoring.errors import ScoringError
from scoring.scheme.model import Uncertainty
from tests.thidua.analyses.samples import files
from thidua.analyses.changes import read_number, read_width, with_values
from thidua.analyses.sources import Asked, find_inputs


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    return find_inputs(Asked(files(tmp_path)), lambda _problem: None).inputs


def reported(inputs: Inputs, candidate: str, fact: str) -> tuple[State, object]:
    (entry,) = [entry for entry in inputs.entries if entry.candidate.id == candidate]
    found = entry.fact(fact)
    return found.state, found.label or found.number


@pytest.mark.parametrize(
    ("change", "fact", "expected"),
    [
        ("p.fa=12.5", "fa", (State.VALUE, Fraction(25, 2))),
        ("p.fa=12,5", "fa", (State.VALUE, Fraction(25, 2))),
        ("p.fa=0", "fa", (State.VALUE, Fraction(0))),
        ("p.fa=", "fa", (State.MISSING, None)),
        ("p.fa=n/a", "fa", (State.NOT_APPLICABLE, None)),
        ("p.fa=khong_ap_dung", "fa", (State.NOT_APPLICABLE, None)),
        ("p.muc=co", "muc", (State.VALUE, "co")),
        ("p.muc=Có", "muc", (State.VALUE, "co")),
    ],
)
def test_a_value_is_read_as_in_a_table(
    inputs: Inputs, change: str, fact: str, expected: tuple[State, object]
) -> None:
    assert reported(with_values(inputs, [change]), "p", fact) == expected


def test_nothing_else_changes_and_the_inputs_stay_as_they_are(inputs: Inputs) -> None:
    changed = with_values(inputs, ["p.fa=1"])

    assert reported(inputs, "p", "fa") == (State.VALUE, Fraction(40))
    assert [entry for entry in changed.entries if entry.candidate.id != "p"] == [
        entry for entry in inputs.entries if entry.candidate.id != "p"
    ]


def test_every_change_that_cannot_be_read_is_told_at_once_with_its_own_words(inputs: Inputs) -> None:
    with pytest.raises(ScoringError) as refused:
        with_values(inputs, ["p.fa=nhiều", "p.fa=61", "z.fa=1", "p.fz=1", "nonsense", "p.muc=n/a"])

    assert [(problem.place, problem.code) for problem in refused.value.problems] == [
        ("p.fa=nhiều", "E_NUMBER"),
        ("p.fa=61", "E_RANGE"),
        ("z.fa=1", "E_CANDIDATE"),
        ("p.fz=1", "E_FACT"),
        ("nonsense", "E_CANDIDATE"),
        ("nonsense", "E_FACT"),
        ("p.muc=n/a", "E_NOT_APPLICABLE"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"), [("12", Fraction(12)), ("-0.5", Fraction(-1, 2)), ("12,25", Fraction(49, 4))]
)
def test_a_number_is_exact(text: str, expected: Fraction) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize("text", ["", "x", "1e3", "1/3", "0x1", "1 000", "١٢", "nan", "inf", "--1"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", Uncertainty(plus_minus=Fraction(2))),
        ("±2", Uncertainty(plus_minus=Fraction(2))),
        ("+/-0,5", Uncertainty(plus_minus=Fraction(1, 2))),
        ("2%", Uncertainty(plus_minus=Fraction(1, 50), relative=True)),
        ("± 2.5 %", Uncertainty(plus_minus=Fraction(1, 40), relative=True)),
    ],
)
def test_an_uncertainty_is_a_width_or_a_share(text: str, expected: Uncertainty) -> None:
    assert read_width(text) == expected


@pytest.mark.parametrize("text", ["", "-2", "%", "2%%", "two"])
def test_what_is_no_width_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_width(text)


def test_the_day_is_the_last_of_the_scheme(inputs: Inputs) -> None:
    assert inputs.as_of == date(2025, 12, 31)
