"""The doors of the population: begin, pause, go on, hurry, and what the till knows."""

import msgspec
from starlette.requests import Request

from practice.people import crowd
from practice.people.crowd import Wanted
from practice.wire.ground import Ground


class PeopleChange(msgspec.Struct, forbid_unknown_fields=True):
    """`begin` gives this corp a population; `speed` is how many times oftener people begin things.

    `awake` False leaves everybody where they are while time goes by; `forward` are seconds.
    """

    begin: Wanted | None = None
    awake: bool | None = None
    keeps: bool | None = None
    speed: float | None = None
    forward: float = 0.0


async def people(request: Request, ground: Ground) -> object:
    """What the population is like and did; POST changes how it lives."""
    if request.method == "POST":
        wanted = msgspec.json.decode(await request.body() or b"{}", type=PeopleChange)
        _begin(ground, wanted)
        _change(ground, wanted)
        await ground.forward(wanted.forward)
    if ground.crowd is None:
        return {"awake": False, "people": 0}
    return {"now": ground.now(), **ground.crowd.figures()}


async def purchases(request: Request, ground: Ground) -> object:
    """What people bought, in order: those whose number is larger than `after`."""
    after = int(request.query_params.get("after", 0))
    ground.now()
    bought = ground.crowd.life.purchases if ground.crowd else ()
    return [each for each in bought if each.number > after]


def _begin(ground: Ground, wanted: PeopleChange) -> None:
    if wanted.begin is None:
        return
    if ground.crowd is not None:
        raise ValueError("this corp has its people already; POST /practice/town for another one")
    ground.crowd = crowd.gather(ground.world, wanted.begin, at=ground.now())


def _change(ground: Ground, wanted: PeopleChange) -> None:
    living = ground.crowd
    if living is None:
        return
    if wanted.speed is not None:
        if wanted.speed <= 0:
            raise ValueError("speed is above 0")
        living.life.speed = wanted.speed
    if wanted.keeps is not None:
        living.life.keeps = wanted.keeps
    if wanted.awake:
        living.wake(ground.clock.now())
    elif wanted.awake is False:
        ground.now()
        living.pause()
