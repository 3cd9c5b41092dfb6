"""Which store a table lives in, where there are two."""

from typing import Any

from django.conf import settings
from django.db.models import Model

SPOOL, SPOOLED = "spool", ("intake", "arrived")


class SpoolApart:
    """Accepted requests have a file of their own beside SQLite's.

    Whoever accepts one waits for its commit; in one file that would be behind every import and
    merge under way, since SQLite lets one transaction write.
    """

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        return SPOOL if _is_apart(model._meta.app_label, model._meta.model_name) else None

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        return self.db_for_read(model)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_hints: Any
    ) -> bool:
        return (db == SPOOL) == _is_apart(app_label, model_name)


def _is_apart(app_label: str, model_name: str | None) -> bool:
    return SPOOL in settings.DATABASES and (app_label, model_name) == SPOOLED
