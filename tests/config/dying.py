"""`guisu restore` that is killed as it is about to touch the data folder for the n-th time.

`python -m tests.config.dying 3 archive.tar.gz`; with 0 it lives, and says how often it touched it.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from guisu.config import restoring
from guisu.config.environment import Environment

TOUCHING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "open"}


class Hook:
    def __init__(self, folder: str, at: int) -> None:
        self.folder, self.at, self.seen = folder, at, 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in TOUCHING or not str(arguments[0]).startswith(self.folder):
            return
        if event == "open" and not (int(arguments[2] or 0) & os.O_WRONLY):
            return
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    hook = Hook(os.environ["GUISU_DATA"], int(sys.argv[1]))
    sys.addaudithook(hook)
    restoring.restore(Path(sys.argv[2]), Environment.read())
    print(hook.seen)
