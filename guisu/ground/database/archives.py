"""The folder of backups that the product writes by itself: what is in it, newest last.

The folder is the record: who moves, adds or deletes archives there is believed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAMED = re.compile(r"guisu-(\d{8}T\d{6})Z\.tar\.gz")
_WRITTEN = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Archive:
    """One backup, of the moment that its name tells."""

    path: Path
    made_at: datetime

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size


def name_of(at: datetime) -> str:
    """The file name of a backup that is made at that moment."""
    return f"guisu-{at.astimezone(UTC):{_WRITTEN}}Z.tar.gz"


def archives(folder: Path) -> list[Archive]:
    """Oldest first; none where the folder is not there, or cannot be read."""
    try:
        found = [(path, NAMED.fullmatch(path.name)) for path in folder.iterdir()]
    except OSError:
        return []
    made = [Archive(path, _moment(named[1])) for path, named in found if named]
    return sorted(made, key=lambda archive: archive.made_at)


def is_due(folder: Path, *, every: timedelta, at: datetime) -> bool:
    """Whether the next backup is to be made. One of a clock that was ahead counts for nothing."""
    past = [each.made_at for each in archives(folder) if each.made_at <= at]
    return not past or at - past[-1] >= every


def ended(folder: Path, *, days: int, at: datetime) -> list[Archive]:
    """Those older than `days`, which may go; never the newest. 0 days: all stay."""
    older = archives(folder)[:-1] if days else []
    return [each for each in older if at - each.made_at > timedelta(days=days)]


def _moment(name: str) -> datetime:
    return datetime.strptime(name, _WRITTEN).replace(tzinfo=UTC)
