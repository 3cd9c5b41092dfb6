"""The address that WeCom posts to: who is answered, what is kept, what leaves nothing behind."""

import base64
import json
import os
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guisu.doors.callbacks import services
from guisu.doors.callbacks.domain import MOST_BODY
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels import inbound
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, OutcomeUnknown, Rejected
from guisu.ground.channels.reach import Provider
from tests import make
from tests.callbacks.acts import WeCom, added, enveloped, wecom
from tests.channels import acts

pytestmark = pytest.mark.django_db
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
ECHO_QUERY = (
    "msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780"
)


def kept() -> list[str]:
    return list(Callback.objects.order_by("pk").values_list("body", flat=True))


@pytest.mark.parametrize("echo", [quote(ECHO, safe=""), quote(ECHO, safe="+/=")])
def test_the_address_proves_itself_to_the_byte_whatever_became_of_the_plus(echo: str) -> None:
    door = wecom()

    answer = door.client.get(f"{door.address}?{ECHO_QUERY}&echostr={echo}")

    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")


def test_a_message_is_kept_as_it_came_and_answered_with_nothing() -> None:
    door = wecom()

    answer = door.post(added(1))

    assert (answer.status_code, answer.content) == (200, b"")
    assert kept() == [added(1)]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("told", "year"),
    [("1767225600", 2026), ("0", None), ("", None), ("-5", None), ("9" * 30, None), ("soon", None)],
)
def test_when_it_happened_is_what_the_message_says(told: str, year: int | None) -> None:
    wecom().post(f"<xml><CreateTime>{told}</CreateTime></xml>")

    happened_at = Callback.objects.get().happened_at
    assert (happened_at and happened_at.year) == year


def test_a_message_in_json_is_as_good() -> None:
    door = wecom()
    sealed = door.sealer.seal(added(1).encode(), random=os.urandom(16))
    body = json.dumps({"tousername": acts.CORP, "encrypt": sealed, "agentid": "1"}).encode()

    assert door.post_raw(body, door.signed(sealed)).status_code == 200
    assert kept() == [added(1)]


def test_ten_in_one_second_are_ten_and_one_told_three_times_is_one() -> None:
    door = wecom()

    for number in [*range(10), 3, 3]:
        assert door.post(added(number)).status_code == 200

    assert kept() == [added(number) for number in range(10)]


def test_two_connections_may_be_told_the_same() -> None:
    first = wecom()
    second = WeCom(acts.connection(agent_id=7), first.client)

    first.post(added(1))
    second.post(added(1))

    assert len(kept()) == 2


def test_who_has_not_the_keys_is_refused_and_leaves_nothing() -> None:
    door = wecom()
    sealed = door.sealer.seal(added(1).encode(), random=os.urandom(16))
    right = door.signed(sealed)

    refused = [
        door.post_raw(enveloped(sealed), {**right, "msg_signature": "0" * 40}),
        door.post_raw(enveloped(sealed), {**right, "timestamp": "1"}),
        door.post_raw(enveloped(sealed), {}),
        door.post_raw(enveloped(sealed[:-8] + "AAAAAAA="), right),
        door.client.get(f"{door.address}?{ECHO_QUERY}&echostr=AAAA"),
        door.client.get(door.address),
    ]

    assert {(answer.status_code, answer.content) for answer in refused} == {(403, b"")}
    assert kept() == []


def test_an_unknown_address_and_another_method_are_told_so() -> None:
    door = wecom()
    Connection.objects.create(
        path="asleep", account="ww2 · 1", is_active=False, created_at=make.NOON
    )

    assert door.client.post("/callbacks/wecom/nowhere").status_code == 404
    assert door.client.post("/callbacks/wecom/asleep").status_code == 404
    assert door.client.put(door.address).status_code == 405


def test_nobody_posts_to_another_providers_door_or_where_there_is_none() -> None:
    door = wecom()
    mailbox = Connection.objects.create(
        provider=Provider.SMTP, path="mailbox", account="a@b.cn", created_at=make.NOON
    )

    assert door.client.post(door.address.replace("/wecom/", "/smtp/")).status_code == 404
    assert door.client.post(f"/callbacks/smtp/{mailbox.path}").status_code == 404
    assert door.client.post(f"/callbacks/wecom/{mailbox.path}").status_code == 404


def test_too_much_is_read_no_further_than_the_limit() -> None:
    door = wecom()

    assert door.post_raw(b"x" * (MOST_BODY + 1), {}).status_code == 413
    assert kept() == []


@given(body=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_garbage_is_refused(body: bytes) -> None:
    door = wecom()

    assert door.post_raw(body, {"msg_signature": "x"}).status_code == 403
    assert kept() == []


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>',
        b"<xml><Encrypt><Encrypt>x</Encrypt></Encrypt></xml>",
        b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
        b"{" + b'"encrypt":1}',
        b'{"encrypt":' + b"[" * 100_000,
        b"",
    ],
)
def test_traps_for_readers_of_xml_and_json_are_refused(body: bytes) -> None:
    assert wecom().post_raw(body, {}).status_code == 403


def test_letters_that_no_database_takes_are_replaced() -> None:
    door = wecom()

    assert door.post("<xml>\x00\ud7ff</xml>").status_code == 200
    assert "\x00" not in kept()[0]


def test_what_cannot_be_kept_is_to_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("locked")

    door = wecom()
    monkeypatch.setattr(services, "take", locked)

    assert door.post(added(1)).status_code == 503


def test_a_message_is_forgotten_two_days_after_it_was_done() -> None:
    door = wecom()
    services.take(door.connection, b"<xml>old</xml>", at=make.NOON)
    services.take(door.connection, b"<xml>new</xml>", at=make.NOON + timedelta(hours=2))
    Callback.objects.update(state=Callback.State.DONE)

    forgotten = services.forget(at=make.NOON + timedelta(hours=49))

    assert (forgotten, kept()) == (1, ["<xml>new</xml>"])


def test_the_length_of_a_ciphertext_is_no_way_to_use_up_memory() -> None:
    door = wecom()
    sealed = base64.b64encode(b"\xff" * 64).decode()

    assert door.post_raw(enveloped(sealed), door.signed(sealed)).status_code == 403


def test_what_was_signed_long_ago_is_refused_and_within_a_day_it_is_kept() -> None:
    there = wecom()
    told = [signed_ago(there, hours) for hours in (0, 1, 35, 37, 24 * 400)]

    assert told == [200, 200, 200, 403, 403]
    assert Callback.objects.count() == 3


def test_a_signature_without_a_time_is_refused() -> None:
    assert signed_ago(wecom(), 0, stamp="soon") == 403


def test_a_practice_ground_has_a_clock_of_its_own() -> None:
    practised = WeCom(acts.connection(base_url="http://127.0.0.1:9"), Client())

    assert signed_ago(practised, 24 * 400) == 200


def signed_ago(there: WeCom, hours: float, *, stamp: str = "") -> int:
    """What is answered to a message that was signed so long ago."""
    stamp = stamp or str(int(time.time() - hours * 3600))
    message = f"<xml><Event><![CDATA[e{hours}]]></Event></xml>"
    sealed = there.sealer.seal(message.encode(), random=os.urandom(16))
    signature = there.sealer.signature(stamp, "n", sealed)
    query = {"msg_signature": signature, "timestamp": stamp, "nonce": "n"}
    return int(there.post_raw(enveloped(sealed), query).status_code)


@pytest.mark.parametrize(("error", "asked"), [(Rejected, 2), (OutcomeUnknown, 10)])
def test_what_the_provider_refuses_for_good_is_not_asked_ten_times(
    error: type[ChannelError], asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, calls = wecom(), []
    there.post("<xml><Event><![CDATA[e]]></Event></xml>")

    def refusing(*_args: object, **_more: object) -> None:
        calls.append(1)
        raise error("no", code=84061)

    monkeypatch.setattr(inbound, "take", refusing)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(12):
            services.work_off()
            clock.shift(7_200)

    assert len(calls) == asked
    assert Callback.objects.get().state == Callback.State.FAILED
