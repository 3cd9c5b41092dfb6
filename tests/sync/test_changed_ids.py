"""Ids that WeCom changes name what they named: one relation, counted once, and nobody has left."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.forms import Follow, Person
from guisu.ground.events.models import Event
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.sync.models import Tie
from guisu.take_in.sync.services import colleagues as directory
from guisu.take_in.sync.services import happenings, ties
from tests.channels import acts

pytestmark = pytest.mark.django_db
# Contact, user id, the second in which the relation began, name, union id.
Row = tuple[str, str, int, str, str]
BEGAN = 1_790_000_000
TWO: list[Row] = [("wm1", "jun", BEGAN, "小雨", "u1"), ("wm2", "jun", BEGAN + 5, "小雪", "")]


def two(userid: str = "jun", *, prefix: str = "", later: int = 0) -> list[Row]:
    """The same two contacts, told of otherwise."""
    return [
        (prefix + contact, userid, began + later, name, union_id)
        for contact, _, began, name, union_id in TWO
    ]


@pytest.fixture
def connection() -> Connection:
    return acts.connection()


def tell(connection: Connection, rows: Sequence[Row], *, at: datetime | None = None) -> None:
    told = [
        (
            Person(external_userid=contact, name=name, unionid=union_id),
            Follow(userid=userid, createtime=began),
        )
        for contact, userid, began, name, union_id in rows
    ]
    for _, follow in told:
        directory.called(connection, follow.userid)
    asked_at = at or timezone.now()
    ties.write(connection, told, colleagues(connection), asked_at=asked_at)


def gone(connection: Connection, userid: str) -> Colleague:
    colleague = colleagues(connection)[userid]
    Colleague.objects.filter(pk=colleague.pk).update(may_contact=False, left_at=timezone.now())
    return colleague


def standing() -> list[tuple[str, str, bool]]:
    found = Tie.objects.order_by("external_userid", "pk").values_list(
        "colleague__userid", "external_userid", "ended_at"
    )
    return [(userid, contact, ended is None) for userid, contact, ended in found]


def facts() -> int:
    return Event.objects.filter(kind__startswith="contact.").count()


def test_a_colleague_under_another_user_id_keeps_row_and_relations(connection: Connection) -> None:
    tell(connection, TWO)
    before, ids = facts(), list(Tie.objects.order_by("pk").values_list("pk", flat=True))
    old = gone(connection, "jun")

    tell(connection, two("Wang.Jun"))

    [now] = Colleague.objects.all()
    assert (now.pk, now.userid, now.may_contact, now.left_at) == (old.pk, "wang.jun", True, None)
    assert standing() == [("wang.jun", "wm1", True), ("wang.jun", "wm2", True)]
    assert list(Tie.objects.order_by("pk").values_list("pk", flat=True)) == ids
    assert facts() == before


def test_relations_that_stood_twice_already_stand_once(connection: Connection) -> None:
    tell(connection, TWO)
    renamed = two("wang.jun")
    tell(connection, [*renamed, ("wm3", "wang.jun", BEGAN + 60, "小冰", "")])
    assert len(standing()) == 5
    gone(connection, "jun")

    tell(connection, renamed)

    assert Colleague.objects.count() == 1
    assert standing() == [("wang.jun", f"wm{n}", True) for n in (1, 2, 3)]


def test_an_event_that_comes_after_the_reading_says_the_same(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(connection, TWO)
    old = gone(connection, "jun")
    directory.called(connection, "wang.jun")
    monkeypatch.setattr(directory, "_looked_up", lambda *_: ("王俊", 1))
    told = {"Event": "change_contact", "ChangeType": "update_user"}

    happenings.take(
        connection, {**told, "UserID": "jun", "NewUserID": "wang.jun"}, at=timezone.now()
    )

    [now] = Colleague.objects.all()
    assert (now.pk, now.userid, now.may_contact, now.left_at) == (old.pk, "wang.jun", True, None)


def test_who_really_left_and_whose_customers_another_one_adds_stays_left(
    connection: Connection,
) -> None:
    tell(connection, TWO)
    old = gone(connection, "jun")

    tell(connection, two("hua", later=900))

    old.refresh_from_db()
    assert old.left_at is not None
    assert Colleague.objects.count() == 2
    assert len(standing()) == 4


def test_two_at_work_who_met_somebody_in_the_same_second_are_two(connection: Connection) -> None:
    tell(connection, TWO)

    tell(connection, two("hua"))

    assert Colleague.objects.count() == 2
    assert len(standing()) == 4


def test_contacts_under_new_ids_are_the_customers_and_relations_that_they_were(
    connection: Connection,
) -> None:
    tell(connection, TWO)
    before, whose = facts(), dict(Tie.objects.values_list("pk", "customer"))
    [colleague] = Colleague.objects.all()
    at = timezone.now() + timedelta(seconds=1)

    tell(connection, two(prefix="new-"), at=at)
    ended = ties.end_unseen([colleague.pk], before=at, at=at)

    assert standing() == [("jun", "new-wm1", True), ("jun", "new-wm2", True)]
    assert dict(Tie.objects.values_list("pk", "customer")) == whose
    assert (ended, facts()) == (0, before)
    assert Customer.objects.filter(merged_into=None).count() == 2
    assert Identity.objects.filter(channel="external_userid").count() == 4


def test_many_who_add_a_colleague_in_one_second_stay_as_many(connection: Connection) -> None:
    tell(connection, [("wm1", "jun", BEGAN, "小雨", ""), ("wm2", "jun", BEGAN, "小雪", "u2")])

    tell(
        connection,
        [("wm3", "jun", BEGAN, "小霜", ""), ("wm4", "jun", BEGAN, "小雪", "u4")],
        at=timezone.now() + timedelta(seconds=1),
    )

    assert len(standing()) == 4
    assert Customer.objects.filter(merged_into=None).count() == 4
