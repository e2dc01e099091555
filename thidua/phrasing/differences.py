"""Two versions of a scheme or a plan side by side: what came, went, moved or changed, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scoring.errors import Problem, SchemeError, _
from scoring.scheme.model import Plan, Scheme
from thidua.phrasing import aspects
from thidua.phrasing.aspects import Aspect
from thidua.phrasing.board import subjects_words
from thidua.phrasing.names import LEVELS, Names, joined, levels, names_of
from thidua.phrasing.things import Thing, things_of

Act = Literal["added", "removed", "moved", "changed"]
Rules = Scheme | Plan
_ACTS: Mapping[Act, str] = {"added": "Thêm", "removed": "Bỏ", "moved": "Chuyển", "changed": "Sửa"}


@dataclass(frozen=True)
class Change:
    """
    One difference.

    Attributes:
        area: What sort of thing changed, e.g. ``criterion``, ``gate``, ``selection``, ``fact``.
        id: Its id; empty for the rules as a whole.
        title: What people call it.
        aspect: Key that changed, e.g. ``max_points``; empty when the whole thing came or went.
        old, new: In words; empty on the side where it is not there.
        touches: What may come out differently: ``points``, ``class``, ``rank``, ``selection``,
            ``eligibility``, ``reporting``, ``dates`` or ``wording``.
        matters: For whom, in words.
    """

    act: Act
    area: str
    id: str
    title: str
    aspect: str = ""
    old: str = ""
    new: str = ""
    touches: str = "wording"
    matters: str = ""

    @property
    def words(self) -> str:
        """Give the difference as one sentence."""
        what = f"{_ACTS[self.act]} {aspects.AREAS[self.area]}{f' “{self.title}”' if self.title else ''}"
        if self.act in ("added", "removed"):
            detail = self.new or self.old
            return f"{what}: {detail}" if detail else what
        name = aspects.TITLES.get(self.aspect, self.aspect)
        return f"{what}, {name}: {self.old or 'không có'} → {self.new or 'không có'}"


def differences(old: Rules, new: Rules) -> list[Change]:
    """
    Compare two loaded rule files of one kind.

    Returns:
        Every difference, in the order of the newer file, what is only in the older one last in its part.

    Raises:
        SchemeError: ``E_KIND`` when one is a scheme and the other a plan.
    """
    if isinstance(old, Plan) != isinstance(new, Plan):
        message = _("a plan and a scheme cannot be compared; give two plans or two schemes")
        raise SchemeError([Problem("E_KIND", message)])
    pair = _Pair(names_of(old), names_of(new), _everybody(old, new))
    return list(pair.compared(things_of(old), things_of(new)))


def _everybody(old: Rules, new: Rules) -> str:
    if isinstance(old, Scheme) and isinstance(new, Scheme):
        return joined(list(dict.fromkeys([subjects_words(old), subjects_words(new)])))
    named = {level for plan in (old, new) for row in plan.objectives for level in row.levels}
    return levels([level for level in LEVELS if level in named])


@dataclass(frozen=True)
class _Pair:
    """The titles behind the ids of both files, and whom they are for."""

    old: Names
    new: Names
    everybody: str

    def compared(self, old: Sequence[Thing], new: Sequence[Thing]) -> Iterator[Change]:
        before = {(thing.area, thing.id): thing for thing in old}
        after = {(thing.area, thing.id): thing for thing in new}
        for area in dict.fromkeys(thing.area for thing in (*new, *old)):
            for key, thing in after.items():
                if key[0] == area:
                    yield from self.one(before.get(key), thing)
            for key, thing in before.items():
                if key[0] == area and key not in after:
                    yield self.whole("removed", thing, self.old)

    def one(self, old: Thing | None, new: Thing) -> Iterator[Change]:
        if old is None:
            yield self.whole("added", new, self.new)
            return
        if old.parent != new.parent:
            values = {"old": old.parent_title, "new": new.parent_title}
            yield self.change("moved", new, aspects.PARENT, values)
        for aspect in new.aspects:
            before, after = aspect.value(old.value), aspect.value(new.value)
            if before != after:
                values = {"old": aspect.words(old.value, self.old), "new": aspect.words(new.value, self.new)}
                yield self.change("changed", new, aspect, _told_apart(values, before, after))

    def whole(self, act: Act, thing: Thing, names: Names) -> Change:
        side = {"added": "new", "removed": "old"}[act]
        words = {side: thing.said(names)} if thing.said else {}
        return self.change(act, thing, aspects.WHOLE[thing.area], words)

    def change(self, act: Act, thing: Thing, aspect: Aspect, values: Mapping[str, str]) -> Change:
        return Change(
            act=act,
            area=thing.area,
            id=thing.id,
            title=thing.title,
            aspect=aspect.key,
            touches=aspect.touches,
            matters=thing.matters or self.everybody,
            **values,
        )


def _told_apart(values: dict[str, str], before: Any, after: Any) -> dict[str, str]:
    """Show the values themselves where their words are the same on both sides."""
    if values["old"] != values["new"]:
        return values
    return {"old": f"{values['old']} ({_raw(before)})", "new": f"{values['new']} ({_raw(after)})"}


def _raw(value: Any) -> str:
    dump: Callable[..., Any] | None = getattr(value, "model_dump", None)
    return str(dump(mode="json", exclude_defaults=True) if dump else value)
