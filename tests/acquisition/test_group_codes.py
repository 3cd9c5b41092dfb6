"""Group codes on a practice ground: they go on to the next group, and say when none is left."""

from typing import Any

import pytest

from guisu.act.acquisition.domain.duty import Why
from guisu.act.acquisition.models import CodeArrival
from tests.acquisition.acts import group_code, there
from tests.acquisition.acts import settle as carry_out
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


def opened(shop: Shop, *names: str, capacity: int | None = None) -> list[str]:
    """Groups of staff01, known here."""
    if capacity:
        shop.ground.act("govern", group_capacity=capacity)
    chats = [shop.ground.act("open_group", owner="staff01", name=name)["chat_id"] for name in names]
    shop.read()
    return chats


def join(shop: Shop, config_id: str, times: int = 1) -> list[str]:
    """So many strangers join, one after the other; returns the groups that they came into."""
    chats = []
    for _ in range(times):
        joined = shop.ground.act("join", config_id=config_id, external_id=shop.stranger())
        chats.append(str(joined["chat_id"]))
        shop.hear()
        carry_out()
    return chats


def test_the_code_goes_on_to_the_next_group_when_one_is_full_and_says_when_none_is_left(
    blossom: Shop,
) -> None:
    chats = opened(blossom, "一", "二")
    made = group_code(blossom, chats, room_limit=3)
    assert there(blossom, made)["chat_id_list"] == chats

    first = join(blossom, made.config_id, 2)
    made.refresh_from_db()
    moved = there(blossom, made)["chat_id_list"]
    second = join(blossom, made.config_id, 2)
    made.refresh_from_db()

    assert (first, moved, second) == (chats[:1] * 2, chats[1:], chats[1:] * 2)
    assert made.why == Why.OVER_CAP
    assert CodeArrival.objects.filter(code=made, is_first=True).count() == 4


def test_a_group_that_somebody_left_has_room_again(blossom: Shop) -> None:
    chats = opened(blossom, "一", "二")
    made = group_code(blossom, chats, room_limit=2)
    join(blossom, made.config_id)
    person = there_members(blossom, chats[0])[0]

    blossom.ground.act("leave", chat_id=chats[0], member_id=person)
    blossom.hear()
    carry_out()

    assert there(blossom, made)["chat_id_list"] == chats
    assert CodeArrival.objects.get().left_at is not None


def test_wecom_opens_the_third_group_itself_with_the_next_number_and_it_becomes_ours(
    blossom: Shop,
) -> None:
    chats = opened(blossom, "一", "二", capacity=2)
    made = group_code(blossom, chats, room_limit=2, opens_rooms=True, room_name="销售群")

    came = join(blossom, made.config_id, 4)

    names = [one.group.name for one in made.rooms.select_related("group")]
    assert came[:2] == chats
    assert names == ["一", "二", "销售群1", "销售群2"]
    assert [one.group.chat_id for one in made.rooms.select_related("group")] == came
    assert CodeArrival.objects.filter(code=made).count() == 4


def there_members(shop: Shop, chat_id: str) -> list[Any]:
    answer = shop.ground.post("externalcontact/groupchat/get", chat_id=chat_id)
    return [one["userid"] for one in answer["group_chat"]["member_list"] if one["type"] == 2]
