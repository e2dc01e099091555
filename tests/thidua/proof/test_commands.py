"""The commands of keys, heads, witnesses, packages and proofs, called as a user calls them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from scoring.facts import Decision
from tests.thidua.proof import samples
from tests.thidua.store import samples as store_samples
from thidua.commands import main
from thidua.store import acts, views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper
from thidua.store.notice_acts import open_notices

PAGE = Path(__file__).resolve().parents[3] / "docs" / "audit.md"
PHRASE = "một câu mật khẩu đủ dài"


def call(*words: str, expected: int = 0, **options: object) -> Result:
    answer = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False, **options)  # type: ignore[arg-type]
    assert answer.exit_code == expected, answer.output
    return answer


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a scored record, the office's key and its public half."""
    monkeypatch.chdir(tmp_path)
    # A second a key is right for an office and too much for a test.
    monkeypatch.setattr("thidua.proof.passphrase.seal.__defaults__", (4,))
    samples.scored(tmp_path).path.rename(tmp_path / "thidua.db")
    (tmp_path / "pass.txt").write_text(f"{PHRASE}\n", encoding="utf-8")
    made = call(
        "log", "key", "office.age", "--name", "sonoivu.example/thidua", "--passphrase-file", "pass.txt"
    )
    assert made.stdout == (tmp_path / "office.pub").read_text(encoding="utf-8")
    return tmp_path


def key(name: str = "office.age") -> tuple[str, ...]:
    return ("--key", name, "--passphrase-file", "pass.txt")


def test_a_passphrase_is_typed_twice_for_a_new_key_and_never_shown(office: Path) -> None:
    answer = call("log", "key", "b.age", "--name", "b", input=f"{PHRASE}\n{PHRASE}\n")
    differing = call("log", "key", "c.age", "--name", "c", input=f"{PHRASE}\nx\n", expected=1)

    assert PHRASE not in answer.output + differing.output
    assert ((office / "b.age").exists(), (office / "c.age").exists()) == (True, False)


def test_a_wrong_passphrase_is_refused_before_anything_is_done(office: Path) -> None:
    (office / "wrong.txt").write_text("một câu khác cũng đủ dài\n", encoding="utf-8")
    before = views.log(Database.open(office / "thidua.db"))

    answer = call("run", "--key", "office.age", "--passphrase-file", "wrong.txt", expected=1)

    assert "E_PASSPHRASE: The passphrase is wrong" in answer.stderr
    assert views.log(Database.open(office / "thidua.db")) == before


def test_a_command_that_writes_signs_the_head_when_it_is_given_a_key(office: Path) -> None:
    answer = call("run", *key())
    quiet = call("run")

    assert "head of 10 events signed: thidua.db.heads/000000010.checkpoint" in answer.stderr
    assert "signed" not in quiet.stderr
    heads = json.loads(call("log", "heads", "--json").stdout)
    assert [(head["size"], head["signed_by"]) for head in heads] == [("10", "sonoivu.example/thidua")]


def acting(command: click.Command, name: str, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Give every command under one that says who acts, and why."""
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from acting(below, f"{name} {each}".strip(), context)
    elif "by" in {option.name for option in command.params} and "db" in {o.name for o in command.params}:
        yield name, command


def test_every_act_of_the_command_line_can_sign_the_head() -> None:
    found = dict(acting(main, "", click.Context(main)))
    names = {name: {option.name for option in command.params} for name, command in found.items()}

    del names["analyse weights"]  # its --by is a number of points, and it records nothing
    assert [name for name, options in names.items() if not {"key", "passphrase_file"} <= options] == []
    assert {"history load", "nominate", "notice open", "objection file", "objection answer"} <= names.keys()


def test_a_head_goes_to_a_witness_and_comes_back(office: Path) -> None:
    name = ("--witness", "--name", "thanhtra.example/w1")
    call("log", "key", "witness.age", *name, "--passphrase-file", "pass.txt")
    call("log", "sign", *key())
    call("log", "request", "-o", "request.txt")
    call("log", "witness", "request.txt", *key("witness.age"), "--trust", "office.pub", "-o", "witnessed.txt")
    call("log", "accept", "witnessed.txt", "--trust", "witness.pub")

    table = call("log", "heads", "--trust", "office.pub", "--trust", "witness.pub").stdout
    again = call("log", "witness", "request.txt", *key("witness.age"), "--trust", "office.pub", expected=1)

    assert "sonoivu.example/thidua; thanhtra.example/w1 2" in " ".join(table.split())
    assert "E_WITNESS_OLD: This witness signed 9 events last" in again.stderr


def test_the_audit_says_how_much_stands_under_a_signed_head(office: Path) -> None:
    call("log", "sign", *key())
    call("run")

    trusted, untrusted = call("audit", "--trust", "office.pub"), call("audit")

    assert "9 of 10 events stand under a signed head" in trusted.stderr
    assert "give your own copy with --trust" in untrusted.stderr
    assert "give your own copy" not in trusted.stderr
    data = json.loads(call("audit", "--json", "--trust", "office.pub").stdout)
    assert (data["events"], data["signed"], data["findings"]) == (10, 9, [])


def test_the_audit_refuses_a_head_that_nobody_trusted_signed(office: Path) -> None:
    call("log", "sign", *key())
    stranger = str(samples.SUCCESSOR.public)

    answer = call("audit", "--trust", stranger, expected=1)

    assert (
        "thidua.db.heads/000000009.checkpoint: E_HEAD_TRUST: No trusted key signed this head."
        in answer.stderr
    )
    assert "all tables agree" not in answer.stdout


def test_a_package_is_written_and_reproduced(office: Path) -> None:
    made = call("package", "-o", "proof.zip", *key())
    (office / "thidua.db").unlink()

    answer = call("verify", "proof.zip", "--trust", "office.pub")

    assert made.stdout.strip() == digest((office / "proof.zip").read_bytes())
    assert answer.stdout == "reproduced: 1 runs, 4 candidates\n"
    assert "xet-2025: 9 events, signed by sonoivu.example/thidua" in answer.stderr
    data = json.loads(call("verify", "proof.zip", "--json").stdout)
    assert (data["reproduced"], data["trusted"], data["candidates"]) == (True, False, 4)


def test_a_flipped_digit_is_told_with_both_ways_to_the_points(office: Path) -> None:
    call("package", "-o", "proof.zip", *key())
    path = office / "proof.zip"
    rules = next(name for name, text in samples.members_of(path).items() if text == samples.RULES.encode())
    bad = samples.changed(
        path, office / "bad.zip", lambda members: samples.exchange(members, rules, "[50, 20]", "[50, 10]")
    )

    answer = call("verify", str(bad), "--trust", "office.pub", expected=1)

    # 350 of 500 alive: 70 %; 20 + 20 = 40 by the rule, 10 + (70 - 50) / 40 × 50 = 35 by the changed one.
    assert answer.stdout.splitlines()[-1] == "differs at candidate xa-a, criterion ty_le_song"
    assert "giong-cay-xanh@2025-01-01 or its salt was changed: it is not what the record" in answer.stderr
    assert (
        "    computed again:\n"
        "      cay_song = 350  [phieu-xa-a.xlsx!Phiếu!D11]\n"
        "      cay_trong = 500  [phieu-xa-a.xlsx!Phiếu!D10]\n"
        "      350 / 500 × 100 = 70\n"
        "      10 + (70 - 50) / (90 - 50) × (60 - 10) = 35\n"
        "      35 / 60\n"
    ) in answer.stdout


def test_a_paper_is_proved_and_verified_by_its_file_alone(office: Path) -> None:
    paper = office / "bk.pdf"
    paper.write_bytes(b"%PDF-1.7 bang khen")
    issued = IssuedPaper(
        kind="certificate", file="bk.pdf", sha256=digest(paper.read_bytes()), candidate="xa-b"
    )
    acts.record_papers(Database.open(office / "thidua.db"), [issued], run_ids=[2], actor="Văn thư")
    early = call("log", "prove", "bk.pdf", expected=1)
    call("log", "sign", *key())
    call("log", "prove", "bk.pdf")
    (office / "thidua.db").unlink()

    answer = call("verify", "bk.pdf", "--trust", "office.pub")

    assert "E_PAPER_UNSIGNED" in early.stderr
    assert answer.stdout.startswith("bk.pdf: issued at 2")
    assert "for xa-b, event 10 of 10 of sonoivu.example/thidua/xet-2025" in answer.stdout
    assert (
        json.loads(call("verify", "bk.pdf.tlog-proof", "--trust", "office.pub", "--json").stdout)["candidate"]
        == "xa-b"
    )
    call("verify", "bk.pdf", expected=2)
    paper.write_bytes(b"%PDF-1.7 bang khac")
    assert "bk.pdf: E_PROOF_OTHER" in call("verify", "bk.pdf", "--trust", "office.pub", expected=1).stderr
    (office / "bk.pdf.tlog-proof").unlink()
    assert "bk.pdf: E_PROOF_NONE" in call("verify", "bk.pdf", "--trust", "office.pub", expected=1).stderr


@pytest.mark.pdf
def test_one_file_with_its_proof_inside_is_enough(office: Path) -> None:
    call("dossier", "-o", "dossier.pdf", *key())
    call("certificates", "-o", "out")
    sheet = next((office / "out").glob("*.pdf"))
    early = call("log", "prove", "dossier.pdf", sheet, "--attach", expected=1)
    call("log", "sign", *key())
    call("log", "prove", "dossier.pdf", sheet, "--attach")
    (office / "thidua.db").unlink()
    (office / "dossier.pdf.tlog-proof").unlink()
    sheet.with_name(f"{sheet.name}.tlog-proof").unlink()

    said = [call("verify", path, "--trust", "office.pub").stdout for path in ("dossier.pdf", sheet)]

    assert f"{sheet}: E_PAPER_UNSIGNED" in early.stderr
    assert [text.partition(" for ")[2].partition(" of ")[0] for text in said] == [
        "all, event 10",
        "xa-b, event 11",
    ]
    content = (office / "dossier.pdf").read_bytes()
    changed = content[:5_000] + bytes([content[5_000] ^ 1]) + content[5_001:]
    (office / "dossier.pdf").write_bytes(changed)
    assert "dossier.pdf: E_PROOF_OTHER: The proof is about another file, or this one was changed." in (
        call("verify", "dossier.pdf", "--trust", "office.pub", expected=1).stderr
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PDF-1.7", b"\x00" * 1000])
def test_a_file_that_is_no_package_is_refused_in_words(office: Path, content: bytes) -> None:
    (office / "x.zip").write_bytes(content)

    assert (
        "x.zip: E_PACKAGE: This file is not a package of thidua."
        in call("verify", "x.zip", expected=1).stderr
    )


def erasing() -> list[list[str]]:
    """Give the commands on erasing that the page names, in its order."""
    found = re.findall(r"^    thidua (erase .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [shlex.split(words) for words in found]


def test_the_words_of_an_objection_are_erased_and_the_file_is_written_anew_on_demand(office: Path) -> None:
    notice = store_samples.notice(run=2).model_copy(update={"scheme": samples.SCHEME})
    open_notices(Database.open(office / "thidua.db"), [notice], actor="Thư ký")
    said = ("--text", "Đếm thiếu cây ở xóm Thử", "--received", "2026-07-07")
    call("objection", "file", "xa-c", "so_luong", *said)
    _candidate, one, compact = erasing()
    before = (office / "thidua.db").stat().st_size

    answer = call(*one, "--json")
    call(*compact)

    told = json.loads(call("objection", "list", "--json").stdout)
    assert [(each["sender"], each["text"]) for each in told] == [("(đã xóa)", "(đã xóa)")]
    assert "xóm Thử".encode() not in (office / "thidua.db").read_bytes()
    assert json.loads(answer.stdout) == {"event": 12, "contents": 1, "values": 2, "plain": 0}
    assert "The words of objection 1 were erased on" in call("audit").stderr
    assert (office / "thidua.db").stat().st_size <= before + 8192


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a candidate, or --objection, or --compact: one of them"),
        (("xa-c", "--objection", "1"), "name a candidate, or --objection, or --compact: one of them"),
        (("xa-c", "--who", "Giám đốc"), "say --who ordered it and for what --reason"),
    ],
)
def test_an_erasure_needs_to_be_told_of_what_by_whom_and_why(
    office: Path, words: tuple[str, ...], said: str
) -> None:
    before = (office / "thidua.db").read_bytes()

    assert said in call("erase", *words, expected=2).stderr
    assert (office / "thidua.db").read_bytes() == before


def test_personal_data_are_erased_and_the_signed_head_and_a_new_package_hold(office: Path) -> None:
    call("log", "sign", *key())
    answer = call(*erasing()[0], "--by", "Văn thư")
    audited = call("audit", "--trust", "office.pub")
    call("package", "-o", "proof.zip", *key())
    verified = call("verify", "proof.zip", "--trust", "office.pub")

    assert answer.stdout.startswith("event ")
    assert "Personal data of xa-c were erased on" in audited.stderr
    assert verified.stdout.startswith("reproduced")
    assert "Cỏ".encode() not in (office / "thidua.db").read_bytes() + (office / "proof.zip").read_bytes()


def test_a_copy_that_holds_the_data_too_is_named_and_deleted_only_on_demand(office: Path) -> None:
    copy = office / "thidua.db.v3"
    copy.write_bytes((office / "thidua.db").read_bytes())
    words = ("erase", "xa-c", "--who", "Giám đốc Sở", "--reason", "Đơn xin xóa")

    refused = call(*words, expected=1)
    assert ("E_STORE_COPIES" in refused.stderr, copy.exists()) == (True, True)

    call(*words, "--delete-copies")
    assert not copy.exists()


def test_a_name_in_the_words_of_an_event_is_told_because_it_stays(office: Path) -> None:
    database = Database.open(office / "thidua.db")
    decision = Decision("giay_khen.cum_1", ("xa-b",), "Hội đồng", "Biên bản nêu Xã <Cây> & Cỏ")
    acts.record_decision(database, decision, actor="Thư ký")
    seq = len(views.event_bodies(database))

    answer = call("erase", "xa-c", "--who", "Giám đốc Sở", "--reason", "Đơn xin xóa", "--json")

    assert json.loads(answer.stdout)["event"] == seq + 1
    assert answer.stderr == f"the name still stands in the words of event {seq}, which cannot change\n"
