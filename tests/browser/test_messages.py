"""The pages of messages in a browser: no fault in either theme and width."""

import pytest
from django.utils import timezone

from guisu.act.messaging.domain.content import said
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.act.messaging.services import drafts, preparing
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.port import Link
from guisu.ground.staff import selectors as staff
from tests import make
from tests.browser.acts import sign_in, with_contacts
from tests.browser.conftest import Open
from tests.browser.test_reach import LOOKS, faults_of
from tests.channels import acts
from tests.messaging.acts import picture
from tests.outreach.acts import unless_a_no

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def written() -> list[Broadcast]:
    """A draft, one under way of which a colleague has confirmed, and a moment."""
    mei, connection = make.mei(), acts.connection()
    unless_a_no("wecom")
    with_contacts(connection, "林晓梅", "陈志远", "Wang Lei")
    everybody = list(Colleague.objects.values_list("pk", flat=True))
    link = Link("会员日", "https://example.com/a", "周五")
    wanted = {
        "connection": connection,
        "store": None,
        "says": said("周五会员日,老地方见\n第二行", [link]),
    }
    made = [
        drafts.write(
            None,
            scope=staff.scope_of(mei),
            wanted={**wanted, "kind": kind, "title": title, "audience": audience},
            by=mei,
            at=make.NOON,
        )
        for kind, title, audience in (
            ("customers", "周五会员日提醒", {"colleagues": everybody}),
            ("customers", "新品上市", {"colleagues": everybody}),
            ("moment", "秋茶到店", {"colleagues": everybody, "tags": []}),
        )
    ]
    says = said("周五会员日,老地方见\n第二行", [picture(), link])
    Broadcast.objects.filter(pk=made[0].pk).update(says=says)
    now = timezone.now()
    for one in made[1:]:
        drafts.send_off(one, due_at=now, by=mei, at=now)
    while preparing.step():
        pass
    _confirmed(made[1])
    _liked(made[2])
    return made


def _liked(moment: Broadcast) -> None:
    Duty.objects.create(
        task=Task.objects.get(broadcast=moment),
        colleague=Colleague.objects.all()[0],
        confirmed_at=make.NOON,
        seen=3,
        likes=2,
        comments=1,
    )


def _confirmed(broadcast: Broadcast) -> None:
    first, second, third = Task.objects.filter(broadcast=broadcast).order_by("pk")
    for number, task in enumerate((first, second)):
        Task.objects.filter(pk=task.pk).update(reference=f"msg{number}", made_at=make.NOON)
        task.errands.update(state=Errand.State.DONE)
    third.errands.update(state=Errand.State.FAILED, code="41047", error="refused by WeCom")
    Duty.objects.filter(task=first).update(confirmed_at=make.NOON)
    Recipient.objects.filter(duty__task=first).update(state=Recipient.State.SENT, sent_at=make.NOON)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_messages(open_page: Open, width: int, theme: str) -> None:
    draft, under_way, moment = written()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    addresses = [
        "/messages/",
        "/messages/new/customers/",
        "/messages/new/groups/",
        "/messages/new/moment/",
        f"/messages/rules/{draft.connection_id}/",
        f"/messages/{draft.pk}/",
        f"/messages/{draft.pk}/edit/",
        f"/messages/{under_way.pk}/",
        f"/messages/{moment.pk}/",
    ]

    assert faults_of(page, addresses) == {}
