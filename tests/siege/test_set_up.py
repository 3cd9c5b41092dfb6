"""A besieged product is a whole one: staff sign in, keys open their doors."""

from collections.abc import Callable

import httpx

from tests.siege.product import Product
from tests.siege.wire import milliseconds


def test_staff_and_keys_are_let_in_before_any_attack(
    product: Product, tell: Callable[[str], None]
) -> None:
    with product.signed_in() as mei, product.client() as shop:
        home = mei.get("/")
        event = {"type": "track", "event": "Tea Viewed", "userId": "u1", "messageId": "m1"}
        taken = shop.post(
            "/v1/batch", json={"batch": [event]}, auth=(product.token_of("intake"), "")
        )
        token = product.token_of("api")
        tags = shop.get("/api/v1/tags", headers={"Authorization": f"Bearer {token}"})

    assert (home.status_code, taken.status_code, tags.status_code) == (200, 200, 200)
    assert home.url.path == "/"
    assert isinstance(home, httpx.Response)
    tell(f"the door answers in {milliseconds(product):.0f} ms")
