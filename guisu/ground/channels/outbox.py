"""Calls that must not be made twice: held before they are made, settled after.

Rows are written in the transaction of what they follow from; a loop takes them by `owed.take` and
calls outside any transaction.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from guisu.ground.channels.models import Outgoing
from guisu.ground.channels.port import ChannelError, CredentialsRefused, OutcomeUnknown, TryLater
from guisu.ground.jobs import owed
from guisu.ground.jobs.domain import wait_before
from guisu.ground.jobs.owed import Terms

UNTIL_MENDED = timedelta(minutes=10)
MOST_TRIES = 20
State = Outgoing.State


def carry_out(row: Outgoing, call: Callable[[], dict[str, Any]], terms: Terms) -> bool:
    """Make the call of a row that one holds and settle it; `call` returns more columns to set.

    What was not done is tried again when the provider allows it. What may have been done goes by
    `terms`. False: it was refused for good, or nobody will know.
    """
    try:
        more = call()
    except ChannelError as error:
        return _refused(row, error, terms)
    owed.settle(row, State.DONE, sent_at=timezone.now(), error="", **more)
    return True


def _refused(row: Outgoing, error: ChannelError, terms: Terms) -> bool:
    now, told = timezone.now(), error.outcome
    wait = _wait(error, row.tries) if row.tries < MOST_TRIES else None
    if wait is not None:
        owed.put_off(row, until=now + wait, **told)
    elif not isinstance(error, OutcomeUnknown):
        owed.settle(row, State.FAILED, **told)
        return False
    elif owed.is_repeatable(row, terms, at=now):
        owed.leave_in_doubt(row, until=now + wait_before(row.tries + 1), **told)
    else:
        owed.settle(row, State.UNKNOWN, **told)
        return False
    return True


def _wait(error: ChannelError, tries: int) -> timedelta | None:
    """How long until it may be done again; None: never."""
    match error:
        case TryLater():
            return max(error.wait, wait_before(tries + 1))
        case CredentialsRefused():
            return UNTIL_MENDED
        case _:
            return None
