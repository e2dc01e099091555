"""The words a file of bonus money may use: base salaries by date, coefficients with their clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from scoring.errors import Problem, SchemeError, _
from scoring.law.listed import Texts
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Effective, Id, Model, Number, Round, SchemeId, Text
from scoring.scheme.reading import Document, Source, read

Subject = Literal["individual", "collective", "household", "enterprise"]
Group = Literal["title", "form"]
M = TypeVar("M", bound=Model)


class Salary(Model):
    """
    A base salary (mức lương cơ sở) in đồng a month, from a day on.

    Attributes:
        unverified: Why it is not known for certain; empty when it was read in a source.
    """

    start: Annotated[date, Field(alias="from")]
    amount: Annotated[int, Field(gt=0)]
    cite: Cite
    unverified: str = ""


class BaseSalaries(Model):
    """All base salaries, the oldest first; each holds until the next one begins."""

    base_salary: SchemeId
    version: date
    title: Text
    amounts: Annotated[list[Salary], Field(min_length=1)]

    def on(self, day: date) -> Salary | None:
        """Give the salary in force on a day; None before the first one."""
        return next((each for each in reversed(self.amounts) if each.start <= day), None)


class Rate(Model):
    """
    The coefficient of one award for one kind of subject.

    Attributes:
        group: ``title`` (danh hiệu thi đua) or ``form`` (hình thức khen thưởng).
        state: Whether the President, the Government or the Prime Minister decides, so that the body that
            proposed it pays.
        times: Coefficient; absent where the text only sets a ceiling.
        at_most: Ceiling under which the deciding authority chooses.
        unverified: Why it is not known for certain; such a coefficient never makes a total.
    """

    award: Id
    subject: Subject
    group: Group
    state: bool = False
    times: Annotated[Number, Field(gt=0)] | None = None
    at_most: Annotated[Number, Field(gt=0)] | None = None
    cite: Cite = Cite()
    unverified: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.times is None) == (self.at_most is None):
            raise ValueError("write either times or at_most")
        return self


class Derived(Model):
    """A kind of subject whose coefficients are those of another kind, times a factor."""

    subject: Subject
    of: Subject
    groups: list[Group]
    times: Annotated[Number, Field(gt=0)]
    cite: Cite
    unverified: str = ""


class Basis(Model):
    """That the salary of the day of the decision counts."""

    cite: Cite
    unverified: str = ""


class Rounding(Round):
    """How an amount is rounded, and where that stands."""

    cite: Cite
    unverified: str = ""


class Stacking(Model):
    """
    Where it stands what several honours of one candidate bring.

    Attributes:
        same_period: Titles for the same period: the highest only.
        forms: Forms for other times and achievements: all.
        title_and_form: Titles and forms: both.
        unverified: Why these are not known for certain under this text.
    """

    same_period: Cite
    forms: Cite
    title_and_form: Cite
    unverified: str = ""


class Payer(Model):
    """Where it stands whose fund pays: that of who decides, or of who proposed."""

    decider: Cite
    proposer: Cite


class Ask(Model):
    """A question that the text leaves to people; ``options`` are ``all`` and ``highest``."""

    slot: Id
    question: Text
    options: dict[Literal["all", "highest"], Text]


class Questions(Model):
    """The two questions about honours whose times overlap."""

    titles: Ask
    forms: Ask


class BonusRules(Model):
    """
    The bonus money of one decree.

    Attributes:
        texts: Where the words of the cited documents are shipped.
        subjects: Kinds of subject that are paid as another kind.
        derived: Kinds whose coefficients follow from those of another kind.
    """

    bonus: SchemeId
    version: date
    title: Text
    cite: Cite
    texts: Texts = Field(default_factory=dict)
    effective: Effective
    base: Basis
    round: Rounding
    subjects: dict[Subject, Subject] = Field(default_factory=dict)
    derived: list[Derived] = Field(default_factory=list)
    stacking: Stacking
    payer: Payer
    ask: Questions
    rates: Annotated[list[Rate], Field(min_length=1)]

    def rate(self, award: str, subject: str) -> Rate | None:
        """Give the coefficient written for an award and a kind of subject; None when there is none."""
        return next((each for each in self.rates if (each.award, each.subject) == (award, subject)), None)

    def cited(self, cite: Cite) -> Cite:
        """Give a citation with this decree as its document where it names none."""
        return cite if cite.document else cite.model_copy(update={"document": self.cite.document})


class OwnRates(Model):
    """
    Coefficients that an authority fixed itself, or checked against the text: they stand before others.

    Attributes:
        over: Id of the rules they belong to.
    """

    bonus_rates: SchemeId
    version: date
    title: Text
    over: SchemeId
    cite: Cite
    rates: Annotated[list[Rate], Field(min_length=1)]


def load_salaries(source: Source) -> BaseSalaries:
    """
    Load base salaries.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    return _load(BaseSalaries, source, _salary_faults)


def load_bonus_rules(source: Source) -> BonusRules:
    """
    Load the bonus money of one decree.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    return _load(BonusRules, source, _rate_faults)


def load_own_rates(source: Source) -> OwnRates:
    """
    Load coefficients of an authority's own.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    return _load(OwnRates, source, _rate_faults)


def with_own(rules: Sequence[BonusRules], own: OwnRates) -> tuple[BonusRules, ...]:
    """
    Give the rules with an authority's own coefficients before those of the decree.

    Raises:
        SchemeError: There are no such rules, or a coefficient lies above the decree's ceiling.
    """
    if own.over not in {each.bonus for each in rules}:
        message = _("there are no bonus rules “{over}”; known: {known}")
        known = ", ".join(each.bonus for each in rules)
        raise SchemeError([Problem("E_BONUS_OVER", message, {"over": own.over, "known": known})])
    return tuple(_overlaid(each, own) if each.bonus == own.over else each for each in rules)


def _overlaid(rules: BonusRules, own: OwnRates) -> BonusRules:
    cited = [rate.model_copy(update={"cite": _own_cite(rate, own)}) for rate in own.rates]
    problems = list(_above_ceiling(rules, own))
    if problems:
        raise SchemeError(problems)
    return rules.model_copy(update={"rates": [*cited, *rules.rates]})


def _own_cite(rate: Rate, own: OwnRates) -> Cite:
    document = rate.cite.document or own.cite.document
    return rate.cite.model_copy(update={"document": document, "clause": rate.cite.clause or own.cite.clause})


def _above_ceiling(rules: BonusRules, own: OwnRates) -> Iterator[Problem]:
    for rate in own.rates:
        ceiling = rules.rate(rate.award, rate.subject)
        if ceiling and ceiling.at_most and (rate.times or rate.at_most or 0) > ceiling.at_most:
            message = _("the coefficient of {award} ({subject}) lies above the ceiling {ceiling}")
            values = {"award": rate.award, "subject": rate.subject, "ceiling": ceiling.at_most}
            yield Problem("E_BONUS_CEILING", message, values)


def _load(model: type[M], source: Source, faults: Callable[[M, Document], Iterator[Problem]]) -> M:
    document = read(source)
    value = into(model, document)
    problems = list(faults(value, document))
    if problems:
        raise SchemeError(problems)
    return value


def _salary_faults(salaries: BaseSalaries, document: Document) -> Iterator[Problem]:
    for i in range(1, len(salaries.amounts)):
        if salaries.amounts[i].start <= salaries.amounts[i - 1].start:
            message = _("the dates must rise: this salary does not begin after the one before it")
            yield Problem("E_ORDER", message, {}, document.place(("amounts", i, "from")))


def _rate_faults(rules: BonusRules | OwnRates, document: Document) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for i, rate in enumerate(rules.rates):
        if (rate.award, rate.subject) in seen:
            message = _("the coefficient of {award} ({subject}) is written twice")
            values = {"award": rate.award, "subject": rate.subject}
            yield Problem("E_TWICE", message, values, document.place(("rates", i)))
        seen.add((rate.award, rate.subject))
