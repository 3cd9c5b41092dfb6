"""Files for messages: sent to WeCom once in their three days there, not once a message."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from guisu.ground.channels.models import Connection, Upload
from guisu.ground.channels.wecom.account import UPLOAD, UPLOAD_ATTACHMENT, Account
from guisu.ground.channels.wecom.forms import Uploaded

# Pictures of moments are uploaded by another call; their ids are good for nothing else.
MOMENT = "moment"
LIFE = timedelta(days=3)
ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"%PDF": "pdf"}
# A message may wait for its turn with the id that it was given.
LEFT_AT_LEAST = timedelta(hours=1)


def media_id(  # noqa: PLR0913 - a file, and where it goes
    account: Account,
    connection: Connection,
    *,
    kind: str,
    name: str,
    digest: str,
    content: Callable[[], bytes],
    at: datetime,
) -> str:
    """WeCom's id for the file with the SHA-256 `digest`, good for another hour at least.

    `kind`: image, voice, video, file, or `MOMENT` for a picture that goes into one. `content` is
    asked for where it has to be sent. Raises a `ChannelError`. Two callers at once may both
    upload: the later id is kept.
    """
    same: dict[str, Any] = {"connection": connection, "kind": kind, "digest": digest}
    fresh = Upload.objects.filter(**same, uploaded_at__gt=at - LIFE + LEFT_AT_LEAST).first()
    if fresh is not None:
        return fresh.media_id
    found = content()
    told = _sent(account, kind, name or _named(digest, found), found)
    Upload.objects.update_or_create(**same, defaults={"media_id": told.media_id, "uploaded_at": at})
    return told.media_id


def _sent(account: Account, kind: str, name: str, content: bytes) -> Uploaded:
    upload = account.client.upload
    if kind != MOMENT:
        return upload(UPLOAD, name=name, content=content, type=kind)
    return upload(
        UPLOAD_ATTACHMENT, name=name, content=content, media_type="image", attachment_type="1"
    )


def forget_all(connection: Connection, digests: Collection[str]) -> None:
    """WeCom does not know an id any more (40007): the files are sent again when next needed."""
    Upload.objects.filter(connection=connection, digest__in=digests).delete()


def _named(digest: str, content: bytes) -> str:
    """Nobody reads it; its ending tells WeCom what it is."""
    for beginning, ending in ENDINGS.items():
        if content.startswith(beginning):
            return f"{digest[:12]}.{ending}"
    return digest[:12]
