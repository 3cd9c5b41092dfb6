"""Values of typed files (sheets, Parquet) as the text an operator would have seen."""

import math
from datetime import date, datetime
from typing import Any

UNREADABLE = "\ufffd"
# Sheets keep fifteen digits.
EXACT = 10**15


def text(value: Any) -> str:
    """`13085.0` as `13085`, instants as ISO 8601, nothing as the empty text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    if math.isnan(value):  # how some tools write an absent number
        return ""
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    # A number that is too long for a sheet has lost its last digits: written so, everybody sees it.
    return f"{value:.15E}" if abs(value) >= EXACT else repr(value)
