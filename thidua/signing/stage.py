"""Signed papers on their way into a folder: what a kill leaves, the same job run again brings to its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from scoring.errors import Problem, _
from thidua.dossier.files import replace_file, replace_files, sync_folder

NAME = ".signing"


class Stage:
    """
    A folder inside the folder that gets the papers, so that nothing is copied at the end.

    Until ``complete`` no paper has come to its place. From then on all of them are signed, and what was moved
    and what was not can be told: a rerun moves the rest. The caller holds the folder (``sole_writer``).

    Attributes:
        folder: Where the papers go.
        job: SHA-256 of everything that is asked for; another job never takes over what this one left.
    """

    def __init__(self, folder: Path, job: str) -> None:
        self.folder, self.job = folder, job
        self._place = folder / NAME
        self._papers = self._place / "papers"

    @property
    def is_complete(self) -> bool:
        """Tell whether an earlier run of this job signed all papers and was cut off while moving them."""
        return self._read("complete") == self.job

    def problems(self) -> Iterator[Problem]:
        """Say that another job was cut off here; its papers are signed and must not be lost."""
        if self._read("complete") not in ("", self.job):
            message = _(
                "Signing was cut off here while the signed papers were put in place: give the same command "
                "again to bring it to its end, or delete {place} to give up what is not in place yet."
            )
            yield Problem("E_SIGN_UNFINISHED", message, {"place": self._place}, str(self.folder))

    def begin(self) -> None:
        """Make room; what an earlier run of this job signed already stays."""
        if self._read("job") != self.job:
            shutil.rmtree(self._place, ignore_errors=True)
        self._papers.mkdir(parents=True, exist_ok=True)
        replace_file(self._place / "job", self.job.encode())

    def holds(self, paper: Path) -> bool:
        """Tell whether a paper is signed already; files come here whole or not at all."""
        return (self._papers / paper.name).exists()

    def put(self, signed: Sequence[tuple[str, bytes]]) -> None:
        """Keep signed papers, by their names."""
        replace_files(self._papers, signed)

    def complete(self) -> None:
        """Say that all papers are here."""
        replace_file(self._place / "complete", self.job.encode())

    def deliver(self, papers: Sequence[Path]) -> list[Path]:
        """Move the papers to their places; those moved before a kill are there."""
        for paper in papers:
            if self.holds(paper):
                (self._papers / paper.name).replace(self.folder / paper.name)
        sync_folder(self.folder)
        return [self.folder / paper.name for paper in papers]

    def end(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._place, ignore_errors=True)

    def _read(self, name: str) -> str:
        path = self._place / name
        return path.read_text(encoding="utf-8") if path.exists() else ""
