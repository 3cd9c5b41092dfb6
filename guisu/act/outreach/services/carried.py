"""For rooms that carry their copies themselves, many to a call: what colleagues have to confirm.

`begin` before the call, then what came of it. A copy that was asked for is not sent: it counts,
and is given back where nobody confirms it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from guisu.act.outreach.domain.codes import PRIORITIES, Code, Purpose
from guisu.act.outreach.domain.gates import Known, Rules, Wanted, judge
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.selectors import receivers
from guisu.act.outreach.selectors import rules as reading
from guisu.act.outreach.selectors.receivers import Asked
from guisu.act.outreach.services import people, settling
from guisu.act.outreach.services.planning import wanted_of
from guisu.act.outreach.services.settling import Fate
from guisu.ground.database import rows
from guisu.ground.database.retries import in_transaction
from guisu.ground.jobs.owed import LONGEST_CALL

AT_ONCE = 500
State, Step = Delivery.State, Delivery.Step
OPEN = Q(state__in=[State.WAITING, State.UNKNOWN]) | Q(state=State.DONE, step=Step.ASKED_FOR)


def begin(cause: Cause, addresses: Mapping[int, str], *, at: datetime) -> dict[int, Code]:
    """Ask the gates about customer rows that are to be asked for at `addresses`, in this moment.

    Marks those who pass; returns the others with their reason. Asked again after a call that
    took nothing, those who had passed are judged anew; who was left out stays so.
    """
    left_out: dict[int, Code] = {}
    for some in rows.chunks(sorted(addresses), AT_ONCE):
        told = {row: addresses[row] for row in some}
        left_out |= in_transaction(partial(_begin, cause, told, at))
    return left_out


@transaction.atomic
def came_to(cause: Cause, customers: Collection[int], fate: Fate, *, at: datetime) -> None:
    """Note it of those copies of which nothing final was known. Repeats change nothing.

    What neither was asked for nor is in doubt is given back.
    """
    for some in rows.chunks(list(customers), AT_ONCE):
        open_still = Delivery.objects.filter(OPEN, cause=cause, customer__in=some)
        changed = open_still.exclude(state=fate.state, step=fate.step, code=fate.code)
        settling.write(list(changed.values_list("pk", flat=True)), fate, at=at)


def _begin(cause: Cause, addresses: Mapping[int, str], at: datetime) -> dict[int, Code]:
    people.hold(addresses)
    ours = Delivery.objects.filter(cause=cause, customer__in=addresses)
    ours.filter(state=State.WAITING).delete()
    done = set(ours.values_list("customer", flat=True))
    dropped = dict(ours.filter(state=State.DROPPED).values_list("customer", "code"))
    asked = {row: address for row, address in addresses.items() if row not in dropped}
    # Looked at again, for it may have been stopped since the caller read it.
    is_stopped = Cause.objects.filter(pk=cause.pk, stopped_at__isnull=False).exists()
    set_now, wanted = reading.current(), wanted_of(cause, due_at=at, expires_at=None)
    known = receivers.known(asked, Asked(cause, set_now, at), at_addresses=asked)
    left_out = dict.fromkeys(known, Code.STOPPED)
    if not is_stopped:
        left_out = _left_out(known, set_now, wanted)
    written = [
        _copy(cause, row, each.address, left_out.get(row), at=at)
        for row, each in known.items()
        if row not in done
    ]
    Delivery.objects.bulk_create(written)
    return left_out | {row: Code(code) for row, code in dropped.items()}


def _left_out(known: Mapping[int, Known], set_now: Rules, wanted: Wanted) -> dict[int, Code]:
    """Of two rows that are one person by now, the second is."""
    left_out: dict[int, Code] = {}
    passed: set[int] = set()
    for row, each in known.items():
        code = judge(set_now, wanted, each).code
        if code is None and each.customer in passed:
            code = Code.HAD_IT
        if code is None:
            passed.add(each.customer)
        else:
            left_out[row] = code
    return left_out


def _copy(cause: Cause, row: int, address: str, code: Code | None, *, at: datetime) -> Delivery:
    counts = code is None and cause.purpose == Purpose.MARKETING
    return Delivery(
        cause=cause,
        receiver=Delivery.Receiver.PERSON,
        customer_id=row,
        connection_id=cause.connection_id,
        channel=cause.channel,
        address=address if code is None else "",
        due_at=at,
        held_until=at + LONGEST_CALL if code is None else None,
        first_tried_at=at if code is None else None,
        state=State.WAITING if code is None else State.DROPPED,
        code=code or "",
        counted_at=at if counts else None,
        priority=PRIORITIES[Purpose(cause.purpose)],
    )
