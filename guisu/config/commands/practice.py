"""`guisu practice`: the WeCom server to practise on, as a program of its own."""

import os
import sys

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(practice)


def practice(
    port: int = typer.Option(8600, help="Port to listen on."),
    pace: str = typer.Option("real", help="real, accelerated or stepped."),
    rate: float = typer.Option(60.0, help="How many times faster, when accelerated."),
    seed: str = typer.Option("", help="A JSON file: staff, customers, groups, tags."),
) -> None:
    """Start a WeCom server on this machine to practise on: nobody real is reached.

    It prints its address and the ids and secrets to connect with. docs/practice.md shows the rest.

    **Example:** `guisu practice --pace accelerated --rate 60`
    """
    # Another program in our place: the two share no code and speak over HTTP only.
    asked = ["--port", str(port), "--pace", pace, "--rate", str(rate)]
    whole = [sys.executable, "-m", "practice", *asked, *(["--seed", seed] if seed else [])]
    os.execv(sys.executable, whole)  # noqa: S606 - our own program, without a shell
