"""From accepted rows to the skeleton of a plan, which ``thidua check`` refuses until a person fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.errors import Problem, SchemeError, _
from thidua.drafting.model import Draft, Row
from thidua.drafting.yamltext import Value, Word, block, flow
from thidua.intake.refusal import nearest

_HEAD = """\
# Lập từ bản nháp của {file} ({sha256}) với {count} dòng đã nhận.
# Còn phải làm: khai số liệu ở facts, cách đo ở measure của từng dòng, rồi chạy thidua check trên tệp này.
"""
_FACTS = """\
# Mỗi số liệu một dòng, ví dụ:
#   - {id: ho_so_tiep_nhan, title: Tổng số hồ sơ đã tiếp nhận, kind: count, unit: hồ sơ, at_least: 0}
facts: []
"""
_SIGNS = {">=": "at_least", ">": "at_least", "<=": "at_most", "<": "at_most", "=": "equals"}
_ADVICE = {
    "title": "# thiếu title: tên phong trào",
    "version": "# thiếu version: ngày ban hành, ví dụ version: 2022-11-16; tên tệp cũng lấy ngày này",
    "group": '# thiếu group: nhóm của chỉ tiêu, ví dụ group: "Chính quyền số"',
    "milestone": "# thiếu milestone: thời hạn, ví dụ milestone: 2025-12-31",
    "levels": "# thiếu levels: cấp phải thực hiện, ví dụ levels: [tinh, huyen, xa]",
    "kind": "# thiếu kind: loại số, ví dụ kind: count",
    "unit": '# thiếu unit: đơn vị tính, ví dụ unit: "mô hình"',
}


@dataclass(frozen=True)
class Accepted:
    """
    A plan made from a draft.

    Attributes:
        text: The skeleton, as a file.
        rows: Ids of the rows it holds.
        open: Ids of the rows nobody has decided on.
    """

    text: str
    rows: tuple[str, ...]
    open: tuple[str, ...]


def accept(draft: Draft, place: str, wanted: Sequence[str] = ()) -> Accepted:
    """
    Make the skeleton of a plan from the accepted rows of a draft.

    Args:
        place: The draft's file, for messages.
        wanted: Ids to accept; without any, the rows that the file itself marks ``accept: true``.

    Raises:
        SchemeError: ``E_ROW`` for an id that is not in the draft or that the file refuses, ``E_NO_ROW`` when
            nothing is accepted.
    """
    problems = [problem for row_id in wanted for problem in _faults(draft, place, row_id)]
    if problems:
        raise SchemeError(problems)
    chosen = [row for row in draft.rows if (row.id in wanted if wanted else row.accept is True)]
    if not chosen:
        message = _("no row is accepted: write accept: true on rows of the draft, or name them with --row")
        raise SchemeError([Problem("E_NO_ROW", message, {}, place)])
    undecided = (row.id for row in draft.rows if row.accept == "undecided" and row not in chosen)
    lines = "\n".join(_lines(draft, chosen))
    return Accepted(lines + "\n", tuple(row.id for row in chosen), tuple(undecided))


def _faults(draft: Draft, place: str, row_id: str) -> Iterator[Problem]:
    row = next((row for row in draft.rows if row.id == row_id), None)
    if row is None:
        message = _("the draft has no row “{id}”; nearest: {near}")
        near = nearest(row_id, [row.id for row in draft.rows])
        yield Problem("E_ROW", message, {"id": row_id, "near": near or "-"}, place)
    elif row.accept is False:
        yield Problem(
            "E_ROW", _("the draft itself refuses the row “{id}” (accept: false)"), {"id": row_id}, place
        )


def _lines(draft: Draft, rows: Sequence[Row]) -> Iterator[str]:
    head = draft.head
    values = {"file": draft.source.file, "sha256": draft.source.sha256[:12], "count": len(rows)}
    yield from _HEAD.format(**values).splitlines()
    yield f"plan: {draft.draft}"
    yield from _given("version", head.issued)
    yield from _given("title", head.title)
    cite: dict[str, Value | None] = {"document": head.number, "body": head.body, "issued": head.issued}
    yield f"cite: {flow({name: value for name, value in cite.items() if value})}"
    yield f"effective: {flow({'from': head.issued} if head.issued else {})}"
    yield ""
    yield from _FACTS.splitlines()
    yield ""
    yield "objectives:"
    for row in rows:
        yield from _objective(draft, row)
        yield ""
    yield from _placeholders(draft)


def _given(name: str, value: Value | None) -> Iterator[str]:
    yield f"{name}: {flow(value)}" if value else _ADVICE[name]


def _objective(draft: Draft, row: Row) -> Iterator[str]:
    yield f"  - id: {row.id}"
    values: dict[str, Value | None] = {
        "group": row.group,
        "title": row.title,
        "milestone": row.milestone,
        "levels": [Word(level) for level in row.levels] if row.levels else None,
        "kind": Word(row.kind) if row.kind else None,
        "unit": row.unit,
    }
    for name, value in values.items():
        yield from (f"    {line}" for line in _given(name, value))
    cite: dict[str, Value] = {"clause": row.clause, "quote": row.quote}
    yield "    cite:"
    yield from block(cite, 6)
    yield f"    # thiếu measure: cách đo, ví dụ measure: {_measure(row)}"
    yield from (f"    # nội dung thành phần: {part}" for part in row.parts)
    yield f"    target: [{flow(_target(draft, row))}]"
    yield from block({"flags": [{"kind": Word(flag.kind), "text": flag.text} for flag in row.flags]}, 4)


def _target(draft: Draft, row: Row) -> dict[str, Value]:
    issued, end = draft.head.issued, row.milestone
    dates: dict[str, Value] = {"from": issued} if issued and (end is None or issued <= end) else {}
    if end is not None:
        dates["to"] = end
    return dates | {_SIGNS[row.sign]: row.number}


def _measure(row: Row) -> str:
    """Give an example of a measure that fits the row; its facts are named for the person to replace."""
    label = f"kind: {row.kind or 'count'}, unit: {flow(row.unit or 'đơn vị tính')}"
    if row.change:
        relative = "" if row.kind == "percentage" else ", relative: false"
        change = f"{{before: so_goc, after: so_hien_nay{relative}, direction: {row.change}}}"
        percent = "transform: percent, " if row.kind == "percentage" else ""
        return f"{{change: {change}, {percent}{label}}}"
    if row.kind == "percentage":
        return f"{{ratio: [so_dat, tong_so], transform: percent, {label}}}"
    return f"{{fact: so_lieu, {label}}}"


def _placeholders(draft: Draft) -> Iterator[str]:
    if draft.unknown:
        yield "placeholders:"
    for number, gap in enumerate(draft.unknown, 1):
        title = gap.section or gap.text
        entries: dict[str, Value] = {
            "id": Word(f"chua_ro.{number:02}"),
            "title": f"{title} ({gap.clause})" if gap.clause else title,
            "missing": f"{gap.why} ({gap.place}: {gap.text})",
        }
        yield f"  - {flow(entries)}"
