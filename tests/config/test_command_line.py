"""What `guisu` says of itself."""

from importlib import metadata
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from guisu.config.cli import application


def commands() -> dict[str, Any]:
    """Every command by what is typed, those of groups too."""
    found: dict[str, Any] = {}
    for name, command in vars(typer.main.get_command(application()))["commands"].items():
        inside = vars(command).get("commands")
        found |= {f"{name} {n}": c for n, c in inside.items()} if inside else {name: command}
    return found


def test_it_tells_its_version() -> None:
    told = CliRunner().invoke(application(), ["--version"])

    assert (told.exit_code, told.stdout) == (0, f"guisu {metadata.version('guisu')}\n")


@pytest.mark.parametrize("typed", sorted(commands()))
def test_every_command_explains_itself_and_each_of_its_options(typed: str) -> None:
    command = commands()[typed]

    mute = [option.name for option in command.params if not getattr(option, "help", "")]

    assert command.help
    assert mute == []
