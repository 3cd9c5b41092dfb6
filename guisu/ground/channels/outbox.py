"""Calls that must not be made twice: marked before they are made, settled after.

Rows are written in the transaction of what they follow from; a loop takes them one by one and
calls outside any transaction.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guisu.ground.channels.models import Outgoing
from guisu.ground.channels.port import (
    NOBODY_KNOWS,
    ChannelError,
    CredentialsRefused,
    OutcomeUnknown,
    TryLater,
)
from guisu.ground.database import rows
from guisu.ground.jobs.domain import wait_before

# Longer than a call with all its waiting: nobody takes a live sender for dead.
LONGEST_CALL = timedelta(minutes=2)
UNTIL_MENDED = timedelta(minutes=10)
MOST_TRIES = 20
State = Outgoing.State
M = TypeVar("M", bound=Outgoing)


def take(owed: QuerySet[M], *, at: datetime, repeatable: timedelta = timedelta()) -> M | None:
    """The row of `owed` that is due longest, marked as being sent; None where there is none.

    What a process that died was sending becomes unknown; within `repeatable` of its first try,
    where the provider tells repetitions, it is sent again. Safe in several processes.
    """
    due = owed.filter(state__in=[State.WAITING, State.SENDING], next_try_at__lte=at)
    if not due.exists():
        return None
    with transaction.atomic():
        died = due.filter(state=State.SENDING)
        died.filter(first_tried_at__gt=at - repeatable).update(state=State.WAITING)
        died.update(state=State.UNKNOWN, code=NOBODY_KNOWS, error="")
        held = rows.not_held(due.filter(state=State.WAITING).order_by("next_try_at", "pk")).first()
        if held is not None:
            held.state, held.tries = State.SENDING, held.tries + 1
            held.first_tried_at = held.first_tried_at or at
            held.next_try_at = at + LONGEST_CALL
            held.save(update_fields=["state", "tries", "first_tried_at", "next_try_at"])
    return held


def carry_out(
    row: M, call: Callable[[], dict[str, Any]], *, repeatable: timedelta = timedelta()
) -> State:
    """Make the call of a taken row and settle it; `call` returns more columns to set.

    What was not done is tried again when the provider allows it. What may have been done is not,
    but within `repeatable`, as in `take`. Returns what the row is now.
    """
    try:
        more = call()
    except ChannelError as error:
        return _refused(row, error, repeatable)
    return settle(row, State.SENT, sent_at=timezone.now(), code="", error="", **more)


def settle(row: M, state: State, **changes: Any) -> State:
    """Leave a taken row in `state`."""
    same = type(row)._default_manager.filter(pk=row.pk, state=State.SENDING)
    same.update(state=state, **changes)
    return state


def _refused(row: M, error: ChannelError, repeatable: timedelta) -> State:
    now, told = timezone.now(), error.outcome
    wait = _wait(error, row.tries) if row.tries < MOST_TRIES else None
    if wait is not None:
        return settle(row, State.WAITING, next_try_at=now + wait, **told)
    if not isinstance(error, OutcomeUnknown):
        return settle(row, State.FAILED, **told)
    if row.first_tried_at is not None and now < row.first_tried_at + repeatable:
        # Taken up again as what a process that died was sending.
        return settle(row, State.SENDING, next_try_at=now + wait_before(row.tries + 1), **told)
    return settle(row, State.UNKNOWN, **told)


def _wait(error: ChannelError, tries: int) -> timedelta | None:
    """How long until it may be done again; None: never."""
    match error:
        case TryLater():
            return max(error.wait, wait_before(tries + 1))
        case CredentialsRefused():
            return UNTIL_MENDED
        case _:
            return None
