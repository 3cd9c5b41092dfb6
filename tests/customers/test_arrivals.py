"""Whoever arrives comes to one row, whatever they are called and in what order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.models import Change
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import Arrival, Claim, Link, Resolved
from guisu.know.customers.models import Customer, CustomerStore, Identity, Merge, MergeSuggestion
from tests import make

pytestmark = pytest.mark.django_db


def arrival(
    *claims: tuple[str, str],
    link: Link = Link.NONE,
    at: datetime = make.NOON,
    store_id: int | None = None,
    **traits: object,
) -> Arrival:
    told = tuple(Claim(*claim) for claim in claims)
    return Arrival(told, at, "key:1", traits, store_id, link)


def resolve(*arrivals: Arrival) -> Sequence[Resolved]:
    with transaction.atomic():
        return services.resolve(arrivals, at=make.NOON + timedelta(days=1))


def rows(*arrivals: Arrival) -> list[int]:
    return [each.customer_id for each in resolve(*arrivals)]


def root(pk: int) -> int:
    row = Customer.objects.get(pk=pk)
    return row.merged_into_id or row.pk


def test_a_stranger_gets_one_row_however_often_a_batch_names_them() -> None:
    first, again = rows(arrival(("user_id", "u1")), arrival(("user_id", " u1 ")))

    assert first == again
    assert Customer.objects.count() == Identity.objects.count() == 1


def test_a_known_identity_comes_to_its_row_and_nothing_else_changes() -> None:
    (first,) = rows(arrival(("user_id", "u1")))
    Change.objects.all().delete()

    (again,) = rows(arrival(("user_id", "u1")))

    assert again == first
    assert not Change.objects.exists()


def test_nobody_is_no_customer() -> None:
    found = rows(arrival(), arrival(("user_id", "null")), arrival(("phone", "0000000")))

    assert found == [0, 0, 0]
    assert not Customer.objects.exists()


@pytest.mark.parametrize("phone", ["13800138000", "+86 138 0013 8000", "86-13800138000"])
def test_one_phone_number_however_written_is_one_person(phone: str) -> None:
    first, second = rows(arrival(("phone", "138-0013-8000")), arrival(("phone", phone)))

    assert first == second
    assert Identity.objects.get().value == "+8613800138000"


def test_a_number_that_is_no_phone_is_kept_and_marked_but_joins_nobody() -> None:
    first, second = rows(
        arrival(("user_id", "u1"), ("phone", "12345")),
        arrival(("user_id", "u2"), ("phone", "12345")),
    )

    assert first != second
    assert Identity.objects.get(channel="phone").is_doubtful
    assert not MergeSuggestion.objects.exists()


def test_gmail_dots_and_tags_are_one_mailbox() -> None:
    first, second = rows(
        arrival(("email", "Mei.Hua+shop@Gmail.com")), arrival(("email", "meihua@googlemail.com"))
    )

    assert first == second


def test_contacts_among_traits_are_identities() -> None:
    (first,) = rows(arrival(("user_id", "u1"), email="mei@example.com", phone="13800138000"))
    (again,) = rows(arrival(("phone", "13800138000")))

    assert again == first
    assert Identity.objects.filter(customer=first).count() == 3


def test_a_visitor_who_signs_in_for_the_first_time_is_named() -> None:
    (visitor,) = rows(arrival(("anonymous_id", "a1")))

    (named,) = rows(
        arrival(("user_id", "u1"), ("anonymous_id", "a1"), link=Link.IDENTIFIED, name="Mei")
    )

    assert named == visitor
    assert Customer.objects.get().name == "Mei"


def test_a_visitor_who_signs_in_as_a_known_customer_is_merged_into_them() -> None:
    known, visitor = rows(arrival(("user_id", "u1")), arrival(("anonymous_id", "a1")))

    rows(arrival(("user_id", "u1"), ("anonymous_id", "a1"), link=Link.IDENTIFIED))

    assert root(visitor) == root(known) == known
    assert Merge.objects.get().reason == Merge.Reason.IDENTIFIED


def test_a_shared_device_stays_with_its_first_person_and_joins_nobody() -> None:
    both = (("anonymous_id", "a1"),)
    first, second, alone = rows(
        arrival(("user_id", "u1"), *both, link=Link.IDENTIFIED),
        arrival(("user_id", "u2"), *both, link=Link.IDENTIFIED),
        arrival(*both),
    )

    assert first != second
    assert alone == first
    assert not Merge.objects.exists()


def test_two_ids_declared_one_person_are_merged_even_if_both_were_strangers() -> None:
    old, new = rows(arrival(("user_id", "u1")), arrival(("user_id", "u2")))

    rows(arrival(("user_id", "u1"), ("user_id", "u2"), link=Link.ALIAS))
    (third,) = rows(arrival(("user_id", "u2"), ("user_id", "u3"), link=Link.ALIAS))

    assert root(old) == root(new) == root(third)


def test_a_phone_and_a_wechat_account_that_come_together_are_one_person() -> None:
    phone, wechat = rows(arrival(("phone", "13800138000")), arrival(("union_id", "w1")))

    (both,) = rows(arrival(("phone", "13800138000"), ("union_id", "w1")))

    assert both == wechat
    assert root(phone) == root(wechat)
    assert Merge.objects.get().reason == Merge.Reason.SHARED_IDENTITY


def test_two_whom_staff_took_apart_are_only_suggested_when_they_come_together_again() -> None:
    names = ("phone", "13800138000"), ("union_id", "w1")
    one, other = rows(arrival(names[0]), arrival(names[1]))
    rows(arrival(*names))
    services.undo_merge(Merge.objects.get(), by=make.mei(), at=make.NOON)

    rows(arrival(*names))

    assert root(one) != root(other)
    assert MergeSuggestion.objects.get().state == MergeSuggestion.State.OPEN


def test_two_accounts_with_one_phone_are_only_suggested() -> None:
    phone = ("phone", "13800138000")
    first, second = rows(arrival(("user_id", "u1"), phone), arrival(("user_id", "u2"), phone))

    assert first != second
    suggestion = MergeSuggestion.objects.get()
    assert (suggestion.first_id, suggestion.second_id) == (first, second)
    assert not Merge.objects.exists()


def test_the_latest_word_holds_whatever_the_order_of_arrival() -> None:
    later = make.NOON + timedelta(hours=2)

    (pk, *_) = rows(
        arrival(("user_id", "u1"), name="Mei", gender="女", birthday="1990/1/2", city="杭州"),
        arrival(("user_id", "u1"), at=later, name="Meihua"),
        arrival(("user_id", "u1"), at=make.NOON + timedelta(hours=1), name="May", gender="男"),
    )

    shown = Customer.objects.get(pk=pk)
    assert (shown.name, shown.gender, shown.region) == ("Meihua", "male", "杭州")
    assert shown.birthday_on is not None
    assert shown.birthday_on.isoformat() == "1990-01-02"
    assert shown.last_seen_at == later


def test_the_last_moment_of_somebody_known_moves_by_the_minute() -> None:
    seen = [make.NOON + timedelta(seconds=seconds) for seconds in (0, 20, 59, 61)]
    held = []
    for at in seen:
        (pk,) = rows(arrival(("user_id", "u1"), at=at))
        held.append(Customer.objects.get(pk=pk).last_seen_at)

    assert held == [seen[0], seen[0], seen[0], seen[3]]


def test_a_later_batch_changes_the_face_of_the_root() -> None:
    known, visitor = rows(arrival(("user_id", "u1"), name="Mei"), arrival(("union_id", "w1")))
    rows(arrival(("user_id", "u1"), ("union_id", "w1")))

    moment = make.NOON + timedelta(hours=3)
    rows(arrival(("union_id", "w1"), at=moment, name="Meihua"))

    shown = Customer.objects.get(pk=known)
    assert (shown.name, shown.last_seen_at) == ("Meihua", moment)
    assert Customer.objects.get(pk=visitor).name == ""


def test_the_first_store_is_home_and_every_store_knows_them() -> None:
    north, south = make.store("North"), make.store("South")

    (pk, _, _) = rows(
        arrival(("user_id", "u1"), store_id=north.pk),
        arrival(("user_id", "u1"), store_id=south.pk),
        arrival(("user_id", "u1"), store_id=south.pk),
    )

    assert Customer.objects.get(pk=pk).store == north
    assert CustomerStore.objects.filter(customer=pk).count() == 2
    assert selectors.people(scope_of(make.bo())).get().pk == pk


def test_ids_too_long_for_the_table_are_not_cut_into_one() -> None:
    long_id = "x" * 300
    first, second = rows(arrival(("user_id", long_id + "1")), arrival(("user_id", long_id + "2")))

    assert first != second
