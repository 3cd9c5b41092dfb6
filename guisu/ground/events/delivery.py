"""Bringing the log to its subscribers: in order, at least once, never blocked by one bad event."""

import logging
import traceback
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from guisu.ground.database import rows
from guisu.ground.events import services
from guisu.ground.events.domain import next_try
from guisu.ground.events.models import Event, Letter, Subscription
from guisu.ground.events.subscribers import Subscriber, subscribed, subscriber

logger = logging.getLogger("guisu.events")
BATCH = 500
READ_AHEAD = 10_000


class Stretch(NamedTuple):
    """A piece of log, above `after` up to `to`, and who has not read all of it."""

    after: int
    to: int
    readers: Sequence[Subscriber]


def deliver() -> bool:
    """One round for each subscriber: letters that are due, then new events.

    True if much moved: a few events that nobody wanted are no reason to look again at once.
    """
    end = services.end_of_log()
    waiting = Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lte=timezone.now())
    with_letters = set(waiting.values_list("subscriber", flat=True).distinct())
    moved = False
    for one in subscribed():
        if one.name in with_letters:
            moved |= retry_letters(one)
    held = dict(Subscription.objects.values_list("name", "position"))
    positions = {one: held.get(one.name, 0) for one in subscribed()}
    for stretch in _unread(positions, end=end):
        wanting = _wanting(stretch, positions)
        if others := [one for one in stretch.readers if one not in wanting]:
            moved |= _pass_over(others, to=stretch.to) and stretch.to < end
        for one in wanting:
            moved |= advance(one, end=end)
    return moved


def _unread(positions: Mapping[Subscriber, int], *, end: int) -> list[Stretch]:
    """Whoever is near the end looks at the rest together; others with those at the same place."""
    readers: dict[int, list[Subscriber]] = defaultdict(list)
    for one, position in positions.items():
        readers[position if end - position > READ_AHEAD else end].append(one)
    near = readers.pop(end, [])
    stretches = [Stretch(after, after + READ_AHEAD, ones) for after, ones in readers.items()]
    if unread := [one for one in near if positions[one] < end]:
        stretches.append(Stretch(min(positions[one] for one in unread), end, unread))
    return stretches


def _wanting(stretch: Stretch, positions: Mapping[Subscriber, int]) -> list[Subscriber]:
    """Those readers for whom there is something in `stretch`."""
    unread = Event.objects.filter(id__gt=stretch.after, id__lte=stretch.to).order_by()
    last = list(unread.values_list("kind", "source").annotate(last=Max("id")))
    return [
        one
        for one in stretch.readers
        if any(pk > positions[one] and one.wants(kind, source) for kind, source, pk in last)
    ]


def _pass_over(readers: Sequence[Subscriber], *, to: int) -> bool:
    """Move the cursors of those who want nothing up to `to`, in one commit for them all.

    False where others hold them all.
    """
    subscriptions = [Subscription(name=one.name) for one in readers]
    behind = Subscription.objects.filter(position__lt=to, name__in=[one.name for one in readers])
    with transaction.atomic():
        Subscription.objects.bulk_create(subscriptions, ignore_conflicts=True)
        free = [one.pk for one in rows.not_held(behind)]
        return Subscription.objects.filter(pk__in=free).update(position=to) > 0


def advance(reader: Subscriber, *, end: int) -> bool:
    """Hand `reader` its next batch. If the batch fails, its events are handed over one by one."""
    try:
        with transaction.atomic():
            cursor = _locked_cursor(reader.name)
            if cursor is None or cursor.position >= end:
                return False
            events, position = _next_events(reader, after=cursor.position, end=end)
            ready = _without_lined_up(reader, events)
            if ready:
                reader.handle(ready)
            Subscription.objects.filter(pk=reader.name).update(position=position)
    except Exception:
        logger.exception("%s refused a batch; trying its events one by one", reader.name)
        return _advance_singly(reader, end=end)
    return True


def retry_letters(reader: Subscriber) -> bool:
    """Try again the letters whose time has come, and behind each what lined up for its customer."""
    now = timezone.now()
    earlier = Letter.objects.filter(
        subscriber=reader.name,
        state=Letter.State.WAITING,
        customer_id=OuterRef("customer_id"),
        event_id__lt=OuterRef("event_id"),
    )
    due = Letter.objects.filter(
        Q(customer_id=0) | ~Exists(earlier),
        subscriber=reader.name,
        state=Letter.State.WAITING,
        next_try_at__lte=now,
    ).order_by("event_id")
    heads = list(due.select_related("event")[:BATCH])
    for head in heads:
        if try_letter(head, at=now) and head.customer_id:
            _work_off(reader, head.customer_id, at=now)
    return bool(heads)


def _work_off(reader: Subscriber, customer_id: int, *, at: datetime) -> None:
    """Deliver what lined up for a customer, in order, until one is refused."""
    line = Letter.objects.filter(
        subscriber=reader.name, state=Letter.State.WAITING, customer_id=customer_id
    ).order_by("event_id")
    for letter in line.select_related("event")[:BATCH]:
        if not try_letter(letter, at=at):
            return


def try_letter(letter: Letter, *, at: datetime) -> bool:
    """Deliver one letter; on failure note the error and when to try again, or park it."""
    try:
        with transaction.atomic():
            locked = Letter.objects.select_for_update().get(pk=letter.pk)
            if locked.state in {Letter.State.DELIVERED, Letter.State.DISMISSED}:
                return True
            subscriber(letter.subscriber).handle([letter.event])
            Letter.objects.filter(pk=letter.pk).update(state=Letter.State.DELIVERED, settled_at=at)
    except Exception:  # noqa: BLE001 - whatever a handler raises is kept with its event
        tries = letter.tries + 1
        again_at = next_try(tries, at=at)
        undelivered = Letter.objects.filter(
            pk=letter.pk, state__in=(Letter.State.WAITING, Letter.State.PARKED)
        )
        undelivered.update(
            tries=tries,
            error=traceback.format_exc(limit=-8),
            next_try_at=again_at or at,
            state=Letter.State.WAITING if again_at else Letter.State.PARKED,
        )
        return False
    return True


def _advance_singly(reader: Subscriber, *, end: int) -> bool:
    with transaction.atomic():
        cursor = _locked_cursor(reader.name)
        if cursor is None:
            return False
        events, position = _next_events(reader, after=cursor.position, end=end)
        now = timezone.now()
        for event in _without_lined_up(reader, events):
            _hand_over(reader, event, at=now)
        Subscription.objects.filter(pk=reader.name).update(position=position)
    return True


def _hand_over(reader: Subscriber, event: Event, *, at: datetime) -> None:
    """Deliver `event` in a savepoint of its own, or line it up as a letter."""
    if _is_held(reader, event):
        _line_up(reader, event, at=at)
        return
    try:
        with transaction.atomic():
            reader.handle([event])
    except Exception:  # noqa: BLE001 - whatever a handler raises is kept with its event
        _line_up(reader, event, at=at, tries=1, error=traceback.format_exc(limit=-8))


def _locked_cursor(name: str) -> Subscription | None:
    """The cursor, locked; None while another worker holds it."""
    Subscription.objects.bulk_create([Subscription(name=name)], ignore_conflicts=True)
    return rows.not_held(Subscription.objects.filter(pk=name)).first()


def _next_events(reader: Subscriber, *, after: int, end: int) -> tuple[list[Event], int]:
    """What `reader` wants of the next stretch of log, and the position behind that stretch."""
    to = min(after + READ_AHEAD, end)
    events = list(_wanted(reader, after=after, to=to).order_by("id")[: BATCH + 1])
    if len(events) > BATCH:
        return events[:BATCH], events[BATCH - 1].pk
    return events, to


def _wanted(reader: Subscriber, *, after: int, to: int) -> QuerySet[Event]:
    return Event.objects.filter(reader.wanted, id__gt=after, id__lte=to)


def _without_lined_up(reader: Subscriber, events: Sequence[Event]) -> list[Event]:
    """`events` less those whose customer has a letter waiting; these line up behind it."""
    customers = {event.customer_id for event in events if event.customer_id}
    waiting = set(
        Letter.objects.filter(
            subscriber=reader.name, state=Letter.State.WAITING, customer_id__in=customers
        ).values_list("customer_id", flat=True)
    )
    if not waiting:
        return list(events)
    now = timezone.now()
    for event in events:
        if event.customer_id in waiting:
            _line_up(reader, event, at=now)
    return [event for event in events if event.customer_id not in waiting]


def _is_held(reader: Subscriber, event: Event) -> bool:
    return (
        bool(event.customer_id)
        and Letter.objects.filter(
            subscriber=reader.name, customer_id=event.customer_id, state=Letter.State.WAITING
        ).exists()
    )


def _line_up(
    reader: Subscriber, event: Event, *, at: datetime, tries: int = 0, error: str = ""
) -> None:
    Letter.objects.get_or_create(
        subscriber=reader.name,
        event=event,
        defaults={
            "customer_id": event.customer_id,
            "tries": tries,
            "error": error,
            "next_try_at": next_try(tries, at=at) or at,
        },
    )
