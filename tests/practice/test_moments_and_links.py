"""Moments made in the background; links that add members and cost quota."""

from typing import Any

from tests.practice.listening import Heard
from tests.practice.running import Running

PATH = "externalcontact/"
LINKS = PATH + "customer_acquisition/"
DAY = 86_400


def moment(ground: Running, **more: Any) -> dict[str, Any]:
    job = ground.post(PATH + "add_moment_task", text={"content": "新茶到店"}, **more)["jobid"]
    ground.forward(3)
    told: dict[str, Any] = ground.get(PATH + "get_moment_task_result", jobid=job)["result"]
    return told


def link(ground: Running, *users: str) -> dict[str, Any]:
    told = ground.post(LINKS + "create_link", link_name="门店", range={"user_list": list(users)})
    made: dict[str, Any] = told["link"]
    return made


def test_a_moment_is_made_in_three_steps(ground: Running) -> None:
    job = ground.post(PATH + "add_moment_task", text={"content": "新茶到店"})["jobid"]

    seen = []
    for _ in range(3):
        seen.append(ground.get(PATH + "get_moment_task_result", jobid=job)["status"])
        ground.forward(1.5)

    done = ground.get(PATH + "get_moment_task_result", jobid=job)
    assert seen == [1, 2, 3]
    assert done["result"]["moment_id"].startswith("mom")


def test_customers_see_it_once_their_member_publishes(ground: Running) -> None:
    met = ground.scanned(ground.contact_way("staff01"))
    moment_id = moment(ground, visible_range={"sender_list": {"user_list": ["staff01", "x"]}})
    part = {"moment_id": moment_id["moment_id"], "userid": "staff01"}
    before = ground.post(PATH + "get_moment_send_result", **part)["customer_list"]

    ground.act("publish_moment", user_id="staff01", moment_id=part["moment_id"])
    reader = met["external_id"]
    ground.act("react", user_id="staff01", moment_id=part["moment_id"], who=reader)

    after = ground.post(PATH + "get_moment_send_result", **part)["customer_list"]
    meant = ground.post(PATH + "get_moment_customer_list", **part)["customer_list"]
    tasks = ground.post(PATH + "get_moment_task", moment_id=part["moment_id"])["task_list"]
    likes = ground.post(PATH + "get_moment_comments", **part)["like_list"]
    assert (before, after) == ([], [{"external_userid": reader}])
    assert meant == [{"userid": "staff01", "external_userid": reader}]
    assert tasks == [{"userid": "staff01", "publish_status": 1}]
    assert likes[0]["external_userid"] == reader
    assert moment_id["invalid_sender_list"]["user_list"] == ["x"]
    assert len(ground.look("delivered", channel="moment")) == 1


def test_a_moments_media_must_be_uploaded_for_moments(ground: Running) -> None:
    token = ground.fresh_token()
    files = {"media": ("a.jpg", b"picture", "image/jpeg")}
    ids = [
        ground.http.post(f"/cgi-bin/media/{path}&access_token={token}", files=files).json()
        for path in (
            "upload?type=image",
            "upload_attachment?media_type=image&attachment_type=1",
        )
    ]

    codes = [
        ground.post(
            PATH + "add_moment_task",
            attachments=[{"msgtype": "image", "image": {"media_id": each["media_id"]}}],
        )["errcode"]
        for each in ids
    ]

    assert codes == [40007, 0]


def test_a_cancelled_moment_is_not_published(ground: Running) -> None:
    moment_id = moment(ground)["moment_id"]
    listed = ground.post(
        PATH + "get_moment_list",
        start_time=int(ground.forward(0)) - DAY,
        end_time=int(ground.forward(0)),
    )

    ground.post(PATH + "cancel_moment_task", moment_id=moment_id)

    refused = ground.http.post(
        "/practice/acts/publish_moment", json={"user_id": "staff01", "moment_id": moment_id}
    )
    assert refused.status_code == 409
    assert [each["moment_id"] for each in listed["moment_list"]] == [moment_id]


def test_a_click_adds_with_its_channel_and_is_counted(ground: Running, heard: Heard) -> None:
    made = link(ground, "staff01")
    person = ground.act("arrive", name="小北")["external_id"]

    ground.act("click_link", link_id=made["link_id"], external_id=person, channel="抖音")
    ground.act("say_to", sender=person, receiver="staff01", content={"content": "在吗"})

    ground.settle()
    added, started = heard.events()
    assert (added["ChangeType"], added["State"]) == ("add_external_contact", "抖音")
    assert (started["Event"], started["ChangeType"]) == (
        "customer_acquisition",
        "customer_start_chat",
    )
    detail = ground.get(PATH + "get", external_userid=person)
    assert detail["follow_user"][0]["add_way"] == 16
    [won] = ground.post(LINKS + "customer", link_id=made["link_id"])["customer_list"]
    assert (won["external_userid"], won["chat_status"], won["state"]) == (person, 1, "抖音")
    day = int(ground.forward(0))
    figures = ground.post(
        LINKS + "statistic", link_id=made["link_id"], start_time=day - DAY, end_time=day
    )
    assert (figures["click_link_customer_cnt"], figures["new_customer_cnt"]) == (1, 1)


def test_the_quota_warns_and_ends(ground: Running, heard: Heard) -> None:
    made = link(ground, "staff01")
    ground.act("govern", acquisition_balance=20)

    for number in range(20):
        person = ground.act("arrive", name=f"客{number}")["external_id"]
        ground.act("click_link", link_id=made["link_id"], external_id=person)
    late = ground.act("arrive", name="迟到")["external_id"]
    refused = ground.http.post(
        "/practice/acts/click_link", json={"link_id": made["link_id"], "external_id": late}
    )

    ground.settle()
    told = [each for each in heard.changes() if each != "add_external_contact"]
    assert told == ["balance_low", "balance_exhausted"]
    assert refused.status_code == 409
    assert ground.get(PATH + "customer_acquisition_quota")["balance"] == 0


def test_links_are_kept_changed_and_deleted(ground: Running) -> None:
    made = link(ground, "staff01")
    which = {"link_id": made["link_id"]}

    ground.post(LINKS + "update_link", **which, link_name="展会", range={"user_list": ["staff02"]})

    kept = ground.post(LINKS + "get", **which)
    assert (kept["link"]["link_name"], kept["range"]["user_list"]) == ("展会", ["staff02"])
    assert ground.post(LINKS + "list_link")["link_id_list"] == [made["link_id"]]
    assert ground.post(LINKS + "delete_link", **which)["errcode"] == 0
    assert ground.post(LINKS + "get", **which)["errcode"] == 40058
    nobody = ground.post(LINKS + "create_link", link_name="空", range={})
    assert nobody["errcode"] == 40058
