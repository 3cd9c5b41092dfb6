"""A connection's calls by name: what sync, tags, codes and welcomes ask of WeCom."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from zlib import crc32

import httpx

from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Rejected
from guisu.ground.channels.wecom import forms
from guisu.ground.channels.wecom.client import Call, Client, exchange
from guisu.ground.channels.wecom.errors import NO_RELATION
from guisu.ground.channels.wecom.limits import Limits
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.channels.wecom.tokens import Fetched, Tokens
from guisu.ground.channels.wecom.usage import usage
from guisu.ground.channels.wecom.wire import http_client

GET_TOKEN = Call("gettoken", forms.TokenAnswer, "GET")
FOLLOW_USERS = Call("externalcontact/get_follow_user_list", forms.FollowUsers, "GET")
USER = Call("user/get", forms.User, "GET")
CONTACT = Call("externalcontact/get", forms.ContactAnswer, "GET")
CONTACT_IDS = Call("externalcontact/list", forms.Contacts, "GET")
CONTACTS_OF = Call("externalcontact/batch/get_by_user", forms.TiedAnswer)
CORP_TAGS = Call("externalcontact/get_corp_tag_list", forms.CorpTags)
ADD_CORP_TAG = Call("externalcontact/add_corp_tag", forms.CorpTagMade)
MARK_TAG = Call("externalcontact/mark_tag", forms.Nothing)
REMARK = Call("externalcontact/remark", forms.Nothing)
CHATS = Call("externalcontact/groupchat/list", forms.Chats)
CHAT = Call("externalcontact/groupchat/get", forms.ChatAnswer)
WELCOME = Call("externalcontact/send_welcome_msg", forms.Nothing, is_repeatable=False, seconds=5.0)
UPLOAD = Call("media/upload", forms.Uploaded)
APP_MESSAGE = Call("message/send", forms.Told, is_repeatable=False)
UPLOAD_ATTACHMENT = Call("media/upload_attachment", forms.Uploaded)

MOST_USERS, MOST_CONTACTS, MOST_CHATS = 100, 100, 1_000
# The longest that WeCom offers, in seconds, for telling a repetition of an app message.
SAME_FOR = 4 * 3_600
# Calls on the same pair exclude each other; pairs share this many locks by their digest.
_pairs = tuple(threading.Lock() for _ in range(256))


class Account:
    """All methods raise `ChannelError` and nothing else."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def patient(self, patience: timedelta) -> "Account":
        """The same account for work that may wait for WeCom's rates."""
        return Account(self.client.patient(patience))

    def follow_users(self) -> list[str]:
        """Ids of the colleagues who may contact customers."""
        return self.client.ask(FOLLOW_USERS).follow_user

    def user(self, userid: str) -> forms.User:
        return self.client.ask(USER, userid=userid)

    def contact(self, external_userid: str) -> tuple[forms.Person, list[forms.Follow]]:
        """A person and all ties to colleagues, whatever number of pages they fill."""
        follows: list[forms.Follow] = []
        cursors: set[str] = set()
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.client.ask(CONTACT, external_userid=external_userid, **more)
            follows += page.follow_user
            cursor = page.next_cursor
            if not cursor or cursor in cursors:
                return page.external_contact, follows
            cursors.add(cursor)

    def contact_ids(self, userid: str) -> list[str]:
        """The people of one colleague. WeCom says "no relation" where there is nobody."""
        try:
            return self.client.ask(CONTACT_IDS, userid=userid).external_userid
        except Rejected as error:
            if error.code == NO_RELATION:
                return []
            raise

    def contacts_of(
        self, userids: Sequence[str], *, limit: int = MOST_CONTACTS
    ) -> Iterator[forms.TiedAnswer]:
        """Pages of people and ties of at most `MOST_USERS` colleagues."""
        return self.client.pages(CONTACTS_OF, {"userid_list": list(userids), "limit": limit})

    def corp_tags(self) -> list[forms.CorpTagGroup]:
        return self.client.ask(CORP_TAGS, {}).tag_group

    def add_corp_tag(self, group: str, name: str) -> forms.CorpTagGroup:
        """Make a tag; its group too, where there is none of that name. Names of at most 30."""
        body = {"group_name": group, "tag": [{"name": name}]}
        return self.client.ask(ADD_CORP_TAG, body).tag_group

    def mark_tag(
        self,
        userid: str,
        external_userid: str,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Change the tags of one tie; two at once wait for each other, as WeCom refuses both."""
        pair = crc32(f"{userid} {external_userid}".encode()) % len(_pairs)
        body: dict[str, Any] = {"userid": userid, "external_userid": external_userid}
        body |= {"add_tag": list(add)} if add else {}
        body |= {"remove_tag": list(remove)} if remove else {}
        with _pairs[pair]:
            self.client.ask(MARK_TAG, body)

    def remark(self, userid: str, external_userid: str, **fields: Any) -> None:
        """Set `remark`, `description`, `remark_mobiles` and so on; those not named stay."""
        self.client.ask(REMARK, {"userid": userid, "external_userid": external_userid, **fields})

    def chats(
        self, *, owners: Sequence[str] = (), limit: int = MOST_CHATS
    ) -> Iterator[forms.ListedChat]:
        """All groups, or those of at most `MOST_USERS` owners."""
        body: dict[str, Any] = {"status_filter": 0, "limit": limit}
        body |= {"owner_filter": {"userid_list": list(owners)}} if owners else {}
        for page in self.client.pages(CHATS, body):
            yield from page.group_chat_list

    def chat(self, chat_id: str) -> forms.Chat:
        return self.client.ask(CHAT, {"chat_id": chat_id, "need_name": 1}).group_chat

    def tell(self, userid: str, message: dict[str, Any], *, agent_id: int) -> forms.Told:
        """Send a colleague an app message (`msgtype` and its content).

        The very same again within `SAME_FOR` reaches nobody. What is too much for one person, 30
        a minute, WeCom drops without a word.
        """
        body = {
            "touser": userid,
            "agentid": agent_id,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_FOR,
            **message,
        }
        return self.client.ask(APP_MESSAGE, body)

    def welcome(self, code: str, message: dict[str, Any]) -> None:
        """Send the one message that a welcome code is good for, within 20 s of its making.

        Never repeat it on `OutcomeUnknown`.
        """
        self.client.ask(WELCOME, {"welcome_code": code, **message})


@dataclass(frozen=True, slots=True)
class _Key:
    """What a client was made of; another value of any makes another client."""

    connection_id: int
    sealed_settings: str


_accounts: dict[_Key, tuple[httpx.Client, Account]] = {}
_limits: dict[str, Limits] = {}
_guard = threading.Lock()


def account_of(connection: Connection) -> Account:
    """The connection's calls: one client a process, whose token and rates all threads share."""
    key = _Key(connection.pk, connection.sealed_settings)
    with _guard:
        if key not in _accounts:
            http = http_client(settings_of(connection).base_url, gate=Gate(connection.pk))
            _accounts[key] = (http, Account(client_for(connection, http)))
        return _accounts[key][1]


def client_for(connection: Connection, http: httpx.Client) -> Client:
    """A client over `http`; connections of one corp share its rates."""
    settings = settings_of(connection)
    secrets = {"corpsecret": settings.secret}

    def fetch() -> Fetched:
        raw = exchange(http, GET_TOKEN, {}, {"corpid": settings.corp_id}, secrets)
        told = forms.read(forms.TokenAnswer, raw)
        return Fetched(told.access_token, told.expires_in)

    limits = _limits.setdefault(settings.corp, Limits(settings.corp))
    count = partial(usage.count, connection.pk)
    return Client(http, Tokens(connection.pk, fetch), limits, count=count)


def close() -> None:
    """Close all connections to WeCom; the next call opens them anew."""
    with _guard:
        for http, _account in _accounts.values():
            http.close()
        _accounts.clear()
        _limits.clear()
        usage.clear()
