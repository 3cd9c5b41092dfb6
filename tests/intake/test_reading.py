"""A flood's requests are read by a process beside; whatever becomes of it, nothing is lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from guisu.ground.events.models import Event
from guisu.take_in.intake import services
from guisu.take_in.intake.domain.items import Request, items_of, words_of
from guisu.take_in.intake.services import helper
from tests import make
from tests.patience import PATIENCE

READER = "guisu.take_in.intake.reading"


@pytest.fixture(autouse=True)
def _flood() -> Iterator[None]:
    """As if every request were part of one, on two processors."""
    with patch.object(helper, "WORTH_SENDING", 0), patch.object(os, "cpu_count", lambda: 2):
        yield
    helper.stop()


def request(*messages: dict[str, Any], pk: int = 1, **around: Any) -> Request:
    body = json.dumps({"batch": messages, **around}).encode()
    return Request(pk, 7, None, "batch", make.NOON, body)


def track(event: str, **fields: Any) -> dict[str, Any]:
    return {"type": "track", "event": event, "userId": "u1", **fields}


REQUESTS = [
    request(
        track("加入购物车", timestamp="2026-11-20T08:00:00.123Z", properties={"price": 12.5}),
        {"type": "identify", "userId": 42, "traits": {"phone": "13800138000", "vip": True}},
        {"type": "alias", "userId": "u1", "previousId": "anon-1"},
        {"type": "page", "anonymousId": "a", "name": "首页", "context": {"page": {"url": "/"}}},
        track("", messageId="nameless"),
        context={"library": {"name": "test"}},
        sentAt="2026-11-20T08:00:01Z",
    ),
    request(track("Second"), pk=2),
    Request(3, 7, 5, "batch", make.NOON, b"{broken"),
]


def test_it_says_word_for_word_what_reading_here_says() -> None:
    here = items_of(REQUESTS)

    beside = helper.items_of(REQUESTS)

    assert helper._reader._process is not None
    assert beside == here
    assert [one.told is None for one in here] == [False] * 4 + [True, False, True]


def test_what_fits_no_frame_is_read_here() -> None:
    immense = request(
        {"type": "identify", "userId": "u1", "traits": {"lucky number": 10**30}},
    )

    assert helper.items_of([immense]) == items_of([immense])


def test_when_it_is_killed_the_requests_are_read_here_and_the_next_by_another() -> None:
    helper.items_of(REQUESTS)
    first = helper._reader._process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    assert helper.items_of(REQUESTS) == items_of(REQUESTS)
    second = helper._reader._process

    assert second is not None
    assert second.pid != first.pid


def test_when_it_does_not_answer_it_is_killed_and_the_requests_are_read_here() -> None:
    helper.items_of(REQUESTS)
    process = helper._reader._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)

    with patch.object(helper, "LONGEST_ANSWER", 0.2):
        assert helper.items_of(REQUESTS) == items_of(REQUESTS)

    assert process.wait(PATIENCE) == -signal.SIGKILL


def test_it_ends_with_whoever_started_it() -> None:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=helper.ROOT,
    )

    process.communicate(b"", timeout=PATIENCE)

    assert process.returncode == 0


def test_it_loads_no_framework() -> None:
    said = subprocess.run(  # noqa: S603
        [
            sys.executable,
            "-c",
            f"import {READER}, sys; print('django' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=helper.ROOT,
    )

    assert said.stdout.strip() == "False"


@pytest.mark.django_db
def test_a_flood_comes_into_the_log_in_order_and_each_message_once() -> None:
    key, _ = make.write_key()
    with patch("guisu.take_in.intake.services.line.MESSAGES", 20):
        for first in range(0, 100, 10):
            batch = [track(f"E{n}", messageId=f"m{n}") for n in range(first, first + 10)]
            body = json.dumps({"batch": batch}).encode()
            services.accept(body, key=key, kind="batch", received_at=make.NOON)

        while services.expand():
            pass

    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [f"E{n}" for n in range(100)]


def test_of_a_message_set_aside_its_own_words_are_shown() -> None:
    mixed, _, broken = REQUESTS

    assert json.loads(words_of(mixed, 5))["messageId"] == "nameless"
    assert json.loads(words_of(mixed, 2))["traits"]["vip"] is True
    assert words_of(broken, 1) == "{broken"
