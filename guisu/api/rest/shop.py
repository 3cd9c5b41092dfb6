"""Products and stores: what an order's SKUs and store codes stand for."""

from typing import Any

from ninja import Router
from ninja.params.functions import Query

from guisu.api.rest import access
from guisu.api.rest.access import KeyRequest
from guisu.api.rest.forms import Products, Stores
from guisu.commerce import selectors
from guisu.database.paging import page
from guisu.staff.domain import KeyScope
from guisu.staff.selectors import visible_stores

router = Router(tags=["shop"])


@router.get("/products", response=Products, summary="List products by SKU")
def list_products(
    request: KeyRequest,
    after: str = Query("", max_length=400),
    size: int = Query(50, ge=1, le=200),
) -> Any:
    access.scope_of(request, KeyScope.READ_ORDERS)
    shown = page(selectors.products(), order=("sku",), after=after, size=size)
    return {"products": shown.rows, "next": shown.next}


@router.get("/stores", response=Stores, summary="List the stores that the key sees")
def list_stores(request: KeyRequest) -> Any:
    scope = access.scope_of(request, KeyScope.READ_ORDERS)
    return {"stores": list(visible_stores(scope))}
