"""Personal data taken out of a record: no byte is left, and every proof still holds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scoring.facts import Candidate, Fact, State
from tests.thidua.proof import samples as proof_samples
from tests.thidua.store import samples
from tests.thidua.store.test_upgrading import first_version
from thidua.audit import Head, audit
from thidua.proof.package import write_package
from thidua.proof.replay import verify_package
from thidua.runs import current_result, run_all
from thidua.store import acts, erasing, views
from thidua.store.canonical import digest, dumps
from thidua.store.columns import candidates_blob
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.nomination_acts import lists_of, record_nomination
from thidua.store.upgrading import bring_up
from tools import verifier

NAME, POST, EVIDENCE = "Lò Thị Thử Nghiệm", "Phó phòng Mẫu", "000-BB-RIENG"
# What must be gone, as it stands in contents and in cells of tables.
TOKENS = [text.encode() for text in (NAME, POST, EVIDENCE)]
OTHER = Candidate("ong-ba", "Ông Khác", "individual", "", "cum_1", "xa-a", "Ông", "Trưởng phòng")
ROSTER = [Candidate("ba-lo", NAME, "individual", "", "cum_1", "xa-a", "Bà", POST), OTHER]
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
    return database


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
    # that were scored, which are other contents; name and evidence in the results and in the lists: 11.
    # These five contents were emptied, and two files as they were sent: the table of candidates, her form.
    database = named(tmp_path / "record.db")
    seq = erase(database)

    assert [str(finding).partition(": ")[2] for finding in audit(database.path).findings] == [
        "W_AUDIT_ERASED: Personal data of ba-lo were erased on 2026-07-01T08:06:00Z by Giám đốc: 11 values "
        "and 7 contents can no longer be checked."
    ]
    assert seq == 6


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


def test_a_content_that_was_erased_may_not_come_back(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    erase(database)
    before = views.event_bodies(database)
    again = samples.fact_file("khac.xlsx", "ba-lo", fact(EVIDENCE, "gk1"), content=f"ba-lo {NAME}".encode())
    other_stage = acts.FactFile(again.name, again.content, "peer", again.unit, again.entries)

    with pytest.raises(StoreError, match="was erased for the personal data in it and may not come back"):
        acts.load_facts(database, other_stage, actor="Thư ký")

    assert views.event_bodies(database) == before
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

    assert [each.code for each in audit(path).findings if not each.warning] == ["E_AUDIT_CONTENT"]
    assert [code for code, _place, _detail in verifier.check_record(path, [])] == ["content"]


def test_an_erased_content_that_was_put_back_is_found(tmp_path: Path) -> None:
    database = named(tmp_path / "record.db")
    content = candidates_blob(ROSTER)
    roster = digest(content)
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
