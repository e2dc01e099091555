"""Personal data taken out of a record: no byte is left, and every proof still holds."""

from __future__ import annotations

import hmac
import json
import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from scoring.facts import Candidate, Fact, State
from tests.thidua.proof import samples as proof_samples
from tests.thidua.store import samples
from tests.thidua.store.test_upgrading import fifth_version, first_version
from thidua.audit import Head, audit
from thidua.proof.package import write_package
from thidua.proof.replay import verify_package
from thidua.runs import current_result, run_all
from thidua.store import acts, engine, erasing, views
from thidua.store.canonical import digest, dumps
from thidua.store.columns import candidates_blob
from thidua.store.contents import SALT_SIZE, Content, commitment
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.events import ObjectionFiled
from thidua.store.nomination_acts import lists_of, record_nomination
from thidua.store.notice_acts import file_objection, notices, objections
from thidua.store.upgrading import bring_up
from tools import verifier

NAME, POST, EVIDENCE = "Lò Thị Thử Nghiệm", "Phó phòng Mẫu", "000-BB-RIENG"
# What must be gone, as it stands in contents and in cells of tables.
TOKENS = [text.encode() for text in (NAME, POST, EVIDENCE)]
OTHER = Candidate("ong-ba", "Ông Khác", "individual", "", "cum_1", "xa-a", "Ông", "Trưởng phòng")
ROSTER = [Candidate("ba-lo", NAME, "individual", "", "cum_1", "xa-a", "Bà", POST), OTHER]
SENT = b"%PDF-1.7 " + NAME.encode()
KEYS = verifier.keys_of([str(proof_samples.OFFICE.public)])


def fact(evidence: str, judge: str) -> Fact:
    # The sheet of a form is called as the candidate is.
    sheet = NAME if evidence == EVIDENCE else OTHER.name
    return Fact("diem", State.VALUE, None, "tốt", judge, evidence, f"form.xlsx!{sheet}!B2")


def named(path: Path) -> Database:
    """Give a record that holds a person's data in every kind of content that may hold some."""
    database = samples.create(path)
    roster_csv = "\n".join(["id,name,post", *(f"{each.id},{each.name},{each.post}" for each in ROSTER)])
    acts.open_review(
        database,
        review_text=b"review: xet-2026\n",
        review=samples.REVIEW,
        schemes=samples.SCHEMES,
        plans=samples.PLANS,
        laws=samples.LAWS,
        candidates_csv=roster_csv.encode(),
        candidates=ROSTER,
        actor="Thư ký",
    )
    for candidate, evidence in (("ba-lo", EVIDENCE), ("ong-ba", "7-BB")):
        content = f"{candidate} {NAME if candidate == 'ba-lo' else OTHER.name}".encode()
        file = samples.fact_file(
            f"{candidate}.xlsx", candidate, fact(evidence, "gk1"), scheme=samples.SCHEME, content=content
        )
        samples.load(database, file)
    rows = [
        {"candidate": each.id, "name": each.name, "points": {"facts": [{"evidence": evidence}]}}
        for each, evidence in zip(ROSTER, (EVIDENCE, "7-BB"), strict=True)
    ]
    samples.run(database, dumps({"rows": rows}))
    lists = dumps({"lists": [{"proposals": rows}]})
    nomination = samples.nomination("ba-lo").model_copy(update={"lists_sha256": digest(lists)})
    record_nomination(database, nomination, {digest(lists): lists}, actor="Thư ký")
    samples.publish(database)
    for candidate, sender in (("ba-lo", "xa-a"), ("ong-ba", "ba-lo"), ("ong-ba", "xa-a")):
        file_objection(database, objection(database, candidate, sender), SENT, actor="Văn thư")
    return database


def objection(database: Database, candidate: str, sender: str) -> ObjectionFiled:
    says = f"{sender} nói về {NAME if 'ba-lo' in (candidate, sender) else OTHER.name}"
    return ObjectionFiled(
        notice=notices(database)[-1].seq,
        scheme=samples.SCHEME,
        candidate=candidate,
        criterion="diem",
        sender=sender,
        text=says,
        evidence=f"{says}.pdf",
        evidence_sha256=digest(SENT),
        received=date(2026, 7, 7),
        in_time=True,
    )


def tokens_in(folder: Path) -> list[bytes]:
    stored = b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())
    return [token for token in TOKENS if token in stored]


def erase(database: Database, candidate: str = "ba-lo", who: str = "Giám đốc", why: str = "Đơn xin") -> int:
    return erasing.erase(database, candidate, who=who, why=why, actor="Thư ký").seq


def test_no_byte_of_the_data_is_left_in_the_file_or_beside_it(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    assert tokens_in(tmp_path) == TOKENS

    erase(database)

    assert tokens_in(tmp_path) == []
    assert views.candidates(database) == (
        Candidate("ba-lo", "(đã xóa)", "individual", "", "cum_1", "xa-a"),
        OTHER,
    )


def test_events_stay_byte_for_byte_and_every_earlier_head_holds(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    before, head = views.event_bodies(database), Head(*views.log(database))

    seq = erase(database)

    assert views.event_bodies(database)[:-1] == before
    assert seq == len(before) + 1
    assert audit(database.path, head).is_clean
    assert verifier.check_record(database.path, [("head", head.size, bytes.fromhex(head.root))]) == []


def test_the_audit_says_what_can_no_longer_be_checked(tmp_path: Path) -> None:
    # Of her: name, title and post in the roster; evidence and source in the facts of the file and in those
    # that were scored, which are other contents; name and evidence in the results and in the lists: 11. Of
    # the objection about her and the one she sent: sender, text and name of the file, 6. These seven contents
    # were emptied, and three files as they were sent: the table of candidates, her form, the paper of both.
    database = named(tmp_path / "record.db")
    seq = erase(database)

    assert [str(finding).partition(": ")[2] for finding in audit(database.path).findings] == [
        "W_AUDIT_ERASED: Personal data of ba-lo were erased on 2026-07-01T08:10:00Z by Giám đốc: 17 values "
        "and 10 contents can no longer be checked."
    ]
    assert seq == 10


def test_data_of_others_stay_in_what_stands_for_the_emptied_contents(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    erase(database)

    results = json.loads(views.run_results(database, 1))
    assert [row["name"] for row in results["rows"]] == ["(đã xóa)", "Ông Khác"]
    assert [row["points"]["facts"][0]["evidence"] for row in results["rows"]] == ["", "7-BB"]
    assert json.loads(lists_of(database, 5))["lists"][0]["proposals"] == results["rows"]
    found = [entry.panels["diem"][0].evidence for entry in views.entries(database, samples.SCHEME, "self")]
    assert found == ["", "7-BB"]


def test_runs_are_scored_again_packed_and_verified_without_the_data(tmp_path: Path) -> None:
    database = proof_samples.scored(tmp_path)
    signed = proof_samples.sign(database)
    older = [row.card.candidate.name for row in current_result(database).scored[0].standings.rows]
    erase(database, "xa-c")

    rows = current_result(database).scored[0].standings.rows
    package = tmp_path / "proof.zip"
    write_package(database, package, [proof_samples.OFFICE])
    verdict = verify_package(package, [proof_samples.OFFICE.public])

    assert ("Xã <Cây> & Cỏ" in older, [row.card.candidate.name for row in rows].count("(đã xóa)")) == (
        True,
        1,
    )
    assert (verdict.is_reproduced, verdict.problems) == (True, ())
    assert verifier.check_package(package, KEYS) == []
    assert "Cỏ".encode() not in package.read_bytes()
    assert audit(database.path, signed.checkpoint.head).is_clean


def test_a_content_in_which_the_name_still_stands_is_told(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    other = samples.fact_file("khac.xlsx", "ong-ba", fact(f"Giấy của {NAME}", "gk2"), content=b"khac")
    samples.load(database, other)

    done = erasing.erase(database, "ba-lo", who="Giám đốc", why="Đơn xin", actor="Thư ký")

    kept = views.contents(database, done.kept)
    assert [NAME.encode() in content for content in kept.values()] == [True]


def test_two_people_are_erased_one_after_the_other(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    erase(database)
    erase(database, "ong-ba")

    assert {each.name for each in views.candidates(database)} == {"(đã xóa)"}
    assert audit(database.path).is_clean
    assert verifier.check_record(database.path, []) == []
    assert OTHER.name.encode() not in database.path.read_bytes()


def test_work_goes_on_after_an_erasure(tmp_path: Path) -> None:
    database = proof_samples.scored(tmp_path)
    erase(database, "xa-c")
    again = proof_samples.planted("xa-c", 300, 300, "moi.xlsx")
    acts.load_many(database, [again], actor="Thư ký", reason="Đếm lại")

    run_all(database, actor="Thư ký")
    # 300 of 500 trees: 300 / 500 × 40 = 24; all alive: 60.
    cards = [row.card for row in current_result(database).scored[0].standings.rows]
    assert {str(card.total) for card in cards if card.candidate.id == "xa-c"} == {"84"}
    assert audit(database.path).is_clean


def test_a_file_that_was_erased_cannot_be_told_from_a_new_one(tmp_path: Path) -> None:
    # Whoever could tell it again could confirm a guess of what stood in it. So it comes in as a new file.
    database = named(tmp_path / "record.db")
    again = samples.fact_file("khac.xlsx", "ba-lo", fact(EVIDENCE, "gk1"), content=f"ba-lo {NAME}".encode())
    assert samples.load(database, again) == ("already loaded",)
    erase(database)

    assert samples.load(database, again) == ("loaded",)
    assert samples.load(database, again) == ("already loaded",)
    assert audit(database.path).is_clean


def guesses(before: dict[str, Content]) -> set[str]:
    """Give every digest that somebody can reckon who guesses each content right, without its salt."""
    plain = [content.data for content in before.values()]
    keys = [b"", bytes(SALT_SIZE), *(bytes.fromhex(sha256) for sha256 in before)]
    return {digest(data) for data in plain} | {
        hmac.digest(key, data, "sha256").hex() for key in keys for data in plain
    }


def test_no_event_table_or_page_lets_anybody_confirm_a_guess(tmp_path: Path) -> None:
    # The guess is the best there is: every content as it was, byte for byte, with all that is still public.
    database = named(tmp_path / "record.db")
    before = samples.kept(database.path)
    erase(database)
    gone = {
        sha256: content for sha256, content in before.items() if not samples.kept(database.path)[sha256].data
    }
    stored = database.path.read_bytes()

    assert len(gone) == 10
    assert {content.salt for content in gone.values()}.isdisjoint({b""})
    named_by = {
        digest
        for body in views.event_bodies(database)
        for digest in re.findall(r"[0-9a-f]{64}", body.decode())
    }
    assert gone.keys() <= named_by  # the events stay as they are
    assert named_by & guesses(gone) == set()
    assert [
        sha256 for sha256 in guesses(gone) if sha256.encode() in stored or bytes.fromhex(sha256) in stored
    ] == []
    assert [sha256 for sha256, content in gone.items() if content.salt in stored] == []


def test_with_its_salt_the_same_guess_would_be_confirmed(tmp_path: Path) -> None:
    # The control for the test above: before the erasure, who has the salts confirms every one.
    before = samples.kept(named(tmp_path / "record.db").path)

    assert {commitment(content.data, content.salt) for content in before.values()} == set(before)


def test_of_an_objection_sender_text_and_file_are_erased_alone(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    events, before = views.event_bodies(database), samples.kept(database.path)

    done = erasing.erase_objection(database, 3, who="Giám đốc", why="Đơn xin", actor="Thư ký")

    # The paper is that of the other two objections as well: it goes for all of them.
    assert (done.contents, done.values, done.remaining) == (2, 3, ())
    assert [(each.sender, each.words, each.evidence) for each in objections(database)][2] == ("(đã xóa)",) * 3
    assert [each.words.startswith("xa-a nói về Lò Thị") for each in objections(database)] == [
        True,
        False,
        False,
    ]
    assert [each.evidence_sha256 for each in objections(database)] == ["", "", ""]
    assert views.event_bodies(database)[:-1] == events
    assert not any(b"sender" in body or OTHER.name.encode() in body for body in events)
    after = samples.kept(database.path)
    gone = {sha256: content for sha256, content in before.items() if not after[sha256].data}
    assert {digest.encode() for digest in guesses(gone)}.isdisjoint(
        re.findall(rb"[0-9a-f]{64}", database.path.read_bytes())
    )
    assert [str(finding).partition(": ")[2] for finding in audit(database.path).findings] == [
        "W_AUDIT_ERASED: The words of objection 3 were erased on 2026-07-01T08:10:00Z by Giám đốc: 3 values "
        "and 2 contents can no longer be checked."
    ]
    assert verifier.check_record(database.path, []) == []


def test_the_words_of_an_objection_are_erased_once_and_only_where_there_are_some(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    erasing.erase_objection(database, 1, who="Giám đốc", why="Đơn xin", actor="Thư ký")

    for number, words in ((1, "The words of objection 1 were erased before"), (9, "There is no objection 9")):
        with pytest.raises(StoreError, match=words):
            erasing.erase_objection(database, number, who="Giám đốc", why="Đơn xin", actor="Thư ký")
    path = fifth_version(tmp_path / "old.db")
    bring_up(path)
    with pytest.raises(
        StoreError, match="Objection 1 was recorded by an older version, which wrote its words"
    ):
        erasing.erase_objection(Database.open(path), 1, who="Giám đốc", why="Đơn xin", actor="Thư ký")


def test_a_reader_who_keeps_the_file_from_being_written_anew_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.05)
    database = named(tmp_path / "record.db")
    reader = sqlite3.connect(database.path, isolation_level=None)

    def read(_session: Session) -> None:
        """Begin to read right after the act was stored."""
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()

    event.listen(Session, "after_commit", read, once=True)
    done = erasing.erase(database, "ba-lo", who="Giám đốc", why="Đơn xin", actor="Thư ký")

    assert done.fault is not None
    assert "erased and recorded, but the file could not be written anew" in done.fault.problems[0].text()
    assert audit(database.path).is_clean
    size = database.path.stat().st_size
    reader.close()
    engine.compact(database.path)
    assert database.path.stat().st_size < size
    assert tokens_in(tmp_path) == []


@pytest.mark.parametrize(
    ("candidate", "who", "why", "words"),
    [
        ("ai-do", "Giám đốc", "Đơn xin", "E_STORE_CANDIDATE: The candidate ai-do is not in this review"),
        ("ba-lo", " ", "Đơn xin", "E_STORE_ERASE_WHY: Say who ordered the erasure and on what ground"),
        ("ba-lo", "Giám đốc", "", "E_STORE_ERASE_WHY"),
    ],
)
def test_what_cannot_be_erased_is_refused_and_nothing_is_stored(
    tmp_path: Path, candidate: str, who: str, why: str, words: str
) -> None:
    database = named(tmp_path / "record.db")
    before = database.path.read_bytes()

    with pytest.raises(StoreError, match=words):
        erase(database, candidate, who, why)

    assert database.path.read_bytes() == before


def test_nobody_is_erased_twice(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    erase(database)

    with pytest.raises(StoreError, match="The data of ba-lo were erased before"):
        erase(database)


def test_a_record_of_an_older_version_is_brought_up_and_erased_from(tmp_path: Path) -> None:
    path = first_version(tmp_path / "record.db").path
    bring_up(path)
    database = Database.open(path)

    erase(database, "ba-lan")

    assert erasing.copies_of(path) == [tmp_path / "record.db.v1"]
    assert "Trần Thị Lan".encode() not in path.read_bytes()
    assert audit(path).is_clean


def test_only_what_an_erasure_names_may_be_emptied(tmp_path: Path) -> None:
    path = named(tmp_path / "record.db").path
    refused = pytest.raises(sqlite3.IntegrityError, match="blob is append-only")
    with closing(sqlite3.connect(path)) as connection, connection, refused:
        connection.execute("UPDATE blob SET content = x''")


def test_an_emptied_content_that_nobody_erased_is_found(tmp_path: Path) -> None:
    path = named(tmp_path / "record.db").path
    with closing(sqlite3.connect(path)) as connection, connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'blob_no_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER blob_no_update")
        connection.execute("UPDATE blob SET content = x'' WHERE media = 'text/csv'")
        connection.execute(guard)

    assert {each.code for each in audit(path).findings if not each.warning} == {"E_AUDIT_CONTENT"}
    assert {code for code, _place, _detail in verifier.check_record(path, [])} == {"content"}


def test_an_erased_content_that_was_put_back_is_found(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    content = candidates_blob(ROSTER)
    (roster,) = [sha256 for sha256, kept in samples.kept(database.path).items() if kept.data == content]
    erase(database)
    with closing(sqlite3.connect(database.path)) as connection, connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'blob_no_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER blob_no_update")
        connection.execute("UPDATE blob SET content = ? WHERE sha256 = ?", (content, roster))
        connection.execute(guard)

    assert [each.code for each in audit(database.path).findings if not each.warning] == ["E_AUDIT_KEPT"]
    assert [code for code, _place, _detail in verifier.check_record(database.path, [])] == ["kept"]
