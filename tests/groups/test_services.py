"""Who is in a group: joined once, left once, never by a telling older than what is known."""

from datetime import datetime, timedelta

import pytest

from guisu.ground.channels.models import Connection
from guisu.ground.events.models import Event
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.selectors import home_figures
from guisu.know.groups import selectors, services
from guisu.know.groups.domain import Came
from guisu.know.groups.models import Group, Membership
from guisu.know.groups.services import Step
from tests import make
from tests.channels.acts import connection
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(minutes=1)


@pytest.fixture
def here() -> Connection:
    return connection()


@pytest.fixture
def group(here: Connection) -> Group:
    made = services.made(here, "wr1")
    Group.objects.filter(pk=made.pk).update(member_version="v0")
    return Group.objects.get(pk=made.pk)


def step(number: int) -> Step:
    at = make.NOON + timedelta(minutes=number)
    return Step(last=f"v{number}", current=f"v{number + 1}", at=at)


def inside(group: Group) -> set[int | None]:
    return set(selectors.members(group).values_list("customer_id", flat=True))


def test_a_group_is_one_row_however_often_it_is_spoken_of(here: Connection) -> None:
    assert services.made(here, "wr1") == services.made(here, "wr1")
    assert Group.objects.count() == 1


def test_who_joins_leaves_and_joins_again_has_two_rows(group: Group) -> None:
    ann = make.customer("Ann").pk

    services.take_joining(group, [Came(customer_id=ann)], step(0))
    services.take_leaving(group, [(ann, 0)], Membership.Leaving.SELF, step(1))
    services.take_joining(group, [Came(customer_id=ann)], step(2))

    rows = Membership.objects.filter(customer=ann).order_by("pk")
    assert [(row.leaving, row.left_at is None) for row in rows] == [("self", False), ("", True)]


def test_the_same_joining_told_twice_counts_once(group: Group) -> None:
    ann = make.customer("Ann").pk

    for _ in range(2):
        services.take_joining(group, [Came(customer_id=ann)], step(0))

    assert Membership.objects.count() == 1


def test_a_leaving_told_before_its_joining_changes_nothing_and_the_roster_is_asked_for(
    group: Group,
) -> None:
    ann = make.customer("Ann").pk

    services.take_leaving(group, [(ann, 0)], Membership.Leaving.SELF, step(1))

    group.refresh_from_db()
    assert not Membership.objects.exists()
    assert group.look_at is not None


@pytest.mark.parametrize(
    ("leaving", "kind", "active"),
    [("self", "group.left", 1), ("", "group.left", 1), ("removed", "group.put_out", 0)],
)
def test_who_is_taken_out_of_a_group_was_not_active(
    group: Group, leaving: str, kind: str, active: int
) -> None:
    ann = make.customer("Ann").pk
    services.take_joining(group, [Came(customer_id=ann)], step(0))
    days_later = Step(last="v1", current="v2", at=make.NOON + timedelta(days=2))

    services.take_leaving(group, [(ann, 0)], leaving, days_later)

    assert Event.objects.filter(customer_id=ann).latest("pk").kind == kind
    assert active_on(days_later.at) == active


def test_whose_group_was_dismissed_was_not_active(group: Group) -> None:
    services.take_joining(group, [Came(customer_id=make.customer("Ann").pk)], step(0))
    services.end(group, at=make.NOON + timedelta(days=2))

    assert Event.objects.latest("pk").kind == "group.put_out"
    assert active_on(make.NOON + timedelta(days=2)) == 0


def active_on(moment: datetime) -> int:
    load_all()
    return home_figures(scope_of(make.mei()), at=moment, days=1).days[-1].active_customers


def test_a_group_that_ended_has_nobody_in_it_and_is_not_listed(group: Group) -> None:
    ann = make.customer("Ann").pk
    services.take_joining(group, [Came(customer_id=ann)], step(0))

    services.end(group, at=LATER)

    assert inside(group) == set()
    assert not selectors.groups(scope_of(make.mei())).exists()


def test_staff_of_a_store_see_its_groups_and_none_without_a_store(here: Connection) -> None:
    for chat_id, store in (("n", make.store("North")), ("s", make.store("South")), ("none", None)):
        Group.objects.create(connection=here, chat_id=chat_id, store=store)

    seen = selectors.groups(scope_of(make.jun())).values_list("chat_id", flat=True)

    assert list(seen) == ["n"]
    assert selectors.groups(scope_of(make.mei())).count() == 3


def test_a_persons_copy_names_their_groups_and_an_erasure_empties_it(group: Group) -> None:
    ann = make.customer("Ann").pk
    services.take_joining(group, [Came(customer_id=ann, nickname="小安")], step(0))
    assert "小安" in str(services.export([ann]))

    services.erase([ann], set())

    assert "小安" not in str(services.export([ann]))
