"""`guisu demo`: a shop full of customers, in a data folder of its own."""

import os
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from guisu.config import start
from guisu.config.environment import ROOT

if TYPE_CHECKING:
    from guisu.demo.ground import Ground

PEOPLE, MOST = 2_000, 10_000_000


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(demo)


def demo(
    people: int = typer.Option(PEOPLE, min=1, max=MOST, help="How many customers to invent."),
    port: int | None = typer.Option(
        None, min=1, max=65_535, help="Port to listen on; GUISU_PORT otherwise."
    ),
    serve: bool = typer.Option(default=True, help="Start the server once the shop stands."),
) -> None:
    """Start a demonstration shop: a mother-and-baby chain that does not exist.

    The first start invents it and takes it in through the real doors; later ones find it again.
    Its WeCom is a practice ground on this machine: three stores, twenty groups full of people.
    Its data is kept in var/demo (or GUISU_DATA); delete that folder to begin anew.

    **Example:** `guisu demo --people 5000`
    """
    os.environ.setdefault("GUISU_DATA", str(ROOT / "var" / "demo"))
    start.django()
    from django.conf import settings

    from guisu.demo.connecting import begin
    from guisu.ground.staff.selectors import is_set_up

    start.prepare()
    number = port or int(settings.ENVIRONMENT.port)
    note = settings.DATA / "sign-in.txt"
    if not is_set_up():
        ground = _fill(people, note, free_port(number + 1))
    elif not note.exists():
        start.refuse(
            f"{settings.DATA} holds no finished demonstration: delete it, or set GUISU_DATA."
        )
    else:
        ground = begin(settings.DATA, port=free_port(number + 1)) if serve else None
    try:
        if serve:
            _serve(note, number, ground)
    finally:
        if ground is not None:
            ground.stop()


def free_port(wanted: int) -> int:
    """`wanted`, or another one where somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(note: Path, port: int, ground: "Ground | None") -> None:
    from django.conf import settings

    from guisu.config import server
    from guisu.demo.connecting import listen_once_served

    address = f"http://{settings.ENVIRONMENT.host}:{port}"
    typer.echo(f"\n  Open      {address}\n  Sign in   {note.read_text()}")
    if ground is not None:
        typer.echo(f"  WeCom     {ground.address}/  (its groups, as members see them)")
        listen_once_served(ground, f"http://127.0.0.1:{port}")
    typer.echo("  Stop      Ctrl+C\n")
    server.run(port=port)


def _fill(people: int, note: Path, ground_port: int) -> "Ground | None":
    from guisu.demo.fill import fill

    began = time.monotonic()
    filled = fill(
        note.parent,
        people=people,
        ground_port=ground_port,
        tell=lambda step: typer.echo(f"  {step} …"),
    )
    note.write_text(f"{filled.username}  {filled.password}")
    note.chmod(0o600)
    typer.echo(f"  Done in {time.monotonic() - began:.0f} s")
    return filled.ground
