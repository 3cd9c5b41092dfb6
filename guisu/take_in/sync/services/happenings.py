"""Single events of WeCom: what is told of one person or group, done at once.

Events may be lost, repeated and out of order. So an event mostly says whom to ask about, and what
WeCom answers counts. https://developer.work.weixin.qq.com/document/path/92130
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.port import Rejected
from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.envelope import happened_at, items
from guisu.ground.channels.wecom.errors import NO_RELATION
from guisu.know.groups import services as groups
from guisu.know.groups.domain import Came
from guisu.know.groups.models import Group
from guisu.know.groups.services import Step
from guisu.take_in.sync.domain import QUIT_SCENES, SCENES_OF_EVENT, Count
from guisu.take_in.sync.models import Tie
from guisu.take_in.sync.services import colleagues as people
from guisu.take_in.sync.services import tagging, ties
from guisu.take_in.sync.services.rosters import rows_of
from guisu.take_in.sync.services.ties import Parting

Fields = Mapping[str, Any]
PARTINGS = {
    "del_external_contact": Tie.Ending.COLLEAGUE,
    "del_follow_user": Tie.Ending.CUSTOMER,
}


def present(colleague: Colleague) -> list[str]:
    """Ids of the contacts that WeCom says they have now. Raises a `ChannelError`."""
    return account_of(colleague.connection).contact_ids(colleague.userid)


def take(connection: Connection, told: Fields, *, at: datetime) -> None:
    """Do what an event asks for. Raises a `ChannelError`; safe to repeat at any time.

    Events that nothing here depends on change nothing.
    """
    match told.get("Event"):
        case "change_external_contact":
            _contact(connection, told, at=at)
        case "change_external_chat":
            _chat(connection, told, at=at)
        case "change_external_tag":
            tagging.read(connection, account_of(connection), Count(), at=at)
        case "change_contact":
            _colleague(connection, told, at=at)
        case _:
            pass


def refresh(connection: Connection, external_userid: str) -> None:
    """Ask about one person, and make their ties what WeCom says. Raises a `ChannelError`."""
    account = account_of(connection)
    asked_at = timezone.now()
    try:
        person, follows = account.contact(external_userid)
    except Rejected as error:
        if error.code != NO_RELATION:
            raise
        follows = []
    else:
        for follow in follows:
            people.called(connection, follow.userid)
        told = [(person, follow) for follow in follows]
        ties.write(connection, told, colleagues(connection), asked_at=asked_at)
    everybody = connection.colleagues.values_list("pk", flat=True)
    ties.end_unseen(list(everybody), before=asked_at, external_userid=external_userid, at=asked_at)
    tagging.settle(connection, account, at=asked_at)


def _contact(connection: Connection, told: Fields, *, at: datetime) -> None:
    external_userid = str(told.get("ExternalUserID", ""))
    if not external_userid:
        return
    ending = PARTINGS.get(str(told.get("ChangeType")))
    if ending is not None:
        parted_at = happened_at(told) or at
        colleague = people.called(connection, str(told.get("UserID", "")))
        ties.part(Parting(colleague, external_userid, ending, parted_at), at=at)
    refresh(connection, external_userid)


def _chat(connection: Connection, told: Fields, *, at: datetime) -> None:
    chat_id = str(told.get("ChatId", ""))
    if not chat_id:
        return
    with transaction.atomic():
        group = groups.found(connection, chat_id)
        if told.get("ChangeType") == "dismiss":
            groups.end(group, at=at)
        elif told.get("ChangeType") == "update":
            _update(group, told, at=at)
        else:
            groups.look(group, at=at)


def _update(group: Group, told: Fields, *, at: datetime) -> None:
    step = Step(
        last=str(told.get("LastMemVer", "")),
        current=str(told.get("CurMemVer", "")),
        at=min(happened_at(told) or at, at),
    )
    named = items(told.get("MemChangeList"))
    customers = rows_of(named)
    workers = {
        userid: one.pk
        for userid, one in colleagues(group.connection).items()
        if userid in {name.lower() for name in named}
    }
    match told.get("UpdateDetail"):
        case "add_member" if len(customers) == len(named):
            scene = SCENES_OF_EVENT.get(str(told.get("JoinScene", "")), "")
            came = [
                Came(customer_id=row, joined_at=step.at, scene=scene) for row in customers.values()
            ]
            groups.take_joining(group, came, step)
        case "del_member" if len(customers) + len(workers) == len(named):
            gone = {(row, 0) for row in customers.values()} | {(0, pk) for pk in workers.values()}
            groups.take_leaving(group, gone, QUIT_SCENES.get(str(told.get("QuitScene")), ""), step)
        case _:
            # Strangers have joined, or it is about the group itself: its roster tells all.
            groups.expect(group, step, at=at)


def _colleague(connection: Connection, told: Fields, *, at: datetime) -> None:
    if str(told.get("ChangeType", "")).endswith("_user"):
        people.refresh(
            connection,
            account_of(connection),
            str(told.get("UserID", "")),
            now_called=str(told.get("NewUserID", "")),
            at=at,
        )
