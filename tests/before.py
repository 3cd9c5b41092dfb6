"""Before Django reads its settings: a data folder, and a PostgreSQL if asked for, of our own.

A plugin (`-p tests.before` in pyproject.toml), because pytest-django loads the settings before
any conftest.py. GUISU_TEST_POSTGRESQL=1 runs the suite on PostgreSQL.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from guisu.config import translations
from tests import postgresql


def _on_postgresql() -> str:
    server = postgresql.running()
    address = server.__enter__()
    atexit.register(server.__exit__, None, None, None)
    return f"postgresql://{address['USER']}@{quote(address['HOST'], safe='')}/guisu"


def _own_environment() -> None:
    """No variable of the developer's shell reaches the tests, and no test their data."""
    for name in [name for name in os.environ if name.startswith("GUISU_")]:
        if not name.startswith("GUISU_TEST_"):
            del os.environ[name]
    folder = tempfile.mkdtemp(prefix="guisu-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["GUISU_DATA"] = folder
    # Commands look whether there is an installation; its tables are in stores of the tests' own.
    Path(folder, "guisu.sqlite3").touch()
    if os.environ.get("GUISU_TEST_POSTGRESQL"):
        os.environ["GUISU_DATABASE"] = _on_postgresql()


# Hundreds of modules are imported by each process of the tests, and by those that they start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if "PYTEST_XDIST_WORKER" not in os.environ:
    _own_environment()
    translations.compile_all()
