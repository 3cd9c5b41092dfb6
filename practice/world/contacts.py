"""Customers and the pairs they make with staff: reads, and the writes that the API allows."""

from dataclasses import dataclass

from practice.world.model.contacts import Ended, Ending, Pair, Person
from practice.world.model.tags import Tag
from practice.world.refusals import Code, Refused
from practice.world.state import World

MOST_TAGS_A_PAIR = 3_000


@dataclass(frozen=True, slots=True)
class Remark:
    """What to write on a pair; None leaves as it is."""

    remark: str | None = None
    description: str | None = None
    company: str | None = None
    mobiles: list[str] | None = None


def person(world: World, external_id: str) -> Person:
    """Refuses ids that nobody has (40096)."""
    found = world.people.get(external_id)
    if found is None:
        raise Refused(Code.BAD_CUSTOMER, "invalid external userid")
    return found


def pair(world: World, user_id: str, external_id: str) -> Pair:
    """The living pair of the two. Refuses 40003, 40096, and 84061 for two who have not met."""
    staff = world.staff.get(user_id.lower())
    if staff is None:
        raise Refused(Code.BAD_USER, "userid not found")
    person(world, external_id)
    found = world.pairs_of_staff[staff.user_id].get(external_id)
    if found is None:
        raise Refused(Code.NO_RELATION, "not external contact")
    return found


def customers_of(world: World, user_id: str) -> list[Pair]:
    """Pairs of one member in the order they were made."""
    return list(world.pairs_of_staff[user_id].values())


def staff_of(world: World, external_id: str) -> list[Pair]:
    """Pairs of one customer in the order they were made."""
    return list(world.pairs_of_person[external_id].values())


def write_remark(world: World, found: Pair, remark: Remark) -> None:
    if remark.remark is not None:
        found.remark = remark.remark
    if remark.description is not None:
        found.description = remark.description
    if remark.company is not None:
        found.remark_company = remark.company
    if remark.mobiles is not None:
        found.remark_mobiles = [mobile for mobile in remark.mobiles if mobile]


def mark(world: World, found: Pair, *, add: list[Tag], remove: list[Tag], at: float) -> None:
    """Corp tags onto and off a pair. Tells nobody: it was asked for by API."""
    kept = dict(found.tags)
    for tag in remove:
        kept.pop(tag.tag_id, None)
    for tag in add:
        kept.setdefault(tag.tag_id, at)
    if len(kept) > MOST_TAGS_A_PAIR:
        raise Refused(Code.TOO_MANY_TAGS, "too many tags for this customer")
    found.tags = kept


def begin(world: World, made: Pair) -> None:
    """Let the two have each other."""
    world.pairs_of_staff[made.user_id][made.external_id] = made
    world.pairs_of_person[made.external_id][made.user_id] = made
    world.figures.contact_day(made.user_id, made.created_at).added += 1


def end(world: World, found: Pair, *, why: Ending, at: float) -> None:
    """Let the two no longer have each other; remembered, because broadcasts ask (status 2)."""
    del world.pairs_of_staff[found.user_id][found.external_id]
    del world.pairs_of_person[found.external_id][found.user_id]
    world.ended.append(Ended(found, at, why))
    if why is Ending.BY_CUSTOMER:
        world.figures.contact_day(found.user_id, at).lost += 1
