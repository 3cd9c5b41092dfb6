"""What is said in groups and between two, and what of it the archive keeps."""

from practice.world import contacts, groups, links, rules
from practice.world.model.contacts import AddWay, Pair
from practice.world.model.messages import Content, Said
from practice.world.refusals import CannotHappen
from practice.world.state import World


def say_in_group(
    world: World,
    chat_id: str,
    sender: str,
    content: Content,
    *,
    at: float,
    kind: str = "text",
) -> Said:
    """A member of the group says something; `content` is as the archive names it."""
    group = groups.group(world, chat_id)
    if sender not in group.members:
        raise CannotHappen(f"{sender} is not in {group.name}")
    if sender not in world.people:
        rules.check(world, sender, _words(content), at=at)
    day = world.figures.group_day(group.owner, at)
    day.messages += 1
    day.talked_in[chat_id] = None
    day.talkers[chat_id, sender] = None
    receivers = groups.roster(group)
    message = _said(world, sender, receivers, content, at=at, kind=kind, room=chat_id)
    _keep(world, message)
    return message


def say_to(
    world: World,
    sender: str,
    receiver: str,
    content: Content,
    *,
    at: float,
    kind: str = "text",
) -> Said:
    """One of a pair says something to the other."""
    by_staff = sender not in world.people
    user_id, external_id = (sender, receiver) if by_staff else (receiver, sender)
    pair = contacts.pair(world, user_id, external_id)
    if by_staff:
        rules.check(world, sender, _words(content), at=at)
    elif pair.add_way is AddWay.ACQUISITION_LINK:
        links.talked(world, user_id, external_id, at=at)
    _count(world, pair, by_staff=by_staff, at=at)
    pair.talked_at = at
    message = _said(world, sender, (receiver,), content, at=at, kind=kind, room="")
    _keep(world, message)
    return message


def recall(world: World, message_id: str, *, at: float) -> Said:
    """The sender takes back a message that the archive still holds."""
    found = next(
        (each for each in reversed(world.archive.said) if each.message_id == message_id), None
    )
    if found is None:
        raise CannotHappen("no such message")
    content: Content = {"pre_msgid": message_id}
    taken = _said(
        world, found.sender, found.receivers, content, at=at, kind="revoke", room=found.room
    )
    _keep(world, taken)
    return taken


def _said(  # noqa: PLR0913 - the parts of one message
    world: World,
    sender: str,
    receivers: tuple[str, ...],
    content: Content,
    *,
    at: float,
    kind: str,
    room: str,
) -> Said:
    seq = world.archive.last_seq + 1
    return Said(seq, world.ids.fresh("message"), at, sender, receivers, room, kind, content)


def _keep(world: World, message: Said) -> None:
    """Seen by all; kept if a licensed member is in it and the person outside has agreed."""
    world.show(message)
    person = world.people.get(message.sender)
    if person is not None and not person.agrees_to_archive:
        return
    if _is_archived(world, message.sender) or any(
        _is_archived(world, each) for each in message.receivers
    ):
        world.archive.keep(message)


def _words(content: Content) -> str:
    words = content.get("content")
    return words if isinstance(words, str) else ""


def _is_archived(world: World, member_id: str) -> bool:
    staff = world.staff.get(member_id.lower())
    return staff is not None and staff.archived


def _count(world: World, pair: Pair, *, by_staff: bool, at: float) -> None:
    """Statistics count what the member sent, and how soon they answered the day's first word."""
    day = world.figures.contact_day(pair.user_id, at)
    if not by_staff:
        if pair.external_id not in day.chats:
            day.opened_by_customer.setdefault(pair.external_id, at)
        return
    day.chats[pair.external_id] = None
    day.messages += 1
    asked_at = day.opened_by_customer.get(pair.external_id)
    if asked_at is not None and asked_at >= 0:
        day.answered += 1
        day.waits += at - asked_at
        day.opened_by_customer[pair.external_id] = -1.0
