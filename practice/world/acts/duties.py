"""What the corp asked its staff to do, done or not: send, publish, be asked again."""

from practice.world import broadcasts, directory, moments
from practice.world.broadcasts import Wanted
from practice.world.model.broadcasts import Audience, Sending
from practice.world.model.moments import Reaction
from practice.world.refusals import CannotHappen
from practice.world.state import World


def confirm_broadcast(
    world: World, user_id: str, message_id: str, *, at: float, only: list[str] | None = None
) -> dict[str, Sending]:
    """The member sends their part, or `only` some of it where they may choose."""
    found = broadcasts.find(world, message_id)
    duty = found.duties.get(user_id)
    if duty is None or duty.done_at is not None or found.is_cancelled:
        raise CannotHappen("nothing to confirm")
    if only is not None and not found.allows_choice:
        raise CannotHappen("the sender may not choose")
    duty.done_at = at
    for receiver in only if only is not None else list(duty.recipients):
        broadcasts.send(world, found, duty, receiver, at=at)
    return {each.receiver: each.status for each in duty.recipients.values()}


def broadcast_by_hand(
    world: World, user_id: str, external_ids: list[str], text: str, *, at: float
) -> str:
    """A member sends to many customers of their own accord; returns the msgid."""
    staff = directory.member(world, user_id)
    wanted = Wanted(
        Audience.SINGLE, {"text": {"content": text}}, staff.user_id, customers=external_ids
    )
    made, _ = broadcasts.create(world, wanted, app=next(iter(world.apps.values())), at=at)
    made.creator = staff.user_id
    confirm_broadcast(world, staff.user_id, made.message_id, at=at)
    return made.message_id


def publish_moment(world: World, user_id: str, moment_id: str, *, at: float) -> list[str]:
    """The member publishes; returns the customers who see it."""
    moment = moments.find(world, moment_id, at=at)
    part = moments.part(world, moment_id, user_id, at=at)
    if part.published_at is not None or moment.is_cancelled:
        raise CannotHappen("nothing to publish")
    part.published_at = at
    own = world.pairs_of_staff[user_id]
    part.customers = [each for each in part.customers if each in own]
    for each in part.customers:
        world.deliver(
            "moment",
            sender=user_id,
            receiver=each,
            content=moment.content,
            at=at,
            reference=moment_id,
        )
    return part.customers


def react(
    world: World, user_id: str, moment_id: str, who: str, *, at: float, comments: bool = False
) -> None:
    """Somebody who sees a moment likes it, or comments on it."""
    part = moments.part(world, moment_id, user_id, at=at)
    if part.published_at is None or who not in (*part.customers, user_id):
        raise CannotHappen(f"{who} does not see this moment")
    (part.comments if comments else part.likes).append(Reaction(who, at))


def attach_welcome(world: World, chat_id: str, template_id: str) -> None:
    """A member lets a group greet with a template; "" to stop. There is no API for it."""
    if template_id and template_id not in world.welcome_templates:
        raise CannotHappen("no such template")
    world.groups[chat_id].welcome_template = template_id
