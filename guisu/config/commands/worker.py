"""`guisu worker`: background work on a machine that answers no pages."""

import signal
import threading

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(worker)


def worker() -> None:
    """Do the background work only: for several machines on one PostgreSQL.

    Start as many as you like, and `guisu serve` with GUISU_BACKGROUND=off.

    **Example:** `GUISU_DATABASE=postgresql://guisu@db.internal/guisu guisu worker`
    """
    start.existing()
    start.require_room()
    from django.conf import settings

    if not settings.ENVIRONMENT.database:
        start.refuse(
            "The embedded stores belong to one process: `guisu serve` does the background work "
            "itself. Set GUISU_DATABASE to PostgreSQL to run workers."
        )
    _work_until_told()


def _work_until_told() -> None:
    from guisu.ground.jobs.crews import Runner

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    runner = Runner()
    runner.start()
    typer.echo("Working. Ctrl+C finishes what is under way and stops.")
    told.wait()
    runner.stop()
