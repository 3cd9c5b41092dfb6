"""Programs of `tests/node`, run by the Node of the frontend group. `make dev` installs both."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"
TOOLS = Path(sys.executable).parent


def run(script: str, *arguments: str, told: str = "") -> str:
    """What `script` prints, given `told` on its standard input. Skips where it cannot run."""
    node = TOOLS / "node"
    if not node.exists() or not (FOLDER / "node_modules").is_dir():
        pytest.skip("tests/node is not installed: make dev")
    done = subprocess.run(  # noqa: S603 - our own program
        [str(node), script, *arguments],
        input=told,
        cwd=FOLDER,
        env={**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    return done.stdout
