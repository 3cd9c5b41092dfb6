"""A message due at midnight counts its segment a moment before the minute's count."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from guisu.act.messaging.services import drafts, preparing
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.models import Customer
from guisu.know.segments.services import refreshing, segments
from tests import conditions as c
from tests import make
from tests.messaging.acts import Sends, states


@pytest.mark.django_db
def test_a_message_due_at_midnight_goes_to_who_has_birthday_now(sends: Sends) -> None:
    today, tomorrow = sends.contacts("staff01", 2)
    sends.shop.read()
    now = timezone.now()
    local = timezone.localtime(now)
    for who, days in ((today, 0), (tomorrow, 1)):
        row = sends.customer(who)
        born = (local.date() + timedelta(days=days)).replace(year=1990)
        Customer.objects.filter(pk=row.pk).update(birthday_on=born)
        mark_changed("customers", [row.pk])
    segment = segments.create("Birthday today", c.Birthday(0), by=make.mei(), at=now)
    while load():
        pass
    refreshing.refresh_due(at=now)
    draft = sends.draft({"segment": segment.pk})
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo)
    drafts.send_off(draft, due_at=midnight, by=make.mei(), at=now)

    sends.forward((midnight - now).total_seconds() + 1)
    while preparing.step():
        pass

    assert set(states(draft)) == {tomorrow}
