"""`guisu serve`: the pages, the API and, on one machine, all background work."""

import os

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(serve)


def serve(
    host: str = typer.Option("", help="Address to listen on; GUISU_HOST otherwise."),
    port: int | None = typer.Option(
        None, min=1, max=65_535, help="Port to listen on; GUISU_PORT otherwise."
    ),
) -> None:
    """Start the product: pages, API and background work.

    Brings the tables up to date first. Stop it with Ctrl+C: requests under way are finished.

    **Example:** `guisu serve --port 8080`
    """
    if host:
        # What the settings and the worker's process go by.
        os.environ["GUISU_HOST"] = host
    start.require_room()
    start.django()
    from guisu.config import server

    start.prepare()
    typer.echo(f"Guisu on {server.address_of(host, port or 0)}  (Ctrl+C stops it)")
    _tell_setup_code()
    server.run(host=host, port=port or 0)


def _tell_setup_code() -> None:
    """Say what the wizard will ask for, while there is no owner and strangers could come."""
    from django.conf import settings

    from guisu.doors.console.setup import code
    from guisu.ground.staff.selectors import is_set_up

    if settings.ASKS_SETUP_CODE and not is_set_up():
        typer.echo(f"Set-up code: {code.code()}  (the first page asks for it)")
