"""The carrier: what every way out to people can be asked, and what it answers.

Whoever speaks plans, asks the gates, and hands over one parcel at a time, outside any transaction.
A carrier knows nothing of customers, consent or campaigns: it knows its provider.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from guisu.ground.channels.port.confirming import Arrival, Confirmation, Made, Response
from guisu.ground.channels.port.content import Card, Content, File, Link, Part, Picture
from guisu.ground.channels.port.errors import OutcomeUnknown, Rejected

CANNOT_TELL = "this provider tells nothing of what it took"
CANNOT_DO = "this provider knows no such thing"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parcel may hold, by the provider's rules; 0: none of that kind.

    Written down once, here: pages that count along and checks before a save read it too.
    `text_characters` 0: only bytes are counted. `takes`: the kinds of parts.
    """

    text_bytes: int
    title_bytes: int
    parts: int
    part_bytes: int
    receivers: int = 1
    text_characters: int = 0
    takes: tuple[type[Part], ...] = (Picture, Link, Card, File)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a content cannot go this way: a stable `code`, and an English msgid with its `data`."""

    code: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call's worth: content with everything personal put in, and who gets it.

    The same `key` is the same message to the same receivers, for ever: a provider that tells
    repetitions tells them by it. `to` are addresses as the provider knows them, at most
    `Limits.receivers`; of what is for everybody, those whom it is shown to, none: to all. `senders`
    are the colleagues in whose name it goes, where somebody's. `files` has the bytes of
    `content.digests` and may fetch them as they are asked for.
    """

    key: str
    to: tuple[str, ...]
    content: Content
    expires_at: datetime
    language: str = ""
    senders: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class Step(StrEnum):
    """How far a parcel came that was taken."""

    ASKED_FOR = "asked_for"  # a colleague has to confirm it before anybody reads it
    HANDED_OVER = "handed_over"  # it is on its way, and we cannot call it back


@dataclass(frozen=True, slots=True)
class Taken:
    """`reference` is the provider's own; `unreached` are those of `to` whom it refused at once.

    `job` is its number for the making of what it makes later, which has no reference yet. `cost`
    in millionths of the installation's currency, None where the provider does not say.
    """

    step: Step
    reference: str = ""
    job: str = ""
    unreached: tuple[str, ...] = ()
    cost: int | None = None


class Fate(StrEnum):
    """What became of a parcel after it was taken."""

    SENT = "sent"  # what was asked for was confirmed and went out
    DELIVERED = "delivered"  # it reached the person's mailbox or device
    FAILED = "failed"  # it reaches nobody


@dataclass(frozen=True, slots=True)
class Receipt:
    """News of one receiver of one parcel. `code` is the provider's, in its own spelling.

    `is_of_address`, of a failure: nobody reads there, whatever is sent.
    """

    reference: str
    to: str
    fate: Fate
    at: datetime
    code: str = ""
    is_of_address: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `calls` in `seconds`, shared by all who spend of the same `key` in all processes."""

    key: str
    calls: int
    seconds: int


IsKnown = Callable[[str], bool]


def nobodys(_reference: str) -> bool:
    return False


class Carrier(Protocol):
    """One way out of one connection. Adapters subclass it; every method is safe in many threads.

    All methods that ask the provider raise a `ChannelError` and nothing else, wait for answers
    within bounds, and write nothing of ours: no transaction is open around them.
    """

    limits: Limits
    # For how long the provider tells a repetition by its key. Zero: what may have been taken must
    # never be handed over again.
    knows_repetitions: timedelta = timedelta()
    # Whether `look_up` can answer at all.
    can_look_up: bool = False
    # How long after a call whatever was taken is surely found.
    lists_within: timedelta = timedelta(minutes=3)
    # Whether `receipts` has news at all.
    tells_receipts: bool = False

    def check(self, content: Content) -> list[Problem]:
        """Why `content` could not be carried; asks nobody, so it is for editors and previews."""
        ...

    def check_file(self, name: str, content: bytes) -> list[Problem]:
        """Why a file could not go along; by its bytes, whatever it is called. Asks nobody."""
        return []

    def prepare(self, parcel: Parcel) -> None:
        """What may take long before `carry`, as bringing files there. Safe to repeat."""
        return

    def carry(self, parcel: Parcel) -> Taken:
        """Hand `parcel` over, or ask for it.

        `Rejected`: never, to nobody. `TryLater`: not taken. `CredentialsRefused`: not taken, and
        no other either until a person mends it. `OutcomeUnknown`: look up, or let it be.
        """
        ...

    def look_up(
        self, parcel: Parcel, *, called_at: datetime, is_known: IsKnown = nobodys
    ) -> Taken | None:
        """What the provider holds of a parcel whose answer was lost; None: nothing as yet.

        `is_known` says of a reference that it is another parcel's. Raises `OutcomeUnknown` where it
        cannot be told.
        """
        raise OutcomeUnknown(CANNOT_TELL)

    def withdraw(self, reference: str) -> None:
        """Have nothing more go out of what was asked for. Safe to repeat."""
        raise Rejected(CANNOT_DO)

    def remind(self, reference: str) -> None:
        """Have those asked again who have not confirmed."""
        raise Rejected(CANNOT_DO)

    def confirmations(self, reference: str) -> list[Confirmation]:
        """Of each colleague who was asked to confirm `reference`: whether they have."""
        raise Rejected(CANNOT_DO)

    def arrivals(self, reference: str, sender: str) -> Iterator[list[Arrival]]:
        """What became of each receiver of one colleague who has confirmed, page by page."""
        raise Rejected(CANNOT_DO)

    def made(self, job: str) -> Made | None:
        """What became of what is made later; None while it is in the making."""
        raise Rejected(CANNOT_DO)

    def response(self, reference: str, sender: str) -> Response:
        """How customers took what one colleague has published."""
        raise Rejected(CANNOT_DO)

    def receipts(self, references: Sequence[str]) -> Iterator[Receipt]:
        """News of what was taken, asked for now. What a provider pushes comes by its reader."""
        return iter(())

    def budgets(self) -> Sequence[Budget]:
        """What one `carry` spends one call of. Taken by whoever carries, before it does."""
        return ()
