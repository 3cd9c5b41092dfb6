"""Backups that the product makes of itself, as `GUISU_BACKUP_FOLDER` and its hours say."""

import logging
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from guisu.ground.database import archives

logger = logging.getLogger("guisu.backup")
AGAIN_SECONDS = 3_600.0  # after one that failed
# In a process of its own: copying and packing would take processor time from the pages' process.
BACKUP = (sys.executable, "-c", "from guisu.config.cli import main; main()", "backup")


class Backups:
    """A step for the loops: makes the backup that is due, and takes away what is past its days."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._not_before = 0.0

    def step(self) -> bool:
        """Always False: one backup is enough. What failed is said, and tried again in an hour."""
        at = timezone.now()
        every = timedelta(hours=settings.BACKUP_HOURS)
        if time.monotonic() < self._not_before:
            return False
        if archives.is_due(self._folder, every=every, at=at):
            trouble = self._made(self._folder / archives.name_of(at))
            if trouble:
                self._not_before = time.monotonic() + AGAIN_SECONDS
                logger.error("no backup was made: %s", trouble)
                return False
        for old in archives.ended(self._folder, days=settings.BACKUPS_KEPT_DAYS, at=at):
            old.path.unlink(missing_ok=True)
            logger.info("backup %s is past its days, and deleted", old.path.name)
        return False

    def _made(self, path: Path) -> str:
        """Why it was not made; empty where it was."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._folder.glob("guisu-*.tar.gz.part"):
                left.unlink()
        except OSError as error:
            return f"{error.strerror}: {self._folder}"
        done = subprocess.run(  # noqa: S603 - our own command
            [*BACKUP, str(path)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            return done.stderr.strip()[-500:]
        logger.info("%s", done.stdout.strip())
        return ""
