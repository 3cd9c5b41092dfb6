"""Scheme and thresholds: learnt or set by hand, every version kept, the hand's word stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.models import AuditEntry, Store
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce.models import Order
from guisu.know.segments.domain import lifecycle, rfm
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.domain.refusals import NotEnoughToLearn
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import person, standing, yardsticks
from guisu.know.segments.selectors.standing import Standing
from guisu.know.segments.services import yardsticks as services
from tests import make
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db
BY_HAND = replace(rfm.DEFAULT, orders=(2, 4, 6, 8))


def sold(*days_ago: int, store: Store | None = None) -> int:
    """A customer who ordered on these days, and is known to the store."""
    stores = (store,) if store else ()
    customer = make.customer(stores=stores, seen_at=make.NOON - timedelta(days=500))
    Order.objects.bulk_create(
        Order(
            channel="shop",
            number=f"{customer.pk}-{n}",
            customer=customer,
            store=store,
            status="completed",
            placed_at=make.NOON - timedelta(days=days),
            status_at=make.NOON,
            currency="CNY",
            total_minor=1000 * (n + 1),
            source="test",
            changed_at=make.NOON,
        )
        for n, days in enumerate(days_ago)
    )
    return customer.pk


def a_crowd() -> None:
    for n in range(60):
        sold(*(n + 7 * k for k in range(3)))
    load_all()


def test_until_something_is_learnt_the_defaults_are_in_force() -> None:
    assert yardsticks.scheme() == rfm.DEFAULT
    assert yardsticks.thresholds() == lifecycle.DEFAULT


def test_too_little_to_learn_from_is_said_and_changes_nothing() -> None:
    make.installation()

    with pytest.raises(NotEnoughToLearn):
        services.learn_scheme(window_days=None, by=None, at=make.NOON)
    with pytest.raises(NotEnoughToLearn):
        services.learn_thresholds(by=None, at=make.NOON)
    services.keep_learning(at=make.NOON)

    assert not Yardstick.objects.exists()


def test_what_was_learnt_is_in_force_and_audited() -> None:
    mei = make.mei()
    a_crowd()

    services.learn_scheme(window_days=None, by=mei, at=make.NOON)
    services.learn_thresholds(by=mei, at=make.NOON)

    assert yardsticks.scheme().orders == (4, 4, 4, 4)
    assert yardsticks.thresholds().active_days == 7
    [version] = yardsticks.versions(Yardstick.Kind.RFM)
    assert (version.learnt_from, version.made_by) == (60, mei)
    actions = AuditEntry.objects.order_by("id").values_list("action", "staff")
    assert list(actions) == [("rfm.learnt", mei.pk), ("lifecycle.learnt", mei.pk)]


def test_the_daily_look_learns_at_once_then_weekly_and_leaves_alone_what_a_hand_set() -> None:
    mei = make.mei()
    a_crowd()
    services.set_scheme(BY_HAND, by=mei, at=make.NOON)

    for days in (0, 1, 8):
        services.keep_learning(at=make.NOON + timedelta(days=days))

    assert yardsticks.scheme() == BY_HAND
    [learnt] = yardsticks.versions(Yardstick.Kind.LIFECYCLE)
    assert learnt.made_at == make.NOON


def test_every_version_is_kept_and_the_same_again_is_none() -> None:
    mei = make.mei()

    for scheme in (BY_HAND, BY_HAND, rfm.DEFAULT):
        services.set_scheme(scheme, by=mei, at=make.NOON)

    versions = yardsticks.versions(Yardstick.Kind.RFM)
    assert [yardsticks.scheme_of(each) for each in versions] == [rfm.DEFAULT, BY_HAND]


def test_staff_of_a_store_get_its_people_by_its_orders_and_an_adviser_no_figures() -> None:
    jun, mei = scope_of(make.jun()), scope_of(make.mei())
    ours = sold(2, 9, store=make.store("North"))
    sold(3, store=make.store("South"))
    load_all()

    assert standing.stages(jun, at=make.NOON)[Stage.ACTIVE] == 1
    assert sum(standing.stages(jun, at=make.NOON).values()) == 1
    assert sum(each.people for each in standing.cells(mei, at=make.NOON)) == 2
    assert sum(each.people for each in standing.cells(jun, at=make.NOON)) == 1
    assert standing.people(jun, Standing(), at=make.NOON, limit=9) == [ours]
    with pytest.raises(NotPermitted):
        standing.stages(scope_of(make.bo()), at=make.NOON)


def test_lists_hold_those_whom_the_figures_count() -> None:
    mei = scope_of(make.mei())
    for n in range(12):
        sold(*(n * 9 + 20 * k for k in range(n % 4)))
    load_all()
    then = make.NOON - timedelta(days=30)

    for each in standing.cells(mei, at=make.NOON):
        wanted = Standing(cells=(each.cell,))
        assert standing.count(mei, wanted, at=make.NOON) == each.people
    for (before, after), moved in standing.movement(mei, before=then, after=make.NOON).items():
        wanted = Standing(
            stage=after, before=before, before_on=then.date(), after_on=make.NOON.date()
        )
        assert standing.count(mei, wanted, at=make.NOON) == moved
    for rung in standing.rungs(mei, at=make.NOON):
        assert standing.count(mei, Standing(rung=rung.rung), at=make.NOON) == rung.people
        for need, people in rung.missing.items():
            wanted = Standing(rung=rung.rung, missing=need)
            assert len(standing.people(mei, wanted, at=make.NOON, limit=99)) == people


def test_one_person_stands_where_the_figures_put_them() -> None:
    mei = scope_of(make.mei())
    pk = sold(2, 9, 40)
    load_all()
    customer = Order.objects.filter(customer=pk)[0].customer
    assert customer is not None

    found = person.of_person(
        mei, customer, rows=[pk], channels=["user_id"], is_reachable=False, at=make.NOON
    )

    assert found.cell is not None
    for wanted in (
        Standing(cells=(found.cell,)),
        Standing(stage=found.stage),
        Standing(rung=found.place.rung, missing=found.place.missing[0]),
    ):
        assert standing.people(mei, wanted, at=make.NOON, limit=2) == [pk]
