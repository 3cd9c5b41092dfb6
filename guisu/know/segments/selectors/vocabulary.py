"""The words that conditions are made of: kinds of events, their properties, categories, names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Manager

from guisu.ground.events.models import Event
from guisu.ground.kernel.text import clean, search_key
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Store
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.steadiness import steady
from guisu.know.commerce.models import Order, Product
from guisu.know.customers.models import Tag
from guisu.know.segments.domain.crossings import CROSSINGS
from guisu.know.segments.models import Segment

MOST = 300
LOOKED_AT = 200
# Facts about things of ours: nobody ever does them.
OF_NOBODY = {"group.described"}
NAMED: dict[str, Manager[Any]] = {
    "product": Product.objects,
    "tag": Tag.objects,
    "store": Store.objects,
    "segment": Segment.objects,
}


@steady
def kinds(scope: Scope) -> list[str]:
    """Kinds of events that happened, the most frequent first. Needs `SEE_FIGURES`."""
    scope.require(Permission.SEE_FIGURES)
    events = tables.events()
    counted = events.group_by("kind").aggregate(times=events.count())
    ordered = counted.order_by(counted.times.desc(), counted.kind).limit(MOST)
    found = ordered.to_pyarrow()["kind"].to_pylist()
    return [kind for kind in found if kind not in CROSSINGS | OF_NOBODY]


def properties(scope: Scope, kind: str) -> list[str]:
    """Properties that the latest events of a kind have, by name."""
    scope.require(Permission.EDIT_SEGMENTS)
    latest = Event.objects.filter(kind=kind).order_by("-id").values_list("properties", flat=True)
    return sorted({name for told in latest[:LOOKED_AT] for name in told})


def categories(scope: Scope) -> list[str]:
    scope.require(Permission.EDIT_SEGMENTS)
    named = Product.objects.exclude(category="").order_by("category")
    return list(named.values_list("category", flat=True).distinct()[:MOST])


def channels(scope: Scope) -> list[str]:
    """Where orders come from."""
    scope.require(Permission.EDIT_SEGMENTS)
    named = Order.objects.order_by("channel").values_list("channel", flat=True)
    return list(named.distinct()[:MOST])


def product_names(scope: Scope) -> list[str]:
    scope.require(Permission.EDIT_SEGMENTS)
    return list(Product.objects.order_by("name").values_list("name", flat=True)[:MOST])


def product_called(text: str) -> list[int]:
    """By SKU, else by name, else all whose name contains the text."""
    key = search_key(text)
    for way in ({"sku": clean(text)}, {"name_key": key}, {"name_key__contains": key}):
        found = list(
            Product.objects.filter(**way).order_by("-pk").values_list("pk", flat=True)[:MOST]
        )
        if found:
            return found
    return []


def tag_called(text: str) -> list[int]:
    named = Tag.objects.filter(key=search_key(text), archived_at=None).order_by("pk")
    return list(named.values_list("pk", flat=True)[:1])


def tag_names(scope: Scope) -> list[str]:
    scope.require(Permission.EDIT_SEGMENTS)
    named = Tag.objects.filter(archived_at=None).order_by("name")
    return list(named.values_list("name", flat=True)[:MOST])


def segment_called(text: str) -> list[int]:
    named = Segment.objects.filter(name_key=search_key(text), archived_at=None)
    return list(named.values_list("pk", flat=True)[:1])


def segment_names(scope: Scope) -> list[str]:
    scope.require(Permission.EDIT_SEGMENTS)
    named = Segment.objects.filter(archived_at=None).order_by("name")
    return list(named.values_list("name", flat=True)[:MOST])


def names_of(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """What products, tags, stores or segments are called."""
    found = NAMED[kind].filter(pk__in=set(ids))
    return dict(found.values_list("pk", "name"))
