"""Planning the range: tiers for many at once, one product changed, each change on record."""

import pytest
from django.core.exceptions import ValidationError

from guisu.ground.staff.models import AuditEntry
from guisu.ground.warehouse.models import Change
from guisu.know.commerce import services
from guisu.know.commerce.models import Product
from tests import make

pytestmark = pytest.mark.django_db


def product(sku: str, **values: object) -> Product:
    return Product.objects.create(sku=sku, name=sku.title(), created_at=make.NOON, **values)


def changes() -> list[tuple[str, dict[str, object], dict[str, object]]]:
    found = AuditEntry.objects.filter(action="product.changed").order_by("id")
    return list(found.values_list("subject", "before", "after"))


def marked() -> list[int]:
    return list(Change.objects.filter(dimension="products").values_list("row_id", flat=True))


def test_only_products_whose_tier_changes_are_noted_and_loaded_again() -> None:
    tea, cup = product("tea", tier="core"), product("cup", tier="event")

    count = services.set_tier([tea, cup], tier="core", by=make.mei(), at=make.NOON)

    assert count == 1
    assert set(Product.objects.values_list("sku", "tier")) == {("tea", "core"), ("cup", "core")}
    assert changes() == [(f"product:{cup.pk}", {"tier": "event"}, {"tier": "core"})]
    assert marked() == [cup.pk]


def test_a_tier_set_twice_changes_nothing_more() -> None:
    tea = product("tea")
    for _ in range(2):
        services.set_tier([tea], tier="lead_in", by=make.mei(), at=make.NOON)

    count = services.set_tier([tea], tier="", by=make.mei(), at=make.NOON)

    assert count == 1
    assert Product.objects.get().tier == ""
    assert [after for _, _, after in changes()] == [{"tier": "lead_in"}, {"tier": ""}]


def test_a_product_changes_with_before_and_after_and_is_found_by_its_new_name() -> None:
    tea = product("tea", price_minor=500, currency="CNY")

    told = {"name": "Jasmine TEA", "price_minor": 800}
    services.edit_product(tea, changes=told, by=make.mei(), at=make.NOON)

    kept = Product.objects.get()
    assert (kept.name, kept.price_minor, kept.name_key) == ("Jasmine TEA", 800, "jasmine tea")
    [(subject, before, after)] = changes()
    assert subject == f"product:{tea.pk}"
    assert (before["name"], after["name"]) == ("Tea", "Jasmine TEA")
    assert (before["price_minor"], after["price_minor"]) == (500, 800)
    assert marked() == [tea.pk]


def test_an_edit_without_a_difference_leaves_no_trace() -> None:
    tea = product("tea", name_key="tea")

    services.edit_product(tea, changes={"name": "Tea"}, by=make.mei(), at=make.NOON)

    assert changes() == []
    assert marked() == []


@pytest.mark.parametrize("wrong", [{"price_minor": -1}, {"tier": "best"}, {"name": ""}])
def test_what_a_product_cannot_have_is_refused_and_kept_out(
    wrong: dict[str, object],
) -> None:
    tea = product("tea")

    with pytest.raises(ValidationError):
        services.edit_product(tea, changes={"category": "Green", **wrong}, by=None, at=make.NOON)

    assert Product.objects.get().category == ""
    assert changes() == []
