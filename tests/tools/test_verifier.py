"""The second verifier: it knows nothing of the first program, and both say the same of every file."""

from __future__ import annotations

import ast
import random
import re
import runpy
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.thidua.proof import samples
from tests.thidua.proof.samples import Members, exchange
from tests.thidua.proof.test_replay import consistent, in_decision, in_facts, in_rule, in_trace, name_of
from tests.thidua.store import samples as store_samples
from thidua.audit import Head, audit
from thidua.audit.notes import NoteError
from thidua.proof.heads import folder_of
from thidua.proof.package import REPORT
from thidua.proof.replay import verify_package
from thidua.store.schema import HEAD, SCHEMA_VERSION
from tools.tampering import replace, results_name

FILE = Path(__file__).resolve().parents[2] / "tools" / "verifier.py"
VERIFIER = runpy.run_path(str(FILE))
KEYS = VERIFIER["keys_of"]([str(samples.OFFICE.public)])


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = store_samples.whole(tmp_path_factory.mktemp("record") / "record.db")
    samples.sign(database)
    return database.path


def codes(path: Path) -> list[str]:
    return [code for code, _place, _detail in VERIFIER["check"](path, KEYS, [])]


def first_program_finds(path: Path) -> bool:
    """Tell whether thidua itself refuses a package."""
    try:
        return not verify_package(path, [samples.OFFICE.public]).is_reproduced
    except NoteError:
        return True


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    found = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    }

    assert found - set(sys.stdlib_module_names) - {"__future__"} == {"cryptography"}


def test_it_knows_the_schema_of_this_version(record: Path) -> None:
    with closing(sqlite3.connect(record)) as source:
        digest = VERIFIER["schema_digest"](source)

    assert VERIFIER["SCHEMAS"][SCHEMA_VERSION] == (digest, HEAD)


def test_it_agrees_with_an_honest_record_and_an_honest_package(record: Path, package: Path) -> None:
    assert (codes(record), codes(package)) == ([], [])
    assert (audit(record).is_clean, first_program_finds(package)) == (True, False)


def test_it_runs_alone_and_says_so_in_two_languages(package: Path, tmp_path: Path) -> None:
    alone = tmp_path / "verifier.py"
    shutil.copy(FILE, alone)
    bad = samples.changed(package, tmp_path / "bad.zip", in_facts(package))

    def run(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-I", str(alone), *words, "--trust", str(samples.OFFICE.public)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        return done.returncode, done.stdout

    assert run(str(package)) == (0, "khớp\n")
    assert run(str(package), "--lang", "en") == (0, "all agrees\n")
    code, said = run(str(bad), "--lang", "en")
    assert (
        code,
        said.splitlines()[0].endswith(": this part was changed, is missing or does not belong"),
    ) == (1, True)
    assert run("absent.zip")[0] == 2


CHANGES = {"facts": in_facts, "trace": in_trace, "rule": in_rule, "decision": in_decision}


@pytest.mark.parametrize("kind", CHANGES)
def test_it_finds_what_was_changed_without_the_key(package: Path, tmp_path: Path, kind: str) -> None:
    path = samples.changed(package, tmp_path / "p.zip", CHANGES[kind](package))

    assert "part" in codes(path)


@pytest.mark.parametrize(
    ("kind", "number", "old", "new", "expected"),
    [
        ("facts_sha256", 2, '"420"', '"421"', {"facts", "fact"}),
        ("results_sha256", -1, '"total":"70"', '"total":"90"', {"sum"}),
        ("results_sha256", -1, '"value":"250"', '"value":"251"', {"fact"}),
        ("results_sha256", -1, '"result":"70"', '"result":"71"', {"step"}),
        ("results_sha256", -1, '"v1":"250"', '"v1":"260"', {"step"}),
        ("results_sha256", -1, '"places":1', '"places":2', {"sum"}),
    ],
)
def test_it_finds_what_the_office_itself_changed_by_reckoning_again(
    package: Path, tmp_path: Path, kind: str, number: int, old: str, new: str, expected: set[str]
) -> None:
    path = samples.resigned(package, tmp_path / "p.zip", consistent(package, kind, number, old, new))

    assert set(codes(path)) == expected
    assert first_program_finds(path)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [("results_sha256", '"rank":3', '"rank":2'), ("results_sha256", '"class":"Tốt"', '"class":"Đạt"')],
)
def test_what_only_the_rules_tell_is_left_to_the_first_program(
    package: Path, tmp_path: Path, kind: str, old: str, new: str
) -> None:
    path = samples.resigned(package, tmp_path / "p.zip", consistent(package, kind, -1, old, new))

    assert (codes(path), first_program_finds(path)) == ([], True)  # the limit that the manual names


def test_both_find_a_page_that_was_changed_but_a_signed_one_only_the_first(
    package: Path, tmp_path: Path
) -> None:
    def change(members: Members) -> None:
        exchange(members, REPORT, '"total":"70"', '"total":"90"')

    plain = samples.changed(package, tmp_path / "plain.zip", change)
    signed = samples.resigned(package, tmp_path / "signed.zip", change)

    assert (codes(plain), first_program_finds(plain)) == (["part"], True) or "archive" in codes(plain)
    assert (codes(signed), first_program_finds(signed)) == ([], True)


def test_both_find_every_flipped_bit_of_a_package(package: Path, tmp_path: Path) -> None:
    chance, content, path = random.Random(3), package.read_bytes(), tmp_path / "p.zip"
    unseen: list[tuple[int, str]] = []
    for place in chance.sample(range(len(content) * 8), 150):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        unseen += [
            (place, who)
            for who, found in (("one", first_program_finds(path)), ("two", codes(path)))
            if not found
        ]
    assert unseen == []


STATEMENTS = (
    "UPDATE fact SET numerator = '98' WHERE fact = 'ty_le' AND version = 1",
    "UPDATE fact SET version = version + 7 WHERE fact = 'diem'",
    "DELETE FROM fact WHERE judge = 'gk1'",
    "UPDATE candidate SET name = 'Xã Khác' WHERE id = 'xa-a'",
    "UPDATE candidate SET position = position + 10",
    "UPDATE run SET as_of = '2026-07-01'",
    "UPDATE decision SET choice = '[\"xa-c\"]' WHERE seq = (SELECT max(seq) FROM decision)",
    "UPDATE paper SET candidate = NULL",
    "UPDATE honour SET first_year = first_year + 1",
    "UPDATE honour_status SET revoked = 0",
    "DELETE FROM rating WHERE version = 1",
    "UPDATE batch SET at = '2026-07-02T00:00:00Z'",
    "UPDATE review SET content = '{}'",
    "UPDATE blob SET media = 'text/plain' WHERE media = 'text/csv'",
    "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'xa-b', 'xa-c') AS BLOB)",
    "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "UPDATE alembic_version SET version_num = 'r0001'",
    "PRAGMA user_version = 1",
    "CREATE TABLE extra (a)",
    "CREATE INDEX extra ON fact (batch)",
    "DROP TRIGGER event_no_delete",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_both_find_a_change_of_the_record(record: Path, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "record.db"
    shutil.copy(record, path)
    shutil.copytree(folder_of(record), folder_of(path))
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        guards = [] if statement.startswith("DROP") else triggers
        for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {setting}")
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _name, sql in guards:
            connection.execute(sql)
        connection.commit()
    head = Head(*_noted(record))

    assert (bool(codes(path)), audit(path, head).is_clean) == (True, False)


def _noted(record: Path) -> tuple[int, str]:
    report = audit(record)
    return report.events, report.root


FORMULAS: list[tuple[str, dict[str, str], Any]] = [
    ("{v0} / {v1} × 100", {"v0": "200", "v1": "250"}, "80"),
    (
        "{y0} + ({x} - {x0}) / ({x1} - {x0}) × ({y1} - {y0})",
        {"y0": "20", "x": "70", "x0": "50", "x1": "90", "y1": "60"},
        "40",
    ),
    ("{v0} + ({v1})", {"v0": "97/2", "v1": "-1/2"}, "48"),
    ("({a} - {b}) / {a} × 100", {"a": "10", "b": "9"}, "10"),
    ("({w0} × {v0} + {w1} × {v1}) / {w}", {"w0": "1", "v0": "9", "w1": "2", "v1": "6", "w": "3"}, "7"),
    ("min({v0}; {v1})", {"v0": "3", "v1": "2"}, "2"),
    ("mean({v0}; {v1}; {v2})", {"v0": "3", "v1": "2", "v2": "5/2"}, "5/2"),
    ("{v0} ^ {w0}", {"v0": "3/2", "w0": "2"}, "9/4"),
    ("median({v0}; {v1})", {"v0": "3", "v1": "2"}, None),
]


@pytest.mark.parametrize(("formula", "values", "expected"), FORMULAS)
def test_it_reckons_every_formula_of_a_trace(
    formula: str, values: dict[str, str], expected: str | None
) -> None:
    value: Callable[[str, dict[str, str]], object] = VERIFIER["value_of"]

    assert (value(formula, values) is None) if expected is None else (str(value(formula, values)) == expected)


def test_the_newest_results_are_the_ones_that_are_reckoned(package: Path) -> None:
    assert name_of(package, "results_sha256", 0) != name_of(package, "results_sha256", -1)


def test_a_result_over_zero_is_a_finding_and_no_exception(package: Path, tmp_path: Path) -> None:
    members = samples.members_of(package)
    name = results_name(members)
    content, count = re.subn(rb'"result":"[0-9/]+"', b'"result":"2/0"', members[name])
    assert count > 0
    members[name] = content
    samples.recommit(members, name)
    spoilt = samples.resigned(package, tmp_path / "spoilt.zip", lambda parts: replace(parts, members))

    assert [code for code in codes(spoilt) if code != "step"] == ["results"]
