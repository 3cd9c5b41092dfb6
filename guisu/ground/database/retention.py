"""How long what only grows is kept: each table has a name, days, and an end.

Rooms register in `apps.py`; `GUISU_KEEP_DAYS` changes the days by name. One periodic step deletes
what is older, in small transactions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from guisu.ground.database import rows


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that end. `title` (msgid): what people call them. `usual`: days, where nobody says.

    `rows` gives those that may end at all; `since` is the field with the moment they count from.
    """

    name: str
    title: str
    usual: int
    rows: Callable[[], QuerySet[Any]]
    since: str

    @property
    def days(self) -> int:
        return int(settings.KEEP_DAYS.get(self.name, self.usual))

    def older(self, at: datetime) -> QuerySet[Any]:
        return self.rows().filter(**{f"{self.since}__lt": at - timedelta(days=self.days)})


_registered: dict[str, Kept] = {}


def register(
    name: str, title: str, *, usual: int, rows: Callable[[], QuerySet[Any]], since: str
) -> None:
    """Have `rows` end after some days. Raises ValueError for a name that is taken."""
    if name in _registered:
        raise ValueError(f"{name} is kept already")
    _registered[name] = Kept(name, title, usual, rows, since)


def registered() -> list[Kept]:
    return [_registered[name] for name in sorted(_registered)]


def forget(*, at: datetime) -> dict[str, int]:
    """Delete what is older than it is kept; how many by name. Safe to cut off and repeat."""
    return {each.name: rows.forget(each.older(at)) for each in registered()}
