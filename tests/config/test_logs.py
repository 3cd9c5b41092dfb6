"""The log: what is told, and how it looks."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from guisu.config import logs
from tests.config.test_settings import Under, under

__all__ = ["under"]
drives = pytest.mark.drives
AT = datetime(2026, 11, 29, 6, 15, 46, 12_000, tzinfo=UTC)


def record(error: Exception | None = None) -> logging.LogRecord:
    said = "a line of %s", ("归宿",)
    trace = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("guisu.store", logging.WARNING, __file__, 1, said[0], said[1], trace)
    made.created = AT.timestamp()
    return made


def test_a_line_tells_its_moment_in_utc_with_its_offset() -> None:
    line = logs.Plain().format(record())

    assert line == "2026-11-29T06:15:46.012+00:00 WARNING guisu.store: a line of 归宿"


def test_for_machines_each_line_is_one_object_with_its_trace() -> None:
    with pytest.raises(ValueError, match="nobody") as broken:
        int("nobody")
    line = logs.Json().format(record(broken.value))

    told = json.loads(line)
    assert "\n" not in line
    assert told.pop("trace").endswith("'nobody'")
    assert told == {
        "at": "2026-11-29T06:15:46.012+00:00",
        "level": "warning",
        "logger": "guisu.store",
        "message": "a line of 归宿",
    }


@drives("log_level")
@drives("log_format")
def test_the_settings_choose_the_least_that_is_told_and_its_form(
    under: Under, settings: Any
) -> None:
    under("LOGGING", GUISU_LOG_LEVEL="ERROR", GUISU_LOG_FORMAT="json")

    assert settings.LOGGING["root"]["level"] == "ERROR"
    assert settings.LOGGING["formatters"]["told"]["()"] is logs.Json
