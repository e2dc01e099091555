"""The yearly statistics as plain data, for machines."""

from __future__ import annotations

from fractions import Fraction

from scoring.law.statistics import FairShare, Tabulated
from thidua.i18n import _
from thidua.statistics import Report, cell_name

FORMAT = "thidua-statistics/1"


def report_data(report: Report) -> dict[str, object]:
    """Give a report: numbers as whole numbers, shares as exact text, None where there is no data."""
    return {
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "forms": {name: _form(each) for name, each in report.filled.items()},
        "tables": dict(report.tables),
        "fair_share": [_share(each) for each in report.shares],
        "revoked": [item.key for item in report.revoked],
        "problems": [{"code": p.code, "text": p.text(_)} for p in report.problems],
        "remarks": [{"code": p.code, "text": p.text(_)} for p in report.remarks],
    }


def shown_data(report: Report) -> dict[str, object]:
    """Give what the printed forms show: numbers, tables and shares, and how many honours were taken back."""
    whole = report_data(report)
    shown = {name: whole[name] for name in ("first", "last", "forms", "tables", "fair_share")}
    return {"format": FORMAT, **shown, "revoked": len(report.revoked)}


def _form(tabulated: Tabulated) -> dict[str, object]:
    form = tabulated.form
    return {
        "title": form.title,
        "items": len(tabulated.items),
        "rows": {
            row.id: {
                column.id: {
                    "cell": cell_name(form, row.id, column.id),
                    "count": tabulated.count(row.id, column.id),
                }
                for column in form.columns
            }
            for row in form.rows
        },
    }


def _share(share: FairShare) -> dict[str, object]:
    return {
        "group": share.group.id,
        "title": share.group.title,
        "honoured": share.honoured,
        "of_honoured": share.of_honoured,
        "candidates": share.candidates,
        "of_candidates": share.of_candidates,
        "unknown": share.unknown,
        "share_of_honoured": _text(share.share_of_honoured),
        "share_of_candidates": _text(share.share_of_candidates),
        "ratio": _text(share.ratio),
        "is_small": share.is_small,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
