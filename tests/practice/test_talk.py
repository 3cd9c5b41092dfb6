"""What is said: counted, ruled, archived; what the app says to staff; who opens the app."""

from typing import Any

import pytest

from practice.world.figures import day_of
from tests.practice.running import START, Running

PATH = "externalcontact/"
DAY = 86_400


def group(ground: Running) -> tuple[str, str]:
    chat_id = ground.act("open_group", owner="staff01", name="一群")["chat_id"]
    person = ground.act("arrive", name="阿青")["external_id"]
    ground.act("invite", chat_id=chat_id, invitor="staff01", member_ids=[person])
    return chat_id, person


def say(ground: Running, chat_id: str, sender: str, text: str) -> Any:
    return ground.act("say_in_group", chat_id=chat_id, sender=sender, content={"content": text})


def messages(ground: Running, **query: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = ground.look("archive/messages", **query)["messages"]
    return told


def test_the_archive_hands_messages_over_in_order(ground: Running) -> None:
    chat_id, person = group(ground)
    first = say(ground, chat_id, person, "请问几点开门")
    say(ground, chat_id, "staff01", "九点半")

    ground.act("recall", message_id=first["message_id"])

    told = messages(ground)
    assert [each["action"] for each in told] == ["send", "send", "recall"]
    assert (told[0]["from"], told[0]["roomid"]) == (person, chat_id)
    assert told[0]["text"] == {"content": "请问几点开门"}
    assert told[0]["tolist"] == ["staff01"]
    assert told[2]["revoke"] == {"pre_msgid": first["message_id"]}
    assert [each["seq"] for each in messages(ground, seq=1, limit=1)] == [2]


def test_the_archive_forgets_after_five_days(ground: Running) -> None:
    chat_id, person = group(ground)
    say(ground, chat_id, person, "旧话")

    ground.forward(5 * DAY + 1)

    assert messages(ground) == []


def test_without_agreement_and_without_licence_nothing_is_archived(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    person = met["external_id"]
    archive = ground.fresh_token(2)
    ground.act("agree_to_archive", external_id=person, user_id="staff01", agrees=False)
    ground.act("say_to", sender=person, receiver="staff01", content={"content": "别存"})
    asked = {"info": [{"userid": "staff01", "exteranalopenid": person}]}
    told = ground.post("msgaudit/check_single_agree", token=archive, **asked)
    ground.act("agree_to_archive", external_id=person, user_id="staff01", agrees=True)
    ground.act("change", user_id="staff01", archived=False)

    ground.act("say_to", sender=person, receiver="staff01", content={"content": "无人存"})

    assert messages(ground) == []
    assert told["agreeinfo"][0]["agree_status"] == "Disagree"
    permitted = ground.post("msgaudit/get_permit_user_list", token=archive)["ids"]
    assert "staff01" not in permitted


def test_a_groups_agreements_are_told(ground: Running) -> None:
    chat_id, person = group(ground)

    told = ground.post("msgaudit/check_room_agree", token=ground.fresh_token(2), roomid=chat_id)

    assert [(each["exteranalopenid"], each["agree_status"]) for each in told["agreeinfo"]] == [
        (person, "Agree")
    ]


def test_group_figures_count_the_day(ground: Running) -> None:
    chat_id, person = group(ground)
    say(ground, chat_id, person, "早")
    ground.forward(DAY)
    ground.token = ""
    say(ground, chat_id, "staff01", "早")
    say(ground, chat_id, "staff01", "上新了")
    asked: dict[str, Any] = {
        "day_begin_time": int(START),
        "day_end_time": int(START) + DAY,
        "owner_filter": {"userid_list": ["staff01"]},
    }

    by_day = ground.post(PATH + "groupchat/statistic_group_by_day", **asked)["items"]
    whole = ground.post(PATH + "groupchat/statistic", **asked)

    assert [each["stat_time"] for each in by_day] == [day_of(START), day_of(START) + DAY]
    assert [each["data"]["msg_total"] for each in by_day] == [1, 2]
    assert [each["data"]["new_member_cnt"] for each in by_day] == [2, 0]
    assert [each["data"]["member_total"] for each in by_day] == [2, 2]
    data = whole["items"][0]["data"]
    assert (whole["total"], data["chat_total"], data["member_has_msg"]) == (1, 1, 2)


def test_behaviour_counts_talks_answers_and_losses(ground: Running) -> None:
    way = ground.contact_way("staff01")
    asker, quiet = (ground.scanned(way)["external_id"] for _ in range(2))
    ground.act("say_to", sender=asker, receiver="staff01", content={"content": "在吗"})
    ground.act("say_to", sender=quiet, receiver="staff01", content={"content": "你好"})
    ground.forward(120)
    ground.act("say_to", sender="staff01", receiver=asker, content={"content": "在的"})
    ground.act("delete_staff", external_id=quiet, user_id="staff01")

    told = ground.post(
        PATH + "get_user_behavior_data",
        userid=["staff01"],
        start_time=int(START),
        end_time=int(START),
    )

    [row] = told["behavior_data"]
    assert (row["new_contact_cnt"], row["negative_feedback_cnt"]) == (2, 1)
    assert (row["chat_cnt"], row["message_cnt"]) == (1, 1)
    assert (row["reply_percentage"], row["avg_reply_time"]) == (50.0, 2)


@pytest.mark.parametrize("days", [31, -1])
def test_figures_of_too_many_days_are_refused(days: int, ground: Running) -> None:
    told = ground.post(
        PATH + "groupchat/statistic",
        day_begin_time=int(START),
        day_end_time=int(START) + days * DAY,
        owner_filter={"userid_list": ["staff01"]},
    )

    assert (told["errcode"], told["items"]) == (40058, [])


def test_rules_hold_back_staff_and_never_customers(ground: Running) -> None:
    chat_id, person = group(ground)
    made = ground.post(
        PATH + "add_intercept_rule",
        rule_name="私下交易",
        word_list=["加我微信"],
        semantics_list=[1],
        intercept_type=1,
        applicable_range={"user_list": ["staff01"]},
    )

    say(ground, chat_id, person, "加我微信 13800138000")
    refused = [
        ground.http.post(
            "/practice/acts/say_in_group",
            json={"chat_id": chat_id, "sender": "staff01", "content": {"content": text}},
        ).status_code
        for text in ("加我微信", "电话13800138000", "欢迎")
    ]

    assert (made["rule_id"], refused) == (1, [409, 409, 200])


def test_a_rule_is_known_by_number_and_by_text(ground: Running) -> None:
    bound: dict[str, Any] = {"applicable_range": {"user_list": ["staff01"]}}
    ground.post(
        PATH + "add_intercept_rule",
        rule_name="提醒",
        word_list=["返现"],
        intercept_type=2,
        **bound,
    )

    ground.post(
        PATH + "update_intercept_rule",
        rule_id="1",
        rule_name="提醒二",
        add_applicable_range={"user_list": ["staff02"]},
        remove_applicable_range={"user_list": ["staff01"]},
    )

    rule = ground.post(PATH + "get_intercept_rule", rule_id=1)["rule"]
    assert (rule["rule_name"], rule["applicable_range"]["user_list"]) == ("提醒二", ["staff02"])
    assert ground.get(PATH + "get_intercept_rule_list")["rule_list"][0]["rule_id"] == 1
    assert ground.post(PATH + "del_intercept_rule", rule_id=1)["errcode"] == 0
    assert ground.post(PATH + "get_intercept_rule", rule_id=1)["errcode"] == 40058


def app_message(ground: Running, **more: Any) -> dict[str, Any]:
    body = {
        "msgtype": "text",
        "agentid": ground.agent_id(),
        "touser": "staff01",
        "text": {"content": "请开群"},
    }
    return ground.post("message/send", **{**body, **more})


def test_an_app_message_reaches_those_who_are_there(ground: Running) -> None:
    told = app_message(ground, touser="staff01|nobody|STAFF02")

    assert (told["errcode"], told["invaliduser"]) == (0, "nobody")
    shown = ground.look("delivered", channel="app")
    assert [each["receiver"] for each in shown] == ["staff01", "staff02"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"touser": "nobody"}, 81013),
        ({"agentid": 1}, 40056),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "字" * 700}}, 45002),
        ({"msgtype": "poem"}, 40058),
    ],
)
def test_an_app_message_that_cannot_be_is_refused(
    more: dict[str, Any], code: int, ground: Running
) -> None:
    assert app_message(ground, **more)["errcode"] == code


def test_the_31st_message_of_a_minute_is_dropped_without_a_word(ground: Running) -> None:
    codes = {app_message(ground)["errcode"] for _ in range(31)}

    assert codes == {0}
    assert len(ground.look("delivered", channel="app")) == 30


def test_a_repeated_message_is_not_shown_twice_where_that_is_asked(ground: Running) -> None:
    for _ in range(2):
        app_message(ground, enable_duplicate_check=1)

    assert len(ground.look("delivered", channel="app")) == 1


def test_a_login_code_is_good_once_and_for_five_minutes(ground: Running) -> None:
    code, late = (ground.act("open_app", user_id="staff01") for _ in range(2))

    who = ground.get("auth/getuserinfo", code=code)
    again = ground.get("auth/getuserinfo", code=code)
    detail = ground.post("auth/getuserdetail", user_ticket=who["user_ticket"])
    ground.forward(301)

    assert (who["userid"], again["errcode"]) == ("staff01", 40029)
    assert detail["mobile"] == "13900000001"
    assert ground.get("auth/getuserinfo", code=late)["errcode"] == 40029


def test_uploads_live_three_days_and_come_back(ground: Running) -> None:
    token = ground.fresh_token()
    files = {"media": ("海报.png", b"picture", "image/png")}
    address = f"/cgi-bin/media/upload?type=image&access_token={token}"

    told = ground.http.post(address, files=files).json()
    query = {"access_token": token, "media_id": told["media_id"]}
    back = ground.http.get("/cgi-bin/media/get", params=query)
    empty = ground.http.post(address, files={"media": ("a.png", b"", "image/png")}).json()
    url = ground.http.post(f"/cgi-bin/media/uploadimg?access_token={token}", files=files).json()
    ground.forward(3 * DAY + 1)

    assert isinstance(told["created_at"], str)
    assert (back.content, empty["errcode"]) == (b"picture", 44001)
    assert url["url"].startswith("https://wework.qpic.cn/")
    late = ground.get("media/get", token=ground.fresh_token(), media_id=told["media_id"])
    assert late["errcode"] == 40007
