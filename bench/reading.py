"""How long all of a corp takes to be read, and what share of WeCom's rates that uses.

`python bench/reading.py [customers] [groups]` prints JSON. A practice ground holds the corp and
keeps WeCom's documented rates (10,000 of the same call a minute); everything is read once into an
empty installation and once more when nothing has changed. Reference of the same run: a bare client
fetching the same pages, and doing nothing with them.
"""

import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from django.utils import timezone

from bench import ground
from guisu.config import start
from guisu.ground.channels.models import Connection
from guisu.take_in.sync.services import reading

A_MINUTE = 10_000
STAFF, MEMBERS = 100, 100
PAGES = "/cgi-bin/externalcontact/batch/get_by_user"


def main(customers: int, groups: int) -> None:
    start.migrate()
    corp = {"customers": customers, "groups": groups, "members_each": MEMBERS, "staff": STAFF}
    with ground.practice(**corp) as wecom:
        connection = ground.connected(wecom)
        raw_seconds = fetched(wecom)
        first = read(wecom, connection)
        again = read(wecom, connection)
    figures = {
        **corp,
        **{f"first_{name}": value for name, value in first.items()},
        **{f"again_{name}": value for name, value in again.items()},
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "raw_seconds": round(raw_seconds, 1),
        "first_to_raw": round(first["seconds"] / raw_seconds, 2),
        "again_to_raw": round(again["seconds"] / raw_seconds, 2),
    }
    ground.told(figures)


def read(wecom: httpx.Client, connection: Connection) -> dict[str, Any]:
    """One reading of the whole: seconds, ties a second, and the busiest minute of any call."""
    wecom.delete("/practice/calls").raise_for_status()
    asked = reading.ask_for(connection, at=timezone.now())
    began = time.perf_counter()
    while reading.step():
        pass
    seconds = time.perf_counter() - began
    asked.refresh_from_db()
    calls = wecom.get("/practice/calls").json()["calls"]
    return {
        "state": asked.state,
        "seconds": round(seconds, 1),
        "ties_s": round(asked.found.get("ties", 0) / seconds),
        "drift": asked.drift,
        "calls": len(calls),
        "share_of_rate": round(busiest(calls) / A_MINUTE, 4),
    }


def busiest(calls: list[dict[str, Any]]) -> int:
    """The most calls of one kind that any minute saw."""
    counts: dict[tuple[str, int], int] = {}
    for call in calls:
        key = (call["path"], int(call["at"] // 60))
        counts[key] = counts.get(key, 0) + 1
    return max(counts.values())


def fetched(wecom: httpx.Client) -> float:
    """Seconds for the pages of all ties, by nothing but HTTP."""
    token = wecom.get("/cgi-bin/gettoken", params=ground.credentials(wecom)).json()["access_token"]
    staff = [one["userid"] for one in wecom.get("/practice/").json()["staff"]]
    body = {"userid_list": staff, "limit": 100, "cursor": ""}
    began = time.perf_counter()
    while True:
        page = wecom.post(PAGES, params={"access_token": token}, json=body).json()
        body["cursor"] = page["next_cursor"]
        if not page["next_cursor"]:
            return time.perf_counter() - began


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    main(*[*asked, *(100_000, 300)[len(asked) :]])
