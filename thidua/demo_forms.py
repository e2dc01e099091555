"""Filling forms of an example as its units would."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from thidua import reviews
from thidua.documents.drafted import repacked
from thidua.intake.form import form_name
from thidua.intake.layout import EVIDENCE, NOT_APPLICABLE, STATUS, VALUE, FormSheet, plan_form
from thidua.runs import Progress, stored_rules
from thidua.store import views
from thidua.store.database import Database

_PROPERTIES = "docProps/core.xml"
Reported = Mapping[str, Mapping[str, tuple[str, str]]]


def table_rows(path: Path) -> list[dict[str, str]]:
    """Give the rows of a table of the example."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_values(path: Path) -> Reported:
    """Give the example's values and evidence by candidate and fact."""
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in table_rows(path):
        found[row["candidate"]][row["fact"]] = (row["value"], row["evidence"])
    return found


def fill_forms(
    database: Database, blank: Sequence[Path], folder: Path, values: Reported, progress: Progress
) -> None:
    """Fill copies of blank forms with what each unit reports."""
    sheets = reviews.sheets_by_unit(
        stored_rules(database, views.review(database)), views.candidates(database)
    )
    folder.mkdir(exist_ok=True)
    by_name = {form_name(unit): unit for unit in sheets}
    for done, path in enumerate(blank, 1):
        filled = folder / path.name
        shutil.copyfile(path, filled)
        unit = by_name[path.name]
        fill_form(filled, sheets[unit], unit, values)
        progress(done, len(blank))


def fill_form(path: Path, sheets: Sequence[FormSheet], unit: str, values: Reported) -> None:
    """Fill one form as a clerk would: values, “không áp dụng” and evidence into the open cells."""
    import openpyxl  # slow import

    book = openpyxl.load_workbook(path)
    for plan in plan_form(sheets, unit):
        sheet = book[plan.name]
        reported = values.get(plan.sheet.candidate.id, {})
        for row, spec in plan.questions:
            value, evidence = reported.get(spec.id, ("", ""))
            for column, text in _cells(value, evidence, spec.labels or {}):
                sheet.cell(row.number, column).value = text
    saved = io.BytesIO()
    book.save(saved)
    book.close()
    # The properties of the blank form, for those that were saved say when.
    with zipfile.ZipFile(path) as blank:
        properties = {_PROPERTIES: blank.read(_PROPERTIES)}
    path.write_bytes(repacked(saved.getvalue(), properties))


def _cells(value: str, evidence: str, labels: Mapping[str, str]) -> Iterator[tuple[int, str | int | float]]:
    if value == "khong_ap_dung":
        yield STATUS, NOT_APPLICABLE
    elif value in labels:
        yield VALUE, labels[value]
    elif value:
        yield VALUE, float(value) if "." in value else int(value)
    if evidence:
        yield EVIDENCE, evidence
