"""What identities that came together say about two persons."""

from collections.abc import Mapping, Set
from enum import Enum

from guisu.know.customers.domain.arrivals import Link
from guisu.know.customers.domain.identities import ANONYMOUS, STRONG, USER, Key, Weight, parted

Names = Mapping[str, Set[str]]


class Verdict(Enum):
    APART = "apart"
    SUGGEST = "suggest"
    ALIAS = "alias"
    IDENTIFIED = "identified"
    SHARED = "shared"


def contradict(first: Names, second: Names) -> bool:
    """Whether the two have different identities in a space where a person has one."""
    return any(
        values and second.get(space) and values.isdisjoint(second[space])
        for space, values in first.items()
        if parted(space)[0] in STRONG
    )


def is_named(names: Names) -> bool:
    """Whether anything but a device is known."""
    return any(values for channel, values in names.items() if channel != ANONYMOUS)


def verdict(link: Link, *, lead: Names, other: Names, by: Key) -> Verdict:
    """What to do when an arrival of the person `lead` also claims `by`, which is the `other`'s.

    A device that has served a named person stays with that person: shared devices join nobody.
    """
    if link is Link.ALIAS:
        return Verdict.SUGGEST if _is_anothers_device(by, lead, other) else Verdict.ALIAS
    if by.weight is Weight.DOUBTFUL:
        return Verdict.APART
    if by.weight is Weight.DEVICE:
        signs_in = link is Link.IDENTIFIED and not is_named(other)
        return Verdict.IDENTIFIED if signs_in else Verdict.APART
    return Verdict.SUGGEST if contradict(lead, other) else Verdict.SHARED


def comes_anew(link: Link, *, told: Names, owner: Names, by: Key) -> bool:
    """Whether an arrival with unknown stronger identities `told` is a stranger to `owner`.

    `by` is its first known identity, the owner's. Otherwise it is that owner with news.
    """
    if link is Link.ALIAS:
        return _is_anothers_device(by, told, owner)
    if not told:
        return False
    if by.weight is Weight.DOUBTFUL:
        return True
    if by.weight is Weight.DEVICE:
        return is_named(owner) or link is not Link.IDENTIFIED
    return contradict(told, owner)


def _is_anothers_device(by: Key, user: Names, owner: Names) -> bool:
    """Whether what an alias calls the earlier id is a device on which somebody else signed up."""
    theirs = owner.get(USER, frozenset())
    return by.channel == ANONYMOUS and bool(theirs) and theirs.isdisjoint(user.get(USER, ()))
