"""Customers: listed, searched, looked at, told of by their identities; and their timelines."""

from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from guisu.doors.api.rest import access
from guisu.doors.api.rest.access import KeyRequest
from guisu.doors.api.rest.forms import After, Size
from guisu.doors.api.rest.strict import Told, page
from guisu.ground.events.selectors import timeline
from guisu.ground.kernel.text import clean
from guisu.ground.staff.domain import KeyScope, Scope
from guisu.know.commerce import selectors as commerce
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import Arrival, Claim, Link
from guisu.know.customers.models import Customer

router = Router(tags=["customers"])
LARGEST_ID = 2**63 - 1
MOST_PEOPLE = 500


class IdentityOut(Schema):
    channel: str
    value: str


class CustomerOut(Schema):
    id: int
    name: str
    gender: str
    birthday_on: date | None
    region: str
    first_seen_at: datetime
    last_seen_at: datetime
    erased_at: datetime | None = Field(description="When they were forgotten; null: they were not.")


class CustomerWhole(CustomerOut):
    """`orders` and `spent_minor` count what the key sees: for a key of one store, its orders."""

    identities: list[IdentityOut]
    orders: int = Field(description="Without cancelled ones and returns.")
    spent_minor: int = Field(
        description="Less refunds and returns, in the organisation's currency."
    )


class Customers(Schema):
    customers: list[CustomerOut]
    next: str = Field(description="Pass as `after` for the next page; empty: there is none.")


class IdentityIn(Told):
    channel: Literal[
        "phone", "email", "user_id", "union_id", "external_userid", "anonymous_id", "other"
    ]
    value: str = Field(
        min_length=1, max_length=200, description="In any spelling: `138 0013 8000`, `+86138…`."
    )


class CustomerIn(Told):
    """One person by what they are known by; `traits` such as `name`, `gender`, `birthday`."""

    identities: list[IdentityIn] = Field(min_length=1, max_length=10)
    traits: dict[str, str] = Field(
        {}, max_length=50, description="`name`, `gender`, `birthday`, `region`, and what you like."
    )


class CustomerBatch(Told):
    customers: list[CustomerIn] = Field(min_length=1, max_length=MOST_PEOPLE)


class Known(Schema):
    customer_ids: list[int] = Field(
        description="In the order told; 0: none of the identities could be used, or one belongs "
        "to somebody whom the key's store does not know."
    )


class EventOut(Schema):
    id: int
    kind: str
    occurred_at: datetime
    source: str
    properties: dict[str, Any]


class Events(Schema):
    events: list[EventOut]


@router.get("/customers", response=Customers, summary="List or search customers, newest first")
def list_customers(
    request: KeyRequest,
    q: str = Query("", max_length=200, description="An identity, or the beginning of a name."),
    after: After = "",
    size: Size = 50,
) -> Any:
    scope = access.scope_of(request, KeyScope.READ_CUSTOMERS)
    found = selectors.search(scope, q) if q else selectors.people(scope)
    shown = page(found, order=("-first_seen_at", "-id"), after=after, size=size)
    return {"customers": shown.rows, "next": shown.next}


@router.get("/customers/{customer_id}", response=CustomerWhole, summary="Look at one customer")
def get_customer(request: KeyRequest, customer_id: int) -> Any:
    scope = access.scope_of(request, KeyScope.READ_CUSTOMERS)
    person = seen(scope, customer_id)
    bought = commerce.bought_within(scope, person)
    return _plain(person) | {
        "identities": list(selectors.identities_of(person)),
        "orders": bought.orders,
        "spent_minor": bought.spent_minor,
    }


@router.post("/customers", response=Known, summary="Tell up to 500 customers by their identities")
def tell_customers(request: KeyRequest, batch: CustomerBatch) -> Any:
    """Creates who is new and brings up to date who is known. Safe to repeat.

    A key of one store tells of people whom its store knows and of people new to the organisation.
    Of anybody else it takes nothing and answers 0: telling of somebody never makes them seen.
    """
    scope = access.scope_of(request, KeyScope.WRITE_CUSTOMERS)
    at = timezone.now()
    arrivals = [
        Arrival(
            claims=tuple(Claim(each.channel, clean(each.value)) for each in person.identities),
            at=at,
            source=f"key:{request.auth.pk}",
            traits={clean(name): clean(value) for name, value in person.traits.items()},
            store_id=request.auth.store_id,
            link=Link.NONE,
        )
        for person in batch.customers
    ]
    with transaction.atomic():
        known = services.resolve_within(scope, arrivals, at=at)
    return {"customer_ids": [each.customer_id for each in known]}


@router.get("/customers/{customer_id}/events", response=Events, summary="What a customer did")
def list_events(request: KeyRequest, customer_id: int, size: Size = 50) -> Any:
    """The latest first. For keys of the whole organisation: events know no store."""
    scope = access.scope_of(request, KeyScope.READ_EVENTS)
    person = seen(scope, customer_id)
    return {"events": timeline(selectors.rows_of(person), scope=scope, limit=size)}


def seen(scope: Scope, customer_id: int) -> Customer:
    """The person of that row, if `scope` sees them. Raises `NotFound`, for any number."""
    return selectors.person(scope, min(max(customer_id, 0), LARGEST_ID))


def _plain(person: Customer) -> dict[str, Any]:
    return {name: getattr(person, name) for name in CustomerOut.model_fields}
