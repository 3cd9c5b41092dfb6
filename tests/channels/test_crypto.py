"""Callbacks' encryption against WeCom's own samples and ours, and against whoever tampers."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.channels.wecom.crypto import BadKey, Fault, Sealer, Unauthentic
from tests.channels.acts import AES_KEY, CORP, TOKEN

SEALER = Sealer.of(token=TOKEN, aes_key=AES_KEY, receiver=CORP)
RANDOM = b"0123456789abcdef"
OURS = ("1700000000", "nonce123")
# (timestamp, nonce, ciphertext, signature); the first two are of WeCom's documentation.
ECHO = (
    "1409659589",
    "263014780",
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
)
MESSAGE = (
    "1409659813",
    "1372623149",
    (
        "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj9"
        "11L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DO"
        "dnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03"
        "v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpN"
        "elZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q"
        "=="
    ),
    "477715d11cdb4164915debcba66cb864d751f3e6",
)
SEALED_BY_US = [
    (
        b"<xml>hi</xml>",
        "sKqRbbiSUnDhFHOvPjtUMbqjklqaJjOPlb38k7N2tHFHvwoLTx/eSyW0suCb+UHoKg9MDOt1kNJf/KX6ZU9Dfg==",
        "61426a1aeb6e986d38de484b11d44374d445568b",
    ),
    (
        "中文欢迎语".encode(),
        "sKqRbbiSUnDhFHOvPjtUMW7kJJxgxbh3c9s0oIR2CcfrjDx/mBFiv3i7SoiWpbJSpgIsEsE6IgB5ZU5D33ko9Q==",
        "fbbacb6bef32916971c8a3a8c71b61ee6e832dfa",
    ),
    (
        b"x" * 26,  # aligned: a whole block of padding
        (
            "sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGfr2SSogQPwiaREvDG6j+anDDTQGRPc5XVafaRf07vj"
            "dJWo03DV9aa/cArn/HDtV476heTTKpJSMh7JMO1cnA3V"
        ),
        "95334a2956b2e15968405f3a7c21bfc2d944c236",
    ),
]


def opened(timestamp: str, nonce: str, sealed: str, signature: str) -> bytes:
    return SEALER.open(sealed, signature=signature, timestamp=timestamp, nonce=nonce)


def signed(sealed: str, sealer: Sealer = SEALER) -> tuple[str, str, str, str]:
    return (*OURS, sealed, sealer.signature(*OURS, sealed))


def fault_of(*told: str) -> Fault:
    with pytest.raises(Unauthentic) as refused:
        opened(*told)
    return refused.value.fault


def test_wecoms_own_samples_open() -> None:
    assert opened(*ECHO) == b"1616140317555161061"
    message = opened(*MESSAGE)

    assert b"<Content><![CDATA[hello]]></Content>" in message
    assert b"4561255354251345929" in message


@pytest.mark.parametrize(("message", "sealed", "signature"), SEALED_BY_US)
def test_samples_seal_and_open_to_the_letter(message: bytes, sealed: str, signature: str) -> None:
    assert SEALER.seal(message, random=RANDOM) == sealed
    assert SEALER.signature(*OURS, sealed) == signature
    assert opened(*OURS, sealed, signature) == message


@given(message=st.binary(max_size=200), random=st.binary(min_size=16, max_size=16))
def test_what_is_sealed_opens_again_whatever_its_length(message: bytes, random: bytes) -> None:
    assert opened(*signed(SEALER.seal(message, random=random))) == message


@given(place=st.integers(0, 63), change=st.integers(1, 255))
def test_a_ciphertext_with_one_letter_changed_is_refused(place: int, change: int) -> None:
    content = bytearray(base64.b64decode(SEALED_BY_US[0][1]))
    content[place] ^= change
    tampered = base64.b64encode(bytes(content)).decode()

    assert fault_of(*OURS, tampered, SEALED_BY_US[0][2]) is Fault.SIGNATURE


def test_a_message_for_another_corp_is_refused() -> None:
    theirs = Sealer.of(token=TOKEN, aes_key=AES_KEY, receiver="wwanother")

    assert fault_of(*signed(theirs.seal(b"hi", random=RANDOM))) is Fault.RECEIVER


@pytest.mark.parametrize("sealed", ["", "%%%", "AAAA", base64.b64encode(b"x" * 40).decode()])
def test_what_is_no_ciphertext_is_refused(sealed: str) -> None:
    assert fault_of(*signed(sealed)) is Fault.CIPHERTEXT


def test_bad_padding_and_short_content_are_refused() -> None:
    for content, fault in (
        (b"x" * 31 + b"\x21", Fault.PADDING),
        (b"x" * 31 + b"\x00", Fault.PADDING),
        (b"x" * 30 + b"\x03\x02", Fault.PADDING),
        (bytes([32]) * 32, Fault.LENGTH),
        (b"x" * 16 + b"\xff\xff\xff\xff" + b"y" * 11 + b"\x01", Fault.LENGTH),
    ):
        encryptor = SEALER._cipher().encryptor()
        sealed = base64.b64encode(encryptor.update(content) + encryptor.finalize()).decode()

        assert fault_of(*signed(sealed)) is fault


def test_letters_beyond_ascii_in_a_signature_are_a_wrong_signature() -> None:
    assert fault_of(*OURS, SEALED_BY_US[0][1], "ü" * 40) is Fault.SIGNATURE


@pytest.mark.parametrize("key", ["", AES_KEY[:-1], AES_KEY + "A", "中" * 43, "-" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        Sealer.of(token=TOKEN, aes_key=key, receiver=CORP)
