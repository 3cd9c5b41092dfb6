"""Defining tags, giving and taking them, and turning that back."""

from guisu.know.customers.services.tags.defining import (
    archive,
    change,
    define,
    rename_all,
    restore,
)
from guisu.know.customers.services.tags.giving import Outcome, give, take, undo
from guisu.know.customers.services.tags.queueing import queue, queue_undo, resume, stop
from guisu.know.customers.services.tags.running import run

__all__ = [
    "Outcome",
    "archive",
    "change",
    "define",
    "give",
    "queue",
    "queue_undo",
    "rename_all",
    "restore",
    "resume",
    "run",
    "stop",
    "take",
    "undo",
]
