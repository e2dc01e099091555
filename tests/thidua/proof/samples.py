"""Small records with keys, signed and to be signed, and packages to tamper with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from scoring.facts import Candidate, Decision, Fact, State
from tests.thidua.store import samples
from thidua.audit.checkpoints import Checkpoint, checkpoint_of
from thidua.audit.notes import Kind, Note, SecretKey, parse_note
from thidua.audit.report import Head
from thidua.proof.container import pack, unpack
from thidua.proof.heads import SignedHead, folder_of, sign_head
from thidua.proof.package import (
    CHECKPOINT,
    EVENTS,
    LEAVES,
    MANIFEST,
    REPORT,
    SALTS,
    list_parts,
    write_package,
)
from thidua.review import Review
from thidua.runs import run_all
from thidua.store import acts
from thidua.store.acts import FactFile
from thidua.store.canonical import leaf_hash
from thidua.store.contents import commitment
from thidua.store.database import Database
from thidua.store.merkle import tree_head

OFFICE = SecretKey("sonoivu.example/thidua", Kind.LOG, bytes(range(32)))
SUCCESSOR = SecretKey("sonoivu.example/thidua-2027", Kind.LOG, bytes(range(1, 33)))
INSPECTOR = SecretKey("thanhtra.example/w1", Kind.WITNESS, bytes(range(2, 34)))
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
SCHEME = "giong-cay-xanh@2025-01-01"
# The scheme of docs/criteria.md.
RULES = """\
scheme: giong-cay-xanh
version: 2025-01-01
title: Phong trào trồng cây
cite: {document: Hướng dẫn ví dụ, issued: 2025-01-01}
effective: {from: 2025-01-01}
subjects: {kinds: [collective], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}
facts:
  - {id: cay_trong, title: Số cây đã trồng, kind: count, unit: cây, at_least: 0}
  - {id: cay_song, title: Số cây còn sống, kind: count, unit: cây, at_least: 0}
  - {id: ky_luat, title: Kỷ luật, kind: choice, unit: mức, labels: {khong: Không, co: Có}}
combine: sum
weights: {must_sum_to: 100}
children:
  - id: so_luong
    title: Số cây đã trồng
    cite: {clause: Điểm 1}
    max_points: 40
    measure: {fact: cay_trong}
    target: [{at_least: 500}]
    scale: {knots: [[0, 0], [target, max_points]]}
  - id: ty_le_song
    title: Tỷ lệ cây sống
    cite: {clause: Điểm 2}
    max_points: 60
    measure: {ratio: [cay_song, cay_trong], transform: percent, unit: "%"}
    scale: {knots: [[0, 0], [50, 20], [90, 60]], between: linear}
    on_zero_denominator: zero
gates:
  - {id: ky_luat, title: Có kỷ luật thì không xét, require: fact.ky_luat == 'khong', else: exclude}
classify:
  - {label: Tốt, at_least: 80}
  - {label: Đạt, at_least: 50}
  - {label: Chưa đạt}
select:
  - id: giay_khen
    title: Giấy khen
    share: 20/100
    at_least: 1
    require: total >= 80
    ties: decide
    who: Hội đồng
"""
ROSTER = [
    Candidate(f"xa-{letter}", name, "collective", "xa", "cum_1", f"xa-{letter}")
    for letter, name in (("a", "Xã An Biên"), ("b", "Xã Bình An"), ("c", "Xã <Cây> & Cỏ"), ("d", "Xã Đông"))
]
# Worked by hand: a 500, 350: 40 + (20 + (70 - 50) / 40 × 40) = 80; b 600, 420: 40 + 40 = 80, a tie that the
# council fills with b; c 250, 200: 20 + (20 + (80 - 50) / 40 × 40) = 70; d 100, 0: 8 + 0 = 8.
PLANTED = {"xa-a": (500, 350), "xa-b": (600, 420), "xa-c": (250, 200), "xa-d": (100, 0)}
TOTALS = {"xa-a": "80", "xa-b": "80", "xa-c": "70", "xa-d": "8"}
REVIEW = Review.model_validate(
    samples.REVIEW.model_dump(mode="json")
    | {
        "review": "xet-2025",
        "as_of": "2025-12-31",
        "schemes": [{"scheme": "giong-cay-xanh", "version": "2025-01-01"}],
    },
    strict=False,
)

Members = dict[str, bytes]


def record(folder: Path, events: int = 0) -> Database:
    """Give a record with an open review and so many decisions."""
    database = samples.create(folder / "record.db")
    samples.open_review(database)
    grow(database, events)
    return database


def grow(database: Database, events: int) -> None:
    for place in range(events):
        samples.decide(database, f"lua-chon-{place}")


def sign(database: Database, *keys: SecretKey) -> SignedHead:
    return sign_head(database, folder_of(database.path), keys or (OFFICE,))


def planted(
    candidate: str, trees: int, alive: int, name: str = "", stage: str = "self", content: bytes = b""
) -> FactFile:
    cells = {"cay_trong": trees, "cay_song": alive}
    file = name or f"phieu-{candidate}.xlsx"
    facts = [
        Fact(fact, State.VALUE, Fraction(value), "", "", "12/BC-UBND", f"{file}!Phiếu!D{row}")
        for row, (fact, value) in enumerate(cells.items(), 10)
    ]
    facts.append(Fact("ky_luat", State.VALUE, None, "khong", "", "", f"{file}!Phiếu!D12"))
    sent = content or f"{file} {trees} {alive}".encode()
    return FactFile(file, sent, stage, candidate, [(candidate, SCHEME, facts)])  # type: ignore[arg-type]


def opened(folder: Path) -> Database:
    """Give a record with the tree-planting review and its candidates, and no facts yet."""
    folder.mkdir(parents=True, exist_ok=True)
    database = samples.create(folder / "record.db")
    acts.open_review(
        database,
        review_text=b"review: xet-2025\n",
        review=REVIEW,
        schemes={SCHEME: RULES.encode()},
        plans={},
        candidates_csv=b"id,name\n",
        candidates=ROSTER,
        actor="Thư ký",
    )
    return database


def scored(folder: Path) -> Database:
    """Give a record of the whole tree-planting review: facts, a correction, a decision, two runs."""
    database = opened(folder)
    files = [planted(who, *numbers) for who, numbers in PLANTED.items()]
    acts.load_facts(database, planted("xa-a", 400, 400, "phieu-xa-a-cu.xlsx"), actor="Thư ký")
    acts.load_many(database, files, actor="Thư ký", reason="Xã A đếm lại")
    run_all(database, actor="Thư ký")
    decision = Decision("giay_khen.cum_1", ("xa-b",), "Hội đồng", "Biên bản số 1")
    acts.record_decision(database, decision, actor="Thư ký")
    run_all(database, actor="Thư ký")
    return database


def package(folder: Path) -> Path:
    """Give the package of the tree-planting review."""
    target = folder / "proof.zip"
    write_package(scored(folder), target, [OFFICE])
    return target


def members_of(path: Path) -> Members:
    return unpack(path.read_bytes()).members


def changed(path: Path, target: Path, change: Callable[[Members], None]) -> Path:
    """Change parts of a package as somebody without the key can: the signed list stays as it was."""
    members = members_of(path)
    change(members)
    target.write_bytes(pack(members))
    return target


def resigned(
    path: Path, target: Path, change: Callable[[Members], None], key: SecretKey = OFFICE, form: str = "2"
) -> Path:
    """Change parts of a package as the office itself could: hashes, head and signatures made again."""
    members = members_of(path)
    change(members)
    leaves = [leaf_hash(body) for body in members[EVENTS].split(b"\n")[:-1]]
    old = checkpoint_of(parse_note(members[CHECKPOINT])).head.root
    members[REPORT] = members[REPORT].replace(old.encode(), tree_head(leaves).hex().encode())
    members[LEAVES] = b"".join(leaf.hex().encode() + b"\n" for leaf in leaves)
    text = Checkpoint("sonoivu.example/thidua/xet-2025", Head(len(leaves), tree_head(leaves).hex())).text
    members[CHECKPOINT] = str(Note(text).signed_by(key.sign(text))).encode()
    return relisted(members, target, key, form)


def relisted(members: Members, target: Path, key: SecretKey = OFFICE, form: str = "2") -> Path:
    """Write parts with a new signed list, of the form that a version of the program wrote."""
    parts = {name: content for name, content in members.items() if name != MANIFEST}
    text = list_parts(parts).replace("thidua-proof 2", f"thidua-proof {form}")
    target.write_bytes(pack({MANIFEST: str(Note(text).signed_by(key.sign(text))).encode(), **parts}))
    return target


def exchange(members: Members, name: str, old: str, new: str) -> None:
    """Replace the first ``old`` in a part; it must be there."""
    content = members[name].decode()
    assert old in content, (name, old)
    members[name] = content.replace(old, new, 1).encode()


def rename(members: Members, digests: Mapping[str, str]) -> None:
    """Give contents other names, events and salts the other digests, keeping the order of the parts."""
    for old, new in digests.items():
        for name in (EVENTS, SALTS):
            members[name] = members[name].replace(old.encode(), new.encode())
    members[SALTS] = b"".join(sorted(members[SALTS].splitlines(keepends=True)))
    kept = [(_sha256_of(name), name, content) for name, content in members.items()]
    members.clear()
    head = [(name, content) for sha256, name, content in kept if not sha256]
    tail = [
        (f"contents/{digests.get(sha256, sha256)}{name[73:]}", content)
        for sha256, name, content in kept
        if sha256
    ]
    members.update([*head, *sorted(tail)])


def recommit(members: Members, name: str) -> None:
    """Name a content that was changed anew, under the salt it has, as the office could."""
    salts = dict(line.split("  ") for line in members[SALTS].decode().splitlines())
    salt = bytes.fromhex(salts.get(_sha256_of(name), ""))
    rename(members, {_sha256_of(name): commitment(members[name], salt)})


def _sha256_of(name: str) -> str:
    return name[9:73] if name.startswith("contents/") else ""
