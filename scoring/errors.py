"""The one family of errors that leaves the engine, each with a stable code and a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def _(message: str) -> str:
    """Mark a sentence for the catalogues; the office translates it when it is shown."""
    return message


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong, said once, in words that can be translated.

    Attributes:
        code: Stable name of the kind of problem, e.g. ``E_KEY_UNKNOWN``.
        message: English sentence with ``{name}`` slots; also the key of its translation.
        values: What fills the slots.
        place: Where it stands: ``file:line:column`` of a rule file, or ``file!sheet!cell`` of a form.
        warning: True when the job may go on.
    """

    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    place: str = ""
    warning: bool = False

    def text(self, translate: object = None) -> str:
        """Give the sentence with its slots filled, through ``translate`` (a function of str) if given."""
        template = translate(self.message) if callable(translate) else self.message
        return str(template).format(**self.values)

    def __str__(self) -> str:
        """Give place, code and sentence in one line."""
        return f"{self.place}: {self.code}: {self.text()}" if self.place else f"{self.code}: {self.text()}"


class ScoringError(Exception):
    """
    A refused job, with every problem found at once.

    Attributes:
        problems: At least one problem; none of them a mere warning.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SchemeError(ScoringError):
    """A criteria file that cannot be used; each problem's place is ``file:line:column``."""


class EvaluationError(ScoringError):
    """Facts that the scheme does not allow to be scored; each problem names candidate and fact."""
