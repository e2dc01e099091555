"""What every paper has: its head, its foot, the words of the review, its legal bases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scoring.law import Law
from thidua.documents.fields import Foot, Head, ReviewWords
from thidua.documents.kinds import shipped_kinds
from thidua.documents.material import Material
from thidua.documents.matters import PaperMatter
from thidua.dossier.environment import balanced, lower_first
from thidua.dossier.fonts import BOLD, REGULAR
from thidua.dossier.formats import DOTS, long_date
from thidua.review import Office, Paper, Review

_LEFT_COLUMN_MM = 60.0
_HEAD_SIZE = 12.0
_PHRASES = ("ỦY BAN", "NHÂN DÂN", "HỘI ĐỒNG", "THI ĐUA", "KHEN THƯỞNG")


@dataclass(frozen=True)
class _Issuer:
    """Who issues a paper, before the office's own file is asked."""

    parent: str
    agency: str
    symbol: str
    capacity: tuple[str, ...]
    signer: str


def body_of(office: Office) -> str:
    """Give the body whose head decides: ``Chủ tịch X`` heads X where X is the office's own parent."""
    parent = office.parent
    heads = parent and office.authority.casefold().endswith(parent.casefold())
    return parent if heads else office.authority


def head(material: Material) -> Head:
    """Give the head of the paper; unknown parts are dots."""
    review, kind = material.result.review, material.kind
    own, issuer = material.matters.paper(kind.id), _issuer(material)
    known = review.decision if kind.id == "quyet-dinh" else Paper()
    parent = issuer.parent if own.parent is None else own.parent
    agency = own.agency or issuer.agency
    return Head(
        parent=parent.upper(),
        agency=agency.upper(),
        parent_lines=_lines(parent),
        agency_lines=_lines(agency, BOLD),
        number=_number(own.number or known.number, own.symbol or issuer.symbol),
        date=long_date(own.issued or known.issued or _held(material)),
        place=own.place or review.office.place,
        title=kind.title.upper(),
        authority=review.office.authority.upper(),
    )


def _held(material: Material) -> date | None:
    """Give the day of the meeting, for its minutes are made on it."""
    return material.matters.meeting.held if material.kind.code == "BB" else None


def _lines(name: str, style: str = REGULAR) -> tuple[str, ...]:
    """Break a name into even lines, none of which ends inside a set phrase."""
    text = name.upper()
    for phrase in _PHRASES:
        text = text.replace(phrase, phrase.replace(" ", "\u00a0"))
    return tuple(each.replace("\u00a0", " ") for each in balanced(text, _LEFT_COLUMN_MM, _HEAD_SIZE, style))


def _issuer(material: Material) -> _Issuer:
    office, kind = material.result.review.office, material.kind
    mark = f"{kind.code}-" if kind.code else ""
    if kind.issuer == "authority":
        role = office.granter_role.upper() or DOTS
        return _Issuer("", body_of(office), f"{mark}{DOTS}", (role,), office.granter_name)
    if kind.issuer == "unit" or (material.subject is not None and kind.id == "to-trinh"):
        unit = material.names.get(_unit(material), DOTS)
        return _Issuer("", unit, f"{mark}{DOTS}", (DOTS,), "")
    symbol = office.symbol.partition("-")[2] or DOTS
    return _Issuer(
        office.parent, office.agency, f"{mark}{symbol}", (office.signer_role.upper(),), office.signer_name
    )


def _unit(material: Material) -> str:
    subject = material.subject
    return (subject.unit or subject.id) if subject else ""


def _number(number: str, symbol: str) -> str:
    """Give number and mark: below ten with a leading zero (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    if "/" in number:
        return number
    shown = number.zfill(2) if number.isdigit() else number or DOTS
    return f"{shown}/{symbol}"


def foot(material: Material) -> Foot:
    """Give the foot of the paper; unknown parts are dots."""
    own, issuer = material.matters.paper(material.kind.id), _issuer(material)
    if material.kind.id == "bao-cao-ca-nhan" and material.subject is not None:
        issuer = replace(issuer, capacity=("NGƯỜI BÁO CÁO",), signer=material.subject.name)
    return Foot(
        capacity=tuple(own.capacity) or issuer.capacity,
        signer=own.signer or issuer.signer or DOTS,
        recipients=tuple(_listed(own.recipients or _recipients(material))),
    )


def _recipients(material: Material) -> list[str]:
    office = material.result.review.office
    if material.kind.id == "quyet-dinh":
        return ["Như Điều 3", office.council, "Lưu: VT"]
    if material.kind.id == "ke-hoach":
        return [office.council, "Các cụm, khối thi đua", "Lưu: VT"]
    return ["Như trên", office.agency, "Lưu: VT"]


def _listed(items: Sequence[str]) -> Iterator[str]:
    last = len(items) - 1
    for place, item in enumerate(items):
        text = item.strip().rstrip(";.")
        yield f"- {text}{'.' if place == last else ';'}"


def review_words(review: Review) -> ReviewWords:
    """Give the review in words."""
    office = review.office
    return ReviewWords(
        title=review.title,
        movement=lower_first(review.movement),
        period=review.period,
        as_of=long_date(review.as_of),
        council=office.council,
        agency=office.agency,
        authority=office.authority,
        authority_body=body_of(office),
        citation=lower_first(review.citation),
        members=DOTS if office.members is None else f"{office.members:02}",
    )


def addressees(own: PaperMatter, usual: Sequence[str]) -> tuple[str, ...]:
    """Give the lines of Kính gửi: one addressee on one line, several each on a line of its own."""
    names = own.to or list(usual)
    if len(names) == 1:
        return (f"Kính gửi: {names[0]}",)
    return ("Kính gửi:", *_listed(names)) if names else ()


def bases(material: Material) -> tuple[str, ...]:
    """
    Give the legal bases: laws by name and date, decrees by number and date, then those of the office.

    Returns:
        Lines that end in a semicolon, the last in a full stop.
    """
    own = material.matters.paper(material.kind.id)
    law = material.result.law
    texts = [*(_of_law(law) if law else ()), *own.bases]
    found = [text if text.startswith(("Căn cứ", "Xét")) else f"Căn cứ {text}" for text in texts]
    last = len(found) - 1
    return tuple(f"{text.rstrip('.;')}{'.' if place == last else ';'}" for place, text in enumerate(found))


def _of_law(law: Law) -> Iterator[str]:
    names = shipped_kinds().laws
    for each in law.documents.values():
        if each.issued is None:
            continue
        if each.title in names:
            yield f"{names[each.title]} {long_date(each.issued)}"
        elif each.title.startswith("Nghị định "):
            number = each.title.removeprefix("Nghị định ")
            yield f"Nghị định số {number} {long_date(each.issued)} của {each.body}"


def notices(material: Material) -> tuple[str, ...]:
    """Give what every page says of itself: that numbers are made up, where they are."""
    found = [material.result.review.notice, *(each.scheme.example for each in material.result.scored)]
    return tuple(dict.fromkeys(text for text in found if text))
