"""Taking callbacks in, working them off, forgetting them."""

import hashlib
import logging
import traceback
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guisu.doors.callbacks.domain import (
    KEPT,
    KEPT_PARKED,
    LEASE,
    MOST_TRIES,
    MOST_TRIES_REFUSED,
    next_try,
)
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels import inbound, leaving, reach
from guisu.ground.channels.carriers import door_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, Rejected, TryLater
from guisu.ground.channels.port.inbound import Told, Unreadable
from guisu.ground.database import rows
from guisu.ground.database.together import Together
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms
from guisu.know.customers.domain.identities import space
from guisu.know.customers.domain.mentions import scalars
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Identity
from guisu.know.customers.services import tombstones

logger = logging.getLogger("guisu.callbacks")
# WeCom takes five seconds for a failure and sends again.
PATIENCE = 3.0
NO_EVENT = "This is not what the provider would send."
# Few, so that what comes in a rush is shared out among all workers.
AT_ONCE = 10
# Codes of what failed, beside the provider's own.
UNREADABLE, BROKE = "unreadable", "broke"
State = Callback.State
# As they came: a callback may be worked off twice, which changes nothing.
TERMS = Terms(hold=LEASE, most_tries=MOST_TRIES, order=("pk",))


def take(connection: Connection, message: bytes, *, at: datetime) -> None:
    """Keep a message; durable when this returns. One that is known already changes nothing.

    What cannot wait for its turn is noted with it. Messages that come together are committed
    together. Raises DatabaseError: it is not kept, and the provider will send it again.
    """
    try:
        told = door_of(connection).read(message)
    except Unreadable:
        told = Told({})
    kept = Callback(
        connection=connection,
        digest=hashlib.sha256(message).hexdigest(),
        body=message.decode(errors="replace").replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        happened_at=told.happened_at,
        received_at=at,
        due_at=at,
    )
    _door.write((kept, told))


def work_off() -> bool:
    """Do what the next callbacks ask for, in the order they came. True when there were any.

    Safe in several processes: each holds what it works on for a while. Somebody who dies leaves
    them to others, so a callback may be worked off twice, which changes nothing.
    """
    ours = Callback.objects.filter(connection__in=leaving.speaking())
    waiting = ours.select_related("connection")
    held = owed.take_some(waiting, TERMS, limit=AT_ONCE, at=timezone.now())
    for callback in held:
        _work_off_one(callback, at=timezone.now())
    return bool(held)


def replay(callback: Callback, *, at: datetime) -> None:
    """Have a callback worked off again, with all its tries."""
    anew = {"state": State.WAITING, "tries": 0, "due_at": at, "code": "", "settled_at": None}
    Callback.objects.filter(pk=callback.pk).exclude(body="").update(**anew, held_until=None)


def forget(*, at: datetime) -> int:
    """Delete callbacks whose repetitions can no longer come, and parked ones after a month."""
    done = Q(state=State.DONE, received_at__lt=at - KEPT)
    parked = Q(state=State.FAILED, received_at__lt=at - KEPT_PARKED)
    return rows.forget(Callback.objects.filter(done | parked))


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Callbacks that name the person, as they came."""
    return [
        {"received_at": one.received_at.isoformat(), "message": one.body}
        for one in _naming(row_ids)
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Empty the callbacks that name the person; their digests still tell repetitions."""
    named = Callback.objects.filter(pk__in=[one.pk for one in _naming(row_ids)])
    named.update(body="", error="", state=State.DONE, held_until=None)


def _keep(came: Sequence[tuple[Callback, Told]]) -> None:
    """Of what is about somebody erased alone, that it came; no room hears of it."""
    heard = []
    for kept, told in came:
        if _is_about_somebody_erased(kept.connection, told):
            kept.body, kept.state, kept.settled_at = "", State.DONE, kept.received_at
        else:
            heard.append((kept, told))
    rows.insert_new(*(kept for kept, _ in came))
    for kept, told in heard:
        inbound.arrived(kept.connection, told.fields, at=kept.received_at)


_door = Together(Callback, _keep, patience=PATIENCE)


def _work_off_one(callback: Callback, *, at: datetime) -> None:
    try:
        told = door_of(callback.connection).read(callback.body.encode())
        if not _is_about_somebody_erased(callback.connection, told):
            inbound.take(callback.connection, told.fields, at=at)
        body = "" if _is_erased(callback.connection, told.contacts) else callback.body
    except Unreadable:
        # Signed by who holds the keys, so a person should see it; trying again is of no use.
        owed.settle(callback, State.FAILED, code=UNREADABLE, error=NO_EVENT)
    except ChannelError as error:
        wait = error.wait if isinstance(error, TryLater) else timedelta()
        most = MOST_TRIES_REFUSED if isinstance(error, Rejected) else MOST_TRIES
        again_at = next_try(callback.tries, at=at, wait=wait, most=most)
        _put_off(callback, error.outcome["code"], str(error), again_at=again_at)
    except Exception:  # noqa: BLE001 - whatever goes wrong is kept with its callback
        trace = traceback.format_exc(limit=-8)
        logger.warning("callback %s failed", callback.pk)
        _put_off(callback, BROKE, trace, again_at=next_try(callback.tries, at=at))
    else:
        owed.settle(callback, State.DONE, error="", body=body, settled_at=timezone.now())


def _is_about_somebody_erased(connection: Connection, told: Told) -> bool:
    """Then no room is told; of groups, who came and went is told of all the same."""
    return bool(told.about) and _is_erased(connection, (told.about,))


def _is_erased(connection: Connection, contacts: Sequence[str]) -> bool:
    """Whether one of them is somebody erased."""
    spaces = [
        space(kind, connection.account if kind in reach.OF_ACCOUNT else "")
        for kind in reach.addressing(connection.provider)
    ]
    return bool(tombstones.rows_behind({(each, one) for each in spaces for one in contacts}))


def _put_off(callback: Callback, code: str, error: str, *, again_at: datetime | None) -> None:
    if again_at is None:
        owed.settle(callback, State.FAILED, code=code, error=error)
    else:
        owed.put_off(callback, until=again_at, code=code, error=error)


def _naming(row_ids: Sequence[int]) -> list[Callback]:
    """In which the person stands by what the connection's provider calls them, oldest first.

    Where somebody's message cannot be read any more, that the letters are in it is enough.
    """
    found: dict[int, Callback] = {}
    for connection in Connection.objects.order_by("pk"):
        known = Identity.objects.filter(
            customer__in=row_ids,
            channel__in=reach.addressing(connection.provider),
            account__in=("", connection.account),
        )
        for value in known.values_list("value", flat=True):
            holding = Callback.objects.filter(connection=connection, body__contains=value)
            found |= {one.pk: one for one in holding if _names(connection, one.body, value)}
    return [found[pk] for pk in sorted(found)]


def _names(connection: Connection, body: str, value: str) -> bool:
    try:
        told = door_of(connection).read(body.encode())
    except (Unreadable, LookupError):
        return True
    return value in {*told.contacts, *scalars(told.fields)}
