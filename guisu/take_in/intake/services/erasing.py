"""Refused messages hold what their senders said, so they end: by a person's right, and by age."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Q

from guisu.ground.database import rows
from guisu.ground.events.models import Event
from guisu.ground.staff.selectors import installation
from guisu.know.customers.domain.mending import names_in
from guisu.know.customers.domain.mentions import mentions, scalars, traces
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Identity
from guisu.know.customers.services import tombstones
from guisu.take_in.intake.facts import IDENTIFY
from guisu.take_in.intake.models import RefusedMessage

KEPT_DISMISSED = timedelta(days=7)
KEPT = timedelta(days=90)
AT_ONCE = 500


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Messages about the person that could not be used."""
    names = set(Identity.objects.filter(customer__in=row_ids).values_list("channel", "value"))
    return [
        {"received_at": one.received_at.isoformat(), "reason": one.reason, "message": one.body}
        for one in _naming(names)
    ]


def erase(row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Delete refused messages that name the person. Safe to repeat.

    The spool is not searched: what it holds becomes events, which the log keeps nameless, or is
    set aside, which `may_be_kept` decides by the tombstones that this erasure leaves.
    """
    named = [one.pk for one in _naming(set(names))]
    for chunk in rows.chunks(named, AT_ONCE):
        RefusedMessage.objects.filter(pk__in=chunk).delete()


def names(row_ids: Sequence[int]) -> Iterator[str]:
    """What systems called the person when they told who it is."""
    told = Event.objects.filter(customer_id__in=row_ids, kind=IDENTIFY.kind)
    for properties in told.values_list("properties", flat=True).iterator(chunk_size=AT_ONCE):
        yield from names_in(properties)


def may_be_kept(words: Sequence[tuple[str, str]]) -> list[bool]:
    """For each (body, reason) to be set aside: false where it names somebody erased.

    After `tombstones.hold`, in the transaction that keeps them.
    """
    named = tombstones.name_somebody([[*_texts(body), reason] for body, reason in words])
    return [not is_named for is_named in named]


def forget_refused(*, at: datetime) -> int:
    """Delete messages dismissed and older than a week, and all older than three months."""
    old = Q(dismissed_at__isnull=False, received_at__lt=at - KEPT_DISMISSED)
    return rows.forget(RefusedMessage.objects.filter(old | Q(received_at__lt=at - KEPT)))


def _naming(names: set[Name]) -> Iterable[RefusedMessage]:
    condition = Q(pk__in=())
    for trace in traces(names):
        condition |= Q(body__icontains=trace) | Q(reason__icontains=trace)
    region = installation().phone_region
    found = RefusedMessage.objects.filter(condition).order_by("pk")
    for one in found.iterator(chunk_size=AT_ONCE):
        if mentions([*_texts(one.body), one.reason], names, region=region):
            yield one


def _texts(body: str) -> list[str]:
    """What the message says; one that is no JSON, or was cut, is read as words."""
    try:
        return list(scalars(msgspec.json.decode(body)))
    except msgspec.DecodeError:
        for mark in "\"'{}[]:,;":
            body = body.replace(mark, " ")
        return [body]
