"""What other processes do with segments."""

import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from guisu.know.segments.models import Segment
from guisu.know.segments.services import refreshing


def count(pk: str, warehouse: str, at: str) -> None:
    """Count the segment from the warehouse at this path; prints a word before each thousand.

    It rests there for a moment: who kills it shall find it neither at the start nor at the end.
    """
    settings.WAREHOUSE_PATH = Path(warehouse)
    move = refreshing._move

    def tell(*asked: object, **told: object) -> int:
        print("moving", flush=True)
        time.sleep(0.05)
        return move(*asked, **told)  # type: ignore[arg-type]

    refreshing._move = tell
    refreshing.refresh([Segment.objects.get(pk=pk)], at=datetime.fromisoformat(at))
