"""Faults of callbacks: lost, repeated, out of order, late."""

import random
from dataclasses import dataclass

import msgspec


class PostFaults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Shares from 0 to 1 of all events; seconds are the world's.

    A reordered event waits `reorder_seconds`, so that later ones overtake it; every event waits
    `lag_seconds`.
    """

    loss: float = 0.0
    repeat: float = 0.0
    reorder: float = 0.0
    reorder_seconds: float = 5.0
    lag_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fate:
    """How often an event is posted, and how many seconds after it happened."""

    times: int
    wait_seconds: float


def fate(faults: PostFaults, chance: random.Random) -> Fate:
    """Always draws three numbers, so that one fault's share does not move another's dice."""
    lost, repeated, moved = chance.random(), chance.random(), chance.random()
    if lost < faults.loss:
        return Fate(times=0, wait_seconds=0.0)
    times = 2 if repeated < faults.repeat else 1
    held = faults.reorder_seconds if moved < faults.reorder else 0.0
    return Fate(times, faults.lag_seconds + held)
