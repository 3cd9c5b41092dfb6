"""How soon new contacts are greeted when they come fifty a second.

`python bench/welcome.py [seconds] [a_second] [call_ms]` prints JSON. People scan a code on a
practice ground, which posts their events over HTTP to `guisu serve`; each greeting goes back over
HTTP, and WeCom takes `call_ms` for every call. Latency is counted on WeCom's side, from the scan
to the phone. Reference of the same run: as many scans greeted by a bare client with eight threads,
nothing in between.
"""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from django.utils import timezone

from bench import ground
from bench.ground import DOOR, percentile
from guisu.act.acquisition import services as greetings
from guisu.config import start
from guisu.doors.callbacks.selectors import heard
from guisu.ground.channels.models import Connection

WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"
WORDS = {"text": {"content": "你好"}}
POSTED_AT_ONCE, SENDERS = 8, 8
LIFE = 20.0
Met = dict[str, Any]


def main(seconds: int, a_second: int, call_ms: int) -> None:
    start.migrate()
    with ground.practice(staff=20) as wecom:
        connection = ground.connected(wecom)
        greetings.set_welcome(connection, text="你好", by=None, at=timezone.now())
        slow = {"slow_seconds": call_ms / 1000}
        wecom.put("/practice/faults", json={"calls": [slow]}).raise_for_status()
        reference = directly(wecom, seconds, a_second)
        with ground.served():
            wecom.put("/practice/callback", json=listener(connection)).raise_for_status()
            figures = through(wecom, connection, seconds, a_second)
    setting = {"seconds": seconds, "adds_a_second": a_second, "call_ms": call_ms}
    ratio = {"p99_to_raw": round(figures["p99_ms"] / reference["raw_p99_ms"], 2)}
    ground.told(setting | figures | reference | ratio)


def through(
    wecom: httpx.Client, connection: Connection, seconds: int, a_second: int
) -> dict[str, Any]:
    """Scans come evenly; the product hears of them and greets."""
    codes = scans(wecom, seconds, a_second, lambda _: None)
    ended = time.perf_counter()
    while len(took := latencies(wecom, codes)) < len(codes) and since(ended) < LIFE + 5:
        time.sleep(0.2)
    while heard(connection).waiting and since(ended) < 300:
        time.sleep(0.1)
    return {
        "scans": len(codes),
        "greeted_in_time": sum(each <= LIFE for each in took),
        "p50_ms": percentile(took, 0.5),
        "p99_ms": percentile(took, 0.99),
        "slowest_ms": percentile(took, 1),
        "all_worked_off_after_last_scan_s": round(since(ended), 1),
    }


def directly(wecom: httpx.Client, seconds: int, a_second: int) -> dict[str, float]:
    """The same, greeted from the scan's own answer."""
    token = wecom.get("/cgi-bin/gettoken", params=ground.credentials(wecom)).json()["access_token"]

    def greet(met: Met) -> None:
        body = {"welcome_code": met["welcome_code"], **WORDS}
        wecom.post(WELCOME, params={"access_token": token}, json=body).raise_for_status()

    with ThreadPoolExecutor(SENDERS) as pool:
        codes = scans(wecom, seconds, a_second, lambda met: pool.submit(greet, met))
    took = latencies(wecom, codes)
    return {"raw_p50_ms": percentile(took, 0.5), "raw_p99_ms": percentile(took, 0.99)}


def scans(
    wecom: httpx.Client, seconds: int, a_second: int, then: Callable[[Met], object]
) -> set[str]:
    """Strangers scan one code, evenly; their welcome codes."""
    people = [act(wecom, "arrive", name=f"客{n}")["external_id"] for n in range(seconds * a_second)]
    token = wecom.get("/cgi-bin/gettoken", params=ground.credentials(wecom)).json()["access_token"]
    staff = [one["userid"] for one in wecom.get("/practice/").json()["staff"]]
    way = wecom.post(
        "/cgi-bin/externalcontact/add_contact_way",
        params={"access_token": token},
        json={"type": 2, "scene": 2, "user": staff},
    ).json()["config_id"]
    codes = set()
    for person in evenly(people, a_second):
        met = act(wecom, "scan", config_id=way, external_id=person)
        then(met)
        codes.add(met["welcome_code"])
    return codes


def latencies(wecom: httpx.Client, codes: set[str]) -> list[float]:
    """Seconds on WeCom's clock between a code's making and the phone that shows the greeting."""
    made = {
        one["fields"]["WelcomeCode"]: one["at"]
        for one in wecom.get("/practice/callbacks").json()
        if "WelcomeCode" in one["fields"]
    }
    shown = wecom.get("/practice/delivered", params={"channel": "welcome"}).json()
    return [one["at"] - made[one["reference"]] for one in shown if one["reference"] in codes]


def act(wecom: httpx.Client, name: str, /, **arguments: object) -> Met:
    done = wecom.post(f"/practice/acts/{name}", json=arguments)
    done.raise_for_status()
    return dict(done.json())


def listener(connection: Connection) -> dict[str, Any]:
    url = f"{DOOR}/callbacks/wecom/{connection.path}"
    keys = {"token": ground.TOKEN, "aes_key": ground.AES_KEY}
    return {"url": url, **keys, "at_once": POSTED_AT_ONCE}


def evenly(people: list[str], a_second: int) -> Iterator[str]:
    begun = time.perf_counter()
    for number, person in enumerate(people):
        time.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
        yield person


def since(moment: float) -> float:
    return time.perf_counter() - moment


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    main(*[*asked, *(20, 50, 100)[len(asked) :]])
