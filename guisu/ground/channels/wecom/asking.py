"""WeCom's carriers of what colleagues confirm: messages to many persons or groups, and moments.

What is taken is asked for, and sent only once a colleague has pressed the button there.
https://developer.work.weixin.qq.com/document/path/92135 (messages), .../95094 (moments)
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    Arrival,
    Carrier,
    Confirmation,
    Content,
    IsKnown,
    Limits,
    Made,
    Parcel,
    Problem,
    Reached,
    Rejected,
    Response,
    Step,
    Taken,
    TryLater,
    nobodys,
)
from guisu.ground.channels.wecom import contents, media, rendering, sending
from guisu.ground.channels.wecom.account import Account, account_of
from guisu.ground.channels.wecom.contents import Rules
from guisu.ground.channels.wecom.errors import BAD_MEDIA
from guisu.ground.channels.wecom.rendering import Body

# Of theirs and ours; a message may be listed as made before it was called for.
CLOCKS_DIFFER = timedelta(minutes=10)
AT_ONCE = timedelta()
# WeCom's `status` of one receiver; 0 is not sent yet.
REACHED = {1: Reached.SENT, 2: Reached.NO_CONTACT, 3: Reached.HAD_ENOUGH}
NOT_THERE = "a picture or file of the message is not there any more"


class _Asking(Carrier):
    """Files are brought there by `prepare`; `carry` is then one short call."""

    can_look_up = True
    rules: Rules
    # As what pictures are uploaded: ids of the one kind are good for nothing else.
    picture_kind = rendering.IMAGE

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def _account(self) -> Account:
        return account_of(self._connection)

    def check(self, content: Content) -> list[Problem]:
        return list(contents.problems(content, self.rules))

    def check_file(self, name: str, content: bytes) -> list[Problem]:
        return list(contents.picture_problems(content))

    def prepare(self, parcel: Parcel) -> None:
        for digest, kind, name in rendering.files(parcel.content):
            self._media_id(parcel, digest, kind, name)

    def _said(self, parcel: Parcel) -> Body:
        return rendering.message(parcel.content, partial(self._media_id, parcel))

    def _media_id(self, parcel: Parcel, digest: str, kind: str, name: str) -> str:
        if digest not in parcel.files:
            raise Rejected(NOT_THERE)
        return media.media_id(
            self._account,
            self._connection,
            kind=self.picture_kind if kind == rendering.IMAGE else kind,
            name=name,
            digest=digest,
            content=lambda: parcel.files[digest],
            at=timezone.now(),
        )

    def _asked(self, parcel: Parcel, call: Callable[[], Taken]) -> Taken:
        """What `call` is answered. A file that WeCom lost is brought again with the next try."""
        try:
            return call()
        except Rejected as error:
            if error.code != BAD_MEDIA:
                raise
            media.forget_all(self._connection, parcel.content.digests)
            raise TryLater(str(error), wait=AT_ONCE, code=BAD_MEDIA) from error


class _ToMany(_Asking):
    chat_type: str
    receivers: str

    def carry(self, parcel: Parcel) -> Taken:
        whom = {"chat_type": self.chat_type, self.receivers: list(parcel.to)}
        body = whom | {"sender": parcel.senders[0]} | self._said(parcel)

        def call() -> Taken:
            made = sending.add(self._account, body)
            return Taken(Step.ASKED_FOR, made.msgid, unreached=tuple(made.fail_list or ()))

        return self._asked(parcel, call)

    def look_up(
        self, parcel: Parcel, *, called_at: datetime, is_known: IsKnown = nobodys
    ) -> Taken | None:
        """By words, time, sender and receivers: two may be asked for the same words at once."""
        until = timezone.now() + CLOCKS_DIFFER
        since = called_at - CLOCKS_DIFFER
        for listed in sending.listed(self._account, self.chat_type, since=since, until=until):
            told = {"text": listed.text, "attachments": listed.attachments}
            is_alike = rendering.is_same(parcel.content, told) and not is_known(listed.msgid)
            if is_alike and self._is_of(parcel, listed.msgid):
                return Taken(Step.ASKED_FOR, listed.msgid)
        return None

    def _is_of(self, parcel: Parcel, msgid: str) -> bool:
        """Whether it has our sender, and nobody but our receivers."""
        asked = {each.userid.lower() for each in sending.tasks(self._account, msgid)}
        if asked != set(parcel.senders):
            return False
        pages = sending.results(self._account, msgid, parcel.senders[0])
        told = {each.receiver for each in next(pages, [])}
        return bool(told) and told <= set(parcel.to)

    def confirmations(self, reference: str) -> list[Confirmation]:
        return [
            Confirmation(each.userid.lower(), each.status == sending.SENT, _moment(each.send_time))
            for each in sending.tasks(self._account, reference)
        ]

    def arrivals(self, reference: str, sender: str) -> Iterator[list[Arrival]]:
        for page in sending.results(self._account, reference, sender):
            yield [
                Arrival(each.receiver, REACHED.get(each.status), _moment(each.send_time))
                for each in page
            ]

    def withdraw(self, reference: str) -> None:
        sending.cancel(self._account, reference)

    def remind(self, reference: str) -> None:
        sending.remind(self._account, reference)


class MassCarrier(_ToMany):
    """To persons, one by one, in the name of the colleague who knows them."""

    limits: Limits = contents.MASS
    rules = Rules(contents.MASS)
    chat_type, receivers = "single", "external_userid"


class GroupsCarrier(_ToMany):
    """Into groups, in the name of their owner."""

    limits: Limits = contents.GROUPS
    rules = Rules(contents.GROUPS)
    chat_type, receivers = "group", "chat_id_list"


class MomentCarrier(_Asking):
    """`to` are tags of the corp's, `senders` who publishes it; neither: all see it, all publish.

    WeCom makes it later: what is taken has a `job`, and what is looked up its reference.
    """

    limits: Limits = contents.MOMENT
    rules = Rules(contents.MOMENT, is_moment=True)
    picture_kind = media.MOMENT

    def carry(self, parcel: Parcel) -> Taken:
        visible = _visible(parcel.senders, parcel.to)
        body = self._said(parcel) | ({"visible_range": visible} if visible else {})

        def call() -> Taken:
            return Taken(Step.ASKED_FOR, job=sending.add_moment(self._account, body))

        return self._asked(parcel, call)

    def look_up(
        self, parcel: Parcel, *, called_at: datetime, is_known: IsKnown = nobodys
    ) -> Taken | None:
        until, since = timezone.now() + CLOCKS_DIFFER, called_at - CLOCKS_DIFFER
        for listed in sending.listed_moments(self._account, since=since, until=until):
            pictures = [{"msgtype": "image", "image": each} for each in listed.image]
            link = [{"msgtype": "link", "link": listed.link}] if listed.link else []
            told = {"text": listed.text, "attachments": pictures + link}
            if rendering.is_same(parcel.content, told) and not is_known(listed.moment_id):
                return Taken(Step.ASKED_FOR, listed.moment_id)
        return None

    def made(self, job: str) -> Made | None:
        told = sending.moment_of(self._account, job)
        if told is None:
            return None
        reference = "" if told.errcode else told.moment_id
        return Made(reference, str(told.errcode or ""))

    def confirmations(self, reference: str) -> list[Confirmation]:
        return [
            Confirmation(each.userid.lower(), each.publish_status == sending.PUBLISHED)
            for each in sending.moment_tasks(self._account, reference)
        ]

    def response(self, reference: str, sender: str) -> Response:
        seen = sending.seen(self._account, reference, sender)
        likes, comments = sending.reactions(self._account, reference, sender)
        return Response(seen, likes, comments)

    def withdraw(self, reference: str) -> None:
        sending.cancel_moment(self._account, reference)


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None


def _visible(senders: Collection[str], tags: Collection[str]) -> dict[str, Any]:
    visible: dict[str, Any] = {}
    visible |= {"sender_list": {"user_list": list(senders)}} if senders else {}
    visible |= {"external_contact_list": {"tag_list": list(tags)}} if tags else {}
    return visible
