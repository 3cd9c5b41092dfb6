"""Starting handovers and stopping them; what WeCom says of each customer and group, kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guisu.act.handovers.domain import AT_ONCE, MOST_WORDS, OPEN, BadHandover, Outcome
from guisu.act.handovers.models import Handover, Item, Part
from guisu.ground.channels.models import Colleague
from guisu.ground.database.rows import chunks
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.holdings import Name
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Tie

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A handover as somebody asks for it: ties or groups of `giver`. `key` is of their form."""

    giver: Colleague
    taker: Colleague
    ties: QuerySet[Tie] | None
    groups: QuerySet[Group] | None
    words: str
    key: str


@transaction.atomic
def start(asked: Asked, *, by: Staff, at: datetime) -> Handover:
    """Owe WeCom the calls for it. Once a `key`: the same again returns the handover made first.

    Raises `BadHandover`.
    """
    if made_before := Handover.objects.filter(key=asked.key).first():
        return made_before
    _check(asked)
    items = _items(asked)
    if not items:
        raise BadHandover(problem=gettext_noop("nobody is chosen"))
    what = Handover.What.CUSTOMERS if asked.ties is not None else Handover.What.GROUPS
    made = Handover.objects.create(
        connection=asked.giver.connection,
        giver=asked.giver,
        taker=asked.taker,
        what=what,
        has_left=asked.giver.left_at is not None,
        words=asked.words,
        key=asked.key,
        started_at=at,
        started_by=by,
    )
    for some in chunks(items, AT_ONCE):
        part = Part.objects.create(handover=made, due_at=at)
        for one in some:
            one.handover, one.part = made, part
        Item.objects.bulk_create(some)
    told = {"from": asked.giver.pk, "to": asked.taker.pk, "what": what, "count": len(items)}
    audit("handover.started", subject=f"handover:{made.pk}", by=by, at=at, after=told)
    return made


@transaction.atomic
def stop(handover: Handover, *, by: Staff, at: datetime) -> int:
    """Ask WeCom for no more of it; how many are spared. What it was asked for goes on there."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    waiting = handover.parts.filter(state=Part.State.WAITING, held_until=None)
    spared = handover.items.filter(part__in=waiting, state=Outcome.OWED)
    count = spared.update(state=Outcome.STOPPED, ended_at=at)
    waiting.update(state=Part.State.DROPPED)
    audit("handover.stopped", subject=f"handover:{handover.pk}", by=by, at=at)
    finish(handover, at=at)
    return count


def note(items: Iterable[Item], said: Mapping[int, tuple[Outcome, int]], *, at: datetime) -> None:
    """Keep what was said of items by their id: outcome and WeCom's code."""
    changed = []
    for one in items:
        outcome, code = said.get(one.pk, (Outcome(one.state), one.code))
        if outcome == one.state:
            continue
        one.state, one.code = outcome, code
        if outcome not in OPEN:
            one.ended_at, one.to_read = at, outcome in {Outcome.DONE, Outcome.GONE}
        changed.append(one)
    Item.objects.bulk_update(
        changed, ["state", "code", "ended_at", "to_read"], batch_size=ROWS_AT_ONCE
    )


def finish(handover: Handover, *, at: datetime) -> bool:
    """End the handover if none of its items is open any more."""
    if handover.items.filter(state__in=OPEN).exists():
        return False
    ended = Handover.objects.filter(pk=handover.pk, ended_at=None)
    return bool(ended.update(ended_at=at, due_at=None, held_until=None))


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """When the person was handed from whom to whom."""
    held = Item.objects.filter(customer__in=row_ids).select_related(
        "handover__giver", "handover__taker"
    )
    return [
        {
            "from": one.handover.giver.name,
            "to": one.handover.taker.name,
            "started_at": one.handover.started_at.isoformat(),
            "state": one.state,
        }
        for one in held.order_by("pk")
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Take away what WeCom calls the person; nothing more is asked about them."""
    theirs = Item.objects.filter(customer__in=row_ids)
    theirs.filter(state__in=OPEN).update(state=Outcome.STOPPED, ended_at=timezone.now())
    theirs.update(external_userid="", to_read=False)


def _check(asked: Asked) -> None:
    giver, taker = asked.giver, asked.taker
    if giver.pk == taker.pk or giver.connection_id != taker.connection_id:
        raise BadHandover(problem=gettext_noop("somebody else has to take over"))
    if not taker.may_contact:
        raise BadHandover(problem=gettext_noop("who takes over may not contact customers"))
    if len(asked.words) > MOST_WORDS:
        raise BadHandover(problem=gettext_noop("the words are too long"))


def _items(asked: Asked) -> list[Item]:
    """Nobody who is on the way already, by another handover of the same giver."""
    under_way = Item.objects.filter(state__in=OPEN, handover__giver=asked.giver)
    if asked.ties is not None:
        ties = asked.ties.filter(colleague=asked.giver, ended_at=None)
        ties = ties.exclude(external_userid__in=under_way.values("external_userid"))
        return [
            Item(external_userid=one.external_userid, customer_id=one.customer_id)
            for one in ties.order_by("pk")
        ]
    groups = (Group.objects.none() if asked.groups is None else asked.groups).filter(
        owner=asked.giver, ended_at=None
    )
    busy = under_way.filter(group__isnull=False).values("group")
    return [Item(group=one) for one in groups.exclude(pk__in=busy).order_by("pk")]
