"""What goes wrong with calls when a test wants it to."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.practice.running import Running

FOLLOWERS = "externalcontact/get_follow_user_list"


def at_once(ground: Running, path: str, bodies: list[dict[str, Any]]) -> list[int]:
    """Codes of calls that are all in flight together."""
    query = {"access_token": ground.fresh_token()}

    def code(body: dict[str, Any]) -> int:
        answer = httpx.post(
            f"{ground.address}/cgi-bin/{path}", params=query, json=body, trust_env=False, timeout=30
        )
        return int(answer.json()["errcode"])

    with ThreadPoolExecutor(len(bodies)) as hands:
        return sorted(hands.map(code, bodies))


def test_a_burst_ends_after_so_many_calls(ground: Running) -> None:
    ground.fresh_token()
    ground.faults(calls=[{"path": FOLLOWERS, "next_calls": 2}])

    codes = [ground.get(FOLLOWERS)["errcode"] for _ in range(3)]

    assert codes == [-1, -1, 0]


def test_a_failing_burst_still_has_its_empty_list(ground: Running) -> None:
    ground.faults(calls=[{"next_calls": 1, "path": FOLLOWERS, "code": 45033}])

    answer = ground.get(FOLLOWERS)

    assert (answer["errcode"], answer["follow_user"]) == (45033, [])


def test_a_share_of_calls_fails_by_seed(ground: Running) -> None:
    ground.fresh_token()
    ground.faults(calls=[{"share": 0.5}])

    codes = [ground.get(FOLLOWERS)["errcode"] for _ in range(20)]

    assert 3 < codes.count(-1) < 17


def test_too_many_calls_a_minute_block_the_api_for_a_minute(ground: Running) -> None:
    ground.faults(per_minute=3)

    codes = [ground.get(FOLLOWERS)["errcode"] for _ in range(5)]
    other = ground.get("department/list")["errcode"]
    ground.forward(59.9)
    blocked = ground.get(FOLLOWERS)["errcode"]
    ground.forward(0.2)
    free = ground.get(FOLLOWERS)["errcode"]

    assert codes == [0, 0, 0, 45009, 45009]
    assert (other, blocked, free) == (0, 45009, 0)


def test_too_many_calls_in_flight_are_refused(ground: Running) -> None:
    ground.faults(calls=[{"path": "user/list_id", "slow_seconds": 0.5, "most_at_once": 2}])

    codes = at_once(ground, "user/list_id", [{}] * 4)

    assert codes == [0, 0, 45033, 45033]


def test_writes_on_one_pair_at_once_are_in_conflict(ground: Running) -> None:
    way = ground.contact_way("staff01")
    people = [ground.scanned(way)["external_id"] for _ in range(2)]
    [tag] = ground.act("make_tags", group_name="等级", names=["金"])["tags"]
    pairs = [{"userid": "staff01", "external_userid": each, "add_tag": [tag]} for each in people]
    mark = "externalcontact/mark_tag"
    ground.faults(calls=[{"path": mark, "slow_seconds": 0.5, "conflicts": True}])

    apart = at_once(ground, mark, pairs)
    together = at_once(ground, mark, [pairs[0]] * 3)

    assert apart == [0, 0]
    assert together == [0, 45035, 45035]


def test_slow_answers_are_slow(ground: Running) -> None:
    ground.fresh_token()
    ground.faults(calls=[{"path": FOLLOWERS, "slow_seconds": 0.2}])
    began = time.monotonic()

    ground.get(FOLLOWERS)

    assert time.monotonic() - began >= 0.2


def test_a_lost_answer_has_done_its_work(ground: Running) -> None:
    ground.fresh_token()
    add = "externalcontact/add_corp_tag"
    ground.faults(calls=[{"path": add, "answers_lost": 1.0}])

    answer = ground.http.post(
        f"/cgi-bin/{add}?access_token={ground.token}",
        json={"group_name": "等级", "tag": [{"name": "金"}]},
    )

    assert answer.status_code == 502
    assert len(ground.post("externalcontact/get_corp_tag_list")["tag_group"]) == 1


def test_faults_not_named_are_switched_off(ground: Running) -> None:
    ground.faults(calls=[{"share": 1.0}], per_minute=1, trusted_ips=[])

    ground.faults()

    assert [ground.get(FOLLOWERS)["errcode"] for _ in range(3)] == [0, 0, 0]
