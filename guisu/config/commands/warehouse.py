"""`guisu warehouse`: how far loading has come, and everything anew."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from guisu.config import start

if TYPE_CHECKING:
    from guisu.ground.warehouse.models import Errand

SECONDS = 60.0  # in which a running product begins to answer
NOBODY = (
    "Another process holds the warehouse and does not answer. If `guisu serve` runs on this "
    "folder, look at its log; else stop what holds the file."
)

group = typer.Typer(no_args_is_help=True, help="See or rebuild the tables for analysis.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="warehouse", rich_help_panel=start.FILL)


@group.command()
def status() -> None:
    """Tell how many rows are loaded, up to when, and how much is waiting.

    **Example:** `guisu warehouse status`
    """
    start.with_tables()
    from guisu.ground.warehouse import selectors

    told = _here_or_there(selectors.status, "status")
    for name, rows in told["sizes"].items():
        typer.echo(f"{name:<16} {rows:>12,} rows")
    loaded = (told["loaded_at"] or "never").replace("T", " ")[:19]
    typer.echo(f"Loaded {loaded} UTC, up to event {told['event_id']}; {told['waiting']:,} waiting.")


@group.command()
def rebuild() -> None:
    """Read everything anew from the operational store, and swap it in when it is whole.

    The product may run meanwhile: pages show the old figures until then.

    **Example:** `guisu warehouse rebuild`
    """
    start.with_tables()
    from guisu.ground.warehouse.rebuilding import rebuild as run

    told = _here_or_there(lambda: {"steps": run(progress=_tell).steps}, "rebuild")
    typer.echo(f"\nRebuilt in {told['steps']} batches.")


def _here_or_there(do: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
    """Done in this process; where the running product holds the file, by that one."""
    from guisu.ground.warehouse.domain import WarehouseAway, WarehouseInUse

    try:
        return do()
    except WarehouseInUse:
        return _by_the_product(what)
    except WarehouseAway as refused:
        raise start.refuse(str(refused)) from refused


def _by_the_product(what: str) -> dict[str, Any]:
    from django.utils import timezone

    from guisu.ground.warehouse import errands
    from guisu.ground.warehouse.models import Errand

    errand = errands.ask(Errand.What(what), at=timezone.now())
    _await(errand)
    if errand.refusal:
        start.refuse(errand.refusal)
    return errand.answer or {}


def _await(errand: "Errand") -> None:
    """Until it is answered, however long a step of it takes once it has begun."""
    silent_since = time.monotonic()
    while errand.done_at is None:
        time.sleep(0.1)
        seen = errand.steps
        errand.refresh_from_db()
        if errand.steps != seen:
            silent_since = time.monotonic()
            _tell(errand.steps)
        if not errand.steps and time.monotonic() - silent_since > SECONDS:
            errand.delete()
            start.refuse(NOBODY)


def _tell(batch: int) -> None:
    typer.echo(f"\rBatch {batch}", nl=False, err=True)
