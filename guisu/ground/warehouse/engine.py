"""The engine that the settings name: one for the process, opened when first used."""

import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from guisu.ground.warehouse.engines.duckdb import DuckDBEngine
from guisu.ground.warehouse.engines.port import Engine
from guisu.ground.warehouse.engines.postgresql import PostgreSQLEngine

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "duckdb": DuckDBEngine,
    "postgresql": lambda _: PostgreSQLEngine(connection.settings_dict),
}
UNKNOWN = "GUISU_WAREHOUSE is %s; it must be one of: %s"

_open: dict[tuple[str, Path], Engine] = {}
_guard = threading.Lock()


def current() -> Engine:
    """Raises ValueError for a setting that names no engine."""
    name, path = settings.WAREHOUSE_ENGINE, Path(settings.WAREHOUSE_PATH)
    if name not in ENGINES:
        raise ValueError(UNKNOWN % (name, ", ".join(ENGINES)))
    with _guard:
        if (name, path) not in _open:
            _open[name, path] = ENGINES[name](path)
        return _open[name, path]


def is_open() -> bool:
    """Whether this process has used its engine."""
    return bool(_open)


def close() -> None:
    """Let go of every file and connection of this process."""
    with _guard:
        for engine in _open.values():
            engine.close()
        _open.clear()
