"""
The text of a law taken apart into articles, clauses and points, and the place a citation names.

Two kinds of text are read. A whole law has a line for each part: ``Điều 23. …``, ``1. …``, ``a) …``; a
line that begins with none of these goes on with the part above it. A text of which only some clauses were
seen has a line for each: ``Điều 4 khoản 3: «…»``, or any other place the document itself uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.errors import Problem, _
from scoring.scheme.model import Cite

_ARTICLE = re.compile(r"Điều (\d+[a-z]?)\. ?(.*)")
_CLAUSE = re.compile(r"(\d+[a-z]?)\. ?(.*)")
_POINT = re.compile(r"([a-zđ]\d?)\) (.*)")
_DIVISION = re.compile(r"(Chương [IVXLC]+|Mục \d+\.|Phần thứ )")
_SEEN = re.compile(r"([^:«»]+): «(.+)»$")
_PLACE = re.compile(r"Điều (\d+[a-z]?)(?: khoản (\d+[a-z]?))?(?: điểm ([a-zđ]\d?))?$")
_GAP = " … "


@dataclass(frozen=True)
class Provisions:
    """
    Words of a document by the place they stand at, e.g. ``Điều 23 khoản 2``.

    Attributes:
        whole: Whether the text is the full one; else a place that is not here may still exist.
    """

    words: Mapping[str, str]
    whole: bool = True

    def where(self, quote: str) -> str:
        """Give the first place at which a quote stands; empty when it stands nowhere."""
        return next((place for place, words in self.words.items() if stands_in(quote, words)), "")


def provisions(text: str, *, whole: bool = True) -> Provisions:
    """
    Take a text apart.

    Args:
        text: Of a whole law, or lines of the clauses that were seen.
        whole: Which of the two.

    Returns:
        The words of each place, without those of the places inside it.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    return Provisions(_of_law(lines) if whole else _of_seen(lines), whole)


def _of_seen(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        match = _SEEN.match(line.strip())
        if match:
            place, words = match[1].strip(), match[2]
            found[place] = f"{found[place]}\n{words}" if place in found else words
    return found


def _of_law(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    article = clause = place = ""
    for line in (each.strip() for each in lines):
        start = _start(line, article, clause)
        if start is None:
            if place:
                found[place].append(line)
            continue
        place, article, clause, words = start
        if place:
            found.setdefault(place, []).append(words)
    return {where: "\n".join(parts) for where, parts in found.items()}


def _start(line: str, article: str, clause: str) -> tuple[str, str, str, str] | None:
    """Give place, article, clause and words where a line begins a part; None where it goes on with one."""
    if _DIVISION.match(line):
        return "", "", "", ""
    if match := _ARTICLE.match(line):
        return f"Điều {match[1]}", match[1], "", match[2]
    if article and (match := _CLAUSE.match(line)):
        return f"Điều {article} khoản {match[1]}", article, match[1], match[2]
    if article and (match := _POINT.match(line)):
        inside = f" khoản {clause}" if clause else ""
        return f"Điều {article}{inside} điểm {match[1]}", article, clause, match[2]
    return None


def stands_in(quote: str, words: str) -> bool:
    """Tell whether a quote stands word for word; `` … `` in it leaves words out."""
    text = " ".join(unicodedata.normalize("NFC", words).split())
    at = 0
    for part in " ".join(unicodedata.normalize("NFC", quote).split()).split(_GAP):
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def citation_faults(cite: Cite, text: Provisions) -> Iterator[Problem]:
    """
    Give what is wrong with a citation: a place that does not exist, a quote that stands elsewhere or nowhere.

    A place that a text of seen clauses does not hold cannot be told wrong; only its quote can.
    """
    values: dict[str, object] = {"document": cite.document, "clause": cite.clause, "quote": cite.quote}
    if text.whole and not _PLACE.match(cite.clause):
        message = _("“{clause}” is not a place of {document}; write it as Điều 23 khoản 2 điểm a")
        yield Problem("E_CITE_FORM", message, values)
        return
    if text.whole and cite.clause not in text.words:
        yield Problem("E_CITE_PLACE", _("{document} has no {clause}"), values)
        return
    if not cite.quote or stands_in(cite.quote, text.words.get(cite.clause, "")):
        return
    elsewhere = text.where(cite.quote)
    if elsewhere:
        message = _("the quote of {clause} stands in {elsewhere} of {document}: “{quote}”")
        yield Problem("E_CITE_ELSEWHERE", message, values | {"elsewhere": elsewhere})
    else:
        message = _("the quote does not stand in {clause} of {document}: “{quote}”")
        yield Problem("E_QUOTE", message, values)
