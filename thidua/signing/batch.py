"""Many papers signed with a key that is opened once: all of them, or none."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from scoring.errors import Problem, _
from thidua.dossier.files import sole_writer
from thidua.signing.errors import SigningError
from thidua.signing.keys import Credential
from thidua.signing.pades import Pen, opened, signers_of
from thidua.signing.stage import Stage
from thidua.signing.updates import looks_signed
from thidua.signing.workers import signed_papers

Progress = Callable[[int, int], None]
# So many papers go to the disk together, which takes it much less time than one by one.
_TOGETHER = 40


def sign_files(
    pen: Pen,
    papers: Sequence[Path],
    folder: Path,
    *,
    again: bool = False,
    replace: bool = False,
    progress: Progress = lambda _done, _total: None,
    entered: Callable[[list[Path]], None] = lambda _signed: None,
) -> list[Path]:
    """
    Sign papers into a folder.

    A kill leaves either no signed paper in its place, or all of them signed and some in place; the same call
    goes on from there.

    Args:
        pen: Signs.
        papers: PDFs; they stay as they are.
        folder: Where the signed ones go, under the same names.
        again: Also sign what carries a signature of this key already.
        replace: Write over signed papers of an earlier time.
        progress: Told (papers done, papers in all).
        entered: What is done with the signed papers once all are in place. After a kill it may be done again.

    Returns:
        The signed files, in the same order.

    Raises:
        SigningError: Certificate or papers are not right: every problem at once, and nothing is written.
        OSError: The disk refused; nothing is written.
    """
    faults: list[Problem] = []
    digests: list[str] = []
    for paper in papers:
        content = paper.read_bytes()
        digests.append(hashlib.sha256(content).hexdigest())
        faults += _faults(paper, content, pen.credential, again=again)
    stage = Stage(folder, _job(pen, papers, digests))
    clashes = [] if stage.is_complete else [*_clashes(papers, folder, replace=replace)]
    problems = [*pen.credential.problems(pen.at), *stage.problems(), *_twice(papers), *clashes, *faults]
    if problems:
        raise SigningError(problems)
    with sole_writer(folder):
        if not stage.is_complete:
            _sign_all(pen, papers, stage, progress)
        signed = stage.deliver(papers)
        entered(signed)
        stage.end()
    return signed


def _sign_all(pen: Pen, papers: Sequence[Path], stage: Stage, progress: Progress) -> None:
    stage.begin()
    left = [paper for paper in papers if not stage.holds(paper)]
    done = len(papers) - len(left)
    ready: list[tuple[str, bytes]] = []
    try:
        for paper, content in zip(left, signed_papers(pen, left), strict=True):
            ready.append((paper.name, content))
            if len(ready) == _TOGETHER:
                stage.put(ready)
                done, ready = done + len(ready), []
                progress(done, len(papers))
        stage.put(ready)
    except (SigningError, OSError):
        stage.end()
        raise
    progress(len(papers), len(papers))
    stage.complete()


def _job(pen: Pen, papers: Sequence[Path], digests: Sequence[str]) -> str:
    """Give the SHA-256 of all that decides what is written, but for the time."""
    evidence = pen.evidence
    lists = [hashlib.sha256(each.dump()).hexdigest() for each in (*evidence.roots, *evidence.crls)]
    job = {
        "certificate": hashlib.sha256(pen.credential.certificate.dump()).hexdigest(),
        "place": asdict(pen.place) if pen.place else None,
        "evidence": [evidence.tsa, *lists],
        "papers": [[paper.name, found] for paper, found in zip(papers, digests, strict=True)],
    }
    return hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()


def _twice(papers: Sequence[Path]) -> Iterator[Problem]:
    counts = Counter(paper.name for paper in papers)
    for name in sorted(name for name, count in counts.items() if count > 1):
        message = _("Two papers are called {name}; sign them into two folders.")
        yield Problem("E_SIGN_TWICE", message, {"name": name})


def _clashes(papers: Sequence[Path], folder: Path, *, replace: bool) -> Iterator[Problem]:
    for paper in papers:
        target = folder / paper.name
        if target.exists() and target.samefile(paper):
            message = _("The signed paper would take the place of the paper itself; name another folder.")
            yield Problem("E_SIGN_TARGET", message, place=str(paper))
        elif target.exists() and not replace:
            message = _("This file is there already; sign into another folder, or say --replace.")
            yield Problem("E_SIGN_TARGET", message, place=str(target))


def _faults(paper: Path, content: bytes, credential: Credential, *, again: bool) -> list[Problem]:
    try:
        is_signed = looks_signed(content)
        reader = opened(content, paper, quickly=not is_signed)
    except SigningError as error:
        return list(error.problems)
    known = signers_of(reader) if is_signed and not again else ()
    if credential.certificate.dump() in known:
        message = _("This paper carries a signature of {name} already; to sign once more say --again.")
        return [Problem("E_SIGN_AGAIN", message, {"name": credential.name}, str(paper))]
    return []
