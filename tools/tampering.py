"""
Tamper with records and packages, and count who sees it: ``PYTHONPATH=. python tools/tampering.py``.

Each campaign changes a small, whole record or its package, once a mutant, and asks the second verifier, which
stops at the first thing it finds; every so many mutants thidua itself is asked too, and both must say the
same. A mutant that changes nothing of what can be read is counted apart. Controls show that the verifiers do
not refuse everything, and what cannot be found without a head from outside. Results go to stdout as JSON, one
line a campaign; progress to stderr.

Several processes share the work: ``--shard 0/2 > a.log`` beside ``--shard 1/2 > b.log``, added up by
``--merge a.log b.log``.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tests.thidua.proof import samples
from tests.thidua.store import samples as store_samples
from thidua.audit import audit
from thidua.proof.package import EVENTS
from thidua.store.apply import replay
from thidua.store.database import Database
from tools import verifier
from tools.asking import KEYS, Bench, Tally
from tools.mutants import edit, flipped, opened, rewritten, row_changes

MEMORY = Path("/dev/shm")


class Share:
    """The part of the work that falls to this process: every so many of all mutants."""

    def __init__(self, text: str) -> None:
        mine, _slash, all_of = text.partition("/")
        self.mine, self.all = int(mine), int(all_of)

    def of(self, count: int) -> range:
        """Give the numbers among so many that are this process's."""
        return range(self.mine, count, self.all)


# Campaigns


def package_bits(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Flip bits of the package: each of them when ``count`` allows it."""
    tally = Tally("package: bits")
    bits = chosen(len(bench.package) * 8, count, 1)
    for number in share.of(len(bits)):
        mutant = flipped(bench.package, bits[number])
        bench.ask_package(tally, bits[number], mutant, number % every == 0)
    return tally


def record_bits(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Flip bits of the record's file: each of them when ``count`` allows it."""
    tally = Tally("record: bits of the file")
    bits = chosen(len(bench.record) * 8, count, 3)
    for number in share.of(len(bits)):
        mutant = flipped(bench.record, bits[number])
        bench.ask_record(tally, bits[number], mutant, number % every == 0)
    return tally


def chosen(bits: int, count: int, seed: int) -> list[int]:
    """Give so many bits by chance, or all in their order."""
    return list(range(bits)) if count >= bits else random.Random(seed).sample(range(bits), count)


def package_edits(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Edit the parts of a package and pack them again rightly: digits, letters, lines, whole parts."""
    tally = Tally("package: edits of parts")
    original = samples.members_of(bench.path)
    for number in share.of(count):
        members = dict(original)
        how = edit(members, random.Random(number))
        bench.ask_package(tally, (number, how), samples.pack(members), number % every == 0)
    return tally


def record_rows(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Edit, erase, copy and swap rows of every table, with leaves mended and guards put back."""
    tally, chance = Tally("record: fields and rows"), random.Random(4)
    changes = list(row_changes(bench.record, chance))
    while len(changes) < count:
        changes += row_changes(bench.record, chance)
    for number in share.of(count):
        mutant = rewritten(bench.record, changes[number])
        bench.ask_record(tally, changes[number], mutant, number % every == 0)
    return tally


def by_the_office(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Change a digit of the results, hash and sign everything again: only reckoning can tell."""
    tally, made = Tally("office: results signed again"), bench.folder / "office.zip"
    original = samples.members_of(bench.path)
    name = results_name(original)
    places = [place for place, byte in enumerate(original[name]) if 48 <= byte <= 57]
    for number in share.of(count):
        chance, members = random.Random(number), dict(original)
        content, place = members[name], chance.choice(places)
        digit = (content[place] - 48 + chance.randrange(1, 10)) % 10
        members[name] = content[:place] + b"%d" % digit + content[place + 1 :]
        samples.recommit(members, name)
        samples.resigned(bench.path, made, lambda parts, new=members: replace(parts, new))
        refused = bench.package_is_refused(made.read_bytes())
        tally.counts["found by thidua"] += refused
        bench.ask_package(tally, (number, place), made.read_bytes(), False)
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


def honest(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Make honest records of different kinds and lengths: none may be refused by either."""
    tally = Tally("control: honest records")
    for number in share.of(count):
        place = bench.folder / f"honest{number}"
        place.mkdir()
        database = samples.record(place) if number % 2 else store_samples.erased(place / "record.db")
        samples.grow(database, random.Random(number).randrange(12))
        samples.sign(database)
        head = audit(database.path).head
        tally.counts["mutants"] += 1
        tally.counts["refused by the second"] += bool(verifier.check(database.path, KEYS, []))
        tally.counts["refused by thidua"] += not audit(database.path, head).is_clean
        shutil.rmtree(place)
    return tally


def without_a_head(bench: Bench, count: int, every: int, share: Share) -> Tally:
    """Rewrite and cut the whole record as its owner can: with no head from outside nothing shows it."""
    tally = Tally("control: no head from outside")
    # Nothing is erased in this one: its owner has all contents for a shorter record.
    whole = store_samples.whole(bench.folder / "whole.db").path
    head = audit(whole).head
    outside = [("head", head.size, bytes.fromhex(head.root))]
    with closing(opened(whole.read_bytes())) as source:
        bodies = [body for (body,) in source.execute("SELECT body FROM event ORDER BY seq")]
    contents = store_samples.kept(whole)
    path = bench.folder / "cut.db"
    for size in share.of(len(bodies)):
        path.unlink(missing_ok=True)
        with Database.create(path).write() as writer:
            replay(writer.session, bodies[:size], contents.get)
        tally.counts["mutants"] += 1
        tally.counts["found without"] += not audit(path).is_clean
        tally.counts["found with"] += not audit(path, head).is_clean
        tally.counts["found with, second"] += bool(verifier.check_record(path, outside))
    return tally


# How many mutants at scale 1, and how seldom thidua is asked too. Bits: each of the file, if it has fewer.
PLANS = {
    "record rows": (record_rows, 60_000, 100),
    "package edits": (package_edits, 140_000, 200),
    "package bits": (package_bits, 300_000, 300),
    "record bits": (record_bits, 650_000, 300),
}
CONTROLS = {
    "honest": (honest, 1_000, 1),
    "office": (by_the_office, 2_000, 1),
    "no head": (without_a_head, 0, 1),
}


def run(bench: Bench, scale: float, only: str, share: Share) -> None:
    """Run the controls and the campaigns whose name holds a text, and print a line for each."""
    for name, (control, count, every) in CONTROLS.items():
        if only in name:
            print(control(bench, round(count * scale), every, share).line(), flush=True)
    for name, (campaign, count, every) in PLANS.items():
        if only in name:
            print(campaign(bench, round(count * scale), every, share).line(), flush=True)


def merged(paths: Iterable[Path]) -> list[str]:
    """Give one line a campaign, with the counts of all processes added up."""
    together: dict[str, dict[str, object]] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):
                found = json.loads(line)
                mine = together.setdefault(found["campaign"], {"campaign": found["campaign"]})
                for name, value in found.items():
                    if name != "campaign":
                        mine[name] = value if name not in mine else mine[name] + value  # type: ignore[operator]
    return [json.dumps(line, ensure_ascii=False) for line in together.values()]


def main() -> None:
    """Run the campaigns, or add up what several processes found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=0.02, help="1 for a million mutants")
    parser.add_argument("--only", default="", help="run what holds this in its name")
    parser.add_argument("--shard", type=Share, default="0/1", metavar="N/OF", help="which part of the work")
    parser.add_argument("--merge", type=Path, nargs="+", metavar="LOG", help="add up results of several")
    call = parser.parse_args()
    if call.merge:
        print("\n".join(merged(call.merge)))
        return
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as work:
        run(Bench(Path(work)), call.scale, call.only, call.shard)


if __name__ == "__main__":
    main()
