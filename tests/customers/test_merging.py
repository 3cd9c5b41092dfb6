"""Merges are edges: they move nothing, their order does not matter, undoing gives all back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guisu.ground.events.models import Event
from guisu.ground.events.services import record_many
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.staff.models import AuditEntry
from guisu.ground.staff.selectors import scope_of
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import AlreadyUndone, SamePerson
from guisu.know.customers.models import Consent, Customer, Identity, Merge
from tests import make
from tests.properties import a_share

PEOPLE = 5
pairs = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)).filter(
    lambda pair: pair[0] != pair[1]
)


def population() -> list[Customer]:
    """People with one of everything each; seen at different times."""
    made = []
    for number in range(PEOPLE):
        seen_at = make.NOON + timedelta(hours=(number * 3) % PEOPLE)
        person = make.customer(f"Name {number}", seen_at=seen_at)
        with transaction.atomic():
            record_many([make.entry("Signed Up", seen_at, person.pk)], at=seen_at)
        services.say_consent(
            person,
            channel="sms",
            purpose="marketing",
            granted=bool(number % 2),
            evidence="form",
            source="test",
            by=None,
            at=seen_at,
        )
        made.append(person)
    return made


def rows() -> list[Any]:
    return list(Customer.objects.order_by("pk").values())


def held() -> list[object]:
    return [
        sorted(Event.objects.filter(kind="Signed Up").values_list("pk", "customer_id")),
        sorted(Consent.objects.values_list("pk", "customer_id")),
        sorted(Identity.objects.values_list("pk", "customer_id")),
    ]


def join(people: Sequence[Customer], order: Sequence[tuple[int, int]]) -> None:
    for first, second in order:
        try:
            services.merge(people[first], people[second], by=None, at=make.NOON)
        except SamePerson:
            continue


class Merging(TestCase):
    @a_share(3)
    @given(order=st.lists(pairs, max_size=8), data=st.data())
    def test_the_order_of_merges_does_not_matter(
        self, order: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        people = population()
        before = held()
        with transaction.atomic():
            join(people, order)
            expected = rows()
            transaction.set_rollback(True)

        join(people, data.draw(st.permutations(order)))

        assert rows() == expected
        assert held() == before

    @a_share(3)
    @given(order=st.lists(pairs, max_size=8), data=st.data())
    def test_undoing_every_merge_gives_back_the_rows_as_they_were(
        self, order: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        people = population()
        before = (rows(), held())

        join(people, order)
        for merge in data.draw(st.permutations(list(Merge.objects.filter(undone_at=None)))):
            services.undo_merge(merge, by=None, at=make.NOON)

        assert (rows(), held()) == before


@pytest.mark.django_db
def test_a_merged_person_is_one_on_every_list_and_comes_under_either_number() -> None:
    mei = make.mei()
    first, second = make.customer("May"), make.customer("Mei")

    services.merge(second, first, by=mei, at=make.NOON, evidence="same phone at the till")

    scope = scope_of(mei)
    assert [one.pk for one in selectors.people(scope)] == [first.pk]
    assert selectors.person(scope, second.pk).pk == first.pk
    assert selectors.rows_of(first) == [first.pk, second.pk]
    assert Event.objects.get().kind == "customer.merged"
    assert AuditEntry.objects.get().action == "customer.merged"


@pytest.mark.django_db
def test_an_edit_of_somebody_who_was_merged_meanwhile_changes_the_whole_person() -> None:
    mei = make.mei()
    first, second = make.customer("May"), make.customer("Mei")
    services.merge(first, second, by=mei, at=make.NOON)

    changed = services.edit(second, changes={"name": "May Li"}, by=mei, at=make.NOON)

    assert (changed.pk, changed.name) == (first.pk, "May Li")


@pytest.mark.django_db
def test_a_merge_is_undone_once() -> None:
    merge = services.merge(make.customer(), make.customer(), by=None, at=make.NOON)
    services.undo_merge(merge, by=None, at=make.NOON)

    with pytest.raises(AlreadyUndone):
        services.undo_merge(merge, by=None, at=make.NOON)


@pytest.mark.django_db
def test_the_latest_consent_over_all_rows_holds() -> None:
    people = population()
    join(people, [(0, 1), (1, 2)])

    word = selectors.consents_now(people[0])["sms", "marketing"]

    assert word == max(Consent.objects.filter(customer__in=people[:3]), key=lambda each: each.at)


@pytest.mark.django_db
def test_what_a_store_does_not_know_is_not_to_be_found_by_its_staff() -> None:
    make.customer("Plum", identities={"phone": "+8613800138000"}, stores=(make.store("North"),))
    bo, jun = scope_of(make.bo()), scope_of(make.jun())

    assert not selectors.search(bo, "138").exists()
    assert not selectors.search(bo, "Plum").exists()
    found = selectors.search(jun, "138").get()
    with pytest.raises(NotFound):
        selectors.person(bo, found.pk)
