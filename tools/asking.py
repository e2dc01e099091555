"""Who is asked about a mutant: the second verifier, now and then thidua too; and their answers counted."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from tests.thidua.proof import samples
from tests.thidua.store import samples as store_samples
from thidua.audit import audit
from thidua.audit.notes import NoteError
from thidua.proof.heads import folder_of
from thidua.proof.replay import verify_package
from thidua.store.database import Database
from tools import verifier
from tools.mutants import compact, opened, visible

KEYS = verifier.keys_of([str(samples.OFFICE.public)])

Sees = Callable[[], bool]


class SeenError(Exception):
    """The second verifier found something, which is enough."""


class First(verifier.Findings):
    """Findings that end the search with the first of them."""

    def add(self, code: str, place: object, detail: object = "") -> None:
        """End the search."""
        raise SeenError(code)

    def extend(self, found: Iterable[tuple[str, str, str]]) -> None:
        """End the search if there is anything."""
        for code, _place, _detail in found:
            raise SeenError(code)


class Tally:
    """What became of the mutants of one campaign."""

    def __init__(self, name: str) -> None:
        self.name, self.counts, self.unseen = name, Counter[str](), list[str]()
        self._began, self._worked = time.monotonic(), time.process_time()

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
            done = f"{dict(self.counts)}, unseen {len(self.unseen)}"
            print(f"{self.name}: {done}, {self._seconds()} CPU s", file=sys.stderr, flush=True)

    def _seconds(self) -> int:
        return round(time.process_time() - self._worked)

    def line(self) -> str:
        """Give the campaign as a line of JSON."""
        spent = {"seconds": round(time.monotonic() - self._began), "CPU seconds": self._seconds()}
        counts = dict(self.counts) | {"unseen": len(self.unseen)} | spent
        return json.dumps(
            {"campaign": self.name} | counts | {"first unseen": self.unseen[:5]}, ensure_ascii=False
        )


class Bench:
    """What is tampered with: a record under a signed head, and a package."""

    def __init__(self, folder: Path) -> None:
        record = store_samples.erased(folder / "record.db").path
        samples.sign(Database.open(record))
        self.folder, self.head = folder, audit(record).head
        self.record = compact(record, folder)
        self.heads = verifier.signed_heads(folder_of(record), KEYS, verifier.Findings())
        self.visible = visible(self.record)
        self.path = samples.package(folder / "package")
        self.package = self.path.read_bytes()

    def ask_record(self, tally: Tally, mutant: object, content: bytes, both: bool) -> None:
        """Ask about these bytes as a record."""
        tally.add(
            mutant,
            lambda: self.record_differs(content),
            (lambda: self.record_is_refused(content)) if both else None,
            lambda: visible(content) == self.visible,
        )

    def ask_package(self, tally: Tally, mutant: object, content: bytes, both: bool) -> None:
        """Ask about these bytes as a package."""
        tally.add(
            mutant,
            lambda: package_differs(content),
            (lambda: self.package_is_refused(content)) if both else None,
            lambda: content == self.package,
        )

    def record_differs(self, content: bytes) -> bool:
        """Tell whether the second verifier finds anything in a record."""
        try:
            with closing(opened(content)) as source:
                verifier.check_source(source, "record", self.heads, First())
        except (SeenError, sqlite3.Error):
            return True
        return False

    def record_is_refused(self, content: bytes) -> bool:
        """Tell whether thidua refuses a record."""
        path = self.folder / "mutant.db"
        path.write_bytes(content)
        return not audit(path, self.head).is_clean

    def package_is_refused(self, content: bytes) -> bool:
        """Tell whether thidua refuses a package."""
        path = self.folder / "mutant.zip"
        path.write_bytes(content)
        try:
            return not verify_package(path, [samples.OFFICE.public]).is_reproduced
        except NoteError:
            return True


def package_differs(content: bytes) -> bool:
    """Tell whether the second verifier finds anything in a package."""
    try:
        verifier.check_archive(content, "package", KEYS, First())
    except SeenError:
        return True
    return False
