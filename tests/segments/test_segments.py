"""Segments keep their members: counted together, followed by events, left as days pass."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from msgspec.structs import replace

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.services import mark_changed
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import OrderTold
from guisu.know.customers import services as customers
from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.models import Customer
from guisu.know.segments.definition.opening import SegmentCircle
from guisu.know.segments.definition.storing import FaultyCondition
from guisu.know.segments.definition.windows import LastDays
from guisu.know.segments.models import Crossing, Member, Segment, Snapshot
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.services import reacting, refreshing, segments
from guisu.know.segments.services.segments import NameInUse, NoName, StillNamed
from tests import conditions as c
from tests import make

NOON = make.NOON
VIEWED = c.Happening("Product Viewed")
LATELY = c.Did(VIEWED, window=LastDays(7))

pytestmark = pytest.mark.django_db


def load_all() -> None:
    while load():
        pass


def follow_all() -> None:
    while reacting.follow():
        pass


def tell(*rows: int, at: datetime = NOON, kind: str = "Product Viewed", **told: Any) -> None:
    with transaction.atomic():
        events.record_many([make.entry(kind, at, row, properties=told) for row in rows], at=at)


def made(name: str, condition: c.Condition) -> Segment:
    return segments.create(name, condition, by=make.mei(), at=NOON)


def refreshed(*, at: datetime = NOON) -> None:
    load_all()
    refreshing.refresh_due(at=at)


def inside(segment: Segment) -> set[int]:
    return set(Member.objects.filter(segment=segment).values_list("customer_id", flat=True))


def known(name: str) -> int:
    return _marked(make.customer(name)).pk


def _marked(row: Customer) -> Customer:
    mark_changed("customers", [row.pk])
    return row


def test_a_new_segment_is_counted_and_nobody_has_entered_it() -> None:
    ann, bea = known("Ann"), known("Bea")
    tell(ann)
    segment = made("Lookers", LATELY)

    refreshed()

    segment.refresh_from_db()
    assert inside(segment) == {ann}
    assert (segment.size, segment.is_counted, segment.counted_at) == (1, True, NOON)
    assert bea not in inside(segment)
    assert not Crossing.objects.exists()
    assert list(Snapshot.objects.values_list("size", "entered", "left")) == [(1, 1, 0)]


def test_people_leave_a_window_as_days_pass_with_no_event_at_all() -> None:
    ann = known("Ann")
    tell(ann)
    segment = made("Lookers", LATELY)
    refreshed()

    refreshed(at=NOON + timedelta(days=6))
    still = inside(segment)
    refreshed(at=NOON + timedelta(days=7))

    assert still == {ann}
    assert inside(segment) == set()
    assert list(Crossing.objects.values_list("customer_id", "entered", "by_event")) == [
        (ann, False, False)
    ]
    assert Event.objects.filter(kind="segment.left", customer_id=ann).count() == 1


def test_an_event_moves_its_person_at_once_without_the_warehouse(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    ann, bea = known("Ann"), known("Bea")
    segment = made("Lookers", LATELY)
    refreshed()
    follow_all()

    tell(bea, at=NOON + timedelta(minutes=4))
    follow_all()

    segment.refresh_from_db()
    assert inside(segment) == {bea}
    assert segment.size == 1
    assert ann not in inside(segment)
    assert Event.objects.filter(kind="segment.entered", customer_id=bea).count() == 1


def test_what_an_event_decided_is_not_undone_by_a_count_of_older_data(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    bea = known("Bea")
    segment = made("Lookers", LATELY)
    refreshed()
    follow_all()
    tell(bea, at=NOON + timedelta(minutes=4))
    follow_all()

    segment.refresh_from_db()
    refreshing.refresh([segment], at=NOON + timedelta(minutes=5))  # nothing was loaded since
    before_loading = inside(segment)
    load_all()
    refreshing.refresh([segment], at=NOON + timedelta(minutes=6))

    assert before_loading == inside(segment) == {bea}
    assert Crossing.objects.count() == 1


def test_a_newcomer_is_in_what_only_others_are_kept_out_of(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    segment = made("Not lookers", c.Not(LATELY))
    refreshed()
    follow_all()
    arrival = Arrival((Claim("user_id", "u-7"),), NOON, "key:1")
    with transaction.atomic():
        [someone] = customers.resolve([arrival], at=NOON)

    tell(someone.customer_id, kind="Application Opened")
    follow_all()

    assert inside(segment) == {someone.customer_id}


def test_an_order_moves_its_buyer_and_a_cancelled_one_moves_them_back(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    make.installation()
    segment = made("Buyers", c.Bought())
    refreshed()

    ann = known("Ann")
    plain = OrderTold(
        channel="shop",
        number="A1",
        customer_id=ann,
        store_id=None,
        status="paid",
        status_at=NOON,
        placed_at=NOON,
        currency="CNY",
        total_minor=500,
    )

    commerce.record_orders([plain], source="key:1", at=NOON)
    follow_all()
    after_buying = inside(segment)
    later = NOON + timedelta(minutes=1)
    cancelled = replace(plain, status="cancelled", status_at=later)
    commerce.record_orders([cancelled], source="key:1", at=later)
    follow_all()

    assert after_buying == {ann}
    assert inside(segment) == set()


def test_two_counts_at_once_equal_one() -> None:
    ann, bea = known("Ann"), known("Bea")
    segment = made("Lookers", LATELY)
    refreshed()
    tell(ann, bea)
    load_all()
    later = NOON + timedelta(hours=1)
    stale = Segment.objects.get(pk=segment.pk)

    refreshing.refresh([segment], at=later)
    refreshing.refresh([stale], at=later)

    assert inside(segment) == {ann, bea}
    assert Crossing.objects.count() == 2
    assert [each.entered for each in Snapshot.objects.order_by("id")] == [0, 2, 0]


def test_a_count_that_dies_midway_is_finished_by_the_next(monkeypatch: Any) -> None:
    people = [known(f"p{n}") for n in range(5)]
    tell(*people)
    segment = made("Lookers", LATELY)
    load_all()
    monkeypatch.setattr(refreshing, "AT_ONCE", 2)
    moved = refreshing._move
    calls: list[int] = []

    def dies(*args: Any, **kwargs: Any) -> int:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return moved(*args, **kwargs)

    with monkeypatch.context() as killing:
        killing.setattr(refreshing, "_move", dies)
        with pytest.raises(KeyboardInterrupt):
            refreshing.refresh_due(at=NOON)
    half = inside(segment)
    refreshing.refresh_due(at=NOON)

    segment.refresh_from_db()
    assert len(half) == 2
    assert inside(segment) == set(people)
    assert segment.size == 5


def test_a_changed_condition_is_a_new_version_with_other_members() -> None:
    ann, bea = known("Ann"), known("Bea")
    tell(ann)
    segment = made("Some", LATELY)
    refreshed()

    segments.change(segment, name="Some", condition=c.Not(LATELY), by=make.mei(), at=NOON)
    refreshed()

    segment.refresh_from_db()
    assert inside(segment) == {bea}
    assert (segment.version, segment.counted_version) == (2, 2)
    assert list(segment.versions.values_list("number", flat=True)) == [1, 2]
    assert set(Crossing.objects.values_list("customer_id", "entered")) == {
        (ann, False),
        (bea, True),
    }


def test_segments_made_of_segments_follow_them_and_never_run_in_a_circle() -> None:
    ann, bea = known("Ann"), known("Bea")
    tell(ann)
    inner = made("Lookers", LATELY)
    outer = made("Others", c.Not(c.InSegment(inner.pk)))
    refreshed()

    with pytest.raises(SegmentCircle):
        segments.change(
            inner, name="Lookers", condition=c.InSegment(outer.pk), by=make.mei(), at=NOON
        )
    with pytest.raises(StillNamed):
        segments.archive(inner, by=make.mei(), at=NOON)

    assert inside(outer) == {bea}
    assert reading.naming(inner.pk) == [outer]


def test_names_are_told_apart_as_people_read_them_and_faults_are_refused() -> None:
    made("Ｌookers  A", LATELY)

    with pytest.raises(NameInUse):
        made("lookers a", LATELY)
    with pytest.raises(NoName):
        made("  ", LATELY)
    with pytest.raises(FaultyCondition):
        made("Empty", c.Tagged(()))

    assert Segment.objects.count() == 1


def test_an_archived_segment_lets_go_and_comes_back_counted_anew() -> None:
    ann = known("Ann")
    tell(ann)
    segment = made("Lookers", LATELY)
    refreshed()

    segments.archive(segment, by=make.mei(), at=NOON)
    gone = inside(segment)
    segments.restore(segment, by=make.mei(), at=NOON)
    refreshed()

    assert gone == set()
    assert inside(segment) == {ann}
    assert not Crossing.objects.exists()


def test_a_merged_row_leaves_and_its_person_is_looked_at(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    first, second = make.customer("Ann"), make.customer("Anne")
    tell(second.pk)
    segment = made("Lookers", LATELY)
    for row in (first, second):
        _marked(row)
    refreshed()
    before = inside(segment)

    customers.merge(first, second, by=make.mei(), at=NOON)
    follow_all()

    assert before == {second.pk}
    assert inside(segment) == {first.pk}


def test_an_erased_person_is_in_no_segment() -> None:
    ann = make.customer("Ann")
    tell(_marked(ann).pk)
    segment = made("Lookers", LATELY)
    refreshed()

    customers.erase(ann, by=make.mei(), at=NOON)
    refreshed(at=NOON + timedelta(days=1))

    assert inside(segment) == set()


def test_a_preview_counts_whom_the_asker_sees() -> None:
    north, south = make.store("North"), make.store("South")
    here, there = make.customer("Ann", stores=(north,)), make.customer("Bea", stores=(south,))
    for row in (here, there):
        _marked(row)
    tell(here.pk, there.pk)
    load_all()

    whole = reading.preview(scope_of(make.mei()), LATELY, at=NOON)

    assert (whole.count, whole.everybody) == (2, 2)
    assert whole.sample == (there.pk, here.pk)
    assert not whole.is_preparing


def test_properties_that_a_condition_compares_are_asked_for_with_it() -> None:
    ann = known("Ann")
    tell(ann, sku="D02")
    load_all()
    wanted = c.Did(c.Happening("Product Viewed", (c.Property("sku", "is", ("D02",)),)))
    early = reading.preview(scope_of(make.mei()), wanted, at=NOON)

    segment = made("D02", wanted)
    refreshed()

    assert (early.count, early.is_preparing) == (0, True)
    assert inside(segment) == {ann}


def test_a_stretch_of_log_that_somebody_else_has_followed_is_left_to_them(
    monkeypatch: Any, time_machine: Any
) -> None:
    time_machine.move_to(NOON + timedelta(minutes=5))
    bea = known("Bea")
    segment = made("Lookers", LATELY)
    refreshed()
    follow_all()
    tell(bea, at=NOON + timedelta(minutes=4))
    looked = reacting._moves
    inner: list[bool] = []

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        if not inner:
            inner.append(True)
            reacting.follow()
        return looked(*args, **kwargs)

    # Ids have gaps on PostgreSQL, where a sequence is not taken back: one step is to reach the end.
    monkeypatch.setattr(reacting, "READ_AHEAD", 10**9)
    monkeypatch.setattr(reacting, "_moves", overtaken)
    reacting.follow()

    segment.refresh_from_db()
    assert inside(segment) == {bea}
    assert segment.size == 1
    assert Crossing.objects.count() == 1
