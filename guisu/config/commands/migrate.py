"""`guisu migrate`: tables, translations and static files, without starting anything."""

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.KEEP)(migrate)


def migrate() -> None:
    """Bring tables, translations and static files up to date.

    `serve` and `demo` do this themselves; several machines run it once, before they start.
    """
    start.django()
    start.migrate(verbosity=1)
    start.translate()
    start.collect_static()
