"""WeCom's side of the address that it posts to.

https://developer.work.weixin.qq.com/document/path/90930
"""

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port.inbound import Pushed, Refused, Told
from guisu.ground.channels.wecom.crypto import BadKey, Sealer
from guisu.ground.channels.wecom.envelope import fields_of, happened_at, items, sealed_in
from guisu.ground.channels.wecom.settings import settings_of


class WeComDoor:
    """See `carriers.Door`."""

    def prove(self, connection: Connection, pushed: Pushed) -> bytes:
        """The plain text of `echostr`, to the byte."""
        # A plus that nobody encoded arrives as a blank.
        sealed = pushed.query.get("echostr", "").replace(" ", "+")
        return _opened(connection, sealed, pushed)

    def open(self, connection: Connection, pushed: Pushed) -> bytes:
        return _opened(connection, sealed_in(pushed.body), pushed)

    def read(self, message: bytes) -> Told:
        fields = fields_of(message)
        contacts = [str(fields.get("ExternalUserID", "")), *items(fields.get("MemChangeList"))]
        return Told(fields, happened_at(fields), tuple(filter(None, contacts)))


def _opened(connection: Connection, sealed: str, pushed: Pushed) -> bytes:
    settings, query = settings_of(connection), pushed.query
    try:
        sealer = Sealer.of(
            token=settings.callback_token,
            aes_key=settings.callback_key,
            receiver=settings.corp_id,
        )
    except BadKey as error:
        raise Refused(str(error)) from error
    return sealer.open(
        sealed,
        signature=query.get("msg_signature", ""),
        timestamp=query.get("timestamp", ""),
        nonce=query.get("nonce", ""),
    )
