"""Taking messages from a file: the same mapping as at the door, without a spool between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from guisu.ground.events import services as events
from guisu.know.customers import services as customers
from guisu.take_in.intake.domain.limits import Malformed
from guisu.take_in.intake.domain.messages import adopt
from guisu.take_in.intake.domain.telling import tell


@dataclass(frozen=True, slots=True)
class Taken:
    """`recorded` are new in the log, `repeated` were there; `refused` are (index, reason)."""

    recorded: int
    repeated: int
    refused: tuple[tuple[int, str], ...]


def take(messages: Sequence[Mapping[str, Any]], *, source: str, at: datetime) -> Taken:
    """Record messages of the tracking protocol (`type`, `userId`, `event`, ...) from `source`.

    Their timestamps are trusted, up to `at`. A `messageId` seen from the same source within the
    installation's horizon is not recorded again. All that can be used is recorded or nothing is.
    """
    told, refused = [], []
    for index, message in enumerate(messages):
        try:
            told.append(tell(adopt(message), source=source, received_at=at))
        except Malformed as problem:
            refused.append((index, str(problem)))
    with transaction.atomic():
        resolved = customers.resolve([one.arrival for one in told], at=at)
        facts = [one.entry(whose) for one, whose in zip(told, resolved, strict=True)]
        recorded = events.record_many(facts, at=at)
    return Taken(recorded, len(told) - recorded, tuple(refused))
