"""What an audit answers."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.errors import Problem


@dataclass(frozen=True)
class Head:
    """
    What somebody outside noted down of a record: only against it a rewritten or cut record is found.

    Attributes:
        size: Number of events at that time.
        root: RFC 6962 root over them, lower-case hex.
    """

    size: int
    root: str


@dataclass(frozen=True)
class AuditReport:
    """
    Everything an audit found, the faults of the file first.

    Attributes:
        events: Number of events in the record.
        root: RFC 6962 root over them as recomputed from their bodies, lower-case hex.
        findings: What is wrong; a warning (a clock that went back) does not make a record unsound.
    """

    events: int
    root: str
    findings: tuple[Problem, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing but warnings was found."""
        return all(finding.warning for finding in self.findings)

    @property
    def head(self) -> Head:
        """Give what an outsider should note down."""
        return Head(self.events, self.root)
