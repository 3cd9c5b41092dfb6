"""Events from a practice ground, in order and out of it, once, thrice and never."""

import itertools
import random

import pytest
from django.utils import timezone

from guisu.ground.events.models import Event
from guisu.know.customers.models import Customer, Identity
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import CorpTag, Tie
from guisu.take_in.sync.services import marking
from practice.world.seeding import Seed
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=8, tags={"意向": ["高", "低"]})


@pytest.fixture
def chat(blossom: Shop) -> str:
    """A group of two colleagues and four customers, known here."""
    people = blossom.ground.get("externalcontact/list", userid="staff01")["external_userid"]
    made = blossom.ground.act(
        "open_group", owner="staff01", name="妈妈群", members=["staff02", *people]
    )
    blossom.read()
    blossom.news()
    return str(made["chat_id"])


def test_ten_strangers_in_one_second_are_ten_customers(blossom: Shop) -> None:
    blossom.read()
    way = blossom.ground.contact_way("staff01", state="poster-7")
    people = [blossom.stranger(f"客{number}") for number in range(10)]
    blossom.news()
    blossom.ground.acts(*[("scan", {"config_id": way, "external_id": one}) for one in people])

    blossom.tell(blossom.news() * 3)

    blossom.assert_same()
    assert Tie.objects.filter(state="poster-7").count() == 10
    assert Customer.objects.filter(name__startswith="客").count() == 10
    assert Event.objects.filter(kind="contact.added", properties__state="poster-7").count() == 10


def test_a_person_who_leaves_and_comes_back_is_one_customer_whatever_order_it_is_told_in(
    blossom: Shop,
) -> None:
    blossom.read()
    ground = blossom.ground
    person = blossom.stranger()
    blossom.news()
    ground.act("add", user_id="staff01", external_id=person, add_way=3)
    ground.forward(60)
    ground.act("delete_staff", user_id="staff01", external_id=person)
    ground.forward(60)
    ground.act("add", user_id="staff01", external_id=person, add_way=1)
    news = blossom.news()

    for order in itertools.permutations(news):
        Tie.objects.filter(external_userid=person).delete()
        blossom.connection.callbacks.all().delete()
        blossom.tell(order)

        blossom.assert_same()
    assert Identity.objects.filter(value=person).count() == 1


@pytest.mark.parametrize(
    ("act", "ending"), [("delete_customer", "colleague"), ("delete_staff", "customer")]
)
def test_it_is_kept_who_ended_a_contact(blossom: Shop, act: str, ending: str) -> None:
    blossom.read()
    person = blossom.ground.get("externalcontact/list", userid="staff01")["external_userid"][0]
    blossom.news()

    blossom.ground.act(act, user_id="staff01", external_id=person)
    blossom.hear()

    blossom.assert_same()
    assert Tie.objects.get(external_userid=person).ending == ending
    assert Event.objects.get(kind="contact.ended").properties["ending"] == ending


def test_tags_that_a_colleague_edits_arrive_with_tags_that_are_new(blossom: Shop) -> None:
    blossom.read()
    ground = blossom.ground
    made = ground.act("make_tags", group_name="渠道", names=["展会"])
    person = ground.get("externalcontact/list", userid="staff01")["external_userid"][0]
    tag = next(one["id"] for one in ground.look("snapshot")["tags"] if one["name"] == "展会")
    ground.act("edit_tags", user_id="staff01", external_id=person, add_tags=[tag])

    blossom.tell(blossom.news()[-1:])

    assert made["name"] == "渠道"
    blossom.assert_same()
    row = Identity.objects.get(value=person).customer
    assert list(row.taggings.values_list("tag__name", flat=True)) == ["展会"]


def test_what_we_write_ourselves_is_known_here_without_a_callback(blossom: Shop) -> None:
    blossom.read()
    blossom.news()
    tie = Tie.objects.select_related("colleague").first()
    assert tie is not None
    tag = CorpTag.objects.get(name="高")

    marking.wish({tie.pk: {tag.corp_tag_id: True}}, at=timezone.now())
    while marking.step():
        pass

    assert blossom.news() == []
    blossom.assert_same()


def test_a_lost_joining_before_a_leaving_is_noticed_and_looked_up(blossom: Shop, chat: str) -> None:
    ground = blossom.ground
    newcomer, leaver = blossom.stranger("新人"), members(chat)[0]
    ground.act("invite", chat_id=chat, invitor="staff01", member_ids=[newcomer])
    ground.act("leave", chat_id=chat, member_id=leaver)
    lost, leaving = blossom.news()

    blossom.tell([leaving])

    blossom.assert_same()
    assert newcomer in members(chat)
    assert leaver not in members(chat)
    blossom.tell([lost])
    blossom.assert_same()


def test_how_somebody_left_is_kept_when_nothing_was_missed(blossom: Shop, chat: str) -> None:
    first, second = members(chat)[:2]
    blossom.ground.act("leave", chat_id=chat, member_id=first)
    blossom.ground.act("kick", chat_id=chat, by="staff01", member_id=second)

    blossom.hear()

    left = Membership.objects.exclude(left_at=None).order_by("pk")
    assert sorted(one.leaving for one in left) == ["removed", "self"]
    blossom.assert_same()


def test_a_join_by_code_brings_the_codes_state_along(blossom: Shop, chat: str) -> None:
    way = blossom.ground.post(
        "externalcontact/groupchat/add_join_way", scene=2, chat_id_list=[chat], state="door-3"
    )
    person = blossom.stranger("扫码人")
    blossom.news()

    blossom.ground.act("join", config_id=way["config_id"], external_id=person)
    blossom.hear()

    joined = Membership.objects.get(customer__identities__value=person)
    assert (joined.state, joined.scene) == ("door-3", "code")
    blossom.assert_same()


def test_a_roster_that_lags_behind_its_event_undoes_nothing(blossom: Shop, chat: str) -> None:
    blossom.ground.faults(group_lag_seconds=30)
    leaver = members(chat)[0]
    blossom.ground.act("leave", chat_id=chat, member_id=leaver)
    blossom.ground.act("invite", chat_id=chat, invitor="staff01", member_ids=[blossom.stranger()])

    blossom.hear()
    meanwhile = members(chat)
    Group.objects.exclude(look_at=None).update(look_at=timezone.now())
    blossom.ground.forward(31)
    blossom.hear()

    assert leaver not in meanwhile
    assert Event.objects.filter(kind="group.joined", properties__scene="").count() == 0
    blossom.assert_same()


@pytest.mark.parametrize("seed_of_order", range(4))
def test_loss_repetition_and_disorder_end_in_the_true_roster(
    blossom: Shop, chat: str, seed_of_order: int
) -> None:
    chance = random.Random(seed_of_order)  # noqa: S311
    for step in range(25):
        blossom.ground.forward(chance.choice([0, 1, 30]))
        present = members_there(blossom, chat)
        if step % 3 == 2 and len(present) > 1:
            blossom.ground.act("leave", chat_id=chat, member_id=chance.choice(present))
        else:
            person = blossom.stranger(f"客{step}")
            blossom.ground.act("invite", chat_id=chat, invitor="staff01", member_ids=[person])
    news = [one for one in blossom.news()[:-1] if chance.random() > 0.1]
    told = [*news, *chance.sample(news, 5)]
    chance.shuffle(told)

    blossom.tell(told)
    Group.objects.exclude(look_at=None).update(look_at=timezone.now())
    blossom.tell([])

    blossom.assert_same()


def test_a_dismissed_group_is_left_by_everybody(blossom: Shop, chat: str) -> None:
    blossom.ground.act("dismiss", chat_id=chat)

    blossom.tell(blossom.news() * 2)

    group = Group.objects.get(chat_id=chat)
    assert group.ended_at is not None
    assert not group.memberships.filter(left_at=None).exists()
    blossom.assert_same()


def members(chat_id: str) -> list[str]:
    present = Membership.objects.filter(
        group__chat_id=chat_id, left_at=None, customer__identities__channel="external_userid"
    )
    return sorted(present.values_list("customer__identities__value", flat=True))


def members_there(shop: Shop, chat_id: str) -> list[str]:
    [chat] = [one for one in shop.ground.look("snapshot")["groups"] if one["chat_id"] == chat_id]
    return [one for one in chat["members"] if one.startswith("wm")]
