"""What other processes do with customers; each act prints what it settled, one line a piece."""

import random
import time
from datetime import timedelta

from django.utils import timezone

from guisu.ground.database import retries
from guisu.ground.events.services import record_many
from guisu.know.customers import services
from guisu.know.customers.domain import AlreadyErased, AlreadyUndone, Arrival, Claim, SamePerson
from guisu.know.customers.models import Customer, Merge
from guisu.know.customers.services import erasing
from tests import make
from tests.child import start_together


def merge_all(signal: str, *pairs: str) -> None:
    """Join each `first=second`; those joined already are passed over."""
    start_together(signal)
    for pair in pairs:
        first, second = (Customer.objects.get(pk=pk) for pk in pair.split("="))
        try:
            services.merge(first, second, by=None, at=timezone.now())
        except (SamePerson, AlreadyErased):
            continue
        print(pair, flush=True)


def undo_some(signal: str, count: str) -> None:
    """Undo merges that stand, until `count` are undone."""
    start_together(signal)
    chance, left = random.Random(1), int(count)  # noqa: S311 - a test's dice
    while left:
        time.sleep(0.002)  # on SQLite the others want their turn
        standing = list(Merge.objects.filter(undone_at=None))
        if not standing:
            continue
        merge = chance.choice(standing)
        try:
            services.undo_merge(merge, by=None, at=timezone.now())
        except AlreadyUndone:
            continue
        left -= 1
        print(merge.pk, flush=True)


def join_some(signal: str, count: str, *rows: str) -> None:
    """Join rows at random, until `count` merges are made."""
    start_together(signal)
    chance, left = random.Random(2), int(count)  # noqa: S311
    while left:
        time.sleep(0.002)
        first, second = (Customer.objects.get(pk=pk) for pk in chance.sample(rows, 2))
        try:
            print(services.merge(first, second, by=None, at=timezone.now()).pk, flush=True)
            left -= 1
        except SamePerson:
            continue


def come(signal: str, batches: str, *users: str) -> None:
    """Each batch: every user does one thing, in a random order; prints the number of events."""
    start_together(signal)
    chance = random.Random(3)  # noqa: S311
    for number in range(int(batches)):
        order = chance.sample(users, len(users))

        def arrive(order: list[str] = order, number: int = number) -> int:
            now = timezone.now()
            arrivals = [
                Arrival((Claim("user_id", user),), now + timedelta(seconds=number), "key:1")
                for user in order
            ]
            found = services.resolve(arrivals, at=now)
            facts = [
                make.entry("Came", now, each.customer_id, properties={"user": user, "value": 1})
                for user, each in zip(order, found, strict=True)
            ]
            return record_many(facts, at=now)

        print(retries.in_transaction(arrive), flush=True)


def erase(signal: str, *rows: str) -> None:
    start_together(signal)
    for pk in rows:
        try:
            services.erase(Customer.objects.get(pk=pk), by=None, at=timezone.now())
        except AlreadyErased:
            continue
        print(pk, flush=True)


def scrub(row: str) -> None:
    print("ready", flush=True)
    erasing.scrub([int(row)])
