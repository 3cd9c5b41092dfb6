"""The groups that people are and were in, read from the operational store."""

from guisu.ground.kernel.instants import milliseconds
from guisu.know.groups.families.membership.facts import Stay, Stays
from guisu.know.groups.models import Membership
from guisu.know.segments.wanted import Wanted


def load(wanted: Wanted) -> dict[int, Stays]:
    told = wanted.gathered(Membership.objects.all(), "group_id", "joined_at", "left_at")
    return {
        root: Stays(
            tuple(
                Stay(group, milliseconds(joined_at), milliseconds(left_at) if left_at else None)
                for group, joined_at, left_at in stays
            )
        )
        for root, stays in told.items()
    }
