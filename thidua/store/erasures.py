"""Which contents were emptied, and what stands for them since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thidua.store.errors import StoreError
from thidua.store.events import Event, PersonalErased, parse

_MARK = b'"type":"personal.erased"'
# The fields of acts that name a content from which something is read again.
_READ = ("candidates_sha256", "facts_sha256", "results_sha256", "lists_sha256", "words_sha256")


class Erasures:
    """
    The emptied contents of a record.

    Args:
        replaced: SHA-256 of what stands for each emptied content; None where nothing does.
    """

    def __init__(self, replaced: Mapping[str, str | None]) -> None:
        self._replaced = replaced

    @classmethod
    def told_by(cls, events: Iterable[Event]) -> Erasures:
        """Read them from events, in their order."""
        acts = (event.act for event in events)
        told = (each for act in acts if isinstance(act, PersonalErased) for each in act.contents)
        return cls({each.sha256: each.replaced_by for each in told})

    @classmethod
    def told_in(cls, bodies: Iterable[bytes]) -> Erasures:
        """Read them from the bytes of events; bodies that cannot be read tell of none."""
        return cls.told_by(erasing_events(bodies))

    def __contains__(self, sha256: str) -> bool:
        """Tell whether a content was emptied."""
        return sha256 in self._replaced

    def resolve(self, sha256: str) -> str:
        """Give what stands for a content now: itself, if it was not replaced."""
        for _step in self._replaced:  # no longer: a record that was tampered with may lead in a circle
            sha256 = self._replaced.get(sha256) or sha256
        return sha256

    def applied(self, event: Event) -> Event:
        """Give an event as it reads with the contents that stand for the emptied ones."""
        named = {name: getattr(event.act, name) for name in _READ if hasattr(event.act, name)}
        changed = {name: self.resolve(sha256) for name, sha256 in named.items() if sha256 in self}
        return event.model_copy(update={"act": event.act.model_copy(update=changed)}) if changed else event


def erasing_events(bodies: Iterable[bytes]) -> list[Event]:
    """Give the events that tell of an erasure, as far as they can be read."""
    found = []
    for body in bodies:
        if _MARK in body:
            try:
                event = parse(body)
            except StoreError:
                continue  # the audit names it
            found += [event] if isinstance(event.act, PersonalErased) else []
    return found
