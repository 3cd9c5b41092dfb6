"""What became of an erasure: what was found elsewhere, what remains, and where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from django.conf import settings

from guisu.ground.database import texts
from guisu.know.customers.models import Customer, Erasure, Mention
from guisu.know.customers.selectors.people import rows_of

MOST_SHOWN, LONGEST = 200, 600


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A row that may mention the person, and what it says now; nothing where it is gone.

    `title` (msgid) says what kind of thing it is.
    """

    mention: Mention
    title: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Certificate:
    """`removed`: how many places of each kind (msgid) were emptied by themselves.

    `backups_end_at`: when the last backup that holds the person is deleted; None: nobody said.
    """

    erasure: Erasure
    removed: Sequence[tuple[str, int]]
    open: Sequence[Mentioned]
    waiting: int
    blanked: int
    left: Sequence[tuple[str, int]]
    backups_end_at: datetime | None


def erasure_of(customer: Customer) -> Erasure | None:
    """Of erasures of before they were certified there is none."""
    found = Erasure.objects.filter(customer__in=rows_of(customer)).select_related("erased_by")
    return found.first()


def certificate(erasure: Erasure) -> Certificate:
    mentions = erasure.mentions.order_by("table", "row")
    waiting = mentions.filter(blanked_at=None, left_at=None)
    left = Counter(mentions.exclude(left_at=None).values_list("table", flat=True))
    days = settings.BACKUPS_KEPT_DAYS
    return Certificate(
        erasure,
        _titled(erasure.removed),
        [_mentioned(each) for each in waiting[:MOST_SHOWN]],
        waiting.count(),
        mentions.exclude(blanked_at=None).count(),
        _titled(left),
        erasure.erased_at + timedelta(days=days) if days else None,
    )


def _titled(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    titles = _titles()
    return sorted((titles.get(table, table), count) for table, count in counts.items())


def _mentioned(mention: Mention) -> Mentioned:
    columns = [each for each in texts.searched() if each.table == mention.table]
    names = list(mention.instead)
    rows = columns[0].model._default_manager.filter(pk=mention.row) if columns else None
    was = rows.values(*names).first() if rows is not None else None
    said = [_shortened(value) for value in dict.fromkeys(map(_said, (was or {}).values()))]
    return Mentioned(mention, _titles().get(mention.table, mention.table), said)


def _said(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


@cache
def _titles() -> dict[str, str]:
    return {each.table: each.title for each in texts.searched()}
