"""Telling WeCom what is wanted of contact codes: one code at a time, outside any transaction.

Somebody holds a code while telling of it. Cut off anywhere, whoever comes next goes on: updates
and deletions can be repeated, and a code that may have been made is looked for by its state.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guisu.act.acquisition.domain.codes import LEASE, pause
from guisu.act.acquisition.models import CodeRoom, ContactCode
from guisu.act.acquisition.selectors import planning
from guisu.ground.channels import leaving
from guisu.ground.channels.port import ChannelError, OutcomeUnknown, Rejected, TryLater
from guisu.ground.channels.wecom import pictures
from guisu.ground.channels.wecom.codes import BAD_COLLEAGUE, NO_SUCH_CODE, Codes, Made, codes_of
from guisu.ground.database import rows
from guisu.know.groups.models import Group
from guisu.take_in.sync.services import colleagues

NEVER: datetime | None = None


def carry_out() -> bool:
    """Look after the code that is due longest. False when none is.

    Safe in several processes: each code is one's at a time.
    """
    code = _held(at=timezone.now())
    if code is None:
        return False
    try:
        look_at = _bring_about(code, at=timezone.now())
    except ChannelError as error:
        _refused(code, error, at=timezone.now())
    else:
        _settle(code, look_at=look_at, trouble="", trouble_code=0, tries=0)
    return True


def take_back(at: datetime) -> int:
    """Have no code wait for a moment of a clock that was ahead of `at`; how many did."""
    held = ContactCode.objects.filter(held_until__gt=at + LEASE)
    ahead = ContactCode.objects.filter(look_at__gt=at)
    return held.update(held_until=None) + ahead.update(look_at=at)


def _held(*, at: datetime) -> ContactCode | None:
    is_free = Q(held_until=None) | Q(held_until__lte=at)
    due = ContactCode.objects.filter(is_free, look_at__lte=at, connection__in=leaving.speaking())
    in_line = due.select_related("connection").order_by("look_at")
    return rows.hold(in_line, held_until=at + LEASE)


def _bring_about(code: ContactCode, *, at: datetime) -> datetime | None:
    """Make WeCom's code what is wanted; when to look again. Raises a `ChannelError`."""
    codes = codes_of(code.connection)
    if code.is_over:
        _end(code, codes)
        return NEVER
    if code.config_id and code.opens_rooms:
        _learn_rooms(code, codes)
    wanted = planning.wanted(code, at=at)
    _note(code, why=wanted.why)
    if wanted.body is None:
        return wanted.look_at
    if not code.config_id:
        _make(code, codes, wanted.body, at=at)
    if code.told != wanted.body:
        _update(code, codes, wanted.body)
    if not code.picture:
        _note(code, picture=pictures.fetched(code.connection, code.address))
    return wanted.look_at


def _make(code: ContactCode, codes: Codes, body: dict[str, Any], *, at: datetime) -> None:
    """Have WeCom make the code, once: one that may be there already is looked for first."""
    lost = _lost(code, codes) if code.asked_at else ""
    if lost:
        _note(code, config_id=lost, address=codes.get(lost).qr_code, asked_at=None, told={})
        return
    _note(code, asked_at=at)
    try:
        made = (codes.add_join if code.leads_to_groups else codes.add)(body)
    except OutcomeUnknown:
        raise
    except ChannelError:
        _note(code, asked_at=None)
        raise
    _note(code, config_id=made.config_id, told=body, asked_at=None)
    _note(code, address=_address(code, codes, made))


def _address(code: ContactCode, codes: Codes, made: Made) -> str:
    """Where WeCom's picture stands; of a code into groups it has to be asked for."""
    return codes.get_join(made.config_id).qr_code if code.leads_to_groups else made.qr_code


def _lost(code: ContactCode, codes: Codes) -> str:
    """The id of the code that WeCom made without our hearing of it; empty: there is none.

    Of codes into groups WeCom gives no list. One that was lost stays there, and nobody has it.
    """
    if code.leads_to_groups:
        return ""
    ours = set(ContactCode.objects.exclude(config_id="").values_list("config_id", flat=True))
    for config_id in codes.listed():
        if config_id not in ours and codes.get(config_id).state == code.state:
            return config_id
    return ""


def _update(code: ContactCode, codes: Codes, body: dict[str, Any]) -> None:
    told = dict(body)
    try:
        if code.leads_to_groups:
            # WeCom counts on from the groups that it has opened itself.
            number = codes.get_join(code.config_id).room_base_id
            codes.update_join(code.config_id, told | {"room_base_id": number})
        else:
            codes.update(code.config_id, told)
    except Rejected as error:
        if error.code != NO_SUCH_CODE:
            raise
        # Somebody took it away there. What was printed is lost; the page says so.
        gone = {"config_id": "", "address": "", "picture": b"", "told": {}}
        _note(code, **gone, remade_at=timezone.now())
        _make(code, codes, body, at=timezone.now())
    else:
        _note(code, told=body)


def _learn_rooms(code: ContactCode, codes: Codes) -> None:
    """Take the groups that WeCom opened for the code into its list, at the end."""
    there = codes.get_join(code.config_id).chat_id_list
    ours = set(code.rooms.values_list("group__chat_id", flat=True))
    # One that we told WeCom of, and that is ours no more, was taken out by somebody here.
    known = ours.union(code.told.get("chat_id_list", ()))
    new = [chat_id for chat_id in there if chat_id not in known]
    for place, chat_id in enumerate(new, start=len(known)):
        group, _ = Group.objects.get_or_create(
            connection=code.connection, chat_id=chat_id, defaults={"look_at": timezone.now()}
        )
        CodeRoom.objects.get_or_create(code=code, group=group, defaults={"place": place})


def _end(code: ContactCode, codes: Codes) -> None:
    config_id = code.config_id or (_lost(code, codes) if code.asked_at else "")
    if config_id:
        delete: Callable[[str], None]
        delete = codes.delete_join if code.leads_to_groups else codes.delete
        delete(config_id)
    _note(code, config_id="", asked_at=None, told={})


def _refused(code: ContactCode, error: ChannelError, *, at: datetime) -> None:
    """Keep what went wrong, for the page, and try again later."""
    wait = pause(code.tries + 1)
    if isinstance(error, TryLater):
        wait = max(wait, error.wait)
    elif error.code in BAD_COLLEAGUE and not code.tries:
        wait = timedelta(0) if _asked_about_colleagues(code, at=at) else wait
    _settle(
        code,
        look_at=at + wait,
        trouble=str(error)[:200],
        trouble_code=error.code,
        tries=min(code.tries + 1, 1_000),
    )


def _asked_about_colleagues(code: ContactCode, *, at: datetime) -> bool:
    """Find out who cannot be added any more, so that the next telling leaves them out."""
    try:
        colleagues.read_all(code.connection, at=at)
    except ChannelError:
        return False
    return True


def _note(code: ContactCode, **told: Any) -> None:
    """Write at once what WeCom has done, unless somebody else holds the code by now."""
    for name, value in told.items():
        setattr(code, name, value)
    ContactCode.objects.filter(pk=code.pk, held_until=code.held_until).update(**told)


def _settle(code: ContactCode, *, look_at: datetime | None, **told: Any) -> None:
    """Let go of the code. What was wished meanwhile is looked at right away."""
    with transaction.atomic():
        row = ContactCode.objects.select_for_update().get(pk=code.pk)
        if row.held_until != code.held_until:
            return
        if row.turn != code.turn:
            look_at, told["tries"] = row.look_at, 0
        own = ContactCode.objects.filter(pk=code.pk)
        own.update(held_until=None, look_at=look_at, **told)
