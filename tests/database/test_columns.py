"""Words of the ORM for many rows at once mean what its own do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from guisu.ground.database.columns import IsAmong, Milliseconds
from guisu.know.customers.models import Customer, Identity
from tests import make

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_number_and_by_word_however_many_are_wanted() -> None:
    one = make.customer("小雨", identities={"user_id": "xiaoyu"})
    other = make.customer("林晓梅")
    many = [*range(10**6, 10**6 + 300_000), one.pk]

    assert list(Customer.objects.filter(IsAmong("pk", many))) == [one]
    assert Identity.objects.get(IsAmong("customer_id", many)).value == "xiaoyu"
    assert Identity.objects.filter(IsAmong("value", ["xiaoyu", "nobody"])).count() == 1
    assert not Customer.objects.filter(IsAmong("pk", [])).exists()
    assert set(Customer.objects.exclude(IsAmong("pk", [one.pk]))) == {other}


def test_an_instant_is_told_in_utc_to_the_millisecond() -> None:
    shanghai = timezone(timedelta(hours=8))
    noon = datetime(2026, 11, 22, 12, 0, 1, 999_999, tzinfo=shanghai)
    Customer.objects.filter(pk=make.customer("小雨").pk).update(
        first_seen_at=noon, last_seen_at=datetime(2026, 11, 22, tzinfo=UTC)
    )

    none = ".000" if connection.vendor == "postgresql" else ""
    told = Customer.objects.values_list(
        Milliseconds("first_seen_at"), Milliseconds("last_seen_at")
    ).get()

    assert told == ("2026-11-22 04:00:01.999", "2026-11-22 00:00:00" + none)
