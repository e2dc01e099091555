"""Whatever is done, in whatever order: the tables are what the events say, and earlier heads still hold."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scoring.facts import Fact
from tests.thidua.store import samples
from thidua.audit import Head, audit
from thidua.store import views
from thidua.store.acts import FactFile

CANDIDATES = st.sampled_from(["xa-a", "xa-b", "ba-lan"])
FACTS = st.builds(samples.number, st.sampled_from("abc"), st.fractions(), st.sampled_from(["", "gk1", "gk2"]))
FILES = st.builds(
    lambda name, candidate, facts: samples.fact_file(name, candidate, *facts),
    st.sampled_from(["a.xlsx", "b.csv"]),
    CANDIDATES,
    st.lists(FACTS, max_size=4, unique_by=lambda fact: (fact.id, fact.judge)),
)


class Recording(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = samples.TickingClock()
        self.database = samples.create(self.folder / "record.db", self.clock)
        samples.open_review(self.database)
        self.seen: set[bytes] = set()
        self.current: dict[tuple[str, str, str], Fraction | None] = {}
        self.heads = [Head(*views.log(self.database))]
        self.runs = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def expect(self, candidate: str, facts: tuple[Fact, ...]) -> None:
        self.current |= {(candidate, fact.id, fact.judge): fact.number for fact in facts}

    @rule(files=st.lists(FILES, max_size=3))
    def load(self, files: list[FactFile]) -> None:
        answers = samples.load(self.database, *files)
        for file, answer in zip(files, answers, strict=True):
            assert answer == ("already loaded" if file.content in self.seen else "loaded")
            if answer == "loaded":
                self.expect(file.entries[0][0], tuple(file.entries[0][2]))
            self.seen.add(file.content)

    @rule(results=st.binary(max_size=3))
    def score(self, results: bytes) -> None:
        self.runs += 1
        assert samples.run(self.database, results).id == self.runs
        assert views.run_results(self.database, self.runs) == results

    @rule(choice=st.lists(CANDIDATES, max_size=2))
    def decide(self, choice: list[str]) -> None:
        samples.decide(self.database, *choice)
        assert views.decisions(self.database)["hoa_diem"].choice == tuple(choice)

    @precondition(lambda self: self.runs > 0)
    @rule()
    def issue(self) -> None:
        samples.issue(self.database)

    @rule(minutes=st.integers(-5, 5))
    def shift_clock(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)

    @invariant()
    def facts_in_force_are_the_last_ones_sent(self) -> None:
        found = {
            (entry.candidate.id, fact.id, fact.judge): fact.number
            for entry in views.entries(self.database, samples.SCHEME, "self")
            for fact in [*entry.facts.values(), *(each for panel in entry.panels.values() for each in panel)]
        }
        assert found == self.current

    @invariant()
    def tables_are_what_the_events_say_and_every_earlier_head_holds(self) -> None:
        report = audit(self.database.path, self.heads[len(self.heads) // 2])
        assert report.is_clean, report.findings
        self.heads.append(report.head)


Recording.TestCase.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRecording = Recording.TestCase
