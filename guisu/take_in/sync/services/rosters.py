"""Groups as WeCom tells them, with their members as customers and colleagues."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from guisu.ground.channels import leaving
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.port import ChannelError, Rejected, TryLater
from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.account import Account, account_of
from guisu.ground.channels.wecom.forms import Chat, ChatMember
from guisu.ground.database import rows
from guisu.ground.database.retries import in_transaction
from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.selectors import owners_of
from guisu.know.customers.services import resolve
from guisu.know.customers.services.tombstones import rows_behind
from guisu.know.groups import services as groups
from guisu.know.groups.domain import Came, Roster
from guisu.know.groups.models import Group
from guisu.know.groups.services import Moved
from guisu.take_in.sync.domain import SCENES_OF_ROSTER, Count, moment
from guisu.take_in.sync.services.colleagues import called

logger = logging.getLogger("guisu.sync")
COLLEAGUE, CONTACT = 1, "external_userid"
# Others leave a group alone that one is asking for; should that one die, they come to it then.
LEASE = timedelta(seconds=30)
AFTER_FAILURE = timedelta(minutes=1)


def look_at_due() -> bool:
    """Ask for the rosters of groups that want it. True when there were any."""
    now = timezone.now()
    due = Group.objects.filter(look_at__lte=now, connection__in=leaving.speaking())
    in_line = due.select_related("connection").order_by("look_at")
    group = rows.hold(in_line, look_at=now + LEASE)
    if group is None:
        return False
    _look_at(group)
    return True


def fetch(group: Group, account: Account, *, at: datetime) -> Moved:
    """Make the group what WeCom says of it now, and its people customers.

    Raises a `ChannelError`; nothing changes then.
    """
    chat = account.chat(group.chat_id)
    known = colleagues(group.connection)
    return in_transaction(
        lambda: groups.take_roster(group, _roster(group, chat, known, at=at), at=at)
    )


def read(
    connection: Connection,
    account: Account,
    count: Count,
    *,
    began_at: datetime,
    beat: Callable[[], None],
) -> None:
    """Bring in all groups; those that are not named any more have ended. Raises a `ChannelError`.

    The list is read whole before anything ends.
    """
    named: set[str] = set()
    for listed in account.chats():
        named.add(listed.chat_id)
        _read_one(groups.made(connection, listed.chat_id), account, count)
        beat()
    count.saw("groups", len(named))
    unseen = Group.objects.filter(connection=connection, ended_at=None)
    for group in unseen.exclude(chat_id__in=named):
        if group.told_at is None or group.told_at < began_at:
            groups.end(group, at=timezone.now())
            count.drifted("groups ended")


def refresh(group: Group, *, at: datetime) -> None:
    """Bring in what WeCom says of one group now. Raises a `ChannelError`; safe to repeat."""
    fetch(group, account_of(group.connection), at=at)


def owned_by(colleague: Colleague) -> set[str]:
    """Ids of the groups that WeCom says they own. Raises a `ChannelError`."""
    account = account_of(colleague.connection)
    return {one.chat_id for one in account.chats(owners=[colleague.userid])}


def rows_of(external_userids: Collection[str]) -> dict[str, int]:
    """The customer rows, those of the erased among them, that known contacts came to."""
    names = {(CONTACT, one) for one in external_userids}
    found = owners_of(names)
    found |= rows_behind(names - found.keys())
    return {value: row for (_, value), row in found.items()}


def came(
    connection: Connection,
    members: Collection[ChatMember],
    known: Mapping[str, Colleague],
    *,
    store_id: int | None,
    at: datetime,
) -> list[Came]:
    """The members as groups know them. Strangers become customers. Inside `atomic`."""
    people = [one for one in members if one.type != COLLEAGUE]
    resolved = resolve([_arrival(connection, one, store_id, at=at) for one in people], at=at)
    told = [
        Came(
            customer_id=found.customer_id,
            joined_at=moment(one.join_time, otherwise=at),
            scene=SCENES_OF_ROSTER.get(one.join_scene, ""),
            invitor_id=_colleague_id(connection, one.invitor.userid, known),
            state="" if found.is_erased else one.state,
            nickname="" if found.is_erased else one.group_nickname,
        )
        for one, found in zip(people, resolved, strict=True)
        if found.customer_id
    ]
    return told + [
        Came(
            colleague_id=_colleague_id(connection, one.userid, known),
            joined_at=moment(one.join_time, otherwise=at),
            scene=SCENES_OF_ROSTER.get(one.join_scene, ""),
            invitor_id=_colleague_id(connection, one.invitor.userid, known),
            nickname=one.group_nickname,
        )
        for one in members
        if one.type == COLLEAGUE
    ]


def _look_at(group: Group) -> None:
    now = timezone.now()
    try:
        fetch(group, account_of(group.connection), at=now)
    except TryLater as later:
        Group.objects.filter(pk=group.pk, ended_at=None).update(look_at=now + later.wait)
    except Rejected as error:
        # Dismissed, or out of sight: the next reading of the whole decides.
        logger.info("group %s cannot be asked for: %s", group.pk, error)
        Group.objects.filter(pk=group.pk).update(look_at=None)
    except ChannelError as error:
        logger.warning("group %s: %s", group.pk, error)
        Group.objects.filter(pk=group.pk, ended_at=None).update(look_at=now + AFTER_FAILURE)


def _read_one(group: Group, account: Account, count: Count) -> None:
    is_new = group.told_at is None
    try:
        moved = fetch(group, account, at=timezone.now())
    except Rejected as error:
        count.complain(of=f"#{group.pk}", **error.outcome)
        return
    if not is_new:
        count.drifted("members joined", moved.joined)
        count.drifted("members left", moved.left)


def _roster(group: Group, chat: Chat, known: Mapping[str, Colleague], *, at: datetime) -> Roster:
    connection = group.connection
    members = came(connection, chat.member_list, known, store_id=group.store_id, at=at)
    admins = {_colleague_id(connection, one.userid, known) for one in chat.admin_list}
    return Roster(
        name=chat.name,
        owner_id=_colleague_id(connection, chat.owner, known),
        version=chat.member_version,
        members=list({one.who: one for one in members}.values()),
        founded_at=moment(chat.create_time, otherwise=at),
        notice=chat.notice,
        admins=frozenset(admins),
        extra=chat.extra,
    )


def _arrival(
    connection: Connection, one: ChatMember, store_id: int | None, *, at: datetime
) -> Arrival:
    claims = [Claim(CONTACT, one.userid)]
    if one.unionid:
        claims.append(Claim("union_id", one.unionid))
    return Arrival(
        claims=tuple(claims),
        at=min(moment(one.join_time, otherwise=at), at),
        source=connection.source,
        traits={"name": one.name} if one.name else {},
        store_id=store_id,
    )


def _colleague_id(connection: Connection, userid: str, known: Mapping[str, Colleague]) -> int:
    """0 for nobody. A colleague who may not contact customers can be in a group all the same."""
    if not userid:
        return 0
    one = known.get(userid.lower())
    return one.pk if one else called(connection, userid).pk
