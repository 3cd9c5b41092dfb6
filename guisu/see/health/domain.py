"""What is looked at, how it can be, and when that is worth a look of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# The loops mark each minute; a step of one may take a while.
LOOPS_REST = timedelta(minutes=5)
# What one machine loads in a minute or so: more than that is a backlog.
MUCH = 100_000
# Bytes below which somebody should make room.
LITTLE_ROOM = 2 * 2**30


class Part(StrEnum):
    """In the order of what rests on what."""

    DATABASE = "database"
    DISK = "disk"
    LOOPS = "loops"
    INTAKE = "intake"
    WAREHOUSE = "warehouse"
    BACKUP = "backup"


class State(StrEnum):
    """`late`: it works, and a person should look. `bad`: send nobody here. `off`: not wanted."""

    GOOD = "ok"
    LATE = "late"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found; `figures` are counts or bytes, `at` the moment that it is about."""

    part: Part
    state: State
    figures: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None


def is_ready(checks: list[Check]) -> bool:
    return all(check.state is not State.BAD for check in checks)
