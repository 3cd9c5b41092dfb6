"""What the shop has begun on WeCom: codes on its counters, tasks, a message in draft."""

from datetime import datetime, timedelta
from typing import Any

from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.act.acquisition.services.codes import Wish
from guisu.act.messaging.domain.content import said
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.services import drafts
from guisu.act.stafftasks import services as tasks
from guisu.act.stafftasks.domain import Kind, Subject
from guisu.act.stafftasks.services import Asked
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.staff.models import Staff, Store
from guisu.ground.staff.selectors import scope_of
from guisu.know.groups.models import Group
from guisu.know.segments.models import Segment

COUNTER, LIVE = "门店收银台", "直播间"
AT_THE_COUNTER = "欢迎来{store}做客🌷 我是您的专属顾问，会员价和育儿问题都可以找我。"
MOST_OF_A_DAY = 60
ROOMS = 5
TO_WHOM = "新客未下单"
TITLE, TEXT = "新客首单礼", "新朋友好～首单满 99 减 20，本周日前有效。宝宝多大啦？我帮您挑。"


def begin(connection: Connection, *, by: Staff, at: datetime) -> None:
    """Once the ground's colleagues and groups, and the segments, are there."""
    for store in Store.objects.order_by("pk"):
        _code_at_the_counter(connection, store, by=by, at=at)
    rooms = Group.objects.filter(connection=connection, ended_at=None).order_by("-founded_at", "pk")
    _code_of_the_stream(connection, list(rooms[:ROOMS]), by=by, at=at)
    _open_tasks(rooms.first(), by=by, at=at)
    _draft_message(connection, by=by, at=at)


def _code_at_the_counter(connection: Connection, store: Store, *, by: Staff, at: datetime) -> None:
    there = Colleague.objects.filter(connection=connection, store=store, may_contact=True)
    if not there.exists():
        return
    wish = Wish(
        name=f"{store.name}·收银台",
        source=COUNTER,
        store=store,
        daily_cap=MOST_OF_A_DAY,
        colleagues=[each.pk for each in there],
        words=AT_THE_COUNTER.format(store=store.name),
    )
    codes.make(connection, ContactCode.Kind.COLLEAGUES, wish, by=by, at=at)


def _code_of_the_stream(
    connection: Connection, rooms: list[Group], *, by: Staff, at: datetime
) -> None:
    if rooms:
        wish = Wish(name="直播间进群", source=LIVE, groups=[each.pk for each in rooms])
        codes.make(connection, ContactCode.Kind.GROUPS, wish, by=by, at=at)


def _open_tasks(room: Group | None, *, by: Staff, at: datetime) -> None:
    """One to post, and one to open a group: what WeCom lets nobody do by a call."""
    if room is None or room.owner is None:
        return
    post = Asked(
        Kind.POST_IN_GROUP,
        room.owner,
        Subject(group=room.pk),
        {"text": "今晚 8 点辅食小课堂，群里直播，来的妈妈都有小样～"},
        due_at=at + timedelta(hours=6),
        key="demo-post",
    )
    name = "宝妈二群"
    opened = Asked(
        Kind.OPEN_GROUP,
        room.owner,
        Subject(colleague=room.owner.pk, name=name),
        {"name": name},
        due_at=at + timedelta(days=1),
        key="demo-open",
    )
    for each in (post, opened):
        tasks.ask(each, by=by, at=at)


def _draft_message(connection: Connection, *, by: Staff, at: datetime) -> None:
    segment = Segment.objects.filter(name=TO_WHOM).first()
    if segment is None:
        return
    wanted: dict[str, Any] = {
        "connection": connection,
        "store": None,
        "kind": Broadcast.Kind.CUSTOMERS,
        "title": TITLE,
        "says": said(TEXT),
        "audience": {"segment": segment.pk},
    }
    drafts.write(None, scope=scope_of(by), wanted=wanted, by=by, at=at)
