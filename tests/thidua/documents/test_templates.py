"""An office's own templates: what they may name, what they may not do, that they are used."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from click.testing import CliRunner
from jinja2 import TemplateRuntimeError

from scoring.errors import ScoringError
from tests.thidua.documents.samples import make, record
from thidua.commands import main
from thidua.documents.checking import check_templates
from thidua.documents.environment import environment
from thidua.documents.kinds import all_kinds, kind_of
from thidua.documents.naming import variables
from thidua.library import shipped

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = '{{% extends "documents/base.html.j2" %}}\n{{% block body %}}\n{body}\n{{% endblock %}}\n'


def own(folder: Path, body: str, name: str = "quyet-dinh.html.j2") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(PAGE.format(body=body), encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    return [(each.place.rpartition("/")[2], f"{each.code}: {each.text()}") for each in check_templates(path)]


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.id)
def test_every_shipped_template_passes_its_own_check(kind: object) -> None:
    folder = shipped("templates") / "documents"

    found = [each for path in sorted(folder.glob(f"{kind.id}.*")) for each in check_templates(path)]

    assert found == []


def test_an_unknown_name_is_told_with_line_and_the_nearest(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        "{{ head.agenci }}\n{% for group in roll.groups %}\n{{ group.rows }}\n"
        "{% for row in group.rows %}{{ row.nam }}{% endfor %}\n{% endfor %}\n{{ nobody }}",
    )

    def told(line: int, name: str, near: str) -> tuple[str, str]:
        words = f"there is no value “{name}”; the nearest is {near}; see: thidua template list"
        return f"quyet-dinh.html.j2:{line}", f"E_TEMPLATE_NAME_UNKNOWN: {words}"

    assert faults(path) == [
        told(3, "head.agenci", "agency"),
        told(6, "row.nam", "name"),
        told(8, "nobody", "head, foot, review, to, bases, notices, roll"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{{ ''.__class__ }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ head.__class__ }}", "E_TEMPLATE_NAME_UNKNOWN"),
        ("{{ head.agency.upper() }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ range(9) }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ 'a' * 9 }}", "E_TEMPLATE_FORBIDDEN"),
        ("{% set x = 1 %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% macro x() %}{% endmacro %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% include '/etc/passwd' %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% import 'x' as y %}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ head.agency | attr('x') }}", "E_TEMPLATE_FILTER"),
        ("{% for a, b in roll.groups %}{% endfor %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% for x in head.agency %}{% endfor %}", "E_TEMPLATE_LOOP"),
        ("{% for x in roll.groups %}", "E_TEMPLATE_SYNTAX"),
        ("{{ head.agency", "E_TEMPLATE_SYNTAX"),
        ("{{ head['__class__'] }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ head.agency.__class__.__mro__ }}", "E_TEMPLATE_NAME_UNKNOWN"),
        ("{{ ().__class__.__bases__ }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ self.body() }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ cycler }}", "E_TEMPLATE_NAME_UNKNOWN"),
        ("{{ head.agency | map(attribute='__class__') }}", "E_TEMPLATE_FILTER"),
        ("{% if head is defined %}{% endif %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% call x() %}{% endcall %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% from 'x' import y %}", "E_TEMPLATE_FORBIDDEN"),
        ("{% filter upper %}x{% endfilter %}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ 10 ** 100000000 }}", "E_TEMPLATE_FORBIDDEN"),
        ("{{ " + "9" * 5000 + " }}", "E_TEMPLATE_SYNTAX"),
        ("{{ " + "(" * 5000 + "head.agency" + ")" * 5000 + " }}", "E_TEMPLATE_SYNTAX"),
        ("{% if head.agency %}" * 30 + "{% endif %}" * 30, "E_TEMPLATE_DEPTH"),
        ("{{ notices | join('x' * 99) }}", "E_TEMPLATE_JOIN"),
        ("{{ notices | join('-----------------------------------------') }}", "E_TEMPLATE_JOIN"),
        ("{{ notices | join('--') | join('--') | join('--') }}", "E_TEMPLATE_JOIN"),
        ("{% for a in notices %}{% for b in notices %}x{% endfor %}{% endfor %}", "E_TEMPLATE_NESTED"),
        (
            "{% for a in roll.groups %}{% for b in a.rows %}{% for c in a.rows %}x{% endfor %}{% endfor %}"
            "{% endfor %}",
            "E_TEMPLATE_NESTED",
        ),
    ],
    ids=range(33),
)
def test_what_a_template_may_not_do_is_refused(body: str, code: str, tmp_path: Path) -> None:
    path = own(tmp_path / "mau", body)

    assert code in [each.code for each in check_templates(path)]


def test_what_the_check_refuses_is_never_filled(tmp_path: Path) -> None:
    own(tmp_path / "mau", "{{ head.agency.upper() }}")
    with pytest.raises(ScoringError, match=r"quyet-dinh\.html\.j2"):
        make(record(tmp_path / "r"), "quyet-dinh", tmp_path / "x.pdf", templates=tmp_path / "mau")
    assert not (tmp_path / "x.pdf").exists()


def test_a_template_may_only_build_on_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "quyet-dinh.html.j2"
    path.write_text('{% extends "/etc/passwd" %}', encoding="utf-8")

    assert [each.code for each in check_templates(path)] == ["E_TEMPLATE_EXTENDS"]
    # An own base stands for the shipped one, so it would build on itself without end.
    base = tmp_path / "base.html.j2"
    base.write_text('{% extends "documents/base.html.j2" %}', encoding="utf-8")
    assert [each.code for each in check_templates(base)] == ["E_TEMPLATE_EXTENDS"]


def test_templates_that_build_on_each_other_in_a_ring_are_refused_when_filled(tmp_path: Path) -> None:
    folder = tmp_path / "mau"
    folder.mkdir()
    (folder / "base.html.j2").write_text('{% extends "documents/final.html.j2" %}', encoding="utf-8")

    with pytest.raises(ScoringError, match="E_TEMPLATE: the template of so-ket cannot be filled"):
        make(record(tmp_path / "r"), "so-ket", tmp_path / "x.pdf", templates=folder)


def test_what_a_template_gives_has_a_largest_size(tmp_path: Path) -> None:
    made = environment().from_string("{% for each in notices %}" + "x" * 1_000_000 + "{% endfor %}")

    assert len(made.render(notices=range(3))) == 3_000_000
    tracemalloc.start()
    with pytest.raises(TemplateRuntimeError, match="more than 150 million characters"):
        made.render(notices=range(10**9))
    assert tracemalloc.get_traced_memory()[1] < 400_000_000
    tracemalloc.stop()


def word(folder: Path, change: Callable[[Any], None]) -> Path:
    folder.mkdir(exist_ok=True)
    document = docx.Document(str(shipped("templates") / "documents" / "quyet-dinh.docx"))
    change(document)
    document.save(str(folder / "quyet-dinh.docx"))
    return folder / "quyet-dinh.docx"


def _in_properties(document: Any) -> None:
    document.core_properties.title = "{{ ''.__class__ }}"


def _in_a_table_of_the_header(document: Any) -> None:
    header = document.sections[0].header
    header.add_table(1, 1, docx.shared.Mm(50)).cell(0, 0).text = "{{ head.agency.upper() }}"


def _in_an_attribute(document: Any) -> None:
    document.element.body.iterchildren().__next__().set("name", "{% for x in range(9999999) %}{% endfor %}")


def _in_the_text(document: Any) -> None:
    document.add_paragraph("{%p for a in roll.groups %}{%p for b in roll.groups %}{%p endfor %}{%p endfor %}")


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_in_properties, "E_TEMPLATE_FORBIDDEN", "thuộc tính title"),
        (_in_a_table_of_the_header, "E_TEMPLATE_FORBIDDEN", "phần /word/header"),
        (_in_an_attribute, "E_TEMPLATE_FORBIDDEN", "phần /word/document.xml"),
        (_in_the_text, "E_TEMPLATE_NESTED", "đoạn "),
    ],
)
def test_nothing_hides_in_a_word_template(
    tmp_path: Path, change: Callable[[Any], None], code: str, place: str
) -> None:
    found = check_templates(word(tmp_path, change))

    assert code in [each.code for each in found]
    assert all(f"quyet-dinh.docx!{place}" in each.place for each in found)


def test_a_word_template_that_fetches_or_runs_something_is_refused(tmp_path: Path) -> None:
    def linked(document: Any) -> None:
        document.part.relate_to("http://127.0.0.1:9/x.png", f"{_RELATIONS}/image", is_external=True)

    (found,) = check_templates(word(tmp_path, linked))
    assert (found.code, found.values["target"]) == ("E_WORD_LINK", "http://127.0.0.1:9/x.png")

    def read(document: Any) -> None:
        document.part.relate_to("https://example.vn", f"{_RELATIONS}/hyperlink", is_external=True)

    assert check_templates(word(tmp_path, read)) == []
    path = word(tmp_path, lambda _document: None)
    with zipfile.ZipFile(path, "a") as box:
        box.writestr("word/vbaProject.bin", b"x")
    assert [each.code for each in check_templates(path)] == ["E_WORD_FILE"]


def test_a_loop_that_cuts_through_a_word_document_is_told_and_nothing_written(tmp_path: Path) -> None:
    def torn(document: Any) -> None:
        document.paragraphs[0].add_run("{% if not head.agency %}")
        document.tables[-1].cell(0, 1).paragraphs[0].add_run("{% endif %}")

    word(tmp_path / "mau", torn)
    assert check_templates(tmp_path / "mau") == []
    out = tmp_path / "x.docx"
    answers = []
    try:
        make(record(tmp_path / "r"), "quyet-dinh", out, templates=tmp_path / "mau")
    except ScoringError as refused:
        answers = [each.code for each in refused.problems]
    assert answers == ["E_TEMPLATE"]
    assert not out.exists()


def test_an_own_page_is_used_and_the_others_stay_shipped(tmp_path: Path) -> None:
    own(tmp_path / "mau", "<p>MẪU RIÊNG của {{ review.agency }}: {{ roll.counts | upper }}</p>")
    database = record(tmp_path / "r")
    for kind in ("quyet-dinh", "phieu-bau"):
        make(database, kind, tmp_path / f"{kind}.pdf", templates=tmp_path / "mau")

    texts = []
    for kind in ("quyet-dinh", "phieu-bau"):
        with pypdfium2.PdfDocument(tmp_path / f"{kind}.pdf") as document:
            texts.append(" ".join("".join(p.get_textpage().get_text_range() for p in document).split()))
    assert "MẪU RIÊNG của Hội đồng Thi đua - Khen thưởng: 01 TẬP THỂ VÀ 02 CÁ NHÂN" in texts[0]
    assert "MẪU RIÊNG" not in texts[1]


def test_an_own_word_template_changed_in_word_is_used_and_checked(tmp_path: Path) -> None:
    folder = tmp_path / "mau"
    folder.mkdir()
    document = docx.Document(str(shipped("templates") / "documents" / "quyet-dinh.docx"))
    document.paragraphs[-1].add_run(" MẪU WORD RIÊNG")
    document.save(str(folder / "quyet-dinh.docx"))
    assert check_templates(folder) == []

    make(record(tmp_path / "r"), "quyet-dinh", tmp_path / "x.docx", templates=folder)
    assert any("MẪU WORD RIÊNG" in each.text for each in docx.Document(str(tmp_path / "x.docx")).paragraphs)

    document.add_paragraph("{{ head.agenci }}")
    document.save(str(folder / "quyet-dinh.docx"))
    place, text = faults(folder)[0]
    assert "head.agenci" in text
    assert place.startswith("quyet-dinh.docx!đoạn ")


def test_a_file_that_is_no_word_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "quyet-dinh.docx").write_bytes(b"PK not really")
    (tmp_path / "qd.html.j2").write_text("x", encoding="utf-8")

    assert [each.code for each in check_templates(tmp_path)] == ["E_TEMPLATE_NAME", "E_WORD_FILE"]


def test_the_list_tells_every_value_with_its_words() -> None:
    found = dict(variables(kind_of("quyet-dinh")))

    assert found["roll.groups[].rows[].name"] == "Họ và tên, hoặc tên tập thể"
    assert found["head.number"] == "Số và ký hiệu, ví dụ 05/QĐ-UBND; chưa biết thì là dấu chấm"
    assert all(found.values())


def test_the_commands_list_and_check(tmp_path: Path) -> None:
    listed = CliRunner().invoke(main, ["template", "list", "quyet-dinh", "--json"])
    assert "roll.groups[].rows[].award" in json.loads(listed.stdout)

    path = own(tmp_path, "{{ head.agenci }}")
    answer = CliRunner().invoke(main, ["template", "check", str(path)])
    assert answer.exit_code == 1
    assert "quyet-dinh.html.j2:3: E_TEMPLATE_NAME_UNKNOWN" in answer.stdout
    assert (
        CliRunner().invoke(main, ["template", "check", str(own(tmp_path, "{{ head.agency }}"))]).exit_code
        == 0
    )
