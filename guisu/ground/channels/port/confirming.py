"""What a provider tells of that which colleagues have to confirm before anybody reads it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Of one colleague who was asked, by their id there in small letters. `at` None: not told."""

    sender: str
    is_given: bool
    at: datetime | None = None


class Reached(StrEnum):
    """What became of one receiver once the colleague had confirmed."""

    SENT = "sent"
    NO_CONTACT = "no_contact"  # the two are not in contact any more
    HAD_ENOUGH = "had_enough"  # they got as many as the provider allows


@dataclass(frozen=True, slots=True)
class Arrival:
    """One receiver; `reached` None: nothing is known of them as yet, `at` None: not told when."""

    receiver: str
    reached: Reached | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a job has made; without a `reference` it failed, and `code` is the provider's."""

    reference: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """To what a colleague has published: of how many customers each."""

    seen: int
    likes: int
    comments: int
