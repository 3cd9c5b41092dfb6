"""Queued tagging: fixed people, pieces with checkpoints, stopped, killed, gone on with, undone."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection

from guisu.ground.events.models import Event
from guisu.ground.jobs import worker
from guisu.ground.jobs.models import Job
from guisu.know.customers import selections
from guisu.know.customers.domain.refusals import TaggingOver, TaggingUnderWay
from guisu.know.customers.models import (
    BatchPeople,
    Customer,
    Tag,
    TagBatch,
    TagChange,
    Tagging,
    TagKind,
)
from guisu.know.customers.services import tags
from guisu.know.customers.services.tags import giving
from tests import make

ALL = {"kind": "test-everybody"}


class Killed(RuntimeError):
    """The worker died here."""


def everybody(choice: Mapping[str, Any]) -> list[int]:
    return list(Customer.objects.values_list("pk", flat=True))


@pytest.fixture(autouse=True)
def _choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "PEOPLE_A_PIECE", 3)
    monkeypatch.setitem(selections._registered, ALL["kind"], everybody)


def crowd(size: int = 10) -> list[int]:
    return [make.customer(f"P{number}").pk for number in range(size)]


def vip() -> Tag:
    return tags.define(name="VIP", kind=TagKind.VALUE, by=make.mei(), at=make.NOON)


def queued(tag: Tag, act: str = TagBatch.Act.GIVE) -> TagBatch:
    return tags.queue(tag, act, ALL, why="spring", by=make.mei(), at=make.NOON)


def run(batch: TagBatch, *, die_after: int = 99) -> TagBatch:
    """Run the batch, as a worker that dies behind its `die_after`th piece."""
    pieces = 0

    def count() -> None:
        nonlocal pieces
        pieces += 1
        if pieces == die_after:
            raise Killed

    return tags.run(batch.pk, clock=lambda: make.NOON, on_piece=count)


def holders() -> list[int]:
    return sorted(Tagging.objects.values_list("customer_id", flat=True))


@pytest.mark.django_db
def test_a_worker_gives_the_tag_to_all_who_were_chosen() -> None:
    people, batch = crowd(), queued(vip())

    while worker.work():
        pass

    batch.refresh_from_db()
    assert holders() == people
    assert (batch.state, batch.people_total, batch.people_changed) == ("done", 10, 10)
    assert not BatchPeople.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("die_after", [1, 2, 3])
def test_killed_midway_it_goes_on_with_the_same_people(die_after: int) -> None:
    people, batch = crowd(), queued(vip())

    with pytest.raises(Killed):
        run(batch, die_after=die_after)
    late = make.customer("Latecomer").pk
    done = run(batch)

    assert holders() == people
    assert late not in holders()
    assert (done.people_done, done.people_changed) == (10, 10)
    assert Event.objects.filter(kind="tag.given").count() == 10


@pytest.mark.django_db
def test_a_stopped_batch_keeps_what_was_done_and_can_go_on() -> None:
    people, batch, mei = crowd(), queued(vip()), make.mei()
    with pytest.raises(Killed):
        run(batch, die_after=1)
    tags.stop(batch, by=mei, at=make.NOON)

    stopped = run(batch)
    kept = holders()
    tags.resume(stopped, by=mei, at=make.NOON)
    run(batch)

    assert (stopped.state, kept, holders()) == ("stopped", people[:3], people)


@pytest.mark.django_db
def test_a_batch_whose_job_gave_up_is_stopped_at_once_and_can_go_on() -> None:
    people, batch, mei = crowd(), queued(vip()), make.mei()
    with pytest.raises(Killed):
        run(batch, die_after=1)
    Job.objects.update(state=Job.State.FAILED)

    stopped = tags.stop(batch, by=mei, at=make.NOON)
    tags.resume(stopped, by=mei, at=make.NOON)
    run(batch)

    assert (stopped.state, holders()) == ("stopped", people)


@pytest.mark.django_db
def test_what_is_under_way_cannot_be_undone_and_what_is_over_cannot_be_stopped() -> None:
    crowd()
    batch, mei = queued(vip()), make.mei()

    with pytest.raises(TaggingUnderWay):
        tags.queue_undo(batch, by=mei, at=make.NOON)
    run(batch)
    with pytest.raises(TaggingOver):
        tags.stop(batch, by=mei, at=make.NOON)
    with pytest.raises(TaggingOver):
        tags.resume(batch, by=mei, at=make.NOON)


@pytest.mark.django_db
def test_an_undoing_that_is_killed_goes_on_to_its_end() -> None:
    crowd()
    batch, mei = queued(vip()), make.mei()
    run(batch)
    undoing = tags.queue_undo(batch, by=mei, at=make.NOON)

    with pytest.raises(Killed):
        run(undoing, die_after=2)
    again = tags.queue_undo(batch, by=mei, at=make.NOON)
    done = run(undoing)

    assert (again.pk, done.people_changed, holders()) == (undoing.pk, 10, [])


@pytest.mark.django_db
def test_a_worker_that_was_believed_dead_finds_nothing_to_do() -> None:
    people, batch = crowd(), queued(vip())
    calls = 0

    def overtaken() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            run(batch)

    tags.run(batch.pk, clock=lambda: make.NOON, on_piece=overtaken)

    assert (calls, holders(), TagChange.objects.count()) == (1, people, 10)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_threads_that_give_one_tag_at_once_give_it_once_to_each() -> None:
    people, tag = crowd(30), vip()
    told: list[int] = []

    def give(number: int) -> None:
        outcome = tags.give(tag, people, source=f"key:{number}", why="", by=None, at=make.NOON)
        told.append(outcome.people)
        connection.close()

    threads = [threading.Thread(target=give, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sum(told), holders(), TagChange.objects.count()) == (30, people, 30)
    assert Event.objects.filter(kind="tag.given").count() == 30
