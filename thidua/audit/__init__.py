"""Check a record against itself and against a head that somebody else kept."""

from thidua.audit.examine import audit
from thidua.audit.report import AuditReport, Head

__all__ = ["AuditReport", "Head", "audit"]
