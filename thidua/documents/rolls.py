"""Lists of people and bodies as the papers print them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from scoring.cards import Standing
from scoring.facts import Candidate
from scoring.law.history import Honour, Record
from thidua.documents.fields import Group, Roll, Row
from thidua.documents.material import Material, Nominee, in_kinds, unit_of
from thidua.documents.matters import Votes
from thidua.documents.votes import votes_needed
from thidua.dossier.formats import DOTS, number, place, short_date
from thidua.dossier.wording import KINDS, word
from thidua.lists import award_register

_NUMERALS = ("I", "II", "III", "IV")


def roll(material: Material) -> Roll:
    """Give the list of those the paper proposes or honours."""
    groups = []
    for numeral, (kind, nominees) in zip(_NUMERALS, in_kinds(material.nominees).items(), strict=False):
        rows = tuple(row(material, each, at) for at, each in enumerate(nominees, 1))
        groups.append(Group(numeral, word(KINDS, kind), f"{len(rows):02}", rows))
    awards = Counter((each.award, each.candidate.kind) for each in material.nominees)
    lines = tuple(
        f"{count:02} {word(KINDS, kind).lower()}: {award}" for (award, kind), count in awards.items()
    )
    return Roll(tuple(groups), counts(material.nominees), lines, f"{len(material.nominees):02}")


def counts(nominees: Sequence[Nominee]) -> str:
    """Say how many: ``05 tập thể và 04 cá nhân``; a count below ten has a leading zero."""
    parts = [
        f"{len(found):02} {word(KINDS, kind).lower()}" for kind, found in in_kinds(nominees).items()
    ] or ["00 đối tượng"]
    return " và ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def row(material: Material, nominee: Nominee, index: int) -> Row:
    """Give one line of a list."""
    return row_of(
        material,
        nominee.candidate,
        nominee.standing,
        index,
        award=nominee.award,
        standard=nominee.standard,
        basis=nominee.basis,
        award_id=nominee.award_id,
    )


def row_of(
    material: Material,
    who: Candidate,
    standing: Standing | None,
    index: int,
    *,
    award: str = "",
    standard: str = "",
    basis: str = "",
    award_id: str = "",
) -> Row:
    """Give the line of a candidate, whether or not anybody proposes it."""
    past = material.pasts.get(who.id) or Record(who.id, who.kind)
    votes = material.matters.count.votes.get(who.id)
    members = material.result.review.office.members
    recipient = f"{who.title} {who.name}".strip()
    return Row(
        index=str(index),
        name=who.name,
        title=who.title,
        recipient=recipient,
        post=who.post,
        unit=material.names.get(unit_of(who), ""),
        cluster=cluster_title(material, who.cluster),
        award=award,
        line="; ".join(part for part in (recipient, who.post) if part),
        total=number(standing.card.total) if standing else DOTS,
        rank=place(standing.rank) if standing else DOTS,
        label=standing.card.label if standing else "",
        standard=standard or DOTS,
        basis=basis or DOTS,
        born=DOTS if who.kind == "individual" else "",
        sex=_sex(past) if who.kind == "individual" else "",
        honours=honours_words(past),
        agreed=DOTS if votes is None else str(votes.agreed),
        opposed=DOTS if votes is None else str(votes.opposed),
        blank=DOTS if votes is None else str(votes.blank),
        share=_share(votes.agreed, members) if votes and members else DOTS,
        verdict=_verdict(votes, votes_needed(material.result, material.matters, award_id)),
    )


def cluster_title(material: Material, cluster: str) -> str:
    """Give the title of a cluster; its id where the review does not list it."""
    return next((each.title for each in material.result.review.clusters if each.id == cluster), cluster)


def _sex(past: Record) -> str:
    known = {True: "Nữ", False: "Nam"}
    return known.get(past.profile.woman, DOTS) if past.profile.woman is not None else DOTS


def _verdict(votes: Votes | None, least: int | None) -> str:
    if votes is None or least is None:
        return DOTS
    return "Đạt" if votes.agreed >= least else "Không đạt"


def _share(agreed: int, members: int) -> str:
    # Cut, not rounded: a share must never be printed as reaching a threshold that it misses.
    hundredths = Fraction(agreed * 10000, members).__floor__()
    return f"{number(Fraction(hundredths, 100))}%"


def honours_words(past: Record) -> str:
    """Give the honours that still stand, each with number and day of its decision."""
    return "; ".join(honour_words(each) for each in past.granted)


def honour_words(honour: Honour) -> str:
    """Give one honour: ``Bằng khen cấp tỉnh năm 2022 (Quyết định số 12/QĐ-UBND ngày 01/02/2023)``."""
    years = "-".join(dict.fromkeys((str(honour.first_year), str(honour.last_year))))
    title = award_register().title_of(honour.award) if honour.award != "khac" else honour.note
    return f"{title} năm {years} (Quyết định số {honour.decision} ngày {short_date(honour.on)})"
