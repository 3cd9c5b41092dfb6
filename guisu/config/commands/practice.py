"""`guisu practice`: the WeCom server to practise on, as a program of its own."""

import os
import sys
from enum import StrEnum
from pathlib import Path

import typer

from guisu.config import start


class Pace(StrEnum):
    REAL = "real"
    ACCELERATED = "accelerated"
    STEPPED = "stepped"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(practice)


def practice(  # noqa: PLR0913 - the options are the interface
    port: int = typer.Option(8600, min=1, max=65_535, help="Port to listen on."),
    pace: Pace = typer.Option(Pace.REAL, help="real, accelerated or stepped."),
    rate: float = typer.Option(60.0, min=0.001, help="How many times faster, when accelerated."),
    seed: str = typer.Option("", help="A number, or a JSON file: staff, customers, groups, tags."),
    people: int = typer.Option(0, min=0, help="A living population of so many; 0 for none."),
    groups: int = typer.Option(
        0, min=0, help="With --people: in so many groups.", show_default=False
    ),
    days: int = typer.Option(0, min=0, help="With --people: so many days of history."),
) -> None:
    """Start a WeCom server on this machine to practise on: nobody real is reached.

    It prints its address and the ids and secrets to connect with. docs/practice.md shows the rest.

    **Example:** `guisu practice --people 2000 --groups 40 --pace accelerated --rate 60`
    """
    if seed and not seed.isdecimal() and not Path(seed).is_file():
        start.refuse(f"--seed is a number, or a JSON file; there is no file {seed}.")
    # Another program in our place: the two share no code and speak over HTTP only.
    asked = ["--port", str(port), "--pace", pace.value, "--rate", str(rate)]
    more = {"--seed": seed, "--people": people, "--groups": groups, "--days": days}
    asked += [part for name, value in more.items() if value for part in (name, str(value))]
    whole = [sys.executable, "-m", "practice", *asked]
    os.execv(sys.executable, whole)  # noqa: S606 - our own program, without a shell
