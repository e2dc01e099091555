"""``thidua log stamp`` with a real service, as an office uses it; where stamps are shown and checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.thidua.proof import samples, tsa
from tests.thidua.proof.test_commands import PHRASE, call, key, office
from thidua.proof import stamps
from thidua.proof.heads import folder_of, read_heads
from thidua.proof.keys import read_key

__all__ = ["office"]  # a fixture


@pytest.fixture(scope="module")
def authority() -> tsa.Holder:
    tsa.need_openssl()
    return tsa.root("TSA Root")


@pytest.fixture
def service(office: Path, authority: tsa.Holder) -> tsa.Holder:
    """Give the service, with its authority's certificate in the office's folder and a head signed."""
    (office / "tsa-ca.pem").write_bytes(authority.pem)
    call("log", "sign", *key())
    return authority.signs("TSA Test")


def stamped(office: Path, service: tsa.Holder) -> Path:
    call("log", "stamp", "request", "-o", "request.tsq")
    return tsa.answer(office / "tsa", office / "request.tsq", service)


def test_a_stamp_goes_out_and_comes_back_and_is_shown(office: Path, service: tsa.Holder) -> None:
    answer = stamped(office, service)

    accepted = call("log", "stamp", "accept", answer, "--trust", "tsa-ca.pem")
    shown = json.loads(call("log", "heads", "--json", "--trust", "tsa-ca.pem").stdout)
    audit = call("audit", "--trust", "office.pub", "--trust", "tsa-ca.pem")

    assert accepted.stdout.startswith("the head of 9 events stood before 20")
    assert accepted.stdout.endswith(" UTC, says TSA Test\n")
    assert accepted.stdout in audit.stderr
    assert "certificate was taken along" not in audit.stderr
    (head,) = shown
    assert (head["size"], head["stamps"][19:]) == ("9", " UTC TSA Test")
    assert "Stood before" in call("log", "heads").stdout
    data = json.loads(call("audit", "--json").stdout)["stamps"]
    assert [(each["size"], each["authority"]) for each in data] == [(9, "TSA Test")]
    assert "service's certificate was taken along with its stamps" in call("audit").stderr


def test_the_same_head_is_asked_for_with_the_same_request(office: Path, service: tsa.Holder) -> None:
    call("log", "stamp", "request", "-o", "a.tsq")
    call("log", "stamp", "request", "-o", "b.tsq")
    call("run", *key())
    call("log", "stamp", "request", "-o", "c.tsq")

    a, b, c = ((office / f"{name}.tsq").read_bytes() for name in "abc")
    assert a == b != c


def test_nothing_is_asked_before_a_head_is_signed(office: Path) -> None:
    assert "E_HEAD_NONE" in call("log", "stamp", "request", expected=1).stderr


def test_an_answer_to_another_request_is_refused_and_nothing_is_kept(
    office: Path, service: tsa.Holder
) -> None:
    stamped(office, service)
    text = read_heads(folder_of(office / "thidua.db"))[0].checkpoint.text.encode()
    before = sorted((office / "thidua.db.heads").iterdir())

    own = tsa.answer(office / "own", tsa.query(office / "own", text), service)
    other = tsa.answer(office / "other", tsa.query(office / "other", text + b"x"), service)

    said = [
        call("log", "stamp", "accept", path, "--trust", "tsa-ca.pem", expected=1).stderr
        for path in (own, other)
    ]
    assert [text.split(": ")[1] for text in said] == ["E_STAMP_NONCE", "E_STAMP_OTHER"]
    assert sorted((office / "thidua.db.heads").iterdir()) == before


def test_an_answer_on_the_head_of_another_record_is_refused(
    office: Path, service: tsa.Holder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = samples.record(tmp_path_factory.mktemp("other"), 2)
    samples.sign(other)
    request = tmp_path_factory.mktemp("out") / "x.tsq"
    request.write_bytes(stamps.request(folder_of(other.path))[1])
    call("log", "stamp", "request")

    answer = tsa.answer(office / "tsa", request, service)

    assert (
        "E_STAMP_OTHER" in call("log", "stamp", "accept", answer, "--trust", "tsa-ca.pem", expected=1).stderr
    )


def test_an_untrusted_authority_is_refused_and_its_certificate_not_noted(
    office: Path, service: tsa.Holder
) -> None:
    answer = stamped(office, service)
    (office / "stranger.pem").write_bytes(tsa.root("TSA Root").pem)

    said = call("log", "stamp", "accept", answer, "--trust", "stranger.pem", expected=1).stderr

    assert "E_STAMP_TRUST" in said
    assert not (office / "thidua.db.heads" / stamps.AUTHORITIES).exists()
    assert (
        "E_STAMP_TRUST" in call("log", "stamp", "accept", answer, "--trust", "office.pub", expected=1).stderr
    )


def test_two_services_may_stamp_one_head(office: Path, service: tsa.Holder, authority: tsa.Holder) -> None:
    for holder in (service, authority.signs("TSA Second")):
        call("log", "stamp", "accept", stamped(office, holder), "--trust", "tsa-ca.pem")

    found, problems = stamps.stamps_beside(folder_of(office / "thidua.db"), [authority.certificate])

    assert (sorted(each.authority for each in found), problems) == (["TSA Second", "TSA Test"], [])


def test_the_audit_names_a_stamp_that_was_changed_or_has_no_head(office: Path, service: tsa.Holder) -> None:
    call("log", "stamp", "accept", stamped(office, service), "--trust", "tsa-ca.pem")
    (path,) = (office / "thidua.db.heads").glob("*.tsr")
    content = path.read_bytes()
    at = content.rindex(b"TSA Root")  # in the signer's certificate
    path.write_bytes(content[:at] + b"TSA Boot" + content[at + 8 :])

    changed = call("audit", "--trust", "office.pub", "--trust", "tsa-ca.pem", expected=1)
    path.write_bytes(content)
    path.rename(path.with_name("000000008-00000000.tsr"))
    lost = call("audit", "--trust", "office.pub", "--trust", "tsa-ca.pem", expected=1)

    assert f"thidua.db.heads/{path.name}: E_STAMP_" in changed.stderr
    assert "stood before" not in changed.stderr
    assert "000000008-00000000.tsr: E_STAMP_HEAD: There is no signed head" in lost.stderr


def test_the_package_carries_the_stamps_and_verify_checks_them(office: Path, service: tsa.Holder) -> None:
    call("log", "stamp", "accept", stamped(office, service), "--trust", "tsa-ca.pem")
    call("run")
    call("package", "-o", "proof.zip", *key())
    (office / "thidua.db").unlink()
    (office / "stranger.pem").write_bytes(tsa.root("TSA Root").pem)

    trusting = call("verify", "proof.zip", "--trust", "office.pub", "--trust", "tsa-ca.pem")
    carried = call("verify", "proof.zip", "--trust", "office.pub")
    stranger = call("verify", "proof.zip", "--trust", "office.pub", "--trust", "stranger.pem", expected=1)

    assert trusting.stdout == "reproduced: 1 runs, 4 candidates\n"
    assert "the head of 9 events stood before 20" in trusting.stderr
    assert "certificate was taken along" not in trusting.stderr
    assert "certificate was taken along" in carried.stderr
    assert "E_STAMP_TRUST" in stranger.stderr
    assert stranger.stdout == "not as it was signed\n"
    names = [name for name in samples.members_of(office / "proof.zip") if name.startswith("stamps/")]
    assert [name[:16] for name in names] == ["stamps/000000009", "stamps/tsa.pem"]


def test_a_stamp_in_a_package_that_is_on_another_head_is_named(office: Path, service: tsa.Holder) -> None:
    call("log", "stamp", "accept", stamped(office, service), "--trust", "tsa-ca.pem")
    call("package", "-o", "proof.zip", *key())

    def move(members: samples.Members) -> None:
        kept = {each.replace("/000000009", "/000000008"): content for each, content in members.items()}
        members.clear()
        members.update(kept)

    # Nobody without the office's key could do so: the list of parts is signed again.
    members = samples.members_of(office / "proof.zip")
    move(members)
    samples.relisted(members, office / "bad.zip", read_key(office / "office.age", PHRASE))

    answer = call("verify", "bad.zip", "--trust", "office.pub", "--trust", "tsa-ca.pem", expected=1)

    assert "bad.zip!stamps/000000008" in answer.stderr
    assert "E_STAMP_OTHER: This time stamp is on something else than this head." in answer.stderr
