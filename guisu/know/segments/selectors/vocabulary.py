"""The words that conditions are made of: kinds of events, their properties, things by name."""

from collections.abc import Collection
from typing import Any

from django.db.models import Manager, QuerySet

from guisu.ground.events import facts
from guisu.ground.events.models import Event
from guisu.ground.kernel.text import clean, search_key
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Store
from guisu.ground.staff.selectors import visible_stores
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.steadiness import steady
from guisu.know.commerce.models import Order, Product
from guisu.know.customers.models import Tag
from guisu.know.segments.facts import CROSSINGS
from guisu.know.segments.models import Segment
from guisu.know.segments.pieces import Lookup

MOST = 300
LOOKED_AT = 200
Offered = list[tuple[str, str]]


@steady
def kinds(scope: Scope) -> list[str]:
    """Kinds of events that happened, the most frequent first. Needs `SEE_FIGURES`."""
    scope.require(Permission.SEE_FIGURES)
    events = tables.events()
    counted = events.group_by("kind").aggregate(times=events.count())
    ordered = counted.order_by(counted.times.desc(), counted.kind).limit(MOST)
    found = ordered.to_pyarrow()["kind"].to_pylist()
    return [kind for kind in found if kind not in CROSSINGS | facts.of_nobody()]


def properties(scope: Scope, kind: str) -> list[str]:
    """Properties that the latest events of a kind have, by name."""
    scope.require(Permission.EDIT_SEGMENTS)
    latest = Event.objects.filter(kind=kind).order_by("-id").values_list("properties", flat=True)
    return sorted({name for told in latest[:LOOKED_AT] for name in told})


def words(found: Collection[str]) -> Offered:
    """Words as what is offered: each is its own name."""
    return [(each, each) for each in found]


def by_name(rows: QuerySet[Any]) -> Offered:
    """Rows with a name as what is offered, by name."""
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")[:MOST]]


def names_of(manager: Manager[Any], ids: Collection[int]) -> dict[int, str]:
    return dict(manager.filter(pk__in=ids).values_list("pk", "name"))


def _categories(scope: Scope) -> Offered:
    scope.require(Permission.EDIT_SEGMENTS)
    named = Product.objects.exclude(category="").order_by("category")
    return words(named.values_list("category", flat=True).distinct()[:MOST])


def _channels(scope: Scope) -> Offered:
    """Where orders come from."""
    scope.require(Permission.EDIT_SEGMENTS)
    named = Order.objects.order_by("channel").values_list("channel", flat=True)
    return words(named.distinct()[:MOST])


def _products(scope: Scope) -> Offered:
    scope.require(Permission.EDIT_SEGMENTS)
    return by_name(Product.objects.all())


def _product_called(_scope: Scope, text: str) -> list[int]:
    """By SKU, else by name, else all whose name contains the text."""
    key = search_key(text)
    for way in ({"sku": clean(text)}, {"name_key": key}, {"name_key__contains": key}):
        found = list(
            Product.objects.filter(**way).order_by("-pk").values_list("pk", flat=True)[:MOST]
        )
        if found:
            return found
    return []


def _tags(scope: Scope) -> Offered:
    scope.require(Permission.EDIT_SEGMENTS)
    return by_name(Tag.objects.filter(archived_at=None))


def _tag_called(_scope: Scope, text: str) -> list[int]:
    named = Tag.objects.filter(key=search_key(text), archived_at=None).order_by("pk")
    return list(named.values_list("pk", flat=True)[:1])


def _segments(scope: Scope) -> Offered:
    scope.require(Permission.EDIT_SEGMENTS)
    return by_name(Segment.objects.filter(archived_at=None))


def _segment_called(_scope: Scope, text: str) -> list[int]:
    named = Segment.objects.filter(name_key=search_key(text), archived_at=None)
    return list(named.values_list("pk", flat=True)[:1])


PRODUCTS = Lookup(_products, _product_called, lambda _, ids: names_of(Product.objects, ids))
TAGS = Lookup(_tags, _tag_called, lambda _, ids: names_of(Tag.objects, ids))
SEGMENTS = Lookup(_segments, _segment_called, lambda _, ids: names_of(Segment.objects, ids))
STORES = Lookup(
    lambda scope: by_name(visible_stores(scope)),
    names=lambda _, ids: names_of(Store.objects, ids),
)
CATEGORIES = Lookup(_categories)
CHANNELS = Lookup(_channels)
ANY_WORDS = Lookup(lambda _: [])
