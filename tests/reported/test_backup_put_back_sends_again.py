"""A backup put back holds messages as waiting that have gone out since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.act.messaging.services import drafts
from guisu.act.outreach.models import Cause, Delivery, Outcome
from tests import make
from tests.messaging.acts import Sends

pytestmark = pytest.mark.django_db


def test_a_message_sent_since_the_backup_is_not_asked_for_again(sends: Sends) -> None:
    receivers = sends.contacts("staff01", 2)
    sends.shop.read()
    draft = sends.draft(sends.to(*receivers))
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(hours=5), by=make.mei(), at=now)
    columns = [field.attname for field in Broadcast._meta.concrete_fields if field.attname != "id"]
    backed_up = Broadcast.objects.filter(pk=draft.pk).values(*columns).get()
    sends.forward(5 * 3600 + 1)
    sends.work()
    sends.confirm(draft)

    sends.forward(5 * 3600)
    for model in (Outcome, Delivery, Cause, Recipient, Errand, Duty, Task):
        model._default_manager.all().delete()
    Broadcast.objects.filter(pk=draft.pk).update(**backed_up)
    sends.work()

    assert sends.asked_for() == 1
