"""The pages that the page benchmark asks for, each with the bare query that it turns on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from bench import crowd

Address = Callable[[int], str]
Query = tuple[str, Callable[[int], Any]]
PEOPLE = "SELECT * FROM customers_customer WHERE merged_into_id IS NULL"
BY_SEEN = "ORDER BY last_seen_at DESC, id DESC LIMIT 51"
LATEST = (
    "SELECT * FROM events_event WHERE customer_id = ? ORDER BY occurred_at DESC, id DESC LIMIT 51"
)
BUYERS = (
    "SELECT * FROM commerce_purchases p JOIN customers_customer c ON c.id = p.customer_id "
    "WHERE {} ORDER BY {} LIMIT 51"
)
BEST_BUYERS = BUYERS.format("1", "spent_minor DESC, customer_id DESC")
FURTHER_DOWN = (
    "SELECT * FROM events_event WHERE customer_id = ? AND occurred_at < ? "
    "ORDER BY occurred_at DESC, id DESC LIMIT 51"
)
ORDERS = "SELECT * FROM commerce_order {} ORDER BY placed_at DESC, id DESC LIMIT 51"
SALES = (
    "SELECT SUM(quantity), SUM(amount_minor) FROM commerce_orderline WHERE product_id = ? LIMIT 1"
)
Pages = dict[str, tuple[Address, Query]]
NOTHING: Query = ("SELECT 1", lambda _: ())


def pages(customers: int) -> Pages:
    """Name: the address for customer n; and the bare query with its values for the same n."""
    return {
        **_lists(),
        **_searches(),
        **_filters(),
        **_person(customers),
        **_orders(),
        **_others(),
    }


def _searches() -> Pages:
    named = f"{PEOPLE} AND name_key >= ? AND name_key < ? || '\U0010ffff' LIMIT 51"
    by_phone = "SELECT * FROM customers_identity WHERE value = ?"
    return {
        "search by phone": (
            lambda n: f"/customers/?q=138{n:08d}",
            (by_phone, lambda n: (f"+86138{n:08d}",)),
        ),
        "search by name": (
            lambda n: f"/customers/?q={quote(_name(n))}",
            (named, lambda n: (_name(n),) * 2),
        ),
        "search by one letter": (
            lambda n: f"/customers/?q={quote(_name(n)[0])}",
            (named, lambda n: (_name(n)[0],) * 2),
        ),
        "search inside names": (
            lambda n: f"/customers/?q={quote(_name(n)[1] * 2)}",
            (f"{PEOPLE} AND name_key LIKE ? LIMIT 51", lambda n: (f"%{_name(n)[1] * 2}%",)),
        ),
        "search for nobody": (
            lambda n: f"/customers/?q=nobody{n}",
            (by_phone, lambda n: (f"nobody{n}",)),
        ),
        "top search": (
            lambda n: f"/search/?q={quote(_name(n)[0])}",
            (named, lambda n: (_name(n)[0],) * 2),
        ),
    }


def _lists() -> Pages:
    latest: Query = (ORDERS.format(""), lambda _: ())
    return {
        "customers": (lambda _: "/customers/", (f"{PEOPLE} {BY_SEEN}", lambda _: ())),
        "customers by spend": (lambda _: "/customers/?sort=spent", (BEST_BUYERS, lambda _: ())),
        "orders": (lambda _: "/orders/", latest),
        "products": (lambda _: "/products/", ("SELECT * FROM commerce_product", lambda _: ())),
    }


def _filters() -> Pages:
    """Conditions that few, many, most and none fulfil."""
    people = {
        "spent much": "spent=1400",
        "store": "store=1",
        "no order": "orders=0",
        "many orders": "orders=10%2B",
        "phone": "phone=1",
        "no phone": "phone=0",
        "consent": "consent=sms",
        "consent of nobody": "consent=wecom",
        "first seen": "joined=30",
        "long not seen": "seen=-365",
        "source": "source=key%3A1",
        "buyers of a product": "product=7",
    }
    orders = {
        "completed": "status=completed",
        "cancelled": "status=cancelled",
        "returned": "status=returned",
        "channel": "channel=shop",
        "store": "store=1",
        "some days": "since=2026-01-05&until=2026-03-01",
    }
    return {
        **_plain({f"customers: {name}": f"/customers/?{asked}" for name, asked in people.items()}),
        **_plain({f"orders: {name}": f"/orders/?{asked}" for name, asked in orders.items()}),
    }


def _person(customers: int) -> Pages:
    devoted = crowd.devoted(customers)
    return {
        "profile": (lambda n: f"/customers/{n}/", (LATEST, lambda n: (n,))),
        "orders of a customer": (
            lambda n: f"/customers/{n}/orders/",
            (ORDERS.format("WHERE customer_id = ?"), lambda n: (n,)),
        ),
        "profile of 100,000 events": (
            lambda _: f"/customers/{devoted}/",
            (LATEST, lambda _: (devoted,)),
        ),
        "timeline further down": (
            lambda n: f"/customers/{devoted}/timeline/?before={quote(_moment(n))}%2B00:00~{n}",
            (FURTHER_DOWN, lambda n: (devoted, _moment(n))),
        ),
    }


def _orders() -> Pages:
    return {
        "order": (
            lambda n: f"/orders/{n}/",
            ("SELECT * FROM commerce_order WHERE id = ?", lambda n: (n,)),
        ),
        "product": (lambda n: f"/products/{n % 50 + 1}/", (SALES, lambda n: (n % 50 + 1,))),
    }


def _others() -> Pages:
    return _plain(
        {
            "home": "/",
            "figures": "/figures/",
            "suggestions": "/customers/suggestions/",
            "imports": "/imports/",
            "parked work": "/letters/",
            "refused messages": "/letters/messages/",
            "staff": "/staff/",
            "stores": "/stores/",
            "keys": "/keys/",
            "audit": "/audit/",
        }
    )


def _plain(addresses: dict[str, str]) -> Pages:
    """Pages with nothing to compare with."""
    return {
        name: (lambda _, address=address: address, NOTHING) for name, address in addresses.items()
    }


def _name(n: int) -> str:
    """The beginning of the names of a few thousand of the crowd."""
    return crowd.SURNAMES[n % 20] + crowd.GIVEN[n % 30]


def _moment(n: int) -> str:
    """A moment among the crowd's, as SQLite stores it."""
    return f"{datetime.fromtimestamp(1_764_000_000 + n % 60_000_000, UTC):%Y-%m-%d %H:%M:%S}"
