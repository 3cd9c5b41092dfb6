"""Products and stores: what an order's SKUs and store codes stand for."""

from typing import Any

from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from guisu.doors.api.rest import access
from guisu.doors.api.rest.access import KeyRequest
from guisu.doors.api.rest.forms import (
    After,
    ProductBatch,
    ProductIn,
    ProductOut,
    Products,
    Recorded,
    Size,
    Stores,
)
from guisu.doors.api.rest.problems import Unusable
from guisu.doors.api.rest.strict import page
from guisu.ground.database import retries
from guisu.ground.kernel.text import clean
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.selectors import installation, visible_stores
from guisu.know.commerce import selectors, services

router = Router(tags=["shop"])
LARGEST_ID = 2**63 - 1


@router.get("/products", response=Products, summary="List products by SKU")
def list_products(
    request: KeyRequest,
    after: After = "",
    sku: str = Query("", max_length=80, description="The product with this SKU alone."),
    size: Size = 50,
) -> Any:
    access.scope_of(request, KeyScope.READ_ORDERS)
    found = selectors.products()
    if sku:
        found = found.filter(sku=clean(sku))
    shown = page(found, order=("sku",), after=after, size=size)
    return {"products": shown.rows, "next": shown.next}


@router.get("/products/{product_id}", response=ProductOut, summary="Look at one product")
def get_product(request: KeyRequest, product_id: int) -> Any:
    access.scope_of(request, KeyScope.READ_ORDERS)
    return selectors.product(min(max(product_id, 0), LARGEST_ID))


@router.post(
    "/products", response=Recorded, summary="Tell products: create or change up to 500 by SKU"
)
def tell_products(request: KeyRequest, batch: ProductBatch) -> Any:
    """All or none. Audited. Safe to repeat. For keys of the whole organisation: stores share them.

    Orders make the products that they name; this is for names, tiers, categories and prices.
    """
    access.scope_of(request, KeyScope.WRITE_PRODUCTS)
    told = _told(batch.products)
    outcome = retries.in_transaction(
        lambda: services.tell_products(told, by=request.auth, at=timezone.now())
    )
    return {
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
    }


def _told(products: list[ProductIn]) -> dict[str, dict[str, Any]]:
    """SKU -> the fields that were told. Raises `Unusable` for an empty or repeated SKU."""
    told: dict[str, dict[str, Any]] = {}
    problems: list[tuple[int, str, str]] = []
    for row, product in enumerate(products):
        values = _cleaned(product)
        sku = values.pop("sku")
        if not sku or sku in told:
            problems.append((row, "sku", "It is empty, or another row has it too."))
        if values.get("name") == "":
            problems.append((row, "name", "It is empty."))
        told[sku] = values
    if problems:
        raise Unusable(problems)
    return told


def _cleaned(product: ProductIn) -> dict[str, Any]:
    values = {
        name: clean(value) if isinstance(value, str) else value
        for name, value in product.dict(exclude_unset=True).items()
    }
    if values.get("price_minor") is not None:
        values.setdefault("currency", installation().currency)
    return values


@router.get("/stores", response=Stores, summary="List the stores that the key sees")
def list_stores(request: KeyRequest) -> Any:
    scope = access.scope_of(request, KeyScope.READ_ORDERS)
    return {"stores": list(visible_stores(scope))}
