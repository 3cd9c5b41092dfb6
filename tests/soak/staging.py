"""A week of a shop's life on a practice ground, while the product is killed and WeCom has bad days.

`python -m tests.soak [people] [groups] [bursts a day]` runs it and prints what came of it as JSON.

Whose twenty seconds? Both clocks'. The world's time is real while people act and until the product
has greeted them, so a welcome code lives twenty seconds of WeCom's and of ours alike. The quiet
hours between two bursts are jumped over, which is what makes a week short; tokens and cursors
expire in each of them.
"""

import hashlib
import json
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.serving import Served, free_port
from tests.soak.held import ROOT, Product
from tests.soak.life import TAG_GROUPS, Life

DAYS, DAY = 7, 86_400.0
CODE_LIVES = 20.0
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
class Outcome:
    """What is there, what is held of it, and what went wrong on the way."""

    there: dict[str, Any]
    held: dict[str, Any]
    posted: list[dict[str, Any]]
    greeted: list[dict[str, Any]]
    calls: dict[str, Any]
    down: list[tuple[float, float]]
    staged: dict[str, int]
    left: dict[str, int]
    spent: dict[str, float]

    def differences(self) -> dict[str, list[Any]]:
        """By what it is of: what is there and not held, or held and not there."""
        pair = ("userid", "external_userid", "remark", "state", "add_way", "tag_id")
        group = ("chat_id", "name", "owner", "member_version", "members")
        pairs, groups = self.there["customers"], self.there["groups"]
        tagged = {(one["external_userid"], tag) for one in pairs for tag in one["tag_id"]}
        there: dict[str, list[Any]] = {
            "ties": [[one[name] for name in pair] for one in pairs],
            "groups": [[one[name] for name in group] for one in groups],
            "tags": [[one["id"], one["name"]] for one in self.there["tags"]],
            "tagged": [list(each) for each in tagged],
        }
        return {
            what: [
                *([each, "not held"] for each in told if each not in self.held[what]),
                *([each, "not there"] for each in self.held[what] if each not in told),
            ]
            for what, told in there.items()
            if sorted(told) != sorted(self.held[what])
        }

    def late(self) -> list[str]:
        """Codes that came to a living server and greeted nobody within their twenty seconds.

        Two who were greeted when half added are not greeted again, so it is pairs that count.
        """
        shown = {(one["sender"], one["receiver"]): one["at"] for one in reversed(self.greeted)}
        coded = [one for one in self.posted if "WelcomeCode" in one["fields"]]
        excused = {_pair(one) for one in coded if self._was_down(one["at"])}
        return [
            one["fields"]["WelcomeCode"]
            for one in coded
            if one["state"] == "delivered"
            and _pair(one) not in excused
            and shown.get(_pair(one), one["at"] + DAY) - one["at"] > CODE_LIVES
        ]

    def unkept(self) -> list[str]:
        """Events that the product acknowledged and does not have."""
        kept = set(self.held["kept"])
        return [
            one["xml"]
            for one in self.posted
            if one["state"] == "delivered"
            and hashlib.sha256(one["xml"].encode()).hexdigest() not in kept
        ]

    def sent_again(self) -> list[str]:
        """Welcome codes that were sent once more after WeCom had taken them."""
        taken: set[str] = set()
        again = []
        for call in self.calls["calls"]:
            if call["path"] == "externalcontact/send_welcome_msg":
                code = call["body"]["welcome_code"]
                again += [code] if code in taken else []
                taken |= {code} if call["errcode"] == 0 else set()
        return again

    def report(self) -> dict[str, Any]:
        states = Counter(one["state"] for one in self.posted)
        drift: Counter[str] = Counter()
        for reading in self.held["readings"]:
            drift.update(reading["drift"])
        return {
            "people": len({one["external_userid"] for one in self.there["customers"]}),
            "ties": len(self.there["customers"]),
            "groups": len(self.there["groups"]),
            "members": sum(len(one["members"]) for one in self.there["groups"]),
            "staged": self.staged,
            "events": dict(states),
            "calls": sum(count for *_, count in self.calls["counts"]),
            "calls_refused": sum(count for _, code, count in self.calls["counts"] if code),
            "greeted": len(self.greeted),
            "greetings": self.held["greetings"],
            "readings": len(self.held["readings"]),
            "drift_that_readings_found": dict(drift),
            "differences": {what: found[:5] for what, found in self.differences().items()},
            "last_drift": self.held["readings"][-1]["drift"],
            "welcomes_late": len(self.late()),
            "welcomes_sent_again": len(self.sent_again()),
            "acknowledged_and_lost": len(self.unkept()),
            "told_twice": len(self.held["twice"]),
            "still_to_be_done": self.left,
            "seconds_spent": {what: round(seconds) for what, seconds in self.spent.items()},
        }

    def _was_down(self, at: float) -> bool:
        return any(down - CODE_LIVES <= at <= up for down, up in self.down)


def _pair(posted: dict[str, Any]) -> tuple[str, str]:
    return posted["fields"]["UserID"], posted["fields"]["ExternalUserID"]


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
