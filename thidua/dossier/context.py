"""Turns the result of a review into what the templates print; pure, and without arithmetic on points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count

from scoring.cards import Card, Line, Quota, Slot, Standing
from scoring.facts import Decision, Fact, State
from scoring.law import Answer, Award, Law, ways_for
from scoring.law.conditions import Clause, Confirmed
from scoring.law.faults import words_of
from scoring.law.history import CommendationKind
from scoring.law.ways import leaves_of
from scoring.ranking import ALL
from scoring.scheme.model import Cite, FactSpec, Flag, Scheme
from thidua.dossier.formats import column_places, number, quantity
from thidua.dossier.wording import ANSWERS, KINDS, word
from thidua.review import ReviewResult, Scored


@dataclass(frozen=True)
class FactLine:
    """A reported value in words: ``value`` is empty unless the fact's state is ``VALUE``."""

    title: str
    state: State
    value: str
    judge: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Row:
    """
    A line of a card.

    Attributes:
        index: Number in the list, e.g. ``2.1``.
        document: Document of its clause; empty where it is the page's own.
        same_as: Index of the first line that shows the same facts; empty when this is the first.
    """

    index: str
    line: Line
    document: str
    facts: tuple[FactLine, ...]
    same_as: str = ""


@dataclass(frozen=True)
class CardPage:
    """
    One candidate's page.

    Attributes:
        anchor: Name of its place, unique in the dossier.
        peers: How many candidates stand in the cluster.
        asked: Facts that conditions and the order read and no measure does.
        waiting: Titles of the facts, and the slots by id, that hold the card back.
        document: Document of all clauses that name none.
        source: What the places of all facts begin with, e.g. ``so-lieu.xlsx!Số liệu``; may be empty.
    """

    anchor: str
    standing: Standing
    scheme: Scheme
    cluster: str
    peers: int
    state: str
    rows: tuple[Row, ...]
    asked: tuple[FactLine, ...]
    waiting: tuple[str, ...]
    document: str
    source: str

    @property
    def card(self) -> Card:
        """Give the card of the page."""
        return self.standing.card

    @property
    def adjusted(self) -> bool:
        """Tell whether a clamp or a gate changed the total by more than the published rounding."""
        adjustment = self.card.adjustment or Fraction(0)
        return abs(adjustment) >= self.scheme.publish.round.to


@dataclass(frozen=True)
class ClusterTable:
    """
    The ranking of one cluster.

    Attributes:
        places: Least decimals of the columns base, bonus, penalty and total.
        outcomes: Title of each selection that has an outcome here, by its id.
    """

    anchor: str
    title: str
    scheme: Scheme
    rows: tuple[Standing, ...]
    states: tuple[str, ...]
    quotas: tuple[Quota, ...]
    places: dict[str, int]
    outcomes: dict[str, str]

    @property
    def provisional(self) -> set[str]:
        """Give the selections whose number of places may still change with a pending candidate."""
        pending = [row for row in self.rows if row.card.state == State.PENDING]
        return {selection for row in pending for selection in row.outcome}


@dataclass(frozen=True)
class Tally:
    """Counts of one scheme for the summary; ``chosen`` has (selection title, selected, undecided)."""

    scheme: Scheme
    candidates: int
    scored: int
    pending: int
    excluded: int
    chosen: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Question:
    """A decide slot as it is put to the council; ``options`` and ``chosen`` are in words."""

    slot: Slot
    scheme: str
    options: tuple[str, ...]
    chosen: tuple[str, ...]

    @property
    def decision(self) -> Decision | None:
        """Give the decision that fills the slot, if there is one."""
        return self.slot.filled


@dataclass(frozen=True)
class LegalBasis:
    """
    A standard of the law for one kind of candidate: what can be said of it, what is still to be proved.

    Attributes:
        decided_by: Who may decide the award, and the clauses that say so.
    """

    award: Award
    decided_by: str
    kind: str
    cite: Cite
    answer: str
    lacking: tuple[str, ...]


def tallies(result: ReviewResult) -> list[Tally]:
    """Count each scheme's candidates by state, and its selections by outcome."""
    return [_tally(scored) for scored in result.scored]


def _tally(scored: Scored) -> Tally:
    states = [row.card.state for row in scored.standings.rows]
    chosen = tuple(
        (select.title, _outcomes(scored, select.id, "selected"), _outcomes(scored, select.id, "undecided"))
        for select in scored.scheme.select
    )
    pending = len(states) - states.count(State.VALUE) - states.count(State.EXCLUDED)
    return Tally(
        scored.scheme, len(states), states.count(State.VALUE), pending, states.count(State.EXCLUDED), chosen
    )


def _outcomes(scored: Scored, selection: str, outcome: str) -> int:
    return sum(row.outcome.get(selection) == outcome for row in scored.standings.rows)


def questions(result: ReviewResult) -> list[Question]:
    """Give every decide slot that was met, filled or open, once each, in the order of the schemes."""
    found: dict[str, Question] = {}
    for scored in result.scored:
        for slot in scored.standings.slots:
            found.setdefault(slot.id, _question(scored.scheme, slot, _names(scored)))
    return list(found.values())


def _names(scored: Scored) -> dict[str, str]:
    return {row.card.candidate.id: row.card.candidate.name for row in scored.standings.rows}


def _question(scheme: Scheme, slot: Slot, names: dict[str, str]) -> Question:
    words = {option: slot.labels.get(option) or names.get(option, option) for option in slot.options}
    chosen = tuple(words.get(choice, choice) for choice in (slot.filled.choice if slot.filled else ()))
    return Question(slot, scheme.title, tuple(words.values()), chosen)


def legal_bases(result: ReviewResult) -> list[LegalBasis]:
    """
    Give the standards of the law behind every award that a scheme selects for.

    Nothing but the score is known here, so a standard is not proven until the appraiser and the council
    have confirmed what the score cannot show.
    """
    found: dict[tuple[str, str], LegalBasis] = {}
    for scored in result.scored:
        for select in scored.scheme.select:
            for kind in scored.scheme.subjects.kinds:
                for basis in _bases(result.law, select.award, kind):
                    found.setdefault((basis.cite.clause, kind), basis)
    return list(found.values())


def _bases(law: Law | None, award_id: str, kind: str) -> Iterator[LegalBasis]:
    award = next((each for each in (law.awards if law else []) if each.id == award_id), None)
    if law is None or award is None:
        return
    decided_by = "; ".join(
        f"{each.who} ({each.cite.clause if each.cite else ''})" for each in law.who(award.decided_by)
    )
    for standard, _point_id, point in ways_for(law, award_id, kind):
        # A review is of a movement; the other ways to the award are not its business.
        commendation = (point.kind if point else None) or standard.kind
        cite = (point or standard).cite
        if commendation is not CommendationKind.MOVEMENT or cite is None:
            continue
        lacking = dict.fromkeys(_words(law, leaf, around) for leaf, around in leaves_of(standard, point))
        yield LegalBasis(
            award, decided_by, word(KINDS, kind), cite, word(ANSWERS, Answer.NOT_PROVEN), tuple(lacking)
        )


def _words(law: Law, condition: Clause, around: Cite) -> str:
    if isinstance(condition, Confirmed):
        return words_of(law, condition, around)
    return (condition.cite or around).quote


def waiting_cards(result: ReviewResult) -> list[CardPage]:
    """Give the pages of the candidates that have no total yet because something is missing."""
    return [
        _card_page(result, scored, row, anchor, peers)
        for scored, _cluster, peers, anchor, row in _ranked(result)
        if row.card.waiting_for and row.card.state != State.EXCLUDED
    ]


def cluster_tables(result: ReviewResult) -> list[ClusterTable]:
    """Give one ranking table per scheme and cluster, in the order of the standings."""
    return [
        _cluster_table(result, f"cluster-{order}-{place}", scored, cluster, rows)
        for order, scored in enumerate(result.scored, 1)
        for place, (cluster, rows) in enumerate(_clusters(scored).items(), 1)
    ]


def _clusters(scored: Scored) -> dict[str, tuple[Standing, ...]]:
    """Give the standings by cluster in the order met, best first; each looked at once, however many."""
    found: dict[str, list[Standing]] = {}
    for row in scored.standings.rows:
        found.setdefault(row.card.candidate.cluster, []).append(row)
    return {cluster: tuple(rows) for cluster, rows in found.items()}


def _cluster_title(result: ReviewResult, cluster: str) -> str:
    titles = {known.id: known.title for known in result.review.clusters}
    return titles.get(cluster, cluster) or "Toàn bộ đối tượng"


def _cluster_table(
    result: ReviewResult, anchor: str, scored: Scored, cluster: str, rows: tuple[Standing, ...]
) -> ClusterTable:
    slots = {slot.id for slot in scored.standings.slots}
    shown = {select.id: select.title for select in scored.scheme.select}
    return ClusterTable(
        anchor=anchor,
        title=_cluster_title(result, cluster),
        scheme=scored.scheme,
        rows=rows,
        states=tuple(_card_state(slots, row.card) for row in rows),
        quotas=tuple(quota for quota in scored.standings.quotas if quota.cluster in (cluster, ALL)),
        places={
            name: column_places(getattr(row.card, name) for row in rows)
            for name in ("base", "bonus", "penalty", "total")
        },
        outcomes=shown,
    )


def _card_state(slots: AbstractSet[str], card: Card) -> str:
    # A card waits either for a person or for facts; the engine has one state for both.
    if card.state == State.PENDING and card.waiting_for and slots.isdisjoint(card.waiting_for):
        return State.MISSING
    return card.state


@dataclass(frozen=True)
class CardPlace:
    """
    Where a candidate's page stands.

    Attributes:
        anchor: Name of the place, unique in the dossier.
        name: Of the candidate.
        group: Cluster and scheme, in words.
    """

    anchor: str
    name: str
    group: str


def card_places(result: ReviewResult) -> list[CardPlace]:
    """Give the place of every page of ``card_pages``, in the same order."""
    return [
        CardPlace(
            anchor, row.card.candidate.name, f"{_cluster_title(result, cluster)} – {scored.scheme.title}"
        )
        for scored, cluster, _peers, anchor, row in _ranked(result)
    ]


def card_pages(result: ReviewResult) -> Iterator[CardPage]:
    """Give one page per candidate, in the order of the schemes, clusters and ranks."""
    for scored, _cluster, peers, anchor, row in _ranked(result):
        yield _card_page(result, scored, row, anchor, peers)


def _ranked(result: ReviewResult) -> Iterator[tuple[Scored, str, int, str, Standing]]:
    """Give every standing with its scheme, cluster, the number of its peers, and the name of its place."""
    for order, scored in enumerate(result.scored, 1):
        place = count(1)
        for cluster, rows in _clusters(scored).items():
            yield from ((scored, cluster, len(rows), f"card-{order}-{next(place)}", row) for row in rows)


def _card_page(result: ReviewResult, scored: Scored, standing: Standing, anchor: str, peers: int) -> CardPage:
    card = standing.card
    document = (scored.scheme.plan or scored.scheme).cite.document
    source = _common_source(card)
    waiting = (_waiting_title(scored, item) for item in card.waiting_for)
    return CardPage(
        anchor=anchor,
        standing=standing,
        scheme=scored.scheme,
        cluster=_cluster_title(result, card.candidate.cluster),
        peers=peers,
        state=_card_state({slot.id for slot in scored.standings.slots}, card),
        rows=tuple(_shared(_rows(scored.scheme, card.root, document, source))),
        asked=tuple(_fact_line(scored.scheme, fact, source) for fact in _only_asked(card)),
        waiting=tuple(dict.fromkeys(waiting)),
        document=document,
        source=source,
    )


def _only_asked(card: Card) -> list[Fact]:
    measured = {fact.id for line in card.root.walk() for fact in line.facts}
    return [fact for fact in card.asked if fact.id not in measured]


def _common_source(card: Card) -> str:
    # ``file!sheet`` is said once at the head of the page, the cells stand beside the numbers.
    sources = [fact.source for line in card.root.walk() for fact in line.facts if fact.source]
    heads = {source.rpartition("!")[0] for source in sources}
    return heads.pop() if len(heads) == 1 else ""


def _shared(rows: Iterable[Row]) -> Iterator[Row]:
    first: dict[tuple[FactLine, ...], str] = {}
    for row in rows:
        earlier = first.setdefault(row.facts, row.index) if row.facts else row.index
        yield row if earlier == row.index else replace(row, same_as=earlier)


def _waiting_title(scored: Scored, item: str) -> str:
    if any(slot.id == item for slot in scored.standings.slots):
        return f"quyết định của người có thẩm quyền (mã: {item})"
    return fact_title(scored.scheme, item)


def fact_title(scheme: Scheme, fact_id: str) -> str:
    """Give the title of a fact, or its id when the scheme does not declare it."""
    return next((spec.title for spec in scheme.facts if spec.id == fact_id), fact_id)


def _rows(
    scheme: Scheme, line: Line, document: str, source: str, prefix: str = "", inherited: str = ""
) -> Iterator[Row]:
    for place, child in enumerate(line.children, 1):
        own = (child.cite.document if child.cite else "") or inherited
        facts = tuple(_fact_line(scheme, fact, source) for fact in child.facts)
        yield Row(f"{prefix}{place}", child, "" if own == document else own, _evidence_once(facts))
        yield from _rows(scheme, child, document, source, f"{prefix}{place}.", own)


def _evidence_once(facts: Sequence[FactLine]) -> tuple[FactLine, ...]:
    # One document behind neighbouring numbers is named after the last of them.
    following = [fact.evidence for fact in facts[1:]]
    pairs = zip(facts, [*following, ""], strict=False)
    return tuple(replace(fact, evidence="") if fact.evidence == after else fact for fact, after in pairs)


def _fact_line(scheme: Scheme, fact: Fact, source: str) -> FactLine:
    spec = next((spec for spec in scheme.facts if spec.id == fact.id), None)
    return FactLine(
        title=spec.title if spec else fact.id,
        state=fact.state,
        value=_fact_value(spec, fact) if fact.state == State.VALUE else "",
        judge=fact.judge,
        evidence=fact.evidence,
        source=fact.source.removeprefix(f"{source}!") if source else fact.source,
    )


def _fact_value(spec: FactSpec | None, fact: Fact) -> str:
    if fact.number is not None:
        return quantity(fact.number, spec.unit if spec else "")
    labels = (spec.labels if spec else None) or {}
    return labels.get(fact.label, fact.label)


def flagged(result: ReviewResult) -> list[tuple[str, Cite, Flag]]:
    """Give the remarks on the text of the plans, each once: title of the row, its clause, the remark."""
    found: list[tuple[str, Cite, Flag]] = []
    for row in (row for scored in result.scored for row in scored.scheme.objectives):
        remarks = [(row.title, row.cite, flag) for flag in row.flags]
        found += [remark for remark in remarks if remark not in found]
    return found


def chart_alternative(table: ClusterTable) -> str:
    """Say in one sentence what the chart of a cluster shows."""
    with_total = [row.card for row in table.rows if row.card.total is not None]
    parts = [f"{card.candidate.name} {number(card.total)}" for card in with_total]
    without = len(table.rows) - len(with_total)
    rest = f"; {without} đối tượng chưa có tổng điểm" if without else ""
    return f"Tổng điểm của {table.title}: " + "; ".join(parts) + rest + "."


def quota_line(table: ClusterTable) -> Fraction | None:
    """Give the lowest total that was selected in the cluster by its first selection, if any was."""
    selections = list(table.outcomes)[:1]
    totals = [
        row.card.total
        for row in table.rows
        for selection in selections
        if row.outcome.get(selection) == "selected" and row.card.total is not None
    ]
    return min(totals, default=None)
