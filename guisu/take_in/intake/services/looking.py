"""What a person decides about refused messages: tried again, or seen and done with."""

from datetime import datetime

import msgspec
from django.db import OperationalError, transaction

from guisu.ground.events import services as events
from guisu.ground.staff.models import AccessKey, Staff
from guisu.ground.staff.services import audit
from guisu.know.customers import services as customers
from guisu.take_in.intake.domain.limits import Malformed
from guisu.take_in.intake.domain.messages import adopt
from guisu.take_in.intake.domain.telling import Told, tell
from guisu.take_in.intake.models import RefusedMessage

AT_ONCE = 200


@transaction.atomic
def try_refused(*, up_to: int, by: Staff, at: datetime) -> int:
    """Record refused messages that can be used by now, and take them off the list; how many.

    The oldest `AT_ONCE` with an id of at most `up_to` are tried. Those that still cannot be used
    stay. Safe to repeat: what is in the log is off the list by the same transaction.
    """
    waiting = RefusedMessage.objects.filter(pk__lte=up_to, dismissed_at=None)
    found = list(waiting.select_for_update().order_by("pk")[:AT_ONCE])
    keys = {one.key_id for one in found}
    stores = dict(AccessKey.objects.filter(pk__in=keys).values_list("pk", "store_id"))
    taken = [one.pk for one in found if _is_recorded(one, stores.get(one.key_id), at=at)]
    if taken:
        RefusedMessage.objects.filter(pk__in=taken).delete()
        audit("messages.tried", subject="intake", by=by, at=at, after={"messages": len(taken)})
    return len(taken)


@transaction.atomic
def dismiss_refused(*, up_to: int, by: Staff, at: datetime) -> int:
    """Take the refused messages with an id of at most `up_to` off the list. Returns how many.

    The bound is what the person had seen: a message that came since stays. Safe to repeat.
    """
    seen = RefusedMessage.objects.filter(pk__lte=up_to, dismissed_at=None)
    count = seen.update(dismissed_at=at)
    if count:
        audit("messages.dismissed", subject="intake", by=by, at=at, after={"messages": count})
    return count


def _is_recorded(refused: RefusedMessage, store_id: int | None, *, at: datetime) -> bool:
    told = _told(refused, store_id)
    if told is None:
        return False
    try:
        with transaction.atomic():
            [whose] = customers.resolve([told.arrival], at=at)
            events.record_many([told.entry(whose)], at=at)
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the message stays and the others go on
        return False
    return True


def _told(refused: RefusedMessage, store_id: int | None) -> Told | None:
    """What the message says; None when it still cannot be used."""
    try:
        message = adopt(msgspec.json.decode(refused.body, type=dict))
        return tell(
            message, source=refused.source, store_id=store_id, received_at=refused.received_at
        )
    except (msgspec.MsgspecError, Malformed, ValueError):
        return None
