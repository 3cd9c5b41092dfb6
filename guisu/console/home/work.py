"""What needs somebody today: each kind of open work with its count, worst first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.events import selectors as events
from guisu.jobs import selectors as jobs
from guisu.staff.domain import Permission, Scope


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the work list."""

    label: str | Promise
    why: str | Promise
    count: int
    url: str
    is_harm: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: who can do it, how it is counted, where it is done."""

    permission: Permission
    label: str | Promise
    why: str | Promise
    count: Callable[[Scope], int]
    place: str
    is_harm: bool = False


KINDS = (
    Kind(
        Permission.MANAGE_LETTERS,
        _("events that could not be handled"),
        _("Their effects are missing until they are tried again."),
        lambda _scope: events.parked_letters().count(),
        "letters",
        is_harm=True,
    ),
    Kind(
        Permission.MANAGE_LETTERS,
        _("background jobs that failed"),
        _("They gave up after all their tries."),
        lambda _scope: jobs.failed().count(),
        "jobs",
        is_harm=True,
    ),
)


def open_work(scope: Scope) -> Iterator[Work]:
    """Everything that waits for somebody who may do it."""
    for kind in KINDS:
        if scope.may(kind.permission) and (count := kind.count(scope)):
            url = reverse(f"console:{kind.place}")
            yield Work(kind.label, kind.why, count, url, kind.is_harm)
