"""Both our encryptions, the product's and the practice ground's, against Tencent's own library."""

import json
import random
from typing import Any

import pytest

from guisu.ground.channels.wecom.crypto import Sealer
from practice.callbacks.crypto import Envelope
from tests import npm
from tests.callbacks.acts import added
from tests.channels.acts import CORP, TOKEN

# Every length of padding, letters of one to four bytes, what XML and base64 stumble over.
PLAIN = [
    *("x" * length for length in range(70)),
    "中文欢迎语",
    "归宿🏡" * 40,
    "]]><![CDATA[ &amp; +/= \r\n\t\0",
    added(1),
    "长" * 50_000,
]


@pytest.fixture(scope="module", params=range(3))
def batch(request: pytest.FixtureRequest) -> Any:
    """Messages, how we seal them, and what Tencent's library makes of each."""
    chance = random.Random(request.param)  # noqa: S311 - the same keys every time
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    aes_key = "".join(chance.choices(letters, k=43))
    ours = Sealer.of(token=TOKEN, aes_key=aes_key, receiver=CORP)
    messages = [
        {
            "plain": plain,
            "random": (salt := chance.randbytes(16)).hex(),
            "stamp": str(chance.randrange(10**9, 2 * 10**9)),
            "nonce": str(chance.randrange(10**10)),
            "sealed": ours.seal(plain.encode(), random=salt),
        }
        for plain in PLAIN
    ]
    asked = {"token": TOKEN, "aes_key": aes_key, "corp_id": CORP, "messages": messages}
    answers = json.loads(npm.run("seal.mjs", told=json.dumps(asked)))
    return aes_key, list(zip(messages, answers, strict=True))


def test_tencent_opens_what_we_seal_and_seals_it_to_the_same_letter(batch: Any) -> None:
    for message, answer in batch[1]:
        assert (answer["opened"], answer["receiver"]) == (message["plain"], CORP)
        assert answer["sealed"] == message["sealed"]


def test_the_product_opens_what_tencent_seals_and_signs(batch: Any) -> None:
    aes_key, told = batch
    ours = Sealer.of(token=TOKEN, aes_key=aes_key, receiver=CORP)

    for message, answer in told:
        signed = {"timestamp": message["stamp"], "nonce": message["nonce"]}
        opened = ours.open(answer["sealed"], signature=answer["signature"], **signed)
        assert opened.decode() == message["plain"]


def test_the_practice_ground_and_tencent_open_each_others_messages(batch: Any) -> None:
    aes_key, told = batch
    ours = Envelope(TOKEN, aes_key, CORP)

    for message, answer in told:
        ours.verify(answer["signature"], message["stamp"], message["nonce"], answer["sealed"])
        assert ours.open(answer["sealed"]) == message["plain"]
        salt = bytes.fromhex(message["random"])
        assert ours.seal(message["plain"], salt=salt) == answer["sealed"]
