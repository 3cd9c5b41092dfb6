"""`python -m practice --port 8600`: a WeCom server on this machine."""

import argparse
import sys
from pathlib import Path

import msgspec
import uvicorn

from practice.clock import Clock, Pace
from practice.server import Stage, application
from practice.wire.ground import Ground, prepare
from practice.world import seeding
from practice.world.seeding import Seed


def main(arguments: list[str] | None = None) -> None:
    """Serve until stopped."""
    asked = _parser().parse_args(arguments)
    seed = msgspec.json.decode(Path(asked.seed).read_bytes(), type=Seed) if asked.seed else Seed()
    clock = Clock(pace=Pace(asked.pace), rate=asked.rate)
    ground = prepare(seeding.grow(seed, at=clock.now()), clock, page_size=asked.page_size)
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
    parser.add_argument("--seed", help="a JSON file: staff, customers, groups, tags, seed")
    parser.add_argument("--pace", choices=[each.value for each in Pace], default=Pace.REAL.value)
    parser.add_argument("--rate", type=float, default=60.0, help="for --pace accelerated")
    parser.add_argument("--page-size", type=int, help="no page is larger than this")
    return parser


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
