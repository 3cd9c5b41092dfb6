"""Who came by which code: read from the log, where each coming and parting stands once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from guisu.act.acquisition.facts import CodeArrived
from guisu.act.acquisition.models import CodeArrival, ContactCode
from guisu.ground.events import facts
from guisu.ground.events.models import Event
from guisu.ground.events.services import record
from guisu.ground.staff.selectors import zone
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain.refusals import TagIsArchived
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Customer, CustomerStore
from guisu.know.customers.services import tags
from guisu.know.groups.facts import GroupCodeTold, GroupJoined, GroupLeft, GroupPutOut
from guisu.take_in.sync.facts import ContactAdded, ContactEnded

KINDS = (ContactAdded, ContactEnded, GroupCodeTold, GroupJoined, GroupLeft, GroupPutOut)
WHY = "contact code"


def follow(events: Sequence[Event]) -> None:
    """Write down who came and who left, in the order of the log; once each, however often told."""
    told = [(event, facts.read(event)) for event in events]
    states = {one.state for _, one in told if isinstance(one, ContactAdded | GroupCodeTold)} - {""}
    known = ContactCode.objects.filter(state__in=states).select_related("store")
    codes = {one.state: one for one in known.prefetch_related("tags")}
    for event, fact in told:
        match fact:
            case ContactAdded(state=state, colleague=colleague) if state in codes:
                _came(codes[state], event, {"colleague_id": colleague, "group_id": None})
            case GroupCodeTold(state=state, group=group) if state in codes:
                _came(codes[state], event, {"colleague_id": None, "group_id": group})
            case ContactEnded(colleague=colleague):
                _left(event, Q(colleague=colleague))
            case GroupLeft(group=group):
                _left(event, Q(group=group))
            case _:
                pass
    rooms = {one.group for _, one in told if isinstance(one, GroupJoined | GroupLeft)}
    _look_again(codes.values(), rooms)


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """By which codes the person came, and until when they stayed."""
    held = CodeArrival.objects.filter(customer__in=row_ids).select_related("code")
    return [
        {
            "code": one.code.name,
            "source": one.code.source,
            "arrived_at": one.arrived_at.isoformat(),
            "left_at": one.left_at.isoformat() if one.left_at else None,
        }
        for one in held.order_by("pk")
    ]


def erase(_row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Nothing here names anybody: that somebody came stays counted."""


def _came(code: ContactCode, event: Event, to: Mapping[str, int | None]) -> None:
    if not Customer.objects.filter(pk=event.customer_id).exists():
        return
    own = CodeArrival.objects.filter(customer=event.customer_id)
    arrival, is_new = CodeArrival.objects.get_or_create(
        customer_id=event.customer_id,
        arrived_at=event.occurred_at,
        **to,
        defaults={
            "code": code,
            "arrived_on": event.occurred_at.astimezone(zone()).date(),
            "is_first": False,
        },
    )
    if not is_new:
        return
    first = own.order_by("arrived_at", "pk").values_list("pk", flat=True)[:1].get()
    own.filter(is_first=True).exclude(pk=first).update(is_first=False)
    own.filter(pk=first).update(is_first=True)
    _receive(code, arrival)


def _receive(code: ContactCode, arrival: CodeArrival) -> None:
    """Give what the code gives: its tags, and that its store knows the person."""
    now = timezone.now()
    row = arrival.customer_id
    fact = CodeArrived(code=code.pk, name=code.name, channel=code.source)
    record(fact, at=arrival.arrived_at, customer_id=row, subject=f"code:{code.pk}")
    for tag in code.tags.all():
        try:
            tags.give(tag, [row], source=f"code:{code.pk}", why=WHY, by=None, at=now)
        except TagIsArchived:
            continue
    if code.store_id is not None:
        known = CustomerStore(customer_id=row, store_id=code.store_id, since=arrival.arrived_at)
        CustomerStore.objects.bulk_create([known], ignore_conflicts=True)
        mark_changed("customers", [row])


def _left(event: Event, whom: Q) -> None:
    CodeArrival.objects.filter(
        whom,
        customer=event.customer_id,
        arrived_at__lte=event.occurred_at,
        left_at=None,
    ).update(left_at=event.occurred_at)


def _look_again(codes: Iterable[ContactCode], rooms: Collection[int]) -> None:
    """A cap may be reached, a group full or free again: whom the codes name may change."""
    came_by = [one.pk for one in codes if one.daily_cap or one.leads_to_groups]
    touched = Q(pk__in=came_by) | Q(rooms__group__in=rooms)
    keys = ContactCode.objects.filter(touched, ended_at=None, trouble="").values("pk")
    moved = {"look_at": timezone.now(), "turn": F("turn") + 1}
    ContactCode.objects.filter(pk__in=keys).update(**moved)
