"""Orders of known people, and what is made of them: segments, tag rules."""

from datetime import timedelta

from guisu.know.commerce.models import Product
from guisu.know.customers.models import Customer, Tag
from guisu.know.segments.families.orders.struct import Bought
from guisu.know.segments.models import Crossing, Member, Segment, Snapshot, TagRule
from guisu.know.segments.services import segments, tagging
from tests import make
from tests.console.shop import order
from tests.world import Side, World


def house(world: World) -> None:
    order(sku="TEA")
    segment = segments.create("Everybody of late", Bought(), by=make.mei(), at=make.NOON)
    mode = TagRule.Mode.WHILE
    tag = Tag.objects.get(pk=world.rows["tags"])
    rule = tagging.make(segment, tag, mode, by=make.mei(), at=make.NOON)
    world.rows |= {
        "products": Product.objects.get(sku="TEA").pk,
        "segments": segment.pk,
        "tags/rules": rule.pk,
    }


def side(side: Side) -> None:
    _segment(side)
    for number, customer in enumerate(Customer.objects.filter(known_to__store=side.store)):
        made = order(customer, total=10_000 + number, store=side.store, sku="TEA")
        side.rows["orders"] = made.pk


def _segment(side: Side) -> None:
    """All but one of the store's people are in the segment; that one has just left it."""
    everybody = Segment.objects.get(pk=side.world.rows["segments"])
    *inside, gone = Customer.objects.filter(known_to__store=side.store, merged_into=None)
    for customer in inside:
        Member.objects.create(segment=everybody, customer=customer, since=make.NOON)
    for customer, entered in [*((one, True) for one in inside), (gone, False)]:
        Crossing.objects.create(
            segment=everybody, customer=customer, entered=entered, version=1, by_event=False,
            at=make.NOON - timedelta(days=2),
        )  # fmt: skip
    everybody.size += len(inside)
    everybody.counted_version, everybody.counted_at = everybody.version, make.NOON
    everybody.save()
    for days in (3, 1):
        Snapshot.objects.create(
            segment=everybody, version=1, at=make.NOON - timedelta(days=days),
            size=everybody.size + days, entered=0, left=0,
        )  # fmt: skip
