"""Who gets it through whom, and who is left out why: decided before anything is sent."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from guisu.act.messaging.domain.sharing import Part, Way, chosen, parts


class Reason(StrEnum):
    """In the order they are looked at: one is enough."""

    NOBODY = "nobody"
    BARRED = "barred"
    REFUSED = "refused"
    NO_YES = "no_yes"
    CAP = "cap"
    QUOTA = "quota"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`receiver` is empty where nobody is in contact."""

    target: int
    receiver: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def going(self) -> int:
        return sum(len(part.ways) for part in self.parts)

    @property
    def reasons(self) -> Counter[Reason]:
        return Counter(each.reason for each in self.left_out)


def plan(
    targets: Iterable[int],
    ways: Iterable[Way],
    *,
    is_spent: Callable[[str], bool],
    most: int,
    barred: Mapping[int, Reason] | None = None,
) -> Plan:
    """Each target once: in exactly one part, or left out. Ways of others are passed over.

    `barred`: whom consent and other rules keep out, and why.
    """
    best = chosen(ways)
    going: list[Way] = []
    left_out: list[LeftOut] = []
    for target in sorted(set(targets)):
        way = best.get(target)
        if way is None:
            left_out.append(LeftOut(target, "", Reason.NOBODY))
        elif barred and target in barred:
            left_out.append(LeftOut(target, way.receiver, barred[target]))
        elif is_spent(way.receiver):
            left_out.append(LeftOut(target, way.receiver, Reason.QUOTA))
        else:
            going.append(way)
    return Plan(tuple(parts(going, most=most)), tuple(left_out))
