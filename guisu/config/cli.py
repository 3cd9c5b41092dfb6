"""`guisu` on the command line: one module a command in `commands/`, in the order of the help."""

import os
from importlib import import_module, util

import typer

# One line a module of guisu/config/commands; each has `register(app)`.
COMMANDS = (
    "serve",
    "worker",
    "demo",
    "imports",
    "warehouse",
    "migrate",
    "user",
    "backup",
    "settings",
)

EPILOG = """
**Start:** `guisu serve`, then open http://127.0.0.1:8300: the first page makes the owner's account.

**Look:** `guisu demo` starts a shop full of customers, in a folder of its own.
"""


def application() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="guisu",
        help="Guisu (归宿): community marketing on your own machine.",
        epilog=EPILOG,
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in COMMANDS:
        module = f"guisu.config.commands.{name}"
        if util.find_spec(module):
            import_module(module).register(app)
    return app


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    application()()
