"""What this room tells the log: of orders."""

from typing import Annotated

from guisu.ground.events.facts import MINOR_UNITS, ORDER, Doing, Fact, Foreign, about
from guisu.ground.kernel.words import gettext_noop as _

ORDERS = "orders"


class OfOrder(Fact, frozen=True, kw_only=True):
    done = Doing.BY_THEM
    changes = frozenset({ORDERS})

    order_id: Annotated[int, about("The order.", unit=ORDER, stays=True)]
    number: Annotated[str, about("What the shop calls it.")]
    channel: Annotated[str, about("Where it was ordered.", stays=True)]
    store_id: Annotated[
        int | None, about("The store that sold it, where it is known.", unit="store", stays=True)
    ]
    total_minor: Annotated[
        int,
        about(
            "Its total; below 0: goods came back.",
            unit=MINOR_UNITS,
            title=_("Order total"),
            stays=True,
        ),
    ]
    currency: Annotated[str, about("Currency of all amounts.", unit="ISO 4217", stays=True)]
    items: Annotated[int, about("How many goods in all.", unit="pieces", stays=True)]
    told_by: Annotated[str, about("On whose word: `key:7`, `import:3`.")]


class OrderPlaced(OfOrder, frozen=True, kw_only=True):
    """Somebody bought."""

    kind = "order.placed"
    called = _("Order placed")
    said = _("Placed order %(number)s over %(total_minor)s")

    status: Annotated[str, about("What it was first told as.", unit="order status", stays=True)]


class OrderReturned(OfOrder, frozen=True, kw_only=True):
    """Somebody brought goods back, which is told as an order of its own with a negative total."""

    kind = "order.returned"
    called = _("Goods returned")
    said = _("Returned goods for %(total_minor)s")

    status: Annotated[str, about("What it was first told as.", unit="order status", stays=True)]


class OrderStatusChanged(OfOrder, frozen=True, kw_only=True):
    """An order was paid, shipped, completed, refunded or cancelled."""

    kind = "order.status_changed"
    done = Doing.TO_THEM
    called = _("Order changed status")
    said = _("Order %(number)s is now: %(status)s")

    status: Annotated[str, about("What it is now.", unit="order status", stays=True)]


class OrderRefunded(OfOrder, frozen=True, kw_only=True):
    """Somebody got money back for an order."""

    kind = "order.refunded"
    called = _("Refund")
    said = _("Got %(refund_minor)s back for order %(number)s")

    reference: Annotated[str, about("What the shop calls the refund.")]
    refund_minor: Annotated[
        int, about("What was paid back.", unit=MINOR_UNITS, title=_("Amount"), stays=True)
    ]


# Sales as a shop's SDK tells them (https://segment.com/docs/connections/spec/ecommerce/v2/); they
# become orders, which are told in turn.
ORDER_COMPLETED = Foreign("Order Completed", "Somebody bought, as an SDK tells.")
ORDER_REFUNDED = Foreign("Order Refunded", "Somebody got money back, as an SDK tells.")
ORDER_CANCELLED = Foreign("Order Cancelled", "An order was cancelled, as an SDK tells.")
