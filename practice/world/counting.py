"""Statistics over days, from the counts that `figures` keeps."""

from dataclasses import dataclass

from practice.world.figures import DAY, ContactDay, GroupDay, day_of
from practice.world.state import World


@dataclass(slots=True)
class GroupCounts:
    """Of some owners over some days. Totals are as of the end of the last day."""

    new_groups: int = 0
    total_groups: int = 0
    groups_talked_in: int = 0
    new_members: int = 0
    total_members: int = 0
    members_who_talked: int = 0
    messages: int = 0


def days(first: float, last: float) -> list[int]:
    """The beginnings of the days from that of `first` to that of `last`."""
    return list(range(day_of(first), day_of(last) + 1, DAY))


def of_groups(world: World, owners: list[str], span: list[int]) -> GroupCounts:
    chosen = set(owners)
    counts = GroupCounts()
    talked_in: dict[str, None] = {}
    talkers: dict[tuple[str, str], None] = {}
    for (owner, day), figures in world.figures.groups.items():
        if owner not in chosen or not span or day > span[-1]:
            continue
        counts.total_groups += figures.net_groups
        counts.total_members += figures.net_members
        if day >= span[0]:
            _add(counts, figures)
            talked_in.update(figures.talked_in)
            talkers.update(figures.talkers)
    counts.groups_talked_in, counts.members_who_talked = len(talked_in), len(talkers)
    return counts


def of_contacts(world: World, users: list[str], day: int) -> ContactDay:
    """The members' day together."""
    whole = ContactDay()
    for user in users:
        figures = world.figures.contacts.get((user, day))
        if figures is None:
            continue
        whole.applied += figures.applied
        whole.added += figures.added
        whole.lost += figures.lost
        whole.messages += figures.messages
        whole.answered += figures.answered
        whole.waits += figures.waits
        whole.chats.update({f"{user}:{each}": None for each in figures.chats})
        opened = {f"{user}:{each}": at for each, at in figures.opened_by_customer.items()}
        whole.opened_by_customer.update(opened)
    return whole


def _add(counts: GroupCounts, figures: GroupDay) -> None:
    counts.new_groups += figures.opened
    counts.new_members += figures.joined
    counts.messages += figures.messages
