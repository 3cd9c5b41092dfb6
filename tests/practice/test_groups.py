"""Groups: join ways fill them, every change is a version, and codes roll over to the next one."""

from typing import Any

import pytest

from tests.practice.listening import Heard
from tests.practice.running import Running


def group_of(ground: Running, owner: str = "staff01", name: str = "会员群") -> str:
    chat_id: str = ground.act("open_group", owner=owner, name=name)["chat_id"]
    return chat_id


def detail(ground: Running, chat_id: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = ground.post("externalcontact/groupchat/get", chat_id=chat_id, **more)
    return told["group_chat"]  # type: ignore[no-any-return]


def join_way(ground: Running, *chat_ids: str, **more: Any) -> str:
    made = ground.post(
        "externalcontact/groupchat/add_join_way", scene=2, chat_id_list=list(chat_ids), **more
    )
    config_id: str = made["config_id"]
    return config_id


def joined(ground: Running, config_id: str) -> tuple[str, str]:
    person = ground.act("arrive", name="阿青")["external_id"]
    return person, ground.act("join", config_id=config_id, external_id=person)["chat_id"]


def test_a_scan_joins_with_state_and_tells_versions(ground: Running, heard: Heard) -> None:
    chat_id = group_of(ground)
    before = detail(ground, chat_id)["member_version"]

    person, _ = joined(ground, join_way(ground, chat_id, state="poster-7"))

    ground.settle()
    created, event = heard.events()
    after = detail(ground, chat_id, need_name=1)
    assert created["ChangeType"] == "create"
    assert (event["UpdateDetail"], event["JoinScene"]) == ("add_member", "3")
    assert (event["LastMemVer"], event["CurMemVer"]) == (before, after["member_version"])
    assert f"<MemChangeList><Item><![CDATA[{person}]]></Item></MemChangeList>" in heard.plain[-1]
    member = next(each for each in after["member_list"] if each["userid"] == person)
    assert (member["join_scene"], member["state"], member["name"]) == (3, "poster-7", "阿青")
    assert chat_id.startswith("wr")


def test_with_two_full_groups_a_third_is_opened_with_the_next_number(ground: Running) -> None:
    ground.act("govern", group_capacity=2)
    first, second = group_of(ground), group_of(ground)
    way = join_way(ground, first, second, room_base_name="销售群", room_base_id=10, state="code-1")

    chats = [joined(ground, way)[1] for _ in range(4)]

    assert chats[:2] == [first, second]
    assert len(set(chats)) == 4
    third, fourth = detail(ground, chats[2]), detail(ground, chats[3])
    assert (third["name"], fourth["name"]) == ("销售群10", "销售群11")
    assert third["member_list"][1]["state"] == "code-1"
    kept = ground.post("externalcontact/groupchat/get_join_way", config_id=way)["join_way"]
    assert (kept["chat_id_list"], kept["room_base_id"]) == (chats, 12)


@pytest.mark.parametrize(
    ("act", "scene"), [("leave", "0"), ("kick", "1")], ids=["by self", "removed"]
)
def test_leaving_and_being_removed_are_told_apart(
    act: str, scene: str, ground: Running, heard: Heard
) -> None:
    chat_id = group_of(ground)
    person, _ = joined(ground, join_way(ground, chat_id))
    by = {"by": "staff01"} if act == "kick" else {}

    ground.act(act, chat_id=chat_id, member_id=person, **by)

    ground.settle()
    event = heard.events()[-1]
    assert (event["UpdateDetail"], event["QuitScene"]) == ("del_member", scene)
    assert [each["userid"] for each in detail(ground, chat_id)["member_list"]] == ["staff01"]


def test_nobody_but_owner_and_admins_removes_people(ground: Running) -> None:
    chat_id = group_of(ground)
    person, _ = joined(ground, join_way(ground, chat_id))

    refused = ground.http.post(
        "/practice/acts/kick", json={"chat_id": chat_id, "by": "staff02", "member_id": person}
    )

    assert refused.status_code == 409
    assert "staff02" in refused.json()["problem"]


def test_an_invitation_is_direct_or_by_link_and_told_as_zero(ground: Running, heard: Heard) -> None:
    chat_id = group_of(ground)
    people = [ground.act("arrive", name=name)["external_id"] for name in ("甲", "乙")]

    ground.act("invite", chat_id=chat_id, invitor="staff01", member_ids=people[:1])
    ground.act("invite", chat_id=chat_id, invitor=people[0], member_ids=people[1:], by_link=True)

    ground.settle()
    assert [each.get("JoinScene") for each in heard.events()] == [None, "0", "0"]
    members = detail(ground, chat_id)["member_list"]
    assert [(each["join_scene"], each.get("invitor")) for each in members[1:]] == [
        (1, {"userid": "staff01"}),
        (2, None),
    ]


def test_name_notice_owner_and_end_are_announced(ground: Running, heard: Heard) -> None:
    chat_id = group_of(ground)
    ground.act("invite", chat_id=chat_id, invitor="staff01", member_ids=["staff02"])

    ground.act("rename", chat_id=chat_id, name="新品群")
    ground.act("write_notice", chat_id=chat_id, notice="每晚八点上新")
    ground.act("change_owner", chat_id=chat_id, owner="staff02")
    told = detail(ground, chat_id)
    ground.act("dismiss", chat_id=chat_id)

    ground.settle()
    assert [each.get("UpdateDetail") for each in heard.events()[2:]] == [
        "change_name",
        "change_notice",
        "change_owner",
        None,
    ]
    assert (told["name"], told["notice"], told["owner"]) == ("新品群", "每晚八点上新", "staff02")
    gone = ground.post("externalcontact/groupchat/get", chat_id=chat_id)
    assert gone["errcode"] == 40050


def test_a_lagging_server_tells_the_members_of_before(ground: Running) -> None:
    chat_id = group_of(ground)
    ground.faults(group_lag_seconds=10)
    before = detail(ground, chat_id)

    joined(ground, join_way(ground, chat_id))
    at_once = detail(ground, chat_id)
    ground.forward(10.1)
    later = detail(ground, chat_id)

    assert at_once == before
    assert len(later["member_list"]) == 2
    assert later["member_version"] != before["member_version"]


def test_lists_filter_by_owner_and_need_a_limit(ground: Running) -> None:
    mine, other = group_of(ground, "staff01"), group_of(ground, "staff02")
    path = "externalcontact/groupchat/list"

    own = ground.post(path, limit=10, owner_filter={"userid_list": ["staff02"]})
    first = ground.post(path, limit=1)
    second = ground.post(path, limit=1, cursor=first["next_cursor"])
    without = ground.post(path)

    assert own["group_chat_list"] == [{"chat_id": other, "status": 0}]
    assert [page["group_chat_list"][0]["chat_id"] for page in (first, second)] == [mine, other]
    assert second["next_cursor"] == ""
    assert (without["errcode"], without["group_chat_list"]) == (40063, [])


def test_groups_of_owners_out_of_range_are_not_told(ground: Running) -> None:
    chat_id = group_of(ground, "staff02")
    ground.act("show_app", agent_id=ground.agent_id(), users=["staff01"], departments=[])

    told = ground.post("externalcontact/groupchat/get", chat_id=chat_id)
    listed = ground.post("externalcontact/groupchat/list", limit=10)

    assert (told["errcode"], listed["group_chat_list"]) == (60011, [])


def test_updating_a_join_way_overwrites_all_of_it(ground: Running) -> None:
    chat_id = group_of(ground)
    way = join_way(ground, chat_id, remark="海报", state="s1")
    path = "externalcontact/groupchat/"

    ground.post(path + "update_join_way", config_id=way, scene=2, chat_id_list=[chat_id])

    kept = ground.post(path + "get_join_way", config_id=way)["join_way"]
    assert (kept["remark"], kept["state"]) == ("", "")
    assert ground.post(path + "del_join_way", config_id=way)["errcode"] == 0
    assert ground.post(path + "get_join_way", config_id=way)["errcode"] == 41044


def test_a_group_greets_with_its_template(ground: Running) -> None:
    chat_id = group_of(ground)
    path = "externalcontact/group_welcome_template/"
    template = ground.post(path + "add", text={"content": "%NICKNAME% 欢迎"})["template_id"]
    ground.act("attach_welcome", chat_id=chat_id, template_id=template)

    person, _ = joined(ground, join_way(ground, chat_id))

    [greeting] = ground.look("delivered", channel="group-welcome")
    assert (greeting["receiver"], greeting["content"]["text"]["content"]) == (
        person,
        "%NICKNAME% 欢迎",
    )
    assert (
        ground.post(path + "edit", template_id=template, text={"content": "你好"})["errcode"] == 0
    )
    assert ground.post(path + "get", template_id=template)["text"]["content"] == "你好"
    assert ground.post(path + "del", template_id=template)["errcode"] == 0
    assert ground.post(path + "get", template_id=template)["errcode"] == 41055
