"""The small parts that events are made of: kinds of values, and the contents that an act names."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pydantic import Field

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
    """A content that an act names: its SHA-256 and its media type."""

    sha256: str
    media: str


def media_of(name: str) -> str:
    """Give the media type a file name stands for; ``application/octet-stream`` when it tells nothing."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    return _MEDIA.get(suffix, "application/octet-stream")
