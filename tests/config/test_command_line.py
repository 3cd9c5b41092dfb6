"""What `guisu` says of itself."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
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


def test_a_file_may_come_before_anything_else_is_started(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("number,date,phone,amount\nA1,2026-11-20,13800138000,12.5\nA2,,,1\n")
    environment = {**os.environ, "GUISU_DATA": str(tmp_path / "data"), "GUISU_DATABASE": ""}

    told = subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("guisu"), "import", "orders", file, "--dry-run"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert "phone 13800138000" in told.stdout
    assert "Nothing was written." in told.stdout
