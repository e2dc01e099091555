"""How many places a list has, and who gets them: exact, and never by the order of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from scoring.cards import Step
from scoring.law.answers import Answer
from scoring.nominating.rules import Ceiling
from scoring.numbers import rounded
from scoring.scheme.model import Round

Key = tuple[Fraction, ...]
Reach = Callable[[int], int | None]


class Outcome(StrEnum):
    """What a list says of a candidate; only people propose and decide."""

    PROPOSED = "proposed"
    TIE = "tie"
    RESERVE = "reserve"
    WAITING = "waiting"
    NOT_PROVEN = "not_proven"
    DEFERRED = "deferred"
    NOT_MET = "not_met"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Contender:
    """
    Somebody who competes for a place.

    Attributes:
        key: What the order goes by, higher first: the best it may be while something is awaited; None when
            that may be any place.
        check: Whether the standard is met; one that is not met does not compete.
        is_awaited: True while the run or an earlier list has not settled whether and where it stands.
    """

    id: str
    key: Key | None
    check: Answer
    is_awaited: bool = False

    @property
    def is_sure(self) -> bool:
        """Tell whether nothing about this contender is awaited."""
        return self.key is not None and not self.is_awaited and self.check is Answer.MET


@dataclass(frozen=True)
class Given:
    """
    What came of the contenders.

    Attributes:
        outcomes: By contender.
        reserve: Places of the reserve from 1, by contender; equals share one.
        tied: Equals across the line, of whom ``left`` get a place.
        is_known: Whether the number of places is known.
    """

    outcomes: Mapping[str, Outcome]
    reserve: Mapping[str, int]
    tied: tuple[str, ...] = ()
    left: int = 0
    is_known: bool = True


def size(ceiling: Ceiling, share: Fraction | None, base: int | None) -> tuple[int | None, tuple[Step, ...]]:
    """
    Give the number of places of a ceiling and its arithmetic.

    Args:
        ceiling: Gives places, rounding and bounds.
        share: The share in force; None with places, or while the grade it rests on is not known.
        base: What the share is taken of; None while it is not known.

    Returns:
        None while it cannot be told. «Không quá 15 %» of 13 is 1.95 and gives 1: a ceiling is floored.
    """
    if ceiling.places is not None:
        return ceiling.places, ()
    if share is None or base is None:
        return None, ()
    exact = share * base
    places = int(rounded(exact, Round(to=Fraction(1), mode=ceiling.rounding)))
    values = {"n": Fraction(share.numerator), "d": Fraction(share.denominator), "b": Fraction(base)}
    steps = [
        Step("combine", "{n}/{d} × {b}", values, exact),
        Step("round", "{a}", {"a": exact}, Fraction(places), ceiling.rounding),
    ]
    for bound, beyond, note in ((ceiling.at_least, -1, "capped_low"), (ceiling.at_most, 1, "capped_high")):
        if bound is not None and (places - bound) * beyond > 0:
            ends = {"a": Fraction(places), "b": Fraction(bound)}
            steps.append(Step("clamp", "{a} → {b}", ends, Fraction(bound), note))
            places = bound
    return places, tuple(steps)


def hand_out(contenders: Sequence[Contender], reach: Reach, chosen: Sequence[str] = ()) -> Given:
    """
    Give the places out.

    Args:
        contenders: Whoever meets the standard, or may yet prove to; in any order.
        reach: Gives the places when so many more than the sure ones compete; None while unknown.
        chosen: Whom people chose of the equals on the line; used only when it fits exactly.

    Returns:
        Nobody is proposed who could still lose the place to a contender of whom something is awaited.
        Equals share their place in the reserve.
    """
    unsure = [each for each in contenders if not each.is_sure]
    sure = sorted((each for each in contenders if each.is_sure), key=_key, reverse=True)
    outcomes = {each.id: _waits_for(each) for each in unsure}
    places = reach(0)
    if places is None:
        return Given(
            outcomes | dict.fromkeys((each.id for each in sure), Outcome.WAITING), {}, is_known=False
        )
    tied: tuple[str, ...] = ()
    reserve: dict[str, int] = {}
    taken = left = 0
    for same, group in groupby(sure, key=_key):
        ids = sorted(each.id for each in group)
        ahead = sum(each.key is None or each.key >= same for each in unsure)
        found = dict.fromkeys(ids, _line(taken, len(ids), ahead, len(unsure) - ahead, reach))
        if found[ids[0]] is Outcome.TIE:
            tied, left = tuple(ids), places - taken
            found |= _settled(tied, left, chosen)
        outcomes |= found
        place = max(taken - places, 0) + 1
        reserve |= {name: place for name, outcome in found.items() if outcome is Outcome.RESERVE}
        taken += len(ids)
    return Given(outcomes, reserve, tied, left)


def _waits_for(contender: Contender) -> Outcome:
    return Outcome.NOT_PROVEN if contender.check is Answer.NOT_PROVEN else Outcome.WAITING


def _key(contender: Contender) -> Key:
    return contender.key or ()


def _line(taken: int, equals: int, ahead: int, behind: int, reach: Reach) -> Outcome:
    """Tell on which side of the line equals stand, whoever of the awaited comes in."""
    last = taken + equals
    if all(last + more <= (reach(more) or 0) for more in range(ahead + 1)):
        return Outcome.PROPOSED
    if all(taken + more >= (reach(more + behind) or 0) for more in range(ahead + 1)):
        return Outcome.RESERVE
    return Outcome.WAITING if ahead or reach(behind) != reach(0) else Outcome.TIE


def _settled(tied: Sequence[str], left: int, chosen: Sequence[str]) -> dict[str, Outcome]:
    if len(set(chosen)) != left or len(chosen) != left or not set(chosen) <= set(tied):
        return {}
    return {name: Outcome.PROPOSED if name in chosen else Outcome.RESERVE for name in tied}
