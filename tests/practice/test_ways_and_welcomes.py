"""Contact ways and their limits; welcome codes and their twenty seconds."""

from typing import Any

import pytest

from tests.practice.listening import Heard
from tests.practice.running import Running

HELLO = {"content": "欢迎来到归宿"}
PATH = "externalcontact/"


def greet(ground: Running, code: str, **more: Any) -> int:
    body = {"welcome_code": code, "text": HELLO, **more}
    return int(ground.post(PATH + "send_welcome_msg", **body)["errcode"])


@pytest.mark.parametrize(("seconds", "code"), [(0, 0), (19.9, 0), (20.1, 41050)])
def test_a_welcome_code_lives_twenty_seconds(seconds: float, code: int, ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    ground.token = ""

    ground.forward(seconds)

    assert greet(ground, met["welcome_code"]) == code
    assert len(ground.look("delivered", channel="welcome")) == (code == 0)


def test_a_welcome_code_is_used_once(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))

    codes = [greet(ground, met["welcome_code"]) for _ in range(2)]
    ground.forward(21)
    late = greet(ground, met["welcome_code"])

    assert (codes, late) == ([0, 41051], 41050)
    [shown] = ground.look("delivered", channel="welcome", receiver=met["external_id"])
    assert (shown["sender"], shown["content"]["text"]) == ("staff01", HELLO)


def test_who_talks_already_is_not_greeted(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    ground.act("say_to", sender=met["external_id"], receiver="staff01", content={"content": "在吗"})

    assert greet(ground, met["welcome_code"]) == 41051


def test_a_welcome_in_the_console_leaves_no_code(ground: Running, heard: Heard) -> None:
    ground.act("change", user_id="staff01", greets_by_console=True)

    met = ground.scanned(ground.contact_way("staff01"))

    ground.settle()
    assert met["welcome_code"] is None
    assert "WelcomeCode" not in heard.events()[-1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": None}, 44004),
        ({"text": {"content": "字" * 1_334}}, 45002),
        ({"attachments": [{"msgtype": "image", "image": {"media_id": "gone"}}]}, 40007),
        ({"attachments": [{"msgtype": "link", "link": {"title": "x"}}]}, 40063),
        ({"attachments": [{"msgtype": "poem"}]}, 40058),
        (
            {"attachments": [{"msgtype": "image", "image": {"pic_url": "https://x/1"}}] * 10},
            40058,
        ),
    ],
)
def test_a_refused_welcome_leaves_the_code_good(
    body: dict[str, Any], code: int, ground: Running
) -> None:
    met = ground.scanned(ground.contact_way("staff01"))

    assert greet(ground, met["welcome_code"], **body) == code
    assert greet(ground, met["welcome_code"]) == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": 3, "scene": 2, "user": ["staff01"]}, 41037),
        ({"type": 1, "scene": 9, "user": ["staff01"]}, 41038),
        ({"type": 1, "scene": 2, "user": ["staff01"], "state": "s" * 31}, 41039),
        ({"type": 1, "scene": 2, "user": ["staff01", "staff02"]}, 41040),
        ({"type": 2, "scene": 2}, 41040),
        ({"type": 2, "scene": 2, "user": ["nobody"]}, 40003),
        ({"type": 2, "scene": 2, "party": [99]}, 60123),
    ],
)
def test_a_contact_way_that_cannot_be_is_refused(
    body: dict[str, Any], code: int, ground: Running
) -> None:
    assert ground.post(PATH + "add_contact_way", **body)["errcode"] == code


def test_members_who_cannot_be_added_are_refused(ground: Running) -> None:
    ground.act("change", user_id="staff01", real_named=False)
    ground.act("change", user_id="staff02", standing=4)
    ground.act("change", user_id="staff03", contacts_customers=False)

    codes = [
        ground.post(PATH + "add_contact_way", type=1, scene=2, user=[user])["errcode"]
        for user in ("staff01", "staff02", "staff03")
    ]

    assert codes == [41054, 41054, 84074]


def test_an_update_changes_what_it_names_and_overwrites_lists(ground: Running) -> None:
    way = ground.contact_way("staff01", "staff02", state="s1", remark="海报")

    ground.post(PATH + "update_contact_way", config_id=way, user=["staff03"], state="s2")
    refused = ground.post(PATH + "update_contact_way", config_id=way, user=["nobody"])

    kept = ground.post(PATH + "get_contact_way", config_id=way)["contact_way"]
    assert (kept["user"], kept["state"], kept["remark"]) == (["staff03"], "s2", "海报")
    assert refused["errcode"] == 40003
    assert ground.scanned(way)["user_id"] == "staff03"


def test_ways_are_listed_in_pages_and_can_be_deleted(ground: Running) -> None:
    ways = [ground.contact_way("staff01") for _ in range(3)]

    first = ground.post(PATH + "list_contact_way", limit=2)
    second = ground.post(PATH + "list_contact_way", limit=2, cursor=first["next_cursor"])
    deleted = ground.post(PATH + "del_contact_way", config_id=ways[0])

    listed = [*first["contact_way"], *second["contact_way"]]
    assert [each["config_id"] for each in listed] == ways
    assert deleted["errcode"] == 0
    assert ground.post(PATH + "get_contact_way", config_id=ways[0])["errcode"] == 41044


def test_a_corp_has_so_many_ways_and_no_more(ground: Running) -> None:
    ground.act("govern", most_ways=1)
    ground.contact_way("staff01")

    more = ground.post(PATH + "add_contact_way", type=1, scene=2, user=["staff01"])

    assert more["errcode"] == 41043


def test_a_temporary_way_ends(ground: Running) -> None:
    way = ground.contact_way("staff01", is_temp=True, expires_in=60)
    person = ground.act("arrive", name="迟到")["external_id"]
    ground.forward(61)

    late = ground.http.post("/practice/acts/scan", json={"config_id": way, "external_id": person})

    assert (late.status_code, late.json()["problem"][:5]) == (409, "41042")


def test_the_picture_of_a_code_can_be_fetched_like_wecoms(ground: Running) -> None:
    way = ground.contact_way("staff01")

    told = ground.post(PATH + "get_contact_way", config_id=way)["contact_way"]["qr_code"]

    assert told == f"{ground.address}/pictures/{way}.png"
    assert ground.http.get(told).content.startswith(b"\x89PNG\r\n\x1a\n")
    assert ground.http.get(f"{ground.address}/pictures/none.png").status_code == 404
