"""What other processes do with imports."""

import os
from pathlib import Path

from django.utils import timezone

from guisu.take_in.imports import services
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.reading import sheets
from tests.config.serving import children

LOOKED_AT = 50_000


def run(pk: str) -> None:
    """Take the import in from its checkpoint; prints the rows read after each batch."""

    def tell(imported: Import) -> None:
        print(imported.rows_read, flush=True)

    services.run(int(pk), clock=timezone.now, on_batch=tell)


def read_workbook(path: str) -> None:
    """Read all of it; print its rows, and the megabytes of the reader's process and of this one."""
    count = reader = 0
    for count, _ in enumerate(sheets.rows(Path(path), ""), 1):
        if count % LOOKED_AT == 0:
            reader = max([reader, *map(peak_mb, children(os.getpid()))])
    print(count, reader, peak_mb(os.getpid()))


def peak_mb(pid: int) -> int:
    """The most memory that the process held since it began its program."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
