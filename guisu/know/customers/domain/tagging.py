"""Who may give and take a tag: people outweigh rules, and every change can be turned back.

A rule takes only what that rule itself gave. What somebody gave by hand, no rule takes; what
somebody took by hand, no rule gives again until somebody gives it. A shop's system or a file
counts as somebody: only `rule:…` sources are rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

RULE = "rule:"


class Act(StrEnum):
    """What can happen between one row and one tag."""

    GIVEN = "given"
    TAKEN = "taken"
    KEPT = "kept"  # given by a rule, from now on by hand
    LEFT = "left"  # the rule's again
    WITHHELD = "withheld"  # taken by hand: rules keep off
    RELEASED = "released"  # rules may give it again


OPPOSITE = {
    Act.GIVEN: Act.TAKEN,
    Act.TAKEN: Act.GIVEN,
    Act.KEPT: Act.LEFT,
    Act.LEFT: Act.KEPT,
    Act.WITHHELD: Act.RELEASED,
    Act.RELEASED: Act.WITHHELD,
}
# Two things are kept of a row and a tag, each with its own history: having it, and withholding it.
ABOUT_WITHHOLDING = frozenset({Act.WITHHELD, Act.RELEASED})


@dataclass(frozen=True, slots=True)
class Stand:
    """The batch behind what stands, whose word it was, and since when."""

    batch: int
    source: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row. `was` stood there before; `then` stands there after.

    `then` None: what stands after is the word of the batch that makes the change.
    """

    row: int
    act: Act
    was: Stand | None = None
    then: Stand | None = None


@dataclass(slots=True)
class Standing:
    """How one person stands to one tag, over all their rows. `row`: the one a change comes to."""

    row: int
    held: dict[int, Stand] = field(default_factory=dict)
    withheld: dict[int, Stand] = field(default_factory=dict)


def is_rule(source: str) -> bool:
    return source.startswith(RULE)


def give(standing: Standing, source: str) -> Iterator[Change]:
    """What giving the tag changes; nothing if the person has it and nobody gains a say."""
    if is_rule(source):
        if not standing.held and not standing.withheld:
            yield Change(standing.row, Act.GIVEN)
        return
    if not standing.held:
        yield Change(standing.row, Act.GIVEN)
    for row, stand in standing.held.items():
        if is_rule(stand.source):
            yield Change(row, Act.KEPT, stand)
    for row, stand in standing.withheld.items():
        yield Change(row, Act.RELEASED, stand)


def take(standing: Standing, source: str) -> Iterator[Change]:
    """What taking the tag changes: a rule takes back its own, somebody takes it from all rows."""
    for row, stand in standing.held.items():
        if not is_rule(source) or stand.source == source:
            yield Change(row, Act.TAKEN, stand)
    if standing.held and not standing.withheld and not is_rule(source):
        yield Change(standing.row, Act.WITHHELD)


def turned_back(
    changes: Iterable[Change], now: Standing, *, of_rule: bool = False
) -> Iterator[Change]:
    """The opposite of each change, the last first; `now` is how things stand before.

    For changes after which nobody changed the same again. Turning back what a rule did is
    somebody's word, or the rule would do it again: what it gave is withheld from it, what it took
    is held against it.
    """
    for change in reversed(list(changes)):
        stands = now.withheld if change.act in ABOUT_WITHHOLDING else now.held
        then = None if of_rule else change.was
        yield Change(change.row, OPPOSITE[change.act], stands.get(change.row), then)
        if of_rule and change.act == Act.GIVEN and change.row not in now.withheld:
            yield Change(change.row, Act.WITHHELD)


def persons_changed(changes: Iterable[Change], root_of: Mapping[int, int]) -> dict[Act, set[int]]:
    """Roots of the people who were given the tag, and of those it was taken from."""
    found: dict[Act, set[int]] = {Act.GIVEN: set(), Act.TAKEN: set()}
    for change in changes:
        if change.act in found:
            found[change.act].add(root_of[change.row])
    return found
