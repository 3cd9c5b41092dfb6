"""Welcomes and how greetings went."""

from django.db.models import Count

from guisu.acquisition.models import Greeting, Welcome
from guisu.channels.models import Connection


def welcome(connection: Connection, *, state: str = "") -> Welcome | None:
    """The words for who comes by `state`; empty: by no code that has words of its own."""
    return Welcome.objects.filter(connection=connection, state=state, is_active=True).first()


def greetings(connection: Connection) -> list[tuple[str, int]]:
    """How those of the last week went: state in words, and how many."""
    counted = (
        Greeting.objects.filter(connection=connection)
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    words = {state.value: str(state.label) for state in Greeting.State}
    found = dict(counted)
    return [(words[state], found[state]) for state in words if state in found]
