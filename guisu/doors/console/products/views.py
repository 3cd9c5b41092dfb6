"""The page of one product, its form, and tiers given from the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.choices import these
from guisu.doors.console.products.forms import ProductForm
from guisu.doors.console.refusals import said
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.commerce import figures, selectors, services
from guisu.know.commerce.models import Product

SEE, EDIT = Permission.SEE_ORDERS, Permission.EDIT_PRODUCTS


class UnknownTier(Refusal):
    code = "products.unknown_tier"
    template = gettext_noop("There is no such tier.")
    http_status = 422


@require_POST
@operator_view(EDIT)
def tiers(request: OperatorRequest) -> HttpResponse:
    """Give the ticked products one tier."""
    tier = _tier(request)
    ticked = selectors.products().filter(pk__in=these(request.POST).ids)
    count = services.set_tier(ticked, tier=tier, by=request.user, at=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d product has a new tier.", "%(count)d products have a new tier.", count)
        % {"count": count},
    )
    return go(request, "console:products")


@require_POST
@operator_view(EDIT)
def tier(request: OperatorRequest, pk: int) -> HttpResponse:
    """Give one product a tier, from its row in the list."""
    product = found(selectors.products(), pk, what=gettext_noop("product"))
    product = services.edit_product(
        product,
        changes={"tier": _tier(request)},
        seen=editing.seen(request),
        by=request.user,
        at=timezone.now(),
    )
    if request.htmx:
        context = {"product": product, "tiers": Product.Tier.choices}
        return render(request, "console/products/_tier.html", context)
    return go(request, "console:products")


@require_GET
@operator_view(SEE)
def product(request: OperatorRequest, pk: int) -> HttpResponse:
    """One product: what it is, what it sold, in which orders last."""
    shown = found(selectors.products(), pk, what=gettext_noop("product"))
    context = {"product": shown, **_sales(request.scope, pk)}
    return render(request, "console/products/product.html", context)


@require_http_methods(["GET", "POST"])
@operator_view(EDIT)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    """Change name, tier, category, price."""
    shown = found(selectors.products(), pk, what=gettext_noop("product"))
    form = ProductForm(editing.posted(request), product=shown, currency=installation().currency)

    def save() -> HttpResponse:
        services.edit_product(
            shown,
            changes=form.changes(),
            seen=editing.seen(request),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The product was saved."))
        return go(request, "console:product", shown.pk)

    return editing.answer(
        request,
        form,
        save,
        of=shown,
        heading=_("Edit “%(name)s”") % {"name": shown.name},
        verb=_("Save the product"),
        back=reverse("console:product", args=[shown.pk]),
    )


def _sales(scope: Scope, product_id: int) -> dict[str, Any]:
    try:
        latest = figures.latest_orders_with(scope, product_id, limit=lists.PAGE_SIZE)
        return {
            "sales": figures.sales_of(scope, product_id),
            "latest": selectors.orders(scope)
            .filter(pk__in=latest)
            .select_related("store")
            .order_by("-placed_at", "-id"),
            "as_of": warehouse.as_of(),
        }
    except WarehouseAway as refusal:
        return {"away": said(refusal)}


def _tier(request: OperatorRequest) -> str:
    tier = request.POST.get("tier", "")
    if tier and tier not in Product.Tier.values:
        raise UnknownTier
    return tier
