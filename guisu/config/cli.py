"""`guisu` on the command line: one module a command in `commands/`, in the order of the help."""

import os
from importlib import import_module, metadata, util

import typer

# One line a module of guisu/config/commands; each has `register(app)`.
COMMANDS = (
    "serve",
    "worker",
    "demo",
    "practice",
    "imports",
    "warehouse",
    "migrate",
    "user",
    "key",
    "person",
    "backup",
    "hold",
    "secrets",
    "doctor",
    "settings",
)

EPILOG = """
**Start:** `guisu serve`, then open http://127.0.0.1:8300: the first page makes the owner's account.

**Look:** `guisu demo` starts a shop full of customers, in a folder of its own.

**Explain:** `guisu COMMAND --help` has an example of each; docs/guide.md shows the work of a day.
"""


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - a flag's callback
    if wanted:
        typer.echo(f"guisu {metadata.version('guisu')}")
        raise typer.Exit


def application() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="guisu",
        epilog=EPILOG,
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_whole)
    for name in COMMANDS:
        module = f"guisu.config.commands.{name}"
        if util.find_spec(module):
            import_module(module).register(app)
    return app


def _whole(
    version: bool = typer.Option(  # noqa: FBT001 - how typer declares a flag
        False, "--version", is_eager=True, callback=_tell_version, help="Tell the version."
    ),
) -> None:
    """Guisu (归宿): community marketing on your own machine."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    application()()
