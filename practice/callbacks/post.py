"""Posts events to the callback URL: 5 seconds to answer 200, three more tries, then dropped.

https://developer.work.weixin.qq.com/document/path/90930
"""

import asyncio
import heapq
import random
import secrets
from collections import deque
from dataclasses import dataclass, field

import httpx

from practice.callbacks import outgoing, xml
from practice.callbacks.crypto import Envelope
from practice.clock import Clock
from practice.faults.posts import PostFaults, fate
from practice.world.model.messages import Event

ANSWER_SECONDS = 5.0
TRIES = 4
CLOCK_SECONDS = 0.05
KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where the app's events go, and with which keys."""

    url: str
    envelope: Envelope
    agent_id: int


@dataclass(slots=True)
class Posting:
    """One event on its way; `tries` are the answers so far: a status, or what went wrong."""

    event: Event
    plain: str
    tries: list[str] = field(default_factory=list)
    state: str = "waiting"


@dataclass(slots=True)
class PostOffice:
    """Takes events in their order; faults decide what the receiver sees of it.

    One at a time, unless `at_once` is raised: then order is nobody's promise, as with WeCom.
    `is_held` keeps everything back until it is let go.
    """

    clock: Clock
    chance: random.Random
    receiver: Receiver | None = None
    faults: PostFaults = field(default_factory=PostFaults)
    at_once: int = 1
    is_held: bool = False
    retry_seconds: float = 0.2
    postings: deque[Posting] = field(default_factory=lambda: deque(maxlen=KEPT))
    queue: list[tuple[float, int, Posting]] = field(default_factory=list)
    placed: int = 0
    under_way: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, events: list[Event], *, corp_id: str) -> None:
        """Put events in the queue, or lose them, as the faults have it."""
        for event in events:
            drawn = fate(self.faults, self.chance)
            posting = Posting(event, xml.written(event, corp_id=corp_id))
            self.postings.append(posting)
            if self.receiver is None:
                posting.state = "nobody listens"
            elif not drawn.times:
                posting.state = "lost"
            else:
                self._queue(posting, event.at + drawn.wait_seconds, times=drawn.times)
        self.news.set()

    def is_idle(self) -> bool:
        """Whether everything that is due by now has been posted."""
        return not self.under_way and not self._is_due()

    async def settle(self, *, seconds: float) -> bool:
        """Wait until all is posted that is due; False when that takes longer than `seconds`."""
        until = asyncio.get_running_loop().time() + seconds
        while not self.is_idle():
            if asyncio.get_running_loop().time() > until:
                return False
            await asyncio.sleep(0.005)
        return True

    async def run(self) -> None:
        """Post for ever."""
        async with (
            outgoing.client(answer_seconds=ANSWER_SECONDS) as http,
            asyncio.TaskGroup() as tasks,
        ):
            while True:
                while self._is_due() and self.under_way < self.at_once:
                    self.under_way += 1
                    tasks.create_task(self._deliver(http, heapq.heappop(self.queue)[2]))
                await self._rest()

    async def _rest(self) -> None:
        """Until something happens, or until the clock may have reached what waits for it."""
        self.news.clear()
        waits_for_clock = bool(self.queue) and self.under_way < self.at_once
        try:
            await asyncio.wait_for(self.news.wait(), CLOCK_SECONDS if waits_for_clock else None)
        except TimeoutError:
            return

    def _queue(self, posting: Posting, due: float, *, times: int) -> None:
        for _ in range(times):
            self.placed += 1
            heapq.heappush(self.queue, (due, self.placed, posting))

    async def _deliver(self, http: httpx.AsyncClient, posting: Posting) -> None:
        try:
            posting.state = await self._tried(http, posting)
        finally:
            self.under_way -= 1
            self.news.set()

    async def _tried(self, http: httpx.AsyncClient, posting: Posting) -> str:
        for _ in range(TRIES):
            if self.receiver is None:
                return "nobody listens"
            answer = await self._post(http, self.receiver, posting)
            posting.tries.append(answer)
            if answer == "200":
                return "delivered"
            await asyncio.sleep(self.retry_seconds)
        return "dropped"

    async def _post(self, http: httpx.AsyncClient, to: Receiver, posting: Posting) -> str:
        sealed = to.envelope.seal(posting.plain, salt=secrets.token_bytes(16))
        stamp, nonce = str(int(self.clock.now())), str(secrets.randbelow(10**10))
        body = xml.enveloped(sealed, corp_id=to.envelope.receive_id, agent_id=to.agent_id)
        signature = to.envelope.signature(stamp, nonce, sealed)
        params = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
        try:
            answer = await http.post(
                to.url, params=params, content=body, headers={"content-type": "text/xml"}
            )
        except httpx.HTTPError as error:
            return type(error).__name__
        return str(answer.status_code)

    def _is_due(self) -> bool:
        return bool(self.queue) and not self.is_held and self.queue[0][0] <= self.clock.now()
