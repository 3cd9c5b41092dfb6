"""A segment that cannot be asked keeps its members, says why, and stands in nobody's way."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from guisu.ground.events import services as events
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.services import mark_changed
from guisu.know.segments.models import Member, Segment
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.services import reacting, refreshing, segments
from tests import conditions as c
from tests import make

LATER = make.NOON + timedelta(minutes=5)
VIEWED = c.Did(c.Happening("Product Viewed"))
UNREADABLE = '{"is":"horoscope","sign":"leo"}'

pytestmark = pytest.mark.django_db


def viewed(name: str) -> int:
    row = make.customer(name).pk
    mark_changed("customers", [row])
    with transaction.atomic():
        events.record_many([make.entry("Product Viewed", make.NOON, row)], at=make.NOON)
    return row


def made(name: str, condition: c.Condition) -> Segment:
    return segments.create(name, condition, by=make.mei(), at=make.NOON)


def counted() -> int:
    while load():
        pass
    return refreshing.refresh_due(at=LATER)


def inside(segment: Segment) -> set[int]:
    return set(Member.objects.filter(segment=segment).values_list("customer_id", flat=True))


def broken(segment: Segment) -> Segment:
    Segment.objects.filter(pk=segment.pk).update(definition=UNREADABLE)
    return segment


def test_trouble_is_kept_to_be_said_in_any_language_and_goes_when_it_is_over() -> None:
    ann = viewed("Ann")
    inner = made("Lookers", VIEWED)
    outer = made("Same", c.InSegment(inner.pk))
    counted()
    gone = Segment.objects.filter(pk=inner.pk)
    gone.update(archived_at=make.NOON)

    counted()
    outer.refresh_from_db()
    trouble, kept = outer.trouble, inside(outer)
    gone.update(archived_at=None)
    counted()

    outer.refresh_from_db()
    assert trouble == {
        "template": "The condition names segment %(number)s, which does not exist any more.",
        "data": {"number": inner.pk},
        "words": [],
    }
    assert kept == {ann}
    assert outer.trouble == {}


def test_a_definition_that_cannot_be_read_any_more_keeps_no_other_from_being_counted() -> None:
    ann = viewed("Ann")
    shut, sound = broken(made("Leos", VIEWED)), made("Lookers", VIEWED)
    naming = made("Both", c.AnyOf((VIEWED, c.InSegment(sound.pk))))

    assert counted() == 2

    shut.refresh_from_db()
    assert shut.trouble["template"] == "This condition cannot be read: %(why)s"
    assert inside(sound) == inside(naming) == {ann}
    assert reading.naming(sound.pk) == [naming]


def test_a_definition_that_cannot_be_read_any_more_keeps_no_other_from_following_the_log(
    time_machine: Any,
) -> None:
    time_machine.move_to(LATER)
    shut, sound = made("Leos", VIEWED), made("Lookers", VIEWED)
    counted()
    broken(shut)

    ann = viewed("Ann")
    while reacting.follow():
        pass

    assert inside(sound) == {ann}
    assert inside(shut) == set()


def test_a_preview_is_not_kept_back_by_a_definition_that_it_does_not_name() -> None:
    viewed("Ann")
    broken(made("Leos", VIEWED))
    sound = made("Lookers", VIEWED)
    counted()

    found = reading.preview(scope_of(make.mei()), c.InSegment(sound.pk), at=LATER)

    assert found.count == 1
