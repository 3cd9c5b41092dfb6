"""Deliveries: listed by state, reason, channel and cause; a cause with its counts, and stopped."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.act.outreach import wording
from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import causes
from guisu.ground.channels.port import OutcomeUnknown, Rejected
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers.models import CustomerStore
from tests import make
from tests.console.browsing import browser
from tests.outreach.acts import Speaks, person, standing
from tests.outreach.conftest import speaks
from tests.outreach.test_dispatching import failing

__all__ = ["speaks"]
pytestmark = pytest.mark.django_db
LIST = "console:deliveries"


def shown(client: Client, to: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(to, args=args), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def one_of_each(speaks: Speaks) -> Cause:
    """Gone out, refused, unknown, left out, and one that waits."""
    cause = speaks.cause()
    out, refused, unknown, nowhere, waits = (
        person("已送达"),
        person("被拒"),
        person("不明"),
        make.customer("没地址"),
        person("在等"),
    )
    speaks.plan(cause, out, nowhere)
    speaks.carry()
    speaks.notebook.does = failing(Rejected("no", code=550))  # type: ignore[assignment]
    speaks.plan(cause, refused)
    speaks.carry()
    speaks.notebook.does = failing(OutcomeUnknown("lost"))  # type: ignore[assignment]
    speaks.plan(cause, unknown)
    speaks.carry()
    speaks.plan(cause, waits)
    return cause


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"state": "unknown"}, "不明"),
        ({"state": "failed"}, "被拒"),
        ({"code": "no_address"}, "没地址"),
        ({"state": "waiting", "channel": "email"}, "在等"),
    ],
)
def test_deliveries_are_found_by_state_reason_and_channel(
    speaks: Speaks, asked: dict[str, str], seen: str
) -> None:
    one_of_each(speaks)
    everybody = {"已送达", "被拒", "不明", "没地址", "在等"}

    page = shown(browser(make.mei()), LIST, **asked)

    assert {name for name in everybody if f">{name}</a>" in page} == {seen}


def test_what_is_unknown_or_refused_is_counted_above_the_list(speaks: Speaks) -> None:
    one_of_each(speaks)

    page = shown(browser(make.mei()), LIST)

    for state in ("unknown", "failed"):
        assert f'<a href="?state={state}">1</a>' in page


def test_a_cause_says_how_many_stand_how_and_why(speaks: Speaks) -> None:
    cause = one_of_each(speaks)

    whole = shown(browser(make.mei()), "console:cause", cause.pk)
    refused = shown(browser(make.mei()), "console:cause", cause.pk, state="failed", code="provider")

    for state, code in standing(cause):
        assert f"?state={state}&code={code}" in whole
    assert str(wording.CODES[Code.NO_ANSWER]) in whole
    assert "被拒" in refused
    assert "不明" not in refused


def test_a_stopped_cause_says_nothing_more_and_the_audit_log_says_who(speaks: Speaks) -> None:
    cause = one_of_each(speaks)
    given = len(speaks.notebook.given)

    answer = browser(make.mei()).post(reverse("console:cause-stop", args=[cause.pk]))
    speaks.carry()
    while causes.sweep():
        pass

    assert answer.status_code == 302
    assert len(speaks.notebook.given) == given
    assert Delivery.objects.get(code="stopped").state == "dropped"
    assert AuditEntry.objects.get(action="outreach.stopped").staff == make.mei()


def test_staff_of_a_store_see_copies_of_its_people_and_stop_nothing(speaks: Speaks) -> None:
    cause = speaks.cause()
    ours, theirs = person("北店的"), person("南店的")
    north = make.store("North")
    CustomerStore.objects.create(customer=ours, store=north, since=timezone.now())
    speaks.plan(cause, ours, theirs)
    jun = browser(make.staff("jun", Post.STORE_MANAGER, north))

    page = shown(jun, LIST)
    one = shown(jun, "console:cause", cause.pk)
    refused = jun.post(reverse("console:cause-stop", args=[cause.pk]))

    assert "北店的" in page
    assert "南店的" not in page + one
    assert refused.status_code == 403
    assert Cause.objects.get().stopped_at is None


def test_a_cause_that_speaks_to_nobody_one_sees_is_not_there(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    jun = browser(make.staff("jun", Post.STORE_MANAGER, make.store("North")))

    assert jun.get(reverse("console:cause", args=[cause.pk])).status_code == 404
    assert str(cause) not in shown(jun, "console:causes")


def test_every_reason_has_words() -> None:
    assert set(Code) <= set(wording.CODES)
    assert set(Delivery.State) == set(wording.STATES)
