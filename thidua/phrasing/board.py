"""A scheme or a plan as one table for the board: each row with measure, points and clause in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.scheme.measures import measures_of
from scoring.scheme.model import Cite, Node, Objective, OnMissing, Plan, Scheme
from thidua.dossier.formats import number, short_date
from thidua.dossier.wording import FLAGS, ROLES
from thidua.phrasing.measures import measure_unit, measure_words, targets_words
from thidua.phrasing.names import KINDS, Names, joined, levels, names_of, period, quoted, sentence
from thidua.phrasing.outcomes import band_words, decide_words, publish_words, rank_words, select_words
from thidua.phrasing.policies import absence_words, clamp_words, combine_words, gate_words, node_extras
from thidua.phrasing.scales import scale_words

SCHEME_HEADS = (
    "STT",
    "Tiêu chí",
    "Điểm tối đa",
    "Cách đo",
    "Chỉ tiêu",
    "Cách chấm điểm",
    "Khi thiếu, không áp dụng",
    "Căn cứ",
)
PLAN_HEADS = (
    "STT",
    "Mục tiêu",
    "Thời hạn",
    "Cách đo",
    "Chỉ tiêu",
    "Cấp thực hiện",
    "Lưu ý về câu chữ",
    "Căn cứ",
)


@dataclass(frozen=True)
class BoardRow:
    """
    One row of the table.

    Attributes:
        depth: 0 for the top of the tree.
        is_group: Whether other rows stand under it.
        cells: One text a head; a text may have several lines.
    """

    depth: int
    is_group: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """
    A rule file in words.

    Attributes:
        key: ``id@version``.
        about: Document, days, subjects, and that it is an example where it is one.
        parts: What follows from the points, each part with its title and its lines.
    """

    key: str
    title: str
    about: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def board_of(rules: Scheme | Plan) -> Board:
    """Put a loaded scheme or plan into words."""
    return _plan(rules) if isinstance(rules, Plan) else _scheme(rules)


def _scheme(scheme: Scheme) -> Board:
    names = names_of(scheme)
    about = [
        *_about(scheme),
        f"Đối tượng: {subjects_words(scheme)}",
        *([f"Dựa trên: {cite_words(scheme.plan.cite)}. {scheme.plan.title}"] if scheme.plan else []),
        *([scheme.example] if scheme.example else []),
    ]
    rows = tuple(_nodes(scheme.children, names, scheme.publish.on_missing))
    parts = tuple(_scheme_parts(scheme, names))
    return Board(scheme.key, scheme.title, tuple(about), SCHEME_HEADS, rows, parts)


def subjects_words(scheme: Scheme) -> str:
    """Say whom a scheme scores: ``tập thể cấp huyện``."""
    return f"{joined([KINDS[kind] for kind in scheme.subjects.kinds])} {levels(scheme.subjects.levels)}"


def _about(rules: Scheme | Plan) -> Iterator[str]:
    yield f"Văn bản: {cite_words(rules.cite)}"
    when = period(rules.effective)
    yield f"Áp dụng: {when}" if when else "Áp dụng: không ghi ngày"


def cite_words(cite: Cite | None) -> str:
    """Say where a rule stands: clause, document, body, day; empty for none."""
    if cite is None:
        return ""
    issued = f"ngày {short_date(cite.issued)}" if cite.issued else ""
    parts = [cite.clause, cite.document, cite.body, issued]
    quote = f": {quoted(cite.quote)}" if cite.quote else ""
    return ", ".join(part for part in parts if part) + quote


def _nodes(
    nodes: Sequence[Node], names: Names, on_missing: OnMissing, prefix: str = "", depth: int = 0
) -> Iterator[BoardRow]:
    for place, node in enumerate(nodes, 1):
        policy = node.on_missing if isinstance(node.on_missing, str) else on_missing
        index = f"{prefix}{place}"
        yield BoardRow(depth, bool(node.children), _cells(index, node, names, policy))
        yield from _nodes(node.children or [], names, policy, f"{index}.", depth + 1)


def _cells(index: str, node: Node, names: Names, on_missing: OnMissing) -> tuple[str, ...]:
    unit = measure_unit(node.measure, names) if node.measure else ""
    role = f" ({ROLES[node.role].lower()})" if node.role and node.role != "base" else ""
    when = f"\nTính {period(node.effective)}" if node.effective and period(node.effective) else ""
    scored = [node_scale(node, names)] if node.measure else []
    return (
        index,
        f"{node.title}{role}{when}",
        "" if node.max_points is None else number(node.max_points),
        sentence(measure_words(node.measure, names)) if node.measure else "",
        sentence(targets_words(node.target, unit, names)) if node.target else "",
        "\n".join(map(sentence, [*scored, *node_extras(node, names)])),
        absence_words(node, on_missing).replace("; ", "\n"),
        cite_words(node.cite),
    )


def node_scale(node: Node, names: Names) -> str:
    """Say how a criterion's number becomes points."""
    facts = [measure.fact for measure in measures_of(node.measure) if measure.fact]
    unit = measure_unit(node.measure, names) if node.measure else ""
    fact = facts[0] if facts else ""
    return scale_words(node.scale, names, unit=unit, maximum=node.max_points, fact=fact)


def _scheme_parts(scheme: Scheme, names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    clamped = [sentence(clamp_words(scheme.clamp))] if scheme.clamp else []
    yield "Tổng điểm", (sentence(combine_words(scheme)), *clamped, publish_words(scheme.publish))
    if scheme.gates:
        yield "Điều kiện bắt buộc", tuple(gate_words(gate, names) for gate in scheme.gates)
    if scheme.classify:
        yield "Xếp loại", tuple(band_words(band, names) for band in scheme.classify)
    yield "Xếp hạng", (rank_words(scheme.rank, names),)
    if scheme.select:
        chosen = (f"{select.title}: {select_words(select, names)}" for select in scheme.select)
        yield "Số lượng đề nghị", tuple(chosen)
    if scheme.decide:
        yield "Câu hỏi phải quyết định trước khi tính", tuple(map(decide_words, scheme.decide))


def _plan(plan: Plan) -> Board:
    names = names_of(plan)
    parts = []
    if plan.decide:
        parts.append(("Câu hỏi phải quyết định trước khi tính", tuple(map(decide_words, plan.decide))))
    if plan.placeholders:
        unknown = (
            f"{row.title}: {row.missing}{f'. Tìm ở: {row.where_to_find}' if row.where_to_find else ''}"
            for row in plan.placeholders
        )
        parts.append(("Phần chưa biết của kế hoạch", tuple(unknown)))
    if plan.flags:
        parts.append(("Lưu ý chung", tuple(flag.text for flag in plan.flags)))
    if plan.based_on:
        parts.append(("Căn cứ của kế hoạch", tuple(map(cite_words, plan.based_on))))
    key = f"{plan.plan}@{plan.version}"
    rows = tuple(_objectives(plan, names))
    return Board(key, plan.title, tuple(_about(plan)), PLAN_HEADS, rows, tuple(parts))


def _objectives(plan: Plan, names: Names) -> Iterator[BoardRow]:
    group, at, place = "", 0, 0
    for row in plan.objectives:
        if row.group != group:
            group, at, place = row.group, at + 1, 0
            yield BoardRow(0, True, (str(at), group, *[""] * (len(PLAN_HEADS) - 2)))
        place += 1
        yield BoardRow(1, False, _objective(f"{at}.{place}", row, names))


def _objective(index: str, row: Objective, names: Names) -> tuple[str, ...]:
    parts = "".join(f"\n- {part.title}" for part in row.parts)
    return (
        index,
        f"{row.title}{parts}",
        short_date(row.milestone),
        sentence(measure_words(row.measure, names)),
        sentence(targets_words(row.target, row.unit, names)),
        sentence(levels(row.levels)),
        "\n".join(f"{FLAGS[flag.kind]}: {flag.text}" for flag in row.flags),
        cite_words(row.cite),
    )
