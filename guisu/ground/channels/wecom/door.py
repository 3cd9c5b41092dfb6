"""WeCom's side of the address that it posts to.

https://developer.work.weixin.qq.com/document/path/90930
"""

from datetime import datetime, timedelta
from functools import lru_cache

from guisu.ground.channels.domain import LOOPBACK
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port.inbound import Pushed, Refused, Told
from guisu.ground.channels.safe import opened_struct
from guisu.ground.channels.wecom.crypto import BadKey, Sealer
from guisu.ground.channels.wecom.envelope import fields_of, happened_at, items, sealed_in
from guisu.ground.channels.wecom.settings import WeComSettings

# Shorter than callbacks are kept, by whose digests a repetition is known.
OLDEST = timedelta(hours=36)
TOO_OLD = "it was signed too long ago"


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
        about = str(fields.get("ExternalUserID", ""))
        contacts = [about, *items(fields.get("MemChangeList"))]
        return Told(fields, happened_at(fields), tuple(filter(None, contacts)), about)


def _opened(connection: Connection, sealed: str, pushed: Pushed) -> bytes:
    query = pushed.query
    message = _sealer(connection.sealed_settings).open(
        sealed,
        signature=query.get("msg_signature", ""),
        timestamp=query.get("timestamp", ""),
        nonce=query.get("nonce", ""),
    )
    if pushed.came_at is not None and not _is_practised(connection.sealed_settings):
        _require_young(query.get("timestamp", ""), came_at=pushed.came_at)
    return message


def _require_young(signed_at: str, *, came_at: datetime) -> None:
    """Whoever posts again what was posted long ago is no provider; Guisu has forgotten it by then.

    WeCom signs each repetition anew: only a copy that somebody kept is old.
    """
    try:
        age = came_at.timestamp() - int(signed_at)
    except ValueError as error:
        raise Refused(TOO_OLD) from error
    if age > OLDEST.total_seconds():
        raise Refused(TOO_OLD)


@lru_cache(64)
def _is_practised(sealed_settings: str) -> bool:
    """Whether it is a practice ground's, which has a clock of its own."""
    return opened_struct(WeComSettings, sealed_settings).server in LOOPBACK


@lru_cache(64)
def _sealer(sealed_settings: str) -> Sealer:
    """Made once of what is stored: other settings are another text."""
    settings = opened_struct(WeComSettings, sealed_settings)
    try:
        return Sealer.of(
            token=settings.callback_token,
            aes_key=settings.callback_key,
            receiver=settings.corp_id,
        )
    except BadKey as error:
        raise Refused(str(error)) from error
