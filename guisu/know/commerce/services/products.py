"""Products: made when an order first names them, planned by people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from guisu.ground.database import editions, rows
from guisu.ground.kernel.text import search_key
from guisu.ground.staff.models import Actor, Staff
from guisu.ground.staff.services import audit, plain
from guisu.ground.warehouse import services as warehouse
from guisu.know.commerce.domain import ProductsOutcome
from guisu.know.commerce.models import Product

NAME_LENGTH = 200
WITH_SKU = "SELECT sku, id FROM commerce_product WHERE sku "


def products_by_sku(names: Mapping[str, str], *, at: datetime) -> dict[str, int]:
    """Ids of the products with these SKUs; unknown ones are made, under the name given.

    Sorted, and without complaint about rows that another caller makes at this moment: two
    importers that meet the same new SKU wait for each other and end with one product.
    """
    found = _ids(names)
    missing = sorted(sku for sku in names if sku not in found)
    if not missing:
        return found
    Product.objects.bulk_create(
        [_made(sku, names[sku] or sku, at) for sku in missing], ignore_conflicts=True
    )
    made = _ids(missing)
    warehouse.mark_changed("products", made.values())
    return found | made


@transaction.atomic
def set_tier(products: Iterable[Product], *, tier: str, by: Staff, at: datetime) -> int:
    """Put `products` into a tier (empty: none). How many changed; each leaves an audit entry."""
    ids = [product.pk for product in products]
    changing = list(
        Product.objects.select_for_update().filter(pk__in=ids).exclude(tier=tier).order_by("pk")
    )
    for product in changing:
        audit(
            "product.changed",
            subject=f"product:{product.pk}",
            by=by,
            at=at,
            before={"tier": product.tier},
            after={"tier": tier},
        )
    Product.objects.filter(pk__in=[product.pk for product in changing]).update(
        tier=tier, edition=F("edition") + 1
    )
    warehouse.mark_changed("products", [product.pk for product in changing])
    return len(changing)


@transaction.atomic
def tell_products(
    told: Mapping[str, Mapping[str, Any]], *, by: Actor | None, at: datetime
) -> ProductsOutcome:
    """Create or change products by SKU; what is not told of a product stays as it is.

    `told` is SKU -> the fields of `edit_product`. A new product without a name goes by its SKU.
    Safe to repeat: what is already so leaves no audit entry. Raises Django's ValidationError.
    """
    found = {product.sku: product for product in Product.objects.filter(sku__in=told)}
    new = {sku: told[sku] for sku in told if sku not in found}
    changed = [
        edit_product(found[sku], changes=told[sku], by=by, at=at)
        for sku in found
        if any(getattr(found[sku], name) != value for name, value in told[sku].items())
    ]
    for sku, values in new.items():
        _plan(sku, values, by=by, at=at)
    return ProductsOutcome(len(new), len(changed), len(told) - len(new) - len(changed))


@transaction.atomic
def edit_product(
    product: Product,
    *,
    changes: Mapping[str, Any],
    by: Actor | None,
    at: datetime,
    seen: int | None = None,
) -> Product:
    """Change name, tier, category, price or whether it is listed; audited with before and after.

    `seen` as `editions.turn` takes it; raises `Stale`, and Django's ValidationError for values
    that the product cannot have.
    """
    standing = Product.objects.select_for_update().get(pk=product.pk)
    editions.turn(standing, seen)
    before = plain(standing)
    for name, value in changes.items():
        setattr(standing, name, value)
    standing.name_key = search_key(standing.name)[:NAME_LENGTH]
    standing.full_clean()
    standing.save()
    after = plain(standing)
    if after != before:
        subject = f"product:{standing.pk}"
        audit("product.changed", subject=subject, by=by, at=at, before=before, after=after)
        warehouse.mark_changed("products", [standing.pk])
    return standing


def _plan(sku: str, values: Mapping[str, Any], *, by: Actor | None, at: datetime) -> None:
    """Make a product that no order has named yet."""
    product = _made(sku, sku, at)
    for name, value in values.items():
        setattr(product, name, value)
    product.name_key = search_key(product.name)[:NAME_LENGTH]
    product.full_clean()
    product.save()
    subject = f"product:{product.pk}"
    audit("product.made", subject=subject, by=by, at=at, after=plain(product))
    warehouse.mark_changed("products", [product.pk])


def _made(sku: str, name: str, at: datetime) -> Product:
    return Product(sku=sku, name=name, name_key=search_key(name)[:NAME_LENGTH], created_at=at)


def _ids(skus: Iterable[str]) -> dict[str, int]:
    is_one, given = rows.among(list(skus))
    return dict(rows.read(WITH_SKU + is_one, [given]))
