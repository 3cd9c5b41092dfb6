"""The clock, one seed giving one world, the looks from outside, and the server by itself."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from practice.clock import Clock, Pace
from practice.world import seeding
from practice.world.acts import grouping, meeting
from practice.world.seeding import Seed
from practice.world.state import World
from tests.ports import free_port
from tests.practice.listening import Heard
from tests.practice.running import START, Running


class Hands:
    """A ticking that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("pace", "rate", "gone"),
    [(Pace.REAL, 1.0, 10.0), (Pace.ACCELERATED, 60.0, 600.0), (Pace.STEPPED, 1.0, 0.0)],
)
def test_each_pace_lets_time_go_by_in_its_way(pace: Pace, rate: float, gone: float) -> None:
    hands = Hands()
    clock = Clock(pace, rate, moment=START, tick=hands)

    hands.seconds = 10.0

    assert clock.now() == START + gone


def test_a_change_of_pace_goes_on_from_the_same_moment() -> None:
    hands = Hands()
    clock = Clock(Pace.ACCELERATED, 60.0, moment=START, tick=hands)
    hands.seconds = 10.0

    clock.change(Pace.STEPPED)
    hands.seconds = 99.0

    assert clock.now() == START + 600
    assert clock.forward(5) == START + 605
    with pytest.raises(ValueError, match="back"):
        clock.forward(-1)


def test_the_clock_can_be_sped_up_over_http(ground: Running) -> None:
    told = ground.http.post("/practice/clock", json={"pace": "accelerated", "rate": 100_000}).json()

    assert told["pace"] == "accelerated"
    assert ground.http.get("/practice/clock").json()["now"] > START


def a_morning(seed: int) -> World:
    world = seeding.grow(
        Seed(seed=seed, customers=20, groups=2, members_each=5, tags={"等级": ["金"]}), at=START
    )
    chat_id = next(iter(world.groups))
    for number in range(5):
        person = meeting.arrive(world, seeding.person_name(world))
        grouping.invite(world, chat_id, "staff01", [person.external_id], at=START + number)
    return world


def test_one_seed_gives_one_world_and_another_gives_another() -> None:
    first, again, other = a_morning(7), a_morning(7), a_morning(8)

    assert first.take_events() == again.take_events()
    assert list(first.people) == list(again.people)
    assert first.people != other.people


def test_nobody_is_told_of_what_was_there_to_begin_with() -> None:
    assert seeding.grow(Seed(customers=5, groups=1, members_each=3), at=START).events == []


def test_a_snapshot_tells_what_the_wire_tells(ground: Running) -> None:
    ground.http.post(
        "/practice/seed", json={"customers": 6, "groups": 1, "members_each": 3, "seed": 3}
    )
    looked = ground.http.get("/practice/").json()
    secret, corp_id = looked["apps"][0]["secret"], looked["corp_id"]
    query = {"corpid": corp_id, "corpsecret": secret}
    token = ground.http.get("/cgi-bin/gettoken", params=query).json()["access_token"]

    kept = ground.look("snapshot")

    users = [each["userid"] for each in kept["staff"]]
    page = ground.post("externalcontact/batch/get_by_user", token=token, userid_list=users)
    told = {
        (each["follow_info"]["userid"], each["external_contact"]["external_userid"])
        for each in page["external_contact_list"]
    }
    assert told == {(each["userid"], each["external_userid"]) for each in kept["customers"]}
    [group] = kept["groups"]
    detail = ground.post("externalcontact/groupchat/get", token=token, chat_id=group["chat_id"])
    members = sorted(each["userid"] for each in detail["group_chat"]["member_list"])
    assert members == group["members"]
    assert detail["group_chat"]["member_version"] == group["member_version"]


def test_all_of_several_acts_happen_at_one_moment_before_anybody_is_told(
    ground: Running, heard: Heard
) -> None:
    made = ground.act("arrive", name="阿青")["external_id"]

    ground.acts(
        ("add", {"user_id": "staff01", "external_id": made, "add_way": 2}),
        ("delete_customer", {"user_id": "staff01", "external_id": made}),
    )

    ground.settle()
    assert heard.changes() == ["add_external_contact", "del_external_contact"]
    assert len({each["CreateTime"] for each in heard.events()}) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("acts/fly", {}, 422),
        ("acts/arrive", {"nickname": "x"}, 422),
        ("acts/leave", {"chat_id": "wr0", "member_id": "wm0"}, 409),
        ("clock", {"forward": -1}, 422),
        ("seed", {"staff": "many"}, 422),
    ],
)
def test_what_cannot_be_staged_is_refused_with_a_reason(
    path: str, body: dict[str, object], status: int, ground: Running
) -> None:
    answer = ground.http.post(f"/practice/{path}", json=body)

    assert answer.status_code == status
    assert answer.json()["problem"]


def test_the_server_runs_by_itself_and_says_how_to_reach_it(
    socket_enabled: None, tmp_path: Path
) -> None:
    plan = tmp_path / "seed.json"
    plan.write_text(json.dumps({"name": "测试店", "staff": 2, "customers": 3}))
    port = free_port()
    command = [sys.executable, "-m", "practice", "--port", str(port), "--seed", str(plan)]

    with subprocess.Popen(  # noqa: S603 - our own server
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
    ) as server:
        assert server.stdout is not None
        said = "".join(server.stdout.readline() for _ in range(6))
        looked = asked(port)
        server.send_signal(signal.SIGTERM)

    assert f"http://127.0.0.1:{port}/cgi-bin/" in said
    assert looked["corp_id"] in said
    assert all(app["secret"] in said for app in looked["apps"])
    assert (looked["corp_name"], len(looked["staff"])) == ("测试店", 2)


def asked(port: int) -> dict[str, Any]:
    """What the server tells of itself; it says its address a moment before it listens."""
    transport = httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=transport, trust_env=False, timeout=30) as http:
        told: dict[str, Any] = http.get(f"http://127.0.0.1:{port}/practice/").json()
    return told
