"""A person's tags beside their name: each says who gave it, when and why."""

from dataclasses import dataclass

from guisu.doors.console import sources
from guisu.know.customers.models import Customer
from guisu.know.customers.selectors import tags
from guisu.know.customers.selectors.tags import Held


@dataclass(frozen=True, slots=True)
class Chip:
    """One tag that a person has, and on whose word, by name."""

    held: Held
    said_by: str


def chips(customer: Customer) -> list[Chip]:
    """The person's tags, by kind and name."""
    held = tags.held_by(customer)
    names = sources.labels(each.batch.source for each in held)
    return [Chip(each, names[each.batch.source]) for each in held]
