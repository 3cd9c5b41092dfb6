"""The pages of WeCom in a browser: connection, codes, tasks, handovers; no fault in any look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.act.acquisition.services.codes import Wish
from guisu.act.handovers import services as handovers
from guisu.act.stafftasks import links
from guisu.act.stafftasks import services as tasks
from guisu.act.stafftasks.domain import Kind, Subject
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.models import CallCount, Colleague, Connection
from guisu.ground.staff.models import Staff
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Reading, Tie
from tests import make
from tests.browser.acts import sign_in, with_contacts
from tests.browser.conftest import Open
from tests.browser.test_reach import LOOKS, faults_of
from tests.channels import acts
from tests.email.acts import mailbox

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
NOBODY_LISTENS = "http://127.0.0.1:9"


def at_work() -> list[str]:
    """A connection with everything that its pages can show; their addresses."""
    mei, connection = make.mei(), acts.connection(base_url=NOBODY_LISTENS)
    colleague, other = with_contacts(connection, "林晓梅", "Wang Lei")
    group = Group.objects.create(
        connection=connection, chat_id="c1", name="宝妈一群", owner=colleague, members_count=201
    )
    heard(connection)
    code, rooms = coded(connection, [colleague, other], group, by=mei)
    task = asked(colleague, group, by=mei)
    return [
        f"/channels/{connection.pk}/",
        "/channels/new/",
        f"/channels/{connection.pk}/receiving/",
        f"/channels/{connection.pk}/connected/",
        f"/channels/{connection.pk}/callbacks/",
        f"/channels/{connection.pk}/colleagues/",
        f"/channels/{connection.pk}/edit/",
        "/channels/",
        "/channels/new-mailbox/",
        f"/channels/{mailbox(port=9).pk}/",
        "/codes/",
        "/codes/new/",
        "/codes/new/groups/",
        f"/codes/{code.pk}/",
        f"/codes/{code.pk}/edit/",
        f"/codes/{code.pk}/poster/",
        f"/codes/{rooms.pk}/",
        f"/codes/{rooms.pk}/edit/",
        "/tasks/",
        "/tasks/new/",
        "/handovers/new/",
        f"/tasks/{task}/",
        f"/tasks/of/{links.token(task)}/",
        "/handovers/",
        f"/handovers/{handed(colleague, other, by=mei)}/",
    ]


def heard(connection: Connection) -> None:
    """A callback that failed, a reading that found drift, and calls of which some were refused."""
    now = timezone.now()
    Callback.objects.create(
        connection=connection,
        digest="d",
        body="<xml><Event>other</Event></xml>",
        happened_at=now - timedelta(seconds=2),
        received_at=now,
        due_at=now,
        settled_at=now,
        state=Callback.State.FAILED,
        error="it broke",
    )
    Reading.objects.create(
        connection=connection,
        state=Reading.State.DONE,
        found={"ties": 3, "groups": 1},
        drift={"ties new": 1},
        troubles=[{"code": "", "of": "", "error": "groups: refused by WeCom (45009)"}],
        asked_at=now,
        due_at=now,
        ended_at=now,
    )
    for call, refused, over in (("externalcontact/get", 2, 1), ("externalcontact/remark", 0, 0)):
        CallCount.objects.create(
            connection=connection, call=call, minute=now, made=9, refused=refused, over_limit=over
        )


def coded(
    connection: Connection, colleagues: list[Colleague], group: Group, *, by: Staff
) -> tuple[ContactCode, ContactCode]:
    """A code to colleagues, with a cap, and one into a group that is full."""
    first, second = colleagues
    wish = Wish(
        name="收银台",
        source="海报",
        daily_cap=20,
        colleagues=[first.pk],
        backups=[second.pk],
        words="你好呀",
    )
    rooms = Wish(name="直播间", groups=[group.pk])
    kinds = ContactCode.Kind
    made = codes.make(connection, kinds.COLLEAGUES, wish, by=by, at=make.NOON)
    ContactCode.objects.filter(pk=made.pk).update(config_id="w1", address=f"{NOBODY_LISTENS}/w1")
    return made, codes.make(connection, kinds.GROUPS, rooms, by=by, at=make.NOON)


def asked(colleague: Colleague, group: Group, *, by: Staff) -> int:
    wanted = tasks.Asked(
        Kind.POST_IN_GROUP,
        colleague,
        Subject(group=group.pk),
        {"text": "今晚八点直播"},
        due_at=make.NOON + timedelta(hours=1),
        key="k",
    )
    return tasks.ask(wanted, by=by, at=make.NOON).pk


def handed(giver: Colleague, taker: Colleague, *, by: Staff) -> int:
    wanted = handovers.Asked(
        giver, taker, Tie.objects.filter(colleague=giver), None, "以后由小王为您服务", "k"
    )
    return handovers.start(wanted, by=by, at=make.NOON).pk


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_wecom(open_page: Open, width: int, theme: str) -> None:
    addresses = at_work()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    assert faults_of(page, addresses) == {}
