"""What needs somebody today: each kind of open work with its count, worst first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.act.stafftasks import selectors as tasks
from guisu.doors.console.navigation import address
from guisu.ground.channels import leaving, waiting
from guisu.ground.events import selectors as events
from guisu.ground.jobs import selectors as jobs
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors as customers
from guisu.take_in.imports import selectors as imports
from guisu.take_in.imports.models import Import
from guisu.take_in.intake import selectors as intake

LATELY = timedelta(days=7)
UNDER_WAY = (Import.State.WAITING, Import.State.RUNNING)


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
    """A kind of work: who can do it (None: every post), how it is counted, where it is done."""

    permission: Permission | None
    label: str | Promise
    why: str | Promise
    count: Callable[[Scope], int]
    place: str
    is_harm: bool = False


KINDS = (
    Kind(
        Permission.MANAGE_SETTINGS,
        _("connections held"),
        _("Nothing leaves by them until you let them go: look what waits first."),
        lambda _scope: leaving.held().count(),
        "leaving",
        is_harm=True,
    ),
    Kind(
        Permission.MANAGE_SETTINGS,
        _("messages whose moment is over"),
        _("They do not go out by themselves any more: send them after all, or never."),
        lambda _scope: waiting.late(),
        "leaving",
        is_harm=True,
    ),
    Kind(
        None,
        _("tasks of yours"),
        _("What has to be done in WeCom by hand; some end by themselves once it is seen."),
        lambda scope: tasks.mine(scope).count(),
        "my-tasks",
    ),
    Kind(
        Permission.MANAGE_TASKS,
        _("overdue tasks of colleagues"),
        _("Ask, give them to somebody else, or withdraw them."),
        lambda scope: tasks.overdue(scope, at=timezone.now()).count(),
        "overdue-tasks",
        is_harm=True,
    ),
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
    Kind(
        Permission.MANAGE_LETTERS,
        _("times that the clock was ahead in the last 7 days"),
        _("What waited for it goes on again. Have this machine's clock set over the network."),
        lambda _scope: jobs.clock_turns(since=timezone.now() - LATELY).count(),
        "jobs",
        is_harm=True,
    ),
    Kind(
        Permission.MANAGE_LETTERS,
        _("messages that could not be understood"),
        _("A shop or a file sent them; whoever sent them has to mend it."),
        lambda _scope: intake.refused_messages().count(),
        "refused-messages",
        is_harm=True,
    ),
    Kind(
        Permission.IMPORT,
        _("imports that failed in the last 7 days"),
        _("Look why; what was taken in stays, and the same file can be given again."),
        lambda scope: (
            imports.imports(scope)
            .filter(state=Import.State.FAILED, ended_at__gte=timezone.now() - LATELY)
            .count()
        ),
        "imports",
        is_harm=True,
    ),
    Kind(
        Permission.IMPORT,
        _("imports paused"),
        _("They wait for you: open the import, and go on with it or stop it."),
        lambda scope: imports.imports(scope).filter(state=Import.State.PAUSED).count(),
        "imports",
    ),
    Kind(
        Permission.MERGE_CUSTOMERS,
        _("pairs of profiles that may be one person"),
        _("Merge them or say that they are two; a merge can be undone."),
        lambda scope: customers.suggestions(scope).count(),
        "suggestions",
    ),
    Kind(
        Permission.IMPORT,
        _("imports under way"),
        _("They go on without you; look how far they are."),
        lambda scope: imports.imports(scope).filter(state__in=UNDER_WAY).count(),
        "imports",
    ),
)


def open_work(scope: Scope) -> Iterator[Work]:
    """Everything that waits for somebody who may do it."""
    for kind in KINDS:
        url = address(kind.place)
        may = kind.permission is None or scope.may(kind.permission)
        if url and may and (count := kind.count(scope)):
            yield Work(kind.label, kind.why, count, url, kind.is_harm)
