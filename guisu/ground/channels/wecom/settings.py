"""What connects an application of a corp."""

from collections.abc import Mapping
from typing import ClassVar, Self
from urllib.parse import urlsplit

import msgspec

from guisu.ground.channels.domain import WECOM_ADDRESS, WITHIN, BadConnection, is_usable_address
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Settings
from guisu.ground.channels.safe import opened_struct
from guisu.ground.channels.wecom.crypto import BadKey, decoded_key
from guisu.ground.kernel.words import gettext_noop


class WeComSettings(Settings, frozen=True, forbid_unknown_fields=True):
    """`callback_token` and `callback_key` seal what WeCom posts; empty until it is to post."""

    corp_id: str
    agent_id: int
    secret: str
    base_url: str = WECOM_ADDRESS
    callback_token: str = ""
    callback_key: str = ""

    SECRETS: ClassVar[tuple[str, ...]] = ("secret", "callback_token", "callback_key")
    SENT_TO: ClassVar[Mapping[str, tuple[str, ...]]] = {"secret": ("base_url", "corp_id")}

    @property
    def account(self) -> str:
        return f"{self.corp_id}{WITHIN}{self.agent_id}"

    @property
    def server(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def corp(self) -> str:
        """Who shares quotas and rates: all applications of the corp at one address."""
        return f"{self.base_url} {self.corp_id}"

    def checked(self) -> Self:
        if not self.corp_id or not self.secret:
            raise BadConnection(problem=gettext_noop("corp ID, secret"))
        address = self.base_url.strip().rstrip("/")
        if not is_usable_address(address):
            raise BadConnection(problem=address)
        if self.callback_key:
            try:
                decoded_key(self.callback_key)
            except BadKey as error:
                raise BadConnection(problem=BadKey.text) from error
        return msgspec.structs.replace(self, base_url=address)


def settings_of(connection: Connection) -> WeComSettings:
    """Raises `SecretUnreadable`."""
    return opened_struct(WeComSettings, connection.sealed_settings)
