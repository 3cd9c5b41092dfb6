"""A broadcast as WeCom takes it: text, attachments with their files there, senders, receivers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guisu.act.messaging.models import Broadcast, Picture, Recipient, Task
from guisu.act.messaging.selectors import audiences
from guisu.ground.channels.models import Upload
from guisu.ground.channels.wecom import media
from guisu.ground.channels.wecom.account import Account

Body = dict[str, Any]
LISTS = ("external_userid", "chat_id_list")


def content(account: Account, broadcast: Broadcast, *, at: datetime) -> Body:
    """What is said. Uploads what WeCom does not hold, for minutes; raises a `ChannelError`."""
    told: Body = {"text": {"content": broadcast.text}} if broadcast.text.strip() else {}
    attached = [_attached(account, broadcast, each, at=at) for each in broadcast.attachments]
    return told | ({"attachments": attached} if attached else {})


def message(task: Task, said: Body) -> Body:
    """`content` to whoever waits for it, for `add_msg_template`."""
    duty = task.duties.select_related("colleague").get()
    waiting = duty.recipients.filter(state=Recipient.State.WAITING).exclude(receiver="")
    receivers = list(waiting.order_by("receiver").values_list("receiver", flat=True))
    is_group = task.broadcast.kind == Broadcast.Kind.GROUPS
    whom: Body = {"chat_type": "group" if is_group else "single"}
    whom |= {"sender": duty.colleague.userid, LISTS[is_group]: receivers}
    return whom | said


def receivers_of(body: Mapping[str, Any]) -> list[str]:
    return [each for name in LISTS for each in body.get(name, ())]


def moment(account: Account, task: Task, *, at: datetime) -> Body:
    """For `add_moment_task`; empty where none of those chosen is left. As `content` in all else.

    A list without anybody in it would mean everybody to WeCom.
    """
    broadcast = task.broadcast
    senders, tags = _senders(broadcast), _tags(broadcast)
    if [] in (senders, tags):
        return {}
    visible: Body = {}
    visible |= {"sender_list": {"user_list": senders}} if senders else {}
    visible |= {"external_contact_list": {"tag_list": tags}} if tags else {}
    told = content(account, broadcast, at=at)
    return told | ({"visible_range": visible} if visible else {})


def plain(broadcast: Broadcast) -> Body:
    """Text and attachments as lists tell them: without files."""
    told: Body = {"text": {"content": broadcast.text}} if broadcast.text else {}
    attached = [
        {"msgtype": each["msgtype"], each["msgtype"]: dict(each)} for each in broadcast.attachments
    ]
    return told | ({"attachments": attached} if attached else {})


def forget_pictures(broadcast: Broadcast) -> None:
    """WeCom does not know a file any more: the pictures are uploaded again with the next try."""
    wanted = {each["picture"] for each in broadcast.attachments if "picture" in each}
    digests = Picture.objects.filter(pk__in=wanted).values_list("digest", flat=True)
    Upload.objects.filter(connection=broadcast.connection, digest__in=list(digests)).delete()


def _tags(broadcast: Broadcast) -> list[str] | None:
    """Those chosen that there still are; None: none were chosen."""
    chosen = broadcast.audience.get("tags", ())
    living = audiences.tags(broadcast.connection).filter(pk__in=chosen).order_by("pk")
    return list(living.values_list("corp_tag_id", flat=True)) if chosen else None


def _senders(broadcast: Broadcast) -> list[str] | None:
    """Those chosen, or of its store, who may still send; None: everybody."""
    chosen = broadcast.audience.get("colleagues", ())
    if not chosen and not broadcast.store_id:
        return None
    able = audiences.senders(broadcast.connection, store_id=broadcast.store_id)
    able = able.filter(pk__in=chosen) if chosen else able
    return list(able.values_list("userid", flat=True))


def _attached(
    account: Account, broadcast: Broadcast, told: Mapping[str, Any], *, at: datetime
) -> Body:
    kind = told["msgtype"]
    body = {name: value for name, value in told.items() if name not in {"msgtype", "picture"}}
    if "picture" in told:
        name = "pic_media_id" if kind == "miniprogram" else "media_id"
        body[name] = _uploaded(account, broadcast, told["picture"], at=at)
    return {"msgtype": kind, kind: body}


def _uploaded(account: Account, broadcast: Broadcast, picture_id: int, *, at: datetime) -> str:
    picture = Picture.objects.get(pk=picture_id)
    is_moment = broadcast.kind == Broadcast.Kind.MOMENT
    return media.media_id(
        account,
        broadcast.connection,
        kind=media.MOMENT if is_moment else "image",
        name=picture.name,
        content=bytes(picture.content),
        at=at,
    )
