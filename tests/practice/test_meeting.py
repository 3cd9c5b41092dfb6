"""Customers and staff find each other and part: what is announced, what can be read."""

import pytest

from tests.practice.listening import Heard
from tests.practice.running import Running


def test_a_scan_makes_a_customer_with_state_and_welcome_code(ground: Running, heard: Heard) -> None:
    way = ground.contact_way("staff01", state="poster-7")

    met = ground.scanned(way, name="小雨")

    ground.settle()
    [event] = heard.events()
    assert (event["Event"], event["ChangeType"]) == (
        "change_external_contact",
        "add_external_contact",
    )
    assert (event["UserID"], event["ExternalUserID"]) == ("staff01", met["external_id"])
    assert (event["State"], event["WelcomeCode"]) == ("poster-7", met["welcome_code"])
    detail = ground.get("externalcontact/get", external_userid=met["external_id"])
    assert detail["external_contact"]["name"] == "小雨"
    [follow] = detail["follow_user"]
    assert (follow["userid"], follow["state"], follow["add_way"]) == ("staff01", "poster-7", 1)


def test_ten_strangers_in_one_second_are_ten_events(ground: Running, heard: Heard) -> None:
    way = ground.contact_way("staff01", "staff02")
    people = [ground.act("arrive", name=f"客{each}")["external_id"] for each in range(10)]

    ground.acts(*[("scan", {"config_id": way, "external_id": each}) for each in people])

    ground.settle()
    assert [each["ExternalUserID"] for each in heard.events()] == people
    assert len({each["CreateTime"] for each in heard.events()}) == 1
    assert {each["UserID"] for each in heard.events()} == {"staff01", "staff02"}


def test_without_skip_verify_the_customer_waits_to_be_accepted(
    ground: Running, heard: Heard
) -> None:
    way = ground.contact_way("staff01", skip_verify=False)
    met = ground.scanned(way)
    nobody = ground.get("externalcontact/list", userid="staff01")

    ground.act("accept", user_id="staff01", external_id=met["external_id"])

    ground.settle()
    assert (met["outcome"], nobody["errcode"]) == ("waiting", 84061)
    assert heard.changes() == ["add_external_contact"]
    listed = ground.get("externalcontact/list", userid="staff01")
    assert listed["external_userid"] == [met["external_id"]]


def test_a_half_added_customer_has_one_welcome_code_in_all(ground: Running, heard: Heard) -> None:
    way = ground.contact_way("staff01")
    met = ground.scanned(way, half_first=True)
    hello = {"content": "欢迎"}
    ground.post("externalcontact/send_welcome_msg", welcome_code=met["welcome_code"], text=hello)

    confirmed = ground.act("confirm", user_id="staff01", external_id=met["external_id"])

    ground.settle()
    assert heard.changes() == ["add_half_external_contact", "add_external_contact"]
    assert confirmed["welcome_code"] is None
    assert "WelcomeCode" not in heard.events()[1]


def test_an_exclusive_code_leads_back_to_the_member_one_has(ground: Running) -> None:
    way = ground.contact_way("staff01", "staff02", "staff03", is_exclusive=True)
    met = ground.scanned(way)

    again = ground.act("scan", config_id=way, external_id=met["external_id"])

    assert (again["outcome"], again["user_id"]) == ("already", met["user_id"])


@pytest.mark.parametrize(
    ("act", "change"),
    [("delete_customer", "del_external_contact"), ("delete_staff", "del_follow_user")],
)
def test_parting_is_announced_and_ends_the_pair(
    act: str, change: str, ground: Running, heard: Heard
) -> None:
    met = ground.scanned(ground.contact_way("staff01"))

    ground.act(act, user_id="staff01", external_id=met["external_id"])

    ground.settle()
    assert heard.changes() == ["add_external_contact", change]
    gone = ground.get("externalcontact/get", external_userid=met["external_id"])
    assert (gone["errcode"], gone["follow_user"]) == (84061, [])


def test_edits_by_hand_are_announced_and_edits_by_api_are_not(
    ground: Running, heard: Heard
) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    pair = {"userid": "staff01", "external_userid": met["external_id"]}
    group = ground.act("make_tags", group_name="等级", names=["金卡", "银卡"])
    gold, silver = group["tags"]
    ground.settle()
    heard.plain.clear()

    ground.post("externalcontact/mark_tag", **pair, add_tag=[gold])
    ground.post("externalcontact/remark", **pair, remark="雨姐")
    ground.settle()
    by_api = heard.changes()
    ground.act(
        "edit_tags",
        user_id="staff01",
        external_id=met["external_id"],
        add_tags=[silver],
        remove_tags=[gold],
        own_tags=["爱喝茶"],
    )
    ground.settle()

    assert (by_api, heard.changes()) == ([], ["edit_external_contact"])
    detail = ground.get("externalcontact/get", external_userid=met["external_id"])
    [follow] = detail["follow_user"]
    assert follow["remark"] == "雨姐"
    assert [(each["tag_name"], each["type"]) for each in follow["tags"]] == [
        ("银卡", 1),
        ("爱喝茶", 2),
    ]
    assert "tag_id" not in follow["tags"][1]


def test_a_batch_row_has_one_follow_info_with_corp_tag_ids_only(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    [tag] = ground.act("make_tags", group_name="等级", names=["金卡"])["tags"]
    ground.act(
        "edit_tags",
        user_id="staff01",
        external_id=met["external_id"],
        add_tags=[tag],
        own_tags=["爱喝茶"],
    )

    page = ground.post("externalcontact/batch/get_by_user", userid_list=["staff01"])

    [row] = page["external_contact_list"]
    assert row["follow_info"]["tag_id"] == [tag]
    assert "tags" not in row["follow_info"]
    assert (page["next_cursor"], page["fail_info"]["unlicensed_userid_list"]) == ("", [])


def test_one_seed_gives_one_world(ground: Running) -> None:
    way = ground.contact_way("staff01")
    first = [ground.scanned(way)["external_id"] for _ in range(3)]
    ground.http.post("/practice/seed", json={"seed": 1})
    ground.token = ""

    way = ground.contact_way("staff01")
    second = [ground.scanned(way)["external_id"] for _ in range(3)]

    assert first == second
    assert all(each.startswith("wm") and len(each) == 32 for each in first)
