"""What one version of the law changes against another, award by award."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.law.answers import Remark
from scoring.law.catalogue import Award, Law
from scoring.law.conditions import AllOf, AnyOf, Clause, Streak, parts_of
from scoring.law.wording import describe
from scoring.scheme.model import Cite


class What(StrEnum):
    """What differs."""

    AWARD_NEW = "award_new"
    AWARD_GONE = "award_gone"
    TITLE = "title"
    UNVERIFIED = "unverified"
    DECIDED_BY = "decided_by"
    PROPOSED_BY = "proposed_by"
    BALLOT = "ballot"
    PAPERS = "papers"
    WAY_NEW = "way_new"
    WAY_GONE = "way_gone"
    CONDITION_NEW = "condition_new"
    CONDITION_GONE = "condition_gone"
    PRINCIPLE = "principle"


@dataclass(frozen=True)
class Said:
    """Words of a law with the clause they stand in."""

    words: Remark
    cite: Cite | None = None


@dataclass(frozen=True)
class Difference:
    """
    One thing that differs.

    Attributes:
        award: Title of the award; empty for what holds for all.
        way: The way to the award, where it is a matter of one.
        before, after: None where there was or is nothing.
    """

    what: What
    award: str
    before: Said | None = None
    after: Said | None = None
    way: str = ""


def differences(old: Law, new: Law) -> list[Difference]:
    """Compare two versions: first what holds for every award, then award by award in the new order."""
    found = list(_principles(old, new))
    before = {award.id: award for award in old.awards}
    after = {award.id: award for award in new.awards}
    for award in new.awards:
        if award.id not in before:
            found.append(Difference(What.AWARD_NEW, award.title, after=_plain(award.title, award.cite)))
        else:
            found += _of_award(old, before[award.id], new, award)
    gone = [award for award in old.awards if award.id not in after]
    return found + [Difference(What.AWARD_GONE, a.title, before=_plain(a.title, a.cite)) for a in gone]


def _plain(text: str, cite: Cite | None = None) -> Said:
    return Said(Remark("{words}", {"words": text}), cite)


def _principles(old: Law, new: Law) -> Iterator[Difference]:
    for rule in dict.fromkeys((*old.rules, *new.rules)):
        before, after = old.rules.get(rule), new.rules.get(rule)
        if before == after:
            continue
        yield Difference(
            What.PRINCIPLE,
            "",
            _plain(before.title, before.cite) if before else None,
            _plain(after.title, after.cite) if after else None,
        )


def _of_award(old: Law, before: Award, new: Law, after: Award) -> Iterator[Difference]:
    for what, said in _ASPECTS.items():
        one, other = said(old, before), said(new, after)
        changed = [each for each in one if each not in other], [each for each in other if each not in one]
        yield from _paired(what, after.title, *changed)
    yield from _ways(old, before, new, after)


def _paired(
    what: What, award: str, gone: Sequence[Said], come: Sequence[Said], way: str = ""
) -> Iterator[Difference]:
    for i in range(max(len(gone), len(come))):
        before = gone[i] if i < len(gone) else None
        yield Difference(what, award, before, come[i] if i < len(come) else None, way)


def _decided(law: Law, award: Award) -> list[Said]:
    return [_plain(each.who, each.cite) for each in law.who(award.decided_by)]


def _proposed(law: Law, award: Award) -> list[Said]:
    return [_plain(each.who, each.cite) for each in law.who(award.proposed_by)]


def _papers(law: Law, award: Award) -> list[Said]:
    lists = (law.papers[name] for name in award.dossiers)
    return [
        _plain(f"{paper.title} {paper.form}".strip(), paper.cite) for each in lists for paper in each.papers
    ]


def _ballot(law: Law, award: Award) -> list[Said]:
    if not award.ballot:
        return []
    ballot = law.ballots[award.ballot]
    words = {"title": ballot.title, "share": ballot.share, "unverified": ballot.unverified}
    return [Said(Remark("{title}: {share} {unverified}", words), ballot.cite)]


def _title(_law: Law, award: Award) -> list[Said]:
    return [_plain(award.title)]


def _unverified(_law: Law, award: Award) -> list[Said]:
    return [_plain(award.unverified)] if award.unverified else []


_ASPECTS: Mapping[What, Callable[[Law, Award], list[Said]]] = {
    What.TITLE: _title,
    What.UNVERIFIED: _unverified,
    What.DECIDED_BY: _decided,
    What.PROPOSED_BY: _proposed,
    What.BALLOT: _ballot,
    What.PAPERS: _papers,
}


def _ways(old: Law, before: Award, new: Law, after: Award) -> Iterator[Difference]:
    one, other = _asked(old, before), _asked(new, after)
    for way in dict.fromkeys((*one, *other)):
        if way not in other:
            yield from _paired(What.WAY_GONE, after.title, one[way][:1], (), way)
        elif way not in one:
            yield from _paired(What.WAY_NEW, after.title, (), other[way][:1], way)
        else:
            gone = [each for each in one[way] if each not in other[way]]
            come = [each for each in other[way] if each not in one[way]]
            yield from _paired(What.CONDITION_GONE, after.title, gone, (), way)
            yield from _paired(What.CONDITION_NEW, after.title, (), come, way)


def _asked(law: Law, award: Award) -> dict[str, list[Said]]:
    """Give what each standard and point asks for, as sentences."""
    found: dict[str, list[Said]] = {}
    for standard in award.standards:
        found[standard.id] = [said for c in standard.require for said in _sentences(law, c, standard.cite)]
    for name, point in award.points.items():
        found[name] = list(_sentences(law, point.require, point.cite))
    return found


def _sentences(law: Law, condition: Clause, around: Cite | None) -> Iterator[Said]:
    cite = condition.cite or around
    if isinstance(condition, Streak) or not isinstance(condition, AllOf | AnyOf):
        yield Said(describe(condition, law, cite), cite)
    elif isinstance(condition, AnyOf):
        alternatives = tuple(said.words for part in condition.parts for said in _sentences(law, part, cite))
        yield Said(
            Remark("{any}: {alternatives}", {"any": describe(condition, law), "alternatives": alternatives}),
            cite,
        )
        return
    for part in parts_of(condition):
        yield from _sentences(law, part, cite)
