"""Requests taken apart into what each message says: all of it without a database."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from guisu.ground.kernel.refusals import Refusal
from guisu.take_in.intake.domain.clock import skew
from guisu.take_in.intake.domain.limits import MOST_MESSAGE
from guisu.take_in.intake.domain.messages import Contents, read
from guisu.take_in.intake.domain.telling import Told, tell

logger = logging.getLogger("guisu.intake")
LONGEST_REASON = 300
_encode = msgspec.json.Encoder().encode


class Request(msgspec.Struct, frozen=True, array_like=True):
    """An accepted request as the spool has it; `store_id` of the key that it came under."""

    id: int
    key_id: int
    store_id: int | None
    kind: str
    received_at: datetime
    body: bytes


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message of a request. `place` counts from 1; `told` None: it is set aside, for `reason`."""

    arrived_id: int
    place: int
    key_id: int
    told: Told | None
    reason: str = ""


def items_of(requests: Sequence[Request]) -> list[Item]:
    """Their messages in order; one that breaks the mapping is set aside alone.

    So is a whole request that cannot be read any more, accepted by another version of this code.
    """
    return [item for request in requests for item in _items(request)]


def words_of(request: Request, place: int) -> str:
    """What a message said, to be shown to people; its sender's own words where it is unusable."""
    try:
        contents = read(request.body, request.kind)
    except Refusal:
        return _shown(request.body)
    if place <= len(contents.messages):
        return _shown(_encode(contents.messages[place - 1]))
    return _shown(contents.unusable[place - 1 - len(contents.messages)].raw)


def said(error: Exception) -> str:
    """Why a message is set aside."""
    return f"could not be recorded: {error}".replace("\x00", "")[:LONGEST_REASON]


def _items(request: Request) -> list[Item]:
    try:
        contents = read(request.body, request.kind)
    except Refusal as refusal:
        return [_set_aside(request, 1, str(refusal))]
    items = _told(request, contents)
    for place, one in enumerate(contents.unusable, start=len(items) + 1):
        items.append(_set_aside(request, place, f"batch[{one.index}].{one.reason}"))
    return items


def _told(request: Request, contents: Contents) -> list[Item]:
    source = f"key:{request.key_id}"
    is_trusted = request.kind == "import"
    skewed_by = timedelta(0) if is_trusted else _skew(contents, request.received_at)
    items = []
    for place, message in enumerate(contents.messages, start=1):
        try:
            told = tell(
                message,
                shared=contents.context,
                source=source,
                store_id=request.store_id,
                skewed_by=skewed_by,
                received_at=request.received_at,
            )
            items.append(Item(request.id, place, request.key_id, told))
        except Exception as error:
            logger.exception("a message of request %d cannot be mapped", request.id)
            items.append(_set_aside(request, place, said(error)))
    return items


def _skew(contents: Contents, received_at: datetime) -> timedelta:
    """The error of the sender's clock, which is one for a request."""
    in_messages = (message.sent_at for message in reversed(contents.messages))
    sent_at = chain([contents.sent_at], in_messages)
    told = [message.moment for message in contents.messages]
    return skew(sent_at, told, received_at=received_at)


def _set_aside(request: Request, place: int, reason: str) -> Item:
    return Item(request.id, place, request.key_id, None, reason[:LONGEST_REASON])


def _shown(words: bytes) -> str:
    return words[:MOST_MESSAGE].decode(errors="replace").replace("\x00", "")
