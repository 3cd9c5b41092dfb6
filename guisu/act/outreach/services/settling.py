"""What becomes of a copy: its columns, and a row of its history for each change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from guisu.act.outreach.domain.codes import Code, Purpose
from guisu.act.outreach.models import Delivery, Outcome
from guisu.act.outreach.services import suppressing
from guisu.ground.channels.port import Taken
from guisu.ground.jobs import owed

State, Step = Delivery.State, Delivery.Step
COUNTED = (State.DONE, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Fate:
    """What copies came to."""

    state: Delivery.State
    step: str = ""
    code: str = ""
    provider_code: str = ""
    reference: str = ""


def write(pks: Collection[int], fate: Fate, *, at: datetime) -> None:
    """Note one fate of many copies; what neither went nor is in doubt is given back.

    Inside `atomic`, of copies that nobody else settles.
    """
    changes: dict[str, Any] = {"state": fate.state, "step": fate.step, "code": fate.code}
    changes |= {"held_until": None, "provider_code": fate.provider_code}
    if fate.reference:
        changes["reference"] = fate.reference
    if fate.state not in COUNTED:
        changes["counted_at"] = None
    Delivery.objects.filter(pk__in=pks).update(**changes)
    Outcome.objects.bulk_create(
        Outcome(
            delivery_id=pk,
            at=at,
            state=fate.state,
            step=fate.step,
            code=fate.code,
            provider_code=fate.provider_code,
        )
        for pk in pks
    )


def mark(delivery: Delivery, address: str, *, at: datetime) -> None:
    """It is about to be handed over: from now on it counts against the caps."""
    counts = delivery.cause.purpose == Purpose.MARKETING and delivery.customer_id is not None
    changes = {"address": address, "counted_at": at if counts else None}
    Delivery.objects.filter(pk=delivery.pk).update(**changes)


@transaction.atomic
def taken(delivery: Delivery, told: Taken, *, at: datetime) -> None:
    """The provider took it; where it refused the only receiver at once, it did not."""
    if told.unreached:
        refuse(delivery, at=at, reference=told.reference)
        return
    step = Step(told.step.value)
    more: dict[str, Any] = {"step": step, "reference": told.reference}
    if owed.settle(delivery, State.DONE, cost_micros=told.cost, **more):
        _write(delivery.pk, State.DONE, step=step, at=at)


@transaction.atomic
def refuse(delivery: Delivery, *, at: datetime, provider_code: str = "", **more: Any) -> None:
    """The provider will never take it. What counted is given back, unless it may have arrived."""
    if delivery.was_held:
        unknown(delivery, at=at, provider_code=provider_code)
        return
    more |= {"provider_code": provider_code, "counted_at": None}
    if owed.settle(delivery, State.FAILED, code=Code.PROVIDER, **more):
        _write(delivery.pk, State.FAILED, Code.PROVIDER, provider_code=provider_code, at=at)


@transaction.atomic
def no_such_address(delivery: Delivery, address: str, *, at: datetime, provider_code: str) -> None:
    """As `refuse`; and nothing is sent to `address` any more."""
    suppressing.refused((delivery.channel, address), provider_code=provider_code, at=at)
    refuse(delivery, at=at, provider_code=provider_code)


@transaction.atomic
def leave_out(delivery: Delivery, code: Code, *, at: datetime) -> None:
    """A gate said no in the moment before the call; what an earlier call took is in doubt still."""
    if delivery.was_held:
        unknown(delivery, at=at)
        return
    state = State.EXPIRED if code is Code.EXPIRED else State.DROPPED
    more: dict[str, Any] = {"variables": {}} if code is Code.ERASED else {}
    if owed.settle(delivery, state, code=code, address="", counted_at=None, **more):
        _write(delivery.pk, state, code, at=at)


@transaction.atomic
def unknown(delivery: Delivery, *, at: datetime, provider_code: str = "") -> None:
    """It may have arrived: it goes on counting, and is never sent again by itself."""
    told = {"provider_code": provider_code}
    if owed.settle(delivery, State.UNKNOWN, code=Code.NO_ANSWER, **told):
        _write(delivery.pk, State.UNKNOWN, Code.NO_ANSWER, provider_code=provider_code, at=at)


def again(delivery: Delivery, *, until: datetime, **told: Any) -> None:
    """It was not taken: what counted is given back, and it is tried again at `until`.

    What an earlier call may have taken stays in doubt, and goes on counting.
    """
    if delivery.was_held:
        owed.leave_in_doubt(delivery, until=until, **told)
    else:
        owed.put_off(delivery, until=until, counted_at=None, **told)


def wait(delivery: Delivery, *, until: datetime, **told: Any) -> None:
    """As `again`, of what was not about this copy: it is no try of it."""
    again(delivery, until=until, tries=delivery.tries - 1, **told)


def note(found: QuerySet[Delivery], *, at: datetime) -> None:
    """Write into the history what claiming settled: the late, and what somebody died at.

    Inside `atomic`. Who was too late never was sent anything.
    """
    found.filter(state=State.EXPIRED).update(counted_at=None)
    for each in found:
        _write(each.pk, State(each.state), each.code, at=at)


def _write(
    pk: int,
    state: Delivery.State,
    code: str = "",
    *,
    at: datetime,
    step: str = "",
    provider_code: str = "",
) -> None:
    Outcome.objects.create(
        delivery_id=pk, at=at, state=state, step=step, code=code, provider_code=provider_code
    )
