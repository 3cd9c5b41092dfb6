"""`guisu settings`: every variable, what it means and what it is now."""

import os
from dataclasses import fields

import typer
from rich.console import Console
from rich.table import Table

from guisu.config import start
from guisu.config.environment import Environment

SECRET = frozenset({"secret_key", "encryption_keys", "database"})


def register(app: typer.Typer) -> None:
    app.command(name="settings", rich_help_panel=start.KEEP)(show)


def show() -> None:
    """List the GUISU_* variables with their meaning and value.

    Set them in the environment: they are read once, at start. Ends with 1, and says what is wrong
    below, where one cannot be read or nothing reads it.

    **Example:** `GUISU_PORT=8080 guisu settings`
    """
    environment = Environment.read()
    table = Table("Variable", "Now", "Meaning", box=None, padding=(0, 2, 0, 0))
    for field in fields(environment):
        variable = f"GUISU_{field.name.upper()}"
        table.add_row(variable, _now(variable, field.name, environment), field.metadata["meaning"])
    Console().print(table)
    if wrong := [*environment.problems(), *environment.unknown()]:
        typer.echo("\n".join(["", *wrong]), err=True)
        raise typer.Exit(1)


def _now(variable: str, name: str, environment: Environment) -> str:
    """The value, marked when it was set; passwords stay out of terminals and their logs."""
    if variable not in os.environ:
        return str(getattr(environment, name))
    return "(set)" if name in SECRET else f"{getattr(environment, name)} (set)"
