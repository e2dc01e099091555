"""The law as dated data: which standard an award rests on, and whether it is met, not met or not proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.condition import ConditionError, Operand, holds, names, parse
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Effective, Id, Model, SchemeId, Text
from scoring.scheme.reading import Document, Source, read


class Answer(StrEnum):
    """What can be said of a standard from what is known."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_PROVEN = "not_proven"


class Standard(Model):
    """One way to qualify for an award, for one kind of candidate."""

    kind: Literal["individual", "collective", "household", "enterprise"]
    require: Text
    cite: Cite


class Award(Model):
    """A title or form of commendation, who decides it, and its standards."""

    id: Id
    title: Text
    decided_by: Text
    authority: Cite
    standards: list[Standard]


class Law(Model):
    """
    One version of the catalogue.

    Attributes:
        names: What each word of the conditions means, in the words people are shown.
    """

    law: SchemeId
    version: date
    title: Text
    cite: Cite
    effective: Effective
    names: dict[Id, Text]
    awards: list[Award]

    def award(self, award_id: str) -> Award:
        """Give an award; raises KeyError with the id when the catalogue has none such."""
        for award in self.awards:
            if award.id == award_id:
                return award
        raise KeyError(award_id)


@dataclass(frozen=True)
class Verdict:
    """
    The answer for one standard.

    Attributes:
        lacking: Names of conditions nobody has proved yet; empty when the answer is final.
    """

    award: Award
    standard: Standard
    answer: Answer
    lacking: tuple[str, ...] = ()


def load_law(source: Source) -> Law:
    """
    Load a catalogue.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    document = read(source)
    law = into(Law, document)
    problems = [p for i, award in enumerate(law.awards) for p in _faults(law, award, i, document)]
    if problems:
        raise SchemeError(problems)
    return law


def _faults(law: Law, award: Award, index: int, document: Document) -> list[Problem]:
    problems = []
    for k, standard in enumerate(award.standards):
        place = document.place(("awards", index, "standards", k, "require"))
        try:
            unknown = set(names(parse(standard.require))) - set(law.names)
        except ConditionError as error:
            problems.append(
                Problem("E_CONDITION", _("the condition cannot be read: {what}"), {"what": error.what}, place)
            )
            continue
        message = _("the condition uses names that are not explained under names: {names}")
        if unknown:
            problems.append(Problem("E_NAME", message, {"names": ", ".join(sorted(unknown))}, place))
    return problems


def judge(award: Award, kind: str, known: Mapping[str, Operand]) -> tuple[Verdict, ...]:
    """
    Judge a candidate against every standard of an award for its kind.

    Args:
        award: From a catalogue in force on the day the dossier was received.
        kind: The candidate's kind.
        known: What has been proved, by name; what is not there is not proven, never false.

    Returns:
        One verdict a standard, in the order of the law. The program never decides the award.
    """
    return tuple(_verdict(award, s, known) for s in award.standards if s.kind == kind)


def _verdict(award: Award, standard: Standard, known: Mapping[str, Operand]) -> Verdict:
    condition = parse(standard.require)
    answer = holds(condition, known.get)
    if answer is None:
        lacking = tuple(dict.fromkeys(name for name in names(condition) if name not in known))
        return Verdict(award, standard, Answer.NOT_PROVEN, lacking)
    return Verdict(award, standard, Answer.MET if answer else Answer.NOT_MET)


def quote_stands(law_text: str, cite: Cite) -> bool:
    """Tell whether a citation's quote stands word for word in the text of the law."""
    return bool(cite.quote) and " ".join(cite.quote.split()) in " ".join(law_text.split())
