"""Which tests a run on PostgreSQL asks: those that use the store; SQLite's asks the others."""

import os

import pytest
from django.test import SimpleTestCase

OF_THE_STORE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_there = bool(os.environ.get("GUISU_TEST_POSTGRESQL"))
    chosen = [item for item in items if _is_asked(item, on_postgresql=is_there)]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


def _is_asked(item: pytest.Item, *, on_postgresql: bool) -> bool:
    if item.get_closest_marker("postgresql"):
        return on_postgresql
    return not on_postgresql or _uses_store(item)


def _uses_store(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    a_class = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & OF_THE_STORE
        or (a_class and issubclass(a_class, SimpleTestCase))
    )
