"""What other processes do with the turns of a corp."""

from guisu.ground.channels.wecom.limits import Limits
from tests import make
from tests.child import start_together

A_MINUTE = 1_000


def take_all(signal: str, call: str = "list") -> None:
    """Take turns until there are none; prints how many there were."""
    start_together(signal)
    limits = Limits("corp", lambda: make.NOON, a_minute=A_MINUTE, an_hour=100 * A_MINUTE)
    taken = 0
    while not limits.take(call):
        taken += 1
    print(taken)
