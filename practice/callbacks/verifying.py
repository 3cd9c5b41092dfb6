"""Before a callback URL is saved WeCom asks it to decrypt a number, and waits one second."""

import secrets

import httpx

from practice.callbacks import outgoing
from practice.callbacks.post import Receiver
from practice.world.refusals import Code, Refused

ANSWER_SECONDS = 1.0


async def verify(to: Receiver, *, at: float) -> None:
    """Refuses 40057 unless the URL answers the plaintext, byte for byte."""
    number = str(secrets.randbelow(10**19))
    sealed = to.envelope.seal(number, salt=secrets.token_bytes(16))
    stamp, nonce = str(int(at)), str(secrets.randbelow(10**10))
    params = {
        "msg_signature": to.envelope.signature(stamp, nonce, sealed),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": sealed,
    }
    async with outgoing.client(answer_seconds=ANSWER_SECONDS) as http:
        try:
            answer = await http.get(to.url, params=params)
        except httpx.HTTPError as error:
            raise Refused(Code.CALLBACK_NOT_VERIFIED, type(error).__name__) from error
    if answer.status_code != httpx.codes.OK or answer.content != number.encode():
        raise Refused(Code.CALLBACK_NOT_VERIFIED, f"answered {answer.status_code}, not the echo")
