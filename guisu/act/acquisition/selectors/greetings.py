"""Welcomes and how greetings went."""

from django.db.models import Count, QuerySet

from guisu.act.acquisition.models import ContactCode, Greeting, Welcome
from guisu.ground.channels.models import Connection


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
    counted = rows.order_by().values_list("state").annotate(count=Count("pk"))
    words = {state.value: str(state.label) for state in Greeting.State}
    found = dict(counted)
    return [(words[state], found[state]) for state in words if state in found]
