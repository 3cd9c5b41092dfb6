"""The loop of handovers: ask WeCom, look what became of it, bring our tables up to it.

Asking again is safe: WeCom refuses a second handover of a customer while one is under way, and
groups are looked at before they are asked for again. Whose handover it is that is under way, the
list of results tells.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guisu.act.handovers import services
from guisu.act.handovers.domain import (
    GIVEN_UP,
    LOOK_AGAIN,
    LOOK_FIRST,
    OK,
    OPEN,
    Outcome,
    Told,
    answered,
    outcomes,
)
from guisu.act.handovers.models import Handover, Item, Part
from guisu.ground.channels import leaving, outbox
from guisu.ground.channels.port import ChannelError, TryLater
from guisu.ground.channels.waiting import Kind
from guisu.ground.channels.wecom.handovers import Handovers, handovers_of
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms
from guisu.take_in.sync.services import happenings, rosters

logger = logging.getLogger("guisu.handovers")
READ_AT_ONCE = 20
TERMS, LOOKING = Terms(repeatable=GIVEN_UP), Terms(hold=LOOK_FIRST)

# Stopped on the page of the handover, by whoever may.
WAITING = Kind(
    "handovers",
    _("handovers to ask for"),
    due=lambda one: Part.objects.filter(handover__connection=one, state=Part.State.WAITING),
    discard=None,
)


def step() -> bool:
    """One call, one look, or some reading again; False: there is nothing to do."""
    return ask() or look() or read()


def ask() -> bool:
    """Make the call that is owed longest. Safe in several processes and to cut off anywhere."""
    waiting = Part.objects.filter(handover__connection__in=leaving.speaking()).select_related(
        "handover__connection", "handover__giver", "handover__taker"
    )
    part = owed.take(waiting, TERMS, at=timezone.now())
    if part is None:
        return False
    if not outbox.carry_out(part, lambda: _ask(part), TERMS):
        _settle(part, dict.fromkeys(_ids(part), (Outcome.FAILED, 0)))
    return True


def look() -> bool:
    """Ask for the results of the handover whose turn it is."""
    now = timezone.now()
    ours = Handover.objects.filter(connection__in=leaving.speaking())
    in_line = ours.select_related("connection", "giver", "taker")
    handover = owed.take(in_line, LOOKING, at=now)
    if handover is None:
        return False
    try:
        _look(handover, at=now)
    except ChannelError as error:
        wait = error.wait if isinstance(error, TryLater) else LOOK_AGAIN
        logger.info("handover %s cannot be looked at: %s", handover.pk, error)
        owed.put_off(handover, until=now + wait)
    return True


def read() -> bool:
    """Ask WeCom about those who have gone over, so that our ties and groups are what they are."""
    if not Item.objects.filter(to_read=True).exists():
        return False
    ended = Item.objects.filter(to_read=True, handover__connection__in=leaving.speaking())
    found = list(
        ended.select_related("handover__connection", "group").order_by("pk")[:READ_AT_ONCE]
    )
    for one in found:
        try:
            _read(one)
        except TryLater:
            return False
        except ChannelError as error:
            # The next reading of the whole tells.
            logger.info("item %s cannot be read: %s", one.pk, error)
        Item.objects.filter(pk=one.pk).update(to_read=False)
    return bool(found)


def _ask(part: Part) -> dict[str, Any]:
    handover = part.handover
    wecom = handovers_of(handover.connection)
    if handover.what == Handover.What.CUSTOMERS:
        _settle(part, _ask_for_customers(part, wecom))
    else:
        _settle(part, _ask_for_groups(part, wecom))
    return {}


def _ask_for_customers(part: Part, wecom: Handovers) -> dict[int, tuple[Outcome, int]]:
    handover = part.handover
    items = {one.external_userid: one.pk for one in _owed(part) if one.external_userid}
    if not items:
        return {}
    told = wecom.hand_over(
        handover.giver.userid,
        handover.taker.userid,
        list(items),
        words=handover.words,
        has_left=handover.has_left,
    )
    return {
        items[one.external_userid]: (answered(one.errcode), one.errcode)
        for one in told
        if one.external_userid in items
    }


def _ask_for_groups(part: Part, wecom: Handovers) -> dict[int, tuple[Outcome, int]]:
    """Groups change hands at once; those that the taker owns by now are not asked for again."""
    handover = part.handover
    items = list(_owed(part))
    if part.tries > 1:
        for one in items:
            _read(one)
    said = {one.pk: (Outcome.DONE, OK) for one in items if _is_the_takers(one)}
    wanted = {one.group.chat_id: one.pk for one in items if one.group and one.pk not in said}
    if wanted:
        failed = wecom.hand_groups_over(
            list(wanted), handover.taker.userid, has_left=handover.has_left
        )
        said |= dict.fromkeys(wanted.values(), (Outcome.DONE, OK))
        said |= {
            wanted[one.chat_id]: (_failed(one.errcode), one.errcode)
            for one in failed
            if one.chat_id in wanted
        }
    return said


def _failed(code: int) -> Outcome:
    return Outcome.FAILED if code == OK else answered(code)


def _settle(part: Part, said: dict[int, tuple[Outcome, int]]) -> None:
    now = timezone.now()
    with transaction.atomic():
        handover = Handover.objects.select_for_update().get(pk=part.handover_id)
        services.note(_owed(part), said, at=now)
        if not services.finish(handover, at=now) and handover.due_at is None:
            handover.due_at = now
            handover.save(update_fields=["due_at"])


def _look(handover: Handover, *, at: datetime) -> None:
    wecom = handovers_of(handover.connection)
    told = [
        Told(one.external_userid, one.status, one.takeover_time)
        for one in wecom.handed_over(
            handover.giver.userid, handover.taker.userid, has_left=handover.has_left
        )
    ]
    found = outcomes(told)
    is_late = at > handover.started_at + GIVEN_UP
    with transaction.atomic():
        handover = Handover.objects.select_for_update().get(pk=handover.pk)
        asked = handover.items.filter(state__in=[Outcome.ASKED, Outcome.BEGUN])
        items = list(asked)
        services.note(items, {one.pk: _stands(one, found, is_late) for one in items}, at=at)
        if not services.finish(handover, at=at):
            owed.put_off(handover, until=at + LOOK_AGAIN, tries=0)


def _stands(item: Item, found: dict[str, Outcome], is_late: bool) -> tuple[Outcome, int]:  # noqa: FBT001
    outcome = found.get(item.external_userid)
    if outcome is None and item.state == Outcome.ASKED:
        # Under way, and not to this taker.
        return Outcome.ELSEWHERE, item.code
    if outcome in {None, Outcome.BEGUN} and is_late:
        return Outcome.FAILED, item.code
    return outcome or Outcome(item.state), item.code


def _read(item: Item) -> None:
    connection = item.handover.connection
    if item.group is not None:
        rosters.refresh(item.group, at=timezone.now())
        item.group.refresh_from_db()
    elif item.external_userid:
        happenings.refresh(connection, item.external_userid)


def _is_the_takers(item: Item) -> bool:
    return item.group is not None and item.group.owner_id == item.handover.taker_id


def _owed(part: Part) -> list[Item]:
    owed = Item.objects.filter(part=part, state__in=OPEN)
    return list(owed.select_related("handover__connection", "group").order_by("pk"))


def _ids(part: Part) -> list[int]:
    return [one.pk for one in _owed(part)]
