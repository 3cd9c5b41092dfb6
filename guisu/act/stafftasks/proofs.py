"""What would be so if a task were done, asked of what sync has brought to our tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from guisu.act.stafftasks.domain import Kind, Subject
from guisu.ground.events import facts
from guisu.ground.events.models import Event
from guisu.know.customers.facts import CustomerMerged
from guisu.know.customers.models import Customer
from guisu.know.customers.selectors import rows_of
from guisu.know.groups.facts import GroupDescribed, GroupLeft, GroupPutOut
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.facts import ContactAdded
from guisu.take_in.sync.models import Tie

KINDS = (GroupLeft, GroupPutOut, ContactAdded, GroupDescribed, CustomerMerged)
Proven = tuple[Kind, Subject]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups and colleagues of open tasks. Of most events it tells that they prove nothing."""

    groups: frozenset[int]
    colleagues: frozenset[int]

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> "Wanted":
        every = list(subjects)
        return cls(
            frozenset(each.group for each in every) - {0},
            frozenset(each.colleague for each in every) - {0},
        )

    def may_be_proven_by(self, event: Event) -> bool:
        match facts.read(event):
            case GroupLeft(group=group):
                return group in self.groups
            case ContactAdded(colleague=colleague):
                return colleague in self.colleagues
            case GroupDescribed(owner=owner):
                return owner in self.colleagues
            case _:
                return bool(self.colleagues)


def is_so(kind: Kind, about: Subject) -> bool:
    """Whether what the task asks for is there to be seen now."""
    match kind:
        case Kind.OPEN_GROUP:
            return _owned(about).filter(name=about.name).exists()
        case Kind.REMOVE_MEMBER:
            present = Membership.objects.filter(group=about.group, left_at=None)
            return not present.filter(customer__in=_rows(about.customer)).exists()
        case Kind.PASS_ON if about.group:
            return _owned(about).filter(pk=about.group).exists()
        case Kind.ADD_FRIEND | Kind.PASS_ON:
            ties = Tie.objects.filter(colleague=about.colleague, ended_at=None)
            return ties.filter(customer__in=_rows(about.customer)).exists()
        case _:
            return False


def proven_by(event: Event) -> list[Proven]:
    """What `event` proves: kinds and subjects of the tasks that it would close."""
    rows = _rows(event.customer_id) if event.customer_id else []
    match facts.read(event):
        case GroupLeft(group=group):
            return [(Kind.REMOVE_MEMBER, Subject(group=group, customer=row)) for row in rows]
        case ContactAdded(colleague=colleague):
            return _met(rows, [colleague])
        case CustomerMerged():
            ties = Tie.objects.filter(customer__in=rows, ended_at=None)
            return _met(rows, sorted(set(ties.values_list("colleague_id", flat=True))))
        case GroupDescribed(group=group, owner=owner, name=name):
            return [
                (Kind.OPEN_GROUP, Subject(colleague=owner, name=name)),
                (Kind.PASS_ON, Subject(group=group, colleague=owner)),
            ]
        case _:
            return []


def _met(rows: list[int], colleagues: list[int]) -> list[Proven]:
    return [
        (kind, Subject(customer=row, colleague=colleague))
        for kind in (Kind.ADD_FRIEND, Kind.PASS_ON)
        for row in rows
        for colleague in colleagues
    ]


def _owned(about: Subject) -> QuerySet[Group]:
    return Group.objects.filter(owner=about.colleague, ended_at=None)


def _rows(customer_id: int) -> list[int]:
    customer = Customer.objects.filter(pk=customer_id).first()
    return rows_of(customer) if customer else []
