"""Resolution on arrival: from what somebody is called to the row that stands for them, in bulk."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from guisu.ground.staff.selectors import installation
from guisu.know.customers.domain import Arrival, Claim, Resolved
from guisu.know.customers.domain.identities import Key, given_by, normal
from guisu.know.customers.domain.traits import contacts
from guisu.know.customers.services import forest, lookup, writing
from guisu.know.customers.services.batch import Batch

NOBODY = Resolved(0)
NO_TRANSACTION = "arrivals are resolved in the transaction of what came with them"


def resolve(arrivals: Sequence[Arrival], *, at: datetime) -> list[Resolved]:
    """The customer row of each arrival, in their order; strangers get a row of their own.

    Must run inside `atomic`, with the facts that came along: both are kept or neither. Safe to
    repeat. Moments after `at` count as `at`. On PostgreSQL a deadlock with another batch raises
    OperationalError: retry the batch. `merge` and the rules in `domain.matching` say when two
    rows become one person; an arrival never moves what an earlier one left.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(NO_TRANSACTION)
    region = installation().phone_region
    keys = [keys_of(arrival, region) for arrival in arrivals]
    names = {key.name for each in keys for key in each}
    batch = Batch(lookup.owners(names))
    if connection.vendor == "postgresql" and batch.adds_to_the_forest(keys):
        forest.lock()
        batch = Batch(lookup.owners(names))
    found = [
        batch.take(arrival, claimed, min(arrival.at, at))
        for arrival, claimed in zip(arrivals, keys, strict=True)
    ]
    writing.write(batch, at=at)
    resolved = [Resolved(row.id, row.is_erased) if row is not None else NOBODY for row in found]
    batch.part()
    return resolved


def keys_of(arrival: Arrival, region: str) -> list[Key]:
    """The usable identities that `arrival` claims, the one that decides first in front."""
    claimed = arrival.claims
    if arrival.traits:
        claimed += tuple(Claim(*one) for one in contacts(arrival.traits))
    keys = [
        given_by(account, key)
        for channel, value, account in claimed
        if (key := normal(channel, value, region))
    ]
    if len(keys) > 1:
        keys = list({key.name: key for key in reversed(keys)}.values())
        keys.sort(key=lambda key: (key.strength, key.value))
    return keys
