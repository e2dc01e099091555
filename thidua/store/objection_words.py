"""Who objects and in what words: a content of its own, so that it can be erased while the event stays."""

from __future__ import annotations

from pydantic import ValidationError

from scoring.errors import _
from scoring.scheme.model import Text
from thidua.store.canonical import Value, digest, dumps
from thidua.store.errors import refuse
from thidua.store.event_parts import media_of
from thidua.store.notice_events import ObjectionFiled


class Words(Value):
    """
    What an objection says.

    Attributes:
        sender: Id of the unit or candidate that objects.
        text: What it says.
        evidence: Name of the file sent with it; empty without one.
    """

    sender: Text
    text: Text
    evidence: str = ""


def words_of(act: ObjectionFiled) -> Words:
    """Give the words that stand in the act itself."""
    return Words(sender=act.sender, text=act.text, evidence=act.evidence)


def set_apart(act: ObjectionFiled) -> tuple[ObjectionFiled, bytes]:
    """
    Take the words out of an act.

    Args:
        act: An objection with its words in itself.

    Returns:
        The act without them, naming the content that holds them; and that content.
    """
    words = dumps(words_of(act))
    media = media_of(act.evidence) if act.evidence else ""
    parts = {"sender": "", "text": "", "evidence": "", "evidence_media": media}
    return act.model_copy(update=parts | {"words_sha256": digest(words)}), words


def read_words(blob: bytes) -> Words:
    """
    Read the words of an objection back.

    Raises:
        StoreError: The bytes are not such a content.
    """
    try:
        return Words.model_validate_json(blob)
    except ValidationError as error:
        message = _("A stored table cannot be read back ({detail}).")
        detail = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise refuse("E_STORE_TABLE", message, detail=detail) from error
