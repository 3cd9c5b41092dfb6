"""Answers of WeCom, typed as far as we use them; what we do not know is kept.

A list that an answer must have is required here: an answer without it is unreadable, and never
means "none". https://developer.work.weixin.qq.com/document/path/92109
"""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Form(msgspec.Struct, kw_only=True):
    """`extra`: the fields that came beside the known ones."""

    extra: dict[str, Any] = {}


class Nothing(Form):
    """An answer that says no more than that it was done."""


class TokenAnswer(Form):
    access_token: str
    expires_in: int


class FollowUsers(Form):
    follow_user: list[str]


class User(Form):
    userid: str
    name: str = ""
    status: int = 1


class Person(Form):
    """`external_contact`: type 1 of WeChat, 2 of another corp's WeCom. `gender` 0: not known."""

    external_userid: str
    name: str = ""
    type: int = 1
    gender: int = 0
    unionid: str = ""
    avatar: str = ""
    corp_name: str = ""


class PairTag(Form):
    """A tag as a single contact's answer has it; type 1 the corp's, 2 the colleague's own."""

    tag_name: str = ""
    tag_id: str = ""
    type: int = 1


class Follow(Form):
    """One colleague's tie to a person. `tag_id` comes in batches, `tags` for a single contact.

    `createtime` in seconds; `add_way` is WeCom's word for how, `state` is our channel.
    """

    userid: str
    remark: str = ""
    description: str = ""
    createtime: int = 0
    add_way: int = 0
    oper_userid: str = ""
    state: str = ""
    remark_mobiles: list[str] = []
    tags: list[PairTag] = []
    tag_id: list[str] = []

    @property
    def corp_tags(self) -> list[str]:
        """Ids of the corp's tags on this tie, sorted."""
        single = [tag.tag_id for tag in self.tags if tag.tag_id and tag.type == 1]
        return sorted({*single, *self.tag_id})


class ContactAnswer(Form):
    external_contact: Person
    follow_user: list[Follow]
    next_cursor: str = ""


class Tied(Form):
    external_contact: Person
    follow_info: Follow


class Failed(Form):
    unlicensed_userid_list: list[str] = []


class TiedAnswer(Form):
    external_contact_list: list[Tied]
    next_cursor: str = ""
    fail_info: Failed = msgspec.field(default_factory=Failed)


class Contacts(Form):
    external_userid: list[str]


class CorpTag(Form):
    id: str
    name: str
    deleted: bool = False


class CorpTagGroup(Form):
    group_id: str
    group_name: str
    tag: list[CorpTag]
    deleted: bool = False


class CorpTags(Form):
    tag_group: list[CorpTagGroup]


class CorpTagMade(Form):
    tag_group: CorpTagGroup


class ListedChat(Form):
    chat_id: str
    status: int = 0


class Chats(Form):
    group_chat_list: list[ListedChat]
    next_cursor: str = ""


class Invitor(Form):
    userid: str = ""


class ChatMember(Form):
    """type 1 a colleague, 2 anybody else. `join_scene` 1 invited, 2 by link, 3 by code."""

    userid: str
    type: int
    unionid: str = ""
    join_time: int = 0
    join_scene: int = 0
    invitor: Invitor = msgspec.field(default_factory=Invitor)
    group_nickname: str = ""
    name: str = ""
    state: str = ""


class Admin(Form):
    userid: str


class Chat(Form):
    chat_id: str
    member_list: list[ChatMember]
    name: str = ""
    owner: str = ""
    create_time: int = 0
    notice: str = ""
    admin_list: list[Admin] = []
    member_version: str = ""


class ChatAnswer(Form):
    group_chat: Chat


class Uploaded(Form):
    media_id: str


class HandedOver(Form):
    external_userid: str
    errcode: int


class HandingOver(Form):
    customer: list[HandedOver]


class HandedStatus(Form):
    """`status` 1 done, 2 waiting, 3 refused, 4 the taker is full, 5 no record."""

    external_userid: str
    status: int
    takeover_time: int = 0


class HandedStatuses(Form):
    customer: list[HandedStatus]
    next_cursor: str = ""


class FailedChat(Form):
    chat_id: str
    errcode: int


class HandingGroups(Form):
    failed_chat_list: list[FailedChat] = []


class Told(Form):
    """Of an app message: `invaliduser` are those who could not be told, by `|`."""

    msgid: str = ""
    invaliduser: str = ""


def read(kind: type[T], raw: Any) -> T:
    """`raw` as `kind`, unknown fields at every depth in `extra`.

    Raises `msgspec.ValidationError`, whose words name fields and never values.
    """
    told = msgspec.convert(raw, type=kind, strict=False)
    _keep_unknown(told, raw)
    return told


def _keep_unknown(told: Any, raw: Any) -> None:
    if isinstance(told, list):
        for each, its_raw in zip(told, raw, strict=True):
            _keep_unknown(each, its_raw)
    elif isinstance(told, Form):
        known = set(told.__struct_fields__)
        told.extra = {name: value for name, value in raw.items() if name not in known}
        for name in known & raw.keys():
            if name != "extra" and isinstance(getattr(told, name), Form | list):
                _keep_unknown(getattr(told, name), raw[name])
