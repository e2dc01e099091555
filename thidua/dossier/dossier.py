"""The council's dossier: cover, contents, report, rankings, a page for every candidate, annex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from thidua.dossier import charts, context
from thidua.dossier.binding import Mark, bind
from thidua.dossier.context import CardPage, ClusterTable
from thidua.dossier.environment import fill, trusted
from thidua.dossier.files import replace_file
from thidua.dossier.printed_head import head_of
from thidua.dossier.printing import Sheets, typeset, typeset_all
from thidua.dossier.wording import ORDER
from thidua.review import ReviewResult

Progress = Callable[[int, int], None]
_STYLE = "dossier/paper.css"
_CARDS_IN_A_PART = 25


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents; ``level`` is ``top``, ``mid`` or ``low``."""

    level: str
    title: str
    page: int


@dataclass(frozen=True)
class _Book:
    """The typeset parts between the table of contents and the back."""

    report: Sheets
    ranking: Sheets
    cards: tuple[Sheets, ...]
    annex: Sheets

    def parts(self) -> tuple[Sheets, ...]:
        return (self.report, self.ranking, *self.cards, self.annex)

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
        cards = ranking + self.ranking.count
        annex = cards + sum(part.count for part in self.cards)
        return {"report": first_page, "ranking": ranking, "cards": cards, "annex": annex}


def write_dossier(result: ReviewResult, target: Path, progress: Progress | None = None) -> int:
    """
    Write the council's dossier.

    Args:
        result: All that is printed; nothing is computed anew.
        target: The PDF to write; it appears whole or not at all.
        progress: Told (candidates done, candidates in all) as the pages are made.

    Returns:
        Number of pages.

    Raises:
        OSError: The file cannot be written.
    """
    tables = context.cluster_tables(result)
    cards = list(context.card_pages(result))
    book = _typeset_book(result, tables, cards, progress or _silent)
    contents, first_page = _contents(result, book, tables, cards)
    cover = _paper(result, "dossier/cover.html.j2")
    marks = _marks(book, tables, cards, first_page)
    issued = result.review.report.issued or result.review.as_of
    title = f"Hồ sơ xét khen thưởng – {result.review.title}"
    replace_file(target, bind((cover, contents, *book.parts()), marks, title, issued))
    return first_page - 1 + sum(part.count for part in book.parts())


def _silent(done: int, total: int) -> None:
    return None


def _fill(result: ReviewResult, template: str, **values: object) -> str:
    examples = list(dict.fromkeys(scored.scheme.example for scored in result.scored if scored.scheme.example))
    return fill(template, review=result.review, examples=examples, **values)


def _paper(result: ReviewResult, template: str, **values: object) -> Sheets:
    return typeset(_fill(result, template, **values), _STYLE)


def _typeset_book(
    result: ReviewResult, tables: Sequence[ClusterTable], cards: Sequence[CardPage], progress: Progress
) -> _Book:
    typeset_cards = tuple(_cards(result, cards, progress))
    return _Book(_report(result), _ranking(result, tables), typeset_cards, _annex(result))


def _cards(result: ReviewResult, cards: Sequence[CardPage], progress: Progress) -> Iterator[Sheets]:
    texts = _card_texts(result, cards)
    parts = -(-len(cards) // _CARDS_IN_A_PART)
    progress(0, len(cards))
    for part, sheets in enumerate(typeset_all(texts, _STYLE, parts), 1):
        progress(min(part * _CARDS_IN_A_PART, len(cards)), len(cards))
        yield sheets


def _card_texts(result: ReviewResult, cards: Sequence[CardPage]) -> Iterator[str]:
    rest = iter(cards)
    first = True
    while pages := list(islice(rest, _CARDS_IN_A_PART)):
        yield _fill(result, "dossier/cards.html.j2", pages=pages, first=first)
        first = False


def _report(result: ReviewResult) -> Sheets:
    return _paper(
        result,
        "dossier/report.html.j2",
        tallies=context.tallies(result),
        questions=context.questions(result),
        bases=context.legal_bases(result),
        law=result.law,
        waiting=context.waiting_cards(result),
    )


def _ranking(result: ReviewResult, tables: Sequence[ClusterTable]) -> Sheets:
    return _paper(
        result,
        "dossier/ranking.html.j2",
        tables=tables,
        charts=[trusted(charts.draw(table)) for table in tables],
        alternatives=[context.chart_alternative(table) for table in tables],
        lines=[context.quota_line(table) for table in tables],
    )


def _annex(result: ReviewResult) -> Sheets:
    return _paper(
        result,
        "dossier/annex.html.j2",
        inputs=result.inputs,
        scored=result.scored,
        head=head_of(result),
        order=ORDER,
        remarks=context.flagged(result),
    )


def _contents(
    result: ReviewResult, book: _Book, tables: Sequence[ClusterTable], cards: Sequence[CardPage]
) -> tuple[Sheets, int]:
    # The contents push the rest down by their own length, which is known once they are set.
    count = 1
    while True:
        first_page = count + 2
        entries = list(_entries(book, tables, cards, first_page))
        sheets = _paper(result, "dossier/contents.html.j2", entries=entries)
        if sheets.count <= count:
            return sheets, first_page
        count = sheets.count


def _entries(
    book: _Book, tables: Sequence[ClusterTable], cards: Sequence[CardPage], first_page: int
) -> Iterator[Entry]:
    starts, places = book.starts(first_page), book.places(first_page)
    yield Entry("top", "Báo cáo kết quả chấm điểm, xếp hạng và đề xuất khen thưởng", starts["report"])
    yield Entry("top", "Phụ lục I. Xếp hạng và số lượng đề nghị", starts["ranking"])
    for order, table in enumerate(tables, 1):
        yield Entry("low", f"{order}. {table.title}", places[table.anchor])
    yield Entry("top", "Phụ lục II. Phiếu điểm chi tiết", starts["cards"])
    for title, pages in grouped(cards):
        yield Entry("mid", title, places[pages[0].anchor])
        yield from (Entry("low", page.card.candidate.name, places[page.anchor]) for page in pages)
    yield Entry("top", "Phụ lục III. Nguồn số liệu, quy định áp dụng và dấu vết tính toán", starts["annex"])


def grouped(cards: Sequence[CardPage]) -> list[tuple[str, list[CardPage]]]:
    """Give the pages by scheme and cluster, titled, in the order they are printed."""
    groups: dict[tuple[str, str], list[CardPage]] = {}
    for page in cards:
        groups.setdefault((page.scheme.key, page.card.candidate.cluster), []).append(page)
    return [(f"{pages[0].cluster} – {pages[0].scheme.title}", pages) for pages in groups.values()]


def _marks(
    book: _Book, tables: Sequence[ClusterTable], cards: Sequence[CardPage], first_page: int
) -> tuple[Mark, ...]:
    starts, places = book.starts(first_page), book.places(first_page)
    clusters = tuple(Mark(table.title, places[table.anchor]) for table in tables)
    groups = tuple(_group_mark(title, pages, places) for title, pages in grouped(cards))
    return (
        Mark("Mục lục", 2),
        Mark("Báo cáo", starts["report"]),
        Mark("Phụ lục I. Xếp hạng và số lượng đề nghị", starts["ranking"], clusters),
        Mark("Phụ lục II. Phiếu điểm chi tiết", starts["cards"], groups),
        Mark("Phụ lục III. Nguồn số liệu và dấu vết tính toán", starts["annex"]),
    )


def _group_mark(title: str, pages: Sequence[CardPage], places: dict[str, int]) -> Mark:
    below = tuple(Mark(page.card.candidate.name, places[page.anchor]) for page in pages)
    return Mark(title, below[0].page, below)
