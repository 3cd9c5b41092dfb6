"""Corp tags: made once, owned by who made them, on the pair and not on the person."""

from typing import Any

from tests.practice.listening import Heard
from tests.practice.running import Running


def levels(ground: Running, *names: str) -> list[str]:
    group: dict[str, Any] = ground.post(
        "externalcontact/add_corp_tag", group_name="等级", tag=[{"name": each} for each in names]
    )["tag_group"]
    return [each["id"] for each in group["tag"]]


def test_tags_go_into_the_group_of_that_name_and_are_made_once(ground: Running) -> None:
    first = levels(ground, "金", "银", "金")

    second = levels(ground, "银", "铜")

    [group] = ground.post("externalcontact/get_corp_tag_list")["tag_group"]
    assert [each["name"] for each in group["tag"]] == ["金", "银", "铜"]
    assert second[0] == first[1]
    assert all(each.startswith("et") for each in first)


def test_a_group_without_tags_is_refused(ground: Running) -> None:
    assert ground.post("externalcontact/add_corp_tag", group_name="空", tag=[])["errcode"] == 40063


def test_the_last_tag_takes_its_group_along_and_comes_off_customers(ground: Running) -> None:
    [tag] = levels(ground, "金")
    met = ground.scanned(ground.contact_way("staff01"))
    pair = {"userid": "staff01", "external_userid": met["external_id"]}
    ground.post("externalcontact/mark_tag", **pair, add_tag=[tag])

    ground.post("externalcontact/del_corp_tag", tag_id=[tag])

    assert ground.post("externalcontact/get_corp_tag_list")["tag_group"] == []
    [asked] = ground.post("externalcontact/get_corp_tag_list", tag_id=[tag])["tag_group"]
    assert (asked["deleted"], asked["tag"][0]["deleted"]) == (True, True)
    detail = ground.get("externalcontact/get", external_userid=met["external_id"])
    assert detail["follow_user"][0]["tags"] == []


def test_names_stay_apart_and_unknown_ids_are_refused(ground: Running) -> None:
    gold, _ = levels(ground, "金", "银")

    taken = ground.post("externalcontact/edit_corp_tag", id=gold, name="银")
    unknown = ground.post("externalcontact/edit_corp_tag", id="et0", name="铜")
    renamed = ground.post("externalcontact/edit_corp_tag", id=gold, name="白金", order=5)

    assert (taken["errcode"], unknown["errcode"], renamed["errcode"]) == (40071, 40068, 0)


def test_an_app_cannot_change_what_the_console_made(ground: Running) -> None:
    [tag] = ground.act("make_tags", group_name="来源", names=["门店"])["tags"]

    assert ground.post("externalcontact/edit_corp_tag", id=tag, name="展会")["errcode"] == 81011
    assert ground.post("externalcontact/del_corp_tag", tag_id=[tag])["errcode"] == 81011


def test_a_tag_belongs_to_the_pair(ground: Running) -> None:
    [tag] = levels(ground, "金")
    met = ground.scanned(ground.contact_way("staff01"))
    ground.act("add", user_id="staff02", external_id=met["external_id"], add_way=2)
    pair = {"userid": "staff01", "external_userid": met["external_id"]}

    ground.post("externalcontact/mark_tag", **pair, add_tag=[tag])

    detail = ground.get("externalcontact/get", external_userid=met["external_id"])
    assert {each["userid"]: len(each["tags"]) for each in detail["follow_user"]} == {
        "staff01": 1,
        "staff02": 0,
    }


def test_strangers_cannot_be_tagged(ground: Running) -> None:
    [tag] = levels(ground, "金")
    person = ground.act("arrive", name="路人")

    marked = ground.post(
        "externalcontact/mark_tag",
        userid="staff01",
        external_userid=person["external_id"],
        add_tag=[tag],
    )

    assert marked["errcode"] == 84061


def test_too_many_tags_are_refused(ground: Running) -> None:
    ground.act("govern", most_tags=2)

    full = ground.post(
        "externalcontact/add_corp_tag", group_name="等级", tag=[{"name": c} for c in "金银铜"]
    )

    assert full["errcode"] == 40126


def test_only_the_console_announces_tags(ground: Running, heard: Heard) -> None:
    levels(ground, "金")

    group = ground.act("make_tags", group_name="来源", names=["门店"])
    [tag] = group["tags"]
    ground.act("rename_tag", tag_id=tag, name="北店")
    ground.act("shuffle_tags", group_id=group["group_id"], order={tag: 3})
    ground.act("delete_tag", tag_id=group["group_id"])

    ground.settle()
    told = [(each["ChangeType"], each.get("TagType"), each["Id"]) for each in heard.events()]
    assert told == [
        ("create", "tag_group", group["group_id"]),
        ("create", "tag", tag),
        ("update", "tag", tag),
        ("shuffle", None, group["group_id"]),
        ("delete", "tag_group", group["group_id"]),
    ]
