"""The window: groups as members see them, everybody played by hand, the clock moved."""

import re
from typing import Any

import httpx
import pytest

from practice.window.words import WORDS
from practice.world.seeding import Seed
from tests.practice.running import START, Running

SEE_OTHER = 303


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=6, groups=1, members_each=3)


def group(ground: Running) -> dict[str, Any]:
    found: dict[str, Any] = ground.look("snapshot")["groups"][0]
    return found


def page(ground: Running, path: str = "", **query: str) -> str:
    answer = ground.http.get(f"/window/{path}", params=query)
    assert answer.status_code == httpx.codes.OK
    return answer.text


def press(ground: Running, act: str, **given: str) -> httpx.Response:
    """Press a button; the page that it leads to."""
    answer = ground.http.post("/window/do", data={"act": act, "back": "/window/", **given})
    assert answer.status_code == SEE_OTHER
    return ground.http.get(answer.headers["location"])


def test_every_page_stands_in_both_languages_and_loads_nothing_from_elsewhere(
    ground: Running,
) -> None:
    one = group(ground)
    me = one["owner"]
    addresses = [
        ("", {}),
        ("", {"group": one["chat_id"], "as": me}),
        ("staff", {}),
        ("people", {"q": ""}),
        ("phone", {"who": me}),
        ("phone", {"who": one["members"][-1], "other": me}),
    ]

    for path, query in addresses:
        answer = ground.http.get(f"/window/{path}", params=query)

        assert answer.status_code == httpx.codes.OK
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert not re.search(r"(src|href|action)=\"(https?:)?//", answer.text)
        assert "style=" not in answer.text
        assert "onclick" not in answer.text
    press(ground, "language")
    assert "Practice ground" in page(ground)
    press(ground, "language")
    assert "练习场" in page(ground)


def test_a_member_and_the_owner_are_played_by_hand(ground: Running) -> None:
    one = group(ground)
    chat_id, owner = one["chat_id"], one["owner"]
    member = next(each for each in one["members"] if each.startswith("wm"))

    press(ground, "say", group=chat_id, who=member, text="<b>请问几点开门</b>")
    press(ground, "say", group=chat_id, who=owner, text="十点")
    seen = page(ground, group=chat_id, **{"as": member})
    press(ground, "kick", group=chat_id, by=owner, who=member)
    after = page(ground, group=chat_id, **{"as": owner})

    assert "&lt;b&gt;请问几点开门" in seen
    assert seen.rindex("请问几点开门") < seen.rindex("<p>十点")
    assert 'class="bubble own"' in seen
    assert "被移出了群聊" in after
    assert member not in group(ground)["members"]


def test_somebody_new_scans_talks_and_parts(ground: Running) -> None:
    way = ground.contact_way("staff01")

    met = press(ground, "arrive", name="小晴")
    who = met.url.params["who"]
    press(ground, "scan", which=way, who=who)
    press(ground, "write", who=who, other="staff01", text="你好")
    chat = page(ground, "phone", who="staff01", other=who)
    press(ground, "part", who=who, other="staff01")

    assert "小晴" in met.text
    assert "你好" in chat
    assert [each["change"] for each in ground.look("callbacks")] == [
        "add_external_contact",
        "del_follow_user",
    ]


def test_a_member_of_staff_confirms_a_mass_message(ground: Running) -> None:
    one = group(ground)
    made = ground.post(
        "externalcontact/add_msg_template",
        chat_type="group",
        sender=one["owner"],
        text={"content": "今晚直播"},
    )

    waiting = page(ground, "phone", who=one["owner"])
    press(ground, "send", who=one["owner"], which=made["msgid"])

    assert "今晚直播" in waiting
    assert "今晚直播" not in page(ground, "phone", who=one["owner"])
    assert "今晚直播" in page(ground, group=one["chat_id"])


def test_the_clock_is_moved_and_what_cannot_be_is_told(ground: Running) -> None:
    press(ground, "clock-hour")
    press(ground, "clock-day")
    moved = ground.look("clock")
    press(ground, "clock-fast")
    fast = ground.look("clock")
    press(ground, "clock-pause")

    refused = press(ground, "leave", group=group(ground)["chat_id"], who=group(ground)["owner"])

    assert moved["now"] == START + 90_000
    assert (fast["pace"], fast["rate"]) == ("accelerated", 60)
    assert ground.look("clock")["pace"] == "stepped"
    assert "做不到" in refused.text
    assert "做不到" not in page(ground)


def test_the_people_are_sent_to_sleep_and_woken(ground: Running) -> None:
    ground._admin("POST", "people", {"begin": {"people": 20}})

    press(ground, "sleep")
    asleep = ground.look("people")["awake"]
    press(ground, "wake")
    press(ground, "keeps-off")

    assert not asleep
    assert ground.look("people")["awake"]
    assert "员工由我扮演" in page(ground)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_no_other_page_presses_its_buttons(ground: Running, headers: dict[str, str]) -> None:
    answer = ground.http.post("/window/do", data={"act": "arrive", "name": "x"}, headers=headers)

    assert answer.status_code == httpx.codes.FORBIDDEN


def test_it_leads_back_to_itself_only(ground: Running) -> None:
    answer = ground.http.post(
        "/window/do", data={"act": "clock-hour", "back": "https://elsewhere.example/"}
    )

    assert answer.headers["location"] == "/window/"
    assert ground.http.get("/").headers["location"] == "/window/"
    assert ground.http.get("/window/static/doors.py").status_code == httpx.codes.NOT_FOUND
    assert ground.http.get("/window/phone", params={"who": "x"}).status_code == (
        httpx.codes.NOT_FOUND
    )


def test_every_word_is_there_twice() -> None:
    for chinese, english in WORDS.values():
        assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", english))
