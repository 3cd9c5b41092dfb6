"""Moments in cells keep their milliseconds, and get none that they did not say."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from guisu.take_in.imports.domain.moments import instant
from guisu.take_in.imports.domain.plan import DateOrder

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2026-11-22 12:00:05.123", "12:00:05.123"),
        ("2026-11-22T04:00:05,1234567Z", "12:00:05.123456"),
        ("2026/11/22 12:00:05", "12:00:05"),
        ("22-Nov-2026 12:00:05.5", "12:00:05.500"),
        ("1795320005.25", "12:00:05.250"),
        ("1795320005123", "12:00:05.123"),
        # Days of a workbook: written whole, and shortened by an exporter.
        ("46348.50005929398", "12:00:05.123"),
        ("46348.5000592593", "12:00:05.120"),
        ("46348.5", "12:00:00"),
        ("46348.58333", "14:00:00"),
    ],
)
def test_a_cell_keeps_its_milliseconds(cell: str, told: str) -> None:
    found = instant(cell, "placed_at", SHANGHAI, DateOrder.OPEN).astimezone(SHANGHAI)

    assert found.replace(tzinfo=None) == datetime.fromisoformat(f"2026-11-22 {told}")
