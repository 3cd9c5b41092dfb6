"""A task as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.act.stafftasks import selectors, wording
from guisu.act.stafftasks.domain import Standing
from guisu.act.stafftasks.models import StaffTask
from guisu.doors.console.kit.cells import beside, quiet, word

WORDS: dict[Standing, tuple[str | Promise, str]] = {
    Standing.OPEN: (_("not told yet"), ""),
    Standing.TOLD: (_("told"), ""),
    Standing.SAID_DONE: (_("waiting to be seen in WeCom"), ""),
    Standing.OVERDUE: (_("overdue"), "bad"),
    Standing.DONE: (_("done"), "good"),
    Standing.WITHDRAWN: (_("withdrawn"), ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One task, what it asks for, and how it stands: a word and its colour."""

    task: StaffTask
    title: str
    word: str | Promise
    mark: str


def shown(tasks: Iterable[StaffTask], *, at: datetime) -> list[Shown]:
    """`tasks` in their order, with a bounded number of queries."""
    listed = list(tasks)
    known = wording.names(listed)
    return [
        Shown(
            one,
            wording.title(one, known),
            *WORDS[one.standing(at=at, is_told=getattr(one, "is_told", True))],
        )
        for one in listed
    ]


def standing(one: Shown) -> object:
    """How it stands, and what shows that it is done."""
    proof = one.task.get_proof_display() if one.task.proof else ""
    return beside([word(one.word, one.mark), quiet(proof)])


def whole(task: StaffTask, *, at: datetime, sees_phone: bool) -> dict[str, Any]:
    """All that the page of one task says."""
    (one,) = shown([task], at=at)
    return {
        "one": one,
        "task": task,
        "steps": wording.steps(task),
        "text": task.words.get("text", ""),
        "note": task.words.get("note", ""),
        "phone": selectors.phone_of(task) if sees_phone else "",
        "is_open": task.state == StaffTask.State.OPEN,
    }
