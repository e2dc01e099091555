"""The words a file of statistics forms may use: which rows and columns there are, and what each counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scoring.errors import Problem, SchemeError, _
from scoring.law.listed import Texts
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Id, Model, SchemeId, Text
from scoring.scheme.reading import Document, Source, read

Counts = Literal["movements", "honours", "organisations", "staff"]
Words = list[str]


class Years(Model):
    """A length of time in whole years; the bounds are compared to the day."""

    at_least: int | None = None
    above: int | None = None
    at_most: int | None = None
    below: int | None = None


class Where(Model):
    """What an item must be: one of the words of each list that is written; all lists must agree."""

    level: Words = Field(default_factory=list)
    award: Words = Field(default_factory=list)
    prefix: Words = Field(default_factory=list)
    kind: Words = Field(default_factory=list)
    subject: Words = Field(default_factory=list)
    subject_class: Words = Field(default_factory=list)
    launched_by: Words = Field(default_factory=list)
    scope: Words = Field(default_factory=list)
    mode: Words = Field(default_factory=list)
    woman: bool | None = None
    remote: bool | None = None
    years: Years | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """Give the names of what is asked for."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) not in (None, []))


class Column(Model):
    """A column; ``outside`` ones are not in the form and catch what it has no place for."""

    id: Id
    title: Text
    where: Where
    outside: bool = False


class Line(Model):
    """
    A row.

    Attributes:
        group: Rows of one group share out the items of the row they stand within, each item once.
        within: Row whose items alone are counted; empty for all items of the form.
        rest: Counts what no other row of the group does.
        no_data: Why the ledger cannot fill it.
    """

    id: Id
    title: Text
    group: str = ""
    within: str = ""
    where: Where = Where()
    rest: bool = False
    no_data: str = ""


class Form(Model):
    """
    One form.

    Attributes:
        symbol: Its mark as printed, e.g. ``0601.N/BNV-TĐKT``.
        counts: What is counted.
        table: For forms that are filled from a table: its columns, by id.
        note: What is not certain about it.
    """

    id: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    symbol: Text
    title: Text
    counts: Counts
    where: Where = Where()
    note: str = ""
    columns: list[Column] = Field(default_factory=list)
    rows: list[Line] = Field(default_factory=list)
    table: dict[Id, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if bool(self.table) == bool(self.rows and self.columns):
            raise ValueError("write rows and columns, or a table")
        return self


class Due(Model):
    """The day of the year on which the report is due."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Lists(Model):
    """The closed lists that candidates and movements are sorted by: words by id."""

    subject_class: dict[Id, Text]
    launched_by: dict[Id, Text]
    scope: dict[Id, Text]
    mode: dict[Id, Text]


class ShareGroup(Model):
    """A group whose share among those honoured is held against its share among the candidates."""

    id: Id
    title: Text
    among: Where = Where()
    where: Where
    cite: Cite


class FairShare(Model):
    """The fair-share report; below ``small`` people a share says little."""

    small: Annotated[int, Field(ge=1)]
    note: str = ""
    groups: list[ShareGroup]


class StatisticsForms(Model):
    """
    The forms of one circular.

    Attributes:
        subject_of: Kind of subject that some classes stand for.
    """

    statistics: SchemeId
    version: date
    title: Text
    cite: Cite
    texts: Texts = Field(default_factory=dict)
    note: str = ""
    due: Due
    lists: Lists
    subject_of: dict[Id, Text]
    forms: Annotated[list[Form], Field(min_length=1)]
    fair_share: FairShare

    def form(self, form_id: str) -> Form:
        """Give a form; raises KeyError with the id when there is none."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)


def load_statistics(source: Source) -> StatisticsForms:
    """
    Load statistics forms.

    Raises:
        SchemeError: Every fault with ``file:line:column``: ids written twice, rows within rows that are
            not there, words that no list has.
    """
    document = read(source)
    forms = into(StatisticsForms, document)
    problems = [
        problem
        for i, form in enumerate(forms.forms)
        for problem in (*_ids(form, document, i), *_within(form, document, i), *_words(forms, document, i))
    ]
    if problems:
        raise SchemeError(problems)
    return forms


def _ids(form: Form, document: Document, i: int) -> Iterator[Problem]:
    message = _("the id “{id}” is written twice in form {form}")
    for key, ids in (("rows", [row.id for row in form.rows]), ("columns", [c.id for c in form.columns])):
        for name, times in Counter(ids).items():
            if times > 1:
                values = {"id": name, "form": form.id}
                yield Problem("E_TWICE", message, values, document.place(("forms", i, key)))


def _within(form: Form, document: Document, i: int) -> Iterator[Problem]:
    before: set[str] = set()
    for k, row in enumerate(form.rows):
        if row.within and row.within not in before:
            message = _("there is no row “{row}” above this one to count within")
            yield Problem("E_ROW", message, {"row": row.within}, document.place(("forms", i, "rows", k)))
        before.add(row.id)


def _words(forms: StatisticsForms, document: Document, i: int) -> Iterator[Problem]:
    lists: Mapping[str, dict[str, str]] = dict(forms.lists)
    form = forms.forms[i]
    parts = [(("rows", k), row.where) for k, row in enumerate(form.rows)]
    parts += [(("columns", k), column.where) for k, column in enumerate(form.columns)]
    for path, where in parts:
        for name, known in lists.items():
            for word in getattr(where, name):
                if word not in known:
                    message = _("“{word}” is not in the list {list}; it has: {known}")
                    values = {"word": word, "list": name, "known": ", ".join(known)}
                    yield Problem("E_WORD", message, values, document.place(("forms", i, *path)))
