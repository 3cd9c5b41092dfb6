"""What stands on the screens of people's phones: the last lines of each chat, as they see them."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import StrEnum

from practice.world.groups import CHANGED
from practice.world.model.messages import Content, Delivered, Event, Said
from practice.world.state import World

KEPT_A_GROUP = 300
KEPT_PRIVATE = 20_000
PRIVATE = ("welcome", "broadcast", "group-welcome", "transfer")


class Sort(StrEnum):
    SAID = "said"
    SENT = "sent"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Line:
    """`who` said it, or it happened to them; `other` is the partner of a chat between two."""

    at: float
    sort: Sort
    who: str
    text: str = ""
    other: str = ""


@dataclass(slots=True)
class Screens:
    """`groups` by chat id; `private` is the talk between two of everybody, latest last."""

    groups: dict[str, deque[Line]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=KEPT_A_GROUP))
    )
    private: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT_PRIVATE))

    def between(self, one: str, other: str, *, most: int = 60) -> list[Line]:
        """What the two said to each other, oldest first."""
        pair = {one, other}
        return [line for line in self.private if {line.who, line.other} == pair][-most:]

    def partners(self, who: str) -> list[str]:
        """With whom somebody talked, the latest first."""
        found = {
            line.other if line.who == who else line.who: None
            for line in reversed(self.private)
            if who in (line.who, line.other)
        }
        return list(found)

    def witness(self, what: Said | Delivered | Event) -> None:
        match what:
            case Said():
                self._said(what)
            case Delivered(channel="group-broadcast"):
                line = Line(what.at, Sort.SENT, what.sender, words_of(what.content))
                self.groups[what.receiver].append(line)
            case Delivered() if what.channel in PRIVATE:
                text = words_of(what.content)
                self.private.append(Line(what.at, Sort.SENT, what.sender, text, what.receiver))
            case Event(kind=kind, change="update") if kind == CHANGED:
                self._changed(what)
            case _:
                pass

    def _said(self, said: Said) -> None:
        text = words_of(said.content) if said.kind == "text" else f"[{said.kind}]"
        if said.room:
            self.groups[said.room].append(Line(said.at, Sort.SAID, said.sender, text))
        else:
            other = said.receivers[0]
            self.private.append(Line(said.at, Sort.SAID, said.sender, text, other))

    def _changed(self, event: Event) -> None:
        lines = self.groups[str(event.fields["ChatId"])]
        detail = str(event.fields["UpdateDetail"])
        moved = event.fields.get("MemChangeList")
        if not isinstance(moved, list):
            lines.append(Line(event.at, Sort.CHANGED, "", detail))
            return
        by_self = event.fields.get("QuitScene") == 0
        gone = Sort.LEFT if by_self else Sort.REMOVED
        sort = Sort.JOINED if detail == "add_member" else gone
        lines.extend(Line(event.at, sort, who) for who in moved)


def watch(world: World) -> Screens:
    """Screens that show what the archive still holds, and from now on everything."""
    screens = Screens()
    for said in world.archive.said:
        screens.witness(said)
    world.witnesses.append(screens.witness)
    return screens


def words_of(content: Content) -> str:
    """The words of a message, however its kind nests them; what it links to otherwise."""
    for key in ("content", "text", "title"):
        value = content.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, dict):
            return words_of(value)
    attached = content.get("attachments")
    if isinstance(attached, list) and attached and isinstance(attached[0], dict):
        return f"[{attached[0].get('msgtype', '')}]"
    return ""
