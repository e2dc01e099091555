"""A package is reproduced; and whoever changes a digit, with the key or without, is found at its place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.thidua.proof import samples
from tests.thidua.proof.samples import Members, exchange
from thidua.audit.notes import NoteError
from thidua.proof.inputs import contents_needed, recorded
from thidua.proof.package import CHECKPOINT, EVENTS, KEYS, LEAVES, MANIFEST, REPORT, SALTS, write_package
from thidua.proof.replay import Verdict, verify_package
from thidua.store import views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.events import RunCompleted, parse
from tools import verifier

TRUSTED = [samples.OFFICE.public]
TRUSTED_TOO = verifier.keys_of([str(samples.OFFICE.public)])
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.package(tmp_path_factory.mktemp("package"))


def codes(verdict: Verdict) -> list[str]:
    return [problem.code for problem in verdict.problems]


def name_of(package: Path, kind: str, number: int = -1) -> str:
    """Give the name of a content by the field of the event that names it."""
    bodies = samples.members_of(package)[EVENTS].split(b"\n")[:-1]
    found = [json.loads(body)["act"].get(kind) for body in bodies]
    return f"contents/{[each for each in found if each][number]}.json"


def test_an_honest_package_is_reproduced_without_the_record(package: Path, tmp_path: Path) -> None:
    alone = tmp_path / "proof.zip"
    alone.write_bytes(package.read_bytes())

    verdict = verify_package(alone, TRUSTED)

    assert verdict == Verdict(
        origin="sonoivu.example/thidua/xet-2025",
        head=verdict.head,
        signers=("sonoivu.example/thidua",),
        trusted=True,
        runs=1,
        candidates=4,
    )
    assert (verdict.is_reproduced, verdict.head.size) == (True, 9)


def test_the_results_inside_are_the_hand_calculated_ones(package: Path) -> None:
    results = json.loads(samples.members_of(package)[name_of(package, "results_sha256")])

    assert {row["candidate"]: row["total"] for row in results["rows"]} == samples.TOTALS
    assert {row["candidate"]: row["outcome"]["giay_khen"] for row in results["rows"]} == {
        "xa-a": "not_selected",
        "xa-b": "selected",
        "xa-c": "not_eligible",
        "xa-d": "not_eligible",
    }


def test_the_same_record_gives_the_same_bytes_in_another_process(package: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.thidua.proof import samples;"
        "samples.package(Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", script, str(folder)], check=True, cwd=ROOT, env=environment)
        assert (folder / "proof.zip").read_bytes() == package.read_bytes()


def test_a_package_needs_runs_that_fit_the_facts(tmp_path: Path) -> None:
    database = samples.opened(tmp_path)
    with pytest.raises(StoreError, match="E_NOT_RUN"):
        write_package(database, tmp_path / "proof.zip", [samples.OFFICE])
    assert not (tmp_path / "proof.zip").exists()


def test_forms_as_sent_stay_outside_and_only_what_is_needed_is_inside(package: Path) -> None:
    members = samples.members_of(package)
    events = [parse(body) for body in members[EVENTS].split(b"\n")[:-1]]
    runs = [event.act for event in events if isinstance(event.act, RunCompleted)]

    assert set(members) == {
        *(MANIFEST, REPORT, EVENTS, LEAVES, CHECKPOINT, KEYS, SALTS),
        *(name for name in members if name.startswith("contents/")),
    }
    assert len(list(contents_needed(events))) == len([name for name in members if name[:9] == "contents/"])
    assert f"contents/{runs[0].results_sha256}.json" not in members
    assert f"contents/{runs[1].results_sha256}.json" in members


def in_facts(package: Path) -> Callable[[Members], None]:
    return lambda members: exchange(members, name_of(package, "facts_sha256", 2), '"600"', '"601"')


def in_trace(package: Path) -> Callable[[Members], None]:
    name = name_of(package, "results_sha256")
    return lambda members: exchange(members, name, '"v0":"200"', '"v0":"201"')


def in_rule(package: Path) -> Callable[[Members], None]:
    name = next(name for name, text in samples.members_of(package).items() if text == samples.RULES.encode())
    return lambda members: exchange(members, name, "at_least: 500", "at_least: 510")


def in_decision(package: Path) -> Callable[[Members], None]:
    return lambda members: exchange(members, EVENTS, '"choice":["xa-b"]', '"choice":["xa-a"]')


# What is changed: (codes of the problems, first difference as candidate, criterion, field).
# Facts: 601 trees, 420 alive is another ratio. Trace: a step of c. Rule: the target of all.
# Decision: the tie goes to a.
FOUND = {
    in_facts: (
        ["E_PACKAGE_PART", "E_PACKAGE_CONTENT", "E_PACKAGE_FACTS"],
        ("xa-b", "so_luong", "facts.0.value", "600", "601"),
    ),
    in_trace: (
        ["E_PACKAGE_PART", "E_PACKAGE_CONTENT"],
        ("xa-c", "ty_le_song", "steps.0.values.v0", "201", "200"),
    ),
    in_rule: (["E_PACKAGE_PART", "E_PACKAGE_CONTENT"], ("xa-b", "so_luong", "target", ">= 500", ">= 510")),
    in_decision: (
        ["E_PACKAGE_PART", "E_AUDIT_LEAF", "E_AUDIT_REWRITTEN"],
        ("xa-a", "", "outcome.giay_khen", "not_selected", "selected"),
    ),
}


@pytest.mark.parametrize("change", FOUND, ids=lambda change: change.__name__)
def test_one_flipped_digit_is_found_at_its_place(
    package: Path, tmp_path: Path, change: Callable[[Path], Callable[[Members], None]]
) -> None:
    verdict = verify_package(samples.changed(package, tmp_path / "p.zip", change(package)), TRUSTED)

    problems, (candidate, criterion, field, recorded, computed) = FOUND[change]
    assert codes(verdict) == problems
    first = verdict.differences[0]
    assert (first.candidate, first.criterion, first.field) == (candidate, criterion, field)
    assert (first.recorded, first.computed) == (recorded, computed)


def test_a_changed_part_is_named_by_what_it_is(package: Path, tmp_path: Path) -> None:
    facts = verify_package(samples.changed(package, tmp_path / "f.zip", in_facts(package)), TRUSTED)
    rule = verify_package(samples.changed(package, tmp_path / "r.zip", in_rule(package)), TRUSTED)
    decision = verify_package(samples.changed(package, tmp_path / "d.zip", in_decision(package)), TRUSTED)

    assert facts.problems[1].text() == (
        "phieu-xa-b.xlsx (#4) or its salt was changed: it is not what the record names."
    )
    assert rule.problems[1].text() == (
        "giong-cay-xanh@2025-01-01 or its salt was changed: it is not what the record names."
    )
    assert decision.problems[1].text() == (
        "The hash of event 8 does not fit its body: one of them was changed."
    )


def test_both_ways_to_the_points_are_told(package: Path, tmp_path: Path) -> None:
    verdict = verify_package(samples.changed(package, tmp_path / "p.zip", in_rule(package)), TRUSTED)

    first = next(each for each in verdict.differences if each.candidate == "xa-a")
    # 500 of 500 trees give 40; 500 of 510 give 500 / 510 × 40 = 2000/51.
    fact = "cay_trong = 500  [phieu-xa-a.xlsx!Phiếu!D10]"
    assert first.recorded_derivation == (fact, "500 = 500", "500 → 40 = 40", "40 / 40")
    assert first.computed_derivation == (fact, "500 = 500", "500 / 510 × 40 = 2000/51", "2000/51 / 40")


def consistent(package: Path, kind: str, number: int, old: str, new: str) -> Callable[[Members], None]:
    """Change a content and every digest of it, as the office could."""

    def change(members: Members) -> None:
        name = name_of(package, kind, number)
        exchange(members, name, old, new)
        samples.recommit(members, name)

    return change


def test_the_office_itself_cannot_put_in_a_better_trace(package: Path, tmp_path: Path) -> None:
    change = consistent(package, "results_sha256", -1, '"total":"70"', '"total":"90"')

    verdict = verify_package(samples.resigned(package, tmp_path / "p.zip", change), TRUSTED)

    assert codes(verdict) == []  # everything is rightly hashed and signed: only the arithmetic tells
    assert [(each.candidate, each.criterion, each.field) for each in verdict.differences] == [
        ("xa-c", "", "total")
    ]
    assert not verdict.is_reproduced


def test_the_office_itself_cannot_change_a_fact_under_a_result(package: Path, tmp_path: Path) -> None:
    change = consistent(package, "facts_sha256", 2, '"420"', '"421"')

    verdict = verify_package(samples.resigned(package, tmp_path / "p.zip", change), TRUSTED)

    assert codes(verdict) == ["E_PACKAGE_FACTS"]
    assert verdict.differences[0].criterion == "ty_le_song"


def test_a_rewritten_package_is_sound_in_itself_and_only_a_head_kept_outside_tells(
    package: Path, tmp_path: Path
) -> None:
    def change(members: Members) -> None:
        exchange(members, EVENTS, '"reason":""', '"reason":"x"')

    verdict = verify_package(samples.resigned(package, tmp_path / "p.zip", change), TRUSTED)

    assert verdict.is_reproduced  # the control: the office signed another past, no hash shows it
    assert verdict.head != verify_package(package, TRUSTED).head


def test_a_page_that_shows_something_else_is_found_though_signed(package: Path, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        exchange(members, REPORT, '"total":"70"', '"total":"90"')

    verdict = verify_package(samples.resigned(package, tmp_path / "p.zip", change), TRUSTED)

    assert codes(verdict) == ["E_PACKAGE_REPORT"]


def test_another_key_is_not_trusted(package: Path, tmp_path: Path) -> None:
    path = samples.resigned(package, tmp_path / "p.zip", lambda _members: None, samples.SUCCESSOR)

    assert codes(verify_package(path, TRUSTED)) == ["E_PACKAGE_TRUST", "E_PACKAGE_TRUST"]


def test_without_a_key_from_outside_the_package_says_so(package: Path) -> None:
    verdict = verify_package(package)

    assert (verdict.is_reproduced, verdict.trusted) == (True, False)


def in_salts(old: bytes, new: bytes) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        assert re.search(old, members[SALTS])
        members[SALTS] = re.sub(old, new, members[SALTS], count=1)

    return change


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (rb"  [0-9a-f]{2}", b"  zz", "E_PACKAGE_SALTS"),
        (rb"  [0-9a-f]{64}", b"  " + b"0" * 64, "E_PACKAGE_CONTENT"),
        (rb"(?s)^[^\n]+\n", b"", "E_PACKAGE_CONTENT"),
        (rb"\Z", b"f" * 64 + b"  " + b"0" * 64 + b"\n", "E_PACKAGE_SALT"),
    ],
)
def test_a_salt_that_is_not_that_of_its_content_is_found_though_signed(
    package: Path, tmp_path: Path, old: bytes, new: bytes, code: str
) -> None:
    path = samples.resigned(package, tmp_path / "p.zip", in_salts(old, new))

    assert code in codes(verify_package(path, TRUSTED))
    assert {"salt", "content"} & {found for found, *_rest in verifier.check_package(path, TRUSTED_TOO)}


def test_a_package_from_before_salts_is_read_for_ever(package: Path, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        """Name everything by its plain SHA-256, as older versions did."""
        events = [parse(body) for body in members[EVENTS].split(b"\n")[:-1]]
        contents = {name[9:73]: data for name, data in members.items() if name.startswith("contents/")}
        (run,) = recorded(events, contents.__getitem__).runs
        plain = {sha256: digest(data) for sha256, data in contents.items()}
        plain[run.run.facts_sha256] = digest(run.facts_blob)
        samples.rename(members, plain)
        for old, new in plain.items():
            members[REPORT] = members[REPORT].replace(old.encode(), new.encode())  # the page shows some
        members[EVENTS] = members[EVENTS].replace(b'"salted":true,', b"")
        del members[SALTS]

    path = samples.resigned(package, tmp_path / "p.zip", change, form="1")
    salted = samples.resigned(package, tmp_path / "s.zip", lambda members: None, form="1")

    verdict = verify_package(path, TRUSTED)
    assert (codes(verdict), verdict.is_reproduced) == ([], True)
    assert verifier.check_package(path, TRUSTED_TOO) == []
    assert "E_PACKAGE_EXTRA" in codes(verify_package(salted, TRUSTED))
    assert verifier.check_package(salted, TRUSTED_TOO) != []


@pytest.mark.parametrize("part", [REPORT, EVENTS, LEAVES, CHECKPOINT, KEYS, SALTS])
def test_a_missing_part_is_named(package: Path, tmp_path: Path, part: str) -> None:
    path = samples.changed(package, tmp_path / "p.zip", lambda members: members.pop(part) and None)

    try:
        found = verify_package(path, TRUSTED).problems
    except NoteError as error:
        found = error.problems

    assert f"{path}!{part}" in [problem.place for problem in found]


def test_a_part_that_does_not_belong_is_named_and_ballots_have_their_place(
    package: Path, tmp_path: Path
) -> None:
    members = samples.members_of(package)
    extra = samples.relisted(members | {"notes/x.txt": b""}, tmp_path / "extra.zip")
    ballots = samples.relisted(members | {"ballots/giay_khen.json": b"[]"}, tmp_path / "ballots.zip")

    assert codes(verify_package(extra, TRUSTED)) == ["E_PACKAGE_EXTRA"]
    verdict = verify_package(ballots, TRUSTED)
    assert (codes(verdict), verdict.is_reproduced) == (["W_PACKAGE_BALLOTS"], True)


def test_inputs_told_by_the_events_are_those_of_the_tables(tmp_path: Path) -> None:
    database: Database = samples.scored(tmp_path)
    events = [parse(body) for body in views.event_bodies(database)]
    wanted = {named.sha256 for event in events for named in event.act.named()}
    contents = views.contents(database, wanted)

    told = recorded(events, contents.__getitem__)

    (run,) = told.runs
    assert tuple(run.entries(told.roster)) == views.entries(database, samples.SCHEME, "self")
    assert run.decisions == views.decisions(database)
    assert (told.review, told.roster) == (views.review(database), views.candidates(database))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"as_of":"2025-12-31"', '"as_of":"2025-13-31"'),
        ('"kind":"cum"', '"kind":"x"'),
        ('"review":{', '"review":{"x":"",'),
        ('"scheme":"giong-cay-xanh@2025-01-01"', '"scheme":"x@2025-01-01"'),
        ('"stage":"self"', '"stage":"peer"'),
        ('"slot":"giay_khen.cum_1"', '"slot":""'),
    ],
)
def test_an_event_that_makes_no_sense_is_told_in_words(
    package: Path, tmp_path: Path, old: str, new: str
) -> None:
    def change(members: Members) -> None:
        exchange(members, EVENTS, old, new)

    verdict = verify_package(samples.resigned(package, tmp_path / "p.zip", change), TRUSTED)

    assert not verdict.is_reproduced
    assert codes(verdict) or verdict.differences
