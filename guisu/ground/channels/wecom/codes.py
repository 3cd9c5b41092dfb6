"""A connection's calls on codes: contact ways (联系我) and join ways (加入群聊).

https://developer.work.weixin.qq.com/document/path/92228 and .../92229
"""

from collections.abc import Iterator
from typing import Any

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Rejected
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.client import Call, Client
from guisu.ground.channels.wecom.forms import Form, Nothing

SEVERAL, BY_CODE = 2, 2
NO_SUCH_CODE = 41044
# Somebody of those named cannot be added: unknown, not activated, or without customer contact.
BAD_COLLEAGUE = frozenset({40003, 41054, 84074})
A_PAGE = 1_000


class Made(Form):
    config_id: str
    qr_code: str = ""


class ListedWay(Form):
    config_id: str


class ListedWays(Form):
    contact_way: list[ListedWay]
    next_cursor: str = ""


class Way(Form):
    """`qr_code` is the address of a picture, not what the picture says."""

    config_id: str
    state: str = ""
    qr_code: str = ""


class WayAnswer(Form):
    contact_way: Way


class JoinWay(Form):
    config_id: str
    state: str = ""
    qr_code: str = ""
    chat_id_list: list[str] = []
    room_base_id: int = 1


class JoinWayAnswer(Form):
    join_way: JoinWay


ADD = Call("externalcontact/add_contact_way", Made, is_repeatable=False)
GET = Call("externalcontact/get_contact_way", WayAnswer)
LIST = Call("externalcontact/list_contact_way", ListedWays)
UPDATE = Call("externalcontact/update_contact_way", Nothing)
DELETE = Call("externalcontact/del_contact_way", Nothing)
ADD_JOIN = Call("externalcontact/groupchat/add_join_way", Made, is_repeatable=False)
GET_JOIN = Call("externalcontact/groupchat/get_join_way", JoinWayAnswer)
UPDATE_JOIN = Call("externalcontact/groupchat/update_join_way", Nothing)
DELETE_JOIN = Call("externalcontact/groupchat/del_join_way", Nothing)


class Codes:
    """All methods raise `ChannelError` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(self, body: dict[str, Any]) -> Made:
        """A code for several colleagues. After `OutcomeUnknown` look for its `state` first."""
        return self._client.ask(ADD, {"type": SEVERAL, "scene": BY_CODE, **body})

    def get(self, config_id: str) -> Way:
        return self._client.ask(GET, {"config_id": config_id}).contact_way

    def listed(self) -> Iterator[str]:
        """Ids of the application's own codes for colleagues, of the last 90 days."""
        for page in self._client.pages(LIST, {"limit": A_PAGE}):
            yield from (one.config_id for one in page.contact_way)

    def update(self, config_id: str, body: dict[str, Any]) -> None:
        self._client.ask(UPDATE, {"config_id": config_id, **body})

    def delete(self, config_id: str) -> None:
        """Safe to repeat: a code that is not there is deleted."""
        self._delete(DELETE, config_id)

    def add_join(self, body: dict[str, Any]) -> Made:
        """A code into groups. WeCom lists none of them: one whose answer was lost stays unknown."""
        return self._client.ask(ADD_JOIN, {"scene": BY_CODE, **body})

    def get_join(self, config_id: str) -> JoinWay:
        return self._client.ask(GET_JOIN, {"config_id": config_id}).join_way

    def update_join(self, config_id: str, body: dict[str, Any]) -> None:
        """`body` must name all there is: WeCom forgets what it does not name."""
        self._client.ask(UPDATE_JOIN, {"config_id": config_id, "scene": BY_CODE, **body})

    def delete_join(self, config_id: str) -> None:
        self._delete(DELETE_JOIN, config_id)

    def _delete(self, call: Call[Nothing], config_id: str) -> None:
        try:
            self._client.ask(call, {"config_id": config_id})
        except Rejected as error:
            if error.code != NO_SUCH_CODE:
                raise


def codes_of(connection: Connection) -> Codes:
    return Codes(account_of(connection).client)
