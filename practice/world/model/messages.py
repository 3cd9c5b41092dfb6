"""What is said, what is announced to the callback URL, and what was delivered to whom."""

from dataclasses import dataclass, field

Content = dict[str, object]
FieldValue = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """One callback before it is XML: `fields` in the order they are written."""

    number: int
    at: float
    kind: str
    change: str
    fields: dict[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Said:
    """One message in a group (`room` is its chat id) or between two (`room` is empty)."""

    seq: int
    message_id: str
    at: float
    sender: str
    receivers: tuple[str, ...]
    room: str
    kind: str
    content: Content


@dataclass(frozen=True, slots=True)
class Delivered:
    """Something that the corp sent and that somebody's phone now shows.

    `channel`: welcome, broadcast, group-broadcast, group-welcome, moment, app, transfer, robot.
    """

    number: int
    at: float
    channel: str
    sender: str
    receiver: str
    content: Content
    reference: str = ""


@dataclass(slots=True)
class Media:
    """An uploaded file. `attachment_for`: "" for messages, else moments or album only."""

    media_id: str
    kind: str
    name: str
    content: bytes
    created_at: float
    attachment_for: str = ""
    url: str = field(default="")


@dataclass(slots=True)
class WelcomeTemplate:
    """入群欢迎语素材: greets in the groups that somebody attached it to in the client."""

    template_id: str
    content: Content
    agent_id: int
