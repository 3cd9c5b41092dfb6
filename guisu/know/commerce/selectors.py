"""Reading orders, products and what people bought, within a scope."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation
from guisu.know.commerce.models import Order, Product, Purchases
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer

LIVE = ~Q(status=Order.Status.CANCELLED)
COUNTS = LIVE & ~Q(status=Order.Status.RETURNED)
NET = Case(When(LIVE, F("total_minor") - F("refunded_minor")), default=Value(0))


@dataclass(frozen=True, slots=True)
class Bought:
    """Orders without cancelled ones and returns; `spent_minor` in the installation's currency."""

    orders: int
    spent_minor: int


def orders(scope: Scope) -> QuerySet[Order]:
    """Orders that may be seen; those without a store only by who sees every store."""
    found = Order.objects.all()
    return found if scope.stores is None else found.filter(store__in=scope.stores)


def order(scope: Scope, pk: int) -> Order:
    """Raises `NotFound`, for what is absent and what is hidden alike."""
    found = orders(scope).filter(pk=pk).select_related("store", "customer").first()
    if found is None:
        raise NotFound(what=gettext_noop("order"))
    return found


def products() -> QuerySet[Product]:
    """All products: the range is no secret between stores."""
    return Product.objects.all()


def product(pk: int) -> Product:
    """Raises `NotFound`."""
    found = Product.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("product"))
    return found


def orders_of(scope: Scope, customer: Customer) -> QuerySet[Order]:
    """What the person (all rows of `customer`, a root) ordered, newest first."""
    rows = customers.rows_of(customer)
    return orders(scope).filter(customer__in=rows).order_by("-placed_at", "-id")


def purchases_of(customer: Customer) -> Purchases:
    """What the person bought in all stores; zeros for who never ordered."""
    found = Purchases.objects.filter(customer=customer).first()
    return found or Purchases(customer=customer)


def bought_within(scope: Scope, customer: Customer) -> Bought:
    """What the person bought as far as `scope` sees it."""
    if scope.stores is None:
        whole = purchases_of(customer)
        return Bought(whole.orders, whole.spent_minor)
    here = Q(currency=installation().currency)
    totals = (
        orders_of(scope, customer)
        .order_by()
        .aggregate(counted=Count("pk", filter=COUNTS), net=Sum(NET, filter=here))
    )
    return Bought(totals["counted"], int(totals["net"] or 0))
