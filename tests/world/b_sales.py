"""Orders of known people, and what is made of them: segments, tag rules."""

from guisu.know.commerce.models import Product
from guisu.know.customers.models import Customer, Tag
from guisu.know.segments.families.orders.struct import Bought
from guisu.know.segments.models import TagRule
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
    for number, customer in enumerate(Customer.objects.filter(known_to__store=side.store)):
        made = order(customer, total=10_000 + number, store=side.store, sku="TEA")
        side.rows["orders"] = made.pk
