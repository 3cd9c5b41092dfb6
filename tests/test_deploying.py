"""The files of `deploy/`: what service managers and container engines would say of them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
TOOLS = Path(sys.executable).parent


def said(*command: str | Path) -> str:
    """What a tool complains of; empty where it finds nothing."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"


def test_the_image_is_made_by_the_rules() -> None:
    assert said(TOOLS / "hadolint", DEPLOY / "Dockerfile") == ""


def test_the_image_is_made_by_the_uv_of_the_makefile() -> None:
    [version] = [
        line.partition(":= ")[2]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith("UV_VERSION")
    ]

    assert f"uv=={version}" in (DEPLOY / "Dockerfile").read_text()


def test_all_that_is_copied_into_the_image_is_sent_to_its_builder() -> None:
    sent = {
        line.removeprefix("!").partition("/")[0]
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = {
        word.partition("/")[0]
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    }

    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgresql.yaml"])
def test_compose_reads_its_files(name: str) -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")

    assert said(TOOLS / "check-jsonschema", *schema, DEPLOY / name) == ""


@pytest.mark.parametrize("name", ["guisu.service", "guisu-worker.service"])
def test_systemd_reads_its_units(name: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    unit = (DEPLOY / name).read_text().replace("/opt/guisu/.venv/bin/guisu", str(TOOLS / "guisu"))
    (tmp_path / name).write_text(unit)

    assert said(program, "verify", "--man=no", tmp_path / name) == ""
