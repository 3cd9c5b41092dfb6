"""群发: one duty for each member, quotas for each customer, results for each of both."""

from typing import Any

import pytest

from tests.practice.running import Running

PATH = "externalcontact/"
DAY = 86_400
HELLO = {"content": "周五会员日"}


def customers(ground: Running, user: str, count: int) -> list[str]:
    way = ground.contact_way(user)
    return [ground.scanned(way)["external_id"] for _ in range(count)]


def broadcast(ground: Running, **more: Any) -> dict[str, Any]:
    return ground.post(PATH + "add_msg_template", **{"text": HELLO, **more})


def statuses(ground: Running, msgid: str, user: str) -> dict[str, int]:
    told = ground.post(PATH + "get_groupmsg_send_result", msgid=msgid, userid=user)
    return {each["external_userid"]: each["status"] for each in told["send_list"]}


def test_of_three_one_gets_it_one_is_gone_and_one_has_had_enough(ground: Running) -> None:
    good, gone, full = customers(ground, "staff01", 3)
    ground.act("govern", broadcast_quota="day_1")
    earlier = broadcast(ground, external_userid=[full])["msgid"]
    ground.act("confirm_broadcast", user_id="staff01", message_id=earlier)
    msgid = broadcast(ground, external_userid=[good, gone, full])["msgid"]
    before = statuses(ground, msgid, "staff01")
    ground.act("delete_staff", external_id=gone, user_id="staff01")

    ground.act("confirm_broadcast", user_id="staff01", message_id=msgid)

    assert before == {good: 0, gone: 0, full: 0}
    assert statuses(ground, msgid, "staff01") == {good: 1, gone: 2, full: 3}
    shown = ground.look("delivered", channel="broadcast")
    assert [(each["receiver"], each["reference"]) for each in shown] == [
        (full, earlier),
        (good, msgid),
    ]


def test_only_the_member_who_talked_last_sends(ground: Running) -> None:
    [shared] = customers(ground, "staff01", 1)
    ground.act("add", user_id="staff02", external_id=shared, add_way=2)
    ground.forward(60)
    ground.act("say_to", sender=shared, receiver="staff01", content={"content": "你好"})

    msgid = broadcast(ground, external_userid=[shared])["msgid"]

    tasks = ground.post(PATH + "get_groupmsg_task", msgid=msgid)["task_list"]
    assert tasks == [{"userid": "staff01", "status": 0}]


def test_a_sender_alone_means_all_their_customers(ground: Running) -> None:
    mine = customers(ground, "staff01", 2)
    customers(ground, "staff02", 1)

    msgid = broadcast(ground, sender="staff01")["msgid"]

    assert list(statuses(ground, msgid, "staff01")) == mine


def test_tags_choose_any_inside_a_list_and_all_across_lists(ground: Running) -> None:
    first, second, third = customers(ground, "staff01", 3)
    gold, silver, tea = ground.act("make_tags", group_name="标签", names=["金", "银", "茶"])["tags"]
    for who, tags in ((first, [gold, tea]), (second, [silver]), (third, [silver, tea])):
        ground.act("edit_tags", user_id="staff01", external_id=who, add_tags=tags)
    chosen = {"group_list": [{"tag_list": [gold, silver]}, {"tag_list": [tea]}]}

    msgid = broadcast(ground, tag_filter=chosen)["msgid"]

    assert list(statuses(ground, msgid, "staff01")) == [first, third]


def test_strangers_are_told_as_failed(ground: Running) -> None:
    [mine] = customers(ground, "staff01", 1)

    answer = broadcast(ground, external_userid=[mine, "wmStranger"])

    assert answer["fail_list"] == ["wmStranger"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 41046),
        ({"external_userid": ["wmStranger"]}, 41048),
        ({"sender": "staff02"}, 41048),
        ({"sender": "nobody"}, 41047),
        ({"chat_type": "group"}, 41047),
        ({"sender": "staff01", "text": None}, 44004),
    ],
)
def test_a_broadcast_that_cannot_be_is_refused(
    body: dict[str, Any], code: int, ground: Running
) -> None:
    customers(ground, "staff01", 1)

    answer = broadcast(ground, **body)

    assert (answer["errcode"], answer["fail_list"]) == (code, [])


def test_right_after_creation_results_are_still_being_made(ground: Running) -> None:
    customers(ground, "staff01", 1)
    ground.act("govern", dispatch_seconds=3)
    msgid = broadcast(ground, sender="staff01")["msgid"]

    early = ground.post(PATH + "get_groupmsg_task", msgid=msgid)
    ground.forward(3)
    later = ground.post(PATH + "get_groupmsg_task", msgid=msgid)

    assert (early["errcode"], early["task_list"]) == (41063, [])
    assert later["errcode"] == 0


def test_what_is_cancelled_cannot_be_confirmed(ground: Running) -> None:
    customers(ground, "staff01", 1)
    msgid = broadcast(ground, sender="staff01")["msgid"]

    ground.post(PATH + "cancel_groupmsg_send", msgid=msgid)

    refused = ground.http.post(
        "/practice/acts/confirm_broadcast", json={"user_id": "staff01", "message_id": msgid}
    )
    assert refused.status_code == 409


def test_staff_are_reminded_three_times_a_day_at_most(ground: Running) -> None:
    customers(ground, "staff01", 1)
    msgid = broadcast(ground, sender="staff01")["msgid"]
    ground.token = ""

    codes = [ground.post(PATH + "remind_groupmsg_send", msgid=msgid)["errcode"] for _ in range(4)]
    ground.forward(DAY)
    ground.token = ""
    next_day = ground.post(PATH + "remind_groupmsg_send", msgid=msgid)["errcode"]

    assert (codes, next_day) == ([0, 0, 0, 41046], 0)
    assert len(ground.look("delivered", channel="task", receiver="staff01")) == 5


@pytest.mark.parametrize(
    ("quota", "most", "free_after_days"),
    [("day_1", 1, 1), ("week_7", 7, 7), ("month_days", 30, 31)],
)
def test_each_quota_fills_and_empties(
    quota: str, most: int, free_after_days: int, ground: Running
) -> None:
    [mine] = customers(ground, "staff01", 1)
    ground.act("govern", broadcast_quota=quota)

    def sent() -> int:
        message = ground.act("broadcast_by_hand", user_id="staff01", external_ids=[mine], text="早")
        return statuses(ground, message, "staff01")[mine]

    had = [sent() for _ in range(most + 1)]
    ground.forward(free_after_days * DAY)
    ground.token = ""

    assert had == [1] * most + [3]
    assert sent() == 1


def test_groups_get_what_their_owner_confirms(ground: Running) -> None:
    mine = ground.act("open_group", owner="staff01", name="一群")["chat_id"]
    ground.act("open_group", owner="staff02", name="二群")

    msgid = broadcast(ground, chat_type="group", sender="staff01")["msgid"]
    ground.act("confirm_broadcast", user_id="staff01", message_id=msgid)

    told = ground.post(PATH + "get_groupmsg_send_result", msgid=msgid, userid="staff01")
    [row] = told["send_list"]
    assert (row["chat_id"], row["status"]) == (mine, 1)


def test_lists_tell_who_made_it(ground: Running) -> None:
    [mine] = customers(ground, "staff01", 1)
    by_corp = broadcast(ground, sender="staff01")["msgid"]
    by_hand = ground.act("broadcast_by_hand", user_id="staff01", external_ids=[mine], text="早")
    now = int(ground.forward(0))
    span: dict[str, Any] = {"chat_type": "single", "start_time": now - DAY, "end_time": now + 1}

    listed = ground.post(PATH + "get_groupmsg_list_v2", **span)["group_msg_list"]
    own = ground.post(PATH + "get_groupmsg_list_v2", **span, filter_type=1)["group_msg_list"]
    wide = ground.post(PATH + "get_groupmsg_list_v2", **{**span, "start_time": now - 40 * DAY})

    assert [(each["msgid"], each.get("creator")) for each in listed] == [
        (by_corp, None),
        (by_hand, "staff01"),
    ]
    assert isinstance(listed[0]["create_time"], str)
    assert [each["msgid"] for each in own] == [by_hand]
    assert (wide["errcode"], wide["group_msg_list"]) == (40058, [])
