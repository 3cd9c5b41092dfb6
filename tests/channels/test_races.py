"""Many callers at once: one new token, and one change of a pair at a time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db import connections

from guisu.ground.channels.wecom.account import Account, client_for
from guisu.ground.channels.wecom.wire import http_client
from tests.channels import acts
from tests.channels.fake import Fake

pytestmark = pytest.mark.django_db(transaction=True)
LIST, MARK = "externalcontact/list", "externalcontact/mark_tag"


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    barrier = threading.Barrier(times)

    def one(number: int) -> Any:
        barrier.wait()
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_token_revoked_under_fifty_callers_is_fetched_once() -> None:
    fake = Fake({LIST: {"errcode": 0, "external_userid": ["wm1"]}})
    account = acts.account(fake)
    account.contact_ids("jun")
    fake.revoke()

    found = at_once(lambda _: account.contact_ids("jun"), 50)

    assert found == [["wm1"]] * 50
    assert fake.asked.count("gettoken") == 2


def test_several_processes_share_one_new_token() -> None:
    fake = Fake({LIST: {"errcode": 0, "external_userid": ["wm1"]}})
    connection = acts.connection()
    https = [http_client("https://wecom.test", fake.transport()) for _ in range(8)]
    accounts = [Account(client_for(connection, http)) for http in https]

    found = at_once(lambda number: accounts[number].contact_ids("jun"), 8)
    fake.revoke()
    found += at_once(lambda number: accounts[number].contact_ids("jun"), 8)

    assert found == [["wm1"]] * 16
    assert fake.asked.count("gettoken") == 2


def test_a_storm_of_changes_to_one_pair_never_meets_a_conflict() -> None:
    under_way = threading.Semaphore(1)
    conflicts: list[int] = []

    def mark(request: httpx.Request) -> Any:
        if not under_way.acquire(blocking=False):
            conflicts.append(1)
            return {"errcode": 45035, "errmsg": "conflict"}
        time.sleep(0.005)
        under_way.release()
        return {"errcode": 0}

    account = acts.account(Fake({MARK: mark}))

    at_once(lambda number: account.mark_tag("jun", "wm1", add=[f"et{number}"]), 20)

    assert conflicts == []
