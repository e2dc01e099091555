"""The council's dossier: cover, contents, report, rankings, a page for every candidate, annex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from thidua.dossier import context
from thidua.dossier.about import About
from thidua.dossier.binding import Mark, bind
from thidua.dossier.binding.bundles import Bundle
from thidua.dossier.binding.workshop import Chain, Workshop, alone, long_table
from thidua.dossier.context import CardPlace, ClusterTable
from thidua.dossier.data import DATA_NAME, WHAT, dossier_data
from thidua.dossier.environment import fill
from thidua.dossier.printed_head import head_of
from thidua.dossier.ranking import ranking_chains
from thidua.dossier.wording import ORDER
from thidua.review import ReviewResult

Progress = Callable[[int, int], None]
# Cards of more candidates fill thousands of pages that nobody turns; each can be made when it is asked for.
MOST_CARDS = 2000
_STYLE = "dossier/paper.css"
_CARDS_IN_A_PART = 25
# Fewer lines are laid out before a second process has started.
_LARGE = 60
_LINES_ON_A_PAGE = 46
# So many candidates without a total are named in the report; the rankings name all.
_MOST_WAITING = 300


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents; ``level`` is ``top``, ``mid`` or ``low``."""

    level: str
    title: str
    page: int


@dataclass(frozen=True)
class _Book:
    """The parts between the table of contents and the back."""

    report: Bundle
    ranking: tuple[Bundle, ...]
    cards: tuple[Bundle, ...]
    annex: Bundle

    def parts(self) -> tuple[Bundle, ...]:
        return (self.report, *self.ranking, *self.cards, self.annex)

    def places(self, first_page: int) -> dict[str, int]:
        """Give the page of every named place, when the report begins on ``first_page``."""
        found: dict[str, int] = {}
        page = first_page
        for part in self.parts():
            found |= {name: page + place for name, place in part.places.items()}
            page += part.count
        return found

    def starts(self, first_page: int) -> dict[str, int]:
        """Give the first page of the report and of each annex, as ``places`` does."""
        ranking = first_page + self.report.count
        cards = ranking + sum(part.count for part in self.ranking)
        annex = cards + sum(part.count for part in self.cards)
        return {"report": first_page, "ranking": ranking, "cards": cards, "annex": annex}


def write_dossier(
    result: ReviewResult, target: Path, progress: Progress | None = None, most_cards: int = MOST_CARDS
) -> int:
    """
    Write the council's dossier: PDF/A-3a and PDF/UA-1, the data attached.

    Args:
        result: All that is printed; nothing is computed anew.
        target: The PDF to write; it appears whole or not at all.
        progress: Told (lines done, lines in all) as pages are made; a line is a row of a ranking or a card.
        most_cards: Cards of at most so many candidates are printed, else a page says how to have each.

    Returns:
        Number of pages.

    Raises:
        OSError: The file cannot be written.
    """
    tables, cards = context.cluster_tables(result), context.card_places(result)
    lines = len(cards)
    if len(cards) > most_cards:
        cards = []
    total = lines + len(cards)
    with Workshop(_STYLE, large=total > _LARGE) as workshop:
        book = _book(result, workshop, tables, cards, _Teller(progress, total), most_cards)
        contents, first_page = _contents(result, workshop, book, tables, cards)
        cover = workshop.one(_fill(result, "dossier/cover.html.j2"))
        parts = (cover, *contents, *book.parts())
        workshop.rest()
        bind(parts, _marks(book, tables, cards, first_page), _about(result), target)
    return sum(part.count for part in parts)


def _about(result: ReviewResult) -> About:
    issued = result.review.report.issued or result.review.as_of
    title = f"Hồ sơ xét khen thưởng – {result.review.title}"
    return About(title, issued, dossier_data(result), DATA_NAME, WHAT)


class _Teller:
    """Adds up what is done, for the progress bar."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total
        self(0)

    def __call__(self, lines: int) -> None:
        self._done += lines
        if self._progress:
            self._progress(self._done, self._total)


def _fill(result: ReviewResult, template: str, **values: object) -> str:
    examples = list(dict.fromkeys(scored.scheme.example for scored in result.scored if scored.scheme.example))
    return fill(template, review=result.review, examples=examples, **values)


def _book(
    result: ReviewResult,
    workshop: Workshop,
    tables: Sequence[ClusterTable],
    cards: Sequence[CardPlace],
    tell: _Teller,
    most_cards: int,
) -> _Book:
    ranking = ranking_chains(
        tables, lambda stretches: _fill(result, "dossier/ranking.html.j2", stretches=stretches), tell
    )
    made = workshop.all(chain(ranking, _card_chains(result, len(cards), tell)))
    parts = -(-len(cards) // _CARDS_IN_A_PART)
    rankings, printed = made[: len(made) - parts], made[len(made) - parts :]
    if not cards:
        printed = [[workshop.one(_left_out(result, tables, most_cards))]]
    return _Book(
        workshop.one(_report(result)),
        tuple(chain.from_iterable(rankings)),
        tuple(chain.from_iterable(printed)),
        workshop.one(_annex(result)),
    )


def _card_chains(result: ReviewResult, cards: int, tell: _Teller) -> Iterator[Chain]:
    rest = islice(context.card_pages(result), cards)
    first = True
    while pages := list(islice(rest, _CARDS_IN_A_PART)):
        html = _fill(result, "dossier/cards.html.j2", pages=pages, first=first)
        yield alone(html, len(pages), tell)
        first = False


def _left_out(result: ReviewResult, tables: Sequence[ClusterTable], most_cards: int) -> str:
    count = sum(len(table.rows) for table in tables)
    return _fill(result, "dossier/left_out.html.j2", count=count, most=most_cards, data_name=DATA_NAME)


def _report(result: ReviewResult) -> str:
    waiting = context.waiting_cards(result)
    return _fill(
        result,
        "dossier/report.html.j2",
        tallies=context.tallies(result),
        questions=context.questions(result),
        bases=context.legal_bases(result),
        law=result.law,
        waiting=waiting[:_MOST_WAITING],
        waiting_more=len(waiting[_MOST_WAITING:]),
    )


def _annex(result: ReviewResult) -> str:
    return _fill(
        result,
        "dossier/annex.html.j2",
        inputs=result.inputs,
        scored=result.scored,
        head=head_of(result),
        order=ORDER,
        remarks=context.flagged(result),
        data_name=DATA_NAME,
    )


def _contents(
    result: ReviewResult,
    workshop: Workshop,
    book: _Book,
    tables: Sequence[ClusterTable],
    cards: Sequence[CardPlace],
) -> tuple[list[Bundle], int]:
    # The contents push the rest down by their own length, which is known once they are set.
    count = 1 + (len(tables) + len(cards)) // _LINES_ON_A_PAGE
    while True:
        entries = list(_entries(book, tables, cards, count + 2))
        ((*made,),) = workshop.all([_contents_chain(result, entries)])
        if (found := sum(part.count for part in made)) == count:
            return made, count + 2
        count = found


def _contents_chain(result: ReviewResult, entries: Sequence[Entry]) -> Chain:
    return long_table(
        len(entries),
        lambda start, end: _fill(result, "dossier/contents.html.j2", entries=entries[start:end], first=start),
        lambda _lines: None,
    )


def _entries(
    book: _Book, tables: Sequence[ClusterTable], cards: Sequence[CardPlace], first_page: int
) -> Iterator[Entry]:
    starts, places = book.starts(first_page), book.places(first_page)
    yield Entry("top", "Báo cáo kết quả chấm điểm, xếp hạng và đề xuất khen thưởng", starts["report"])
    yield Entry("top", "Phụ lục I. Xếp hạng và số lượng đề nghị", starts["ranking"])
    for order, table in enumerate(tables, 1):
        yield Entry("low", f"{order}. {table.title}", places[table.anchor])
    yield Entry("top", "Phụ lục II. Phiếu điểm chi tiết", starts["cards"])
    for title, group in _grouped(cards):
        yield Entry("mid", title, places[group[0].anchor])
        yield from (Entry("low", card.name, places[card.anchor]) for card in group)
    yield Entry("top", "Phụ lục III. Nguồn số liệu, quy định áp dụng và dấu vết tính toán", starts["annex"])


def _grouped(cards: Sequence[CardPlace]) -> list[tuple[str, list[CardPlace]]]:
    """Give the cards by cluster and scheme, titled, in the order they are printed."""
    groups: dict[str, list[CardPlace]] = {}
    for card in cards:
        groups.setdefault(card.group, []).append(card)
    return list(groups.items())


def _marks(
    book: _Book, tables: Sequence[ClusterTable], cards: Sequence[CardPlace], first_page: int
) -> tuple[Mark, ...]:
    starts, places = book.starts(first_page), book.places(first_page)
    clusters = tuple(Mark(table.title, places[table.anchor]) for table in tables)
    groups = tuple(_group_mark(title, group, places) for title, group in _grouped(cards))
    return (
        Mark("Mục lục", 2),
        Mark("Báo cáo", starts["report"]),
        Mark("Phụ lục I. Xếp hạng và số lượng đề nghị", starts["ranking"], clusters),
        Mark("Phụ lục II. Phiếu điểm chi tiết", starts["cards"], groups),
        Mark("Phụ lục III. Nguồn số liệu và dấu vết tính toán", starts["annex"]),
    )


def _group_mark(title: str, cards: Sequence[CardPlace], places: dict[str, int]) -> Mark:
    below = tuple(Mark(card.name, places[card.anchor]) for card in cards)
    return Mark(title, below[0].page, below)
