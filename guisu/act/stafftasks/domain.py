"""What colleagues are asked for, what would prove it done, and who is told when it is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from zoneinfo import ZoneInfo

from guisu.act.outreach.domain.quiet import COLLEAGUES, Quiet, not_before
from guisu.ground.kernel.numbers import whole
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class Kind(StrEnum):
    """One thing that only a person can do in WeCom."""

    OPEN_GROUP = "open_group"
    REMOVE_MEMBER = "remove_member"
    POST_IN_GROUP = "post_in_group"
    ADD_FRIEND = "add_friend"
    CONFIRM_MESSAGE = "confirm_message"
    PUBLISH_MOMENT = "publish_moment"
    PASS_ON = "pass_on"  # noqa: S105 - to another colleague; no password


# No list of WeCom's shows it: here the colleague's word is all there is.
ON_WORD = frozenset({Kind.POST_IN_GROUP})


# What a task of each kind has to name, so that it can be done and seen to be done.
NEEDS = {
    Kind.OPEN_GROUP: ("colleague", "name"),
    Kind.REMOVE_MEMBER: ("group", "customer"),
    Kind.POST_IN_GROUP: ("group",),
    Kind.ADD_FRIEND: ("customer", "colleague"),
    Kind.PASS_ON: ("customer", "colleague"),
}
BY_HAND = tuple(NEEDS)


class Rung(StrEnum):
    """One step of the ladder; the last word is said when a task that was told is withdrawn."""

    TOLD = "told"
    REMINDED = "reminded"
    MANAGER = "manager"
    OWNER = "owner"
    WITHDRAWN = "withdrawn"


LADDER = (Rung.TOLD, Rung.REMINDED, Rung.MANAGER, Rung.OWNER)
# After the task was due.
WAITS = {
    Rung.REMINDED: timedelta(),
    Rung.MANAGER: timedelta(hours=4),
    Rung.OWNER: timedelta(hours=24),
}


class Standing(Enum):
    """How a task stands, as people see it."""

    OPEN = "open"
    TOLD = "told"
    SAID_DONE = "said_done"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class TaskIsOver(Refusal):
    code = "stafftasks.over"
    template = gettext_noop("This task is over already.")


class BadTask(Refusal):
    code = "stafftasks.bad_task"
    template = gettext_noop("This task is not complete: %(problem)s")
    words = frozenset({"problem"})
    http_status = 422


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about, as its column holds it: `group:12 customer:5 colleague:3 named:妈妈群`.

    It names all that the fact depends on. Words that are not known here stay in the text, and
    mean something to who opened the task: `message:7 colleague:3`.
    """

    group: int = 0
    customer: int = 0
    colleague: int = 0
    name: str = ""

    def __str__(self) -> str:
        numbers = {
            "group": self.group,
            "customer": self.customer,
            "colleague": self.colleague,
        }
        parts = [f"{word}:{number}" for word, number in numbers.items() if number]
        return " ".join([*parts, f"named:{self.name}"] if self.name else parts)


def subject(text: str) -> Subject:
    """`text` as a `Subject`; the name is what follows `named:` to the end."""
    head, _, name = text.partition("named:")
    told = dict(word.split(":", 1) for word in head.split() if ":" in word)
    numbers = {
        word: number
        for word in ("group", "customer", "colleague")
        if (number := whole(told.get(word, ""))) is not None
    }
    return Subject(**numbers, name=name)


def check(kind: Kind, about: Subject) -> None:
    """Raise `BadTask` for the first thing that `kind` needs and `about` does not name."""
    for part in NEEDS.get(kind, ()):
        if not getattr(about, part):
            raise BadTask(problem=part)


@dataclass(frozen=True, slots=True)
class Times:
    """When a task was opened and is due, where its colleague is, and when they are left alone."""

    opened_at: datetime
    due_at: datetime
    zone: ZoneInfo
    quiet: Quiet = COLLEAGUES

    def of(self, rung: Rung) -> datetime:
        """The moment of `rung`. Nobody is told, reminded or reported in their quiet hours."""
        if rung is Rung.TOLD:
            return self.by_day(self.opened_at)
        return self.by_day(max(self.due_at, self.opened_at) + WAITS[rung])

    def by_day(self, moment: datetime) -> datetime:
        """`moment`, or where that is in quiet hours their end."""
        return not_before(moment, self.zone, self.quiet)


def due_rung(climbed: Rung, times: Times, *, at: datetime) -> Rung | None:
    """The highest rung above `climbed` whose moment has come by `at`.

    After a pause nobody gets several words at once: the lower ones are passed over.
    """
    above = LADDER[LADDER.index(climbed) + 1 :]
    return next((rung for rung in reversed(above) if times.of(rung) <= at), None)


def next_rung_at(climbed: Rung, times: Times) -> datetime | None:
    """When the rung above `climbed` is due; None: there is none."""
    above = LADDER[LADDER.index(climbed) + 1 :]
    return times.of(above[0]) if above else None
