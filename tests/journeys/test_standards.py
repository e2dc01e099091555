"""The example's papers, unsigned and signed: PDF/A-3a and PDF/UA-1, as veraPDF judges."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.thidua.signing import samples
from thidua.demo import Story
from thidua.signing.pades import Pen
from thidua.signing.places import Place
from tools import conformance

pytestmark = [
    pytest.mark.xdist_group("story"),
    pytest.mark.skipif(
        bool(conformance.missing()) and not os.environ.get("CI"), reason=f"needs {conformance.missing()}"
    ),
]
# Where a decision leaves room for the signature.
PLACE = Place("", 120, 190, 60, 24)


def test_papers_keep_their_standards_and_signatures_leave_them(story: Story, tmp_path: Path) -> None:
    folder = story.folder
    papers = [*sorted((folder / "documents").glob("*.pdf")), folder / "notice.pdf", folder / "nomination.pdf"]
    decision, now = (folder / "documents" / "quyet-dinh.pdf").read_bytes(), datetime.now(UTC)
    signed = []
    for name, place in (("stamped", PLACE), ("unseen", None)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(Pen(samples.credential(), now, place).sign(decision, path))
        signed.append(path)

    assert len(papers) >= 12
    found = conformance.faults("3a,ua1", [*papers, *signed])
    assert {name: faults for name, faults in found.items() if faults} == {}
