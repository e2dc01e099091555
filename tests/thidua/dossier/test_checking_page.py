"""The page that checks seals, in a real browser with no network, beside the program's own answers."""

from __future__ import annotations

import json
import random
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import cbor2
import pytest

from tests.thidua.dossier.test_seal import FACTS, OTHER, SIGNER
from thidua.dossier.printed_head import PrintedHead
from thidua.dossier.seal import SealError, Signer, base45, check, read_revocations, revoke, seal
from thidua.dossier.seal.claims import PREFIX
from thidua.dossier.seal.page import checking_page

pytestmark = pytest.mark.browser
LIST = revoke({"00000-00000": "cấp nhầm"}, datetime(2026, 3, 1, tzinfo=UTC), SIGNER)
# RFC 8032, 7.1: secret, public key, message, signature of tests 1, 2, 3.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


def browsed(page: Path, fragment: str = "") -> str:
    """The page as a browser shows it, opened as a file."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom")
    answer = subprocess.run(
        ["chromium", *options, f"file://{page}{fragment}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout


def shown(dom: str) -> tuple[str, str, dict[str, str]]:
    found = re.search(r'<div class="answer (\w+)"><h2>(.*?)</h2><dl>(.*?)</dl>', dom)
    assert found is not None
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[3])
    return found[1], found[2], dict(rows)


def page_of(tmp_path: Path, revocations: str = "") -> Path:
    path = tmp_path / "kiem-tra.html"
    path.write_text(checking_page([SIGNER.owner], revocations), encoding="utf-8")
    return path


def test_a_right_seal_is_shown_with_its_facts(tmp_path: Path) -> None:
    colour, _title, rows = shown(browsed(page_of(tmp_path, LIST), "#" + quote(seal(FACTS, SIGNER))))

    assert (colour, rows) == (
        "good",
        {
            "Tặng": "Bà Nguyễn Thị Phượng",
            "Hình thức": "BẰNG KHEN",
            "Quyết định số": "000/QĐ-THU",
            "Ngày": "06/02/2026",
            "Mã số": FACTS.serial,
            "Người ký": "Hội đồng Thử nghiệm",
        },
    )


def test_the_head_of_the_record_is_shown(tmp_path: Path) -> None:
    facts = replace(FACTS, head=PrintedHead("thu", 7, "e5" * 32))
    rows = shown(browsed(page_of(tmp_path), "#" + quote(seal(facts, SIGNER))))[2]

    assert rows["Gốc sổ"] == "thu, 7 sự kiện, " + "e5" * 32


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (seal(FACTS, OTHER), "Mã được ký bằng khóa mà trang này không biết"),
        ("TD1:ABC", "Chuỗi này không phải mã của bằng khen"),
        (PREFIX + base45.encode(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), "Chuỗi này không phải mã"),
        ("<img src=x onerror=alert(1)>", "Chuỗi này không phải mã"),
    ],
)
def test_what_proves_nothing_is_told(text: str, told: str, tmp_path: Path) -> None:
    colour, title, rows = shown(browsed(page_of(tmp_path), "#" + quote(text)))
    assert (colour, title[: len(told)], rows) == ("bad", told, {})


def test_a_certificate_called_back_is_told(tmp_path: Path) -> None:
    listed = revoke({FACTS.serial: "cấp nhầm người"}, datetime(2026, 3, 1, tzinfo=UTC), SIGNER)
    dom = browsed(page_of(tmp_path, listed), "#" + quote(seal(FACTS, SIGNER)))

    assert shown(dom)[:2] == ("bad", "Đã bị thu hồi: cấp nhầm người")
    assert "Danh sách thu hồi ngày 01/03/2026: 1 tờ." in dom


def test_a_list_that_was_changed_is_told_and_nothing_is_called_right(tmp_path: Path) -> None:
    changed = LIST[:-5] + ("A" if LIST[-5] != "A" else "B") + LIST[-4:]
    dom = browsed(page_of(tmp_path, changed), "#" + quote(seal(FACTS, SIGNER)))

    assert "Danh sách thu hồi kèm theo không dùng được." in dom
    assert shown(dom)[0] == "bad"


def test_the_page_asks_no_network_for_anything(tmp_path: Path) -> None:
    text = page_of(tmp_path, LIST).read_text(encoding="utf-8")

    assert re.findall(r"https?:|//[a-z]+\.|\bfetch\(|XMLHttpRequest|<link|src=", text) == []
    assert "default-src 'none'" in text


def test_an_owner_with_a_hostile_name_makes_no_element(tmp_path: Path) -> None:
    hostile = Signer("</script><script>document.title='x'</script><b>", SIGNER.seed)
    page = tmp_path / "hostile.html"
    page.write_text(checking_page([hostile.owner], LIST), encoding="utf-8")
    dom = browsed(page, "#" + quote(seal(FACTS, hostile)))

    assert "<title>Kiểm tra bằng khen, giấy khen</title>" in dom
    assert "<b>" not in dom
    assert shown(dom)[0] == "good"


def answers(tmp_path: Path, expression: str) -> list[object]:
    """What a JavaScript expression of the page gives, as JSON."""
    page = page_of(tmp_path, LIST)
    probe = f"<script>document.title = encodeURIComponent(JSON.stringify({expression}));</script></body>"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", probe), encoding="utf-8")
    found = re.search(r"<title>(.*?)</title>", browsed(page))
    assert found is not None
    values: list[object] = json.loads(unquote(found[1]))
    return values


def test_the_signature_check_is_that_of_rfc_8032(tmp_path: Path) -> None:
    cases = [[signature, message, key] for _secret, key, message, signature in RFC_8032]
    wrong = [[signature, message + "00", key] for signature, message, key in cases]
    check_each = "([s, m, k]) => isSigned(fromHex(s), m ? fromHex(m) : new Uint8Array(), fromHex(k))"
    expression = f"{json.dumps(cases + wrong)}.map({check_each})"

    assert answers(tmp_path, expression) == [True, True, False, False]


def test_page_and_program_agree_on_every_mutant(tmp_path: Path) -> None:
    chance = random.Random(7)
    text = seal(FACTS, SIGNER)
    mutants = [text, seal(FACTS, OTHER), *(_mutated(text, chance) for _ in range(150)), *_rebuilt()]
    expression = (
        f"{json.dumps(mutants)}.map((text) => {{ try {{ return checked(text).rows[0][1]; }} catch (error) {{ "
        "if (!(error instanceof Refusal)) throw error; return null; } })"
    )

    ours = [_name(each) for each in mutants]

    assert answers(tmp_path, expression) == ours
    # A letter exchanged for itself is no mutant.
    assert [name for each, name in zip(mutants, ours, strict=True) if each != text] == [None] * (
        len(mutants) - mutants.count(text)
    )
    assert ours[0] == FACTS.name
    assert mutants.count(text) < 10


def _mutated(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    act = chance.randrange(4)
    letter = chance.choice(base45.ALPHABET)
    changed = (text[:place] + letter + text[place + 1 :], text[:place] + text[place + 1 :])
    return (*changed, text[:place] + letter + text[place:], text[:place])[act]


def _rebuilt() -> list[str]:
    """Messages with each part exchanged, and a signature whose scalar lies beyond the order."""
    message = cbor2.loads(base45.decode(seal(FACTS, SIGNER).removeprefix(PREFIX)))
    protected, unprotected, payload, signature = message.value
    order = 2**252 + 27742317777372353535851937790883648493
    beyond = int.from_bytes(signature[32:], "little") + order
    parts = [
        (protected, unprotected, payload, signature[:32] + beyond.to_bytes(32, "little")),
        (protected, unprotected, payload, bytes(64)),
        (protected, unprotected, payload, signature[:63]),
        (protected, unprotected, payload + b"\x00", signature),
        (cbor2.dumps({1: -7, 4: SIGNER.owner.id}), unprotected, payload, signature),
        (cbor2.dumps({1: -8}), unprotected, payload, signature),
        (protected, {4: OTHER.owner.id}, payload, signature),
    ]
    return [PREFIX + base45.encode(cbor2.dumps(cbor2.CBORTag(18, list(each)))) for each in parts]


def _name(text: str) -> str | None:
    try:
        return check(text, [SIGNER.owner], read_revocations(LIST, [SIGNER.owner]))[0].name
    except SealError:
        return None
