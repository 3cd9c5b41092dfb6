"""`guisu backup` and `guisu restore`: an embedded installation as one file."""

from pathlib import Path

import typer

from guisu.config import start

ELSEWHERE = "The data is in PostgreSQL; use its own tool: %s"


def register(app: typer.Typer) -> None:
    app.command(name="backup", rich_help_panel=start.KEEP)(write)
    app.command(name="restore", rich_help_panel=start.KEEP)(read)


def write(archive: Path = typer.Argument(help="The archive to write, e.g. guisu.tar.gz")) -> None:
    """Write the store, uploads and secret key to one file, while the product runs.

    The file holds customers' data and the key that signs sessions: keep it like one.

    **Example:** `guisu backup /backups/guisu-$(date +%F).tar.gz`
    """
    if start.environment().database:
        start.refuse(ELSEWHERE % "pg_dump --format=custom --file=guisu.dump")
    start.existing()
    from django.conf import settings
    from django.utils import timezone

    from guisu.config import backup, folder

    data = Path(settings.DATA)
    folder.sweep(data)
    try:
        backup.write(data, archive.resolve(), at=timezone.now())
    except OSError as error:
        start.refuse(f"Cannot write {archive}: {error.strerror}.")
    typer.echo(f"Written: {archive} ({archive.stat().st_size:,} bytes)")


def read(archive: Path = typer.Argument(help="An archive that `guisu backup` wrote")) -> None:
    """Put a backup into a data folder without a store: all of it, or nothing.

    The archive is unpacked, checked and brought up to date apart, and comes in when it is whole.

    **Example:** `GUISU_DATA=/srv/guisu guisu restore guisu.tar.gz`
    """
    environment = start.environment()
    if environment.database:
        start.refuse(ELSEWHERE % "pg_restore --dbname=guisu guisu.dump")
    from guisu.config import backup, restoring

    try:
        label = restoring.restore(archive.resolve(), environment)
    except backup.NotABackup as error:
        start.refuse(f"{archive} is not a backup that can be restored: {error}.")
    except restoring.CannotRestore as error:
        start.refuse(f"Nothing was restored: {error}.")
    except OSError as error:
        start.refuse(
            f"Nothing was restored: {error.strerror}: {error.filename or environment.data}."
        )
    typer.echo(
        f"Restored what version {label['version']} wrote at {label['made_at']}. "
        "The warehouse fills again when the product runs.\n"
        "Nothing leaves by its connections until somebody lets them go: Settings, What leaves."
    )
