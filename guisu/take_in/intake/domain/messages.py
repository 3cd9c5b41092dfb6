"""A request as analytics SDKs send it (Segment's tracking protocol), read without trusting it.

https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/ has the fields;
RudderStack's SDKs speak the same, with traits inside the context.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from guisu.take_in.intake.domain.limits import (
    LONGEST_NAME,
    MOST_BODY,
    MOST_MESSAGE,
    MOST_MESSAGES,
    Malformed,
    TooLarge,
)

T = TypeVar("T")
Id = str | int | float | None
Moment = str | int | float | None
KINDS = frozenset({"identify", "track", "page", "screen", "group", "alias"})
IN_ONE = frozenset({"batch", "import"})
ABSENT = (None, "")

# JSON that PostgreSQL cannot keep, and what a strict reader refuses although senders produce it.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_REFUSED = re.compile(rb"NaN|Infinity|\d[eE]\+?\d{3}")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_READABLE = (msgspec.MsgspecError, ValueError, RecursionError)


class Context(msgspec.Struct):
    """The parts of a context of which something is kept, in whatever shape they come."""

    page: Any = None
    campaign: Any = None
    library: Any = None
    os: Any = None
    app: Any = None
    traits: Any = None


NO_CONTEXT = Context()


class Message(msgspec.Struct, rename="camel"):
    """One call of an SDK. Fields that we do not use are skipped unread."""

    type: str = ""
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: Context | None = None
    timestamp: Moment = None
    original_timestamp: Moment = None
    sent_at: Moment = None

    @property
    def moment(self) -> Moment:
        """When it happened by the sender's clock; RudderStack's SDKs call it the original one."""
        return self.timestamp if self.timestamp is not None else self.original_timestamp


class Envelope(msgspec.Struct, rename="camel"):
    """What surrounds the messages of a batch."""

    batch: list[msgspec.Raw]
    context: Context | None = None
    sent_at: Moment = None
    write_key: str | None = None


class _Signed(msgspec.Struct, rename="camel"):
    write_key: str | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that is set aside: where it stood in its request, why, and its own words."""

    index: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """A request taken apart. `places` are the indexes of `messages` in the request.

    `sent_at` is what surrounds them; RudderStack's SDKs say it in each message instead.
    """

    messages: list[Message]
    places: list[int]
    unusable: list[Unusable]
    context: Context
    sent_at: Moment


_envelope = msgspec.json.Decoder(Envelope)
_message = msgspec.json.Decoder(Message)
_signed = msgspec.json.Decoder(_Signed)


def read(body: bytes, kind: str) -> Contents:
    """The messages of a request that came to `/v1/<kind>`.

    Raises `Malformed` when the request as a whole cannot be used, `TooLarge` past the limits.
    """
    if len(body) > MOST_BODY:
        raise TooLarge(problem=f"A request may have {MOST_BODY} bytes.")
    body = made_keepable(body)
    return _read_batch(body) if kind in IN_ONE else _read_one(body, kind)


def write_key_in(body: bytes) -> str:
    """The key that the body carries, or empty. Raises `Malformed`."""
    try:
        return _decoded(_signed, made_keepable(body)).write_key or ""
    except _READABLE as error:
        raise Malformed(problem=_said(error)) from error


def made_keepable(body: bytes) -> bytes:
    """`body` without NUL and lone surrogates; untouched where it has none."""
    if not _SUSPECT.search(body):
        return body
    try:
        return _rewritten(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(problem=_said(error)) from error


def problem_with(message: Message) -> str:
    """Why `message` cannot be used, naming the field; empty when it can."""
    if message.type not in KINDS:
        return f"type: {message.type[:40]!r} is none of {', '.join(sorted(KINDS))}"
    return _missing(message)


def adopt(message: Mapping[str, Any]) -> Message:
    """A message that somebody else has read from a file. Raises `Malformed`."""
    try:
        found = msgspec.convert(_kept(message), Message)
    except _READABLE as error:
        raise Malformed(problem=_said(error)) from error
    if problem := problem_with(found):
        raise Malformed(problem=problem)
    return found


def _read_batch(body: bytes) -> Contents:
    try:
        envelope = _decoded(_envelope, body)
    except _READABLE as error:
        raise Malformed(problem=_said(error)) from error
    if not envelope.batch:
        raise Malformed(problem="batch: is empty")
    if len(envelope.batch) > MOST_MESSAGES:
        raise TooLarge(problem=f"A batch may have {MOST_MESSAGES} messages.")
    contents = Contents([], [], [], envelope.context or NO_CONTEXT, envelope.sent_at)
    for index, raw in enumerate(envelope.batch):
        found = _usable(raw)
        if isinstance(found, Message):
            contents.messages.append(found)
            contents.places.append(index)
        else:
            contents.unusable.append(Unusable(index, found, bytes(raw)))
    if not contents.messages:
        first = contents.unusable[0]
        raise Malformed(problem=f"batch[{first.index}].{first.reason}")
    return contents


def _read_one(body: bytes, kind: str) -> Contents:
    if len(body) > MOST_MESSAGE:
        raise TooLarge(problem=f"A message may have {MOST_MESSAGE} bytes.")
    found = _usable(body, kind)
    if not isinstance(found, Message):
        raise Malformed(problem=found)
    return Contents([found], [0], [], NO_CONTEXT, found.sent_at)


def _usable(raw: bytes | msgspec.Raw, kind: str = "") -> Message | str:
    """The message, or what is wrong with it."""
    if len(memoryview(raw)) > MOST_MESSAGE:
        return f"message: has more than {MOST_MESSAGE} bytes"
    try:
        message = _decoded(_message, raw)
    except _READABLE as error:
        return _said(error)
    if kind:
        message.type = kind
    return problem_with(message) or message


def _decoded(decoder: msgspec.json.Decoder[T], raw: bytes | msgspec.Raw) -> T:
    """What `decoder` finds; numbers that it refuses (NaN, infinities) count as null."""
    try:
        return decoder.decode(raw)
    except msgspec.MsgspecError:
        if not _REFUSED.search(raw):
            raise
        return decoder.decode(_rewritten(bytes(raw)))


def _rewritten(body: bytes) -> bytes:
    return json.dumps(_kept(json.loads(body)), ensure_ascii=False).encode()


def _missing(message: Message) -> str:
    kind, event = message.type, message.event
    if kind == "track":
        if not event or event.isspace():
            return "event: a track call needs a name"
        if len(event) > LONGEST_NAME:
            return f"event: has more than {LONGEST_NAME} characters"
    elif kind == "alias" and (message.previous_id in ABSENT or message.user_id in ABSENT):
        return "previousId: an alias call needs previousId and userId"
    elif kind == "group" and message.group_id in ABSENT:
        return "groupId: a group call needs it"
    if message.user_id in ABSENT and message.anonymous_id in ABSENT:
        return "userId: a message needs userId or anonymousId"
    return ""


def _said(error: Exception) -> str:
    """The reader's own words, with the field in front where it names one."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text, _, place = str(error).partition(" - at `$")
    field = place.rstrip("`").lstrip(".")
    return f"{field}: {text}" if field else text


def _kept(value: Any) -> Any:
    """`value` with every text and number in a form that all stores keep."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_kept(name): _kept(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_kept(each) for each in value]
    return value
