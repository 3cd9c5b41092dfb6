"""What each column that holds words may say of a person: declared once, by the column's room.

An erasure goes by it: it leaves no column unsearched that somebody could have named a person in.
Rooms declare in `apps.py`; a test asks for every column of every table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from guisu.ground.kernel.whose import Whose

WORDY = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
Mended = Callable[[Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `title` (msgid): what people call its table, where it is searched.

    `mended` is told the
    keys of rows in which it was changed, in that transaction.
    """

    model: type[models.Model]
    name: str
    whose: Whose
    why: str = ""
    title: str = ""
    mended: Mended | None = None

    @property
    def is_searched(self) -> bool:
        return self.whose not in {Whose.OWN, Whose.NEVER}

    @property
    def table(self) -> str:
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        return f"{self.table}.{self.name}"


_declared: dict[str, Column] = {}


def declare(
    model: type[models.Model],
    *,
    title: str = "",
    why: str = "",
    mended: Mended | None = None,
    **columns: str,
) -> None:
    """Say what columns of `model` hold: for each `Whose` their names, in one text.

    `why`: of those that never hold any. Raises ValueError for a column that is declared twice or
    is not there, and without a reason or a title where one is due.
    """
    for whose, names in columns.items():
        for name in names.split():
            _add(Column(model, name, Whose(whose), why, title, mended))


def searched() -> list[Column]:
    """Where somebody may be named who is not whose row it is, in the order of their labels."""
    return [each for _, each in sorted(_declared.items()) if each.is_searched]


def declared() -> dict[str, Column]:
    return dict(_declared)


def wordy(of: Iterable[type[models.Model]] | None = None) -> Iterator[str]:
    """Labels of all columns that can hold words; of coded ones the model lists every value."""
    for model in of if of is not None else apps.get_models(include_auto_created=True):
        for each in model._meta.local_fields:
            if isinstance(each, WORDY) and not getattr(each, "choices", None):
                yield f"{model._meta.label_lower}.{each.name}"


def _add(column: Column) -> None:
    column.model._meta.get_field(column.name)
    if column.whose is Whose.NEVER and not column.why:
        raise ValueError(f"say why {column.label} never holds personal data")
    if column.is_searched and not column.title:
        raise ValueError(f"say what people call the table of {column.label}")
    if column.label in _declared:
        raise ValueError(f"{column.label} is declared twice")
    _declared[column.label] = column
