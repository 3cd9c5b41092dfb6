"""What somebody wants of contact codes; the loop `codes` then tells WeCom of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from guisu.act.acquisition.domain import greetings
from guisu.act.acquisition.domain.codes import BadCode, CodeIsOver, GroupCodesDoNotPause, new_state
from guisu.act.acquisition.domain.duty import MOST_NAMED, WEEK, Shift
from guisu.act.acquisition.domain.rooms import FULL
from guisu.act.acquisition.models import CodeRoom, ContactCode, Seat, Welcome, WorkShift
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.database import editions
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.models import Staff, Store
from guisu.ground.staff.services import audit
from guisu.know.customers.models import Tag
from guisu.know.groups.models import Group

Kind = ContactCode.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """All that can be wanted of a code. Ids of colleagues, and of groups in their order.

    `words`: of its own for who comes by it; empty: the connection's.
    """

    name: str
    source: str = ""
    store: Store | None = None
    tags: Collection[Tag] = ()
    is_open: bool = True
    daily_cap: int | None = None
    colleagues: Sequence[int] = ()
    backups: Sequence[int] = ()
    shifts: Sequence[Shift] = ()
    groups: Sequence[int] = ()
    room_limit: int = FULL
    opens_rooms: bool = False
    room_name: str = ""
    words: str = ""


PLAIN = ("name", "source", "is_open", "daily_cap", "room_limit", "opens_rooms", "room_name")


@transaction.atomic
def make(
    connection: Connection, kind: ContactCode.Kind, wish: Wish, *, by: Staff | None, at: datetime
) -> ContactCode:
    """A new code; its picture follows when WeCom has made it. Raises `BadCode`, `BadGreeting`."""
    code = ContactCode(connection=connection, kind=kind, state=new_state(), created_at=at)
    code.created_by = by
    _write(code, wish, at=at)
    audit("code.made", subject=f"code:{code.pk}", by=by, at=at, after=_plain(code, wish))
    return code


@transaction.atomic
def change(
    code: ContactCode, wish: Wish, *, by: Staff | None, at: datetime, seen: int | None = None
) -> ContactCode:
    """Make the code what `wish` says. Raises `CodeIsOver`, and as `make`.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    code = _locked(code)
    editions.turn(code, seen)
    _write(code, wish, at=at)
    audit("code.changed", subject=f"code:{code.pk}", by=by, at=at, after=_plain(code, wish))
    return code


@transaction.atomic
def pause(code: ContactCode, *, by: Staff | None, at: datetime) -> None:
    """Let nobody be added without a colleague's yes: WeCom has no way to switch a code off.

    Raises `CodeIsOver`, `GroupCodesDoNotPause`. Safe to repeat.
    """
    code = _locked(code)
    if code.leads_to_groups:
        raise GroupCodesDoNotPause
    if code.paused_at is None:
        _move(code, "code.paused", by=by, at=at, paused_at=at)


@transaction.atomic
def resume(code: ContactCode, *, by: Staff | None, at: datetime) -> None:
    """Take back `pause`. Raises `CodeIsOver`. Safe to repeat."""
    code = _locked(code)
    if code.paused_at is not None:
        _move(code, "code.resumed", by=by, at=at, paused_at=None)


@transaction.atomic
def delete(code: ContactCode, *, by: Staff | None, at: datetime) -> None:
    """End the code for good, here and at WeCom; what was printed leads nowhere then.

    Who came by it stays on record, and who still does is greeted with the connection's words.
    Safe to repeat.
    """
    code = ContactCode.objects.select_for_update().get(pk=code.pk)
    if not code.is_over:
        _move(code, "code.deleted", by=by, at=at, ended_at=at)
        Welcome.objects.filter(connection=code.connection_id, state=code.state).delete()


@transaction.atomic
def try_again(code: ContactCode, *, at: datetime) -> None:
    """Have WeCom told of the code now, and not only when the pause after a failure is over."""
    code = ContactCode.objects.select_for_update().get(pk=code.pk)
    if code.look_at is not None:
        look(ContactCode.objects.filter(pk=code.pk), at=at)


def look(codes: Any, *, at: datetime) -> None:
    """Have it looked again whom these codes should name. `codes`: a QuerySet."""
    codes.update(look_at=at, turn=F("turn") + 1, tries=0)


def _locked(code: ContactCode) -> ContactCode:
    held = ContactCode.objects.select_for_update().get(pk=code.pk)
    if held.is_over:
        raise CodeIsOver
    return held


def _move(code: ContactCode, action: str, *, by: Staff | None, at: datetime, **moved: Any) -> None:
    own = ContactCode.objects.filter(pk=code.pk)
    own.update(**moved)
    look(own, at=at)
    audit(action, subject=f"code:{code.pk}", by=by, at=at, after={"name": code.name})


def _write(code: ContactCode, wish: Wish, *, at: datetime) -> None:
    _check(code, wish)
    for name in PLAIN:
        setattr(code, name, getattr(wish, name))
    code.store, code.name = wish.store, wish.name.strip()
    code.look_at, code.turn, code.tries = at, code.turn + 1, 0
    code.save()
    code.tags.set(wish.tags)
    _seat(code, wish)
    _set_words(code, wish.words)


def _check(code: ContactCode, wish: Wish) -> None:
    """Raises `BadCode`."""
    if not wish.name.strip():
        raise BadCode(problem=gettext_noop("name"))
    if code.leads_to_groups:
        known = Group.objects.filter(connection=code.connection, pk__in=wish.groups).count()
        if not wish.groups or known != len(set(wish.groups)):
            raise BadCode(problem=gettext_noop("groups"))
        return
    named = {*wish.colleagues, *wish.backups}
    known = Colleague.objects.filter(connection=code.connection, pk__in=named).count()
    if not wish.colleagues or known != len(named) or len(named) > MOST_NAMED:
        raise BadCode(problem=gettext_noop("colleagues"))
    if not all(_is_sound(shift, wish.colleagues) for shift in wish.shifts):
        raise BadCode(problem=gettext_noop("shifts"))


def _is_sound(shift: Shift, colleagues: Collection[int]) -> bool:
    is_within = bool(shift.days) and shift.days <= set(WEEK) and shift.starts != shift.ends
    return is_within and bool(shift.colleagues) and shift.colleagues <= set(colleagues)


def _seat(code: ContactCode, wish: Wish) -> None:
    code.seats.all().delete()
    code.shifts.all().delete()
    code.rooms.all().delete()
    if code.leads_to_groups:
        places = enumerate(dict.fromkeys(wish.groups))
        CodeRoom.objects.bulk_create(
            [CodeRoom(code=code, group_id=group, place=place) for place, group in places]
        )
        return
    backups = set(wish.backups) - set(wish.colleagues)
    Seat.objects.bulk_create(
        [
            *_seats(code, sorted(set(wish.colleagues)), is_backup=False),
            *_seats(code, sorted(backups), is_backup=True),
        ]
    )
    for shift in wish.shifts:
        made = WorkShift.objects.create(
            code=code,
            days=sorted(shift.days),
            starts_minutes=shift.starts,
            ends_minutes=shift.ends,
        )
        made.colleagues.set(shift.colleagues)


def _seats(code: ContactCode, colleagues: Iterable[int], *, is_backup: bool) -> list[Seat]:
    return [Seat(code=code, colleague_id=one, is_backup=is_backup) for one in colleagues]


def _set_words(code: ContactCode, words: str) -> None:
    own = Welcome.objects.filter(connection=code.connection, state=code.state)
    if not words.strip() or code.leads_to_groups:
        own.delete()
        return
    greetings.said(words)
    told = {"text": words, "is_active": True}
    own.update_or_create(connection=code.connection, state=code.state, defaults=told)


def _plain(code: ContactCode, wish: Wish) -> dict[str, Any]:
    told = {name: getattr(code, name) for name in PLAIN}
    return {
        **told,
        "kind": code.kind,
        "store": str(code.store or ""),
        "tags": sorted(tag.name for tag in wish.tags),
        "colleagues": len(wish.colleagues),
        "backups": len(wish.backups),
        "shifts": len(wish.shifts),
        "groups": len(wish.groups),
    }
