"""The pages of deliveries, causes and a person's addresses in a browser: no fault in any look."""

import pytest
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import causes, planning, settling, suppressing
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Occasion
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.port import Content, Message
from guisu.know.customers.models import Customer
from tests import make
from tests.browser.acts import sign_in
from tests.browser.conftest import Open
from tests.browser.test_reach import LOOKS, faults_of
from tests.channels import acts

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
State = Delivery.State
FATES = (
    Fate(State.DONE, step="handed_over"),
    Fate(State.DONE, step="delivered"),
    Fate(State.FAILED, code="provider", provider_code="550"),
    Fate(State.UNKNOWN, code="no_answer"),
)


def said() -> tuple[Cause, Customer]:
    """One cause with copies that stand in every way, and one that was stopped."""
    now, connection = timezone.now(), acts.connection()
    people = [
        make.customer(name, identities={"email": f"p{n}@example.cn"})
        for n, name in enumerate(("林晓梅", "陈志远", "Wang Lei", "小雨", "阿宁"))
    ]
    nowhere = make.customer("没有邮箱")
    made = []
    for subject in ("order-sent", "order-late"):
        reason = Reason("commerce", subject, connection, "email", Purpose.SERVICE)
        says = {"": Message(Content("订单已发货", "订单"))}
        made.append(causes.cause(reason, says=says, at=now))
    rows = [each.pk for each in (*people, nowhere)]
    planning.plan(rows, Occasion(made[0], due_at=now), at=now)
    for copy, fate in zip(made[0].deliveries.order_by("pk"), FATES, strict=False):
        settling.write([copy.pk], fate, at=now)
    mei = make.mei()
    causes.stop(made[1], by=mei, at=now)
    for n in (0, 1):
        suppressing.suppress(("email", f"p{n}@example.cn"), of=people[n].pk, by=mei, at=now)
    suppressing.lift(("email", "p1@example.cn"), of=people[1].pk, by=mei, at=now)
    return made[0], people[1]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_deliveries(open_page: Open, width: int, theme: str) -> None:
    make.installation()
    cause, person = said()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    addresses = [
        "/deliveries/",
        "/deliveries/?state=unknown",
        "/deliveries/causes/",
        f"/deliveries/causes/{cause.pk}/",
        f"/customers/{person.pk}/consents/",
    ]

    assert faults_of(page, addresses) == {}
