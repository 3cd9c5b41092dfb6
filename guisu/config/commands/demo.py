"""`guisu demo`: a shop full of customers, in a data folder of its own."""

import os
import time

import typer

from guisu.config import start
from guisu.config.environment import ROOT

PEOPLE = 2_000


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(demo)


def demo(
    people: int = typer.Option(PEOPLE, help="How many customers to invent."),
    port: int = typer.Option(
        0, help="Port to listen on; GUISU_PORT otherwise.", show_default=False
    ),
    serve: bool = typer.Option(default=True, help="Start the server once the shop stands."),
) -> None:
    """Start a demonstration shop: a mother-and-baby chain that does not exist.

    The first start invents it and takes it in through the real doors; later ones find it again.
    Its data is kept in var/demo (or GUISU_DATA); delete that folder to begin anew.

    **Example:** `guisu demo --people 5000`
    """
    os.environ.setdefault("GUISU_DATA", str(ROOT / "var" / "demo"))
    start.django()
    from django.conf import settings

    from guisu.config import server
    from guisu.staff.selectors import is_set_up

    start.prepare()
    note = settings.DATA / "sign-in.txt"
    if not is_set_up():
        note.write_text(_fill(people))
        note.chmod(0o600)
    elif not note.exists():
        start.refuse(
            f"{settings.DATA} holds no finished demonstration: delete it, or set GUISU_DATA."
        )
    if not serve:
        return
    address = f"http://{settings.ENVIRONMENT.host}:{port or settings.ENVIRONMENT.port}"
    typer.echo(f"\n  Open      {address}\n  Sign in   {note.read_text()}\n  Stop      Ctrl+C\n")
    server.run(port=port)


def _fill(people: int) -> str:
    from guisu.demo.fill import fill

    began = time.monotonic()
    sign_in = fill(people=people, tell=lambda step: typer.echo(f"  {step} …"))
    typer.echo(f"  Done in {time.monotonic() - began:.0f} s")
    return f"{sign_in.username}  {sign_in.password}"
