"""The documents of the example: of the whole review, of one unit and person, of an enterprise."""

from __future__ import annotations

from pathlib import Path

from scoring.errors import ScoringError
from thidua import reviews
from thidua.demo_forms import fill_forms, read_values
from thidua.documents.kinds import kind_of
from thidua.documents.making import write_forms_of, write_set
from thidua.documents.material import Wanted
from thidua.library import shipped
from thidua.runs import run_all
from thidua.store.database import Database

ACTOR = "thidua demo"
ENTERPRISES = "doanh-nghiep-2023"
# Each kind that is about one unit or candidate, once: a unit whose objection was accepted, and honoured ones.
_SINGLE = (
    ("to-trinh", "kg-an-bien"),
    ("thong-bao", "kg-tan-hiep"),
    ("bao-cao-ca-nhan", "ca-nhan-tran-thi-my-ngoc"),
    ("bao-cao-tap-the", "kg-go-quao"),
)
_ENTERPRISE = ("bao-cao-doanh-nghiep", "dn-gia-lap-an")


def write_papers(database: Database, example: Path, folder: Path) -> int:
    """
    Write every kind of document into ``documents``, as PDF and, where it is edited, as a draft for Word.

    Returns:
        How many files there are.
    """
    matters, target = example / "documents.yaml", folder / "documents"
    written = len(write_set(database, Wanted(kind_of("quyet-dinh"), matters=matters), target))
    for kind, subject in _SINGLE:
        wanted = Wanted(kind_of(kind), subject, matters)
        # The whole set holds the board's own proposal; a unit's own stands beside it.
        name = f"{kind}-{subject}" if wanted.kind.subject_optional else kind
        written += len(write_forms_of(database, wanted, target, name))
    kind, subject = _ENTERPRISE
    own = _enterprises(folder / "enterprises")
    return written + len(write_forms_of(own, Wanted(kind_of(kind), subject), target))


def _enterprises(folder: Path) -> Database:
    """Play the small example of enterprises, which have a review of their own, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    example = shipped("examples") / ENTERPRISES
    reviews.begin(example / "review.yaml", folder / "thidua.db", actor=ACTOR)
    database = Database.open(folder / "thidua.db")
    blank = reviews.write_forms(database, folder / "forms")
    filled = folder / "filled-forms"
    fill_forms(database, blank, filled, read_values(example / "values.csv"), lambda _done, _all: None)
    taken = reviews.take_in(database, [filled], actor=ACTOR, reason="example")
    if taken.faults:
        raise ScoringError(taken.faults)
    run_all(database, actor=ACTOR)
    return database
