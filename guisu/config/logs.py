"""How lines of the log look: their moment in UTC with its offset; plain, or one object each."""

import json
import logging
from datetime import UTC, datetime
from typing import Any


class Plain(logging.Formatter):
    """`2026-11-29T06:15:46.012+00:00 WARNING guisu.store: ...`, a trace below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(  # noqa: N802 - the framework's name
        self, record: logging.LogRecord, datefmt: str | None = None
    ) -> str:
        return _moment(record)


class Json(logging.Formatter):
    """An object a line: `at`, `level`, `logger`, `message`, and `trace` where something broke."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class InOneLine(logging.Filter):
    """A name that nobody here answers to: without the trace, and with our name of the setting."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage().replace("ALLOWED_HOSTS", "GUISU_ALLOWED_HOSTS")
        record.msg, record.args, record.exc_info = said, None, None
        return True


def configured(*, level: str, shape: str) -> dict[str, Any]:
    """The `LOGGING` of Django's settings."""
    formatter = {"plain": Plain, "json": Json}[shape]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"a stranger's host": {"()": InOneLine}},
        "formatters": {"told": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            "axes": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["a stranger's host"]},
            # A line for every call, with the ids of people in its address.
            "httpx": {"level": "WARNING"},
        },
    }


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
