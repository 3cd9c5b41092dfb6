"""Spending of budgets that all processes share: what one takes is one row's update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from guisu.ground.channels.models import Spending
from guisu.ground.channels.port import Budget

NOW = timedelta()


@dataclass(frozen=True, slots=True)
class Granted:
    """So many calls may be made; of none, `wait` says after how long to ask again."""

    calls: int
    wait: timedelta = NOW


@transaction.atomic
def spend(budgets: Sequence[Budget], *, at: datetime, wanted: int = 1) -> Granted:
    """Take up to `wanted` calls of each of `budgets`, as many of one as of the other.

    A budget is full again `Budget.seconds` after its first call. What is taken and not used is
    lost until then.
    """
    held = [(_held(each, at=at), each) for each in sorted(budgets, key=lambda each: each.key)]
    if longest := max((_wait(row, budget, at=at) for row, budget in held), default=NOW):
        return Granted(0, longest)
    calls = min([wanted, *(budget.calls - row.calls for row, budget in held)])
    for row, _ in held:
        row.calls += calls
        row.save(update_fields=["began_at", "calls", "shut_until"])
    return Granted(calls)


@transaction.atomic
def shut(budget: Budget, *, at: datetime, again_for: timedelta) -> timedelta:
    """The provider lets nothing through: nobody spends of `budget` for its time; how long that is.

    Shut once more within its time after the last pause, it is for `again_for`.
    """
    row, window = _held(budget, at=at), timedelta(seconds=budget.seconds)
    if row.shut_until is None or row.shut_until <= at:
        is_again = row.shut_until is not None and at - row.shut_until < window
        row.shut_until = at + (again_for if is_again else window)
        row.save(update_fields=["shut_until"])
    return row.shut_until - at


def _held(budget: Budget, *, at: datetime) -> Spending:
    """Its row, locked, always in the order of keys; begun anew where its time is over.

    Clocks of two machines differ a little, which begins nothing anew; one that was put back does.
    """
    key, window = budget.key[:255], timedelta(seconds=budget.seconds)
    found = Spending.objects.select_for_update().filter(key=key)
    row = found.first()
    if row is None:
        Spending.objects.bulk_create([Spending(key=key, began_at=at)], ignore_conflicts=True)
        row = found.get()
    if at < row.began_at - window:
        row.shut_until = None
    if not row.began_at - window <= at < row.began_at + window:
        row.began_at, row.calls = at, 0
    return row


def _wait(row: Spending, budget: Budget, *, at: datetime) -> timedelta:
    if row.shut_until is not None and at < row.shut_until:
        return row.shut_until - at
    if row.calls < budget.calls:
        return NOW
    return row.began_at + timedelta(seconds=budget.seconds) - at
