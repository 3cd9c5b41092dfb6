"""What other processes do with deliveries: carry those of one account, or of all in the crews."""

import time

from guisu.act.outreach.services import dispatching
from guisu.ground.jobs.crews import Runner


def carry(lane: str) -> None:
    """Carries all that is due of one account, until it is killed."""
    print("ready", flush=True)
    while True:
        if not dispatching.step(lane):
            time.sleep(0.01)


def run_all() -> None:
    """The crews of the product with all their loops, until it is killed."""
    Runner().start()
    print("ready", flush=True)
    while True:
        time.sleep(1)
