"""Real data that tests may use, kept outside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (os.environ.get("GUISU_TEST_DATA", ""), str(ROOT.parent / "shared" / "data"))


def path(name: str) -> Path:
    """The file `name` of the real data; the test is skipped, saying so, where it is absent."""
    for folder in FOLDERS:
        if folder and (found := Path(folder) / name).exists():
            return found
    pytest.skip(f"the real data file {name} is not here (GUISU_TEST_DATA)")
