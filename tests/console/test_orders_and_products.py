"""Orders and products: sums that agree, scope, tiers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.commerce import browsing, listing
from guisu.know.commerce.models import Product
from tests import make
from tests.console import shop
from tests.console.browsing import browser
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db


def test_the_sums_are_of_all_that_the_filters_find() -> None:
    shop.order(total=1_000)
    shop.order(total=2_500)
    shop.order(total=9_900, status="cancelled")
    shop.order(total=50_000, placed_at=make.NOON - timedelta(days=3))

    answer = browser(make.mei()).get(reverse("console:orders"), {"since": "2026-11-22"})

    [sums] = answer.context["totals"]
    assert (sums.orders, sums.cancelled, sums.total_minor) == (2, 1, 3_500)


def test_both_days_of_a_period_are_included() -> None:
    shop.order(placed_at=make.NOON - timedelta(days=1))
    shop.order(placed_at=make.NOON)
    shop.order(placed_at=make.NOON + timedelta(days=1))

    answer = browser(make.mei()).get(
        reverse("console:orders"), {"since": "2026-11-21", "until": "2026-11-22"}
    )

    assert len(answer.context["page"].rows) == 2


def test_orders_of_another_store_are_neither_listed_nor_summed_nor_opened() -> None:
    shop.order(total=1_000, store=make.store("North"))
    hidden = shop.order(total=5_000, store=make.store("South"))
    client = browser(make.jun())

    answer = client.get(reverse("console:orders"))

    assert [order.store.name for order in answer.context["page"].rows] == ["North"]
    assert answer.context["totals"][0].total_minor == 1_000
    assert client.get(reverse("console:order", args=[hidden.pk])).status_code == 404


def test_an_order_shows_lines_customer_and_history() -> None:
    order = shop.order(make.customer("Ada"), sku="X9")

    html = browser(make.mei()).get(reverse("console:order", args=[order.pk])).content.decode()

    assert "Ada" in html
    assert "Product X9" in html
    assert "What became of it" in html


def test_an_export_of_orders_names_nobody() -> None:
    shop.order(make.customer("Ada"))

    answer = browser(make.mei()).post(reverse("console:order-export"), {"format": "csv"})

    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "shop" in content
    assert "Ada" not in content


def test_a_tier_is_chosen_in_the_row() -> None:
    shop.order(sku="X9")
    product = Product.objects.get(sku="X9")

    answer = browser(make.mei()).post(
        reverse("console:product-tier", args=[product.pk]),
        {"tier": "core"},
        headers={"hx-request": "true"},
    )

    product.refresh_from_db()
    assert product.tier == "core"
    assert "selected" in answer.content.decode()


def test_many_products_get_a_tier_at_once() -> None:
    for sku in ("X1", "X2", "X3"):
        shop.order(sku=sku)
    ticked = list(Product.objects.exclude(sku="X3").values_list("pk", flat=True))

    browser(make.mei()).post(reverse("console:product-tiers"), {"row": ticked, "tier": "lead_in"})

    assert Product.objects.filter(tier="lead_in").count() == 2


def test_a_tier_that_does_not_exist_is_refused() -> None:
    shop.order(sku="X9")
    product = Product.objects.get(sku="X9")

    answer = browser(make.mei()).post(
        reverse("console:product-tier", args=[product.pk]), {"tier": "gold"}
    )

    assert answer.status_code == 422


def test_what_a_product_sold_is_counted_within_the_scope() -> None:
    shop.order(total=1_000, store=make.store("North"), sku="X9")
    shop.order(total=5_000, store=make.store("South"), sku="X9")
    product = Product.objects.get(sku="X9")
    load_all()

    answer = browser(make.jun()).get(reverse("console:product", args=[product.pk]))

    assert [sale.revenue_minor for sale in answer.context["sales"]] == [1_000]
    assert [order.total_minor for order in answer.context["latest"]] == [1_000]


def test_sums_of_very_many_orders_are_read_from_the_warehouse_and_say_how_fresh(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "SUMMED_UP_TO", 1)
    shop.order(total=1_000)
    shop.order(total=2_500)
    load_all()
    shop.order(total=9_999)

    answer = browser(make.mei()).get(reverse("console:orders"))

    assert answer.context["totals"][0].total_minor == 3_500
    assert "still to be counted" in answer.content.decode()


def test_lists_stand_while_the_warehouse_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.order(total=1_000, sku="X9")
    shop.order(total=2_000, sku="X9")
    product = Product.objects.get(sku="X9")
    monkeypatch.setattr(listing, "SUMMED_UP_TO", 1)
    monkeypatch.setattr("guisu.ground.warehouse.engine.current", _away)
    client = browser(make.mei())

    pages = [
        client.get(reverse("console:orders")),
        client.get(reverse("console:products")),
        client.get(reverse("console:product", args=[product.pk])),
        client.get(reverse("console:figures")),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "Figures come back by themselves" in page.content.decode()


def _away() -> None:
    raise WarehouseAway


def test_an_edited_product_is_saved() -> None:
    shop.order(sku="X9")
    product = Product.objects.get(sku="X9")

    browser(make.mei()).post(
        reverse("console:product-edit", args=[product.pk]),
        {"name": "Milk", "tier": "core", "price": "59.90", "is_listed": "on"},
    )

    product.refresh_from_db()
    assert (product.name, product.price_minor, product.currency) == ("Milk", 5990, "CNY")


def test_orders_that_are_few_among_very_many_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SUMMED_UP_TO", 1)
    shop.order(status="refunded", placed_at=make.NOON - timedelta(days=2))
    for _ in range(3):
        shop.order()
    load_all()

    answer = browser(make.mei()).get(reverse("console:orders"), {"status": "refunded"})

    assert [order.status for order in answer.context["page"].rows] == ["refunded"]


def test_without_the_warehouse_they_are_sought_a_stretch_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "SUMMED_UP_TO", 1)
    monkeypatch.setattr(browsing, "WALKED", 2)
    monkeypatch.setattr("guisu.ground.warehouse.engine.current", _away)
    shop.order(status="refunded", placed_at=make.NOON - timedelta(days=2))
    for _ in range(3):
        shop.order()
    client = browser(make.mei())

    first = client.get(reverse("console:orders"), {"status": "refunded"})
    after = first.context["page"].next
    second = client.get(reverse("console:orders"), {"status": "refunded", "after": after})

    assert "Nothing found so far" in first.content.decode()
    assert [order.status for order in second.context["page"].rows] == ["refunded"]
