"""The envelope: published and own vectors both ways, and everything that is not one."""

import base64
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.callbacks.crypto import BadEnvelope, Envelope
from tests.practice.running import AES_KEY, TOKEN

ENVELOPE = Envelope(TOKEN, AES_KEY, "wx5823bf96d3bd56c7")
SALT = b"0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Vector:
    timestamp: str
    nonce: str
    sealed: str
    signature: str
    plain: str


OFFICIAL_ECHO = Vector(
    "1409659589",
    "263014780",
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "1616140317555161061",
)
OFFICIAL_MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3Qczc"
    "dCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLj"
    "vd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMn"
    "vw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k"
    "22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2Yoy"
    "yH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
OWN = [
    Vector(
        "1700000000",
        "nonce123",
        "sKqRbbiSUnDhFHOvPjtUMbqjklqaJjOPlb38k7N2tHFHvwoLTx/eSyW0suCb+UHoKg9MDOt1kNJf/KX6ZU9Dfg==",
        "61426a1aeb6e986d38de484b11d44374d445568b",
        "<xml>hi</xml>",
    ),
    Vector(
        "1700000000",
        "nonce123",
        "sKqRbbiSUnDhFHOvPjtUMW7kJJxgxbh3c9s0oIR2CcfrjDx/mBFiv3i7SoiWpbJSpgIsEsE6IgB5ZU5D33ko9Q==",
        "fbbacb6bef32916971c8a3a8c71b61ee6e832dfa",
        "中文欢迎语",
    ),
    Vector(
        "1700000000",
        "nonce123",
        "sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGfr2SSogQPwiaREvDG6j+anDDTQGRPc5XVafaRf07vjdJWo03"
        "DV9aa/cArn/HDtV476heTTKpJSMh7JMO1cnA3V",
        "95334a2956b2e15968405f3a7c21bfc2d944c236",
        "x" * 26,
    ),
]


@pytest.mark.parametrize("vector", [OFFICIAL_ECHO, *OWN], ids=lambda each: each.plain[:8])
def test_known_envelopes_open(vector: Vector) -> None:
    ENVELOPE.verify(vector.signature, vector.timestamp, vector.nonce, vector.sealed)

    assert ENVELOPE.open(vector.sealed) == vector.plain


@pytest.mark.parametrize("vector", OWN, ids=lambda each: each.plain[:8])
def test_sealing_with_a_known_salt_gives_the_known_envelope(vector: Vector) -> None:
    sealed = ENVELOPE.seal(vector.plain, salt=SALT)

    assert sealed == vector.sealed
    assert ENVELOPE.signature(vector.timestamp, vector.nonce, sealed) == vector.signature


def test_the_official_message_opens_although_its_padding_is_longer_than_an_aes_block() -> None:
    ENVELOPE.verify(
        "477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", OFFICIAL_MESSAGE
    )

    message = ET.fromstring(ENVELOPE.open(OFFICIAL_MESSAGE))  # noqa: S314

    assert message.findtext("Content") == "hello"
    assert message.findtext("MsgId") == "4561255354251345929"
    assert message.findtext("AgentID") == "218"


@pytest.mark.parametrize(
    "sealed",
    [
        "not base64!",
        "",
        base64.b64encode(b"short").decode(),
        base64.b64encode(b"x" * 32).decode(),
        base64.b64encode(b"x" * 48).decode(),
        Envelope(TOKEN, AES_KEY, "wwSomebodyElse").seal("hello", salt=SALT),
    ],
)
def test_what_is_no_envelope_of_ours_is_refused_cleanly(sealed: str) -> None:
    with pytest.raises(BadEnvelope):
        ENVELOPE.open(sealed)


def test_a_wrong_signature_is_refused() -> None:
    with pytest.raises(BadEnvelope):
        ENVELOPE.verify("0" * 40, "1", "2", OFFICIAL_ECHO.sealed)


@given(plain=st.text(max_size=200), salt=st.binary(min_size=16, max_size=16))
def test_whatever_is_sealed_opens(plain: str, salt: bytes) -> None:
    assert ENVELOPE.open(ENVELOPE.seal(plain, salt=salt)) == plain
