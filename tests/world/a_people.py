"""Customers in contact with colleagues: identities, consent, tags, merges, a suggestion, groups."""

from datetime import timedelta

from guisu.ground.channels.models import Colleague
from guisu.ground.staff.domain import Post
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Erasure, Mention, MergeSuggestion, Tag, TagKind
from guisu.know.customers.services import tags
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import Tie
from tests import make
from tests.world import Side, World

PEOPLE = 4


def house(world: World) -> None:
    tag = tags.define(name="Thrifty", kind=TagKind.NEED, by=make.mei(), at=make.NOON)
    world.rows |= {"tags": tag.pk, "tag_pk": tag.pk}


def side(side: Side) -> None:
    people = [_person(side, number) for number in range(PEOPLE)]
    colleagues = [_colleague(side, number) for number in range(2)]
    tag = Tag.objects.get(pk=side.world.rows["tags"])
    by = side.staff(Post.STORE_MANAGER)
    given = tags.give(
        tag, [one.pk for one in people], source=f"staff:{by.pk}", why=side.said("Why"), by=by,
        at=make.NOON,
    )  # fmt: skip
    merge = customers.merge(people[0], people[1], by=by, at=make.NOON)
    suggestion = MergeSuggestion.objects.create(
        first=people[2], second=people[3], evidence=side.said("Same voice"), made_at=make.NOON
    )
    side.rows |= {
        "customers": people[0].pk,
        "other_pk": people[2].pk,
        "merge_pk": merge.pk,
        "customers/suggestions": suggestion.pk,
        "tags/batches": given.batch_id,
        "channels/colleagues": colleagues[0].pk,
        "taker": colleagues[1].pk,
    }
    _erased(side)
    _group(side, people, colleagues)


def _person(side: Side, number: int) -> Customer:
    found = make.customer(
        side.said(f"Customer {number}"),
        identities={
            "user_id": side.said(f"user {number}"),
            "phone": f"+86138{side.store.pk:04}{number:04}",
        },
        stores=(side.store,),
    )
    customers.say_consent(
        found, by=None, at=make.NOON, channel="sms", purpose="marketing", granted=bool(number % 2),
        evidence=side.said("Form"), source="test",
    )  # fmt: skip
    return found


def _erased(side: Side) -> None:
    """Somebody erased whom somebody else's words mention."""
    person = _person(side, PEOPLE)
    customers.erase(person, by=None, at=make.NOON)
    erasure = Erasure.objects.get(customer=person)
    mention = Mention.objects.create(
        erasure=erasure, table="staff.store", row=side.store.pk, instead={"name": "…"}, digest="0"
    )
    side.rows |= {
        "customer-certificate": person.pk,
        "customer-mentions": person.pk,
        "mention_pk": mention.pk,
    }


def _colleague(side: Side, number: int) -> Colleague:
    found = Colleague.objects.create(
        connection=side.world.connection,
        userid=f"{side.store.code}{number}",
        name=side.said(f"Colleague {number}"),
        store=side.store,
        staff=side.staff(Post.ADVISER) if number == 0 else None,
        may_contact=True,
    )
    for person in Customer.objects.filter(known_to__store=side.store)[: PEOPLE - number]:
        Tie.objects.create(
            connection=side.world.connection,
            colleague=found,
            customer=person,
            external_userid=f"wm{person.pk}",
            remark=side.said("Remark"),
            added_at=make.NOON - timedelta(days=3),
            seen_at=make.NOON,
        )
    return found


def _group(side: Side, people: list[Customer], colleagues: list[Colleague]) -> None:
    group = Group.objects.create(
        connection=side.world.connection,
        chat_id=side.said("chat"),
        name=side.said("Group"),
        owner=colleagues[0],
        store=side.store,
        founded_at=make.NOON,
    )
    for customer in people:
        Membership.objects.create(group=group, customer=customer, joined_at=make.NOON)
    side.rows |= {"group": group.pk, "groups": group.pk}
