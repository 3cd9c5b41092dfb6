"""The pages on tasks: who sees which, opening by hand, the colleague's own page, withdrawing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.act.stafftasks import links
from guisu.act.stafftasks.domain import Kind
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.models import Colleague
from guisu.ground.staff.models import AuditEntry
from guisu.know.groups.models import Group
from tests import make
from tests.channels.acts import connection
from tests.console.browsing import browser
from tests.stafftasks.acts import task

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Colleague:
    """A colleague of the North store, with Jun's account."""
    return Colleague.objects.create(
        connection=connection(),
        userid="anna",
        name="Anna",
        store=make.store("North"),
        staff=make.jun(),
        may_contact=True,
    )


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"console:{name}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def form(anna: Colleague, kind: Kind, **more: object) -> dict[str, object]:
    due = timezone.localtime(timezone.now() + timedelta(hours=3))
    told = {"key": "f1", "kind": kind.value, "colleague": anna.pk}
    return {**told, "due_at": f"{due:%Y-%m-%dT%H:%M}", **more}


def test_staff_see_their_own_tasks_managers_those_of_their_stores(anna: Colleague) -> None:
    south = Colleague.objects.create(
        connection=anna.connection, userid="bo", name="Bo", store=make.store("South")
    )
    task(anna, key="north")
    other = task(south, key="south")
    south.staff = make.bo()
    south.save()

    assert "Anna" in page(browser(make.jun()), "my-tasks")
    assert "Bo" not in page(browser(make.jun()), "tasks").split("<table>")[1]
    assert "Anna" not in page(browser(make.bo()), "tasks")
    assert page(browser(make.mei()), "tasks").split("<table>")[1].count("/tasks/") == 2
    assert browser(make.jun()).get(reverse("console:task", args=[other.pk])).status_code == 404


def test_an_overdue_task_stands_among_what_needs_somebody(anna: Colleague) -> None:
    task(anna, due=timedelta(hours=-1))

    assert "overdue tasks of colleagues" in page(browser(make.mei()), "home")
    assert "tasks of yours" in page(browser(make.jun()), "home")
    assert "overdue" in page(browser(make.mei()), "overdue-tasks").split("<tbody>")[1]


def test_a_task_opened_by_hand_twice_is_one(anna: Colleague) -> None:
    group = Group.objects.create(
        connection=anna.connection, chat_id="wr1", name="妈妈群", store=make.store("North")
    )
    told = form(anna, Kind.POST_IN_GROUP, group=group.pk, text="今晚八点", note="配图")
    jun = browser(make.jun())

    answers = [jun.post(reverse("console:new-task"), told) for _ in range(2)]

    made = StaffTask.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {
        reverse("console:task", args=[made.pk])
    }
    assert made.subject == f"group:{group.pk}"
    shown = page(jun, "task", made.pk)
    assert "Post in “妈妈群”" in shown
    assert "今晚八点" in shown
    assert AuditEntry.objects.filter(action="task.opened").count() == 1


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.OPEN_GROUP, "name"),
        (Kind.REMOVE_MEMBER, "group"),
        (Kind.POST_IN_GROUP, "text"),
        (Kind.ADD_FRIEND, "customer"),
        (Kind.PASS_ON, "to"),
    ],
)
def test_what_a_kind_needs_is_asked_for_beside_its_field(
    anna: Colleague, kind: Kind, field: str
) -> None:
    answer = browser(make.mei()).post(reverse("console:new-task"), form(anna, kind))

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == ["This kind of task needs it."]
    assert not StaffTask.objects.exists()


def test_a_customer_is_named_so_that_one_is_meant(anna: Colleague) -> None:
    known = make.customer("小林", identities={"phone": "+8613800000000"})
    make.customer("小林")
    mei = browser(make.mei())

    two = mei.post(reverse("console:new-task"), form(anna, Kind.ADD_FRIEND, customer="小林"))
    one = form(anna, Kind.ADD_FRIEND, customer="+8613800000000")
    mei.post(reverse("console:new-task"), one)

    assert "Several people" in str(two.context["form"].errors["customer"])
    assert StaffTask.objects.get().about.customer == known.pk


def test_the_colleagues_own_page_needs_no_account_and_opens_one_task(anna: Colleague) -> None:
    first, second = task(anna, key="a", text="第一条"), task(anna, key="b", text="第二条")
    stranger = browser()
    address = reverse("console:own-task", args=[links.token(first.pk)])

    shown = stranger.get(address).content.decode()
    stranger.post(address)

    assert "第一条" in shown
    assert "第二条" not in shown
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("done", "open")
    bad = reverse("console:own-task", args=[f"{second.pk}:{links.token(first.pk)[2:]}"])
    assert stranger.get(bad).status_code == 404


def test_a_withdrawn_task_cannot_be_said_done(anna: Colleague) -> None:
    made = task(anna)
    mei = browser(make.mei())

    mei.post(reverse("console:task-withdrawal", args=[made.pk]))
    late = mei.post(reverse("console:task-word", args=[made.pk]))

    assert late.status_code == 409
    assert "over already" in late.content.decode()
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_who_manages_no_tasks_ends_only_their_own(anna: Colleague) -> None:
    made = task(anna)

    answer = browser(make.bo()).post(reverse("console:task-word", args=[made.pk]))

    assert answer.status_code == 404
    withdrawn = browser(make.bo()).post(reverse("console:task-withdrawal", args=[made.pk]))
    assert withdrawn.status_code == 403


def test_who_a_colleague_is_decides_whose_tasks_are_whose(anna: Colleague) -> None:
    task(anna)
    mei, bo = browser(make.mei()), browser(make.bo())
    south = make.store("South")

    listed = page(mei, "channel-colleagues", anna.connection_id)
    told = {"staff": make.bo().pk, "store": south.pk}
    mei.post(reverse("console:colleague-tie", args=[anna.pk]), told)

    assert "Anna" in listed
    assert "Anna" in page(bo, "my-tasks").split("<tbody>")[1]
    anna.refresh_from_db()
    assert anna.store == south
    assert AuditEntry.objects.filter(action="channel.colleague_tied").count() == 1
