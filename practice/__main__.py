"""`python -m practice --port 8600`: a WeCom server on this machine."""

import argparse
import ctypes
import signal
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import uvicorn

from practice.clock import Clock, Pace
from practice.people import settling
from practice.people.settling import Town
from practice.server import Stage, application
from practice.wire.ground import Ground, prepare
from practice.world import seeding
from practice.world.seeding import Seed

DAY = 86_400.0
PR_SET_PDEATHSIG = 1


def main(arguments: list[str] | None = None) -> None:
    """Serve until stopped."""
    asked = _parser().parse_args(arguments)
    if asked.end_with_parent:
        _end_with_parent()
    clock = Clock(pace=Pace(asked.pace), rate=asked.rate)
    ground = _peopled(asked, clock) if asked.people or asked.town else _staged(asked, clock)
    sys.stdout.write(_welcome(ground, asked.host, asked.port))
    sys.stdout.flush()
    # The access log would print tokens: they are in the query.
    uvicorn.run(
        application(Stage(ground)),
        host=asked.host,
        port=asked.port,
        log_level="warning",
        access_log=False,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="practice", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--seed", help="a number, or a JSON file: staff, customers, groups, tags")
    parser.add_argument("--people", type=int, help="a living population of so many")
    parser.add_argument("--groups", type=int, help="with --people: in so many groups")
    parser.add_argument("--days", type=int, default=0, help="with --people: days of history")
    parser.add_argument("--town", help="a JSON file: people, groups, shops, known, keeping")
    parser.add_argument("--pace", choices=[each.value for each in Pace], default=Pace.REAL.value)
    parser.add_argument("--rate", type=float, default=60.0, help="for --pace accelerated")
    parser.add_argument("--end-with-parent", action="store_true", help="of whoever started it")
    parser.add_argument("--page-size", type=int, help="no page is larger than this")
    return parser


def _staged(asked: argparse.Namespace, clock: Clock) -> Ground:
    """A corp that only acts move."""
    given = asked.seed or "1"
    seed = (
        Seed(seed=int(given))
        if given.isdigit()
        else msgspec.json.decode(Path(given).read_bytes(), type=Seed)
    )
    return prepare(seeding.grow(seed, at=clock.now()), clock, page_size=asked.page_size)


def _peopled(asked: argparse.Namespace, clock: Clock) -> Ground:
    """A corp whose people live, and have lived for `--days`."""
    town = msgspec.json.decode(Path(asked.town).read_bytes(), type=Town) if asked.town else Town()
    given = {"people": asked.people, "groups": asked.groups, "seed": int(asked.seed or 0)}
    town = replace(town, **{name: value for name, value in given.items() if value})
    now = clock.now()
    crowd = settling.lived(town, began=town.began_at or now - asked.days * DAY, until=now)
    return prepare(crowd.world, clock, page_size=asked.page_size, crowd=crowd)


def _end_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that comes about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _welcome(ground: Ground, host: str, port: int) -> str:
    world = ground.world
    apps = "".join(
        f"  {app.name}  agentid {app.agent_id}  secret {app.secret}\n"
        for app in world.apps.values()
    )
    return (
        f"WeCom practice ground at http://{host}:{port}/cgi-bin/\n"
        f"Admin at http://{host}:{port}/practice/\n"
        f"corpid {world.corp.corp_id} ({world.corp.name}, {len(world.staff)} staff)\n{apps}"
    )


if __name__ == "__main__":
    main()
