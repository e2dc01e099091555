"""The child that reads papers: Word files as plans are read, PDFs with the tables ruled on their pages."""

from __future__ import annotations

from thidua.drafting.reading import PlanTextReader

_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from thidua.intake.child import serve; "
    "from thidua.reconcile.child import parse; serve(parse)"
)


class PaperReader(PlanTextReader):
    """Reads Word documents and PDFs in a child process with limits, the tables of a PDF as tables."""

    def program(self) -> str:
        """Give what the child runs."""
        return _PROGRAM
