"""What goes wrong with signatures."""

from __future__ import annotations

import zlib

from scoring.errors import Problem, ScoringError

# What pyHanko and its libraries raise, besides their own errors, for a file that is damaged somewhere.
DAMAGE = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(AssertionError, NotImplementedError, RecursionError, zlib.error),
)


class SigningError(ScoringError):
    """Papers that cannot be signed, or signatures that cannot be checked; each problem names its file."""

    def __reduce__(self) -> tuple[type[SigningError], tuple[list[Problem]]]:
        """Come whole out of another process, with the problems and not with their text."""
        return type(self), (list(self.problems),)


def refuse(code: str, message: str, place: object = "", **values: object) -> SigningError:
    """Give the error that holds one problem; see ``scoring.errors.Problem`` for its parts."""
    return SigningError([Problem(code, message, values, str(place))])
