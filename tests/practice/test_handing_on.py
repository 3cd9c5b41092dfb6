"""Transfers on the job and after resigning, of customers and of groups."""

from typing import Any

from tests.practice.listening import Heard
from tests.practice.running import Running

PATH = "externalcontact/"
DAY = 86_400


def transfer(ground: Running, external_id: str, *, resigned: bool = False, **more: str) -> Any:
    body = {"handover_userid": "staff01", "takeover_userid": "staff02", **more}
    path = PATH + ("resigned/" if resigned else "") + "transfer_customer"
    return ground.post(path, external_userid=[external_id], **body)


def status(ground: Running, *, resigned: bool = False) -> list[int]:
    path = PATH + ("resigned/" if resigned else "") + "transfer_result"
    told = ground.post(path, handover_userid="staff01", takeover_userid="staff02")
    return [each["status"] for each in told["customer"]]


def forward(ground: Running, seconds: float) -> None:
    ground.forward(seconds)
    ground.token = ""


def test_after_a_day_without_a_word_it_is_done(ground: Running, heard: Heard) -> None:
    met = ground.scanned(ground.contact_way("staff01", state="s1"))
    [tag] = ground.act("make_tags", group_name="等级", names=["金"])["tags"]
    pair = {"user_id": "staff01", "external_id": met["external_id"]}
    ground.act("edit_tags", **pair, add_tags=[tag])
    ground.settle()
    heard.plain.clear()

    started = transfer(ground, met["external_id"])
    waiting = status(ground)
    forward(ground, DAY)
    done = status(ground)

    ground.settle()
    assert started["customer"] == [{"external_userid": met["external_id"], "errcode": 0}]
    assert (waiting, done) == ([2], [1])
    assert heard.changes() == ["del_external_contact", "add_external_contact"]
    assert heard.events()[0]["Source"] == "DELETE_BY_TRANSFER"
    detail = ground.get(PATH + "get", external_userid=met["external_id"])
    [follow] = detail["follow_user"]
    assert (follow["userid"], follow["add_way"], follow["state"]) == ("staff02", 202, "s1")
    assert [each["tag_id"] for each in follow["tags"]] == [tag]


def test_a_customer_may_refuse(ground: Running, heard: Heard) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    transfer(ground, met["external_id"])

    ground.act("refuse_transfer", external_id=met["external_id"])
    forward(ground, DAY)

    ground.settle()
    event = heard.events()[-1]
    assert (event["ChangeType"], event["FailReason"]) == ("transfer_fail", "customer_refused")
    assert (event["UserID"], status(ground)) == ("staff02", [3])


def test_a_full_member_takes_nobody_over(ground: Running, heard: Heard) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    transfer(ground, met["external_id"])
    ground.act("change", user_id="staff02", most_customers=0)

    forward(ground, DAY)
    again = transfer(ground, met["external_id"])

    ground.settle()
    assert heard.events()[-1]["FailReason"] == "customer_limit_exceed"
    assert (status(ground), again["customer"][0]["errcode"]) == ([4], 40099)


def test_a_customer_is_transferred_twice_in_90_days_at_most(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    first = transfer(ground, met["external_id"])
    at_once = transfer(ground, met["external_id"])
    ground.act("refuse_transfer", external_id=met["external_id"])
    transfer(ground, met["external_id"])
    ground.act("refuse_transfer", external_id=met["external_id"])
    third = transfer(ground, met["external_id"])
    forward(ground, 90 * DAY)
    later = transfer(ground, met["external_id"])

    codes = [each["customer"][0]["errcode"] for each in (first, at_once, third, later)]
    assert codes == [0, 40129, 40128, 0]


def test_who_is_wrong_is_told_at_once(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    ground.act("change", user_id="staff03", real_named=False)
    who = met["external_id"]

    codes = [
        transfer(ground, who, handover_userid="nobody")["errcode"],
        transfer(ground, who, takeover_userid="nobody")["errcode"],
        transfer(ground, who, takeover_userid="staff03")["errcode"],
        transfer(ground, who, resigned=True)["errcode"],
        transfer(ground, who, handover_userid="staff02")["customer"][0]["errcode"],
    ]

    assert codes == [40097, 40100, 40098, 40097, 84061]


def test_customers_of_who_left_wait_to_be_given_on(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    ground.act("resign", user_id="staff01")

    waiting = ground.post(PATH + "get_unassigned_list")
    transfer(ground, met["external_id"], resigned=True)
    under_way = ground.post(PATH + "get_unassigned_list")
    forward(ground, DAY)

    assert [each["external_userid"] for each in waiting["info"]] == [met["external_id"]]
    assert (waiting["is_last"], under_way["info"]) == (True, [])
    assert status(ground, resigned=True) == [1]
    listed = ground.get(PATH + "list", userid="staff02")
    assert listed["external_userid"] == [met["external_id"]]


def test_groups_of_who_left_get_another_owner_and_nobody_is_told(
    ground: Running, heard: Heard
) -> None:
    chat_id = ground.act("open_group", owner="staff01", name="一群")["chat_id"]
    body: dict[str, Any] = {"chat_id_list": [chat_id], "new_owner": "staff02"}
    early = ground.post(PATH + "groupchat/transfer", **body)
    ground.act("resign", user_id="staff01")
    on_the_job = ground.post(PATH + "groupchat/onjob_transfer", **body)
    orphaned = ground.post(PATH + "groupchat/list", limit=10, status_filter=1)
    ground.settle()
    heard.plain.clear()

    given = ground.post(PATH + "groupchat/transfer", **body)

    ground.settle()
    assert early["failed_chat_list"][0]["errcode"] == 90500
    assert on_the_job["failed_chat_list"][0]["errcode"] == 90502
    assert orphaned["group_chat_list"] == [{"chat_id": chat_id, "status": 1}]
    assert (given["failed_chat_list"], heard.plain) == ([], [])
    told = ground.post(PATH + "groupchat/get", chat_id=chat_id)["group_chat"]
    assert told["owner"] == "staff02"


def test_a_group_changes_owner_twice_in_90_days_on_the_job(ground: Running) -> None:
    chat_id = ground.act("open_group", owner="staff01", name="一群")["chat_id"]

    failed = [
        ground.post(PATH + "groupchat/onjob_transfer", chat_id_list=[chat_id], new_owner=owner)[
            "failed_chat_list"
        ]
        for owner in ("staff02", "staff03", "staff01")
    ]

    assert [len(each) for each in failed] == [0, 0, 1]
    assert failed[2][0]["errcode"] == 90508
