"""What a command needs before it can work: Django, its tables, its translations, its files."""

import atexit
import gc
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from guisu.config.environment import Environment

RUN, FILL, KEEP = "Run", "Fill and rebuild", "Look after"
STORE = "guisu.sqlite3"
NOBODYS = (
    "There is no installation in %s (GUISU_DATA). `guisu serve` begins one there; if yours stands "
    "elsewhere, set GUISU_DATA to its folder."
)
EMPTY = "The database holds no installation yet (GUISU_DATABASE). `guisu migrate` begins one."


def environment() -> "Environment":
    """The variables; one that cannot be read ends the command, one that nobody reads is told."""
    from guisu.config.environment import Environment

    told = Environment.read()
    for strange in told.unknown():
        typer.echo(strange, err=True)
    if problems := told.problems():
        refuse("\n".join(problems))
    return told


def django() -> None:
    """Load the settings and all rooms; a variable that cannot be read ends the command."""
    _folder()
    import django as framework

    framework.setup()
    settle()


def require_room() -> None:
    """End the command where nothing can be written to the data folder, before anything begins."""
    from guisu.ground.database import room

    folder = _folder()
    if trouble := room.tried(folder):
        why = "the disk is full" if isinstance(trouble, room.NoRoom) else "it is not writable"
        refuse(
            f"GUISU_DATA: nothing can be written to {folder}: {why}. "
            "Make room there, or make it writable, and start again."
        )


def _folder() -> Path:
    """The data folder, made where it is not there; a bad one ends the command."""
    told = environment()
    try:
        return told.data_folder
    except OSError as error:
        refuse(f"GUISU_DATA: {error.strerror}: {told.data}")


def existing() -> None:
    """As `django`, for an installation that is there already; where there is none it ends.

    A mistyped GUISU_DATA would otherwise make a second, empty one, with keys of its own.
    """
    from guisu.config import folder

    told = environment()
    data = Path(told.data).expanduser().resolve()
    if not told.database and not ((data / STORE).exists() or (data / folder.ARRIVING).exists()):
        refuse(NOBODYS % data)
    django()
    from django.db import connection

    if not connection.introspection.table_names():
        refuse(EMPTY if told.database else NOBODYS % data)


def with_tables() -> None:
    """As `existing`, and the tables as this version wants them."""
    existing()
    migrate()


def begun() -> None:
    """As `with_tables`, and made where there are none: for commands that may come first."""
    django()
    migrate()


def settle() -> None:
    """Spare the garbage collector what stays: the modules and settings loaded by now.

    Whole batches then pass between two collections, each of which looks at them alone.
    """
    gc.freeze()
    # At the end the extension modules want to be taken down, or they complain of leaks.
    atexit.register(gc.unfreeze)
    gc.set_threshold(50_000, 20, 50)


def prepare() -> None:
    """Bring tables, translations and static files up to date. Safe to repeat."""
    migrate()
    translate()
    collect_static()


def migrate(*, verbosity: int = 0) -> None:
    from django.conf import settings
    from django.core.management import call_command

    for store in settings.DATABASES:
        call_command("migrate", database=store, interactive=False, verbosity=verbosity)


def translate() -> None:
    from guisu.config import translations

    translations.compile_all()


def collect_static() -> None:
    from guisu.config import static

    static.collect()


def hold_connections(*, why: str) -> int:
    """Have nothing leave by a stored connection until a person lets it go; how many are held."""
    from django.utils import timezone

    from guisu.ground.channels.models import Connection
    from guisu.ground.channels.services import hold_all

    return hold_all(why=Connection.Held(why), by=None, at=timezone.now())


def refuse(message: str) -> NoReturn:
    """End the command with `message` on standard error and exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
