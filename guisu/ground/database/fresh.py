"""A store without tables gets all of them at once, as the models say; its migrations count as done.

Migrations make the same tables, but Django renders every model anew for nearly every step of
theirs: that grows with the square of the rooms.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder

Step = Callable[[Any, Any], None]
LOCK = 0x67756973  # PostgreSQL's, while the tables are made; on SQLite the write gate does it


def first_rows(step: Step) -> Step:
    """Mark what a migration's RunPython does for rows that new stores need too.

    It must work with the models of today: a new store has no others.
    """
    step.first_rows = True  # type: ignore[attr-defined]
    return step


def make_tables(alias: str) -> bool:
    """All tables of an empty store in one transaction; False, and nothing done, where any is.

    Killed in between, it leaves nothing. Of several processes one makes them, the others wait.
    """
    connection = connections[alias]
    if not is_empty(connection):
        return False
    with connection.schema_editor() as editor:
        if connection.vendor == "postgresql":
            editor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not is_empty(connection):
            return False
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for model in _living_in(alias):
            editor.create_model(model)
        for migration in _all_migrations(connection):
            recorder.record_applied(migration.app_label, migration.name)
            for step in _first_steps(migration):
                step(apps, editor)
        emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)
    return True


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    return not connection.introspection.table_names()


def _living_in(alias: str) -> Iterator[type[models.Model]]:
    """Tables between two models come with the model that names them."""
    for room in apps.get_app_configs():
        for model in router.get_migratable_models(room, alias):
            if model._meta.can_migrate(alias):
                yield model


def _all_migrations(connection: BaseDatabaseWrapper) -> list[Migration]:
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    return [migration for migration, _ in executor.migration_plan(targets, clean_start=True)]


def _first_steps(migration: Migration) -> Iterator[Step]:
    for operation in migration.operations:
        if isinstance(operation, RunPython) and hasattr(operation.code, "first_rows"):
            yield operation.code
