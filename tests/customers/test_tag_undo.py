"""Undoing, over courses of events: what a batch did and nobody touched since, and nothing else."""

from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guisu.know.customers import services
from guisu.know.customers.domain import AlreadyUndone, SamePerson
from guisu.know.customers.models import Customer, Merge, TagBatch, Tagging, TagKind, Withheld
from guisu.know.customers.services import tags
from tests import make
from tests.properties import share

picks = st.integers(0, 999)
SOURCES = ("staff:1", "staff:2", "rule:1", "rule:2", "key:3")
ROWS = 5
State = dict[tuple[str, int], Any]


class Tagged(RuleBasedStateMachine):
    """Some rows, one tag; every change of the tables is laid at the door of who was acting."""

    @initialize()
    def begin(self) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.mei = make.mei()
        self.rows = [make.customer(f"P{number}").pk for number in range(ROWS)]
        self.tag = tags.define(name="VIP", kind=TagKind.VALUE, by=self.mei, at=make.NOON)
        self.moments = (make.NOON + timedelta(minutes=n) for n in count(1))
        self.before: dict[int, State] = {}
        self.touched: dict[tuple[str, int], int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(people=st.sets(st.integers(0, ROWS - 1), min_size=1), source=st.sampled_from(SOURCES))
    def somebody_gives_it(self, people: set[int], source: str) -> None:
        self._act(tags.give, people, source)

    @rule(people=st.sets(st.integers(0, ROWS - 1), min_size=1), source=st.sampled_from(SOURCES))
    def somebody_takes_it(self, people: set[int], source: str) -> None:
        self._act(tags.take, people, source)

    @rule(first=st.integers(0, ROWS - 1), second=st.integers(0, ROWS - 1))
    def two_rows_are_found_to_be_one_person(self, first: int, second: int) -> None:
        held = self._state()
        one, two = (Customer.objects.get(pk=self.rows[number]) for number in (first, second))
        with suppress(SamePerson):
            services.merge(one, two, by=self.mei, at=make.NOON)
        assert self._state() == held

    @precondition(lambda self: Merge.objects.filter(undone_at=None).exists())
    @rule(pick=picks)
    def they_are_separated(self, pick: int) -> None:
        held = self._state()
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        with suppress(AlreadyUndone):
            services.undo_merge(standing[pick % len(standing)], by=self.mei, at=make.NOON)
        assert self._state() == held

    @precondition(lambda self: self.before)
    @rule(pick=picks)
    def an_act_is_undone(self, pick: int) -> None:
        batch = TagBatch.objects.get(pk=sorted(self.before)[pick % len(self.before)])
        if batch.is_by_rule or TagBatch.objects.filter(undoes=batch).exists():
            return
        now = self._state()
        expected = {
            key: self.before[batch.pk].get(key) if self.touched.get(key) == batch.pk else state
            for key, state in {**dict.fromkeys(self.before[batch.pk]), **now}.items()
        }

        made = tags.undo(batch, by=self.mei, at=next(self.moments)).batch_id

        assert self._state() == {key: state for key, state in expected.items() if state}
        self._lay_at(made, now)

    def _act(self, does: Any, people: set[int], source: str) -> None:
        held = self._state()
        ids = [self.rows[number] for number in people]
        at = next(self.moments)
        outcome = does(self.tag, ids, source=source, why="", by=None, at=at)
        if outcome.batch_id:
            self._lay_at(outcome.batch_id, held)
        else:
            assert self._state() == held

    def _lay_at(self, batch_id: int, held: State) -> None:
        self.before[batch_id] = held
        now = self._state()
        for key in {*held, *now}:
            if held.get(key) != now.get(key):
                self.touched[key] = batch_id

    def _state(self) -> State:
        taggings = Tagging.objects.values_list("customer_id", "batch_id", "given_at")
        withheld = Withheld.objects.values_list("customer_id", "batch_id")
        has = {("has", row): (batch_id, at) for row, batch_id, at in taggings}
        return {**has, **{("withheld", row): batch_id for row, batch_id in withheld}}


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.django_db
def test_undoing_turns_back_what_a_batch_did_and_nobody_touched_since() -> None:
    few = settings(phases=PHASES, max_examples=share(1), stateful_step_count=25)
    run_state_machine_as_test(Tagged, settings=few)


@pytest.mark.slow
@pytest.mark.django_db
def test_undoing_is_exact_over_many_courses_of_events() -> None:
    run_state_machine_as_test(Tagged, settings=settings(phases=PHASES, stateful_step_count=60))
