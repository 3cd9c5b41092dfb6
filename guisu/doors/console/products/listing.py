"""The products list, with tiers and with what each sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, money, part, under
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List, Tick
from guisu.doors.console.products.forms import FilterForm
from guisu.doors.console.refusals import said
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.commerce import figures, listing, selectors
from guisu.know.commerce.listing import Sales
from guisu.know.commerce.models import Product


@dataclass(frozen=True, slots=True)
class Line:
    """A product and what it sold within the scope, by currency; None: that is not known."""

    product: Product
    sold: Sequence[Sales] | None


PRODUCTS = List[Line](
    name="products",
    heading=_("Products"),
    order=("sku",),
    template="console/products/list.html",
    empty=Empty(
        _("Products will be listed here"),
        _(
            "They come by themselves with the first orders. Then you give each its tier: "
            "what brings strangers, what earns the money, what follows."
        ),
        "package",
        Act(_("Import orders"), "imports", needs=Permission.IMPORT),
    ),
    none=Empty(
        _("No product fits this"),
        _("Search for a part of the name or of the SKU."),
        "filter",
        Act(_("Show all products"), "products"),
    ),
    columns=(
        lead(
            "product",
            _("Product"),
            lambda line: link(line.product.name, "product", line.product.pk, more=line.product.sku),
        ),
        Column(
            "tier",
            _("Tier"),
            lambda line: part("console/products/_tier_of.html", product=line.product),
        ),
        number(
            "price",
            _("Price"),
            lambda line: money(line.product.price_minor, line.product.currency),
        ),
        number("sold", _("Sold"), lambda line: _units(line.sold)),
        number(
            "revenue",
            _("Revenue"),
            lambda line: under(money(one.revenue_minor, one.currency) for one in line.sold or ()),
        ),
    ),
)
TICKED = Tick[Line](
    value=lambda line: line.product.pk,
    called=lambda line: line.product.name,
    to="product-tiers",
    bar="console/products/_ticked.html",
)


@require_GET
@operator_view(Permission.SEE_ORDERS)
def products(request: OperatorRequest) -> HttpResponse:
    """Products by SKU, with what each sold within the scope."""
    form = FilterForm(request.GET)
    asked = form.asked()
    wanted = listing.wanted_products(selectors.products(), text=asked["q"], tier=asked["tier"])
    shown = lists.page(request, PRODUCTS, wanted)
    sold, freshness = _sold(request.scope, [product.pk for product in shown.rows])
    return lists.show(
        request,
        PRODUCTS,
        [Line(each, sold.get(each.pk, ()) if sold is not None else None) for each in shown.rows],
        page=shown,
        form=form,
        tick=TICKED if request.scope.may(Permission.EDIT_PRODUCTS) else None,
        is_empty=not shown.rows and not selectors.products().exists(),
        tiers=Product.Tier.choices,
        **freshness,
    )


def _units(sold: Sequence[Sales] | None) -> object:
    if sold is None:
        return ""
    return under(digits(one.units) for one in sold) or "0"


def _sold(
    scope: Scope, product_ids: list[int]
) -> tuple[dict[int, list[Sales]] | None, dict[str, Any]]:
    """What each sold, and how fresh that is, or why it is not known."""
    try:
        return figures.sold_by_product(scope, product_ids), {"as_of": warehouse.as_of()}
    except WarehouseAway as refusal:
        return None, {"away": said(refusal)}
