"""Where a question takes its rules and facts from: the latest run of a record, or a scheme and a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from scoring.analysis import AnalysisError, Inputs
from scoring.analysis.inputs import reach_of
from scoring.errors import Problem, _
from scoring.ranking import ALL
from scoring.scheme.model import FactSpec, Scheme
from thidua.decisions import Given, decisions_for
from thidua.intake.periods import Period
from thidua.intake.tables import Section, TableReading, read_table
from thidua.review import Review, Stage
from thidua.runs import current_result, entries_of, stored_rules
from thidua.store import views
from thidua.store.database import Database
from thidua.versions import Versions, find_versions

Remark = Callable[[Problem], None]


@dataclass(frozen=True)
class Asked:
    """
    What was said about where to look.

    Attributes:
        files: A scheme (file, folder, or id of the library) and a table of facts; empty: the record.
        db: The record.
        scheme: Which scheme of the record, ``id`` or ``id@version``; empty where there is only one.
        as_of: The day whose rules apply to a table; None: the end of its period, or the scheme's last day.
        period: Which period of a table that has several.
        given: Decisions for a table; those of a record stand in the record.
        other_rules: A second scheme whose facts the table may hold too; empty for none.
        cluster: Only this cluster; empty for all.
    """

    files: tuple[str, ...] = ()
    db: Path = Path()
    scheme: str = ""
    as_of: date | None = None
    period: str = ""
    given: Sequence[Given] = ()
    other_rules: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class Found:
    """
    Inputs, and where they come from.

    Attributes:
        origin: Number of the run, name of the table, or stage.
        titles: Title of each cluster that has one, by id.
        reasons: Why each value of a stage was loaded, by candidate, fact and judge.
    """

    inputs: Inputs
    origin: str
    titles: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def find_inputs(asked: Asked, remark: Remark) -> Found:
    """
    Load what a question is about.

    Args:
        asked: Where to look.
        remark: Told each warning of a table.

    Raises:
        ScoringError: Every problem of the rules, of the table or of the record.
    """
    if not asked.files:
        return _only(_from_run(asked), asked.cluster)
    scheme, facts = asked.files
    return _only(_from_table(find_versions(scheme), Path(facts), asked, remark), asked.cluster)


def with_other_rules(found: Found, asked: Asked) -> Found:
    """
    Give the same facts and decisions under the other rules.

    Rules that are not in force on the day are applied as of their own last day.

    Raises:
        SchemeError: There are no such rules, or several versions of which none holds on the day.
    """
    versions = find_versions(asked.other_rules)
    scheme, day = _rules_on(versions, found.inputs.as_of)
    return replace(found, inputs=replace(found.inputs, scheme=scheme, as_of=day))


def find_stages(asked: Asked, earlier: Stage, later: Stage, remark: Remark) -> tuple[Found, Found]:
    """
    Load two stages of the same facts.

    Args:
        asked: A scheme and two tables; or, without files, a record.
        earlier, later: Stages of the record: ``self``, ``peer``, ``appraisal`` or ``council``.
        remark: Told each warning of a table.

    Raises:
        ScoringError: As ``find_inputs``; or the record holds no values of a stage.
    """
    if asked.files:
        versions = find_versions(asked.files[0])
        found = [_from_table(versions, Path(path), asked, remark) for path in asked.files[1:]]
    else:
        database = Database.open(asked.db)
        review = views.review(database)
        found = [_stage(database, review, asked, stage) for stage in (earlier, later)]
    first, second = (_only(each, asked.cluster) for each in found)
    return first, second


def _from_table(versions: Versions, facts: Path, asked: Asked, remark: Remark) -> Found:
    def rules(period: Period | None) -> tuple[Scheme, date]:
        day = asked.as_of or (period.end if period else versions.last_day())
        return versions.on(day), day

    def reading(period: Period | None) -> Scheme:
        scheme, day = rules(period)
        if not asked.other_rules:
            return scheme
        return _with_facts_of(scheme, _rules_on(find_versions(asked.other_rules), day)[0])

    table = read_table(facts, reading)
    _accept(table, remark)
    section = _chosen(table.sections, asked.period, facts)
    scheme, day = rules(section.period)
    period = section.period.name if section.period else ""
    decisions = decisions_for(asked.given, scheme, period)
    inputs = Inputs(scheme, tuple(section.entries), day, decisions)
    return Found(inputs, f"{facts.name} [{period}]" if period else facts.name)


def _only(found: Found, cluster: str) -> Found:
    """
    Give one cluster by itself; raises AnalysisError where there is none such, or the rules look beyond it.
    """
    if not cluster:
        return found
    entries = tuple(entry for entry in found.inputs.entries if entry.candidate.cluster == cluster)
    known = dict.fromkeys(entry.candidate.cluster for entry in found.inputs.entries)
    if not entries:
        message = _("there is no cluster {cluster} here; there are: {known}")
        values = {"cluster": cluster, "known": ", ".join(known)}
        raise AnalysisError([Problem("E_CLUSTER", message, values)])
    scheme = found.inputs.scheme
    scopes = (reach_of(scheme), scheme.rank.within, *(select.within for select in scheme.select))
    if ALL in scopes:
        message = _("{scheme} ranks or scores everybody together: no cluster can be looked at by itself")
        raise AnalysisError([Problem("E_CLUSTER", message, {"scheme": scheme.key})])
    return replace(found, inputs=replace(found.inputs, entries=entries))


def _accept(table: TableReading, remark: Remark) -> None:
    """Tell the warnings of a table; raises AnalysisError with its errors when there are any."""
    for problem in table.problems:
        if problem.warning:
            remark(problem)
    errors = [problem for problem in table.problems if not problem.warning]
    if errors:
        raise AnalysisError(errors)


def _rules_on(versions: Versions, day: date) -> tuple[Scheme, date]:
    only = versions.schemes[0]
    if len(versions.schemes) == 1 and not only.effective.covers(day):
        return only, versions.last_day()
    return versions.on(day), day


def _with_facts_of(scheme: Scheme, other: Scheme) -> Scheme:
    """
    Give the scheme with the facts of another beside its own, for reading one table for both.

    Raises:
        AnalysisError: Both declare a fact, as different kinds of value.
    """
    own = {spec.id: spec for spec in scheme.facts}
    message = _("{fact} is {kind} in {scheme} and {other_kind} in {other}; one table cannot hold both")
    problems = [
        Problem("E_FACT_DIFFERS", message, _kinds(scheme, own[spec.id], other, spec))
        for spec in other.facts
        if spec.id in own and spec.kind != own[spec.id].kind
    ]
    if problems:
        raise AnalysisError(problems)
    both = {spec.id: _widest(own[spec.id], spec) if spec.id in own else spec for spec in other.facts}
    return scheme.model_copy(update={"facts": list({**own, **both}.values())})


def _kinds(scheme: Scheme, spec: FactSpec, other: Scheme, other_spec: FactSpec) -> Mapping[str, object]:
    names = {"scheme": scheme.key, "other": other.key, "fact": spec.id}
    return {**names, "kind": spec.kind, "other_kind": other_spec.kind}


def _widest(one: FactSpec, other: FactSpec) -> FactSpec:
    """Give a declaration that takes in every value that either takes."""
    lows = [spec.at_least for spec in (one, other) if spec.at_least is not None]
    highs = [spec.at_most for spec in (one, other) if spec.at_most is not None]
    wide = {
        "decimals": max(one.decimals, other.decimals),
        "at_least": min(lows) if len(lows) == 2 else None,
        "at_most": max(highs) if len(highs) == 2 else None,
        "labels": {**(other.labels or {}), **(one.labels or {})} or None,
        "not_applicable": one.not_applicable or other.not_applicable,
    }
    return one.model_copy(update=wide)


def _chosen(sections: Sequence[Section], wanted: str, facts: Path) -> Section:
    names = [section.period.name if section.period else "" for section in sections]
    if wanted in names:
        return sections[names.index(wanted)]
    if len(sections) == 1 and not wanted:
        return sections[0]
    message = _("{facts} has the periods {periods}; choose one with --period")
    values = {"facts": facts.name, "periods": ", ".join(filter(None, names)) or "-"}
    raise AnalysisError([Problem("E_PERIOD", message, values)])


def _from_run(asked: Asked) -> Found:
    database = Database.open(asked.db)
    result = current_result(database)
    key = _scheme_key([each.scheme.key for each in result.scored], asked.scheme)
    scored = next(each for each in result.scored if each.scheme.key == key)
    entries = entries_of(database, result.review, scored.scheme)
    inputs = Inputs(scored.scheme, tuple(entries), result.review.as_of, views.decisions(database))
    return Found(inputs, str(scored.run.id), _titles(result.review))


def _stage(database: Database, review: Review, asked: Asked, stage: Stage) -> Found:
    rules = stored_rules(database, review)
    scheme = rules.schemes[_scheme_key(list(rules.schemes), asked.scheme)]
    entries = tuple(entries_of(database, review, scheme, stage))
    if not any(entry.facts or entry.panels for entry in entries):
        message = _("the record holds no values of the stage {stage} for {scheme}")
        raise AnalysisError([Problem("E_STAGE_EMPTY", message, {"stage": stage, "scheme": scheme.key})])
    inputs = Inputs(scheme, entries, review.as_of, views.decisions(database))
    return Found(inputs, stage, _titles(review), views.reasons(database, scheme.key, stage))


def _titles(review: Review) -> Mapping[str, str]:
    return {cluster.id: cluster.title for cluster in review.clusters}


def _scheme_key(keys: Sequence[str], wanted: str) -> str:
    fitting = [key for key in keys if wanted in ("", key, key.partition("@")[0])]
    if len(fitting) == 1:
        return fitting[0]
    message = _("the record has the schemes {schemes}; choose one with --scheme")
    raise AnalysisError([Problem("E_SCHEME_CHOICE", message, {"schemes": ", ".join(keys)})])
