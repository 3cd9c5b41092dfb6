# ruff: noqa: S310 - the tests talk to the server that they start themselves
"""The server dies without a word, again and again; senders try again with the same message ids."""

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.patience import until
from tests.ports import free_port
from tests.serving import Served

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
DEATHS = int(os.environ.get("GUISU_TEST_DEATHS", "3"))
SENDERS = 3
BATCH = 40


class Sender(threading.Thread):
    """Sends batches one after the other, each until it is acknowledged."""

    def __init__(self, served: Served, name: str, stopping: threading.Event) -> None:
        super().__init__(name=name)
        self.served = served
        self.stopping = stopping
        self.acknowledged: list[int] = []
        self.refusals: set[int] = set()

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            while not self._send(number):
                time.sleep(0.1)
            self.acknowledged.append(number)
            number += 1

    def _send(self, number: int) -> bool:
        messages = [
            {
                "type": "track",
                "event": "Sent",
                "userId": self.name,
                "messageId": f"{self.name}-{number}-{n}",
                "properties": {"id": f"{self.name}-{number}-{n}"},
            }
            for n in range(BATCH)
        ]
        basic = b64encode(f"{self.served.token}:".encode()).decode()
        request = urllib.request.Request(
            f"{self.served.address}/v1/batch",
            json.dumps({"batch": messages}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Basic {basic}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            self.refusals.add(error.code)
            return False
        except (OSError, ValueError):
            return False


def acknowledged(senders: Sequence[Sender]) -> int:
    return sum(len(sender.acknowledged) for sender in senders)


def test_no_acknowledged_event_is_lost_and_none_is_there_twice(tmp_path: Path) -> None:
    served = Served(tmp_path, free_port())
    served.start()
    served.make_key()
    stopping, chance = threading.Event(), random.Random(20261122)  # noqa: S311 - when to kill
    senders = [Sender(served, f"s{n}", stopping) for n in range(SENDERS)]
    for sender in senders:
        sender.start()

    for death in range(1, DEATHS + 1):
        until(lambda most=death: acknowledged(senders) >= SENDERS * most)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 1.3))
        served.kill()
        served.start()
    stopping.set()
    for sender in senders:
        sender.join()
    served.wait_until_expanded()
    logged = served.rows("SELECT json_extract(properties, '$.id') FROM events_event")
    whole = served.rows("PRAGMA integrity_check")
    served.stop()

    ids = [row[0] for row in logged]
    expected = {
        f"{sender.name}-{number}-{n}"
        for sender in senders
        for number in sender.acknowledged
        for n in range(BATCH)
    }
    assert len(ids) == len(set(ids))
    assert expected <= set(ids)
    assert len(expected) >= BATCH * SENDERS
    assert whole == [("ok",)]
    assert set().union(*(sender.refusals for sender in senders)) <= {429}
