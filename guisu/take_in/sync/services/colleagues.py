"""Who works for us, as WeCom knows them."""

from datetime import datetime

from django.db import transaction

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.port import Rejected
from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.account import Account, account_of
from guisu.ground.database.retries import in_transaction
from guisu.take_in.sync.domain import ACTIVATED, LEFT_THE_CORP, Count
from guisu.take_in.sync.services import renamed

NO_SUCH_USER = frozenset({60111, 40003})


def called(connection: Connection, userid: str) -> Colleague:
    """The colleague of this user id, whom nobody may have told of before."""
    return in_transaction(
        lambda: Colleague.objects.get_or_create(
            connection=connection, userid=userid.lower(), defaults={"may_contact": True}
        )[0]
    )


def read(connection: Connection, account: Account, count: Count, *, at: datetime) -> list[str]:
    """Bring in all who may contact customers; their user ids. Raises a `ChannelError`.

    Whoever is no longer among them is asked for: they may have left the corp.
    """
    present = sorted({userid.lower() for userid in account.follow_users()})
    known = colleagues(connection)
    for userid in present:
        _save(connection, known.get(userid), userid, account, may_contact=True, at=at)
    for userid, one in known.items():
        if userid not in present and one.may_contact:
            _save(connection, one, userid, account, may_contact=False, at=at)
            count.drifted("colleagues")
    count.saw("colleagues", len(present))
    return present


def read_all(connection: Connection, *, at: datetime) -> None:
    """As `read`, outside a reading of the whole. Raises a `ChannelError`."""
    read(connection, account_of(connection), Count(), at=at)


def refresh(
    connection: Connection, account: Account, userid: str, *, now_called: str, at: datetime
) -> None:
    """Look up anew one whom we know; accounts may be given another user id."""
    known = colleagues(connection)
    one = known.get(userid.lower())
    if one is None:
        return
    other = known.get(now_called.lower())
    if other is not None and other != one:
        with transaction.atomic():
            one = renamed.become(one, other)
    elif now_called:
        one.userid = now_called.lower()
        one.save(update_fields=["userid"])
    _save(connection, one, one.userid, account, may_contact=one.may_contact, at=at)


def _save(
    connection: Connection,
    known: Colleague | None,
    userid: str,
    account: Account,
    *,
    may_contact: bool,
    at: datetime,
) -> None:
    name, status = _looked_up(account, userid)
    has_left = status == LEFT_THE_CORP
    one = known or called(connection, userid)
    one.name = name[:120] or one.name
    one.is_activated = status == ACTIVATED
    one.left_at = (one.left_at or at) if has_left else None
    one.may_contact = may_contact and not has_left
    one.save(update_fields=["name", "left_at", "may_contact", "is_activated"])


def _looked_up(account: Account, userid: str) -> tuple[str, int]:
    """Name and WeCom's status. An application may not be allowed to know of somebody who works."""
    try:
        told = account.user(userid)
    except Rejected as error:
        return "", LEFT_THE_CORP if error.code in NO_SUCH_USER else ACTIVATED
    return told.name, told.status
