"""What follows from the points, in words: classes, ranks, quotas, the published number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scoring.scheme.measures import FACT
from scoring.scheme.model import Band, Decide, Publish, Rank, RankKey, Select
from thidua.dossier.formats import number
from thidua.phrasing.conditions import condition_words
from thidua.phrasing.names import SCOPES, Names, joined, quoted, share
from thidua.phrasing.policies import missing_words, round_words

_TIES: Mapping[str, str] = MappingProxyType(
    {
        "competition": "bằng nhau thì cùng hạng và bỏ các hạng sau (1-2-2-4)",
        "dense": "bằng nhau thì cùng hạng, hạng sau liền kề (1-2-2-3)",
        "average": "bằng nhau thì lấy trung bình các hạng (1-2,5-2,5-4)",
        "decide": "bằng nhau thì người có thẩm quyền xếp thứ tự",
    }
)
_SELECT_TIES: Mapping[str, str] = MappingProxyType(
    {
        "decide": "bằng nhau ở suất cuối thì người có thẩm quyền quyết định",
        "include": "bằng nhau ở suất cuối thì lấy cả",
        "exclude": "bằng nhau ở suất cuối thì không lấy ai trong số đó",
    }
)
_ROUNDINGS: Mapping[str, str] = MappingProxyType(
    {"floor": "làm tròn xuống", "half_up": "làm tròn đến số gần nhất", "ceil": "làm tròn lên"}
)
_KEYS: Mapping[str, str] = MappingProxyType(
    {"total": "tổng điểm", "lowest": "điểm của tiêu chí cơ bản thấp nhất"}
)


def publish_words(publish: Publish) -> str:
    """Say how the total is published and what a missing number does unless a criterion says otherwise."""
    return (
        f"Tổng điểm công bố {round_words(publish.round)}. Thiếu số liệu: {missing_words(publish.on_missing)}"
    )


def band_words(band: Band, names: Names) -> str:
    """Say one class."""
    edge = ""
    if band.at_least is not None:
        edge = f"từ {number(band.at_least)} điểm trở lên"
    elif band.above is not None:
        edge = f"trên {number(band.above)} điểm"
    condition = f"điều kiện: {condition_words(band.require, names)}" if band.require else ""
    return (
        f"{band.label}: {', '.join(part for part in (edge, condition) if part) or 'các trường hợp còn lại'}"
    )


def rank_words(rank: Rank, names: Names) -> str:
    """Say how candidates are ordered."""
    keys = "; bằng nhau thì xét ".join(_key(key, names) for key in rank.by)
    who = f" ({rank.who})" if rank.who else ""
    return f"Xếp hạng trong {SCOPES[rank.within]} theo {keys}. Sau cùng, {_TIES[rank.ties]}{who}"


def _key(key: RankKey, names: Names) -> str:
    absent = "đứng sau" if key.absent == "last" else "đứng trước"
    if key.count_back:
        order = "cao" if key.order == "high" else "thấp"
        nodes = joined([names.node(node) for node in key.count_back])
        return f"điểm {order} nhất, rồi {order} nhì… của {nodes} (ai không áp dụng thì {absent})"
    order = "từ cao xuống thấp" if key.order == "high" else "từ thấp lên cao"
    name = key.key or ""
    if name in _KEYS:
        return f"{_KEYS[name]} {order}"
    what = names.fact(name.removeprefix(FACT)) if name.startswith(FACT) else f"điểm của {names.node(name)}"
    return f"{what} {order} (ai không áp dụng thì {absent})"


def select_words(select: Select, names: Names) -> str:
    """Say one quota: how many places, of what, under which condition, what equals do."""
    return "; ".join(_select(select, names))


def _select(select: Select, names: Names) -> Iterator[str]:
    yield f"Trong mỗi {SCOPES['cluster']}" if select.within == "cluster" else "Trong toàn bộ đối tượng"
    yield _places(select, names)
    if select.at_least is not None:
        yield f"ít nhất {select.at_least}"
    if select.at_most is not None:
        yield f"nhiều nhất {select.at_most}"
    if select.require:
        yield f"điều kiện: {condition_words(select.require, names)}"
    yield _SELECT_TIES[select.ties] + (f" ({select.who})" if select.who else "")


def _places(select: Select, names: Names) -> str:
    if select.places is not None:
        return f"{select.places} suất"
    base = _base(select.of, names)
    if select.share_by is not None:
        fact = select.share_by.fact
        shares = joined(
            [f"{share(x)} nếu là {quoted(names.label(fact, k))}" for k, x in select.share_by.shares.items()]
        )
        return f"theo {names.fact(fact)}: {shares}, tính trên {base}, {_ROUNDINGS[select.rounding]}"
    assert select.share is not None, "the loader lets no selection without a size through"
    return f"{share(select.share)} của {base}, {_ROUNDINGS[select.rounding]}"


def _base(of: str, names: Names) -> str:
    if of == "eligible":
        return "số đối tượng đủ điều kiện"
    if of == "headcount":
        return "tổng số đối tượng"
    if of.startswith(FACT):
        return names.fact(of.removeprefix(FACT))
    return f"số được chọn ở {names.selection(of)}"


def decide_words(slot: Decide) -> str:
    """Say a question that people must settle."""
    options = " / ".join(slot.options.values())
    basis = f" Căn cứ: {slot.basis}." if slot.basis else ""
    return f"{slot.question} Lựa chọn: {options}. Người quyết định: {slot.who}.{basis}"
