"""Arrivals told by who sees only some people, such as a key of one store."""

from collections.abc import Sequence
from datetime import datetime

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation
from guisu.know.customers import selectors
from guisu.know.customers.domain import Arrival, Resolved
from guisu.know.customers.services.arrivals import keys_of, resolve


def resolve_within(scope: Scope, arrivals: Sequence[Arrival], *, at: datetime) -> list[Resolved]:
    """As `resolve`, but telling of somebody never makes them seen.

    An arrival that claims an identity of a person outside `scope` is left aside as a whole and
    comes to row 0: nothing of it is noted, nobody is joined, and no store gets to know anybody.
    Otherwise whoever may write could call up every customer by guessing phone numbers.
    """
    if scope.stores is None:
        return resolve(arrivals, at=at)
    allowed = _allowed(scope, arrivals)
    taken = [arrival for arrival, may in zip(arrivals, allowed, strict=True) if may]
    found = resolve(taken, at=at)
    seen = selectors.seen_rows(scope, {each.customer_id for each in found})
    resolved = iter(each if each.customer_id in seen else Resolved(0) for each in found)
    return [next(resolved) if may else Resolved(0) for may in allowed]


def _allowed(scope: Scope, arrivals: Sequence[Arrival]) -> list[bool]:
    region = installation().phone_region
    claimed = [[key.name for key in keys_of(arrival, region)] for arrival in arrivals]
    owners = selectors.owners_of({name for names in claimed for name in names})
    hidden = set(owners.values()) - selectors.seen_rows(scope, owners.values())
    return [not any(owners.get(name) in hidden for name in names) for names in claimed]
