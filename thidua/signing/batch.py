"""Many papers signed with a key that is opened once: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scoring.errors import Problem, _
from thidua.dossier.files import replace_file, sole_writer
from thidua.signing.errors import SigningError
from thidua.signing.keys import Credential
from thidua.signing.pades import Pen, opened, signers_of

Progress = Callable[[int, int], None]


def sign_files(
    pen: Pen,
    papers: Sequence[Path],
    folder: Path,
    *,
    again: bool = False,
    replace: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """
    Sign papers into a folder.

    Args:
        pen: Signs.
        papers: PDFs; they stay as they are.
        folder: Where the signed ones go, under the same names.
        again: Also sign what carries a signature of this key already.
        replace: Write over signed papers of an earlier time.
        progress: Told (papers done, papers in all).

    Returns:
        The signed files, in the same order.

    Raises:
        SigningError: Certificate or papers are not right: every problem at once, and nothing is written.
        OSError: The disk refused; nothing is written.
    """
    problems = [*pen.credential.problems(pen.at), *_clashes(papers, folder, replace=replace)]
    for paper in papers:
        problems += _faults(paper, pen.credential, again=again)
    if problems:
        raise SigningError(problems)
    with sole_writer(folder):
        return _sign_all(pen, papers, folder, progress or (lambda _done, _total: None))


def _sign_all(pen: Pen, papers: Sequence[Path], folder: Path, progress: Progress) -> list[Path]:
    # On the same disk, so that the moves at the end cannot fail for want of room.
    stage = Path(tempfile.mkdtemp(prefix=".signing-", dir=folder))
    try:
        for done, paper in enumerate(papers, 1):
            replace_file(stage / paper.name, pen.sign(paper.read_bytes(), paper))
            progress(done, len(papers))
        return [(stage / paper.name).replace(folder / paper.name) for paper in papers]
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _clashes(papers: Sequence[Path], folder: Path, *, replace: bool) -> Iterator[Problem]:
    counts = Counter(paper.name for paper in papers)
    for name in sorted(name for name, count in counts.items() if count > 1):
        message = _("Two papers are called {name}; sign them into two folders.")
        yield Problem("E_SIGN_TWICE", message, {"name": name})
    for paper in papers:
        target = folder / paper.name
        if target.exists() and target.samefile(paper):
            message = _("The signed paper would take the place of the paper itself; name another folder.")
            yield Problem("E_SIGN_TARGET", message, place=str(paper))
        elif target.exists() and not replace:
            message = _("This file is there already; sign into another folder, or say --replace.")
            yield Problem("E_SIGN_TARGET", message, place=str(target))


def _faults(paper: Path, credential: Credential, *, again: bool) -> list[Problem]:
    try:
        reader = opened(paper.read_bytes(), paper)
    except SigningError as error:
        return list(error.problems)
    if not again and credential.certificate.dump() in signers_of(reader):
        message = _("This paper carries a signature of {name} already; to sign once more say --again.")
        return [Problem("E_SIGN_AGAIN", message, {"name": credential.name}, str(paper))]
    return []
