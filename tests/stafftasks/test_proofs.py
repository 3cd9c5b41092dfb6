"""Tasks end by what is seen in WeCom, not by a click; where nothing can be seen, by word."""

from typing import Any

import pytest
from django.utils import timezone

from guisu.act.stafftasks import services
from guisu.act.stafftasks.domain import Kind, Subject, TaskIsOver
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.jobs import worker
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer
from practice.world.seeding import Seed
from tests import make
from tests.stafftasks.acts import colleague, customer_of, group_of, hear, shown, task, tell
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=8)


@pytest.fixture
def people(blossom: Shop) -> list[str]:
    """The customers of staff01; they have a group with staff02, known here."""
    make.installation()
    listed = blossom.ground.get("externalcontact/list", userid="staff01")
    found: list[str] = listed["external_userid"]
    members = ["staff02", *found]
    blossom.ground.act("open_group", owner="staff01", name="妈妈群", members=members)
    blossom.read()
    blossom.news()
    hear()
    return found


def chat_id(shop: Shop) -> str:
    found: str = shop.ground.look("snapshot")["groups"][0]["chat_id"]
    return found


def removal(shop: Shop, person: str) -> StaffTask:
    about = Subject(group=group_of(chat_id(shop)).pk, customer=customer_of(person))
    return task(colleague(shop), Kind.REMOVE_MEMBER, about)


def worked() -> None:
    while worker.work():
        pass


def ended(one: StaffTask) -> tuple[str, str]:
    one.refresh_from_db()
    return one.state, one.proof


def test_a_member_who_is_gone_ends_the_task_of_removing_them(
    blossom: Shop, people: list[str]
) -> None:
    wanted, other = people[0], people[1]
    made = removal(blossom, wanted)
    blossom.ground.act("leave", chat_id=chat_id(blossom), member_id=other)
    blossom.hear()
    hear()
    assert ended(made) == ("open", "")

    blossom.ground.act("kick", chat_id=chat_id(blossom), by="staff01", member_id=wanted)
    blossom.hear()
    hear()

    assert ended(made) == ("done", "fact")
    assert tell() == ["dropped"]


def test_what_is_so_already_is_asked_of_nobody(blossom: Shop, people: list[str]) -> None:
    mine = colleague(blossom)

    made = task(mine, Kind.OPEN_GROUP, Subject(colleague=mine.pk, name="妈妈群"))

    assert ended(made) == ("done", "fact")
    assert tell() == []


def test_a_group_of_that_name_and_owner_ends_the_task_of_opening_it(
    blossom: Shop, people: list[str]
) -> None:
    mine = colleague(blossom)
    made = task(mine, Kind.OPEN_GROUP, Subject(colleague=mine.pk, name="新客群"))
    for owner, name in (("staff02", "新客群"), ("staff01", "新客")):
        blossom.ground.act("open_group", owner=owner, name=name, members=["staff03"])
    blossom.hear()
    hear()
    assert ended(made) == ("open", "")

    blossom.ground.act("open_group", owner="staff01", name="新客群", members=people[:2])
    blossom.hear()
    hear()

    assert ended(made) == ("done", "fact")


def test_a_new_contact_ends_the_task_of_adding_them_once_it_is_known_who_they_are(
    blossom: Shop, people: list[str]
) -> None:
    mine = colleague(blossom)
    known = make.customer("小林", identities={"phone": "+8613800000000"})
    made = task(mine, Kind.ADD_FRIEND, Subject(customer=known.pk, colleague=mine.pk))
    person = blossom.stranger("小林")
    blossom.ground.act("add", user_id="staff01", external_id=person, add_way=2)
    blossom.hear()
    hear()
    assert ended(made) == ("open", "")

    arrived = Customer.objects.get(pk=customer_of(person))
    customers.merge(arrived, known, by=make.mei(), at=timezone.now())
    hear()

    assert ended(made) == ("done", "fact")


def test_a_click_has_wecom_asked_and_ends_nothing_by_itself(
    blossom: Shop, people: list[str]
) -> None:
    made = removal(blossom, people[0])

    services.say_done(made, at=timezone.now())
    worked()
    assert ended(made) == ("open", "")
    blossom.ground.act("kick", chat_id=chat_id(blossom), by="staff01", member_id=people[0])
    blossom.news()
    services.say_done(made, at=timezone.now())
    worked()

    assert ended(made) == ("done", "fact")
    with pytest.raises(TaskIsOver):
        services.say_done(made, at=timezone.now())


@pytest.mark.parametrize("kind", [Kind.OPEN_GROUP, Kind.ADD_FRIEND])
def test_a_click_finds_what_no_callback_told(blossom: Shop, people: list[str], kind: Kind) -> None:
    mine = colleague(blossom, "staff02")
    customer = customer_of(people[0])
    about = {
        Kind.OPEN_GROUP: Subject(colleague=mine.pk, name="新客群"),
        Kind.ADD_FRIEND: Subject(colleague=mine.pk, customer=customer),
    }
    made = task(mine, kind, about[kind])
    blossom.ground.act("open_group", owner="staff02", name="新客群", members=["staff03"])
    blossom.ground.act("add", user_id="staff02", external_id=people[0], add_way=3)

    services.say_done(made, at=timezone.now())
    worked()

    assert ended(made) == ("done", "fact")


def test_what_wecom_does_not_show_ends_on_the_colleagues_word(
    blossom: Shop, people: list[str]
) -> None:
    about = Subject(group=group_of(chat_id(blossom)).pk)
    made = task(colleague(blossom), Kind.POST_IN_GROUP, about, text="今晚八点")

    services.say_done(made, at=timezone.now())

    assert ended(made) == ("done", "word")


def test_a_fact_of_another_room_ends_its_tasks(blossom: Shop, people: list[str]) -> None:
    mine = colleague(blossom)
    made = services.open_task(
        Kind.CONFIRM_MESSAGE,
        connection=blossom.connection,
        colleague=mine,
        subject=f"message:7 colleague:{mine.pk}",
        words={"what": "双十一"},
        key="message:7:1",
        due_at=timezone.now(),
        at=timezone.now(),
    )
    tell()

    assert services.close_by_fact(Kind.CONFIRM_MESSAGE, "message:8", at=timezone.now()) == 0
    assert services.close_by_fact(Kind.CONFIRM_MESSAGE, made.subject, at=timezone.now()) == 1
    assert "双十一" in shown(blossom)[0][1]


def test_an_erased_person_leaves_no_words_and_nothing_to_do(
    blossom: Shop, people: list[str]
) -> None:
    person = Customer.objects.get(pk=customer_of(people[0]))
    made = removal(blossom, people[0])
    told: Any = customers.export_person(person)["staff tasks"]

    customers.erase(person, by=make.mei(), at=timezone.now())

    assert [one["kind"] for one in told] == ["remove_member"]
    assert ended(made) == ("withdrawn", "")
