"""Bonus money for a list or for decisions of the ledger, and the same as a workbook and as plain data."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from scoring.errors import Problem, _
from scoring.law.history import Honour, Record
from scoring.law.money import Bonuses, BonusLine, Due, Grant, bonuses
from scoring.numbers import plain
from scoring.scheme.model import Cite
from thidua import ledger
from thidua.i18n import _ as translate
from thidua.ledger_words import day
from thidua.lists import award_register, base_salaries, bonus_rules
from thidua.store.database import Database
from thidua.store.errors import StoreError, refuse

_MADE = datetime(2000, 1, 1)  # the same list gives the same bytes
DUE = {
    Due.PAID: _("paid"),
    Due.INCLUDED: _("included in the higher title"),
    Due.OPEN: _("to be decided"),
}


def reckon(
    grants: Sequence[Grant], *, rates: Path | None = None, answers: Mapping[str, str] | None = None
) -> Bonuses:
    """
    Reckon the money of honours with the shipped rules.

    Args:
        grants: In any order.
        rates: A file with an authority's own coefficients; None for those of the decrees alone.
        answers: ``all`` or ``highest`` by slot, where people answered a question.

    Raises:
        ScoringError: The file of coefficients is wrong, or an answer fits no question.
    """
    rules = bonus_rules(rates)
    _check_answers(answers or {}, {ask.slot for each in rules for ask in (each.ask.titles, each.ask.forms)})
    return bonuses(grants, base_salaries(), rules, answers)


def _check_answers(answers: Mapping[str, str], slots: Collection[str]) -> None:
    message = _("“{slot}={answer}” answers no question; write one of {slots} = all or highest")
    problems = [
        Problem(
            "E_BONUS_ANSWER", message, {"slot": slot, "answer": answer, "slots": ", ".join(sorted(slots))}
        )
        for slot, answer in answers.items()
        if slot not in slots or answer not in ("all", "highest")
    ]
    if problems:
        raise StoreError(problems)


def grants_of(database: Database, decisions: Sequence[str]) -> list[Grant]:
    """
    Give the honours of some decisions, as the ledger holds them; revoked ones are left out.

    Raises:
        StoreError: The ledger holds no honour of a decision.
    """
    names = ledger.names(database)
    pasts = ledger.records(database)
    found = [
        _grant(honour, names.get(honour.candidate, honour.candidate), past)
        for past in pasts.values()
        for honour in past.granted
        if honour.decision in decisions
    ]
    known = {grant.decision for grant in found}
    missing = [decision for decision in decisions if decision not in known]
    if missing:
        message = _("the ledger holds no honour of the decision {decision}")
        raise refuse("E_BONUS_DECISION", message, decision=", ".join(missing))
    return found


def _grant(honour: Honour, name: str, past: Record) -> Grant:
    return Grant(
        honour.candidate,
        name,
        ledger.subject_of(past),
        honour.award,
        honour.first_year,
        honour.last_year,
        honour.decision,
        honour.on,
        honour.kind,
        honour.authority,
        honour.proposer,
        honour.key,
    )


def period(grant: Grant) -> str:
    """Give the period of an honour: ``2023`` or ``2021–2023``."""
    return "–".join(dict.fromkeys((str(grant.first_year), str(grant.last_year))))


def clause(cites: Iterable[Cite]) -> str:
    """Give citations on one line, each document and clause once."""
    return "; ".join(dict.fromkeys(", ".join(filter(None, (each.document, each.clause))) for each in cites))


def due_word(line: BonusLine) -> str:
    """Give the words for whether a line is paid; what is blocked is not certain yet."""
    uncertain = line.blocks and line.due is Due.PAID
    return translate(_("not certain")) if uncertain else translate(DUE[line.due])


def as_data(found: Bonuses) -> dict[str, object]:
    """Give the money as plain data: amounts as whole numbers of đồng, coefficients as exact text."""
    return {
        "lines": [_line_data(line) for line in found.lines],
        "funds": dict(found.funds),
        "total": found.total,
        "blocks": [
            {"code": each.code, "place": each.place, "text": each.text(translate)} for each in found.blocks
        ],
    }


def _line_data(line: BonusLine) -> dict[str, object]:
    grant = line.grant
    return {
        "candidate": grant.candidate,
        "name": grant.name,
        "subject": grant.subject,
        "award": grant.award,
        "first_year": grant.first_year,
        "last_year": grant.last_year,
        "decision": grant.decision,
        "on": grant.on.isoformat(),
        "fund": line.fund,
        "coefficient": None if line.times is None else str(line.times),
        "base_salary": None if line.salary is None else line.salary.amount,
        "amount": line.amount,
        "due": line.due.value,
        "cites": [each.model_dump(mode="json", exclude_defaults=True) for each in line.cites],
        "blocks": [each.text(translate) for each in line.blocks],
    }


def workbook(found: Bonuses) -> bytes:
    """Give the money as a workbook: the lines with their clauses, what each fund pays, what blocks."""
    from xlsxwriter import Workbook  # slow import

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E9E2CF", "border": 1})
        money = book.add_format({"num_format": "#,##0", "border": 1})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        _sheet(book, translate(_("Bonus money")), head, (money, cell), _HEAD, _rows(found), _WIDTHS)
        funds = [[fund, _sum(amount)] for fund, amount in found.funds.items()]
        funds.append([translate(_("Total")), _sum(found.total)])
        titles = (translate(_("Fund")), translate(_("Amount")))
        _sheet(book, translate(_("Funds")), head, (money, cell), titles, funds, (50, 18))
        if found.blocks:
            blocks = [[each.place, each.text(translate)] for each in found.blocks]
            titles = (translate(_("Place")), translate(_("Why there is no total")))
            _sheet(book, translate(_("Not certain")), head, (money, cell), titles, blocks, (40, 110))
    return out.getvalue()


_HEAD = (
    _("Name"),
    _("Award"),
    _("Period"),
    _("Decision"),
    _("Date"),
    _("Coefficient"),
    _("Base salary"),
    _("Amount"),
    _("Paid"),
    _("Fund"),
    _("Clause"),
)
_WIDTHS = (30, 34, 12, 18, 12, 11, 14, 14, 22, 28, 60)


def _rows(found: Bonuses) -> Iterator[list[str | int]]:
    register = award_register()
    for line in found.lines:
        grant = line.grant
        yield [
            grant.name,
            register.title_of(grant.award),
            period(grant),
            grant.decision,
            day(grant.on),
            "" if line.times is None else plain(line.times).replace(".", ","),
            "" if line.salary is None else line.salary.amount,
            _sum(line.amount),
            due_word(line),
            line.fund,
            clause(line.cites),
        ]


def _sum(amount: int | None) -> str | int:
    return translate(_("not certain")) if amount is None else amount


def _sheet(
    book: Any,
    name: str,
    head: Any,
    formats: tuple[Any, Any],
    titles: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    widths: Sequence[int],
) -> None:
    money, cell = formats
    page = book.add_worksheet(name[:31])
    page.write_row(0, 0, [translate(title) for title in titles], head)
    for i, row in enumerate(rows, 1):
        for k, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(i, k, value, money)
            else:
                page.write_string(i, k, value, cell)
    for k, width in enumerate(widths):
        page.set_column(k, k, width)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
