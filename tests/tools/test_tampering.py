"""The campaign in small: it finds what it must, its controls fail as they must, and shares of work add up."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.thidua.store import samples as store_samples
from tools.asking import Bench, Tally
from tools.mutants import compact, flipped, opened, rewritten, row_changes, visible
from tools.tampering import (
    Share,
    by_the_office,
    honest,
    merged,
    package_bits,
    package_edits,
    record_bits,
    record_rows,
    without_a_head,
)

ALONE = Share("0/1")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("campaign", [package_bits, package_edits, record_bits, record_rows])
def test_every_mutant_is_found_or_harmless_and_both_programs_agree(bench: Bench, campaign: type) -> None:
    tally = campaign(bench, 60, 20, ALONE)

    assert (tally.unseen, tally.counts["agree"], tally.counts["asked both"]) == ([], 3, 3)
    assert tally.counts["found"] + tally.counts["harmless"] == tally.counts["mutants"] == 60
    assert tally.counts["found"] > 0


def test_honest_records_are_refused_by_neither(bench: Bench) -> None:
    counts = honest(bench, 2, 1, ALONE).counts

    assert (counts["mutants"], counts["refused by the second"], counts["refused by thidua"]) == (2, 0, 0)


def test_without_a_head_from_outside_no_cut_is_found_and_with_one_every_cut(bench: Bench) -> None:
    counts = without_a_head(bench, 0, 1, Share("0/4")).counts

    assert counts["mutants"] == 5  # of 18 events: cut to 0, 4, 8, 12 and 16
    assert (counts["found without"], counts["found with"], counts["found with, second"]) == (0, 5, 5)


def test_what_the_office_signed_again_is_found_by_scoring_again(bench: Bench) -> None:
    tally = by_the_office(bench, 4, 1, ALONE)

    assert tally.counts["found by thidua"] == tally.counts["mutants"] == 4


def test_shares_of_the_work_make_the_whole() -> None:
    numbers = [number for share in ("0/3", "1/3", "2/3") for number in Share(share).of(10)]

    assert sorted(numbers) == list(range(10))


def test_results_of_several_processes_are_added_up(tmp_path: Path) -> None:
    for name, unseen in (("a.log", 1), ("b.log", 0)):
        tally = Tally("record: bits")
        for mutant in range(3):
            tally.add(mutant, lambda: False, None, lambda bad=mutant < unseen: not bad)  # type: ignore[misc]
        (tmp_path / name).write_text(f"{tally.line()}\n", encoding="utf-8")

    (line,) = merged([tmp_path / "a.log", tmp_path / "b.log"])
    found = json.loads(line)

    assert [found[name] for name in ("mutants", "harmless", "unseen")] == [6, 5, 1]
    assert found["first unseen"] == ["0"]


def test_a_changed_row_is_read_and_a_flipped_bit_flips_back(tmp_path: Path) -> None:
    content = compact(store_samples.whole(tmp_path / "record.db").path, tmp_path)
    changed = rewritten(content, [("UPDATE candidate SET name = ? WHERE id = ?", ("Khác", "xa-a"))])

    assert visible(content) == visible(rewritten(content, []))
    assert opened(changed).execute("SELECT name FROM candidate WHERE id = 'xa-a'").fetchall() == [("Khác",)]
    assert flipped(flipped(content, 4711), 4711) == content
    assert visible(b"no database") is None
    swaps = [change for change in row_changes(content, random.Random(1)) if len(change) == 3]
    assert {statement.split()[0] for change in swaps for statement, _values in change} == {"DELETE", "INSERT"}
