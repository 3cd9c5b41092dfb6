"""The ground as an ASGI application: WeCom's paths, and the admin's beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from practice.admin import doors
from practice.people import settling
from practice.people.settling import Town
from practice.window import doors as window
from practice.wire import door
from practice.wire.ground import Ground, prepare
from practice.world import seeding
from practice.world.refusals import CannotHappen, Refused
from practice.world.seeding import Seed

CONFLICT, UNPROCESSABLE = 409, 422


class Stage:
    """What the application serves at the moment: seeding puts another ground in its place."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.workers: list[asyncio.Task[None]] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    async def replace(self, ground: Ground) -> None:
        await self.stop()
        self.ground = ground
        self.start()

    def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.workers = [
            asyncio.create_task(self.ground.post.run()),
            asyncio.create_task(self.ground.live()),
        ]

    async def stop(self) -> None:
        for worker in self.workers:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker


def application(stage: Stage) -> Starlette:
    """Everything happens on one loop, so that no act and no call sees another half done."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        stage.start()
        yield
        await stage.stop()

    async def wire(request: Request) -> Response:
        return await door.answer(request, stage.ground)

    async def seed(request: Request) -> Response:
        return await _seeded(request, stage)

    async def town(request: Request) -> Response:
        return await _settled(request, stage)

    async def root(request: Request) -> Response:
        return RedirectResponse("/window/")

    return Starlette(
        lifespan=life,
        routes=[
            Route("/cgi-bin/{path:path}", wire, methods=["GET", "POST"]),
            Route("/practice/seed", seed, methods=["POST"]),
            Route("/practice/town", town, methods=["POST"]),
            Route("/", root, methods=["GET"]),
            *(
                Route(path, partial(_seen, stage, function), methods=methods)
                for path, methods, function in window.DOORS
            ),
            *(
                Route(path, partial(_admin, stage, function), methods=methods)
                for path, methods, function in doors.DOORS
            ),
        ],
        exception_handlers={404: _nothing},
    )


async def _admin(stage: Stage, function: doors.Door, request: Request) -> Response:
    try:
        return doors.answered(await function(request, stage.ground))
    except (msgspec.ValidationError, msgspec.DecodeError, ValueError) as error:
        return _problem(UNPROCESSABLE, str(error))
    except (Refused, CannotHappen) as error:
        return _problem(CONFLICT, str(error))


async def _seen(stage: Stage, function: window.Door, request: Request) -> Response:
    return await function(request, stage.ground)


async def _seeded(request: Request, stage: Stage) -> Response:
    """Another corp in place of this one. The clock goes on; callbacks must be saved anew."""
    try:
        wanted = msgspec.json.decode(await request.body() or b"{}", type=Seed)
    except msgspec.DecodeError as error:
        return _problem(UNPROCESSABLE, str(error))
    old = stage.ground
    world = seeding.grow(wanted, at=old.clock.now())
    await stage.replace(prepare(world, old.clock, page_size=old.pages.most))
    return doors.answered(await doors.look(request, stage.ground))


async def _settled(request: Request, stage: Stage) -> Response:
    """A corp with a living population in place of this one; otherwise as `_seeded`."""
    try:
        wanted = msgspec.json.decode(await request.body() or b"{}", type=Town)
        crowd = settling.build(wanted, at=stage.ground.clock.now())
    except (msgspec.DecodeError, ValueError) as error:
        return _problem(UNPROCESSABLE, str(error))
    old = stage.ground
    await stage.replace(prepare(crowd.world, old.clock, page_size=old.pages.most, crowd=crowd))
    return doors.answered(await doors.look(request, stage.ground))


async def _nothing(request: Request, error: Exception) -> Response:
    """Unknown paths: nothing at all, as on the real server."""
    return Response(status_code=404)


def _problem(status: int, what: str) -> Response:
    return Response(
        msgspec.json.encode({"problem": what}), status_code=status, media_type="application/json"
    )
