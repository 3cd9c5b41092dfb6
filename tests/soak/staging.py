"""A week of a shop's life on a practice ground, while the product is killed and WeCom has bad days.

`python -m tests.soak [people] [groups] [bursts a day]` runs it and prints what came of it as JSON.

Whose twenty seconds? Both clocks'. The world's time is real while people act and until the product
has greeted them, so a welcome code lives twenty seconds of WeCom's and of ours alike. The quiet
hours between two bursts are jumped over, which is what makes a week short; tokens and cursors
expire in each of them.
"""

import json
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.ports import free_port
from tests.serving import Served
from tests.soak.life import TAG_GROUPS, Life
from tests.soak.outcome import DAY, Outcome
from tests.soak.product import ROOT, Product

DAYS = 7
REORDER_SECONDS = 0.5
POSTS = {"loss": 0.02, "repeat": 0.05, "reorder": 0.1, "reorder_seconds": REORDER_SECONDS}
# What goes wrong on one burst or another, beside a call in a hundred that finds WeCom busy.
BAD_DAYS: list[list[dict[str, Any]]] = [
    [],
    [{"path": "*", "code": -1, "next_calls": 20}],
    [{"path": "externalcontact/get", "slow_seconds": 0.05, "most_at_once": 2}],
    [{"path": "externalcontact/send_welcome_msg", "code": -1, "next_calls": 6}],
    [{"path": "*", "answers_lost": 0.05}],
    [{"path": "externalcontact/groupchat/get", "code": 45033, "next_calls": 6}],
]
WAIT_FOR_GREETINGS, WAIT_FOR_ALL = 30.0, 240.0


@dataclass(frozen=True, slots=True)
class Size:
    """`people` at the end of the week: three quarters are there at its beginning."""

    people: int = 2_000
    groups: int = 40
    bursts_a_day: int = 8
    acts: int = 6
    seed: int = 20_261_122

    @property
    def bursts(self) -> int:
        return DAYS * self.bursts_a_day

    @property
    def strangers(self) -> int:
        """So many come in each burst."""
        return max(1, self.people // 4 // self.bursts)

    @property
    def deaths(self) -> set[int]:
        """The bursts amid which the server is killed."""
        return {self.bursts // 3, 2 * self.bursts // 3}


@dataclass(slots=True)
class Week:
    """The parties: WeCom, the people, the served product and somebody at its console."""

    size: Size
    wecom: httpx.Client
    served: Served
    product: Product
    life: Life
    started_at: float = 0.0
    down: list[tuple[float, float]] = field(default_factory=list)
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def live(self) -> None:
        for number in range(self.size.bursts):
            self.trouble(number)
            with self.timed("bursts"):
                self.burst(number)
            with self.timed("greetings"):
                self.wait(("greetings",), WAIT_FOR_GREETINGS)
                # What was held back to come later comes now, while the codes in it still live.
                self.forward(REORDER_SECONDS)
                self.wait(("greetings",), WAIT_FOR_GREETINGS)
            self.forward(DAY / self.size.bursts_a_day)
            if number % 2:
                self.product.ask("mark", number)
                self.read()

    def burst(self, number: int) -> None:
        acts = self.size.acts // 2
        self.life.burst(self.size.strangers, acts)
        if number in self.size.deaths:
            down = self.now()
            self.served.kill()
            self.life.burst(self.size.strangers, acts)
            self.start()
            self.down.append((down, self.now()))
        else:
            self.life.burst(0, acts)

    def end(self) -> Outcome:
        """WeCom is well again; everything is worked off and read, and read once more."""
        self.faults(calls=[], posts={})
        self.forward(REORDER_SECONDS)
        with self.timed("end"):
            self.wait(("callbacks", "groups"), WAIT_FOR_ALL)
            self.read()
            self.wait(tuple(self.busy()), WAIT_FOR_ALL)
            self.read()
        return Outcome(
            there=self.life.snapshot(),
            held=self.product.ask("held"),
            posted=self.wecom.get("/practice/callbacks").json(),
            greeted=self.wecom.get("/practice/delivered", params={"channel": "welcome"}).json(),
            calls=self.wecom.get("/practice/calls").json(),
            down=self.down,
            staged=self.life.staged,
            left=self.busy(),
            spent=dict(self.spent),
        )

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.spent[what] += time.monotonic() - began

    def start(self) -> None:
        with self.timed("starts"):
            self.served.start()
        self.started_at = time.time()

    def trouble(self, number: int) -> None:
        often = {"path": "*", "share": 0.01, "code": -1}
        self.faults(calls=[often, *BAD_DAYS[number % len(BAD_DAYS)]], posts=POSTS)

    def faults(self, **wanted: Any) -> None:
        self.wecom.put("/practice/faults", json=wanted).raise_for_status()

    def read(self) -> None:
        with self.timed("readings"):
            self.product.ask("read")
            self.wait(("readings",), WAIT_FOR_ALL)

    def wait(self, what: tuple[str, ...], seconds: float) -> None:
        """Until all that is due was posted, and none of `what` is left to be done."""
        until = time.monotonic() + seconds
        self.wecom.post("/practice/callbacks", json={}).raise_for_status()
        while any(self.busy()[each] for each in what) and time.monotonic() < until:
            time.sleep(0.1)

    def busy(self) -> dict[str, int]:
        return dict(self.product.ask("busy", self.started_at))

    def forward(self, seconds: float) -> None:
        self.wecom.post("/practice/clock", json={"forward": seconds}).raise_for_status()

    def now(self) -> float:
        return float(self.wecom.get("/practice/clock").json()["now"])


def soak(folder: Path, size: Size) -> Outcome:
    """Live through the week in `folder`, on SQLite, and tell what came of it."""
    served = Served(folder, free_port())
    with practice(folder, size) as wecom, ExitStack() as parties:
        parties.callback(served.stop)
        served.start()
        product = Product(served.environment)
        parties.callback(product.close)
        life = Life(wecom, random.Random(size.seed))  # noqa: S311 - the same week every time
        week = Week(size, wecom, served, product, life, started_at=time.time())
        connect(week)
        week.live()
        return week.end()


def connect(week: Week) -> None:
    """The product learns of WeCom and reads what is there; then WeCom learns of the product."""
    told = week.wecom.get("/practice/").json()
    app = told["apps"][0]
    keys = {"token": "QDG6eK", "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}
    settings = {
        "name": "soak",
        "corp_id": told["corp_id"],
        "agent_id": app["agent_id"],
        "secret": app["secret"],
        "callback_token": keys["token"],
        "callback_key": keys["aes_key"],
        "base_url": told["address"],
    }
    path = week.product.ask("connect", settings)
    url = f"{week.served.address}/callbacks/wecom/{path}"
    week.life.open_codes()
    listener = {"url": url, **keys, "at_once": 4, "retry_seconds": 0.05}
    week.wecom.put("/practice/callback", json=listener).raise_for_status()
    week.read()


@contextmanager
def practice(folder: Path, size: Size) -> Iterator[httpx.Client]:
    """WeCom at real pace in a process of its own, and its admin doors."""
    port = free_port()
    seed = {
        "seed": size.seed,
        "staff": 12,
        "customers": size.people * 3 // 4,
        "groups": size.groups,
        "members_each": 20,
        "tags": TAG_GROUPS,
    }
    (folder / "seed.json").write_text(json.dumps(seed))
    asked = ["--port", str(port), "--seed", str(folder / "seed.json"), "--page-size", "50"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "practice", *asked], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/practice/clock")
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
            yield http
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 - on loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
