"""What people did, read from the log: the kinds of events that are asked for."""

from guisu.ground.events.models import Event
from guisu.ground.kernel.instants import milliseconds
from guisu.know.segments.families.behaviour.facts import Deed, Deeds
from guisu.know.segments.wanted import Wanted


def load(wanted: Wanted) -> dict[int, Deeds]:
    kinds = {event.kind for leaf in wanted.leaves for event in leaf.happenings}
    happened = Event.objects.filter(kind__in=kinds)
    found = wanted.gathered(happened, "occurred_at", "kind", "properties")
    return {
        root: Deeds(tuple(Deed(milliseconds(at), kind, said) for at, kind, said in told))
        for root, told in found.items()
    }
