"""What `guisu` says of itself."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from guisu.config.cli import application


def commands() -> dict[str, Any]:
    """Every command by what is typed, those of groups too."""
    found: dict[str, Any] = {}
    for name, command in vars(typer.main.get_command(application()))["commands"].items():
        inside = vars(command).get("commands")
        found |= {f"{name} {n}": c for n, c in inside.items()} if inside else {name: command}
    return found


@contextmanager
def runner(data: Path) -> Iterator[Callable[[list[str]], Result]]:
    """Commands of this process, as if it had been started with that data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUISU_DATA", str(data))
        patch.setenv("GUISU_DATABASE", "")
        yield lambda words: CliRunner().invoke(application(), words)


def test_it_tells_its_version() -> None:
    told = CliRunner().invoke(application(), ["--version"])

    assert (told.exit_code, told.stdout) == (0, f"guisu {metadata.version('guisu')}\n")


@pytest.mark.parametrize("typed", sorted(commands()))
def test_every_command_explains_itself_and_each_of_its_options(typed: str) -> None:
    command = commands()[typed]

    mute = [option.name for option in command.params if not getattr(option, "help", "")]

    assert command.help
    assert mute == []


BEGINNERS = {"serve", "demo", "restore", "migrate", "user create"}
ARGUMENTS = {
    "import": ["orders", "FILE"],
    "backup": ["guisu.tar.gz"],
    "user password": ["mei", "--password", "plum-blossom-42"],
    "user unlock": ["mei"],
    "erase": ["1", "--yes"],
    "export": ["1"],
    "key create": ["shop", "--scope", "intake"],
    "key revoke": ["1"],
}
# `settings` reads variables only, `practice` is a program without a folder.
WITHOUT_A_FOLDER = {"settings", "practice"}


def run(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUISU_")}
    return subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("guisu"), *words],
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("typed", sorted(set(commands()) - BEGINNERS - WITHOUT_A_FOLDER))
def test_a_mistyped_folder_makes_no_second_installation(typed: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("number,date,phone,amount\nA1,2026-11-20,13800138000,12.5\n")
    words = [str(file) if word == "FILE" else word for word in ARGUMENTS.get(typed, [])]
    mistyped = tmp_path / "gusiu"

    with runner(mistyped) as invoke:
        told = invoke([*typed.split(), *words])

    assert told.exit_code == 2, told.output
    assert "There is no installation in" in told.output
    assert not mistyped.exists()


def test_a_variable_that_nothing_reads_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    told = run("settings", GUISU_DATA=str(tmp_path), GUISU_PROT="8400", GUISU_PORT="abc")

    assert told.returncode == 1
    assert "GUISU_PROT is not known, and changes nothing; did you mean GUISU_PORT?" in told.stderr
    assert "GUISU_PORT must be a whole number" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "--port", "99999"], "--port"),
        (["demo", "--people", "-5"], "--people"),
        (["practice", "--seed", "nothing"], "there is no file nothing"),
        (["practice", "--rate", "0"], "--rate"),
    ],
)
def test_options_are_looked_at_as_their_variables_are(words: list[str], said: str) -> None:
    told = CliRunner().invoke(application(), words)

    assert told.exit_code == 2
    assert said in told.output
