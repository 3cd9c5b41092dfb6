"""A customer on the way from one member to another."""

from dataclasses import dataclass
from enum import IntEnum


class TransferStatus(IntEnum):
    DONE = 1
    WAITING = 2
    REFUSED = 3
    TAKEOVER_FULL = 4


@dataclass(slots=True)
class Transfer:
    """`ended_at` is when it was done or failed."""

    handover: str
    takeover: str
    external_id: str
    started_at: float
    is_resigned: bool
    status: TransferStatus = TransferStatus.WAITING
    ended_at: float | None = None
