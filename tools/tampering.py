"""
Tamper with records and packages, and count who sees it: ``PYTHONPATH=. python tools/tampering.py``.

Each campaign changes a small, whole record or its package, once a mutant, and asks the second verifier; every
so many mutants thidua itself is asked too, and both must say the same. A mutant that changes nothing of what
can be read is counted apart. Controls show that the verifiers do not refuse everything, and what cannot be
found without a head from outside. Results go to stdout as JSON, one line a campaign; progress to stderr.
"""

from __future__ import annotations

import argparse
import json
import random
import runpy
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.thidua.proof import samples
from tests.thidua.store import samples as store_samples
from thidua.audit import audit
from thidua.audit.notes import NoteError
from thidua.proof.heads import folder_of
from thidua.proof.package import EVENTS, MANIFEST
from thidua.proof.replay import verify_package
from thidua.store.canonical import digest, dumps, leaf_hash
from thidua.store.tables import METADATA

VERIFIER = runpy.run_path(str(Path(__file__).with_name("verifier.py")))
KEYS = VERIFIER["keys_of"]([str(samples.OFFICE.public)])
TABLES = [*METADATA.tables, "alembic_version"]

Sees = Callable[[], bool]


class Tally:
    """What became of the mutants of one campaign."""

    def __init__(self, name: str) -> None:
        self.name, self.counts, self.unseen = name, Counter[str](), list[str]()
        self._began = time.monotonic()

    def add(self, mutant: object, second: Sees, first: Sees | None, harmless: Sees) -> None:
        """Ask the verifiers about one mutant; ``first`` is None where thidua is not asked."""
        self.counts["mutants"] += 1
        seen = second()
        if first is not None:
            self.counts["asked both"] += 1
            self.counts["agree"] += first() == seen
        if seen:
            self.counts["found"] += 1
        elif harmless():
            self.counts["harmless"] += 1
        else:
            self.unseen.append(str(mutant))
        if self.counts["mutants"] % 5000 == 0:
            print(f"{self.name}: {self.counts['mutants']}", file=sys.stderr, flush=True)

    def line(self) -> str:
        """Give the campaign as a line of JSON."""
        seconds = round(time.monotonic() - self._began, 1)
        counts = dict(self.counts) | {"unseen": len(self.unseen), "seconds": seconds}
        return json.dumps(
            {"campaign": self.name} | counts | {"first unseen": self.unseen[:5]}, ensure_ascii=False
        )


# What is tampered with


class Bench:
    """A record with a signed head, and a package, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.record = store_samples.whole(folder / "record.db").path
        samples.sign(store_samples.Database.open(self.record))
        self.head = audit(self.record).head
        self.package = samples.package(folder / "package")
        self.copy = folder / "mutant.db"
        self.zip = folder / "mutant.zip"
        shutil.copytree(folder_of(self.record), folder_of(self.copy))
        self.heads = VERIFIER["signed_heads"](folder_of(self.copy), KEYS, VERIFIER["Findings"]())
        self.visible = visible(self.record)

    def ask_record(self, tally: Tally, mutant: object, both: bool) -> None:
        """Ask about the record as it lies in ``copy``."""
        tally.add(
            mutant,
            lambda: bool(VERIFIER["check_record"](self.copy, self.heads)),
            (lambda: not audit(self.copy, self.head).is_clean) if both else None,
            lambda: visible(self.copy) == self.visible,
        )

    def ask_package(self, tally: Tally, mutant: object, content: bytes, both: bool) -> None:
        """Ask about these bytes as a package."""
        self.zip.write_bytes(content)
        tally.add(
            mutant,
            lambda: bool(VERIFIER["check_package"](self.zip, KEYS)),
            (lambda: refused(self.zip)) if both else None,
            lambda: content == self.package.read_bytes(),
        )


def refused(path: Path) -> bool:
    """Tell whether thidua refuses a package."""
    try:
        return not verify_package(path, [samples.OFFICE.public]).is_reproduced
    except NoteError:
        return True


def visible(path: Path) -> list[Any]:
    """Give everything that SQL sees of a record, types included."""
    with closing(sqlite3.connect(path)) as source:
        schema = source.execute("SELECT type, name, tbl_name, sql, typeof(rootpage) FROM sqlite_schema")
        found = sorted(schema.fetchall(), key=repr)  # guards that were put back stand elsewhere
        for table in TABLES:
            rows = source.execute(f"SELECT * FROM {table}").fetchall()
            found += [tuple((type(cell).__name__, cell) for cell in row) for row in rows]
    return found


# Campaigns


def package_bits(bench: Bench, count: int, every: int) -> Tally:
    """Flip bits of the package: each of them when ``count`` allows it."""
    tally, content = Tally("package: bits"), bench.package.read_bytes()
    bits = range(len(content) * 8)
    chosen = bits if count >= len(bits) else sorted(random.Random(1).sample(bits, count))
    for number, bit in enumerate(chosen):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        bench.ask_package(tally, bit, bytes(flipped), number % every == 0)
    return tally


def package_edits(bench: Bench, count: int, every: int) -> Tally:
    """Edit the parts of a package and pack them again rightly: digits, letters, lines, whole parts."""
    tally, chance = Tally("package: edits of parts"), random.Random(2)
    original = samples.members_of(bench.package)
    for number in range(count):
        members = dict(original)
        how = edit(members, chance)
        bench.ask_package(tally, (number, how), samples.pack(members), number % every == 0)
    return tally


def edit(members: samples.Members, chance: random.Random) -> str:
    """Change one thing in the parts of a package; gives its name."""
    name = chance.choice(list(members))
    content = members[name]
    how = chance.choice(["letter", "digit", "drop", "double", "lines", "remove", "rename", "swap", "append"])
    at = chance.randrange(max(len(content), 1))
    if how == "letter":
        members[name] = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    elif how == "digit":
        digits = [place for place, byte in enumerate(content) if 48 <= byte <= 57]
        place = chance.choice(digits) if digits else 0
        members[name] = content[:place] + b"%d" % chance.randrange(10) + content[place + 1 :]
    elif how in ("drop", "double"):
        end = at + chance.randrange(1, 40)
        members[name] = content[:at] + (content[at:end] * 2 if how == "double" else b"") + content[end:]
    elif how == "lines":
        lines = content.split(b"\n")
        chance.shuffle(lines)
        members[name] = b"\n".join(lines)
    elif how == "append":
        members[name] = content + chance.choice([b"\n", b" ", b"x", content])
    elif how == "swap":
        other = chance.choice(list(members))
        members[name], members[other] = members[other], content
    else:
        del members[name]
        if how == "rename":
            members["contents/" + "0" * 64 + ".json"] = content
    return f"{how} {name}"


def record_bits(bench: Bench, count: int, every: int) -> Tally:
    """Flip bits of the record's file: each of them when ``count`` allows it."""
    tally, content = Tally("record: bits of the file"), bench.record.read_bytes()
    bits = range(len(content) * 8)
    chosen = bits if count >= len(bits) else random.Random(3).sample(bits, count)
    for number, bit in enumerate(chosen):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        bench.copy.write_bytes(flipped)
        bench.ask_record(tally, bit, number % every == 0)
    return tally


def record_rows(bench: Bench, count: int, every: int) -> Tally:
    """Edit, erase, copy and swap rows of every table, with leaves mended and guards put back."""
    tally, chance = Tally("record: fields and rows"), random.Random(4)
    changes = list(row_changes(bench.record, chance))
    while len(changes) < count:
        changes += row_changes(bench.record, chance)
    for number, statements in enumerate(changes[:count]):
        rewrite(bench.record, bench.copy, statements)
        bench.ask_record(tally, statements, number % every == 0)
    return tally


Statement = tuple[str, tuple[Any, ...]]


def row_changes(record: Path, chance: random.Random) -> Iterator[list[Statement]]:
    """Give one change for every field and several for every row of every table."""
    with closing(sqlite3.connect(record)) as source:
        for table in TABLES:
            cursor = source.execute(f"SELECT rowid, * FROM {table}")
            columns = [name for name, *_rest in cursor.description[1:]]
            rows = cursor.fetchall()
            for rowid, *cells in rows:
                for column, cell in zip(columns, cells, strict=True):
                    yield [(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other(cell, chance), rowid))]
                    if (table, column) == ("event", "body"):
                        false = forged(cell, chance)
                        values = (false, leaf_hash(false), rowid)
                        yield [("UPDATE event SET body = ?, leaf = ? WHERE rowid = ?", values)]
                yield [(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))]
                marks = ", ".join("?" * len(cells))
                double = tuple(other(cell, chance) if place < 6 else cell for place, cell in enumerate(cells))
                yield [(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", double)]


def other(cell: Any, chance: random.Random) -> Any:
    """Give another value of the same type."""
    if isinstance(cell, int):
        return cell + chance.choice([-1, 1, 10, 1000])
    if isinstance(cell, bytes):
        place = chance.randrange(len(cell)) if cell else 0
        return (
            cell[:place] + bytes([cell[place] ^ (1 << chance.randrange(8))]) + cell[place + 1 :]
            if cell
            else b"x"
        )
    if cell is None:
        return "x"
    place = chance.randrange(len(cell) + 1)
    return f"{cell[:place]}{chance.choice('0123456789abcxyz')}{cell[place:]}"


def forged(body: bytes, chance: random.Random) -> bytes:
    """Give an event in which one text says something else, written canonically."""
    event = json.loads(body)
    spots = list(texts(event))
    holder, key = chance.choice(spots)
    holder[key] = other(holder[key], chance)
    return dumps(event)


def texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give where every text stands inside a JSON value."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, str):
            yield value, key
        elif isinstance(part, dict | list):
            yield from texts(part)


def rewrite(record: Path, copy: Path, statements: list[Statement]) -> None:
    """Change a copy with all guards off, and put the guards back as they were."""
    shutil.copy(record, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            try:
                connection.execute(*statement)
            except sqlite3.IntegrityError:
                continue  # a unique column; the copy stays as it was and counts as harmless
        for _name, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")


def by_the_office(bench: Bench, count: int, every: int) -> Tally:
    """Change a digit of the results, hash and sign everything again: only reckoning can tell."""
    tally, chance = Tally("office: results signed again"), random.Random(5)
    original = samples.members_of(bench.package)
    name = results_name(original)
    places = [place for place, byte in enumerate(original[name]) if 48 <= byte <= 57]
    for number in range(count):
        members = dict(original)
        content, place = members[name], chance.choice(places)
        digit = (content[place] - 48 + chance.randrange(1, 10)) % 10
        members[name] = content[:place] + b"%d" % digit + content[place + 1 :]
        samples.rename(members, {name[9:73]: digest(members[name])})
        samples.resigned(bench.package, bench.zip, lambda parts, new=members: replace(parts, new))
        bench.ask_package(tally, (number, place), bench.zip.read_bytes(), number % every == 0)
        tally.counts["found by thidua"] += refused(bench.zip)
    return tally


def replace(parts: samples.Members, new: samples.Members) -> None:
    """Put other parts in the place of all."""
    parts.clear()
    parts.update(new)


def results_name(members: samples.Members) -> str:
    """Give the name of the newest results in a package."""
    acts = [json.loads(body)["act"] for body in members[EVENTS].split(b"\n")[:-1]]
    return f"contents/{[act['results_sha256'] for act in acts if 'results_sha256' in act][-1]}.json"


# Controls


def honest(folder: Path, count: int) -> Tally:
    """Make honest records of different kinds and lengths: none may be refused by either."""
    tally, chance = Tally("control: honest records"), random.Random(6)
    for number in range(count):
        place = made(folder / f"honest{number}")
        database = samples.record(place) if number % 2 else store_samples.whole(place / "record.db")
        samples.grow(database, chance.randrange(12))
        samples.sign(database)
        path = database.path
        head = audit(path).head
        tally.counts["mutants"] += 1
        tally.counts["refused by the second"] += bool(VERIFIER["check"](path, KEYS, []))
        tally.counts["refused by thidua"] += not audit(path, head).is_clean
        shutil.rmtree(path.parent)
    return tally


def made(folder: Path) -> Path:
    """Make a folder and give it."""
    folder.mkdir(parents=True)
    return folder


def without_a_head(bench: Bench) -> Tally:
    """Rewrite and cut the whole record as its owner can: with no head from outside nothing shows it."""
    tally = Tally("control: no head from outside")
    with closing(sqlite3.connect(bench.record)) as source:
        bodies = [body for (body,) in source.execute("SELECT body FROM event ORDER BY seq")]
        contents = dict(source.execute("SELECT sha256, content FROM blob").fetchall())
    for size in range(1, len(bodies)):
        own_record(bench.copy, bodies[:size], contents)
        tally.counts["mutants"] += 1
        tally.counts["found without"] += not audit(bench.copy).is_clean
        tally.counts["found with"] += not audit(bench.copy, bench.head).is_clean
        tally.counts["found with, second"] += bool(VERIFIER["check_record"](bench.copy, bench.heads))
    return tally


def own_record(path: Path, bodies: list[bytes], contents: dict[str, bytes]) -> None:
    """Make a sound record of some events."""
    from thidua.store.apply import replay  # slow import
    from thidua.store.database import Database  # slow import

    path.unlink(missing_ok=True)
    with Database.create(path).write() as writer:
        replay(writer.session, bodies, contents.get)


def main() -> None:
    """Run the campaigns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--scale", type=float, default=0.02, help="1 for a million mutants, 0.02 for the gate"
    )
    parser.add_argument("--only", default="", help="run the campaigns whose name holds this")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work))
        plans: list[tuple[str, Callable[[], Tally]]] = [
            ("package bits", lambda: package_bits(bench, int(300_000 * call.scale), 200)),
            ("package edits", lambda: package_edits(bench, int(550_000 * call.scale), 200)),
            ("record bits", lambda: record_bits(bench, int(100_000 * call.scale), 100)),
            ("record rows", lambda: record_rows(bench, int(50_000 * call.scale), 100)),
            ("office", lambda: by_the_office(bench, int(2_000 * call.scale), 1)),
            ("honest", lambda: honest(Path(work), int(1_000 * call.scale))),
            ("no head", lambda: without_a_head(bench)),
        ]
        for name, campaign in plans:
            if call.only in name:
                print(campaign().line(), flush=True)
        assert MANIFEST in samples.members_of(bench.package)


if __name__ == "__main__":
    main()
