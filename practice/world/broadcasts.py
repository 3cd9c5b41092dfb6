"""Broadcasts: who should send what to whom, and what came of it when they did.

https://developer.work.weixin.qq.com/document/path/92135
"""

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from practice.world import contacts, directory
from practice.world.figures import DAY, ZONE, day_of
from practice.world.model.broadcasts import (
    Audience,
    Broadcast,
    Duty,
    Quota,
    Recipient,
    Sending,
)
from practice.world.model.contacts import Pair
from practice.world.model.corp import App
from practice.world.model.messages import Content
from practice.world.refusals import Code, Refused
from practice.world.state import World

MOST_REMINDERS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """`tag_lists`: any tag inside a list, all of the lists; ignored where customers are named."""

    audience: Audience
    content: Content
    sender: str = ""
    customers: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    tag_lists: list[list[str]] = field(default_factory=list)
    allows_choice: bool = False


def create(world: World, wanted: Wanted, *, app: App, at: float) -> tuple[Broadcast, list[str]]:
    """A duty for each sender, and the customers who cannot be reached.

    Refuses 41047 for a sender who may not, 41048 for nobody to send to.
    """
    if wanted.sender:
        _must_serve(world, wanted.sender)
    plan = (
        _groups_by_owner(world, wanted)
        if wanted.audience is Audience.GROUP
        else _customers_by_sender(world, wanted, app)
    )
    reached = {receiver for receivers in plan.values() for receiver in receivers}
    failed = [each for each in wanted.customers if each not in reached]
    if not reached:
        raise Refused(Code.NO_RECIPIENT, "no customer to send")
    made = Broadcast(
        message_id=world.ids.fresh("message"),
        audience=wanted.audience,
        content=wanted.content,
        created_at=at,
        agent_id=app.agent_id,
        duties={user: _duty(user, receivers) for user, receivers in plan.items()},
        allows_choice=wanted.allows_choice,
    )
    world.broadcasts[made.message_id] = made
    for user in made.duties:
        _ask(world, made, user, at=at)
    return made, failed


def find(world: World, message_id: str) -> Broadcast:
    found = world.broadcasts.get(message_id)
    if found is None:
        raise Refused(Code.BAD_BROADCAST, "invalid msgid")
    return found


def dispatched(world: World, message_id: str, *, at: float) -> Broadcast:
    """As `find`; refuses 41063 as long as its duties are still being handed out."""
    found = find(world, message_id)
    if at - found.created_at < world.corp.dispatch_seconds:
        raise Refused(Code.STILL_DISPATCHING, "still dispatching")
    return found


def cancel(world: World, message_id: str) -> None:
    """What is not confirmed yet never will be; cancelling twice is as cancelling once."""
    find(world, message_id).is_cancelled = True


def remind(world: World, message_id: str, *, at: float) -> None:
    """Ask those who have not confirmed again. Refuses the fourth time in 24 hours (41046)."""
    found = find(world, message_id)
    found.reminded = [each for each in found.reminded if at - each < DAY]
    if found.is_cancelled or len(found.reminded) >= MOST_REMINDERS:
        raise Refused(Code.BAD_BROADCAST, "cannot be reminded of")
    found.reminded.append(at)
    for duty in found.duties.values():
        if duty.done_at is None:
            _ask(world, found, duty.user_id, at=at)


def send(world: World, found: Broadcast, duty: Duty, receiver: str, *, at: float) -> Sending:
    """Let one receiver have it, if they still are a customer and may get another one."""
    recipient = duty.recipients[receiver]
    if not _is_reachable(world, found, duty.user_id, receiver):
        recipient.status = Sending.NOT_FRIEND
    elif is_spent(world, receiver, at=at):
        recipient.status = Sending.OVER_QUOTA
    else:
        recipient.status, recipient.sent_at = Sending.SENT, at
        world.broadcast_times[receiver].append(at)
        world.deliver(
            "broadcast" if found.audience is Audience.SINGLE else "group-broadcast",
            sender=duty.user_id,
            receiver=receiver,
            content=found.content,
            at=at,
            reference=found.message_id,
        )
    return recipient.status


def is_spent(world: World, receiver: str, *, at: float) -> bool:
    """Whether the receiver had all the broadcasts that this day, week or month may bring."""
    first, most = _period(world.corp.broadcast_quota, at)
    return sum(each >= first for each in world.broadcast_times.get(receiver, ())) >= most


def _period(quota: Quota, at: float) -> tuple[float, int]:
    today = day_of(at)
    local = datetime.fromtimestamp(today + ZONE, UTC)
    match quota:
        case Quota.DAY_1:
            return today, 1
        case Quota.WEEK_7:
            return today - timedelta(days=local.weekday()).total_seconds(), 7
        case Quota.MONTH_DAYS:
            days = calendar.monthrange(local.year, local.month)[1]
            return today - (local.day - 1) * DAY, days


def _groups_by_owner(world: World, wanted: Wanted) -> dict[str, list[str]]:
    """A member's own groups: those named, or all of them."""
    if not wanted.sender:
        raise Refused(Code.NO_SENDER, "sender is empty")
    sender = directory.member(world, wanted.sender).user_id
    own = [
        group.chat_id
        for group in world.groups.values()
        if group.owner == sender and not group.is_dismissed
    ]
    return {sender: [each for each in own if not wanted.groups or each in wanted.groups]}


def _customers_by_sender(world: World, wanted: Wanted, app: App) -> dict[str, list[str]]:
    """Each customer once: from the sender named, or from whoever talked with them last."""
    plan: dict[str, list[str]] = {}
    for external_id in wanted.customers or _chosen(world, wanted, app):
        pairs = [
            pair
            for pair in contacts.staff_of(world, external_id)
            if _may_send(world, wanted, app, pair)
        ]
        if pairs:
            latest = max(pairs, key=lambda pair: (pair.talked_at or 0.0, pair.created_at))
            plan.setdefault(latest.user_id, []).append(external_id)
    return plan


def _chosen(world: World, wanted: Wanted, app: App) -> list[str]:
    """The customers of the sender, or of all visible staff, that have the tags asked for."""
    if not wanted.sender and not wanted.tag_lists:
        raise Refused(Code.BAD_BROADCAST, "sender, external_userid and tag_filter are empty")
    staff = (
        [directory.member(world, wanted.sender)] if wanted.sender else directory.visible(world, app)
    )
    found = {
        pair.external_id: None
        for each in staff
        for pair in contacts.customers_of(world, each.user_id)
        if has_tags(pair, wanted.tag_lists)
    }
    return list(found)


def has_tags(pair: Pair, tag_lists: list[list[str]]) -> bool:
    return all(any(tag in pair.tags for tag in tags) for tags in tag_lists)


def _may_send(world: World, wanted: Wanted, app: App, pair: Pair) -> bool:
    if wanted.sender and pair.user_id.lower() != wanted.sender.lower():
        return False
    staff = world.staff[pair.user_id.lower()]
    if not staff.may_serve or not directory.sees(world, app, pair.user_id):
        return False
    return bool(wanted.customers) or has_tags(pair, wanted.tag_lists)


def _must_serve(world: World, sender: str) -> None:
    staff = world.staff.get(sender.lower())
    if staff is None or not staff.may_serve:
        raise Refused(Code.NO_SENDER, "no permitted sender")


def _duty(user: str, receivers: list[str]) -> Duty:
    return Duty(user, {each: Recipient(each) for each in receivers})


def _ask(world: World, found: Broadcast, user: str, *, at: float) -> None:
    world.deliver(
        "task", sender="", receiver=user, content=found.content, at=at, reference=found.message_id
    )


def _is_reachable(world: World, found: Broadcast, user: str, receiver: str) -> bool:
    if found.audience is Audience.GROUP:
        return not world.groups[receiver].is_dismissed
    return receiver in world.pairs_of_staff[user]
