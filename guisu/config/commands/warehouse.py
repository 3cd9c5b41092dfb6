"""`guisu warehouse`: how far loading has come, and everything anew."""

import typer

from guisu.config import start

group = typer.Typer(no_args_is_help=True, help="See or rebuild the tables for analysis.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="warehouse", rich_help_panel=start.FILL)


@group.command()
def status() -> None:
    """Tell how many rows are loaded, up to when, and how much is waiting."""
    start.with_tables()
    from guisu.ground.warehouse import selectors
    from guisu.ground.warehouse.domain import WarehouseAway

    try:
        as_of, sizes = selectors.as_of(), selectors.sizes()
    except WarehouseAway as refused:
        raise start.refuse(str(refused)) from refused
    for name, rows in sizes.items():
        typer.echo(f"{name:<16} {rows:>12,} rows")
    loaded = f"{as_of.loaded_at:%Y-%m-%d %H:%M:%S} UTC" if as_of.loaded_at else "never"
    typer.echo(f"Loaded {loaded}, up to event {as_of.event_id}; {as_of.waiting:,} waiting.")


@group.command()
def rebuild() -> None:
    """Read everything anew from the operational store, and swap it in when it is whole.

    Stop the server first where the warehouse is DuckDB; on PostgreSQL it keeps running.
    """
    start.with_tables()
    from guisu.ground.warehouse.domain import WarehouseAway
    from guisu.ground.warehouse.rebuilding import rebuild as run

    try:
        done = run(progress=lambda step: typer.echo(f"\rBatch {step}", nl=False, err=True))
    except WarehouseAway as refused:
        raise start.refuse(str(refused)) from refused
    typer.echo(f"\nRebuilt in {done.steps} batches.")
