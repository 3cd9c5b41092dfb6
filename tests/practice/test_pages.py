"""Pages: small, with cursors that expire, over a world that changes meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest

from practice.world.seeding import Seed
from tests.practice.running import Running


@pytest.fixture
def seed() -> Seed:
    return Seed(staff=1, customers=401)


@pytest.fixture
def page_size() -> int:
    return 50


def pages(ground: Running) -> Iterator[dict[str, Any]]:
    cursor = ""
    for _ in range(100):
        page = ground.post(
            "externalcontact/batch/get_by_user", userid_list=["staff01"], cursor=cursor, limit=100
        )
        yield page
        cursor = page["next_cursor"]
        if not cursor:
            return


def customers(page: dict[str, Any]) -> list[str]:
    return [each["external_contact"]["external_userid"] for each in page["external_contact_list"]]


def test_every_customer_is_on_exactly_one_page(ground: Running) -> None:
    read = [each for page in pages(ground) for each in customers(page)]

    assert len(read) == len(set(read)) == 401
    assert set(read) == set(ground.get("externalcontact/list", userid="staff01")["external_userid"])


def test_pages_end_although_customers_come_and_go(ground: Running) -> None:
    way = ground.contact_way("staff01")
    seen: list[str] = []

    for page in pages(ground):
        seen += customers(page)
        ground.scanned(way)
        ground.act("delete_customer", user_id="staff01", external_id=seen[-1])

    assert len(seen) == len(set(seen)) == 401


def test_a_cursor_is_good_again_and_again_until_it_expires(ground: Running) -> None:
    first = next(pages(ground))
    asked = {"userid_list": ["staff01"], "cursor": first["next_cursor"]}

    again = [ground.post("externalcontact/batch/get_by_user", **asked) for _ in range(2)]
    ground.forward(3_601)
    late = ground.post("externalcontact/batch/get_by_user", **asked)

    assert customers(again[0]) == customers(again[1])
    assert (late["errcode"], late["external_contact_list"]) == (40035, [])


def test_a_cursor_of_another_question_is_refused(ground: Running) -> None:
    cursor = next(pages(ground))["next_cursor"]

    assert ground.post("user/list_id", cursor=cursor)["errcode"] == 40035


@pytest.mark.parametrize("limit", [-1, 101])
def test_a_limit_out_of_range_is_refused(limit: int, ground: Running) -> None:
    page = ground.post("externalcontact/batch/get_by_user", userid_list=["staff01"], limit=limit)

    assert page["errcode"] == 40058
