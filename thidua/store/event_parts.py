"""The small parts that events are made of: kinds of values, and the contents that an act names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import Field

from thidua.store.canonical import Value

Count = Annotated[int, Field(ge=0, lt=2**53)]
Place = Annotated[int, Field(ge=1, lt=2**53)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]

JSON = "application/json"
YAML = "application/yaml"
_MEDIA = {
    ".csv": "text/csv",
    ".json": JSON,
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": YAML,
    ".yml": YAML,
}


class Named(NamedTuple):
    """
    A content that an act names.

    Attributes:
        sha256: Its commitment when it is salted, else its plain SHA-256; see ``contents.commitment``.
        media: Its media type.
        salted: Whether it is named by a commitment, since it may hold personal data.
    """

    sha256: str
    media: str
    salted: bool = False


class Holding(Value):
    """
    An act that names contents which may hold personal data.

    Attributes:
        personal: The fields that name them; every other content is named by its plain SHA-256. Nothing else
            decides what is salted.
        later: Fields that came later: left out while they hold nothing, as older versions wrote it.
        salted: True when the personal contents are named by commitments. False only in events written under
            schema version 5 and older, which name them by their plain SHA-256.
    """

    personal: ClassVar[tuple[str, ...]] = ()
    later: ClassVar[frozenset[str]] = frozenset({"salted"})

    salted: bool = False

    def written(self) -> Mapping[str, object]:
        """Give the parts that are written."""
        return {name: part for name, part in vars(self).items() if part or name not in self.later}

    def name(self, field: str, media: str) -> Named:
        """Give the content that a field names."""
        return Named(getattr(self, field), media, self.salted and field in self.personal)

    def private(self) -> list[str]:
        """Give the digests of the personal contents, in the order of their fields."""
        return [sha256 for sha256 in (getattr(self, field) for field in self.personal) if sha256 is not None]

    def committed(self, names: Mapping[str, str]) -> Self:
        """
        Give the act with its personal contents named by commitments.

        Args:
            names: The commitment by what the act names the content by now; others stay as they are.
        """
        fields = {field: getattr(self, field) for field in self.personal}
        renamed = {field: names.get(sha256, sha256) for field, sha256 in fields.items() if sha256 is not None}
        return self.model_copy(update={"salted": True, **renamed})


def media_of(name: str) -> str:
    """Give the media type a file name stands for; ``application/octet-stream`` when it tells nothing."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    return _MEDIA.get(suffix, "application/octet-stream")
