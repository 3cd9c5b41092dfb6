"""What the window's buttons do: acts of the world, and the clock."""

from collections.abc import Callable, Mapping

from practice.clock import Pace
from practice.wire.ground import Ground
from practice.world.acts import duties, grouping, meeting, talking

FAST, HOUR, DAY = 60.0, 3_600.0, 86_400.0
Given = Mapping[str, str]
Doing = Callable[[Ground, Given, float], object]


def _said(ground: Ground, given: Given, at: float) -> object:
    content: dict[str, object] = {"content": given["text"]}
    return talking.say_in_group(ground.world, given["group"], given["who"], content, at=at)


def _written(ground: Ground, given: Given, at: float) -> object:
    content: dict[str, object] = {"content": given["text"]}
    return talking.say_to(ground.world, given["who"], given["other"], content, at=at)


def _arrived(ground: Ground, given: Given, at: float) -> object:
    return meeting.arrive(ground.world, given["name"])


ACTS: dict[str, Doing] = {
    "say": _said,
    "write": _written,
    "arrive": _arrived,
    "scan": lambda g, given, at: meeting.scan(g.world, given["which"], given["who"], at=at),
    "join": lambda g, given, at: grouping.join(g.world, given["which"], given["who"], at=at),
    "leave": lambda g, given, at: grouping.leave(g.world, given["group"], given["who"], at=at),
    "kick": lambda g, given, at: grouping.kick(
        g.world, given["group"], given["by"], given["who"], at=at
    ),
    "part": lambda g, given, at: meeting.delete_staff(g.world, given["who"], given["other"], at=at),
    "confirm": lambda g, given, at: meeting.confirm(g.world, given["who"], given["other"], at=at),
    "send": lambda g, given, at: duties.confirm_broadcast(
        g.world, given["who"], given["which"], at=at
    ),
    "publish": lambda g, given, at: duties.publish_moment(
        g.world, given["who"], given["which"], at=at
    ),
    "open-group": lambda g, given, at: grouping.open_group(
        g.world, given["who"], given["name"], at=at
    ),
}


async def turn(ground: Ground, act: str) -> bool:
    """Move the clock or the people; False where `act` does neither."""
    match act:
        case "clock-pause":
            ground.clock.change(Pace.STEPPED)
        case "clock-real":
            ground.clock.change(Pace.REAL)
        case "clock-fast":
            ground.clock.change(Pace.ACCELERATED, rate=FAST)
        case "clock-hour":
            await ground.forward(HOUR)
        case "clock-day":
            await ground.forward(DAY)
        case _:
            return _turn_people(ground, act)
    return True


def _turn_people(ground: Ground, act: str) -> bool:
    crowd = ground.crowd
    if crowd is None:
        return False
    match act:
        case "sleep":
            crowd.pause()
        case "wake":
            crowd.wake(ground.clock.now())
        case "keeps-on" | "keeps-off":
            crowd.life.keeps = act == "keeps-on"
        case _:
            return False
    return True
