"""Sends Taobao's behaviour file (user, item, category, behaviour, seconds) by Segment's SDK."""

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

from segment.analytics import Client

address, token, path = sys.argv[1:]
failures: list[object] = []
client = Client(
    token,
    host=address,
    gzip=True,
    max_queue_size=100_000,
    on_error=lambda error, _: failures.append(error),
)
with Path(path).open(newline="") as lines:
    for row in csv.reader(lines):
        if not row or not row[0].isdigit():
            continue
        user, item, category, behaviour, seconds = row
        client.track(
            user,
            behaviour,
            {"item": item, "category": category},
            timestamp=datetime.fromtimestamp(int(seconds), UTC),
        )
client.flush()
client.join()
sys.exit(1 if failures else 0)
