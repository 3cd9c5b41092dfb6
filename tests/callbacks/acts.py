"""Posting to a connection's address as WeCom does."""

import os
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.crypto import Sealer
from guisu.ground.channels.wecom.settings import settings_of
from tests.channels import acts

OURS = (str(int(time.time())), "nonce123")


@dataclass(slots=True)
class WeCom:
    """Speaks to one connection's address, with its keys unless told otherwise."""

    connection: Connection
    client: Client

    @property
    def address(self) -> str:
        return f"/callbacks/wecom/{self.connection.path}"

    @property
    def sealer(self) -> Sealer:
        return Sealer.of(
            token=settings_of(self.connection).callback_token,
            aes_key=settings_of(self.connection).callback_key,
            receiver=settings_of(self.connection).corp_id,
        )

    def signed(self, sealed: str, **instead: str) -> dict[str, str]:
        timestamp, nonce = OURS
        signature = self.sealer.signature(timestamp, nonce, sealed)
        told = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
        return {**told, **instead}

    def post(self, message: str, **instead: str) -> Any:
        """Seal anew each time, as a repetition of WeCom's may be."""
        sealed = self.sealer.seal(message.encode(), random=os.urandom(16))
        return self.post_raw(enveloped(sealed), self.signed(sealed, **instead))

    def post_raw(self, body: bytes, query: dict[str, str]) -> Any:
        address = f"{self.address}?{urlencode(query)}"
        return self.client.post(address, body, content_type="text/xml")


def wecom() -> WeCom:
    """A new connection, or the one there is."""
    known = Connection.objects.first()
    return WeCom(known or acts.connection(), Client())


def enveloped(sealed: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{acts.CORP}]]></ToUserName><AgentID>1</AgentID>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    ).encode()


def added(number: int, second: int = 1_790_000_000) -> str:
    """Somebody new: of ten in one second, only the person differs."""
    return (
        f"<xml><ToUserName><![CDATA[{acts.CORP}]]></ToUserName>"
        f"<FromUserName><![CDATA[sys]]></FromUserName><CreateTime>{second}</CreateTime>"
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event>"
        "<ChangeType><![CDATA[add_external_contact]]></ChangeType>"
        "<UserID><![CDATA[jun]]></UserID>"
        f"<ExternalUserID><![CDATA[wm{number}]]></ExternalUserID></xml>"
    )
