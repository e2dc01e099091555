"""What came of it: for the authority, for one unit, for one candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.cards import Line, Standing
from scoring.facts import Entry, Fact, State
from scoring.law.history import Membership, Record
from scoring.scheme.model import Scheme
from thidua.documents.fields import Problem, ReportPaper, TallyRow
from thidua.documents.material import Material, unit_of
from thidua.documents.questions import questions
from thidua.documents.result_fields import AchievementPaper, NoticePaper, PastRow, Result, ResultRow
from thidua.documents.rolls import cluster_title, honour_words, roll, row_of
from thidua.documents.targets import target_rows
from thidua.dossier import context
from thidua.dossier.formats import DOTS, number, place, quantity, short_date
from thidua.dossier.wording import NOTES, OUTCOMES, REASONS, SIGNS, STATES, WHY, word
from thidua.i18n import speaking
from thidua.ledger_words import word as ledger_word
from thidua.review import Scored


def report_paper(material: Material, base: Mapping[str, Any]) -> ReportPaper:
    """Give the values of an appraisal or a final review."""
    result = material.result
    return ReportPaper(
        **base,
        roll=roll(material),
        tallies=tuple(_tally(each) for each in context.tallies(result)),
        targets=target_rows(result),
        questions=questions(result),
        waiting=tuple(
            Problem(each.card.candidate.name, "; ".join(each.waiting))
            for each in context.waiting_cards(result)
        ),
        law=f"{result.law.title} ({result.law.key})" if result.law else DOTS,
    )


def _tally(found: context.Tally) -> TallyRow:
    chosen = "; ".join(
        f"{title}: {selected}" + (f"; chờ quyết định: {undecided}" if undecided else "")
        for title, selected, undecided in found.chosen
    )
    return TallyRow(
        title=found.scheme.title,
        candidates=str(found.candidates),
        scored=str(found.scored),
        pending=str(found.pending),
        excluded=str(found.excluded),
        chosen=chosen or "Không xét chọn",
    )


def notice_paper(material: Material, base: Mapping[str, Any]) -> NoticePaper:
    """Give the values of the notice to one unit: its own candidates and nobody else's."""
    unit = material.subject
    assert unit is not None, "the kind asks for a subject, and gather refuses a call without one"
    found = [
        (scored, row)
        for scored in material.result.scored
        for row in scored.standings.rows
        if unit_of(row.card.candidate) == unit.id
    ]
    return NoticePaper(
        **base, unit=unit.name, results=tuple(result_of(material, scored, row) for scored, row in found)
    )


def result_of(material: Material, scored: Scored, row: Standing) -> Result:
    """Give one candidate's result with what was reported, counted, earned and lost, and why."""
    card = row.card
    entry = material.reported.get(scored.scheme.key, {}).get(card.candidate.id)
    reasons = material.reasons.get(scored.scheme.key, {})
    outcome = "; ".join(
        f"{select.title}: {word(OUTCOMES, row.outcome[select.id]).lower()}"
        f" ({word(WHY, row.why.get(select.id, '')).lower()})"
        for select in scored.scheme.select
        if select.id in row.outcome
    )
    gates = [f"{word(REASONS, 'gate')}: {gate.reason}" for gate in card.gates]
    return Result(
        name=card.candidate.name,
        scheme=scored.scheme.title,
        cluster=cluster_title(material, card.candidate.cluster) or "Toàn bộ đối tượng",
        total=number(card.total) if card.total is not None else word(STATES, card.state),
        rank=place(row.rank),
        peers=str(len(scored.standings.cluster(card.candidate.cluster))),
        label=card.label or DOTS,
        outcome="; ".join([outcome or "Không xét chọn", *gates]),
        rows=tuple(_result_rows(scored.scheme, card.root, entry, reasons)),
    )


def _result_rows(
    scheme: Scheme,
    line: Line,
    entry: Entry | None,
    reasons: Mapping[tuple[str, str, str], str],
    prefix: str = "",
) -> Iterator[ResultRow]:
    for at, child in enumerate(line.children, 1):
        yield _result_row(scheme, child, entry, reasons, f"{prefix}{at}")
        yield from _result_rows(scheme, child, entry, reasons, f"{prefix}{at}.")


def _result_row(
    scheme: Scheme,
    line: Line,
    entry: Entry | None,
    reasons: Mapping[tuple[str, str, str], str],
    index: str,
) -> ResultRow:
    lost = None
    if line.points is not None and line.max_points is not None and line.role == "base":
        lost = line.max_points - line.points
    changed = [text for fact in line.facts if (text := _reason(fact, entry, reasons))]
    return ResultRow(
        index=index,
        title=line.title,
        reported="; ".join(_value(scheme, entry.fact(fact.id)) for fact in line.facts) if entry else "",
        accepted=_accepted(scheme, line, entry),
        points=number(line.points) if line.points is not None else word(STATES, line.state),
        max_points="" if line.max_points is None else number(line.max_points),
        lost="" if not lost else number(lost),
        why="; ".join(dict.fromkeys([*changed, *_why(line, lost)])),
    )


def _accepted(scheme: Scheme, line: Line, entry: Entry | None) -> str:
    """Give what counts; where a paper also shows what was reported, equal values are not told twice."""
    if entry is not None and line.facts and all(_same(entry.fact(fact.id), fact) for fact in line.facts):
        return "Như báo cáo"
    return "; ".join(_value(scheme, fact) for fact in line.facts)


def _reason(fact: Fact, entry: Entry | None, reasons: Mapping[tuple[str, str, str], str]) -> str:
    """Give why a value was changed; empty where it was not, or nobody said why."""
    if entry is None or _same(entry.fact(fact.id), fact):
        return ""
    return next((text for (_who, name, _judge), text in reasons.items() if name == fact.id and text and
                 _who == entry.candidate.id), "")  # fmt: skip


def _same(one: Fact, other: Fact) -> bool:
    return (one.state, one.number, one.label) == (other.state, other.number, other.label)


def _why(line: Line, lost: Fraction | None) -> Iterator[str]:
    if line.reason:
        yield word(REASONS, line.reason)
    if line.target is not None and line.measured is not None and lost:
        target = f"{SIGNS.get(line.target_sign, line.target_sign)} {quantity(line.target, line.unit)}"
        yield f"kết quả {quantity(line.measured, line.unit)}, chỉ tiêu {target}"
    for step in line.steps:
        if step.note and step.note != "rounded":
            yield word(NOTES, step.note)


def _value(scheme: Scheme, fact: Fact) -> str:
    title = context.fact_title(scheme, fact.id)
    if fact.state is not State.VALUE:
        return f"{title}: {word(STATES, fact.state).lower()}"
    spec = next((each for each in scheme.facts if each.id == fact.id), None)
    if fact.number is None:
        return f"{title}: {((spec.labels if spec else None) or {}).get(fact.label, fact.label)}"
    return f"{title}: {quantity(fact.number, spec.unit if spec else '')}"


def achievement_paper(material: Material, base: Mapping[str, Any]) -> AchievementPaper:
    """Give the values of a candidate's own report; what only the candidate can tell stays dots."""
    who = material.subject
    assert who is not None, "the kind asks for a subject, and gather refuses a call without one"
    found = [
        (scored, row)
        for scored in material.result.scored
        for row in scored.standings.rows
        if row.card.candidate.id == who.id
    ]
    past = material.pasts.get(who.id) or Record(who.id, who.kind)
    award = next((each.award for each in material.nominees if each.candidate.id == who.id), "")
    standing = found[0][1] if found else None
    with speaking("vi"):
        return AchievementPaper(
            **base,
            who=row_of(material, who, standing, 1, award=award or DOTS),
            result=result_of(material, *found[0]) if found else _no_result(who.name),
            ratings=tuple(
                PastRow(str(each.year), ledger_word(each.level), each.document or DOTS)
                for each in past.ratings
            ),
            initiatives=tuple(
                PastRow(str(each.year), f"{each.title} ({ledger_word(each.scope)})", each.document or DOTS)
                for each in past.initiatives
            ),
            honours=tuple(
                PastRow(str(each.last_year), honour_words(each), f"{each.decision}, {short_date(each.on)}")
                for each in past.granted
            ),
            members=tuple(_members(each) for each in past.memberships),
        )


def _no_result(name: str) -> Result:
    return Result(name, DOTS, DOTS, DOTS, DOTS, DOTS, DOTS, DOTS, ())


def _members(found: Membership) -> PastRow:
    parts = (("người", found.members), ("nữ", found.women), ("hoàn thành nhiệm vụ trở lên", found.completed),
             ("lao động tiên tiến", found.advanced), ("chiến sĩ thi đua cơ sở", found.fighters))  # fmt: skip
    known = "; ".join(f"{count} {what}" for what, count in parts if count is not None)
    return PastRow(str(found.year), known or DOTS, found.document or DOTS)
