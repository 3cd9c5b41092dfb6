"""Welcomes and how greetings went."""

from django.db.models import Case, Count, QuerySet, When
from django.utils.translation import pgettext

from guisu.act.acquisition.models import ContactCode, Greeting, Welcome
from guisu.ground.channels.models import Connection

State, Spared = Greeting.State, Greeting.Spared


def welcome(connection: Connection, *, state: str = "") -> Welcome | None:
    """The words for who comes by `state`; empty: by no code that has words of its own."""
    return Welcome.objects.filter(connection=connection, state=state, is_active=True).first()


def greetings(connection: Connection) -> list[tuple[str, int]]:
    """How those of the last week went: state in words, and how many."""
    return _counted(Greeting.objects.filter(connection=connection))


def greetings_by(code: ContactCode) -> list[tuple[str, int]]:
    """As `greetings`, of those who came by one code."""
    return _counted(Greeting.objects.filter(channel_state=code.state, connection=code.connection))


def _counted(rows: QuerySet[Greeting]) -> list[tuple[str, int]]:
    words: dict[str, object] = {
        State.WAITING: pgettext("greeting", "Waiting"),
        State.DONE: pgettext("greeting", "Sent"),
        State.FAILED: State.FAILED.label,
        State.EXPIRED: State.EXPIRED.label,
        State.UNKNOWN: State.UNKNOWN.label,
        Spared.NO_CODE: Spared.NO_CODE.label,
        Spared.HALF: Spared.HALF.label,
    }
    why = Case(When(state=State.DROPPED, then="code"), default="state")
    found = dict(rows.order_by().values_list(why).annotate(count=Count("pk")))
    return [(str(words[each]), found[each]) for each in words if each in found]
