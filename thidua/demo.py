"""The whole story on the Kiên Giang example, with every file it makes left in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from thidua import ledger, nominating, nomination_papers, nominations, reviews
from thidua.audit.notes import Kind, SecretKey
from thidua.council import decide, open_questions
from thidua.demo_forms import Reported, fill_forms, read_values, table_rows
from thidua.demo_papers import write_papers
from thidua.dossier.printed_head import head_of
from thidua.dossier.seal import Signer
from thidua.exports import write_results
from thidua.library import shipped
from thidua.notice_papers import write_notice
from thidua.notices import Publishing, announce
from thidua.objections import Filing, submit
from thidua.papers import Printing, issue_certificates, issue_dossier, manner_of
from thidua.proof.keys import make_key
from thidua.proof.package import Written, write_package
from thidua.proof.papers import prove_papers
from thidua.replies import Reply, respond
from thidua.review import ReviewResult
from thidua.runs import Progress, current_result, run_all
from thidua.store import views
from thidua.store.database import Database

EXAMPLE = "kien-giang-2023"
ACTOR = "thidua demo"
_STEPS = (
    _("record"),
    _("forms"),
    _("filling the forms"),
    _("loading the forms"),
    _("the council's decisions"),
    _("scoring"),
    _("notice.pdf"),
    _("ranking.xlsx"),
    _("dossier.pdf"),
    _("certificates"),
    _("the ledger of honours"),
    _("nomination.pdf"),
    _("documents"),
    _("proof.zip"),
    _("signed papers"),
)
# An example's key protects nothing; a real one is made with thidua log key.
PASSPHRASE = "một câu ai cũng đọc được"
PUBLISHED = date(2024, 1, 2)

Tell = Callable[[str], Progress]


@dataclass(frozen=True)
class Story:
    """What the demo made, for its summary."""

    folder: Path
    result: ReviewResult
    forms: int
    pages: int
    certificates: int
    open_questions: int
    proposed: int
    package: Written


def play(folder: Path, tell: Tell) -> Story:
    """
    Play the example.

    Args:
        folder: Must not hold a record yet.
        tell: Given the name of each step, gives what to tell its progress to.

    Returns:
        Counts for the summary.

    Raises:
        ScoringError: The folder holds a record already.
    """
    db = folder / "thidua.db"
    if db.exists():
        message = _("{folder} holds a record already; name another folder or delete it first")
        raise ScoringError([Problem("E_DEMO_FOLDER", message, {"folder": folder})])
    folder.mkdir(parents=True, exist_ok=True)
    example = shipped("examples") / EXAMPLE
    reviews.begin(example / "review.yaml", db, actor=ACTOR)
    tell(_STEPS[0])(1, 1)
    database = Database.open(db)
    forms = _collect(database, example, folder, tell)
    return _conclude(database, example, folder, forms, tell)


def _collect(database: Database, example: Path, folder: Path, tell: Tell) -> int:
    blank = reviews.write_forms(database, folder / "forms", progress=tell(_STEPS[1]))
    filled = folder / "filled-forms"
    fill_forms(database, blank, filled, _reported(example), tell(_STEPS[2]))
    taken = reviews.take_in(database, [filled], actor=ACTOR, reason="ví dụ")
    if taken.faults:
        raise ScoringError(taken.faults)
    tell(_STEPS[3])(len(taken.loaded), len(taken.loaded))
    return len(taken.loaded)


def _conclude(database: Database, example: Path, folder: Path, forms: int, tell: Tell) -> Story:
    for done, row in enumerate(decided := _decisions(example), 1):
        decide(database, row["slot"], row["choice"].split(), who=row["who"], basis=row["basis"], actor=ACTOR)
        tell(_STEPS[4])(done, len(decided))
    run_all(database, actor=ACTOR, progress=tell(_STEPS[5]))
    _publish(database, example, folder, tell)
    result = current_result(database)
    write_results([(each.scheme, each.standings) for each in result.scored], folder / "ranking.xlsx")
    tell(_STEPS[7])(1, 1)
    pages = issue_dossier(database, folder / "dossier.pdf", actor=ACTOR, progress=tell(_STEPS[8]))
    office = make_key(folder / "office.age", "vi-du.example/thidua", Kind.LOG, PASSPHRASE)
    (folder / "office.pub").write_text(f"{office.public}\n", encoding="utf-8")
    made = _certify(database, folder, office, tell(_STEPS[9]))
    proposed = _nominate(database, example, folder, tell)
    papers = write_papers(database, example, folder)
    tell(_STEPS[12])(papers, papers)
    written = _prove(database, folder, office, made)
    tell(_STEPS[13])(1, 1)
    _sign(folder, made)
    tell(_STEPS[14])(1, 1)
    size, root = views.log(database)
    result = replace(result, log_size=size, log_root=root)
    return Story(folder, result, forms, pages, len(made), open_questions(result), proposed, written)


def _publish(database: Database, example: Path, folder: Path, tell: Tell) -> None:
    """Publish the results, take in the objection to them, accept it and score again."""
    published = announce(database, Publishing(PUBLISHED, where="Cổng thông tin giả lập"), actor=ACTOR)
    write_notice(database, published, folder / "notice.pdf")
    tell(_STEPS[6])(1, 1)
    for row in _objections(example):
        received = date.fromisoformat(row["received"])
        filing = Filing(row["candidate"], row["criterion"], row["text"], received)
        number = submit(database, filing, actor=ACTOR).number
        reply = Reply(True, row["who"], row["why"], row["basis"], [f"{row['fact']}={row['value']}"])
        respond(database, number, reply, actor=ACTOR)
    run_all(database, actor=ACTOR, progress=tell(_STEPS[5]))


def _nominate(database: Database, example: Path, folder: Path, tell: Tell) -> int:
    """Load the made-up past, write the lists of proposals, and record those that pass every check."""
    files = sorted((example / "history").glob("*.csv"))
    for done, path in enumerate(files, 1):
        loaded = ledger.load(database, path, kind=path.stem.partition("-")[2], actor=ACTOR, reason="ví dụ")
        if loaded.answer is None:
            raise ScoringError(loaded.reading.problems)
        tell(_STEPS[10])(done, len(files))
    rules = example / "nomination.yaml"
    prepared = nominations.prepare(database, nominations.Asked(date.max, rules))
    for name in ("nomination.pdf", "nomination.xlsx"):
        head = head_of(prepared.result)
        nomination_papers.write(prepared.nomination, prepared.result.review, folder / name, head)
    passing = [each for each in prepared.nomination.proposals() if not each.hindrances()]
    warrant = nominating.Warrant("Hội đồng Thi đua - Khen thưởng (ví dụ)", "Biên bản họp giả lập", ACTOR)
    nominating.confirm(database, prepared, passing, warrant)
    tell(_STEPS[11])(1, 1)
    return len(passing)


def _certify(database: Database, folder: Path, office: SecretKey, progress: Progress) -> list[Path]:
    """Print the certificates, each sealed with the office's key and entered in the register of sheets."""
    manner = manner_of(signer=Signer(office.name, office.seed))
    printing = Printing(manner, register=folder / "golden-book.csv", day=date.today())
    target = folder / "certificates"
    return issue_certificates(database, target, actor=ACTOR, progress=progress, printing=printing)


def _prove(database: Database, folder: Path, office: SecretKey, papers: Sequence[Path]) -> Written:
    """Sign the record, package it with its proof, and put a proof beside and into each paper."""
    written = write_package(database, folder / "proof.zip", [office])
    prove_papers(database, [folder / "dossier.pdf", *papers], attach=True)
    return written


def _sign(folder: Path, papers: Sequence[Path]) -> None:
    """Sign dossier and one certificate under a test authority, into a folder of their own."""
    from thidua.signing.example import sign_example  # slow import
    from thidua.signing.places import Place  # slow import

    # Where the cover is empty, and where the certificate leaves room for the signature.
    dossier = (folder / "dossier.pdf", Place("", 85, 185, 66, 24))
    certificates = [(path, Place("", 178, 148, 70, 24)) for path in papers[:1]]
    sign_example(folder / "signed", [dossier, *certificates], PASSPHRASE, datetime.now(UTC))


def _decisions(example: Path) -> list[dict[str, str]]:
    return table_rows(example / "decisions.csv")


def _objections(example: Path) -> list[dict[str, str]]:
    return table_rows(example / "objections.csv")


def _reported(example: Path) -> Reported:
    """Give what the units report at first: the example's values, but for those objected to afterwards."""
    found = {name: dict(values) for name, values in read_values(example / "values.csv").items()}
    for row in _objections(example):
        mine = found[row["candidate"]]
        mine[row["fact"]] = (row["reported"], mine[row["fact"]][1])
    return found
