"""`guisu hold`: nothing leaves by any connection until a person lets it go."""

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.KEEP)(hold)


def hold() -> None:
    """Hold every connection: no message, no reading, no call, until somebody lets it go.

    `guisu restore` does this itself. Do it after `pg_restore`, and on every copy of a database,
    before `guisu serve` or `guisu worker` starts on it.

    **Example:** `guisu hold`
    """
    start.with_tables()
    held = start.hold_connections(why="asked")
    typer.echo(f"{held} held. Let them go in the console: Settings, What leaves.")
