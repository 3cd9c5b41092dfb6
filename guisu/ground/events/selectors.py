"""Reading the log: a timeline by key, and the letters that want a person."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from guisu.ground.events.domain import OURS
from guisu.ground.events.models import Event, Letter
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.models import AccessKey

Key = tuple[datetime, int]


def timeline(
    customer_ids: Iterable[int],
    *,
    scope: Scope,
    before: Key | None = None,
    kinds: Sequence[str] = (),
    limit: int = 50,
) -> list[Event]:
    """The latest `limit` events of the given customer rows, newest first, below the key `before`.

    One index range a row, merged here: a union over several rows in SQL would sort all their
    events before it could cut. The caller has checked that the rows may be seen. Staff of stores
    are not shown what names another store, or came by another store's key.
    """
    seen = _seen_by(scope)
    pages = [_page(seen.filter(customer_id=pk), before, kinds)[:limit] for pk in customer_ids]
    merged = heapq.merge(*pages, key=lambda event: (event.occurred_at, event.pk), reverse=True)
    return [event for event, _ in zip(merged, range(limit), strict=False)]


def kinds(customer_ids: Iterable[int], *, scope: Scope, among: int) -> list[str]:
    """Kinds of each row's latest `among` events that `scope` sees, the most frequent first."""
    counts: Counter[str] = Counter()
    seen = _seen_by(scope)
    for pk in customer_ids:
        latest = _page(seen.filter(customer_id=pk), None, ())
        counts.update(latest.values_list("kind", flat=True)[:among])
    return [kind for kind, _count in counts.most_common()]


def parked_letters() -> QuerySet[Letter]:
    """Letters that wait for a person, newest first."""
    return Letter.objects.filter(state=Letter.State.PARKED).select_related("event").order_by("-id")


def _seen_by(scope: Scope) -> QuerySet[Event]:
    if scope.stores is None:
        return Event.objects.all()
    elsewhere = AccessKey.objects.exclude(store=None).exclude(store__in=scope.stores)
    sources = [f"key:{pk}" for pk in elsewhere.values_list("pk", flat=True)]
    names_none = ~Q(source=OURS) | Q(properties__store_id__isnull=True)
    here = Q(properties__store_id__in=sorted(scope.stores))
    return Event.objects.filter(names_none | here).exclude(source__in=sources)


def _page(events: QuerySet[Event], before: Key | None, kinds: Sequence[str]) -> QuerySet[Event]:
    if kinds:
        events = events.filter(kind__in=kinds)
    if before is not None:
        moment, pk = before
        # The bound alone lets the index begin where the page does, however deep that is.
        events = events.filter(occurred_at__lte=moment)
        events = events.filter(Q(occurred_at__lt=moment) | Q(occurred_at=moment, pk__lt=pk))
    return events.order_by("-occurred_at", "-id")
