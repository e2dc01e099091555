"""``thidua certificates`` as a user calls it: print, fit, calibrate, spoil, revoke, check, page."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from tests.thidua.proof import samples
from tests.thidua.store import samples as store
from thidua.audit.notes import Kind
from thidua.commands import main
from thidua.proof.keys import make_key
from thidua.proof.printed import check_printed, parse_head
from thidua.review import Review
from thidua.runs import run_all
from thidua.store import acts

pytestmark = pytest.mark.pdf
Call = Callable[..., Result]
# All four of the roster are selected: 80, 80, 70 and 8 points.
RULES = samples.RULES.replace("share: 20", "share: 100").replace("total >= 80", "total >= 0")
FORM = """\
form: bang-khen
title: Bằng khen thử
page: {width: 297, height: 210}
areas:
  - {left: 20, top: 30, width: 250, height: 20, words: [{text: "{heading}", sizes: [30], on_stock: true}]}
  - {left: 20, top: 60, width: 250, height: 20, words: [{text: "{name}", sizes: [24, 18]}]}
  - {left: 20, top: 90, width: 250, height: 10, words: [{text: "{serial} - {decision}", sizes: [12]}]}
code: {left: 20, top: 150, side: 30}
printers:
  khay: {right: 0.4, down: -1.2}
"""


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command in a folder with a record of four winners, a form and a key."""
    monkeypatch.chdir(tmp_path)
    record(tmp_path / "thidua.db")
    Path("bang-khen.yaml").write_text(FORM, encoding="utf-8")
    Path("pass").write_text("một câu mật khẩu đủ dài\n", encoding="utf-8")
    key = make_key(tmp_path / "seal.age", "so.example/bang-khen", Kind.LOG, "một câu mật khẩu đủ dài")
    Path("seal.pub").write_text(f"{key.public}\n", encoding="utf-8")
    monkeypatch.setenv("THIDUA_SEAL_PASSPHRASE_FILE", "pass")

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", "certificates", *words], catch_exceptions=False)

    return call


def record(path: Path) -> None:
    database = store.create(path)
    decided = samples.REVIEW.model_dump(mode="json") | {
        "decision": {"number": "000/QĐ-THU", "issued": "2026-02-06"}
    }
    acts.open_review(
        database,
        review_text=b"review: xet-2025\n",
        review=Review.model_validate(decided, strict=False),
        schemes={samples.SCHEME: RULES.encode()},
        plans={},
        candidates_csv=b"id,name\n",
        candidates=samples.ROSTER,
        actor="Thư ký",
    )
    files = [samples.planted(who, *numbers) for who, numbers in samples.PLANTED.items()]
    acts.load_many(database, files, actor="Thư ký")
    run_all(database, actor="Thư ký")


def done(answer: Result) -> str:
    assert answer.exit_code == 0, answer.output
    return answer.output


def refused(answer: Result, code: int = 1) -> str:
    assert answer.exit_code == code, answer.output
    return answer.output


def pdfs(folder: str = "certificates") -> list[Path]:
    return sorted(Path(folder).glob("*.pdf"))


def text_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def rows_of(path: str = "so-vang.csv") -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_command_it_prints(thidua: Call) -> None:
    assert done(thidua("-o", "giay")) == "4 certificates written to giay\n"
    assert [path.name for path in pdfs("giay")] == [
        f"000{number}-giay_khen-xa-{letter}.pdf" for number, letter in enumerate("abcd", 1)
    ]
    assert done(thidua()) == "4 certificates written to certificates\n"


def test_an_unknown_word_is_a_wrong_call(thidua: Call) -> None:
    assert "No such command 'prnt'" in refused(thidua("prnt"), 2)


def test_the_pages_of_one_file_stand_in_the_order_of_the_decision(thidua: Call) -> None:
    done(thidua("print", "--together", "--form", "bang-khen.yaml"))

    pages = text_of(Path("certificates/certificates.pdf"))
    assert [
        next(name for name in ("An Biên", "Bình An", "Cỏ", "Đông") if name in page) for page in pages
    ] == [
        "An Biên",
        "Bình An",
        "Cỏ",
        "Đông",
    ]


def test_overprint_moves_by_the_tray_and_leaves_out_what_the_stock_has(thidua: Call) -> None:
    done(thidua("--form", "bang-khen.yaml", "-o", "full"))
    done(thidua("--form", "bang-khen.yaml", "--overprint", "--printer", "khay", "-o", "over"))

    assert text_of(pdfs("full")[0])[0].startswith("GIẤY KHEN Xã An Biên")
    assert text_of(pdfs("over")[0])[0].startswith("Xã An Biên")
    full, over = (_left_top(path, "Xã") for path in (pdfs("full")[0], pdfs("over")[0]))
    moved = [(b - a) / 72 * 25.4 for a, b in zip(full, over, strict=True)]
    assert moved == pytest.approx([0.4, 1.2], abs=0.001)


def _left_top(path: Path, words: str) -> tuple[float, float]:
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        left, _bottom, _right, top = page.get_charbox(page.get_text_range().index(words))
    return left, top


def test_an_unknown_printer_is_told_with_the_known_ones(thidua: Call) -> None:
    answer = refused(thidua("--form", "bang-khen.yaml", "--printer", "khay_9"))
    assert answer == "E_FORM_PRINTER: the form bang-khen has no printer khay_9; it has: khay\n"


def test_a_broken_form_is_told_with_its_place_and_nothing_is_written(thidua: Call) -> None:
    Path("bang-khen.yaml").write_text(FORM.replace("{name}", "{ten}"), encoding="utf-8")

    assert refused(thidua("--form", "bang-khen.yaml")).startswith("bang-khen.yaml:6:")
    assert not Path("certificates").exists()


def test_fit_lists_what_would_not_fit_before_paper_is_spoiled(thidua: Call) -> None:
    assert done(thidua("fit")) == "0 texts cannot be printed\n"
    Path("bang-khen.yaml").write_text(FORM.replace("sizes: [24, 18]", "sizes: [240]"), encoding="utf-8")

    told = refused(thidua("fit", "--form", "bang-khen.yaml"))
    as_json = json.loads(thidua("fit", "--form", "bang-khen.yaml", "--json").stdout)

    assert [line.split(":")[0] for line in told.splitlines()] == ["E_TEXT_TOO_LONG"] * 4 + [
        "4 texts cannot be printed"
    ]
    assert [row["candidate"] for row in as_json] == ["xa-a", "xa-b", "xa-c", "xa-d"]
    assert not Path("certificates").exists()


def test_the_calibration_sheet_has_the_size_of_the_form_and_keeps_its_own(thidua: Call) -> None:
    done(thidua("calibrate", "--form", "bang-khen.yaml", "--printer", "khay", "-o", "chinh.pdf"))

    (text,) = text_of(Path("chinh.pdf"))
    assert "Đang bù: sang phải 0,4 mm, xuống dưới −1,2 mm." in text
    with pikepdf.open("chinh.pdf") as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox] == pytest.approx(
            [0, 0, 841.89, 595.28], abs=0.01
        )
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"
    assert refused(thidua("calibrate", "--printer", "khay")).startswith("E_FORM_PRINTER")


def sealed(thidua: Call, *words: str) -> Result:
    return thidua("--seal-key", "seal.age", "--register", "so-vang.csv", *words)


def test_a_sealed_certificate_is_right_as_a_file_and_as_the_text_of_its_code(thidua: Call) -> None:
    done(sealed(thidua))
    with pikepdf.open(pdfs()[0]) as pdf:
        text = json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())["seal"]
    Path("ma.txt").write_text(text, encoding="utf-8")

    said = [done(thidua("check", word, "--trust", "seal.pub")) for word in (str(pdfs()[0]), text, "ma.txt")]

    serial = rows_of()[0]["serial"]
    data = json.loads(thidua("check", text, "--trust", "seal.pub", "--json").stdout)
    assert (data["valid"], data["name"], data["owner"]) == (True, "Xã An Biên", "so.example/bang-khen")
    right = f"right: GIẤY KHEN to Xã An Biên, decision 000/QĐ-THU of 2026-02-06, serial {serial}; "
    asked = f"head of the record; ask the record: thidua verify “{data['head']}”\n"
    assert said == [f"{right}sealed by so.example/bang-khen\n{asked}"] * 3
    # The record has grown since by the certificates, and still begins with what they carry.
    continued = check_printed(parse_head(data["head"]), Path("thidua.db"))
    assert continued.printed < continued.size


def test_a_seal_is_not_right_with_a_key_of_somebody_else(thidua: Call, tmp_path: Path) -> None:
    done(sealed(thidua))
    other = make_key(tmp_path / "other.age", "so.example/bang-khen", Kind.LOG, "một câu mật khẩu đủ dài")

    assert refused(thidua("check", str(pdfs()[0]), "--trust", str(other.public))).startswith("E_SEAL_KEY")


@pytest.mark.parametrize("word", ["TD1:ABC", "khong-co.pdf", ""])
def test_what_is_no_seal_is_told(word: str, thidua: Call) -> None:
    assert refused(thidua("check", word, "--trust", "seal.pub")).startswith("E_SEAL_TEXT")


def test_numbers_of_the_golden_book_are_given_once_and_kept(thidua: Call) -> None:
    done(sealed(thidua, "--first", "120"))
    first = rows_of()
    done(sealed(thidua, "--first", "7"))

    assert [row["number"] for row in first] == ["120", "121", "122", "123"]
    assert rows_of() == first
    assert "Số sổ vàng: 120" in text_of(pdfs()[0])[0]
    assert {row["day"] for row in first} == {date.today().isoformat()}


def test_a_spoiled_sheet_is_replaced_under_the_same_number(thidua: Call) -> None:
    done(sealed(thidua))
    serial = rows_of()[1]["serial"]

    said = done(thidua("spoil", serial, "--register", "so-vang.csv", "--reason", "kẹt giấy"))
    done(sealed(thidua))

    assert said == "register: 4 printed, 0 reprinted, 1 spoiled, 0 revoked\n"
    assert [(row["number"], row["act"], row["note"]) for row in rows_of()[4:]] == [
        ("2", "spoiled", "kẹt giấy"),
        ("2", "reprinted", ""),
    ]


def test_a_revoked_certificate_is_told_and_never_printed_again(thidua: Call) -> None:
    done(sealed(thidua))
    serial = rows_of()[0]["serial"]

    revoke = ("revoke", serial, "--register", "so-vang.csv", "--reason", "cấp nhầm", "--seal-key", "seal.age")
    assert done(thidua(*revoke)) == "1 certificates revoked in all; list written to revoked.txt\n"
    check = ("check", "--trust", "seal.pub", "--revoked", "revoked.txt")

    assert refused(thidua(*check, str(pdfs()[0]))) == (
        f"E_SEAL_REVOKED: the certificate {serial} of Xã An Biên was revoked: cấp nhầm\n"
    )
    assert done(thidua(*check, str(pdfs()[1]))).startswith("right: ")
    assert refused(sealed(thidua)).startswith(f"E_REGISTER_REVOKED: the certificate {serial} of Xã An Biên")
    assert refused(thidua(*revoke)).startswith("E_REGISTER_REVOKED")


def test_a_serial_that_nobody_has_changes_nothing(thidua: Call) -> None:
    done(sealed(thidua))
    before = Path("so-vang.csv").read_bytes()

    answer = thidua(
        "spoil", "00000-00000", rows_of()[0]["serial"], "--register", "so-vang.csv", "--reason", "x"
    )

    assert refused(answer) == "E_REGISTER_SERIAL: the register holds no certificate 00000-00000\n"
    assert Path("so-vang.csv").read_bytes() == before


def test_a_revocation_needs_key_and_reason(thidua: Call) -> None:
    done(sealed(thidua))
    serial = rows_of()[0]["serial"]

    assert refused(thidua("revoke", serial, "--register", "so-vang.csv", "--reason", "x"), 2)
    assert refused(thidua("revoke", serial, "--register", "so-vang.csv", "--seal-key", "seal.age"), 2)


def test_the_page_holds_key_and_list(thidua: Call) -> None:
    done(sealed(thidua))
    done(thidua("revoke", "--register", "so-vang.csv", "--seal-key", "seal.age"))
    done(thidua("page", "--trust", "seal.pub", "--revoked", "revoked.txt", "-o", "kiem-tra.html"))

    text = Path("kiem-tra.html").read_text(encoding="utf-8")
    assert "so.example/bang-khen" in text
    assert "TDR1:" in text
    Path("revoked.txt").write_text("TDR1:ABC", encoding="utf-8")
    assert refused(thidua("page", "--trust", "seal.pub", "--revoked", "revoked.txt")).startswith(
        "E_SEAL_TEXT"
    )


def test_a_shipped_form_is_copied_to_be_changed_and_never_over_another(thidua: Call) -> None:
    done(thidua("form", "a3", "-o", "rieng.yaml"))
    done(thidua("--form", "rieng.yaml", "-o", "rieng"))
    done(thidua("--form", "a3", "-o", "san"))

    assert [path.read_bytes() for path in pdfs("rieng")] == [path.read_bytes() for path in pdfs("san")]
    assert "rieng.yaml is there already" in refused(thidua("form", "a4", "-o", "rieng.yaml"), 2)


def test_every_command_of_the_page_about_certificates_works_in_its_order(thidua: Call) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "certificates.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ thidua (.*)$", text, re.MULTILINE)

    answers = []
    for command in commands:
        if "ADDRESS" in command:  # dossier/test_cluster.py has one
            continue
        words = [rows_of()[0]["serial"] if word == "SERIAL" else word for word in shlex.split(command)]
        answer = CliRunner().invoke(main, ["--lang", "en", *words], catch_exceptions=False)
        answers.append((command, answer.exit_code, answer.output if answer.exit_code else ""))

    assert [each for each in answers if each[1]] == []
    assert len(commands) > 8


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n", "so-vang.csv:1: E_REGISTER_COLUMNS"),
        (
            "number,serial,recipient,award,act,day,sha256,note\n1,A,B,C,lost,D,,\n",
            "so-vang.csv:2: E_REGISTER_ROW",
        ),
        (
            "number,serial,recipient,award,act,day,sha256,note\n1,A,B,C,printed,D,,\n1,Z,B,C,printed,D,,\n",
            "so-vang.csv:3: E_REGISTER_NUMBER",
        ),
    ],
)
def test_a_register_that_is_none_is_told_and_nothing_is_written(text: str, told: str, thidua: Call) -> None:
    Path("so-vang.csv").write_text(text, encoding="utf-8")

    assert refused(sealed(thidua)).startswith(told)
    assert not Path("certificates").exists()


def test_what_a_spreadsheet_would_run_is_disarmed_and_read_back_as_it_was(tmp_path: Path) -> None:
    from thidua.dossier.register import Register, Row, read_register, write_register

    register = Register(
        (Row("1", "AAAAA-BBBBB", "=cmd()", "BẰNG KHEN", "printed", "2026-02-06", "", "'=x, “y”\n"),)
    )
    write_register(register, tmp_path / "so.csv")

    assert ",'=cmd()," in (tmp_path / "so.csv").read_text(encoding="utf-8-sig")
    assert read_register(tmp_path / "so.csv") == register
