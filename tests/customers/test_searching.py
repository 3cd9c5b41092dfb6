"""Finding people by what they go by: everybody who fits is found, few or very many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce import people
from guisu.know.customers import selectors
from guisu.know.customers.models import Customer
from tests import make

pytestmark = pytest.mark.django_db
MANY = 7


def crowd() -> list[Customer]:
    """People who are alike by name, number and ID, the last one seen first; one is merged."""
    north = (make.store("North"),)
    alike = [
        make.customer(
            f"Plum Blossom {n}",
            identities={"phone": f"+861380013800{n}", "user_id": f"club-{n}"},
            stores=north,
            seen_at=make.NOON - timedelta(minutes=n),
        )
        for n in range(MANY)
    ]
    for n in range(5):
        make.customer(f"Ada {n}", stores=north, seen_at=make.NOON + timedelta(minutes=n))
    row = make.customer("", identities={"user_id": "club-merged"}, stores=north)
    Customer.objects.filter(pk=row.pk).update(merged_into=alike[0])
    return alike


def listed(scope: Scope, text: str) -> list[Customer]:
    """All pages of the customers list for this search."""
    found = people.find(scope, people.Wanted(text=text), "seen")
    rows: list[Customer] = []
    after = ""
    while True:
        page = people.page_of(found, after=after, size=2)
        rows += page.rows
        after = page.next
        if not after:
            return rows


@pytest.mark.parametrize("listed_up_to", [3, 5_000])
@pytest.mark.parametrize("text", ["plum", "blossom", "138 0013", "club-", "CLUB-"])
@pytest.mark.parametrize("who", [make.mei, make.jun])
def test_everybody_who_goes_by_it_is_found_in_the_order_of_the_list(
    monkeypatch: pytest.MonkeyPatch, listed_up_to: int, text: str, who: object
) -> None:
    staff = who()  # type: ignore[operator]
    assert isinstance(staff, Staff)
    alike = crowd()
    monkeypatch.setattr("guisu.know.customers.selectors.listed.MOST_LISTED", listed_up_to)
    monkeypatch.setattr("guisu.know.commerce.people.finding.WALKED", 4)

    assert listed(scope_of(staff), text) == alike


def test_where_nothing_is_asked_everybody_is_counted_however_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd()
    monkeypatch.setattr("guisu.know.commerce.people.finding.WALKED", 3)

    counted = people.counted(people.find(scope_of(make.mei()), people.Wanted(), "seen"))

    assert (counted.count, counted.is_more) == (MANY + 5, False)


def test_a_search_that_very_many_fit_tells_how_many_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd()
    scope = scope_of(make.mei())
    exact = people.counted(people.find(scope, people.Wanted(text="138"), "seen"))
    monkeypatch.setattr("guisu.know.customers.selectors.listed.MOST_LISTED", 3)
    monkeypatch.setattr("guisu.know.commerce.people.finding.WALKED", 8)

    at_least = people.counted(people.find(scope, people.Wanted(text="138"), "seen"))

    assert (exact.count, exact.is_more) == (MANY, False)
    assert at_least.is_more
    assert 0 < at_least.count <= MANY


def test_nobody_of_another_store_is_found_however_many_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd()
    hidden = make.customer("Plum Blossom 9", stores=(make.store("South"),), seen_at=timezone.now())
    bo = scope_of(make.bo())
    monkeypatch.setattr("guisu.know.customers.selectors.listed.MOST_LISTED", 0)

    assert list(selectors.search(bo, "plum")) == [hidden]
    assert list(selectors.search(bo, "blossom")) == [hidden]
    assert not selectors.search(bo, "138").exists()
