"""Under which headings each paragraph stands, and how it is cited: ``II.2.1.a, gạch đầu dòng 6``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from thidua.drafting.letters import phrase
from thidua.drafting.markers import Marker, marker
from thidua.drafting.passages import Passage

_BULLETS = {"-": "gạch đầu dòng", "+": "dấu cộng", "*": "dấu sao"}
_LONGEST_HEADING = 120
_SOFT = "soft"

# The innermost heading that says what kind of part this is decides; the first of these that fits.
_PARTS = {
    "award": rf".*{phrase('khen thưởng', 'tiêu chuẩn', 'hồ sơ đề nghị', 'hồ sơ và thủ tục')}",
    "general": rf".*{phrase('mục tiêu chung', 'mục tiêu tổng quát')}",
    "objective": rf".*{phrase('mục tiêu', 'chỉ tiêu')}(?! quốc gia)",
    "past": phrase("thực trạng", "tình hình", "kết quả", "đánh giá", "căn cứ", "sự cần thiết"),
    "purpose": phrase("mục đích", "yêu cầu", "quan điểm"),
    "work": phrase(
        "nội dung", "nhiệm vụ", "giải pháp", "tổ chức thực hiện", "kinh phí", "thời gian thực hiện"
    ),
}
_LEAD = rf"(?:(?:{phrase('các', 'những', 'một số', 'về')})\s+)*"
_PATTERNS = {part: re.compile(_LEAD + words, re.IGNORECASE) for part, words in _PARTS.items()}
_OPENS = re.compile(
    _LEAD + phrase("mục tiêu", "chỉ tiêu", "khen thưởng", "mục đích", "nhiệm vụ", "giải pháp"), re.I
)


@dataclass(frozen=True)
class Frame:
    """
    One heading or bullet that a paragraph stands under.

    Attributes:
        count: Place among its neighbours, from 1.
    """

    kind: str
    label: str
    count: int
    title: str


@dataclass(frozen=True)
class Item:
    """
    A paragraph or table in its place.

    Attributes:
        text: Without its own marker.
        passage: As it was read.
        above: Headings over it, outermost first.
        own: Its own marker; None without one.
    """

    text: str
    passage: Passage
    above: tuple[Frame, ...]
    own: Frame | None = None

    @property
    def clause(self) -> str:
        """Give how the paragraph is cited; empty where nothing is numbered."""
        return _clause([*self.above, *([self.own] if self.own else [])])

    @property
    def section(self) -> str:
        """Give the nearest heading as it stands; empty when there is none."""
        return next((_heading(frame) for frame in reversed(self.above) if frame.title), "")

    @property
    def part(self) -> str:
        """Give what kind of part of a plan it stands in, as its headings say; empty when none says."""
        found = (part_of(frame.title) for frame in reversed(self.above))
        return next((part for part in found if part), "")


@dataclass
class _Outline:
    frames: list[Frame] = field(default_factory=list)

    def enter(self, found: Marker) -> Frame:
        """Put a marked paragraph in its place: beside the last of its kind, or under what stands above."""
        at = self._beside(found)
        before = self.frames[at] if at is not None else None
        if at is not None:
            del self.frames[at:]
        count = found.ordinal or (before.count + 1 if before else 1)
        self.frames.append(Frame(found.kind, found.label, count, found.rest))
        return self.frames[-1]

    def _beside(self, found: Marker) -> int | None:
        kinds = [frame.kind for frame in self.frames]
        if found.kind not in kinds:
            return self._under_prefix(found)
        at = len(kinds) - 1 - kinds[::-1].index(found.kind)
        begins_again = found.ordinal == 1 and self.frames[at].count >= 1
        return None if begins_again and at < len(kinds) - 1 else at

    def _under_prefix(self, found: Marker) -> int | None:
        # «2.2.» under «2.» closes what was opened under «2.» by letters and bullets.
        prefix = found.label.rpartition(".")[0]
        for at, frame in enumerate(self.frames):
            if prefix and frame.kind.startswith("decimal") and frame.label == prefix:
                return at + 1 if at + 1 < len(self.frames) else None
        return None

    def unlisted(self) -> list[Frame]:
        """Give the headings without the bullets that were opened last: a table belongs to no bullet."""
        count = len(self.frames)
        while count and self.frames[count - 1].kind.startswith("bullet"):
            count -= 1
        return self.frames[:count]

    def soft(self, title: str) -> None:
        """Put a heading without a number in its place: after bullets and other such headings."""
        while self.frames and self.frames[-1].kind.startswith(("bullet", _SOFT)):
            self.frames.pop()
        self.frames.append(Frame(_SOFT, "", 1, title))


def outline(passages: Iterable[Passage]) -> Iterator[Item]:
    """Give every paragraph and table with the headings it stands under, in the order of the text."""
    state = _Outline()
    for passage in passages:
        found = marker(passage.text)
        if found is not None:
            own = state.enter(found)
            yield Item(found.rest, passage, tuple(state.frames[:-1]), own)
            continue
        yield Item(passage.text, passage, tuple(state.frames if passage.text else state.unlisted()))
        if _is_soft_heading(passage.text):
            state.soft(passage.text)


def part_of(title: str) -> str:
    """Give what kind of part a heading opens, e.g. ``objective`` or ``award``; empty for any other."""
    return next((part for part, pattern in _PATTERNS.items() if pattern.match(title)), "")


def _is_soft_heading(text: str) -> bool:
    if not text or len(text) > _LONGEST_HEADING or text[-1] in ".;,":
        return False
    return text.endswith(":") or _OPENS.match(text) is not None


def _heading(frame: Frame) -> str:
    mark = f"{frame.label})" if frame.kind in ("letter", "bracket") else f"{frame.label}."
    return f"{mark} {frame.title}" if frame.label and frame.label not in _BULLETS else frame.title


def _clause(frames: Sequence[Frame]) -> str:
    numbered: list[str] = []
    bullets = []
    for frame in frames:
        if frame.kind.startswith("bullet"):
            bullets.append(f"{_BULLETS.get(frame.label, 'dấu chấm đầu dòng')} {frame.count}")
        elif frame.label:
            if numbered and frame.label.startswith(f"{numbered[-1]}."):
                numbered.pop()
            numbered.append(frame.label)
    return ", ".join(part for part in (".".join(numbered), *bullets) if part)
