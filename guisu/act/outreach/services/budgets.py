"""Spending of budgets that all processes share: one call is one row's update."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guisu.act.outreach.models import Spending
from guisu.ground.channels.port import Budget

NOW = timedelta()


def spend(budgets: Sequence[Budget], *, at: datetime) -> timedelta:
    """Take one call of each of `budgets`; else none of any, and how long to wait.

    Inside `atomic`. A budget is full again `Budget.seconds` after its first call.
    """
    held = [_held(each, at=at) for each in sorted(budgets, key=lambda each: each.key)]
    waits = [_wait(row, budget, at=at) for row, budget in held]
    if longest := max(waits, default=NOW):
        return longest
    for row, _ in held:
        row.calls += 1
        row.save(update_fields=["began_at", "calls"])
    return NOW


def _held(budget: Budget, *, at: datetime) -> tuple[Spending, Budget]:
    """Its row, locked, always in the order of keys; begun anew where its time is over."""
    key = budget.key[:255]
    Spending.objects.bulk_create([Spending(key=key, began_at=at)], ignore_conflicts=True)
    row = Spending.objects.select_for_update().get(key=key)
    if at >= row.began_at + timedelta(seconds=budget.seconds) or at < row.began_at:
        row.began_at, row.calls = at, 0
    return row, budget


def _wait(row: Spending, budget: Budget, *, at: datetime) -> timedelta:
    if row.calls < budget.calls:
        return NOW
    return row.began_at + timedelta(seconds=budget.seconds) - at
