"""One provider's accounts each have ids of their own for people: equal ones are not one person."""

import pytest
from django.db import IntegrityError, transaction

from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.models import Customer, Identity
from guisu.know.customers.selectors import rows_of
from guisu.know.customers.services import erase, resolve
from tests import make

pytestmark = pytest.mark.django_db
FIRST, SECOND = "wx-shop", "wx-club"


def came(*claims: Claim) -> int:
    with transaction.atomic():
        [found] = resolve([Arrival(claims, make.NOON, "tests")], at=make.NOON)
    return found.customer_id


def test_the_same_openid_of_two_accounts_is_two_people() -> None:
    make.installation()

    rows = [came(Claim("openid", "o1", account)) for account in (FIRST, SECOND, FIRST, "")]

    assert rows[0] == rows[2]
    assert len(set(rows)) == 3
    assert Identity.objects.get(account=FIRST).channel == Identity.Channel.OPENID
    assert Identity.objects.get(account="").channel == Identity.Channel.OTHER


def test_a_union_id_joins_the_openids_of_both() -> None:
    make.installation()

    rows = {
        came(Claim("openid", "o1", FIRST), Claim("union_id", "u1")),
        came(Claim("openid", "o2", SECOND), Claim("union_id", "u1")),
    }

    [row] = rows
    held = Identity.objects.filter(customer__in=rows_of(Customer.objects.get(pk=row)))
    assert set(held.values_list("account", flat=True)) == {FIRST, SECOND, ""}


def test_one_batch_keeps_accounts_apart_too() -> None:
    make.installation()
    told = [Arrival((Claim("openid", "o1", each),), make.NOON, "tests") for each in (FIRST, SECOND)]

    with transaction.atomic():
        first, second = resolve(told, at=make.NOON)

    assert first.customer_id != second.customer_id


def test_what_has_no_account_makes_the_digests_that_it_always_made() -> None:
    assert Claim("phone", "13800138000").parts == ("phone", "13800138000")
    assert Claim("openid", "o1", FIRST).parts == ("openid", "o1", FIRST)


def test_the_database_takes_a_value_once_an_account() -> None:
    make.installation()
    row = came(Claim("openid", "o1", FIRST))
    same = {"channel": "openid", "value": "o1", "shown": "o1", "first_seen_at": make.NOON}

    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(customer_id=row, account=FIRST, **same)


def test_who_was_erased_stays_nameless_under_the_account_that_knew_them() -> None:
    make.installation()
    row = came(Claim("openid", "o1", FIRST))
    erase(Customer.objects.get(pk=row), by=make.mei(), at=make.NOON)

    with transaction.atomic():
        told = [Arrival((Claim("openid", "o1", FIRST),), make.NOON, "tests")]
        [again] = resolve(told, at=make.NOON)

    assert again.is_erased
    assert again.customer_id == row
    assert not Identity.objects.exists()
    assert came(Claim("openid", "o1", SECOND)) != row
