"""Two processes sign as one does, and tell the same of what is not right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.thidua.signing import samples
from thidua.signing import workers
from thidua.signing.checking import check_signatures
from thidua.signing.errors import SigningError
from thidua.signing.places import Place


def test_two_processes_sign_with_the_same_key_and_stamp_and_tell_what_is_wrong(tmp_path: Path) -> None:
    papers = [tmp_path / f"{number}.pdf" for number in range(3)]
    for path in papers:
        path.write_bytes(samples.tagged())
    papers[2].write_bytes(b"%PDF-1.7 and no more")
    pen = samples.pen(place=Place("bottom-right"))
    found = workers.in_processes(pen, papers)

    signed = [next(found), next(found)]
    with pytest.raises(SigningError) as caught:
        next(found)

    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("E_SIGN_PDF", str(papers[2]))
    # With the same key, time, stamp and paper nothing differs but what an identifier draws by lot.
    assert [len(content) for content in signed] == [len(pen.sign(samples.tagged(), "0.pdf"))] * 2
    for content in signed:
        (each,) = check_signatures(content, samples.trusted(), samples.NOW)
        assert (each.signer, each.is_good, each.at) == (samples.NAME, True, samples.NOW)


def test_few_papers_and_tokens_stay_in_one_process(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(samples.plain())
    before = os.times().children_user

    (signed,) = workers.signed_papers(samples.pen(), [path])

    assert signed.startswith(samples.plain())
    assert os.times().children_user == before
