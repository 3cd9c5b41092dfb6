"""Carrying deliveries out: gates asked in the moment before each call, one call at a time a lane.

A copy is marked as under way, with the gates' yes, in one transaction; the call is made outside;
what came of it is written after. Whoever dies in between leaves a copy of which nobody knows
whether it arrived: it is counted and listed as unknown, and sent again only where the provider
tells repetitions.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from guisu.act.outreach.domain.codes import PRIORITIES, Code, Receiver
from guisu.act.outreach.domain.gates import judge
from guisu.act.outreach.domain.wording import CannotRender
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.selectors import receivers, rules
from guisu.act.outreach.selectors.receivers import Asked
from guisu.act.outreach.services import doubts, parcels, people, receipts, settling
from guisu.act.outreach.services.planning import wanted_of
from guisu.ground.channels import budgets, leaving
from guisu.ground.channels.carriers import carrier_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    Carrier,
    ChannelError,
    CredentialsRefused,
    NoSuchAddress,
    OutcomeUnknown,
    Parcel,
    TryLater,
)
from guisu.ground.database.retries import in_transaction
from guisu.ground.jobs import owed
from guisu.ground.jobs.domain import wait_before
from guisu.ground.jobs.owed import Terms

logger = logging.getLogger("guisu.outreach")
State = Delivery.State
UNTIL_MENDED = timedelta(minutes=10)
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Passed:
    """A copy that may go now: marked, its parcel packed."""

    delivery: Delivery
    parcel: Parcel


class _Full(Exception):
    """The account may not call for so long: the copy is taken back to its place in the line."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__()


class _Pauses:
    """Until when this process leaves the lanes alone whose provider would take nothing."""

    until: dict[str, datetime] = {}


def lanes() -> Collection[str]:
    """One for each account that carries anything."""
    speaking = Cause.objects.filter(words__isnull=False).values("connection")
    found = leaving.speaking().filter(pk__in=speaking)
    return [str(pk) for pk in found.values_list("pk", flat=True)]


def step(lane: str) -> bool:
    """Carry the copy of this account whose turn it is, of those for persons. False: there is none.

    Safe in several processes: each copy is one's.
    """
    now = timezone.now()
    if now < _Pauses.until.get(lane, now):
        return False
    candidate = _next(int(lane), at=now)
    if candidate is None:
        return _after(int(lane))
    carrier = carrier_of(candidate.cause.connection)
    try:
        passed = in_transaction(lambda: _pass(candidate, carrier, at=now))
    except _Full as full:
        _Pauses.until[lane] = now + full.wait
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s could not be prepared", candidate)
        in_transaction(lambda: _broke(candidate, carrier, at=now))
        return True
    if passed is not None:
        _call(passed, carrier, lane)
    return True


def _after(connection: int) -> bool:
    """Where nothing is to be said: what became of what was."""
    carrier = carrier_of(Connection.objects.get(pk=connection))
    receipts.step(connection, carrier)
    return doubts.step(connection, carrier)


def _next(connection: int, *, at: datetime) -> Delivery | None:
    """One look for each priority: so what is not due yet is not passed over row by row."""
    due = _due(connection, at=at).order_by("due_at", "pk").select_related("cause")
    looks = (due.filter(priority=each).first() for each in sorted(PRIORITIES.values()))
    return next((found for found in looks if found is not None), None)


def _due(connection: int, *, at: datetime) -> QuerySet[Delivery]:
    """What rooms word themselves is carried by them."""
    waiting = Delivery.objects.filter(
        connection=connection, state=State.WAITING, due_at__lte=at, receiver=Receiver.PERSON
    )
    ours = waiting.filter(cause__stopped_at=None, cause__words__isnull=False)
    return ours.exclude(held_until__gt=at)


def _pass(candidate: Delivery, carrier: Carrier, *, at: datetime) -> Passed | None:
    """Take the copy and ask the gates, with the whole person held; None: it does not go now.

    Raises `_Full`, which undoes the taking.
    """
    people.hold([candidate.customer_id] if candidate.customer_id else [])
    mine = Delivery.objects.filter(pk=candidate.pk)
    delivery = owed.take(mine, Terms(repeatable=carrier.knows_repetitions), at=at)
    if delivery is None:
        settling.note(mine.filter(state__in=[State.UNKNOWN, State.EXPIRED]), at=at)
        return None
    delivery.cause = Cause.objects.get(pk=candidate.cause_id)
    set_now = rules.current()
    wanted = wanted_of(delivery.cause, due_at=at, expires_at=delivery.expires_at)
    asked = Asked(delivery.cause, set_now, at, delivery.occurrence)
    row = delivery.customer_id or 0
    known = receivers.known([row], asked, but=delivery.pk)[row]
    verdict = judge(set_now, wanted, known)
    code = Code.STOPPED if delivery.cause.stopped_at else verdict.code
    if code is not None:
        settling.leave_out(delivery, code, at=at)
    elif verdict.not_before > at:
        settling.wait(delivery, until=verdict.not_before)
    else:
        return _packed(delivery, known.address, carrier, at=at)
    return None


def _broke(candidate: Delivery, carrier: Carrier, *, at: datetime) -> None:
    """Have the copy at which we broke stand back, so that those behind it go on."""
    mine = Delivery.objects.filter(pk=candidate.pk)
    delivery = owed.take(mine, Terms(repeatable=carrier.knows_repetitions), at=at)
    if delivery is None:
        settling.note(mine.filter(state__in=[State.UNKNOWN, State.EXPIRED]), at=at)
    elif delivery.tries < MOST_TRIES:
        until = at + wait_before(delivery.tries + 1)
        settling.again(delivery, until=until, code=Code.BROKE)
    else:
        settling.leave_out(delivery, Code.BROKE, at=at)


def _packed(delivery: Delivery, address: str, carrier: Carrier, *, at: datetime) -> Passed | None:
    try:
        parcel = parcels.parcel(delivery, address, at=at)
    except CannotRender:
        settling.leave_out(delivery, Code.CANNOT_RENDER, at=at)
        return None
    if problems := carrier.check(parcel.content):
        settling.refuse(delivery, provider_code=problems[0].code, at=at)
        return None
    if wait := budgets.spend(carrier.budgets(), at=at).wait:
        raise _Full(wait)
    settling.mark(delivery, address, at=at)
    return Passed(delivery, parcel)


def _call(passed: Passed, carrier: Carrier, lane: str) -> None:
    try:
        taken = carrier.carry(passed.parcel)
    except ChannelError as error:
        _failed(passed, error, carrier, lane)
        return
    except Exception:
        # Nobody can say how far it came, and the next copy may fare the same.
        logger.exception("%s broke while it was handed over", passed.delivery)
        _Pauses.until[lane] = timezone.now() + UNTIL_MENDED
        settling.unknown(passed.delivery, at=timezone.now())
        return
    settling.taken(passed.delivery, taken, at=timezone.now())


def _failed(passed: Passed, error: ChannelError, carrier: Carrier, lane: str) -> None:
    delivery, now, told = passed.delivery, timezone.now(), {"provider_code": str(error.code or "")}
    match error:
        case NoSuchAddress():
            settling.no_such_address(delivery, passed.parcel.to[0], at=now, **told)
        case TryLater() if delivery.tries < MOST_TRIES:
            wait = max(error.wait, wait_before(delivery.tries + 1))
            settling.again(delivery, until=now + wait, **told)
        case CredentialsRefused():
            _Pauses.until[lane] = now + UNTIL_MENDED
            settling.wait(delivery, until=now + UNTIL_MENDED, **told)
        case OutcomeUnknown() if carrier.knows_repetitions:
            owed.leave_in_doubt(delivery, until=now + wait_before(delivery.tries + 1), **told)
        case OutcomeUnknown():
            settling.unknown(delivery, at=now, **told)
        case _:
            settling.refuse(delivery, at=now, **told)
