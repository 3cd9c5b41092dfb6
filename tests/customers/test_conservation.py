"""Whatever is told, joined, parted and forgotten, in whatever order: nothing is lost or doubled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guisu.ground.events import delivery
from guisu.ground.events.models import Event
from guisu.ground.events.services import record_many
from guisu.ground.jobs import worker
from guisu.ground.staff.models import Staff
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import OrderTold
from guisu.know.commerce.models import Order, Purchases
from guisu.know.customers import services
from guisu.know.customers.domain import AlreadyErased, Arrival, Claim, Link, NotErased, SamePerson
from guisu.know.customers.domain.forest import roots
from guisu.know.customers.models import Consent, Customer, ErasedIdentity, Identity, Merge
from tests import make
from tests.properties import share

NAMES = ("Plum", "Orchid", "Bamboo")
claims = st.lists(
    st.sampled_from(
        [Claim("phone", f"1380013800{n}") for n in range(3)]
        + [Claim("user_id", f"u{n}") for n in range(3)]
        + [Claim("anonymous_id", f"d{n}") for n in range(3)]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
moments = st.integers(0, 500).map(lambda minutes: make.NOON + timedelta(minutes=minutes))
picks = st.integers(0, 1_000)
LATEST = make.NOON + timedelta(days=1)


@dataclass(slots=True)
class Row:
    """What one customer row was told, by our own reckoning."""

    first: datetime
    last: datetime
    names: list[tuple[datetime, str]] = field(default_factory=list)
    is_erased: bool = False


class Shop(RuleBasedStateMachine):
    """Arrivals, orders, consent, edits, merges and un-merges, erasures and their lifting."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.mei: Staff = make.mei()
        self.rows: dict[int, Row] = {}
        self.events: list[int] = []
        self.orders: list[tuple[int, int]] = []
        self.consents: list[tuple[int, bool]] = []
        self.owned: dict[tuple[str, str], int] = {}

    def teardown(self) -> None:
        try:
            self.settle()
            self.purchases_are_the_sum_of_the_persons_orders()
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    @rule(told=claims, link=st.sampled_from(Link), at=moments, name=st.sampled_from(("", *NAMES)))
    def somebody_comes(self, told: list[Claim], link: Link, at: datetime, name: str) -> None:
        row_id = self._resolve(
            Arrival(tuple(told), at, "key:1", {"name": name} if name else {}, link=link)
        )
        fact = make.entry("Came", at, row_id, properties={"value": 1, "who": name or "nobody"})
        record_many([fact], at=LATEST)
        self.events.append(row_id)

    @rule(told=claims, at=moments, total=st.integers(0, 10_000))
    def somebody_orders(self, told: list[Claim], at: datetime, total: int) -> None:
        row_id = self._resolve(Arrival(tuple(told), at, "import:1"))
        number = str(len(self.orders))
        order = OrderTold("shop", number, row_id, None, "paid", at, at, "CNY", total)
        commerce.record_orders([order], source="import:1", at=LATEST)
        self.orders.append((row_id, total))

    @precondition(lambda self: len(self.rows) > 1)
    @rule(one=picks, other=picks)
    def two_are_said_to_be_one(self, one: int, other: int) -> None:
        first, second = self._row(one), self._row(other)
        self._unless(
            (SamePerson, AlreadyErased),
            lambda: services.merge(first, second, by=self.mei, at=LATEST),
        )

    @precondition(lambda self: Merge.objects.filter(undone_at=None).exists())
    @rule(pick=picks)
    def a_merge_is_undone(self, pick: int) -> None:
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        services.undo_merge(standing[pick % len(standing)], by=self.mei, at=LATEST)

    @precondition(lambda self: self.rows)
    @rule(pick=picks, granted=st.booleans())
    def somebody_agrees_or_takes_it_back(self, pick: int, *, granted: bool) -> None:
        def say() -> None:
            said = services.say_consent(
                self._row(pick),
                channel="sms",
                purpose="marketing",
                granted=granted,
                evidence="Plum's form",
                source=f"test:{len(self.consents)}",
                by=self.mei,
                at=LATEST,
            )
            self.consents.append((said.customer_id, granted))

        self._unless((AlreadyErased,), say)

    @precondition(lambda self: self.rows)
    @rule(pick=picks, name=st.sampled_from(NAMES), at=moments)
    def a_name_is_corrected(self, pick: int, name: str, at: datetime) -> None:
        def edit() -> None:
            row = services.edit(self._row(pick), changes={"name": name}, by=self.mei, at=at)
            self.rows[row.pk].names.append((at, name))

        self._unless((AlreadyErased,), edit)

    @precondition(lambda self: self.rows)
    @rule(pick=picks)
    def somebody_is_forgotten(self, pick: int) -> None:
        def erase() -> None:
            person = self._persons()[root_of[row.pk]]
            services.erase(row, by=self.mei, at=LATEST)
            for pk in person:
                self.rows[pk].is_erased, self.rows[pk].names = True, []
            self.owned = {name: pk for name, pk in self.owned.items() if pk not in person}

        row, root_of = self._row(pick), self._roots()
        self._unless((AlreadyErased,), erase)

    @precondition(lambda self: any(row.is_erased for row in self.rows.values()))
    @rule(pick=picks)
    def somebody_comes_back_of_their_own_will(self, pick: int) -> None:
        self._unless(
            (NotErased,), lambda: services.lift_erasure(self._row(pick), by=self.mei, at=LATEST)
        )

    @rule()
    def settle(self) -> None:
        while delivery.deliver():
            pass
        while worker.work():
            pass
        for event in Event.objects.filter(customer_id__in=self._erased(), kind="Came"):
            assert event.properties == {"value": 1}
        self.purchases_are_the_sum_of_the_persons_orders()

    def purchases_are_the_sum_of_the_persons_orders(self) -> None:
        root_of, sums = self._roots(), dict[int, list[int]]()
        for row_id, total in self.orders:
            sums.setdefault(root_of[row_id], []).append(total)
        bought = Purchases.objects.values_list("customer", "orders", "spent_minor")
        assert sorted(bought) == sorted((pk, len(all_), sum(all_)) for pk, all_ in sums.items())

    @invariant()
    def what_came_stays_with_the_row_that_it_came_to(self) -> None:
        came = Event.objects.filter(kind="Came").order_by("pk")
        assert list(came.values_list("customer_id", flat=True)) == self.events
        told = Order.objects.order_by("pk").values_list("customer", "total_minor")
        assert list(told) == self.orders
        said = Consent.objects.order_by("pk").values_list("customer", "granted")
        assert list(said) == self.consents

    @invariant()
    def an_identity_leads_to_one_row_for_ever(self) -> None:
        found = {
            (channel, value): pk
            for channel, value, pk in Identity.objects.values_list("channel", "value", "customer")
        }
        assert found.items() >= self.owned.items()
        assert not set(found.values()) & self._erased()
        self.owned = found

    @invariant()
    def every_row_points_at_the_root_that_the_standing_merges_give_it(self) -> None:
        stored = Customer.objects.values_list("pk", "merged_into_id")
        assert {pk: into or pk for pk, into in stored} == self._roots()
        assert set(self._roots()) == set(self.rows)

    @invariant()
    def a_root_shows_what_all_its_rows_were_told(self) -> None:
        shown = {row.pk: row for row in Customer.objects.all()}
        for root, members in self._persons().items():
            rows = [self.rows[pk] for pk in members]
            assert shown[root].first_seen_at == min(row.first for row in rows)
            assert shown[root].last_seen_at == max(row.last for row in rows)
            names = [word for row in rows for word in row.names]
            latest = max((at for at, _ in names), default=None)
            assert shown[root].name in ({name for at, name in names if at == latest} or {""})
            assert not any(shown[pk].name for pk in members if pk != root)

    def _resolve(self, arrival: Arrival) -> int:
        erased = self._erased()
        (found,) = services.resolve([arrival], at=LATEST)
        pk = found.customer_id
        assert found.is_erased == (pk in erased)
        if not found.is_erased:
            row = self.rows.setdefault(pk, Row(arrival.at, arrival.at))
            row.first, row.last = min(row.first, arrival.at), max(row.last, arrival.at)
            if name := arrival.traits.get("name"):
                row.names.append((arrival.at, name))
        return pk

    def _row(self, pick: int) -> Customer:
        ids = sorted(self.rows)
        return Customer.objects.get(pk=ids[pick % len(ids)])

    def _erased(self) -> set[int]:
        return {pk for pk, row in self.rows.items() if row.is_erased}

    def _roots(self) -> dict[int, int]:
        standing = Merge.objects.filter(undone_at=None)
        return roots(self.rows, standing.values_list("first_id", "second_id"))

    def _persons(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for row, root in self._roots().items():
            found.setdefault(root, []).append(row)
        return found

    def _unless(self, refusals: tuple[type[Exception], ...], act: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                act()
        except refusals:
            pass


# Not shrunk: a course of events takes too long to repeat hundreds of times.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_by_some_courses_of_events() -> None:
    few = settings(phases=PHASES, max_examples=share(3), stateful_step_count=20)
    run_state_machine_as_test(Shop, settings=few)


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_by_many_courses_of_events() -> None:
    run_state_machine_as_test(Shop, settings=settings(phases=PHASES, stateful_step_count=40))


@pytest.mark.django_db
def test_an_erasure_leaves_a_mark_for_each_identity() -> None:
    person = make.customer(identities={"phone": "+8613800138000", "user_id": "u1"})

    services.erase(person, by=make.mei(), at=LATEST)

    assert ErasedIdentity.objects.count() == 2
