#!/usr/bin/env python3
"""
Check a record or a proof package of thidua without thidua.

A second program, written apart from the first: one file, the standard library and ``cryptography``. It reads
nothing of thidua's code and answers for itself whether hashes, signatures, tables and arithmetic agree.

    python verifier.py record.db --trust KEY        a record, with the signed heads in record.db.heads/
    python verifier.py proof.zip --trust KEY        a proof package

Exit code 0: all agrees; 1: something does not, each thing on a line; 2: wrong usage.

What it does not do: it does not read the rules, so it cannot score again; that is ``thidua verify``.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import math
import re
import sqlite3
import struct
import sys
import unicodedata
import zlib
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# SHA-256 over the schema of each version of a record, as ``schema_digest`` gives it, and its last revision.
SCHEMAS = {
    2: ("c82dd71e1e213863a302f5384f989a9fb9196d1ad97522fe53f38dbc5fc83ee6", "r0002"),
    3: ("3ff64e42afc04e9374a6590730d9104cafd8a3cf9c15e6423c300d27fec97b74", "r0003"),
    4: ("e5a77fdb21e8aa00b64207b591e91d1c220286f6a05efbaaea6955473d66b56c", "r0004"),
    5: ("8f336592cae86f18ca9de48d810b9ad8d662123f10860f88c5a1a06e41867c38", "r0005"),
    6: ("c1f9839d751b901a47888c28ddac17b48d834531b717e613b24915a81f3da371", "r0006"),
}
APPLICATION = 0x54444B54
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}
WORDS = {
    "archive": ("the archive is not written as a package is", "tệp nén không được ghi đúng cách của gói"),
    "part": ("this part was changed, is missing or does not belong", "phần này bị sửa, bị thiếu hoặc thừa"),
    "list": ("the signed list of parts cannot be read", "không đọc được danh sách các phần đã ký"),
    "head": ("the signed head cannot be read", "không đọc được gốc đã ký"),
    "signature": ("a signature does not fit", "chữ ký không khớp"),
    "trust": ("no trusted key signed this", "không có khóa tin cậy nào ký"),
    "body": ("this event cannot be read", "không đọc được sự kiện"),
    "canonical": ("this event is not canonical", "sự kiện không ở dạng chuẩn"),
    "leaf": ("the hash of this event does not fit its body", "mã băm của sự kiện không khớp nội dung"),
    "counter": ("the counter is out of step", "số thứ tự không liền nhau"),
    "clock": ("the event says the wrong thing about the clock", "sự kiện nói sai về đồng hồ"),
    "cut": ("events are missing that a signed head covers", "thiếu sự kiện nằm trong gốc đã ký"),
    "root": ("the events are not those of a signed head", "các sự kiện không phải của gốc đã ký"),
    "stamp": ("a time stamp cannot be read or was changed", "dấu thời gian không đọc được hoặc bị sửa"),
    "stamped": ("a time stamp is on something else than its head", "dấu thời gian không phải của gốc sổ này"),
    "unsigned": ("events lie beyond the signed head", "có sự kiện ngoài gốc đã ký"),
    "unknown": ("an event of a kind this program does not know", "loại sự kiện chương trình này không biết"),
    "file": ("the file is damaged", "tệp bị hỏng"),
    "mark": ("a mark of the file is not that of a record", "dấu hiệu của tệp không phải của sổ gốc"),
    "schema": ("the schema was changed", "cấu trúc bảng bị thay đổi"),
    "kept": ("a content is still there that was erased", "nội dung đã xóa mà vẫn còn"),
    "content": ("a content is not what its event names", "nội dung không phải nội dung sự kiện dẫn đến"),
    "salt": ("a salt is missing or does not belong", "thiếu hoặc thừa chuỗi muối của một nội dung"),
    "absent": ("a content that an event names is missing", "thiếu nội dung mà sự kiện dẫn đến"),
    "row": ("a row does not follow from the events", "dòng không suy ra từ các sự kiện"),
    "norow": ("a row that follows from the events is missing", "thiếu dòng suy ra từ các sự kiện"),
    "facts": ("the facts are not those that were scored", "số liệu không phải số liệu đã chấm"),
    "results": ("the results cannot be read", "không đọc được kết quả"),
    "fact": ("a fact in the trace is not the reported one", "số liệu trong vết không phải số liệu báo cáo"),
    "step": ("a step does not come out", "một bước tính không ra kết quả đã ghi"),
    "sum": ("the parts do not make the whole", "các phần không ra tổng"),
}


PART = re.compile(
    r"report\.html|log/(events\.jsonl|leaves\.txt|checkpoint\.txt|keys\.txt|salts\.txt)"
    r"|stamps/([0-9]{9}-[0-9a-f]{8}\.tsr|tsa\.pem)"
    r"|contents/[0-9a-f]{64}\.(json|yaml)|ballots/[a-z0-9][a-z0-9._-]*"
)


class Findings(list[tuple[str, str, str]]):
    """Everything that was found: code, place, detail."""

    def add(self, code: str, place: object, detail: object = "") -> None:
        """Note one thing."""
        self.append((code, str(place), str(detail)))

    def lines(self, language: str) -> list[str]:
        """Give one line a finding."""
        said = {code: words[language == "vi"] for code, words in WORDS.items()}
        return [f"{place}: {said[code]}{f' ({detail})' if detail else ''}" for code, place, detail in self]


# Notes and the tree


def decoded(text: str) -> bytes:
    """Give the bytes of base64; raises ValueError for any but the one right spelling."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError(text)
    return content


class Key:
    """A public key: NAME+ID+base64 of a kind byte (1: signs, 4: witnesses) and 32 bytes."""

    def __init__(self, line: str) -> None:
        self.name, key_id, content = line.strip().split("+", 2)
        raw = decoded(content)
        self.kind, self.raw = raw[0], raw[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        if self.id.hex() != key_id or self.kind not in (1, 4) or len(self.raw) != 32:
            raise ValueError(line)

    def signed(self, text: str, value: bytes) -> bool:
        """Tell whether a signature of this key stands for a text."""
        time = value[:8] if self.kind == 4 else b""
        head = f"cosignature/v1\ntime {int.from_bytes(time)}\n" if time else ""
        if len(value) != len(time) + 64 or int.from_bytes(time) >= 2**63:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(value[len(time) :], (head + text).encode())
        except InvalidSignature:
            return False
        return True


def read_note(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Give the text of a signed note and its signatures; raises ValueError when it is none."""
    whole = content.decode()
    if len(content) > 1_000_000 or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise ValueError("note")
    text, gap, tail = whole.rpartition("\n\n")
    found = [re.fullmatch(r"\u2014 (\S+) (\S+)", line) for line in tail.splitlines()]
    signatures = [(match[1], decoded(match[2])) for match in found if match]
    lines = "".join(f"\u2014 {name} {base64.b64encode(value).decode()}\n" for name, value in signatures)
    if not gap or not 0 < len(found) == len(signatures) <= 100 or tail != lines:
        raise ValueError("note")
    if any(len(value) < 5 for _name, value in signatures):
        raise ValueError("note")
    return text + "\n", signatures


def check_note(
    text: str, signatures: list[tuple[str, bytes]], keys: list[Key], place: str, found: Findings
) -> None:
    """Note a bad signature of a known key, and that no known key of the log signed."""
    known = {(key.name, key.id): key for key in keys}
    kinds = []
    for name, value in signatures:
        key = known.get((name, value[:4]))
        if key is not None and not key.signed(text, value[4:]):
            found.add("signature", place, name)
            return
        kinds += [key.kind] if key is not None else []
    if 1 not in kinds and not (kinds and place.endswith(".checkpoint")):
        found.add("trust", place)


def read_head(text: str) -> tuple[int, bytes]:
    """Give size and root of a checkpoint; raises ValueError when the text is none."""
    origin, size, root = text.removesuffix("\n").split("\n")
    if not origin or not re.fullmatch(r"0|[1-9][0-9]{0,15}", size) or len(decoded(root)) != 32:
        raise ValueError(text)
    return int(size), decoded(root)


def leaf(body: bytes) -> bytes:
    """Give the hash of a leaf."""
    return hashlib.sha256(b"\x00" + body).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """Give the root over leaf hashes: RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = leaves
    while len(level) > 1:
        pairs = [b"\x01" + level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)]
        odd = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(pair).digest() for pair in pairs] + odd
    return level[0]


# Time stamps: RFC 3161 inside RFC 5652

HASHES = {
    "608648016503040201": ("sha256", hashes.SHA256()),
    "608648016503040202": ("sha384", hashes.SHA384()),
    "608648016503040203": ("sha512", hashes.SHA512()),
}
MESSAGE_DIGEST = "2a864886f70d010904"


def der(content: bytes) -> list[tuple[int, bytes, bytes]]:
    """Give the elements that stand one after another: tag, content, and the whole; raises ValueError."""
    found, at = [], 0
    while at < len(content):
        size, start = content[at + 1], at + 2
        if size > 0x80:
            start += size - 0x80
            size = int.from_bytes(content[at + 2 : start])
        if start + size > len(content) or content[at + 1] == 0x80:
            raise ValueError("cut")
        found.append((content[at], content[start : start + size], content[at : start + size]))
        at = start + size
    return found


def inside(content: bytes, *places: int) -> bytes:
    """Give the content of an element by its places from the outside in."""
    for place in places:
        content = der(content)[place][1]
    return content


def stamp_signed(signed: bytes, info: bytes) -> bool:
    """Tell whether one of the certificates in a SignedData signed its content, whosever that is."""
    parts = der(signed)
    certificates = [x509.load_der_x509_certificate(whole) for _tag, _inner, whole in der(parts[3][1])]
    signer = der(inside(parts[-1][1], 0))
    algorithm = HASHES.get(inside(signer[2][1], 0).hex())
    digests = [
        inside(each, 1, 0) for _t, each, _w in der(signer[3][1]) if inside(each, 0).hex() == MESSAGE_DIGEST
    ]
    if algorithm is None or signer[3][0] != 0xA0 or digests != [hashlib.new(algorithm[0], info).digest()]:
        return False
    return any(
        key_signed(each, b"\x31" + signer[3][2][1:], signer[5][1], algorithm[1]) for each in certificates
    )


def key_signed(certificate: x509.Certificate, message: bytes, signature: bytes, algorithm: Any) -> bool:
    """Tell whether a certificate's key signed a message."""
    try:
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), algorithm)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def check_stamp(content: bytes, text: str | None, place: str, found: Findings) -> None:
    """Note a time stamp that is on something else than its head, or whose signature does not fit."""
    try:
        status, token = der(inside(content, 0))
        signed = inside(token[1], 1, 0)
        info = inside(signed, 2, 1, 0)
        imprint = inside(info, 0, 2)
        algorithm = HASHES.get(inside(imprint, 0, 0).hex())
        granted = inside(status[1], 0) in (b"\x00", b"\x01") and len(der(content)) == 1
        if not granted or not stamp_signed(signed, info):
            raise ValueError("signature")
    except (ValueError, IndexError, TypeError, x509.InvalidVersion):
        found.add("stamp", place)
        return
    hashed = hashlib.new(algorithm[0], text.encode()).digest() if algorithm and text is not None else b""
    if not hashed or inside(imprint, 1) != hashed:
        found.add("stamped", place)


# The events


def canonical(value: Any) -> bytes:
    """Give RFC 8785 JSON; the record holds no numbers, so sorted keys and no spaces are all of it."""
    keys = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return keys.encode("utf-8", "surrogatepass")


def check_log(bodies: list[bytes], leaves: list[bytes], place: str, found: Findings) -> list[dict[str, Any]]:
    """Give the events; note hashes, counters and clocks that are wrong."""
    events: list[dict[str, Any]] = []
    for number, (body, stored) in enumerate(zip(bodies, leaves, strict=True), 1):
        here = f"{place}:{number}"
        if leaf(body) != stored:
            found.add("leaf", here)
        try:
            event = json.loads(body)
            right = sorted(event) == ["act", "actor", "at", "clock_went_back", "counter", "reason"]
            right = right and event["act"].get("salted", True) is True
            if not right or not isinstance(event["act"]["type"], str):
                raise ValueError(body)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            found.add("body", here)
            return events
        if canonical(event) != body or not unicodedata.is_normalized("NFC", body.decode("utf-8", "replace")):
            found.add("canonical", here)
        if event["counter"] != str(number):
            found.add("counter", here, event["counter"])
        if event["clock_went_back"] is not bool(events and event["at"] < events[-1]["at"]):
            found.add("clock", here)
        events.append(event)
    return events


def check_heads(bodies: list[bytes], heads: list[tuple[str, int, bytes]], found: Findings) -> None:
    """Note signed heads that the events do not lead to."""
    leaves = [leaf(body) for body in bodies]
    for place, size, root in heads:
        if size > len(leaves):
            found.add("cut", place, f"{len(leaves)} < {size}")
        elif root_of(leaves[:size]) != root:
            found.add("root", place, size)


def media_of(name: str) -> str:
    """Give the media type that the end of a file name stands for."""
    return MEDIA.get(name.rpartition(".")[2].lower() if "." in name else "", "application/octet-stream")


def is_named(sha256: str, data: Any, salt: Any) -> bool:
    """Tell whether a content is what an event names: by HMAC under its salt, by SHA-256 without one."""
    if type(data) is not bytes or type(salt) is not bytes or len(salt) not in (0, 32):
        return False
    return (hmac.digest(salt, data, "sha256") if salt else hashlib.sha256(data).digest()).hex() == sha256


# What is never personal: rule files, the review, and the entries of the ledger, which stand under an id.
PLAIN = ("review_sha256", "rules_sha256", "history_sha256", "schemes", "plans", "laws")


def salted(event: dict[str, Any]) -> set[str]:
    """Give the contents an event names by a commitment."""
    act = event["act"]
    if "salted" not in act:
        return set()
    rules = [rule["sha256"] for part in ("schemes", "plans", "laws") for rule in act.get(part, ())]
    plain = {act[name] for name in PLAIN[:3] if act.get(name)} | set(rules)
    return {sha256 for sha256, _media in named(event)} - plain


def named(event: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the contents an event names: what it names them by, and their media type."""
    act = event["act"]
    kind = act["type"]
    if kind == "review.opened":
        rules = [rule["sha256"] for part in ("schemes", "plans", "laws") for rule in act[part]]
        texts = [(each, MEDIA["yaml"]) for each in (act["review_sha256"], *rules)]
        tables = [(act["candidates_file_sha256"], MEDIA["csv"]), (act["candidates_sha256"], MEDIA["json"])]
        return texts + tables
    if kind in ("facts.loaded", "history.loaded"):
        normalised = act[kind.replace(".loaded", "_sha256")]
        return [(act["file_sha256"], media_of(act["file"])), (normalised, MEDIA["json"])]
    if kind == "nomination.recorded":
        wanted = [("lists_sha256", "json"), ("rules_sha256", "yaml"), ("papers_sha256", "csv")]
        return [(act[name], MEDIA[media]) for name, media in wanted if act[name] is not None]
    if kind == "personal.erased":
        return [(each["replaced_by"], MEDIA["json"]) for each in act["contents"] if each["replaced_by"]]
    if kind == "objection.filed":
        words = [(act["words_sha256"], MEDIA["json"])] if "words_sha256" in act else []
        media = act.get("evidence_media") or media_of(act["evidence"])
        return words + ([(act["evidence_sha256"], media)] if act["evidence_sha256"] is not None else [])
    if kind == "run.completed":
        return [(act["facts_sha256"], MEDIA["json"]), (act["results_sha256"], MEDIA["json"])]
    return []


def erased(events: list[dict[str, Any]]) -> dict[str, str | None]:
    """Give what stands for each content that was emptied; None where nothing does."""
    acts = [event["act"] for event in events if event["act"]["type"] == "personal.erased"]
    return {each["sha256"]: each["replaced_by"] for act in acts for each in act["contents"]}


def standing(sha256: str, emptied: dict[str, str | None]) -> str:
    """Give the content that stands for another one now; raises ValueError when that goes in a circle."""
    for _step in range(len(emptied) + 1):
        following = emptied.get(sha256)
        if following is None:
            return sha256
        sha256 = following
    raise ValueError(sha256)


# What follows from the events

Row = dict[str, Any]


class UnknownKindError(Exception):
    """An event of a kind that this program does not know."""


class Rebuilt:
    """Every table as it follows from the events, and the facts in force."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}
        self.versions: Counter[tuple[Any, ...]] = Counter()
        self.facts: dict[tuple[str, ...], Row] = {}
        self.runs: list[tuple[int, dict[str, Any], list[Row]]] = []
        self.media: dict[str, str] = {}
        self.salted: set[str] = set()

    def put(self, table: str, **cells: Any) -> None:
        """Add a row."""
        self.tables.setdefault(table, []).append(cells)

    def take(self, event: dict[str, Any], contents: dict[str, bytes]) -> None:
        """Take in one event; raises LookupError, ValueError or TypeError when it cannot be followed."""
        act, seq = event["act"], int(event["counter"])
        for sha256, media in named(event):
            self.media.setdefault(sha256, media)
        self.salted |= salted(event)
        maker = getattr(self, "on_" + act["type"].replace(".", "_"), None)
        if maker is None:
            raise UnknownKindError(act["type"])
        maker(act, seq, event["at"], contents)

    def on_review_opened(self, act: Row, seq: int, _at: str, contents: dict[str, bytes]) -> None:
        """Follow the opening of a review."""
        digests = {name: act[name] for name in ("candidates_file_sha256", "candidates_sha256")}
        content = canonical(act["review"]).decode()
        self.put("review", id=1, seq=seq, content=content, sha256=act["review_sha256"], **digests)
        for table, part in (("scheme_text", "schemes"), ("plan_text", "plans"), ("law_text", "laws")):
            for position, rule in enumerate(act[part], 1):
                self.put(table, key=rule["key"], position=position, sha256=rule["sha256"])
        roster = json.loads(contents[act["candidates_sha256"]])
        for position, cells in enumerate(zip(*roster.values(), strict=True), 1):
            self.put("candidate", position=position, **dict(zip(roster, cells, strict=True)))

    def on_facts_loaded(self, act: Row, seq: int, at: str, contents: dict[str, bytes]) -> None:
        """Follow a file of facts."""
        batch = len(self.tables.get("batch", ())) + 1
        cells = {name: act[name] for name in ("file", "facts_sha256", "stage", "unit")}
        counts = {"entries": int(act["entries"]), "facts": int(act["facts"])}
        self.put("batch", id=batch, seq=seq, sha256=act["file_sha256"], at=at, **cells, **counts)
        columns = json.loads(contents[act["facts_sha256"]])
        for values in zip(*columns.values(), strict=True):
            fact = dict(zip(columns, values, strict=True))
            key = (act["stage"], fact["candidate"], fact["scheme"], fact["fact"], fact["judge"])
            self.versions["fact", *key] += 1
            self.facts[key] = dict(fact)
            number = fact.pop("number")
            top, _slash, bottom = (number or "").partition("/")
            fraction = (None, None) if number is None else (top, bottom or "1")
            pair = dict(zip(("numerator", "denominator"), fraction, strict=True))
            self.put(
                "fact", stage=act["stage"], version=self.versions["fact", *key], batch=batch, **fact, **pair
            )
        for each in act.get("reasons", ()):
            self.put("value_reason", seq=seq, **each)

    def on_run_completed(self, act: Row, seq: int, at: str, _contents: dict[str, bytes]) -> None:
        """Follow a run, with the facts in force."""
        names = ("scheme", "scheme_sha256", "stage", "facts_sha256", "results_sha256", "as_of", "engine")
        counts = canonical(act["counts"]).decode()
        number = len(self.runs) + 1
        self.put("run", id=number, seq=seq, at=at, counts=counts, **{name: act[name] for name in names})
        force = [fact for (stage, *_key), fact in self.facts.items() if stage == act["stage"]]
        self.runs.append((seq, act, [fact for fact in force if fact["scheme"] == act["scheme"]]))

    def on_decision_recorded(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow a decision."""
        choice = canonical(act["choice"]).decode()
        self.put("decision", seq=seq, slot=act["slot"], choice=choice, who=act["who"], basis=act["basis"])

    def on_papers_issued(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow papers that were issued."""
        runs = canonical(act["runs"]).decode()
        for position, paper in enumerate(act["papers"], 1):
            if paper["kind"] == "document":
                continue
            cells = paper | {"candidate": paper["candidate"] or None}
            self.put("paper", seq=seq, position=position, runs=runs, **cells)

    def on_nomination_recorded(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow proposals that people made or took back."""
        cells = {name: act[name] for name in ("rules", "who", "basis", "lists_sha256")}
        for position, each in enumerate(act["nominees"], 1):
            proposed = {name: each[name] for name in ("list", "award", "candidate")}
            withdrawn = int(act["withdrawn"])
            self.put("nomination", seq=seq, position=position, withdrawn=withdrawn, **cells, **proposed)

    def on_personal_erased(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow an erasure."""
        cells = {name: act[name] for name in ("candidate", "who", "why")}
        for position, each in enumerate(act["contents"], 1):
            both = {name: each[name] for name in ("sha256", "replaced_by")}
            self.put("erasure", seq=seq, position=position, **cells, **both)

    def on_notice_opened(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow a result that was published."""
        names = ("scheme", "run", "opened", "working_days", "until")
        lists = {name: canonical(act[name]).decode() for name in ("days_off", "unsure")}
        self.put("notice", seq=seq, place=act["where"], **lists, **{name: act[name] for name in names})

    def on_objection_filed(self, act: Row, seq: int, _at: str, contents: dict[str, bytes]) -> None:
        """Follow an objection; what it says stands in a content, in older records in the event."""
        said = json.loads(contents[act["words_sha256"]]) if "words_sha256" in act else act
        names = ("notice", "scheme", "candidate", "criterion", "evidence_sha256", "received")
        words = {"sender": said["sender"], "evidence": said["evidence"], "words": said["text"]}
        cells = {name: act[name] for name in names} | words
        number = len(self.tables.get("objection", ())) + 1
        self.put("objection", id=number, seq=seq, in_time=int(act["in_time"]), **cells)

    def on_objection_answered(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow the answer to an objection."""
        cells = {name: act[name] for name in ("objection", "facts", "who", "why", "basis")}
        self.put("objection_answer", seq=seq, accepted=int(act["accepted"]), **cells)

    def on_history_loaded(self, act: Row, seq: int, at: str, contents: dict[str, bytes]) -> None:
        """Follow a file of the ledger of honours."""
        cells = {"file": act["file"], "sha256": act["file_sha256"], "history_sha256": act["history_sha256"]}
        self.put("history_batch", seq=seq, at=at, counts=canonical(act["counts"]).decode(), **cells)
        for table, columns in json.loads(contents[act["history_sha256"]]).items():
            for values in zip(*columns.values(), strict=True):
                self.put(table, seq=seq, **dict(zip(columns, values, strict=True)))

    def on_honour_status_changed(self, act: Row, seq: int, _at: str, _contents: dict[str, bytes]) -> None:
        """Follow an honour that was taken back or given back."""
        names = ("candidate", "award", "first_year", "last_year", "decision", "number")
        cells = {name: act[name] for name in names} | {"day": act["on"], "reason": act["why"]}
        self.put("honour_status", seq=seq, withdrawn="0", revoked=str(int(act["revoked"])), **cells)


def rebuild(
    events: list[dict[str, Any]], contents: dict[str, bytes], place: str, found: Findings
) -> Rebuilt | None:
    """Follow all events; note the first that cannot be followed and give None then."""
    rebuilt = Rebuilt()
    for number, event in enumerate(events, 1):
        try:
            rebuilt.take(event, contents)
        except UnknownKindError as error:
            found.add("unknown", f"{place}:{number}", error)
            return None
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            found.add("absent", f"{place}:{number}", error)
            return None
    return rebuilt


# A record


def schema_digest(source: sqlite3.Connection) -> str:
    """Give the SHA-256 over type, name, table, text of everything in the schema, types of cells included."""
    rows = source.execute("SELECT type, name, tbl_name, sql, typeof(rootpage) FROM sqlite_schema").fetchall()
    named = sorted(([repr(cell) for cell in row[:4]] + [str(row[4])] for row in rows), key=repr)
    return hashlib.sha256(json.dumps(named, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def check_file(source: sqlite3.Connection, place: str, found: Findings) -> None:
    """Note damaged pages, wrong marks and a changed schema."""
    for (line,) in source.execute("PRAGMA integrity_check(5)"):
        if line != "ok":
            found.add("file", place, line)
    found.extend(("file", place, str(row)) for row in source.execute("PRAGMA foreign_key_check").fetchmany(5))
    (version,), (application,), (encoding,) = (
        source.execute(f"PRAGMA {mark}").fetchone() for mark in ("user_version", "application_id", "encoding")
    )
    digest, revision = SCHEMAS.get(version, ("", ""))
    revisions = source.execute("SELECT version_num, typeof(version_num) FROM alembic_version").fetchall()
    if (application, encoding, revisions) != (APPLICATION, "UTF-8", [(revision, "text")]) or not digest:
        found.add("mark", place, f"{application} {version} {encoding} {revisions}")
    if schema_digest(source) != digest:
        found.add("schema", place)


def same(value: Any, kind: str) -> Any:
    """Give a cell of the record's JSON as its column holds it."""
    return int(value) if kind == "INTEGER" and isinstance(value, str) else value


def versioned(table: str, columns: list[tuple[str, str, int]], rows: list[Row], rebuilt: Rebuilt) -> None:
    """Number the versions of rows of the ledger, whose key is all of the primary key but the version."""
    keys = [name for name, _kind, place in sorted(columns, key=lambda c: c[2]) if place and name != "version"]
    for row in rows:
        if "version" not in row:
            key = (table, *(row[name] for name in keys))
            rebuilt.versions[key] += 1
            row["version"] = rebuilt.versions[key]


def check_tables(source: sqlite3.Connection, rebuilt: Rebuilt, place: str, found: Findings) -> None:
    """Compare every table with what follows from the events, row by row, types included."""
    rebuilt.tables["blob"] = [{"sha256": sha256, "media": media} for sha256, media in rebuilt.media.items()]
    emptied = {row["sha256"] for row in rebuilt.tables.get("erasure", ())}
    rebuilt.tables["salt"] = [{"sha256": sha256} for sha256 in rebuilt.salted - emptied]
    unnamed = {("blob", "content"), ("salt", "value")}
    listed = source.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for (table,) in listed.fetchall():
        if table in ("event", "alembic_version"):
            continue
        info = source.execute(f'PRAGMA table_info("{table}")').fetchall()
        columns = [(row[1], row[2], row[5]) for row in info if (table, row[1]) not in unnamed]
        rows = rebuilt.tables.get(table, [])
        if any(name == "version" for name, _kind, _place in columns):
            versioned(table, columns, rows, rebuilt)
        wanted = Counter(
            tuple((type(v).__name__, v) for v in (same(row[n], k) for n, k, _p in columns)) for row in rows
        )
        names = ", ".join(f'"{name}"' for name, _kind, _place in columns)
        stored = Counter(
            tuple((type(v).__name__, v) for v in row)
            for row in source.execute(f'SELECT {names} FROM "{table}"')
        )
        for code, rest in (("row", stored - wanted), ("norow", wanted - stored)):
            found.extend((code, f"{place}!{table}", str([v for _t, v in row])) for row in list(rest)[:2])


def read_record(
    source: sqlite3.Connection, place: str, heads: list[tuple[str, int, bytes]], found: Findings
) -> None:
    """Check a record that can be opened."""
    check_file(source, place, found)
    rows = source.execute("SELECT seq, body, leaf FROM event ORDER BY seq").fetchall()
    if any(type(row[0]) is not int or {type(row[1]), type(row[2])} != {bytes} for row in rows):
        found.add("body", place)
        return
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
        found.add("counter", place)
    bodies = [row[1] for row in rows]
    events = check_log(bodies, [row[2] for row in rows], f"{place}!event", found)
    check_heads(bodies, heads, found)
    contents = dict(source.execute("SELECT sha256, content FROM blob").fetchall())
    (has_salts,) = source.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'salt'").fetchone()
    salts = dict(source.execute("SELECT sha256, value FROM salt").fetchall()) if has_salts else {}
    emptied = erased(events)
    for sha256, content in contents.items():
        if sha256 in emptied:
            if content != b"" or sha256 in salts:
                found.add("kept", f"{place}!blob", sha256)
        elif not is_named(sha256, content, salts.get(sha256, b"")):
            found.add("content", f"{place}!blob", sha256)
    contents |= {sha256: contents[standing(sha256, emptied)] for sha256 in emptied}
    rebuilt = None if found else rebuild(events, contents, f"{place}!event", found)
    if rebuilt is not None:
        check_tables(source, rebuilt, place, found)


def check_source(
    source: sqlite3.Connection, place: str, heads: list[tuple[str, int, bytes]], found: Findings
) -> None:
    """Check a record through an open connection; what keeps it from being read is noted too."""
    try:
        read_record(source, place, heads, found)
    except (sqlite3.Error, UnicodeDecodeError, TypeError, ValueError, LookupError, OverflowError) as error:
        found.add("file", place, error)


def check_record(path: Path, heads: list[tuple[str, int, bytes]]) -> Findings:
    """Check a record against itself and against heads that were signed."""
    found = Findings()
    try:
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        found.add("file", path, error)
        return found
    check_source(source, str(path), heads, found)
    source.close()
    return found


def signed_heads(folder: Path, keys: list[Key], found: Findings) -> list[tuple[str, int, bytes]]:
    """Give the heads of a folder that a trusted key signed; note those that are not."""
    heads: list[tuple[str, int, bytes]] = []
    texts: dict[int, str] = {}
    for path in sorted(folder.glob("*.checkpoint")):
        try:
            text, signatures = read_note(path.read_bytes())
            size, root = read_head(text)
        except (ValueError, binascii.Error):
            found.add("head", path)
            continue
        before = len(found)
        check_note(text, signatures, keys, str(path), found)
        heads += [(str(path), size, root)] if len(found) == before else []
        texts[size] = text
    for path in sorted(folder.glob("*.tsr")):
        check_stamp(path.read_bytes(), texts.get(stamped_size(path.name)), str(path), found)
    return heads


def stamped_size(name: str) -> int:
    """Give the size of the head a time stamp is on, which its name tells; -1 when it does not."""
    named = re.fullmatch(r"([0-9]{9})-[0-9a-f]{8}\.tsr", name)
    return int(named[1]) if named else -1


# A package


def unpacked(content: bytes, place: str, found: Findings) -> dict[str, bytes]:
    """Give the parts of a package; note every byte of the archive around them that is not as it must be."""
    parts: dict[str, bytes] = {}
    entries, at = b"", 0
    while content[at : at + 4] == b"PK\x03\x04" and at + 30 <= len(content):
        size, name_size = (
            struct.unpack_from("<I", content, at + 22)[0],
            struct.unpack_from("<H", content, at + 26)[0],
        )
        name, data = content[at + 30 : at + 30 + name_size], content[at + 30 + name_size :][:size]
        shared = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, zlib.crc32(data), size, size, name_size, 0)
        if len(data) != size or content[at : at + 30] != b"PK\x03\x04" + shared:
            found.add("archive", f"{place}!{name.decode('ascii', 'replace')}")
        if len(data) != size or name.decode("ascii", "replace") in parts:
            break
        parts[name.decode("ascii", "replace")] = data
        entries += (
            b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        )
        at += 30 + name_size + size
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(entries), at, 0)
    if content[at:] != entries + tail:
        found.add("archive", place)
    return parts


def check_list(parts: dict[str, bytes], keys: list[Key], place: str, found: Findings) -> None:
    """Compare the parts with the signed list of their SHA-256."""
    here = f"{place}!MANIFEST.txt"
    try:
        text, signatures = read_note(parts.get("MANIFEST.txt", b""))
        first, engine, blank, *lines = text.removesuffix("\n").split("\n")
        listed = [tuple(re.fullmatch(r"([0-9a-f]{64})  (\S+)", line).groups()) for line in lines]  # type: ignore[union-attr]
        carries = {"thidua-proof 1": False, "thidua-proof 2": True}[first]
        if carries != ("log/salts.txt" in parts) or blank or not engine.startswith("engine "):
            raise ValueError(first)
    except (ValueError, LookupError, AttributeError, binascii.Error):
        found.add("list", here)
        return
    check_note(text, signatures, keys, here, found)
    found_parts = [
        (hashlib.sha256(data).hexdigest(), name) for name, data in parts.items() if name != "MANIFEST.txt"
    ]
    differing = set(found_parts) ^ set(listed)
    for name in sorted({name for _sha256, name in differing}):
        found.add("part", f"{place}!{name}")
    if not differing and found_parts != listed:
        found.add("part", here)
    for _sha256, name in found_parts:
        if not PART.fullmatch(name):
            found.add("part", f"{place}!{name}")


def check_package(path: Path, trusted: list[Key]) -> Findings:
    """Check a package against itself, its signatures and its arithmetic."""
    found = Findings()
    check_archive(path.read_bytes(), str(path), trusted, found)
    return found


def check_archive(content: bytes, place: str, trusted: list[Key], found: Findings) -> None:
    """Check the bytes of a package."""
    parts = unpacked(content, place, found)
    try:
        keys = trusted or [Key(line) for line in parts.get("log/keys.txt", b"").decode().splitlines()]
        text, signatures = read_note(parts.get("log/checkpoint.txt", b""))
        size, root = read_head(text)
    except (ValueError, binascii.Error):
        found.add("head", f"{place}!log")
        return
    check_list(parts, keys, place, found)
    check_note(text, signatures, keys, f"{place}!log/checkpoint.txt", found)
    bodies = parts.get("log/events.jsonl", b"").split(b"\n")[:-1]
    hashes = parts.get("log/leaves.txt", b"").decode("ascii", "replace").split("\n")[:-1]
    here = f"{place}!log/events.jsonl"
    if len(hashes) != len(bodies) or b"".join(body + b"\n" for body in bodies) != parts.get(
        "log/events.jsonl"
    ):
        found.add("leaf", here, f"{len(hashes)}, {len(bodies)}")
        hashes = [leaf(body).hex() for body in bodies]
    stored = [bytes.fromhex(each) if re.fullmatch("[0-9a-f]{64}", each) else b"" for each in hashes]
    events = check_log(bodies, stored, here, found)
    check_heads(bodies, [(f"{place}!log/checkpoint.txt", size, root)], found)
    origin = text.split("\n")[0]
    for name, content in parts.items():
        if name.startswith("stamps/") and name != "stamps/tsa.pem":
            seen = stamped_size(name.removeprefix("stamps/"))
            old = root_of([leaf(body) for body in bodies[: max(seen, 0)]])
            head = f"{origin}\n{seen}\n{base64.b64encode(old).decode()}\n"
            check_stamp(content, head if 0 <= seen <= len(bodies) else None, f"{place}!{name}", found)
    if size < len(bodies):
        found.add("unsigned", here, f"{size} < {len(bodies)}")
    if len(events) == len(bodies):
        check_runs(events, parts, place, found)


def read_salts(parts: dict[str, bytes], place: str, found: Findings) -> dict[str, bytes]:
    """Give the salts of a package by what their contents are named by; note lines that are none."""
    content = parts.get("log/salts.txt", b"")
    lines = [re.fullmatch(rb"([0-9a-f]{64})  ([0-9a-f]{64})", line) for line in content.split(b"\n")[:-1]]
    salts = {line[1].decode(): bytes.fromhex(line[2].decode()) for line in lines if line}
    written = b"".join(f"{sha256}  {salts[sha256].hex()}\n".encode() for sha256 in sorted(salts))
    if written != content:
        found.add("salt", f"{place}!log/salts.txt")
    return salts


def check_runs(events: list[dict[str, Any]], parts: dict[str, bytes], place: str, found: Findings) -> None:
    """Check the contents, and the facts, the steps and the sums of the newest run of each scheme."""
    contents = {name[9:73]: data for name, data in parts.items() if name.startswith("contents/")}
    salts = read_salts(parts, place, found)
    for sha256, data in contents.items():
        if not is_named(sha256, data, salts.get(sha256, b"")):
            found.add("content", f"{place}!contents/{sha256}")
    try:
        emptied = erased(events)
        runs = [event["act"] for event in events if event["act"]["type"] == "run.completed"]
        scored = {standing(act["facts_sha256"], emptied) for act in {a["scheme"]: a for a in runs}.values()}
        must = {sha256 for event in events for sha256 in salted(event)} & (contents.keys() | scored)
        for sha256 in sorted(salts.keys() ^ must):
            found.add("salt", f"{place}!log/salts.txt", sha256)
        replaced = {sha256: standing(sha256, emptied) for sha256 in emptied}
    except (LookupError, TypeError, ValueError) as error:
        found.add("body", f"{place}!log/events.jsonl", error)
        return
    contents |= {sha256: contents[other] for sha256, other in replaced.items() if other in contents}
    unneeded = ("history.loaded", "objection.filed")  # their contents are not part of a package
    kept = [event for event in events if event["act"]["type"] not in unneeded]
    rebuilt = rebuild(kept, contents, f"{place}!log/events.jsonl", found)
    newest = {act["scheme"]: (seq, act, facts) for seq, act, facts in rebuilt.runs} if rebuilt else {}
    for seq, act, facts in newest.values():
        here = f"{place}!{act['scheme']}"
        try:
            named_facts = standing(act["facts_sha256"], emptied)
            if not is_named(named_facts, facts_blob(facts), salts.get(named_facts, b"")):
                found.add("facts", f"{place}!log/events.jsonl:{seq}")
            check_results(json.loads(contents[act["results_sha256"]]), facts, here, found)
        except (LookupError, ArithmeticError, ValueError, TypeError, AttributeError, RecursionError) as error:
            found.add("results", here, error)


def facts_blob(facts: list[Row]) -> bytes:
    """Give the normalised facts, one list a column, ordered by candidate, scheme, fact, judge."""
    names = ("candidate", "scheme", "fact", "judge", "state", "number", "label", "evidence", "source")
    ordered = sorted(facts, key=lambda fact: tuple(fact[name] for name in names[:4]))
    return canonical({name: [fact[name] for fact in ordered] for name in names})


# The arithmetic of a trace

TOKEN = re.compile(r"\s*(-?\d+(?:/\d+)?(?=[^\d]|$)|\{\w+\}|[-+×/^()])")


def check_results(results: dict[str, Any], facts: list[Row], place: str, found: Findings) -> None:
    """Check every card: its facts are the reported ones, its steps come out, its parts make the whole."""
    reported = {(fact["candidate"], fact["fact"], fact["judge"]): fact for fact in facts}
    for row in results["rows"]:
        here = f"{place}!{row['candidate']}"
        for fact in row["asked"]:
            check_fact(fact, row["candidate"], reported, here, found)
        check_node(row["points"], row["candidate"], reported, here, found)
        parts = [number(row[name]) for name in ("base", "bonus", "penalty", "adjustment")]
        if row["total"] is not None and sum(parts) != number(row["total"]):
            found.add("sum", here, row["total"])
        if row["total"] is not None and row["total"] != row["points"]["points"]:
            found.add("sum", here, row["total"])
    for quota in results["quotas"]:
        for step in quota["steps"]:
            check_step(step, f"{place}!{quota['cluster']}", found)
        if quota["steps"] and str(quota["places"]) != quota["steps"][-1]["result"]:
            found.add("sum", f"{place}!{quota['cluster']}", quota["places"])


def number(text: str | None) -> Fraction:
    """Give an exact number; none counts as zero."""
    return Fraction(text or 0)


def check_fact(fact: Row, candidate: str, reported: dict[Any, Row], place: str, found: Findings) -> None:
    """Compare a fact of a trace with the reported one."""
    absent = {"state": "missing", "number": None, "label": "", "evidence": "", "source": ""}
    mine = reported.get((candidate, fact["id"], fact["judge"]), absent)
    if [fact[name] for name in ("state", "evidence", "source")] != [
        mine[n] for n in ("state", "evidence", "source")
    ]:
        found.add("fact", place, fact["id"])
    elif fact["value"] != (mine["label"] or mine["number"]):
        found.add("fact", place, f"{fact['id']}: {fact['value']}")


def check_node(node: Row, candidate: str, reported: dict[Any, Row], place: str, found: Findings) -> None:
    """Check a node of the tree and all below it."""
    here = f"{place}!{node['id']}"
    for fact in node["facts"]:
        check_fact(fact, candidate, reported, here, found)
    for step in node["steps"]:
        check_step(step, here, found)
    results = [step["result"] for step in node["steps"] if step["result"] is not None]
    if node["points"] is not None and results and results[-1] != node["points"]:
        found.add("step", here, node["points"])
    if node["children"] and node["points"] is not None:
        first = next((step["values"] for step in node["steps"] if step["act"] == "combine"), {})
        parts = [value for name, value in first.items() if re.fullmatch(r"v\d+", name)]
        counted = [child["points"] for child in node["children"] if child["points"] is not None]
        if Counter(parts) - Counter(counted):
            found.add("sum", here, node["points"])
    for child in node["children"]:
        check_node(child, candidate, reported, place, found)


def check_step(step: Row, place: str, found: Findings) -> None:
    """Work a step again, where it is plain arithmetic; what only the rules can tell is left to thidua."""
    formula, result = step["formula"], step["result"]
    head, arrow, tail = formula.partition(" → ")
    if step["act"] == "round" or result is None or step["note"] == "irrational" or "ln(" in formula:
        return
    try:
        came = value_of(tail if arrow else head, step["values"])
    except (ValueError, ZeroDivisionError, LookupError, OverflowError):
        found.add("step", place, formula)
        return
    if came is not None and came != Fraction(result):
        found.add("step", place, f"{formula} = {result}")


def value_of(formula: str, values: dict[str, str]) -> Fraction | None:
    """Give the value of a formula; None for a function of several numbers that is not known here."""
    named_function = re.fullmatch(r"([a-z]+)\((.*;.*|\{\w+\})\)", formula)
    if named_function:
        numbers = [Fraction(values[name]) for name in re.findall(r"\{(\w+)\}", named_function[2])]
        known = {"min": min, "max": max, "sum": sum, "best": sum, "mean": lambda n: sum(n) / len(n)}
        return Fraction(known[named_function[1]](numbers)) if named_function[1] in known else None
    tokens = TOKEN.findall(formula)
    if "".join(tokens) != re.sub(r"\s", "", formula):
        return None
    rest = [
        Fraction(values[t[1:-1]]) if t[0] == "{" else t if t in "-+×/^()" else Fraction(t) for t in tokens
    ]
    total = added(rest)
    if rest:
        raise ValueError(formula)
    return total


def added(rest: list[Any]) -> Fraction:
    """Take a sum from the front of the tokens."""
    total = multiplied(rest)
    while rest and rest[0] in ("+", "-"):
        sign = -1 if rest.pop(0) == "-" else 1
        total += sign * multiplied(rest)
    return total


def multiplied(rest: list[Any]) -> Fraction:
    """Take a product from the front of the tokens."""
    total = raised(rest)
    while rest and rest[0] in ("×", "/"):
        divides = rest.pop(0) == "/"
        factor = raised(rest)
        total = total / factor if divides else total * factor
    return total


def raised(rest: list[Any]) -> Fraction:
    """Take a number, a bracket or a power from the front of the tokens."""
    first = rest.pop(0)
    if first == "(":
        first = added(rest)
        if rest.pop(0) != ")":
            raise ValueError("bracket")
    elif first == "-":
        first = -raised(rest)
    if not isinstance(first, Fraction):
        raise ValueError(first)
    if rest and rest[0] == "^":
        rest.pop(0)
        power = raised(rest)
        first = Fraction(first ** int(power)) if power.denominator == 1 else Fraction(math.pow(first, power))
    return first


# The door


def keys_of(words: list[str]) -> list[Key]:
    """Give keys that were written out or stand in files, one a line."""
    lines = []
    for word in words:
        file = word.count("+") < 2 and Path(word).is_file()
        texts = Path(word).read_text(encoding="utf-8").splitlines() if file else [word]
        lines += [text.partition("#")[0].strip() for text in texts]
    return [Key(line) for line in lines if line]


def check(path: Path, keys: list[Key], heads: list[tuple[str, int, bytes]]) -> Findings:
    """Check a record or a package, whichever the file is."""
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            return check_package(path, keys)
    found = Findings()
    folder = path.with_name(f"{path.name}.heads")
    beside = keys or (keys_of([str(folder / "keys.txt")]) if (folder / "keys.txt").exists() else [])
    signed = signed_heads(folder, beside, found)
    found.extend(check_record(path, [*heads, *signed]))
    return found


def main(arguments: list[str]) -> int:
    """Read the words of the call, check, and say what was found."""
    parser = argparse.ArgumentParser(
        description="Check a record or a proof package of thidua without thidua."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--trust", action="append", default=[], metavar="KEY|FILE", help="public key from outside"
    )
    parser.add_argument(
        "--head", action="append", default=[], metavar="SIZE:ROOT", help="a head noted outside"
    )
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    call = parser.parse_args(arguments)
    try:
        heads = [
            (each, int(each.partition(":")[0]), bytes.fromhex(each.partition(":")[2])) for each in call.head
        ]
        found = check(call.file, keys_of(call.trust), heads)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    for line in found.lines(call.lang):
        print(line)
    if not found:
        print({"vi": "khớp", "en": "all agrees"}[call.lang])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
