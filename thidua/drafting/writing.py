"""The draft as a file that a person reads, edits and accepts line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.scheme.model import Flag
from thidua.drafting.model import Draft, Row
from thidua.drafting.yamltext import Value, Word, block

_HEAD = """\
# BẢN NHÁP do máy đọc từ văn bản: chưa có hiệu lực, không tệp nào khác được dùng bản nháp này.
# Việc của người duyệt, từng dòng một:
#   1. so quote với bản gốc; sửa các mục sai ngay trong tệp này;
#   2. ghi accept: true (nhận) hoặc accept: false (không nhận);
#   3. ghi các mục còn thiếu nêu sau dấu «# thiếu»; bỏ trống cũng được, thidua check sẽ hỏi lại.
# Rồi lập tệp kế hoạch: thidua plan accept TỆP-NÀY -o KẾ-HOẠCH.yaml
"""
_MISSING = {
    "group": '# thiếu group: nhóm của chỉ tiêu, ví dụ group: "Chính quyền số"',
    "unit": '# thiếu unit và kind: đơn vị tính, ví dụ unit: "mô hình" và kind: count',
    "levels": "# thiếu levels: cấp phải thực hiện, ví dụ levels: [tinh, huyen, xa]",
    "milestone": "# thiếu milestone: thời hạn, ví dụ milestone: 2025-12-31",
}


def draft_text(draft: Draft) -> str:
    """Write a draft; reading it back gives an equal one."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield from _HEAD.splitlines()
    yield f"draft: {draft.draft}"
    yield "status: draft"
    yield from _part("source", draft.source.model_dump())
    yield from _part("head", {name: value for name, value in draft.head if value is not None})
    yield ""
    yield f"rows:{'' if draft.rows else ' []'}"
    for row in draft.rows:
        yield from _row(row)
        yield ""
    for name, entries in (("unknown", draft.unknown), ("remarks", draft.remarks)):
        if entries:
            yield f"{name}:"
            for entry in entries:
                yield from _item({key: value for key, value in entry if value})


def _part(name: str, entries: Mapping[str, Value]) -> Iterator[str]:
    yield f"{name}:{'' if any(entries.values()) else ' {found_at: {}}'}"
    yield from block(entries, 2)


def _item(entries: Mapping[str, Value]) -> Iterator[str]:
    lines = list(block(entries, 4))
    yield f"  - {lines[0].strip()}"
    yield from lines[1:]


def _row(row: Row) -> Iterator[str]:
    accept: Value = row.accept if isinstance(row.accept, bool) else Word(row.accept)
    read: dict[str, Value] = {
        "id": Word(row.id),
        "accept": accept,
        "confidence": Word(row.confidence),
        "place": row.place,
        "clause": row.clause,
        "section": row.section,
        "quote": row.quote,
        "sentence": row.sentence,
        "title": row.title,
    }
    yield from _item(read)
    yield from block(_meant(row), 4)
    yield from (f"    {advice}" for name, advice in _MISSING.items() if getattr(row, name) is None)
    yield from block(
        {"parts": list(row.parts), "flags": list(map(_flag, row.flags)), "reasons": row.reasons}, 4
    )


def _meant(row: Row) -> dict[str, Value]:
    """Give what the row would say in a plan; what was not found is left out."""
    values: dict[str, Value | None] = {
        "group": row.group,
        "number": row.number,
        "upper": row.upper,
        "unit": row.unit,
        "kind": Word(row.kind) if row.kind else None,
        "sign": row.sign,
        "change": Word(row.change) if row.change else None,
        "levels": [Word(level) for level in row.levels] if row.levels else None,
        "milestone": row.milestone,
        "every_year": row.every_year or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _flag(flag: Flag) -> dict[str, Value]:
    return {"kind": Word(flag.kind), "text": flag.text}
