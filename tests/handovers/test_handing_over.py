"""Customers and groups from one colleague to another, as WeCom lets it be done."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guisu.act.handovers import calls, services
from guisu.act.handovers.domain import BadHandover, Outcome, Told, outcomes
from guisu.act.handovers.models import Handover, Item
from guisu.act.handovers.services import Asked
from guisu.ground.channels.wecom.handovers import Handovers
from guisu.know.customers import services as customers
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Tie
from practice.world.seeding import Seed
from tests import make
from tests.stafftasks.acts import colleague
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
A_DAY = 24 * 3600 + 1
HAND_OVER = "externalcontact/transfer_customer"


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=12)


@pytest.fixture
def people(blossom: Shop) -> list[str]:
    """The customers of staff01, as read."""
    make.installation()
    listed = blossom.ground.get("externalcontact/list", userid="staff01")
    found: list[str] = listed["external_userid"]
    blossom.ground.act("open_group", owner="staff01", name="妈妈群", members=["staff03", *found])
    blossom.read()
    return found


def start(shop: Shop, *, groups: bool = False, key: str = "k", of: Any = None) -> Handover:
    giver = colleague(shop)
    asked = Asked(
        giver,
        colleague(shop, "staff02"),
        None if groups else (of if of is not None else Tie.objects.all()),
        Group.objects.all() if groups else None,
        "以后由小李为您服务",
        key,
    )
    return services.start(asked, by=make.mei(), at=timezone.now())


def run() -> None:
    while calls.step():
        pass


def later(**wait: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(**wait), tick=False):
        run()


def states(handover: Handover) -> list[str]:
    return sorted(handover.items.values_list("state", flat=True))


def owners(people: list[str]) -> set[str]:
    living = Tie.objects.filter(external_userid__in=people, ended_at=None)
    return set(living.values_list("colleague__userid", flat=True))


def test_customers_go_over_after_a_day_and_our_ties_follow(
    blossom: Shop, people: list[str]
) -> None:
    handover = start(blossom)
    again = start(blossom)
    run()
    assert again == handover
    assert states(handover) == ["begun"] * len(people)

    blossom.ground.forward(A_DAY)
    later(hours=2)

    assert states(handover) == ["done"] * len(people)
    assert owners(people) == {"staff02"}
    handover.refresh_from_db()
    assert handover.ended_at is not None
    assert handover.due_at is None


def test_each_customer_has_an_outcome_of_their_own(blossom: Shop, people: list[str]) -> None:
    ground = blossom.ground
    refuses, parts = people[0], people[1]
    ground.act("delete_staff", user_id="staff01", external_id=parts)
    handover = start(blossom)
    run()
    ground.act("refuse_transfer", external_id=refuses)
    ground.forward(A_DAY)
    later(hours=2)

    told = dict(handover.items.values_list("external_userid", "state"))
    assert told[refuses] == "refused"
    assert told[parts] == "gone"
    assert {told[one] for one in people[2:]} <= {"done"}


@pytest.mark.parametrize("fault", [{"answers_lost": 1.0}, {"code": -1, "next_calls": 9}])
def test_an_answer_that_was_lost_is_looked_for_and_nobody_is_handed_over_twice(
    blossom: Shop, people: list[str], fault: dict[str, Any]
) -> None:
    blossom.ground.faults(calls=[{"path": HAND_OVER, **fault}])
    handover = start(blossom)
    calls.ask()
    blossom.ground.faults()

    later(minutes=10)

    assert states(handover) == ["begun"] * len(people)


def test_a_process_that_died_in_the_call_is_followed_by_another(
    blossom: Shop, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Handovers
    whole = account.hand_over

    def die(*given: Any, **more: Any) -> None:
        whole(*given, **more)
        raise KeyboardInterrupt

    handover = start(blossom)
    monkeypatch.setattr(account, "hand_over", die)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert states(handover) == ["owed"] * len(people)

    later(minutes=5)

    assert states(handover) == ["begun"] * len(people)


def test_who_is_on_the_way_to_another_colleague_is_said_to_be_so(
    blossom: Shop, people: list[str]
) -> None:
    blossom.ground.post(
        HAND_OVER,
        handover_userid="staff01",
        takeover_userid="staff03",
        external_userid=people[:1],
    )
    handover = start(blossom)
    run()

    assert handover.items.get(external_userid=people[0]).state == Outcome.ELSEWHERE
    assert states(handover).count("begun") == len(people) - 1


def test_a_third_time_within_ninety_days_is_too_often(blossom: Shop, people: list[str]) -> None:
    for taker in ("staff03", "staff04"):
        blossom.ground.post(
            HAND_OVER,
            handover_userid="staff01",
            takeover_userid=taker,
            external_userid=people[:1],
        )
        blossom.ground.act("refuse_transfer", external_id=people[0])
    handover = start(blossom, of=Tie.objects.filter(external_userid=people[0]))
    run()

    handover.refresh_from_db()
    assert states(handover) == ["too_often"]
    assert handover.ended_at is not None


def test_what_somebody_left_behind_is_given_on(blossom: Shop, people: list[str]) -> None:
    blossom.ground.act("resign", user_id="staff01")
    blossom.read()
    handover, groups = start(blossom), start(blossom, groups=True, key="g")
    run()
    blossom.ground.forward(A_DAY)
    later(hours=2)

    assert handover.has_left
    assert states(handover) == ["done"] * len(people)
    assert states(groups) == ["done"]
    assert owners(people) == {"staff02"}
    group = Group.objects.select_related("owner").get()
    assert group.owner is not None
    assert group.owner.userid == "staff02"


def test_a_group_whose_answer_was_lost_is_looked_at_before_it_is_asked_for_again(
    blossom: Shop, people: list[str]
) -> None:
    path = "externalcontact/groupchat/onjob_transfer"
    blossom.ground.faults(calls=[{"path": path, "answers_lost": 1.0}])
    handover = start(blossom, groups=True)
    calls.ask()
    blossom.ground.faults()

    later(minutes=10)

    assert states(handover) == ["done"]
    made = [one for one in blossom.ground.look("calls")["calls"] if path in one["path"]]
    assert len(made) == 1


def test_a_stopped_handover_asks_for_no_more(blossom: Shop, people: list[str]) -> None:
    handover = start(blossom)

    spared = services.stop(handover, by=make.mei(), at=timezone.now())
    run()

    assert spared == len(people)
    assert states(handover) == ["stopped"] * len(people)
    assert owners(people) == {"staff01"}


def test_what_cannot_be_handed_over_is_refused_before_anything_is_asked(
    blossom: Shop, people: list[str]
) -> None:
    giver, taker = colleague(blossom), colleague(blossom, "staff02")
    for to, ties in ((giver, Tie.objects.all()), (taker, Tie.objects.none())):
        with pytest.raises(BadHandover):
            services.start(Asked(giver, to, ties, None, "", "x"), by=make.mei(), at=timezone.now())
    assert not Handover.objects.exists()


def test_an_erased_person_is_asked_about_no_more(blossom: Shop, people: list[str]) -> None:
    handover = start(blossom)
    run()
    item = handover.items.select_related("customer").first()
    assert item is not None
    assert item.customer is not None
    told = customers.export_person(item.customer)["handovers"]

    customers.erase(item.customer, by=make.mei(), at=timezone.now())

    assert [one["state"] for one in told] == ["begun"]
    kept = Item.objects.get(pk=item.pk)
    assert (kept.external_userid, kept.state) == ("", "stopped")


@given(st.permutations([Told("a", 3, 10), Told("a", 1, 20), Told("a", 5), Told("b", 2)]))
def test_of_several_tries_the_latest_counts_in_whatever_order(told: list[Told]) -> None:
    assert outcomes(told) == {"a": Outcome.DONE, "b": Outcome.BEGUN}
    assert outcomes([*told, Told("a", 2)])["a"] is Outcome.BEGUN
