"""Deciding who gets what: in short parts, so that nobody waits for a million rows to be written."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from guisu.act.outreach.domain.codes import PRIORITIES, Purpose, Receiver
from guisu.act.outreach.domain.gates import Known, Rules, Verdict, Wanted, judge
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.selectors import receivers, rules
from guisu.act.outreach.selectors.receivers import Asked
from guisu.act.outreach.services import people
from guisu.ground.database import rows
from guisu.ground.database.retries import in_transaction
from guisu.ground.jobs import courtesy
from guisu.know.customers.models import Customer

# Where who plans does not say when it is too late: longer than quiet hours and a night's queue.
LATEST = timedelta(hours=24)
WAITING, DROPPED = Delivery.State.WAITING.value, Delivery.State.DROPPED.value
COLUMNS = (
    "cause_id",
    "occurrence",
    "receiver",
    "customer_id",
    "connection_id",
    "channel",
    "address",
    "language",
    "variables",
    "step",
    "reference",
    "provider_code",
    "due_at",
    "tries",
    "state",
    "code",
    "expires_at",
    "priority",
)
_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that a cause speaks: with the same `occurrence` nobody gets a second copy.

    `variables`: by customer row, of those who have any; `language` is everybody's.
    """

    cause: Cause
    due_at: datetime
    occurrence: str = ""
    expires_at: datetime | None = None
    language: str = ""
    variables: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


# What becomes of whom: a gate's code, or "" for those who get it.
Counts = Counter[str]
Judged = tuple[Known, Verdict]


def preview(customers: Sequence[int], occasion: Occasion, *, at: datetime) -> Counts:
    """What `plan` would do now, by reason; writes nothing. Repeated ids count once."""
    counted: Counts = Counter()
    for some in courtesy.in_parts(sorted(set(customers))):
        told = _judged(some, occasion, rules.current(), at=at)
        counted.update(verdict.code or "" for _, verdict in told.values())
    return counted


def plan(customers: Sequence[int], occasion: Occasion, *, at: datetime) -> Counts:
    """Owe a copy to each of the customer rows, or note why not; the counts of what was written.

    In many small transactions: the gates are asked before each, and what has changed in the moment
    between is judged again inside. Safe to cut off and to call again, which writes what is missing
    and changes nothing else.
    """
    counted: Counts = Counter()
    for some in courtesy.in_parts(sorted(set(customers))):
        told = _judged(_missing(some, occasion), occasion, rules.current(), at=at)
        if told:
            counted += in_transaction(partial(_write, told, occasion, at=at))
    return counted


def plan_some(customers: Collection[int], occasion: Occasion, *, at: datetime) -> Counts:
    """As `plan`, inside the caller's transaction: for one person, or very few.

    The persons are held, so that nobody is erased between the gates and the copy.
    """
    people.hold(customers)
    told = _judged(_missing(customers, occasion), occasion, rules.current(), at=at)
    return _insert(told, occasion)


def _missing(customers: Collection[int], occasion: Occasion) -> list[int]:
    """Of whom nothing was planned for the occasion yet."""
    planned = Delivery.objects.filter(
        cause=occasion.cause, occurrence=occasion.occurrence, customer__in=customers
    )
    return sorted(set(customers).difference(planned.values_list("customer", flat=True)))


def _write(told: Mapping[int, Judged], occasion: Occasion, *, at: datetime) -> Counts:
    """Write what was judged a moment ago, of those who are as they were then.

    Whoever was erased, joined or parted meanwhile is judged again: no address is kept of them that
    was theirs before.
    """
    people.hold(told)
    missing = _missing(told, occasion)
    as_they_are = Customer.objects.filter(pk__in=missing)
    same = {
        pk
        for pk, root, erased_at in as_they_are.values_list("pk", "merged_into", "erased_at")
        if _is_as_judged(told[pk][0], root or pk, erased_at)
    }
    others = [pk for pk in missing if pk not in same]
    again = _judged(others, occasion, rules.current(), at=at) if others else {}
    return _insert({pk: again.get(pk, told[pk]) for pk in missing}, occasion)


def _is_as_judged(known: Known, root: int, erased_at: datetime | None) -> bool:
    return known.customer == root and (known.is_erased or erased_at is None)


def _insert(told: Mapping[int, Judged], occasion: Occasion) -> Counts:
    rows.insert(Delivery, COLUMNS, [_row(pk, occasion, *each) for pk, each in told.items()])
    return Counter(verdict.code or "" for _, verdict in told.values())


def wanted_of(cause: Cause, *, due_at: datetime, expires_at: datetime | None) -> Wanted:
    """What the gates are asked about a copy of `cause` for a person."""
    return Wanted(
        channel=cause.channel,
        purpose=Purpose(cause.purpose),
        due_at=due_at,
        expires_at=expires_at,
        experiment=cause.experiment or str(cause),
        share=cause.held_out,
        keeps_quiet=cause.keeps_quiet,
    )


def _judged(
    customers: Collection[int], occasion: Occasion, set_now: Rules, *, at: datetime
) -> dict[int, Judged]:
    cause = occasion.cause
    due_at = max(occasion.due_at, at)
    wanted = wanted_of(cause, due_at=due_at, expires_at=occasion.expires_at)
    known = receivers.known(customers, Asked(cause, set_now, due_at, occasion.occurrence))
    return {pk: (each, judge(set_now, wanted, each)) for pk, each in known.items()}


def _row(pk: int, occasion: Occasion, known: Known, verdict: Verdict) -> tuple[Any, ...]:
    cause = occasion.cause
    expires_at = occasion.expires_at or (None if verdict.code else verdict.not_before + LATEST)
    return (
        cause.pk,
        occasion.occurrence,
        Receiver.PERSON.value,
        pk,
        cause.connection_id,
        cause.channel,
        "" if verdict.code else known.address,
        occasion.language,
        _json({} if verdict.code else occasion.variables.get(pk, {})).decode(),
        "",
        "",
        "",
        rows.stored(verdict.not_before),
        0,
        DROPPED if verdict.code else WAITING,
        verdict.code.value if verdict.code else "",
        rows.stored(expires_at) if expires_at else None,
        PRIORITIES[Purpose(cause.purpose)],
    )
