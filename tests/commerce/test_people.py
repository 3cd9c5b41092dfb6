"""What staff of a store learn of a person's shopping is what happened in their store."""

import pytest

from guisu.ground.events.selectors import timeline
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce import people
from guisu.know.commerce.people import Wanted
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer
from tests import make
from tests.commerce.test_record_orders import tell, told

pytestmark = pytest.mark.django_db
WHOEVER = Wanted()


def shopper(north: int, south: int, nowhere: int = 0) -> Customer:
    """Somebody known in both stores, with an order of so many minor units in each."""
    person = make.customer("Plum", stores=(make.store("North"), make.store("South")))
    places = ((make.store("North").pk, north), (make.store("South").pk, south), (None, nowhere))
    orders = [
        told(f"{person.pk}-{store}", customer_id=person.pk, store_id=store, total_minor=total)
        for store, total in places
        if total
    ]
    tell(*orders)
    return person


def bought(scope: Scope, person: Customer) -> tuple[int, int]:
    found = people.purchases_of(scope, [person.pk]).get(person.pk)
    return (found.orders, found.spent_minor) if found else (0, 0)


def listed_by(scope: Scope, wanted: Wanted = WHOEVER, sort: str = "seen") -> list[Customer]:
    return list(people.page_of(people.find(scope, wanted, sort), after="", size=50).rows)


def test_a_store_counts_what_was_bought_there_and_the_organisation_all() -> None:
    person, merged = shopper(north=100, south=9_000, nowhere=50), shopper(north=7, south=0)
    Customer.objects.filter(pk=merged.pk).update(merged_into=person)
    jun, bo, lin = (scope_of(each) for each in (make.jun(), make.bo(), make.lin()))

    assert bought(jun, person) == (2, 107)
    assert bought(bo, person) == (1, 9_000)
    assert bought(lin, person) == (3, 9_150)  # the merge is counted when the log is read
    [listed] = listed_by(jun)
    assert (listed.order_count, listed.spent_minor) == (2, 107)  # type: ignore[attr-defined]


def test_other_stores_figures_can_neither_be_filtered_by_nor_sorted_by() -> None:
    rich, poor = shopper(north=100, south=9_000), shopper(north=200, south=1)
    none = shopper(north=0, south=5)
    jun = scope_of(make.jun())

    assert listed_by(jun, sort="spent") == [poor, rich]
    assert listed_by(jun, Wanted(spent_from_minor=201)) == []
    assert listed_by(jun, Wanted(orders_from=2)) == []
    assert listed_by(jun, Wanted(orders_to=0)) == [none]
    by_spending = people.find(jun, Wanted(), "spent")
    page = people.page_of(by_spending, after="", size=1)
    rest = people.page_of(by_spending, after=page.next, size=1)
    assert [*page.rows, *rest.rows] == [poor, rich]
    assert people.counted(by_spending).count == 2


def test_the_timeline_shows_a_store_no_order_of_another() -> None:
    person = shopper(north=100, south=9_000, nowhere=50)
    rows = customers.rows_of(person)

    seen = timeline(rows, scope=scope_of(make.jun()))

    assert [event.properties["total_minor"] for event in seen] == [100]
    assert len(timeline(rows, scope=scope_of(make.mei()))) == 3
