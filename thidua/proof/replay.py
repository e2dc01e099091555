"""Replaying a package: every part, every event, every run again, and what differs in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.errors import Problem, ScoringError, _
from scoring.results import as_data, canonical
from thidua.audit.checkpoints import checkpoint_of
from thidua.audit.events import StoredEvent, check_events, check_heads
from thidua.audit.notes import Kind, Note, NoteError, PublicKey, parse_note, signer_text
from thidua.audit.report import Head
from thidua.proof.differences import Difference, differences
from thidua.proof.inputs import Recorded, RunInputs, contents_needed, in_force, recorded, salts_needed
from thidua.proof.package import (
    CHECKPOINT,
    EVENTS,
    KEYS,
    LEAVES,
    MANIFEST,
    REPORT,
    SALTS,
    Package,
    read_package,
)
from thidua.proof.report import render_report
from thidua.proof.stamps import StampedHead, stamps_inside
from thidua.review import RunRecord, Scored
from thidua.rules import Rules, StoredShelf, load_rules
from thidua.runs import result_of, taking_part
from thidua.store.canonical import digest, leaf_hash
from thidua.store.contents import is_named
from thidua.store.events import Event, parse
from thidua.version import VERSION

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class Verdict:
    """
    What replaying a package showed.

    Attributes:
        origin, head: Which record, and how much of it stands under the signed head.
        signers: Who signed the head: names, a witness's with the time.
        trusted: Whether one of the signing keys was given from outside.
        runs, candidates: How many were scored again.
        problems: What is wrong with parts, signatures, events or inputs; warnings among them.
        differences: Where the results are not those recorded, causes first.
        stamps: Heads that a time-stamp service saw, the smallest first.
    """

    origin: str
    head: Head
    signers: tuple[str, ...]
    trusted: bool
    runs: int
    candidates: int
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    stamps: tuple[StampedHead, ...] = ()

    @property
    def is_reproduced(self) -> bool:
        """Tell whether everything is as it was signed and comes out again."""
        return not self.differences and all(problem.warning for problem in self.problems)


def verify_package(
    path: Path, trusted: Sequence[PublicKey] = (), authorities: Sequence[Certificate] = ()
) -> Verdict:
    """
    Replay a package; no record and no network are needed.

    Args:
        path: The file.
        trusted: Public keys that came from outside; without any, the keys carried in the package only show
            that it was not damaged, not who made it.
        authorities: Certificates of time-stamp services that came from outside; without any, likewise.

    Returns:
        Everything that was found, not only the first.

    Raises:
        NoteError: The file is no package, or its list of parts or its head cannot be read.
    """
    package = read_package(path.read_bytes(), path)
    problems = list(package.problems)
    checkpoint_note = parse_note(package.members.get(CHECKPOINT, b""), f"{path}!{CHECKPOINT}")
    checkpoint = checkpoint_of(checkpoint_note, f"{path}!{CHECKPOINT}")
    keys = tuple(trusted) or _carried(package, path, problems)
    signed = _signatures(checkpoint_note, f"{path}!{CHECKPOINT}", keys, problems)
    _signatures(package.note, f"{path}!{MANIFEST}", keys, problems)
    written = _log(package, checkpoint.head, path, problems)
    events = in_force(written)
    problems += _contents(package, written, path)
    runs: list[tuple[RunInputs, Scored]] = []
    found = list(_replay(package, events, path, problems, runs)) if events else []
    if not found and not problems:
        problems += _report(package, events, [scored for _inputs, scored in runs], path)
    leaves = [leaf_hash(body) for body in package.members.get(EVENTS, b"").split(b"\n")[:-1]]
    stamps, unfit = stamps_inside(package.members, checkpoint, leaves, authorities, path)
    problems += [*unfit, *_ballots(package, path)]
    rows = sum(len(scored.standings.rows) for _inputs, scored in runs)
    counts = (len(runs), rows)
    return Verdict(*checkpoint, signed, bool(trusted), *counts, tuple(problems), tuple(found), tuple(stamps))


def _carried(package: Package, path: Path, problems: list[Problem]) -> tuple[PublicKey, ...]:
    lines = package.members.get(KEYS, b"").decode("utf-8", "replace").splitlines()
    try:
        return tuple(PublicKey.parse(line, f"{path}!{KEYS}") for line in lines)
    except NoteError as error:
        problems += error.problems
        return ()


def _signatures(
    note: Note, place: str, keys: Sequence[PublicKey], problems: list[Problem]
) -> tuple[str, ...]:
    """Give who signed, and note when nobody known did or a signature is bad."""
    try:
        found = note.signers(keys, place)
    except NoteError as error:
        problems += error.problems
        return ()
    if not any(key.kind is Kind.LOG for key, _line in found):
        problems.append(Problem("E_PACKAGE_TRUST", _("No key you trust signed this."), {}, place))
    return tuple(signer_text(key, line) for key, line in found)


def _log(package: Package, head: Head, path: Path, problems: list[Problem]) -> list[Event]:
    """Give the events, and note what is wrong with them; none when they cannot be read."""
    bodies = package.members.get(EVENTS, b"").split(b"\n")[:-1]
    leaves = package.members.get(LEAVES, b"").decode("ascii", "replace").splitlines()
    if len(leaves) != len(bodies):
        message = _("There are {events} events and {leaves} hashes of events.")
        values = {"events": len(bodies), "leaves": len(leaves)}
        problems.append(Problem("E_PACKAGE_LEAVES", message, values, f"{path}!{LEAVES}"))
        leaves = [leaf_hash(body).hex() for body in bodies]
    stored = [
        StoredEvent(place, body, bytes.fromhex(leaf) if _is_hash(leaf) else b"")
        for place, (body, leaf) in enumerate(zip(bodies, leaves, strict=True), 1)
    ]
    place = f"{path}!{EVENTS}"
    hashes = [leaf_hash(body) for body in bodies]
    found = [*check_events(stored, hashes), *check_heads(hashes, [head])]
    if len(bodies) > head.size:
        message = _("The package holds {events} events, its signed head covers {size}.")
        values = {"events": len(bodies), "size": head.size}
        found.append(Problem("E_PACKAGE_LONG", message, values))
    problems += [Problem(each.code, each.message, each.values, place, each.warning) for each in found]
    if any(each.code == "E_AUDIT_EVENT" for each in found):
        return []
    return [parse(body) for body in bodies]


def _is_hash(text: str) -> bool:
    return len(text) == 64 and not text.strip("0123456789abcdef")


def _replay(
    package: Package,
    events: Sequence[Event],
    path: Path,
    problems: list[Problem],
    runs: list[tuple[RunInputs, Scored]],
) -> Iterator[Difference]:
    """Score every run again; what stands in the way is noted, what differs is given."""
    try:
        told = recorded(events, package.content)
        texts = {key: package.content(sha256) for key, sha256 in told.rules.items()}
        rules = _rules(told, texts)
        for each in told.runs:
            problems += _declared(told, each, path)
            scored = _scored(told, rules, each)
            runs.append((each, scored))
            yield from _compared(package, each, scored, problems, path)
    except ScoringError as error:
        problems += error.problems


def _contents(package: Package, written: Sequence[Event], path: Path) -> Iterator[Problem]:
    """Give the contents that are not what the events say they are, or are not salted as they must be."""
    salted = {named.sha256 for event in written for named in event.act.named() if named.salted}
    events = in_force(written)
    needed = dict.fromkeys(each.sha256 for each in contents_needed(events))
    for sha256 in needed:
        salt = package.salts.get(sha256, b"")
        try:
            content = package.content(sha256)
        except NoteError as error:
            yield from error.problems
            continue
        if not is_named(sha256, content, salt) or bool(salt) != (sha256 in salted):
            message = _("{what} or its salt was changed: it is not what the record names.")
            yield Problem("E_PACKAGE_CONTENT", message, {"what": _what(events, sha256)}, f"{path}!{sha256}")
    for sha256 in sorted(package.salts.keys() - salts_needed(events)):
        message = _("This salt belongs to no content that the package needs.")
        yield Problem("E_PACKAGE_SALT", message, {}, f"{path}!{SALTS}:{sha256}")


def _what(events: Sequence[Event], sha256: str) -> str:
    """Give the name of a content: the key of a rule file, the form facts came from, the kind of act else."""
    for event in events:
        if all(named.sha256 != sha256 for named in event.act.named()):
            continue
        act = event.act.model_dump()
        rules = [rule for kind in ("schemes", "plans", "laws") for rule in act.get(kind, ())]
        key = next((str(rule["key"]) for rule in rules if rule["sha256"] == sha256), "")
        return key or str(act.get("file") or act.get("scheme") or act["type"]) + f" (#{event.counter})"
    return sha256


def _rules(told: Recorded, texts: Mapping[str, bytes]) -> Rules:
    try:
        return load_rules(told.review, StoredShelf(texts))
    except UnicodeDecodeError as error:
        message = _("A rule file is not UTF-8 text.")
        raise NoteError([Problem("E_PACKAGE_RULE", message)]) from error


def _declared(told: Recorded, each: RunInputs, path: Path) -> Iterator[Problem]:
    """Give where a run was not made as the review declares: rules, stage or day."""
    run, review = each.run, told.review
    pairs = {
        "scheme_sha256": (run.scheme_sha256, told.rules.get(run.scheme, "")),
        "stage": (run.stage, review.stage),
        "as_of": (run.as_of.isoformat(), review.as_of.isoformat()),
    }
    for name, (found, wanted) in pairs.items():
        if found != wanted:
            message = _("Run {run} of {scheme} has {name} {found}, the review {wanted}.")
            values = {
                "run": each.number,
                "scheme": run.scheme,
                "name": name,
                "found": found,
                "wanted": wanted,
            }
            yield Problem("E_PACKAGE_RUN", message, values, f"{path}!{EVENTS}:{each.seq}")


def _scored(told: Recorded, rules: Rules, each: RunInputs) -> Scored:
    scheme = rules.schemes.get(each.run.scheme)
    if scheme is None:
        message = _("The run {run} is of {scheme}, which is not a scheme of the review.")
        values = {"run": each.number, "scheme": each.run.scheme}
        raise NoteError([Problem("E_PACKAGE_SCHEME", message, values)])
    entries = taking_part(told.review, scheme, each.entries(told.roster))
    found = result_of(scheme, entries, each.run.as_of, each.decisions)
    run = RunRecord(
        each.number,
        each.run.scheme,
        each.run.scheme_sha256,
        each.run.facts_sha256,
        each.run.results_sha256,
        each.run.as_of,
        each.run.engine,
        "",
    )
    return Scored(scheme, found, run)


def _compared(
    package: Package, each: RunInputs, scored: Scored, problems: list[Problem], path: Path
) -> Iterator[Difference]:
    run, computed = each.run, canonical(scored.standings)
    if not is_named(run.facts_sha256, each.facts_blob, package.salts.get(run.facts_sha256, b"")):
        message = _("The facts of run {run} of {scheme} are not those that were scored.")
        values = {"run": each.number, "scheme": run.scheme}
        problems.append(Problem("E_PACKAGE_FACTS", message, values, f"{path}!{EVENTS}:{each.seq}"))
    stored = package.content(run.results_sha256)
    if stored == computed:
        return
    try:
        yield from differences(run.scheme, json.loads(stored), as_data(scored.standings))
    except (ValueError, RecursionError):
        yield Difference(run.scheme, "", "", "results", "-", digest(computed))


def _report(
    package: Package, events: Sequence[Event], scored: Sequence[Scored], path: Path
) -> Iterator[Problem]:
    place = f"{path}!{REPORT}"
    if package.engine != VERSION:
        message = _("The page was made by version {engine} of the program and was not made again.")
        yield Problem("W_PACKAGE_REPORT", message, {"engine": package.engine}, place, warning=True)
        return
    told = recorded(events, package.content)
    checkpoint = checkpoint_of(parse_note(package.members[CHECKPOINT]))
    if render_report(told.review, scored, checkpoint) != package.members[REPORT]:
        message = _("The page does not show what the package holds.")
        yield Problem("E_PACKAGE_REPORT", message, {}, place)


def _ballots(package: Package, path: Path) -> Iterator[Problem]:
    ballots = [name for name in package.members if name.startswith("ballots/")]
    if ballots:
        message = _("{count} files of ballots are carried along and were not counted again.")
        yield Problem("W_PACKAGE_BALLOTS", message, {"count": len(ballots)}, str(path), warning=True)
