"""`guisu backup` and `guisu restore`: an embedded installation as one file."""

from pathlib import Path

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(name="backup", rich_help_panel=start.KEEP)(write)
    app.command(name="restore", rich_help_panel=start.KEEP)(read)


def write(archive: Path = typer.Argument(help="The archive to write, e.g. guisu.tar.gz")) -> None:
    """Write the store, uploads and secret key to one file, while the product runs.

    The file holds customers' data and the key that signs sessions: keep it like one.

    **Example:** `guisu backup /backups/guisu-$(date +%F).tar.gz`
    """
    data = _embedded("pg_dump --format=custom --file=guisu.dump")
    from django.utils import timezone

    from guisu.config import backup

    if not (data / backup.STORE).exists():
        start.refuse(f"There is nothing to back up in {data}.")
    try:
        backup.write(data, archive.resolve(), at=timezone.now())
    except OSError as error:
        start.refuse(f"Cannot write {archive}: {error.strerror}.")
    typer.echo(f"Written: {archive} ({archive.stat().st_size:,} bytes)")


def read(archive: Path = typer.Argument(help="An archive that `guisu backup` wrote")) -> None:
    """Put a backup into an empty data folder, and build the warehouse anew.

    **Example:** `GUISU_DATA=/srv/guisu guisu restore guisu.tar.gz`
    """
    data = _embedded("pg_restore --dbname=guisu guisu.dump")
    from guisu.config import backup, server

    with server.claimed(data):
        if (data / backup.STORE).exists():
            start.refuse(f"{data} holds a store already; restore into an empty GUISU_DATA folder.")
        try:
            label = backup.read(archive, data)
        except backup.NotABackup as error:
            start.refuse(f"{archive} is not a backup, or is damaged: {error}")
        start.prepare()
    typer.echo(
        f"Restored what version {label['version']} wrote at {label['made_at']}. "
        "The warehouse fills again when the product runs."
    )


def _embedded(instead: str) -> Path:
    start.django()
    from django.conf import settings

    if settings.ENVIRONMENT.database:
        start.refuse(f"The data is in PostgreSQL; use its own tool: {instead}")
    return Path(settings.DATA)
