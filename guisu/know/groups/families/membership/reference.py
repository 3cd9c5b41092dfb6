"""Whether a condition on groups holds for one person."""

from typing import assert_never

from guisu.know.groups.families.membership import struct as s
from guisu.know.groups.families.membership.facts import Stays
from guisu.know.segments.reference.people import Moment, Person


def holds(leaf: s.Own, person: Person, moment: Moment) -> bool:
    """What comes after the moment is not known yet: who leaves tomorrow is in today."""
    stays = [stay for stay in person.of(Stays).all if not leaf.groups or stay.group in leaf.groups]
    present = {stay.group for stay in stays if stay.includes(moment.at)}
    match leaf:
        case s.InGroup():
            return bool(present)
        case s.JoinedGroup(window):
            span = moment.span(window)
            return any(stay.joined_at <= moment.at and span.holds(stay.joined_at) for stay in stays)
        case s.LeftGroup(window):
            span = moment.span(window)
            return any(
                stay.left_at <= moment.at and span.holds(stay.left_at) and stay.group not in present
                for stay in stays
                if stay.left_at is not None
            )
        case _:
            assert_never(leaf)
