"""Holds what papers say against each other and against the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from thidua.documents.material import Nominee
from thidua.reconcile.matching import Pair, pairs_of
from thidua.reconcile.results import results_compared
from thidua.reconcile.sayings import CERTIFICATE, KINDS, Count, Entry, Reading, same
from thidua.reconcile.sides import RECORD, Contradiction, Known, Source, entry_of
from thidua.reconcile.wording import is_dots

_FILLED_IN = ("unit", "total", "rank", "label")
_WORDS = {kind: word for word, kind in KINDS.items()}


def compare(readings: Sequence[Reading], known: Known) -> list[Contradiction]:
    """
    Compare papers with each other and with the record.

    Args:
        readings: What the papers say.
        known: What the record says.

    Returns:
        Contradictions: people first, in the order of the decision, then what notices say of results, then
        counts, then numbers and days.
    """
    lists = [each for reading in readings for each in (reading, reading.attached) if each is not None]
    expected = {id(each): _expected(each, known) for each in readings}
    # The data of a PDF list whom its pages are to list.
    expected |= {id(each.attached): expected[id(each)] for each in readings if each.attached}
    pairs = {id(each): pairs_of(each, expected[id(each)]) for each in lists}
    return [
        *_people(lists, known, pairs),
        *_absent(lists, expected, pairs),
        *results_compared(readings, known),
        *_counts(readings, expected, pairs),
        *_misworded(readings),
        *_numbers(readings, known),
    ]


def _expected(reading: Reading, known: Known) -> Sequence[Nominee]:
    """
    Give whom a paper is to list: a unit's own proposal the unit's people, all others everybody.

    Whose proposal it is its head says, never who stands on it: of those somebody may be missing.
    """
    if reading.what != "tờ trình":
        return known.nominees
    head = same(" ".join(reading.head)).casefold()
    if same(known.agency).casefold() in head:
        return known.nominees
    issuers = {unit for unit in known.units.values() if same(known.names.get(unit, "?")).casefold() in head}
    own = [each for each in known.nominees if known.units[each.candidate.id] in issuers]
    return own or known.nominees


def _people(
    readings: Sequence[Reading], known: Known, pairs: dict[int, list[Pair]]
) -> Iterator[Contradiction]:
    for nominee in known.nominees:
        met = [
            (reading, pair.entry)
            for reading in readings
            for pair in pairs[id(reading)]
            if pair.nominee is nominee
        ]
        for what in ("name", "title", "post", "award", "kind", "unit", "total", "rank", "label"):
            yield from _field(nominee, _own(nominee, what, known), what, met)
        for reading in readings:
            places = [each.place for found, each in met if found is reading]
            if len(places) > 1:
                sides = tuple(Source(reading.file, place, nominee.candidate.name) for place in places)
                yield Contradiction("twice", nominee.candidate.name, sides)


def _own(nominee: Nominee, what: str, known: Known) -> str:
    """Give what the record says of somebody, as the papers write it."""
    if what in ("name", "title", "post", "kind"):
        return str(getattr(nominee.candidate, what))
    if what == "award":
        return nominee.award
    if what == "unit":
        return known.names.get(known.units.get(nominee.candidate.id, ""), "")
    return str(getattr(entry_of(nominee.standing), what))


def _field(
    nominee: Nominee, own: str, what: str, met: Sequence[tuple[Reading, Entry]]
) -> Iterator[Contradiction]:
    said = [(reading, entry, value) for reading, entry in met if (value := getattr(entry, what)) is not None]
    # A paper without a heading over its rows does not say what kind they are.
    said = [each for each in said if each[2] or what != "kind"]
    # Dots in a column say that nobody filled it in.
    said = [each for each in said if what not in _FILLED_IN or not is_dots(each[2])]
    if any(not _agrees(what, own, value, reading) for reading, _entry, value in said):
        sides = [Source(reading.file, entry.place, _shown(what, value)) for reading, entry, value in said]
        yield Contradiction(
            what, nominee.candidate.name, (*sides, Source(RECORD, nominee.candidate.id, _shown(what, own)))
        )


def _shown(what: str, value: str) -> str:
    return _WORDS.get(value, value) if what == "kind" else value


def _agrees(what: str, own: str, said: str, reading: Reading) -> bool:
    if what == "award" and reading.is_certificate:
        # A certificate is headed by the bare form: BẰNG KHEN for “Bằng khen của …”.
        return same(own).casefold().startswith(same(said).casefold())
    return same(own) == same(said)


def _absent(
    readings: Sequence[Reading], expected: Mapping[int, Sequence[Nominee]], pairs: dict[int, list[Pair]]
) -> Iterator[Contradiction]:
    for reading in readings:
        found = pairs[id(reading)]
        for pair in found:
            if pair.nominee is None:
                side = Source(reading.file, pair.entry.place, pair.entry.name)
                yield Contradiction("unknown", pair.entry.name, (side,))
        if not reading.entries or reading.is_certificate:
            continue
        listed = {id(pair.nominee) for pair in found}
        for nominee in expected[id(reading)]:
            if id(nominee) not in listed:
                sides = (
                    Source(RECORD, nominee.candidate.id, nominee.candidate.name),
                    Source(reading.file, "", ""),
                )
                yield Contradiction("absent", nominee.candidate.name, sides)


def _counts(
    readings: Sequence[Reading], expected: Mapping[int, Sequence[Nominee]], pairs: dict[int, list[Pair]]
) -> Iterator[Contradiction]:
    for reading in (each for each in readings if not each.is_certificate):
        for kind, award in dict.fromkeys((each.kind, each.award) for each in reading.counts):
            yield from _count(reading, expected[id(reading)], kind, award, pairs[id(reading)])


def _count(
    reading: Reading, expected: Sequence[Nominee], kind: str, award: str, pairs: Sequence[Pair]
) -> Iterator[Contradiction]:
    def is_meant(given: str | None) -> bool:
        return not award or given is None or same(given) == award

    said: list[Count] = [each for each in reading.counts if (each.kind, each.award) == (kind, award)]
    sides = [Source(reading.file, each.place, str(each.count)) for each in said]
    if reading.entries:
        rows = sum(_kind(pair) == kind and is_meant(pair.entry.award) for pair in pairs)
        sides.append(Source(reading.file, "các dòng của danh sách", str(rows)))
    known = Counter(each.candidate.kind for each in expected if is_meant(each.award))
    sides.append(Source(RECORD, "", str(known[kind])))
    if len({each.value for each in sides} - {""}) > 1:
        yield Contradiction("count", f"{_WORDS[kind]}{': ' if award else ''}{award}", tuple(sides))


def _kind(pair: Pair) -> str:
    return pair.entry.kind or (pair.nominee.candidate.kind if pair.nominee else "")


def _misworded(readings: Sequence[Reading]) -> Iterator[Contradiction]:
    for reading in readings:
        for each in reading.misworded:
            sides = [Source(reading.file, each.place, text) for text in (each.digits, each.words)]
            yield Contradiction("words", each.digits, tuple(sides))


def _numbers(readings: Sequence[Reading], known: Known) -> Iterator[Contradiction]:
    """Hold every number and day of a paper against where other papers, its own annex, the record name it."""
    for reading in (each for each in readings if each.what and not each.is_certificate):
        numbers, days = _borne(reading)
        others = {each.number.text for each in readings if each is not reading and each.number}
        for other in readings:
            _named(reading, other, numbers, days, others)
        if reading.what == "quyết định":
            numbers += [Source(RECORD, "", known.number)] if known.number else []
            days += [Source(RECORD, "", known.issued)] if known.issued else []
        for what, sides in (("number", numbers), ("date", days)):
            if len({each.value for each in sides}) > 1:
                yield Contradiction(what, reading.what, tuple(sides))


def _borne(reading: Reading) -> tuple[list[Source], list[Source]]:
    number, issued = reading.number, reading.issued
    return (
        [Source(reading.file, number.place, number.text)] if number else [],
        [Source(reading.file, issued[1], issued[0].isoformat())] if issued else [],
    )


def _named(
    reading: Reading, other: Reading, numbers: list[Source], days: list[Source], others: set[str]
) -> None:
    if other.what == CERTIFICATE and reading.what == "quyết định":
        more_numbers, more_days = _borne(other)
        numbers += more_numbers
        days += more_days
    for each in other.cited:
        if each.what == reading.what and _is_about(each.number, reading, other, others):
            numbers += [Source(other.file, each.place, each.number)] if each.number else []
            days += [Source(other.file, each.place, each.day.isoformat())] if each.day else []


def _is_about(number: str | None, reading: Reading, other: Reading, others: set[str]) -> bool:
    """Tell whether a cited number means this paper: in its own annex, or by the mark after the slash."""
    own = reading.number.text if reading.number else None
    if number is None or own is None or other is reading:
        return other is reading
    # A number that another paper at hand bears means that one.
    return number == own or (number.partition("/")[2] == own.partition("/")[2] and number not in others)
