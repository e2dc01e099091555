"""What can happen to contents: they are emptied, and others stand for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from scoring.scheme.model import Text
from thidua.store.canonical import Value
from thidua.store.event_parts import JSON, Count, Digest, Holding, Named, Place


class Erased(Value):
    """
    A content that was emptied.

    Attributes:
        sha256: Which.
        replaced_by: What stands for it since, the personal data left out; None where nothing does.
        values: How many values were left out; zero where nothing stands for it.
    """

    sha256: Digest
    replaced_by: Digest | None = None
    values: Count = 0


class PersonalErased(Holding):
    """
    The personal data of a candidate were taken out of the record; the id stays, as it stands in events.

    Attributes:
        objection: Number of the objection whose words were taken out; None when it is about the candidate.
        contents: What was emptied. Of the data themselves nothing is said here.
        who: Who ordered it.
        why: On what ground.
    """

    later: ClassVar[frozenset[str]] = frozenset({"salted", "objection"})

    type: Literal["personal.erased"] = "personal.erased"
    candidate: Text
    objection: Place | None = None
    contents: Annotated[tuple[Erased, ...], Field(min_length=1)]
    who: Text
    why: Text

    def named(self) -> Iterator[Named]:
        """Give the contents that stand for the emptied ones: they may hold the data of others."""
        yield from (Named(sha256, JSON, self.salted) for sha256 in self.private())

    def private(self) -> list[str]:
        """Give the digests of the personal contents, in their order."""
        return [each.replaced_by for each in self.contents if each.replaced_by is not None]

    def committed(self, names: Mapping[str, str]) -> Self:
        """Give the act with what stands for the emptied contents named by commitments."""
        contents = tuple(
            each.model_copy(update={"replaced_by": names.get(each.replaced_by or "", each.replaced_by)})
            for each in self.contents
        )
        return self.model_copy(update={"salted": True, "contents": contents})
