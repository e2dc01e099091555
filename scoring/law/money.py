"""
Bonus money (tiền thưởng): what each honour brings, from whose fund, and what several bring together.

Integers of đồng only. An amount that rests on anything not known for certain is shown and never summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from scoring.errors import Problem, _
from scoring.law.history import CommendationKind
from scoring.law.money_rules import Ask, BaseSalaries, BonusRules, Derived, Rate, Salary, Subject
from scoring.numbers import plain, rounded
from scoring.scheme.model import Cite


@dataclass(frozen=True)
class Grant:
    """
    An honour that money may be due for.

    Attributes:
        subject: ``individual``, ``collective``, ``household`` or ``enterprise``.
        first_year, last_year: The period it was given for, both included.
        on: Date of the decision.
        authority: Who decided. proposer: Who proposed it to the State; empty if unknown.
        place: Where it was read, for messages.
    """

    candidate: str
    name: str
    subject: Subject
    award: str
    first_year: int
    last_year: int
    decision: str
    on: date
    kind: CommendationKind = CommendationKind.MERIT
    authority: str = ""
    proposer: str = ""
    place: str = ""

    def overlaps(self, other: Grant) -> bool:
        """Tell whether the two periods share a year."""
        return self.first_year <= other.last_year and other.first_year <= self.last_year


class Due(StrEnum):
    """Whether an honour is paid."""

    PAID = "paid"
    INCLUDED = "included"
    OPEN = "open"


@dataclass(frozen=True)
class BonusLine:
    """
    One honour with its money.

    Attributes:
        rate: Coefficient used; None when none is known.
        times: Exact coefficient, after the factor for derived kinds of subject.
        salary: Base salary in force on the day of the decision.
        amount: Đồng, rounded as the text says; None when it cannot be computed.
        due: Paid, included in a higher title, or open while people must decide.
        cites: Clauses it rests on, the coefficient's first.
        fund: Who pays; empty when that is not known.
        blocks: Why it cannot stand in a total yet.
    """

    grant: Grant
    rules: BonusRules | None = None
    rate: Rate | None = None
    times: Fraction | None = None
    salary: Salary | None = None
    amount: int | None = None
    due: Due = Due.PAID
    cites: tuple[Cite, ...] = ()
    fund: str = ""
    blocks: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Bonuses:
    """
    All lines, in the order of the grants, and what each fund pays.

    Attributes:
        funds: Đồng by fund, in the order of the lines; None where a line of it is blocked.
        total: Đồng; None while anything is blocked.
        blocks: Everything that blocks, once each.
    """

    lines: tuple[BonusLine, ...]
    funds: Mapping[str, int | None] = field(default_factory=dict)
    total: int | None = None
    blocks: tuple[Problem, ...] = ()


def bonuses(
    grants: Sequence[Grant],
    salaries: BaseSalaries,
    rules: Sequence[BonusRules],
    answers: Mapping[str, str] | None = None,
) -> Bonuses:
    """
    Reckon the money of a list of honours.

    Args:
        grants: In any order; their order never changes an amount.
        salaries: Base salaries by date.
        rules: Decrees; the one in force on the day of each decision counts.
        answers: How people answered the questions about overlapping times: ``all`` or ``highest`` by slot.

    Returns:
        One line a grant, in the same order, with totals.

    Source: the ``cite`` of each rule; for Nghị định 152/2025/NĐ-CP Điều 49 to 54, in force since 2025-07-01.
    """
    lines = [_priced(grant, salaries, rules) for grant in grants]
    together: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        together.setdefault(line.grant.candidate, []).append(i)
    for places in together.values():
        for i, line in zip(places, _stacked([lines[i] for i in places], answers or {}), strict=True):
            lines[i] = line
    return _summed(lines)


class _Found(NamedTuple):
    """A coefficient, and how it was derived when it is written for another kind of subject."""

    rate: Rate
    derived: Derived | None = None

    @property
    def times(self) -> Fraction | None:
        """Give the exact coefficient; None where only a ceiling is written."""
        factor = self.derived.times if self.derived else 1
        return None if self.rate.times is None else self.rate.times * factor


def _priced(grant: Grant, salaries: BaseSalaries, rules: Sequence[BonusRules]) -> BonusLine:
    decree = next((each for each in rules if each.effective.covers(grant.on)), None)
    if decree is None:
        message = _("no bonus rules are known for decisions of {day}")
        return BonusLine(grant, blocks=(_problem("E_BONUS_DECREE", message, grant, day=grant.on),))
    salary, found = salaries.on(grant.on), _find(grant, decree)
    line = BonusLine(grant, decree, salary=salary)
    if found is None:
        message = _("{document} has no known coefficient for {award} ({subject})")
        values = {"document": decree.cite.document, "award": grant.award, "subject": grant.subject}
        return replace(line, blocks=(_problem("E_BONUS_RATE", message, grant, **values),))
    amount = None
    if salary is not None and found.times is not None:
        amount = int(rounded(salary.amount * found.times, decree.round))
    state = found.rate.state
    line = replace(
        line,
        rate=found.rate,
        times=found.times,
        amount=amount,
        cites=tuple(_cites(decree, found)),
        fund=grant.proposer if state else grant.authority,
    )
    return replace(line, blocks=tuple(_doubts(line, decree, found)))


def _find(grant: Grant, rules: BonusRules) -> _Found | None:
    """Find the coefficient: of the kind the subject is paid as, or derived from another kind's."""
    subject = rules.subjects.get(grant.subject, grant.subject)
    rate = rules.rate(grant.award, subject)
    if rate is not None:
        return _Found(rate)
    for derived in rules.derived:
        base = rules.rate(grant.award, derived.of) if derived.subject == subject else None
        if base is not None and base.group in derived.groups:
            return _Found(base, derived)
    return None


def _cites(rules: BonusRules, found: _Found) -> Iterator[Cite]:
    if found.derived is not None:
        yield rules.cited(found.derived.cite)
    yield rules.cited(found.rate.cite)
    yield rules.cited(rules.base.cite)
    yield rules.cited(rules.round.cite)
    yield rules.payer.proposer if found.rate.state else rules.payer.decider


def _doubts(line: BonusLine, rules: BonusRules, found: _Found) -> Iterator[Problem]:
    grant, rate = line.grant, found.rate
    about = {"award": grant.award, "subject": grant.subject}
    if rate.at_most is not None:
        message = _("{award} ({subject}): the authority sets the coefficient itself, at most {ceiling}")
        yield _problem("E_BONUS_CEILING", message, grant, **about, ceiling=plain(rate.at_most))
    elif line.times is not None:
        message = _("the coefficient {times} of {award} ({subject}) is not certain: {reason}")
        for reason in filter(None, (rate.unverified, found.derived.unverified if found.derived else "")):
            values = {**about, "times": plain(line.times), "reason": reason}
            yield _problem("E_BONUS_UNVERIFIED", message, grant, **values)
    yield from _rule_doubts(grant, rules)
    yield from _salary_doubts(line)
    yield from _rounding_doubt(line, rules, found)
    yield from _fund_doubt(line, rate)


def _rule_doubts(grant: Grant, rules: BonusRules) -> Iterator[Problem]:
    message = _("how {document} reckons bonus money is not certain: {reason}")
    for reason in dict.fromkeys((rules.base.unverified, rules.round.unverified, rules.stacking.unverified)):
        if reason:
            values = {"document": rules.cite.document, "reason": reason}
            yield _problem("E_BONUS_UNVERIFIED", message, grant, **values)


def _salary_doubts(line: BonusLine) -> Iterator[Problem]:
    day = line.grant.on
    if line.salary is None:
        message = _("no base salary is known for {day}")
        yield _problem("E_BONUS_SALARY", message, line.grant, day=day)
    elif line.salary.unverified:
        message = _("the base salary {amount} of {day} is not certain: {reason}")
        values = {"amount": line.salary.amount, "day": day, "reason": line.salary.unverified}
        yield _problem("E_BONUS_UNVERIFIED", message, line.grant, **values)


def _rounding_doubt(line: BonusLine, rules: BonusRules, found: _Found) -> Iterator[Problem]:
    """Give a problem where a factor before rounding and one after it lead to different amounts."""
    if found.derived is None or found.rate.times is None or line.salary is None or line.amount is None:
        return
    other = rounded(line.salary.amount * found.rate.times, rules.round) * found.derived.times
    after = int(rounded(other, rules.round))
    if after != line.amount:
        message = _("the text does not say whether it is rounded before the factor: {before} or {after}")
        yield _problem("E_BONUS_ROUNDING", message, line.grant, before=line.amount, after=after)


def _fund_doubt(line: BonusLine, rate: Rate) -> Iterator[Problem]:
    if line.fund:
        return
    if rate.state:
        message = _("the State decides {award}, so the body that proposed it pays: write who proposed it")
    else:
        message = _("who decided {award} is not known, and with it whose fund pays")
    yield _problem("E_BONUS_FUND", message, line.grant, award=line.grant.award)


def _problem(code: str, message: str, grant: Grant, **values: object) -> Problem:
    return Problem(code, message, values, grant.place)


def _stacked(lines: Sequence[BonusLine], answers: Mapping[str, str]) -> list[BonusLine]:
    """Settle what several honours of one candidate bring together."""
    found = list(lines)
    titles = [i for i, line in enumerate(found) if line.rate is not None and line.rate.group == "title"]
    forms = [i for i, line in enumerate(found) if line.rate is not None and line.rate.group == "form"]
    standing = _highest_of_each_period(found, titles)
    for places, about in ((standing, "titles"), (forms, "forms")):
        for together in _overlapping(found, places):
            _ask(found, together, about, answers)
    return _with_clauses(found, standing, forms)


def _with_clauses(lines: list[BonusLine], titles: Sequence[int], forms: Sequence[int]) -> list[BonusLine]:
    """Put the clause beside each line that is paid together with others."""
    for i in (*titles, *forms):
        rules = lines[i].rules
        if rules is None or lines[i].due is Due.INCLUDED:
            continue
        several = [rules.stacking.forms] if i in forms and len(forms) > 1 else []
        both = [rules.stacking.title_and_form] if titles and forms else []
        lines[i] = replace(lines[i], cites=(*lines[i].cites, *map(rules.cited, (*several, *both))))
    return lines


def _highest_of_each_period(lines: list[BonusLine], places: Iterable[int]) -> list[int]:
    """Keep the highest title of each period that is decided on one day; give the places of those kept."""
    periods: dict[tuple[int, int, date], list[int]] = {}
    for i in places:
        grant = lines[i].grant
        periods.setdefault((grant.first_year, grant.last_year, grant.on), []).append(i)
    return [_keep_highest(lines, together) for together in periods.values()]


def _keep_highest(lines: list[BonusLine], together: Sequence[int]) -> int:
    best = max(together, key=lambda i: (lines[i].amount or 0, _name(lines[i])))
    doubts = [problem for i in together for problem in lines[i].blocks]
    equal = [lines[i] for i in together if lines[i].amount == lines[best].amount]
    if len({line.fund for line in equal}) > 1:
        message = _("equal titles of one period are paid by different funds; say which of them pays")
        doubts.append(_problem("E_BONUS_EQUAL", message, lines[best].grant))
    for i in together:
        if i != best:
            rules = lines[i].rules
            cites = (rules.cited(rules.stacking.same_period),) if rules else ()
            lines[i] = replace(lines[i], due=Due.INCLUDED, cites=cites, blocks=())
    # Which one is the highest is only as certain as the least certain of them.
    lines[best] = replace(lines[best], blocks=tuple({str(each): each for each in doubts}.values()))
    return best


def _name(line: BonusLine) -> tuple[str, str]:
    return line.grant.award, line.grant.decision


def _overlapping(lines: Sequence[BonusLine], places: Sequence[int]) -> list[list[int]]:
    """Give the groups of two and more whose periods hang together by shared years."""
    groups: list[list[int]] = []
    for i in sorted(places, key=lambda i: (lines[i].grant.first_year, lines[i].grant.last_year)):
        last = groups[-1] if groups else []
        if any(lines[i].grant.overlaps(lines[j].grant) for j in last):
            last.append(i)
        else:
            groups.append([i])
    return [group for group in groups if len(group) > 1]


def _ask(lines: list[BonusLine], together: Sequence[int], about: str, answers: Mapping[str, str]) -> None:
    rules = lines[together[0]].rules
    assert rules is not None
    ask: Ask = getattr(rules.ask, about)
    answer = answers.get(ask.slot)
    if answer == "highest":
        _keep_highest(lines, together)
    if answer is not None:
        return
    awards = ", ".join(sorted({lines[i].grant.award for i in together}))
    message = _("{name}: {question} ({awards}); answer {slot}")
    for i in together:
        grant = lines[i].grant
        values = {"name": grant.name, "question": ask.question, "awards": awards, "slot": ask.slot}
        problem = _problem("E_BONUS_OPEN", message, grant, **values)
        lines[i] = replace(lines[i], due=Due.OPEN, blocks=(*lines[i].blocks, problem))


def _summed(lines: Sequence[BonusLine]) -> Bonuses:
    funds: dict[str, int | None] = {}
    for line in lines:
        if line.due is Due.INCLUDED:
            continue
        before = funds.get(line.fund, 0)
        if before is None or line.amount is None or line.blocks:
            funds[line.fund] = None
        else:
            funds[line.fund] = before + line.amount
    amounts = [amount for amount in funds.values() if amount is not None]
    total = sum(amounts) if len(amounts) == len(funds) else None
    blocks = {str(problem): problem for line in lines for problem in line.blocks}
    return Bonuses(tuple(lines), funds, total, tuple(blocks.values()))
