"""The GUISU_* variables: each is documented; one that cannot be ends a command in a sentence."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from guisu.config.environment import Environment

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_stands_in_the_running_guide() -> None:
    guide = (ROOT / "docs/running.md").read_text()

    missing = [
        field.name for field in fields(Environment) if f"GUISU_{field.name.upper()}" not in guide
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "abc"),
        ("port", "70000"),
        ("web_threads", "0"),
        ("dedupe_days", "1"),
        ("https", "maybe"),
        ("warehouse", "oracle"),
        ("database", "mysql://a/b"),
        ("encryption_keys", "bad"),
    ],
)
def test_what_cannot_be_is_named(name: str, value: str) -> None:
    [problem] = Environment(**{name: value}).problems()

    assert f"GUISU_{name.upper()}" in problem


def test_the_defaults_and_usual_values_are_fine() -> None:
    usual = Environment(https="ON", database="postgresql://a@b/c", warehouse="duckdb", debug="0")

    assert Environment().problems() == usual.problems() == []


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = Environment(data=str(tmp_path / "new")).data_folder

    assert made.stat().st_mode & 0o777 == 0o700


def test_a_command_says_it_and_ends(tmp_path: Path) -> None:
    guisu = Path(sys.executable).with_name("guisu")
    environment = {**os.environ, "GUISU_DATA": str(tmp_path), "GUISU_PORT": "abc"}

    ended = subprocess.run(  # noqa: S603 - our own command
        [guisu, "serve"], env=environment, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("GUISU_PORT must be a whole number")
