"""All connections of a process: who is too slow, and who goes when there are too many."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable

from guisu.config.front.connection import Connection, Stage
from guisu.config.front.limits import MOST_HELD, Room

logger = logging.getLogger("guisu.front")
SHARE_TO_GO = 20  # one of so many goes when there are too many: nobody is looked for each time
TOLD_EVERY = 60.0  # seconds


class Crowd:
    """The newcomer stays; the silent, then the resting, then the slowest make room for it."""

    def __init__(self, room: Room, now: Callable[[], float]) -> None:
        self.room = room
        self._now = now
        self._here: set[Connection] = set()
        self._of: Counter[str] = Counter()
        self._sent_away: Counter[str] = Counter()
        self._told_at = -TOLD_EVERY

    def __len__(self) -> int:
        return len(self._here)

    def came(self, newcomer: Connection) -> None:
        address = newcomer.peer[0]
        if self._of[address] >= self.room.of_one_address:
            self._make_room(newcomer, [one for one in self._here if one.peer[0] == address])
        elif len(self._here) >= self.room.connections:
            self._make_room(newcomer, self._here)
        self._here.add(newcomer)
        self._of[address] += 1

    def left(self, gone: Connection) -> None:
        if gone not in self._here:
            return
        self._here.discard(gone)
        address = gone.peer[0]
        self._of[address] -= 1
        if not self._of[address]:
            del self._of[address]

    def sweep(self, *, held: int) -> None:
        """Once a second: send away whose time is over, and the slowest while too much is held."""
        now = self._now()
        for one in [one for one in self._here if one.is_overdue(now)]:
            self._sent_away[one.peer[0]] += 1
            one.refuse_slowness()
        if held > MOST_HELD:
            self.shed([one for one in self._here if one.stage == Stage.BODY])
        self._tell(now)

    def shed(self, candidates: Iterable[Connection] | None = None) -> int:
        """Send the idlest twentieth away, at least one if any may go; how many went."""
        now = self._now()
        here = self._here if candidates is None else candidates
        may_go = [one for one in here if one.stage != Stage.WORKING]
        may_go.sort(key=lambda one: (one.stage, one.pace(now)))
        going = may_go[: max(1, len(may_go) // SHARE_TO_GO)]
        for one in going:
            self._sent_away[one.peer[0]] += 1
            one.make_room()
            self.left(one)
        return len(going)

    def end_idle(self) -> None:
        """The server stops: nobody rests here any longer, and whoever works on ends after it."""
        for one in list(self._here):
            one.is_ending = True
            if one.stage in {Stage.SILENT, Stage.RESTING}:
                one.close()

    def end_all(self) -> None:
        for one in list(self._here):
            one.make_room()

    def _make_room(self, newcomer: Connection, candidates: Iterable[Connection]) -> None:
        if not self.shed(candidates):
            newcomer.make_room()

    def _tell(self, now: float) -> None:
        """One line a minute at most."""
        if not self._sent_away or now - self._told_at < TOLD_EVERY:
            return
        address, most = self._sent_away.most_common(1)[0]
        logger.warning(
            "%s connections were too slow or too many; %s of them from %s",
            self._sent_away.total(),
            most,
            address,
        )
        self._sent_away.clear()
        self._told_at = now
