"""Runs: stored facts and rules to results, recorded; and the results again for the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from scoring.cards import Standings
from scoring.errors import Problem, _
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry
from scoring.ranking import standings
from scoring.results import canonical
from scoring.scheme.model import Scheme
from thidua.audit.heads import origin_of
from thidua.review import Review, ReviewResult, RunRecord, Scored, Stage
from thidua.rules import Rules, StoredShelf, load_rules
from thidua.store import acts, views
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.version import VERSION

Progress = Callable[[int, int], None]


def stored_rules(database: Database, review: Review) -> Rules:
    """Load the rules as the record keeps them, not as the files may stand today."""
    texts = views.scheme_texts(database) | views.plan_texts(database) | views.law_texts(database)
    return load_rules(review, StoredShelf(texts))


def is_subject(candidate: Candidate, scheme: Scheme) -> bool:
    """Tell whether a scheme scores a candidate: its kind and its level."""
    return candidate.kind in scheme.subjects.kinds and candidate.level in scheme.subjects.levels


def run_all(
    database: Database, *, actor: str, reason: str = "", progress: Progress | None = None
) -> tuple[Scored, ...]:
    """
    Score, rank and select under every scheme of the review, and record each run.

    Args:
        database: A record with an open review.
        actor: Post or name of who runs it.
        reason: Why; may be empty.
        progress: Told (schemes done, schemes in all).

    Returns:
        One result a scheme, in the order of the review.

    Raises:
        EvaluationError: Facts the schemes do not allow, for all candidates of a scheme at once.
        StoreError: Facts were loaded while the run was under way.
    """
    review = views.review(database)
    rules = stored_rules(database, review)
    results = [(scheme, *_score(database, review, scheme)) for scheme in rules.schemes.values()]
    scored = []
    for done, (scheme, found, facts) in enumerate(results, 1):
        scored.append(Scored(scheme, found, _record(database, review, found, facts, actor, reason)))
        if progress is not None:
            progress(done, len(results))
    return tuple(scored)


def score_now(database: Database) -> list[tuple[Scheme, Standings]]:
    """Score what the record holds at this moment, without recording a run."""
    review = views.review(database)
    rules = stored_rules(database, review)
    return [(scheme, _score(database, review, scheme)[0]) for scheme in rules.schemes.values()]


def _score(database: Database, review: Review, scheme: Scheme) -> tuple[Standings, str]:
    facts = views.facts_digest(database, scheme.key, review.stage)
    entries = entries_of(database, review, scheme)
    return result_of(scheme, entries, review.as_of, views.decisions(database)), facts


def result_of(
    scheme: Scheme, entries: Sequence[Entry], as_of: date, decisions: Mapping[str, Decision]
) -> Standings:
    """Score, rank and select; raises EvaluationError for facts that the scheme does not allow."""
    cards = evaluate(scheme, entries, as_of, decisions)
    return standings(scheme, entries, cards, as_of.isoformat(), decisions)


def entries_of(database: Database, review: Review, scheme: Scheme, stage: Stage | None = None) -> list[Entry]:
    """Give whom a scheme scores with the values of a stage (else the review's own), cluster by cluster."""
    return taking_part(review, scheme, views.entries(database, scheme.key, stage or review.stage))


def taking_part(review: Review, scheme: Scheme, known: Iterable[Entry]) -> list[Entry]:
    """Give whom a scheme scores of those who are known, cluster by cluster in the order of the review."""
    order = {cluster.id: i for i, cluster in enumerate(review.clusters)}
    found = [entry for entry in known if is_subject(entry.candidate, scheme)]
    return sorted(found, key=lambda entry: order.get(entry.candidate.cluster, len(order)))


def _record(
    database: Database, review: Review, found: Standings, facts: str, actor: str, reason: str
) -> RunRecord:
    return acts.record_run(
        database,
        scheme_key=found.scheme,
        results_json=canonical(found),
        facts_sha256=facts,
        as_of=review.as_of,
        engine=VERSION,
        counts=dict(Counter(f"state_{row.card.state.value}" for row in found.rows)),
        stage=review.stage,
        actor=actor,
        reason=reason,
    )


def current_result(database: Database) -> ReviewResult:
    """
    Give the latest runs with everything the papers print, computed again and compared with the record.

    Raises:
        StoreError: Nothing was run yet, or the facts, decisions or program changed since.
    """
    review = views.review(database)
    rules = stored_rules(database, review)
    runs = views.latest_runs(database)
    scored = [_again(database, review, scheme, runs.get(key)) for key, scheme in rules.schemes.items()]
    problems = [each for each in scored if isinstance(each, Problem)]
    if problems:
        raise StoreError(problems)
    size, root = views.log(database)
    done = tuple(each for each in scored if isinstance(each, Scored))
    origin = origin_of(database.path, review.review)
    then = views.log_of_run(database, max(each.run.id for each in done)) if done else (0, "")
    return ReviewResult(review, done, views.inputs(database), size, root, rules.law, origin, *then)


def _again(database: Database, review: Review, scheme: Scheme, run: RunRecord | None) -> Scored | Problem:
    if run is None:
        return Problem("E_NOT_RUN", _("{scheme} was not run yet; run: thidua run"), {"scheme": scheme.key})
    found, _facts = _score(database, review, scheme)
    if not views.is_content(database, run.results_sha256, canonical(found)):
        message = _(
            "facts, decisions or the program changed since run {run} of {scheme}; run again: thidua run"
        )
        return Problem("E_RUN_STALE", message, {"scheme": scheme.key, "run": run.id})
    return Scored(scheme, found, run)


def find_candidate(result: ReviewResult, text: str) -> Sequence[tuple[Scored, int]]:
    """Give every place of the candidates whose id is ``text``, or whose name holds it."""
    wanted = text.casefold()
    places = [(each, i) for each in result.scored for i in range(len(each.standings.rows))]

    def candidate(place: tuple[Scored, int]) -> Candidate:
        return place[0].standings.rows[place[1]].card.candidate

    exact = [place for place in places if candidate(place).id == text]
    return exact or [place for place in places if wanted in candidate(place).name.casefold()]
