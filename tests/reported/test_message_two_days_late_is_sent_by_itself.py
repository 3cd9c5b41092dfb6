"""A machine that was off at the hour of a message wakes up days later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.messaging.services import drafts
from tests import make
from tests.messaging.acts import Sends


@pytest.mark.django_db
def test_a_message_that_is_days_late_waits_for_a_person(sends: Sends) -> None:
    receivers = sends.contacts("staff01", 2)
    sends.shop.read()
    draft = sends.draft(sends.to(*receivers), text="今晚八点,只限今天")
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(hours=1), by=make.mei(), at=now)

    sends.forward(2 * 86_400)
    sends.work()

    assert sends.asked_for() == 0
