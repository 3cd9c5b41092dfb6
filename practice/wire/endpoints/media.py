"""Files: uploaded for three days, or as pictures with an address."""

from typing import Literal

import msgspec

from practice.wire.endpoint import AnyEndpoint, Call, File, Json, Nothing, get
from practice.world import media
from practice.world.model.corp import Permission
from practice.world.model.messages import Media
from practice.world.refusals import Code, Refused

MEGABYTE = 1024 * 1024
SMALLEST = 5
LARGEST = {
    "image": 10 * MEGABYTE,
    "voice": 2 * MEGABYTE,
    "video": 10 * MEGABYTE,
    "file": 20 * MEGABYTE,
}
PURPOSES = {1: "moments", 2: "album"}
Kind = Literal["image", "voice", "video", "file"]


class Upload(msgspec.Struct):
    type: Kind


class AttachmentUpload(msgspec.Struct):
    media_type: Kind
    attachment_type: int


class OfMedia(msgspec.Struct):
    media_id: str


def upload(call: Call, asked: Upload) -> Json:
    return _told(_kept(call, asked.type, purpose=""))


def upload_attachment(call: Call, asked: AttachmentUpload) -> Json:
    """For moments (1) or albums (2): such an id is good for nothing else."""
    if asked.attachment_type not in PURPOSES:
        raise Refused(Code.BAD_PARAMETER, "invalid attachment_type")
    return _told(_kept(call, asked.media_type, purpose=PURPOSES[asked.attachment_type]))


def upload_picture(call: Call, asked: Nothing) -> Json:
    kept = _kept(call, "image", purpose="")
    return {"url": f"https://wework.qpic.cn/wwpic/{kept.media_id}/0"}


def download(call: Call, asked: OfMedia) -> File:
    found = call.world.media.get(asked.media_id)
    if found is None or call.at - found.created_at > media.LIFE_SECONDS:
        raise Refused(Code.BAD_MEDIA, "invalid media_id")
    return File(found.name, found.content)


def _kept(call: Call, kind: Kind, *, purpose: str) -> Media:
    part = call.files.get("media") or next(iter(call.files.values()), None)
    if part is None or len(part.content) <= SMALLEST:
        raise Refused(Code.EMPTY_MEDIA, "empty media data")
    if not part.name:
        raise Refused(Code.BAD_PARAMETER, "filename missing")
    if len(part.content) > LARGEST[kind]:
        raise Refused(Code.FILE_TOO_LARGE, "file too large")
    media_id = call.world.ids.secret("media", 64)
    kept = Media(media_id, kind, part.name, part.content, call.at, attachment_for=purpose)
    call.world.media[media_id] = kept
    return kept


def _told(kept: Media) -> Json:
    """created_at is text."""
    return {
        "type": kept.kind,
        "media_id": kept.media_id,
        "created_at": str(int(kept.created_at)),
    }


MESSAGES = Permission.MESSAGES
# Uploads are POSTs whose parameters stand in the query.
ENDPOINTS: list[AnyEndpoint] = [
    get("media/upload", Upload, upload, permission=MESSAGES),
    get("media/upload_attachment", AttachmentUpload, upload_attachment, permission=MESSAGES),
    get("media/uploadimg", Nothing, upload_picture, permission=MESSAGES),
    get("media/get", OfMedia, download, permission=MESSAGES),
]
