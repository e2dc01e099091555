"""Rule files by name and version: those beside the review first, the shipped library second."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scoring.errors import Problem, SchemeError, _
from scoring.law import Law, load_law
from scoring.scheme.load import into, load_scheme
from scoring.scheme.model import Scheme
from scoring.scheme.reading import Source, read
from thidua.library import shipped
from thidua.review import Review


@dataclass
class Shelf:
    """
    Folders of rule files, and every file taken from them so far.

    Attributes:
        folders: Searched in order; each holds ``<id>/<version>.yaml``, laws under ``law/``.
        taken: Text of each file that was asked for, by ``id@version``.
    """

    folders: tuple[Path, ...]
    taken: dict[str, Source] = field(default_factory=dict)

    def find(self, name: str, version: date) -> Source:
        """Give a rule file; raises KeyError with ``id@version`` when no folder has it."""
        key = f"{name}@{version}"
        for path in (folder / place for folder in self.folders for place in _places(name, f"{version}.yaml")):
            if path.is_file():
                self.taken[key] = Source(_shown(path), path.read_text(encoding="utf-8"))
                return self.taken[key]
        raise KeyError(key)


def _places(name: str, file: str) -> tuple[Path, Path]:
    return Path(name, file), Path("law", name, file)


class StoredShelf(Shelf):
    """Rule files as a record keeps them, so that a review never follows a file that changed."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        super().__init__((), {key: Source(key, text.decode()) for key, text in texts.items()})

    def find(self, name: str, version: date) -> Source:
        """Give a stored rule file; raises KeyError with ``id@version`` when there is none."""
        return self.taken[f"{name}@{version}"]


@dataclass(frozen=True)
class Rules:
    """
    All rules of a review.

    Attributes:
        schemes: By ``id@version``, in the order of the review.
        law: None when the review names none.
    """

    schemes: Mapping[str, Scheme]
    law: Law | None


def shelf(beside: Path | None = None) -> Shelf:
    """Give the shelf of a folder's own ``criteria/`` (if any) and the shipped library."""
    own = [beside / "criteria"] if beside and (beside / "criteria").is_dir() else []
    return Shelf((*own, shipped("criteria")))


def read_review(path: Path) -> Review:
    """
    Read a review file.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    return review_of(Source(_shown(path), read_text(path)))


def review_of(source: Source) -> Review:
    """Read a review from its text; raises SchemeError as ``read_review`` does."""
    return into(Review, read(source))


def read_text(path: Path) -> str:
    """
    Read a rule file.

    Raises:
        SchemeError: The file is not there, or is not UTF-8; names it.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = _("this file is not UTF-8 text (byte {byte}); save it as UTF-8")
        problem = Problem("E_ENCODING", message, {"byte": error.start + 1}, _shown(path))
    except OSError as error:
        problem = Problem(
            "E_FILE", _("this file cannot be read: {what}"), {"what": error.strerror}, _shown(path)
        )
    raise SchemeError([problem])


def load_rules(review: Review, rules: Shelf) -> Rules:
    """
    Load every scheme of a review and its law.

    Raises:
        SchemeError: Every fault of every file; a file that is not there is named.
    """
    problems: list[Problem] = []
    schemes: dict[str, Scheme] = {}
    for wanted in review.schemes:
        try:
            scheme = load_scheme(rules.find(wanted.scheme, wanted.version), rules.find)
            schemes[scheme.key] = scheme
        except SchemeError as error:
            problems += error.problems
        except KeyError as error:
            problems.append(_absent(error))
    law = _law(review, rules, problems)
    if problems:
        raise SchemeError(problems)
    return Rules(schemes, law)


def _law(review: Review, rules: Shelf, problems: list[Problem]) -> Law | None:
    if review.law is None:
        return None
    try:
        return load_law(rules.find(review.law.law, review.law.version), rules.find)
    except SchemeError as error:
        problems += error.problems
    except KeyError as error:
        problems.append(_absent(error))
    return None


def _absent(error: KeyError) -> Problem:
    message = _("there is no rule file {key} beside the review or in the criteria library")
    return Problem("E_RULE_FILE", message, {"key": error.args[0]})


def house_of(path: Path) -> Path:
    """Give the folder whose ``criteria/`` a rule file stands in, or the file's own folder."""
    folders = path.resolve().parents
    return next((folder.parent for folder in folders if folder.name == "criteria"), folders[0])


def sha256(content: bytes) -> str:
    """Give the digest in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
