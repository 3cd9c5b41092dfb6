"""Reading the whole from a practice ground: all of it once, again without harm, never by halves."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from guisu.ground.channels.models import Colleague
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.events.models import Event
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity, Tag, Tagging
from guisu.take_in.sync.models import Reading, Tie
from guisu.take_in.sync.services import tagging
from practice.world.seeding import Seed
from tests import make
from tests.sync.acts import Shop, ties

pytestmark = pytest.mark.django_db
LISTS = ("externalcontact/batch/get_by_user", "externalcontact/groupchat/list")


@pytest.fixture
def seed() -> Seed:
    return Seed(
        customers=401, groups=3, members_each=12, tags={"意向": ["高", "低"], "价值": ["高"]}
    )


def test_all_of_it_comes_over_small_pages_and_a_second_time_changes_nothing(blossom: Shop) -> None:
    blossom.ground.faults(page_size=50)

    first = blossom.read()
    events = Event.objects.count()
    second = blossom.read()

    blossom.assert_same()
    assert (first.found["ties"], first.found["groups"], first.drift) == (401, 3, {})
    assert (second.state, second.drift) == (Reading.State.DONE, {})
    assert Event.objects.count() == events
    assert Customer.objects.count() == 401
    assert Colleague.objects.filter(may_contact=True).count() == 4
    names = {one["name"] for one in blossom.ground.look("snapshot")["customers"]}
    assert set(Customer.objects.values_list("name", flat=True)) == names


def test_what_callbacks_lost_is_found_and_counted(blossom: Shop) -> None:
    blossom.read()
    ground = blossom.ground
    way = ground.contact_way("staff01", state="poster")
    ground.scanned(way)
    gone = ground.get("externalcontact/list", userid="staff02")["external_userid"][0]
    ground.act("delete_customer", user_id="staff02", external_id=gone)
    chat = ground.look("snapshot")["groups"][0]
    leaver = next(one for one in chat["members"] if one.startswith("wm"))
    ground.act("leave", chat_id=chat["chat_id"], member_id=leaver)

    later = blossom.read()

    blossom.assert_same()
    assert later.drift == {"ties new": 1, "ties ended": 1, "members left": 1}
    assert Event.objects.filter(kind="contact.ended").count() == 1
    assert Event.objects.filter(kind="group.left").count() == 1


@pytest.mark.parametrize("code", [-1, 45033, 48002, 60020, 40003])
def test_failures_with_empty_lists_end_nothing(blossom: Shop, code: int) -> None:
    blossom.read()
    before = ties()
    blossom.ground.faults(
        calls=[{"path": path, "code": code, "share": 1.0} for path in LISTS], page_size=50
    )

    blossom.read()

    assert ties() == before
    assert not Event.objects.filter(kind__in=["contact.ended", "group.left"]).exists()


def test_a_reading_that_failed_is_tried_again_later(blossom: Shop) -> None:
    blossom.ground.faults(calls=[{"path": LISTS[0], "code": 48002, "next_calls": 1}])

    failed = blossom.read()
    Reading.objects.update(due_at=timezone.now())
    done = blossom.read()

    assert (failed.state, failed.tries) == (Reading.State.WAITING, 1)
    assert (done.pk, done.state) == (failed.pk, Reading.State.DONE)
    blossom.assert_same()


def test_tags_of_a_tie_become_tags_of_the_customer_and_go_with_it(blossom: Shop) -> None:
    ground = blossom.ground
    tags = {(one["name"], one["id"]) for one in ground.look("snapshot")["tags"]}
    high = sorted(tag_id for name, tag_id in tags if name == "高")
    person = ground.get("externalcontact/list", userid="staff01")["external_userid"][0]
    pair = {"userid": "staff01", "external_userid": person}
    ground.post("externalcontact/mark_tag", **pair, add_tag=high)

    blossom.read()
    given = tags_of(person)
    ground.post("externalcontact/mark_tag", **pair, remove_tag=high[:1])
    blossom.read()

    blossom.assert_same()
    assert len(given) == 2
    assert given > tags_of(person)
    assert len(tags_of(person)) == 1
    assert {tag.group.name for tag in Tag.objects.all() if tag.group} == {"意向", "价值"}


def test_a_tag_on_two_ties_is_kept_until_the_last_loses_it(blossom: Shop) -> None:
    ground = blossom.ground
    tag = ground.look("snapshot")["tags"][0]["id"]
    person = ground.get("externalcontact/list", userid="staff01")["external_userid"][0]
    ground.act("add", user_id="staff02", external_id=person, add_way=3)
    for userid in ("staff01", "staff02"):
        ground.act("edit_tags", user_id=userid, external_id=person, add_tags=[tag])
    blossom.read()

    ground.act("edit_tags", user_id="staff01", external_id=person, remove_tags=[tag])
    blossom.read()
    after_one = tags_of(person)
    ground.act("edit_tags", user_id="staff02", external_id=person, remove_tags=[tag])
    blossom.read()

    assert len(after_one) == 1
    assert tags_of(person) == set()


def test_a_tag_that_comes_and_goes_while_it_is_given_is_not_kept(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    blossom.read()
    tie = Tie.objects.earliest("pk")
    same = Tie.objects.filter(pk=tie.pk)
    same.update(tag_ids=[blossom.ground.look("snapshot")["tags"][0]["id"]], tags_differ=True)
    looked_up = tagging._known

    def meanwhile(*asked: Any, **more: Any) -> Any:
        same.update(tag_ids=[], tags_differ=False, seen_at=timezone.now())
        return looked_up(*asked, **more)

    monkeypatch.setattr(tagging, "_known", meanwhile)
    account = account_of(blossom.connection)
    while tagging.settle(blossom.connection, account, at=timezone.now()):
        pass

    assert tags_of(tie.external_userid) == set()


def test_who_was_erased_stays_so(blossom: Shop) -> None:
    blossom.read()
    gone = Customer.objects.get(name=Customer.objects.order_by("pk")[0].name, pk=first_member())
    name = Identity.objects.get(customer=gone, channel="external_userid").value

    customers.erase(gone, by=make.mei(), at=timezone.now())
    again = blossom.read()

    assert again.state == Reading.State.DONE
    assert not Tie.objects.filter(external_userid=name).exists()
    assert not Identity.objects.filter(value=name).exists()
    gone.refresh_from_db()
    assert (gone.name, gone.traits) == ("", {})
    assert again.drift == {}


def test_what_is_told_of_somebody_erased_leaves_no_name_behind(blossom: Shop) -> None:
    blossom.read()
    tie = Tie.objects.select_related("customer").order_by("pk")[0]
    customers.erase(tie.customer, by=make.mei(), at=timezone.now())
    blossom.news()

    blossom.ground.act(
        "edit_tags", user_id="staff01", external_id=tie.external_userid, own_tags=["老客"]
    )
    blossom.hear()

    callback = blossom.connection.callbacks.get()
    assert (callback.state, callback.body) == ("done", "")
    assert not Tie.objects.filter(external_userid=tie.external_userid).exists()
    assert not Identity.objects.filter(value=tie.external_userid).exists()


def test_an_export_tells_of_ties_and_groups(blossom: Shop) -> None:
    blossom.read()
    person = Customer.objects.get(pk=first_member())

    told = customers.export_person(person)

    assert len(told["ties"]) == 1
    assert told["groups"][0]["left_at"] is None


def test_a_reading_whose_process_died_is_taken_up_again(blossom: Shop) -> None:
    Reading.objects.create(
        connection=blossom.connection,
        state=Reading.State.RUNNING,
        asked_at=make.NOON,
        due_at=timezone.now() - timedelta(seconds=1),
    )

    done = blossom.read()

    assert done.state == Reading.State.DONE
    assert Reading.objects.count() == 1


def tags_of(external_userid: str) -> set[str]:
    row = Identity.objects.get(channel="external_userid", value=external_userid).customer
    return set(Tagging.objects.filter(customer=row).values_list("tag__name", flat=True))


def first_member() -> int:
    found: Any = Tie.objects.filter(customer__memberships__left_at=None).order_by("pk").first()
    return int(found.customer_id)
