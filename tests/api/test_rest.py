"""The REST API: what a key opens, how far it sees, and how it says no."""

from typing import Any

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from guisu.doors.api.rest import access
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey, Store
from guisu.ground.staff.services import make_key
from guisu.know.commerce.models import Order
from tests import make
from tests.commerce.test_record_orders import tell, told

pytestmark = pytest.mark.django_db
ORDER: dict[str, Any] = {
    "channel": "shop",
    "number": "7",
    "status": "paid",
    "status_at": "2026-11-22T04:00:00Z",
    "placed_at": "2026-11-22T12:00:00+08:00",
    "currency": "CNY",
    "total_minor": 1000,
    "lines": [{"sku": "tea", "quantity": 2, "unit_minor": 500, "amount_minor": 1000}],
}


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = access.Limiter(per_minute=access.PER_MINUTE, burst=access.BURST)
    monkeypatch.setattr(access, "limiter", fresh)


def caller(*scopes: KeyScope, store: Store | None = None) -> Client:
    key = make_key("shop", scopes=scopes or list(KeyScope), store=store, by=None, at=make.NOON)
    return Client(headers={"Authorization": f"Bearer {key[1]}"})


def post(client: Client, *orders: dict[str, Any]) -> Any:
    return client.post("/api/v1/orders", {"orders": orders}, content_type="application/json")


def test_orders_told_by_a_shop_are_recorded_once_and_can_be_read_again() -> None:
    client = caller()

    first, again = post(client, ORDER), post(client, ORDER)
    listed = client.get("/api/v1/orders").json()["orders"]
    whole = client.get(f"/api/v1/orders/{listed[0]['id']}").json()

    assert first.json() == {"created": 1, "changed": 0, "unchanged": 0}
    assert again.json() == {"created": 0, "changed": 0, "unchanged": 1}
    assert (whole["number"], whole["lines"][0]["sku"]) == ("7", "tea")
    assert parse_datetime(whole["placed_at"]) == make.NOON


def test_a_wrong_value_is_named_by_row_and_field_and_nothing_is_taken() -> None:
    client = caller()

    shape = post(client, ORDER, ORDER | {"number": "8", "total_minor": "much"})
    rule = post(client, ORDER, ORDER | {"number": "8", "total_minor": -1})
    place = post(client, ORDER | {"store": "nowhere", "customer_id": 99})

    for answer, row, field in ((shape, 1, "total_minor"), (rule, 1, "total_minor")):
        assert answer.status_code == 422
        problem = answer.json()["problems"][0]
        assert (problem["row"], problem["field"]) == (row, field)
    assert [each["field"] for each in place.json()["problems"]] == ["store", "customer_id"]
    assert not Order.objects.exists()


def test_without_a_live_key_nothing_opens() -> None:
    for path in ("orders", "orders/1", "products", "stores"):
        answer = Client(headers={"Authorization": "Bearer gs_guess"}).get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_key_opens_only_what_its_scopes_name() -> None:
    client = caller(KeyScope.WRITE_EVENTS)

    answers = [client.get(f"/api/v1/{p}") for p in ("orders", "orders/1", "products", "stores")]
    answers.append(post(client, ORDER))

    assert {(a.status_code, a.json()["code"]) for a in answers} == {(403, "not_permitted")}


def test_a_stores_key_sees_and_changes_its_own_store_only() -> None:
    north, south = make.store("North"), make.store("South")
    tell(
        told("n", store_id=north.pk),
        told("s", store_id=south.pk),
        told("none"),
    )
    client = caller(store=north)
    hidden = Order.objects.exclude(store=north)

    seen = [order["number"] for order in client.get("/api/v1/orders").json()["orders"]]
    looked = {client.get(f"/api/v1/orders/{order.pk}").status_code for order in hidden}
    taken = [post(client, ORDER | {"number": n}).status_code for n in ("s", "none", "ｎｏｎｅ")]
    stores = client.get("/api/v1/stores").json()["stores"]
    sneaked = post(client, ORDER | {"number": "9", "store": "south"})

    assert (seen, looked, taken) == (["n"], {404}, [422] * 3)
    assert [store["code"] for store in stores] == ["north"]
    assert sneaked.json()["problems"][0]["field"] == "store"


def test_orders_of_a_stores_key_belong_to_that_store() -> None:
    north = make.store("North")

    post(caller(store=north), ORDER)

    assert Order.objects.get().store == north


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    tell(*(told(str(number)) for number in range(7)))
    client = caller()

    numbers: list[str] = []
    after: str = ""
    while True:
        page = client.get(f"/api/v1/orders?size=3&after={after}").json()
        numbers += [order["number"] for order in page["orders"]]
        after = page["next"]
        if not after:
            break

    assert sorted(numbers) == [str(number) for number in range(7)]


def test_who_asks_too_often_is_told_how_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "limiter", access.Limiter(per_minute=6, burst=2))
    client = caller()

    answers = [client.get("/api/v1/stores") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "10"
    assert answers[2].json()["code"] == "too_many_requests"


def test_a_keys_last_use_is_noted_at_most_once_a_minute() -> None:
    client = caller()
    client.get("/api/v1/stores")
    first = AccessKey.objects.get().last_used_at

    client.get("/api/v1/stores")

    assert first is not None
    assert AccessKey.objects.get().last_used_at == first
