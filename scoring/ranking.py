"""From cards to standings: places inside clusters, then every quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.cards import Card, Standing, Standings
from scoring.facts import Decision, Entry
from scoring.placing import ALL, Place, Ranked, ranked, wording
from scoring.scheme.model import Scheme
from scoring.selecting import select_all

__all__ = ["ALL", "standings"]


def standings(
    scheme: Scheme,
    entries: Sequence[Entry],
    cards: Sequence[Card],
    as_of: str,
    decisions: Mapping[str, Decision] | None = None,
) -> Standings:
    """
    Rank the cards inside their clusters and apply every quota.

    Args:
        scheme: Read for ``rank``, ``select`` and ``decide``.
        entries: The facts the cards were made from, in the same order.
        cards: One an entry.
        as_of: ISO date of the rules, kept in the result.
        decisions: Filled slots; one that no longer fits its question counts as open.

    Returns:
        Standings by cluster, then rank, then id. Equal keys share a rank. Whoever might still be
        overtaken by a candidate that waits for a value is ``undecided``, never ``selected``.

    Raises:
        EvaluationError: A quota depends on a fact that the candidates of one cluster report differently.

    Source: the ``cite`` of the scheme's ``rank`` and ``select``.
    """
    given = decisions or {}
    rows, orders = ranked(scheme, entries, cards, given)
    selected = select_all(scheme, rows, given)
    slots = [wording(slot.id, slot.question, slot.options, slot.who, given) for slot in scheme.decide]
    return Standings(
        scheme.key, as_of, _rows(rows, selected.outcomes), selected.quotas, (*slots, *orders, *selected.slots)
    )


def _rows(
    rows: Sequence[Ranked], outcomes: Mapping[str, Mapping[str, tuple[str, str]]]
) -> tuple[Standing, ...]:
    order = {cluster: i for i, cluster in enumerate(dict.fromkeys(r.card.candidate.cluster for r in rows))}

    def place(row: Ranked) -> tuple[int, bool, Place, bool, str]:
        return order[row.card.candidate.cluster], row.rank is None, row.rank or 0, row.is_out, row.id

    return tuple(
        Standing(
            row.card,
            row.rank,
            {select: outcome for select, (outcome, _why) in outcomes[row.id].items()},
            {select: why for select, (_outcome, why) in outcomes[row.id].items()},
        )
        for row in sorted(rows, key=place)
    )
