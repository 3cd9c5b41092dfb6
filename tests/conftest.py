"""What every test stands on: quick passwords, a warehouse, English."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from guisu.ground.channels.wecom import account
from guisu.ground.warehouse import engine

_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use the store may use the spool beside it."""
    for item in items:
        # The nearest mark last: what is put in front last is what holds.
        for marker in reversed(list(item.iter_markers("django_db"))):
            stores = {"databases": "__all__", **marker.kwargs}
            item.add_marker(pytest.mark.django_db(*marker.args, **stores), append=False)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def _warehouses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warehouses")


@pytest.fixture(autouse=True)
def _own_warehouse(settings: Any, _warehouses: Path) -> Iterator[None]:
    """Operational rows go when a test ends; what was loaded from them goes too."""
    settings.WAREHOUSE_PATH = _warehouses / f"{next(_numbers)}.duckdb"
    yield
    if engine.is_open() and settings.WAREHOUSE_ENGINE == "postgresql":
        with engine.current().writing() as writer:
            if writer is not None:
                writer.run("DROP SCHEMA IF EXISTS warehouse CASCADE")
    engine.close()


@pytest.fixture(autouse=True)
def _own_calls() -> Iterator[None]:
    """What was asked of WeCom in one test counts for no other."""
    yield
    account.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Code outside a request speaks English here; the product itself begins in Chinese."""
    with translation.override("en"):
        yield
