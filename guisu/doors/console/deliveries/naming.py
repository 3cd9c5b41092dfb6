"""What a cause is called, and the page of what it speaks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.act.messaging.selectors import broadcasts
from guisu.act.outreach.models import Cause
from guisu.act.stafftasks import selectors as tasks
from guisu.act.stafftasks import wording as words
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Permission, Scope


@dataclass(frozen=True, slots=True)
class Named:
    """`url`: the page of the object itself; empty: there is none for the reader."""

    text: str | Promise
    url: str = ""


Naming = Callable[[Scope, Mapping[int, Cause]], Mapping[int, Named]]


def named(scope: Scope, causes: Iterable[Cause]) -> dict[int, Named]:
    """Cause -> what to call it: by what it speaks for, else by its own words."""
    wanted = {each.pk: each for each in causes}
    told = {pk: Named(str(each)) for pk, each in wanted.items()}
    for room, naming in ROOMS.items():
        ours = {pk: each for pk, each in wanted.items() if each.room == room}
        if ours:
            told |= naming(scope, ours)
    return told


def number_of(cause: Cause) -> int:
    """The 7 of `broadcast:7`; 0 where it has none."""
    return row_id(cause.subject.partition(":")[2])


def _messages(scope: Scope, causes: Mapping[int, Cause]) -> Mapping[int, Named]:
    """A message of another store's is not called by its title."""
    numbers = {pk: number_of(each) for pk, each in causes.items()}
    seen = broadcasts.broadcasts(scope) if scope.may(Permission.SEND_MESSAGES) else None
    titles: dict[int, str] = {}
    if seen is not None:
        titles = dict(seen.filter(pk__in=numbers.values()).values_list("pk", "title"))
    return {
        pk: Named(titles[number], reverse("console:message", args=[number]))
        if number in titles
        else Named(_("A message of others"))
        for pk, number in numbers.items()
    }


def _tasks(scope: Scope, causes: Mapping[int, Cause]) -> Mapping[int, Named]:
    numbers = {pk: number_of(each) for pk, each in causes.items()}
    seen = list(tasks.tasks(scope).filter(pk__in=numbers.values()))
    known = words.names(seen)
    titles = {each.pk: words.title(each, known) for each in seen}
    return {
        pk: Named(titles[number], reverse("console:task", args=[number]))
        if number in titles
        else Named(_("A task of others"))
        for pk, number in numbers.items()
    }


ROOMS: Mapping[str, Naming] = {"messaging": _messages, "stafftasks": _tasks}
