"""The threads of a process that make the steps of all loops: two crews, each with its places.

One crew works in the house, on processor and database. The other calls providers and mostly waits.
A thread takes the step whose turn it is: what is urgent first, then what has waited longest, so
that many lanes are served in turn by few threads.
"""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import close_old_connections, connections

from guisu.ground.database import away
from guisu.ground.jobs import loops
from guisu.ground.jobs.loops import Loop

logger = logging.getLogger("guisu.loops")
LONGEST_REST = 30.0
LANES_REST = 5.0
# A step of so many seconds is one that waits for somebody who does not answer, or a long one.
SLOW = 5.0
HOUSE, CALLING, FOR_URGENT = 5, 12, 4


@dataclass(slots=True, eq=False)
class Post:
    """One lane of a loop, and how it goes there in this process. `began`: steps under way."""

    loop: Loop
    lane: str = ""
    next_at: float = 0.0
    is_busy: bool = False
    was_slow: bool = False
    failures: int = 0
    began: list[float] = field(default_factory=list)

    def due_at(self) -> float:
        return self.next_at if self.loop.is_urgent else self.next_at + loops.aside()

    def is_slow(self, now: float) -> bool:
        return self.was_slow or any(now - began > SLOW for began in self.began)

    def has_place(self, now: float) -> bool:
        """One thread looks for work, or waits for who does not answer; else several do it."""
        most = self.loop.threads if self.is_busy and not self.is_slow(now) else 1
        return len(self.began) < most

    def step(self) -> bool:
        return self.loop.step(self.lane)


class Crew:
    """Threads that share the steps of some loops.

    `kept` places are for what is urgent alone. Slow steps never take all of the others.
    """

    def __init__(self, name: str, members: Iterable[Loop], *, size: int, kept: int = 0) -> None:
        self._name, self._size = name, size
        self._most = size - kept
        self._most_slow = max(1, self._most * 3 // 4)
        self._news = threading.Condition()
        self._watched_until = float("inf")
        self._is_stopping = False
        self._posts = [Post(loop) for loop in members if loop.lanes is None]
        self._lanes = [Lanes(loop, self) for loop in members if loop.lanes is not None]
        self._posts += [Post(lanes.looking) for lanes in self._lanes]
        self._threads = [
            threading.Thread(target=self._work, name=f"{name} {n}", daemon=True)
            for n in range(size)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Have nobody begin another step."""
        with self._news:
            self._is_stopping = True
            self._news.notify_all()

    def join(self, timeout: float) -> None:
        for thread in self._threads:
            thread.join(timeout)

    def set_lanes(self, loop: Loop, lanes: Iterable[str]) -> None:
        """Make posts for new lanes, and drop those of lanes that are no more."""
        wanted = set(lanes)
        with self._news:
            kept = [post for post in self._posts if post.loop is not loop or post.lane in wanted]
            known = {post.lane for post in kept if post.loop is loop}
            self._posts = kept + [Post(loop, lane) for lane in sorted(wanted - known)]
            self._news.notify()

    def _work(self) -> None:
        while (taken := self._next()) is not None:
            post, began = taken
            worked = failed = False
            try:
                worked = post.step()
            except away.AWAY as error:
                failed = True
                away.note(error)
            except Exception:
                failed = True
                logger.exception("%s %s failed", post.loop.name, post.lane)
            if not worked:
                close_old_connections()
            self._done(post, began, worked=worked, failed=failed)
        connections.close_all()

    def _next(self) -> tuple[Post, float] | None:
        """Wait for a step to make, and when it began; None: make none any more."""
        with self._news:
            while not self._is_stopping:
                now = time.monotonic()
                if post := self._chosen(now):
                    post.next_at = now
                    post.began.append(now)
                    # Somebody else looks whether there is more, or watches the clock.
                    self._news.notify()
                    return post, now
                wait = self._until_next(now)
                self._news.wait(wait)
                if wait is not None:
                    self._watched_until = float("inf")
        return None

    def _chosen(self, now: float) -> Post | None:
        at_work = [post for post in self._posts if post.began and not post.loop.is_urgent]
        under_way = sum(len(post.began) for post in at_work)
        slow = sum(len(post.began) for post in at_work if post.is_slow(now))

        def may_begin(post: Post) -> bool:
            if post.due_at() > now or not post.has_place(now):
                return False
            if post.loop.is_urgent:
                return True
            is_one_too_slow = post.is_slow(now) and slow >= self._most_slow
            return under_way < self._most and not is_one_too_slow

        ready = filter(may_begin, self._posts)
        return min(ready, key=lambda post: (not post.loop.is_urgent, post.next_at), default=None)

    def _until_next(self, now: float) -> float | None:
        """How long this thread waits; None where another one watches the clock already."""
        due = [post.due_at() for post in self._posts if post.has_place(now)]
        # What is due and has no place comes when a place is free: that is news.
        soonest = min((at for at in due if at > now), default=None)
        if soonest is None or soonest >= self._watched_until:
            return None
        self._watched_until = soonest
        return soonest - now

    def _done(self, post: Post, began: float, *, worked: bool, failed: bool) -> None:
        now = time.monotonic()
        if post.loop.is_urgent and worked and post.is_busy:
            loops.piles_up()
        with self._news:
            post.began.remove(began)
            post.was_slow = now - began > SLOW
            post.is_busy = worked
            post.failures = post.failures + 1 if failed else 0
            rest = min(post.loop.rest * 2 ** min(post.failures, 10), LONGEST_REST)
            post.next_at = now if worked else now + rest


class Lanes:
    """The lanes of one loop, asked for as a step among the others."""

    def __init__(self, loop: Loop, crew: Crew) -> None:
        self._loop, self._crew = loop, crew
        self.looking = Loop(f"{loop.name}: lanes", self._look, rest=LANES_REST)

    def _look(self, _lane: str) -> bool:
        if self._loop.lanes is not None:
            self._crew.set_lanes(self._loop, self._loop.lanes())
        return False


class Runner:
    """All registered loops in threads of this process, until `stop`."""

    def __init__(self) -> None:
        self._crews: list[Crew] = []

    def start(self) -> None:
        every = loops.registered()
        house = [loop for loop in every if not loop.is_calling]
        calling = [loop for loop in every if loop.is_calling]
        self._crews = [
            Crew("house", house, size=HOUSE),
            Crew("calling", calling, size=CALLING, kept=FOR_URGENT),
        ]
        for crew in self._crews:
            crew.start()

    def stop(self, *, timeout: float = 10.0) -> None:
        """Let each step that is being made end."""
        for crew in self._crews:
            crew.stop()
        for crew in self._crews:
            crew.join(timeout)
