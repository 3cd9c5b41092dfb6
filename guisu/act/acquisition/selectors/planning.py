"""What WeCom should be told of a code now, and when to look again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from guisu.act.acquisition.domain.codes import LOOKED_AT_LEAST, MOST_REMARK
from guisu.act.acquisition.domain.duty import (
    Duty,
    Named,
    Plan,
    Shift,
    Why,
    next_change,
    on_duty,
)
from guisu.act.acquisition.domain.rooms import Room, has_room, named_rooms
from guisu.act.acquisition.models import CodeArrival, ContactCode, Seat
from guisu.ground.channels.models import Colleague
from guisu.ground.staff.selectors import zone


@dataclass(frozen=True, slots=True)
class Wanted:
    """`body` as WeCom takes it, None where a code cannot name anybody; `why` in `domain.Why`."""

    body: dict[str, Any] | None
    why: Why
    look_at: datetime

    @property
    def chats(self) -> list[str]:
        """The groups that are named; none for a code that leads to colleagues."""
        return list((self.body or {}).get("chat_id_list", ()))


def wanted(code: ContactCode, *, at: datetime) -> Wanted:
    """What is wanted of a code that is not over."""
    return _into_groups(code, at=at) if code.leads_to_groups else _to_colleagues(code, at=at)


def seats(code: ContactCode) -> list[Seat]:
    """The colleagues of a code, backups last."""
    held = code.seats.select_related("colleague")
    return list(held.order_by("is_backup", "colleague__name", "pk"))


def shifts(code: ContactCode) -> tuple[Shift, ...]:
    return tuple(
        Shift(
            days=frozenset(one.days),
            starts=one.starts_minutes,
            ends=one.ends_minutes,
            colleagues=frozenset(each.pk for each in one.colleagues.all()),
        )
        for one in code.shifts.order_by("pk").prefetch_related("colleagues")
    )


def is_able(colleague: Colleague) -> bool:
    """Whether WeCom lets strangers be led to them."""
    return colleague.may_contact and colleague.is_activated and colleague.left_at is None


def taken_today(code: ContactCode, *, at: datetime) -> dict[int, int]:
    """How many came by the code today, by colleague."""
    today = at.astimezone(zone()).date()
    came = CodeArrival.objects.filter(code=code, arrived_on=today, colleague__isnull=False)
    return dict(came.values_list("colleague").annotate(count=Count("pk")))


def named_now(code: ContactCode, held: Iterable[Seat], *, at: datetime) -> Named:
    """Whom a code for colleagues leads to at `at`."""
    plan, duty = _plan_and_duty(code, list(held), at=at)
    return on_duty(plan, duty)


def _to_colleagues(code: ContactCode, *, at: datetime) -> Wanted:
    held = seats(code)
    plan, duty = _plan_and_duty(code, held, at=at)
    named = on_duty(plan, duty)
    userids = {one.colleague_id: one.colleague.userid for one in held}
    body = {
        "remark": code.name[:MOST_REMARK],
        "skip_verify": code.is_open and code.paused_at is None,
        "state": code.state,
        "user": [userids[one] for one in named.colleagues],
    }
    look_at = min(next_change(plan, duty.moment), at + LOOKED_AT_LEAST)
    return Wanted(body if named.colleagues else None, named.why, look_at)


def _plan_and_duty(code: ContactCode, held: list[Seat], *, at: datetime) -> tuple[Plan, Duty]:
    plan = Plan(
        colleagues=tuple(one.colleague_id for one in held if not one.is_backup),
        backups=tuple(one.colleague_id for one in held if one.is_backup),
        shifts=shifts(code),
        daily_cap=code.daily_cap,
    )
    able = {one.colleague_id for one in held if is_able(one.colleague)}
    taken = taken_today(code, at=at) if code.daily_cap else {}
    return plan, Duty(moment=at.astimezone(zone()), able=able, taken=taken)


def _into_groups(code: ContactCode, *, at: datetime) -> Wanted:
    rooms = [
        Room(one.group.chat_id, one.group.members_count, is_open=one.group.ended_at is None)
        for one in code.rooms.select_related("group")
    ]
    chats = named_rooms(rooms, limit=code.room_limit)
    why = Why.ON_DUTY if has_room(rooms, limit=code.room_limit) else Why.OVER_CAP
    body = {
        "remark": code.name[:MOST_REMARK],
        "auto_create_room": int(code.opens_rooms),
        "room_base_name": code.room_name,
        "chat_id_list": list(chats),
        "state": code.state,
    }
    return Wanted(body if chats else None, why if chats else Why.NOBODY, at + LOOKED_AT_LEAST)
