"""Whether a condition on relations holds for one person."""

from typing import assert_never

from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.families.relations.facts import Relations
from guisu.know.segments.reference.people import Moment, Person


def holds(leaf: s.Own, person: Person, _moment: Moment) -> bool:
    facts = person.of(Relations)
    match leaf:
        case s.KnownBy(channels):
            return not facts.channels.isdisjoint(channels)
        case s.KnownAt(stores):
            return not facts.stores.isdisjoint(stores)
        case s.Tagged(tags):
            return not facts.tags.isdisjoint(tags)
        case s.Untagged():
            return not facts.tags
        case s.Agreed(channel, purpose):
            return (channel, purpose) in facts.agreed
        case _:
            assert_never(leaf)
