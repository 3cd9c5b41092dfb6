"""Whatever comes to the door: an answer that the view documents, never a fault, and nothing kept.

The test client raises what a server would answer with 500.
"""

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from guisu.act.acquisition.models import Greeting
from guisu.doors.callbacks import services
from guisu.doors.callbacks.domain import MOST_BODY
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.wecom.crypto import Sealer
from guisu.ground.channels.wecom.settings import settings_of
from guisu.know.customers.models import Customer
from guisu.know.groups.models import Group
from tests.callbacks.acts import WeCom, added, enveloped, wecom

pytestmark = pytest.mark.django_db
BOMB = b"".join(
    [
        b'<!DOCTYPE x [<!ENTITY a0 "ha">',
        *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)),
        b"]><xml><Encrypt>&a9;</Encrypt></xml>",
    ]
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><Encrypt>&a;</Encrypt></xml>'
)
# What readers of XML and of JSON trip over, in any order and number.
PIECES = [
    *(b"<xml>", b"</xml>", b"<Encrypt>", b"</Encrypt>", b"<![CDATA[", b"]]>", b"<Item/>", b"&amp;"),
    *(b'<?xml version="1.0" encoding="hex"?>', b'<?xml version="1.0" encoding="utf-16"?>'),
    *(BOMB, OUTSIDE, b"&#0;", b"&#xD800;", b"<!--", b"-->", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00"),
    *(
        b"{",
        b"}",
        b'"encrypt"',
        b":",
        b'"\\ud800"',
        b"[" * 5_000,
        b"1e999",
        b"<a>" * 50,
        "中".encode(),
    ),
]
soup = st.lists(st.sampled_from(PIECES) | st.binary(max_size=40), max_size=12).map(b"".join)
words = st.text(max_size=50)
queries = st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), words
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, and the only answer that is right."""

    status: int
    method: str = "POST"
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def answer(self, door: WeCom) -> Any:
        address = f"{door.address}?{urlencode(self.query)}"
        return door.client.generic(self.method, address, self.body, content_type="text/xml")


@contextmanager
def nothing_written() -> Iterator[None]:
    """No statement but reads, in any store."""
    with ExitStack() as stack:
        logs = [stack.enter_context(CaptureQueriesContext(each)) for each in connections.all()]
        yield
    said = [query["sql"] for log in logs for query in log.captured_queries]
    assert [sql for sql in said if not sql.lstrip().upper().startswith("SELECT")] == []


def ciphertext(door: WeCom, message: str = "", **instead: str) -> str:
    """A message sealed by other words than the connection's."""
    ours = {
        "token": settings_of(door.connection).callback_token,
        "aes_key": settings_of(door.connection).callback_key,
        "receiver": settings_of(door.connection).corp_id,
    }
    made = Sealer.of(**{**ours, **instead})
    return made.seal((message or added(1)).encode(), random=os.urandom(16))


def flipped(content: bytes, place: int) -> bytes:
    """One byte of the last two blocks is another one: they hold the receiver and the padding."""
    at = len(content) - 1 - place % 32
    return content[:at] + bytes([content[at] ^ (1 + place % 255)]) + content[at + 1 :]


def in_letters(content: bytes) -> str:
    return base64.b64encode(content).decode()


# What is done to a good ciphertext before it is signed; the number says where.
TAMPERING: dict[str, Callable[[WeCom, str, int], str]] = {
    "cut": lambda _, good, place: good[: place % len(good)],
    "cut to bytes": lambda _, good, place: in_letters(base64.b64decode(good)[: place % 300]),
    "flipped": lambda _, good, place: in_letters(flipped(base64.b64decode(good), place)),
    "no base64": lambda _, good, place: f"{good[: place % len(good)]}*{good[place % len(good) :]}",
    "another corp's": lambda door, *_: ciphertext(door, receiver="wwanother"),
    "another key's": lambda door, *_: ciphertext(door, aes_key="A" * 43),
    "noise": lambda _door, _good, place: in_letters(os.urandom(place)),
}


@given(body=soup | words.map(str.encode), query=queries)
@example(body=BOMB, query={})
@example(body=OUTSIDE, query={})
@example(body=b'<?xml version="1.0" encoding="hex"?><xml><Encrypt>a</Encrypt></xml>', query={})
def test_garbage_is_refused_and_leaves_nothing(body: bytes, query: dict[str, str]) -> None:
    door = wecom()

    with nothing_written():
        answer = Sent(403, query=query, body=body).answer(door)

    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("how", TAMPERING)
@given(place=st.integers(0, 400))
def test_what_was_signed_but_not_sealed_for_us_is_refused(how: str, place: int) -> None:
    door = wecom()
    sealed = TAMPERING[how](door, ciphertext(door), place)
    sent = Sent(403, query=door.signed(sealed), body=enveloped(sealed))

    with nothing_written():
        answer = sent.answer(door)

    assert (answer.status_code, answer.content) == (403, b"")


@given(query=queries, method=st.sampled_from(["GET", "POST"]))
def test_a_good_message_under_a_wrong_signature_is_refused(
    query: dict[str, str], method: str
) -> None:
    door = wecom()
    sealed = ciphertext(door)
    sent = Sent(403, method, {"echostr": sealed, **query}, enveloped(sealed))

    with nothing_written():
        answer = sent.answer(door)

    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("is_signed", [True, False])
@pytest.mark.parametrize("more", [1, MOST_BODY])
def test_what_is_too_large_is_refused_signed_or_not(*, more: int, is_signed: bool) -> None:
    door = wecom()
    sealed = ciphertext(door)
    body = enveloped(sealed)
    sent = Sent(
        413, query=door.signed(sealed) if is_signed else {}, body=body.ljust(MOST_BODY + more)
    )

    with nothing_written():
        answer = sent.answer(door)

    assert (answer.status_code, answer.content) == (413, b"")


@given(path=st.text(min_size=1, max_size=80), body=soup)
@example(path="\x00", body=b"")
def test_an_address_that_was_given_to_nobody_is_told_so(path: str, body: bytes) -> None:
    door = wecom()
    sealed = ciphertext(door)
    address = f"/callbacks/wecom/{quote(path, safe='', errors='replace')}"

    with nothing_written():
        for sent in (body, enveloped(sealed)):
            query = urlencode(door.signed(sealed))
            answer = door.client.post(f"{address}?{query}", sent, content_type="text/xml")
            assert answer.status_code == 404


@given(method=st.sampled_from(["PUT", "PATCH", "DELETE", "HEAD", "TRACE", "BREW"]), body=soup)
def test_another_method_is_told_so(method: str, body: bytes) -> None:
    door = wecom()

    with nothing_written():
        answer = Sent(405, method, body=body).answer(door)

    assert (answer.status_code, answer.content) == (405, b"")


@given(message=soup)
@example(message=BOMB)
@example(message=b"<xml><Event>change_external_contact</Event>")
def test_a_signed_message_that_is_no_event_waits_for_a_person_and_changes_nothing_else(
    message: bytes,
) -> None:
    door = wecom()
    Callback.objects.all().delete()
    sealed = door.sealer.seal(message, random=os.urandom(16))

    assert door.post_raw(enveloped(sealed), door.signed(sealed)).status_code == 200
    while services.work_off():
        pass

    [kept] = Callback.objects.all()
    is_readable = kept.state == Callback.State.DONE
    assert is_readable or (kept.state, kept.error) == (Callback.State.FAILED, services.NO_EVENT)
    assert not any(model.objects.exists() for model in (Greeting, Customer, Group))


def test_a_request_that_was_overheard_and_sent_again_changes_nothing() -> None:
    door = wecom()
    sealed = door.sealer.seal(b"<xml><Event>kf_msg_or_event</Event></xml>", random=os.urandom(16))
    request = (enveloped(sealed), door.signed(sealed))
    door.post_raw(*request)
    services.work_off()
    settled = Callback.objects.values().get()

    again = [door.post_raw(*request).status_code for _ in range(3)]

    assert again == [200] * 3
    assert Callback.objects.values().get() == settled
    assert not services.work_off()
