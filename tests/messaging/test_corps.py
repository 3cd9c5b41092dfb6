"""Applications of one corp: WeCom counts their mass messages together, and so do we."""

import pytest
from django.utils import timezone

from guisu.act.messaging.domain.quotas import Period
from guisu.act.messaging.models import Rules
from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.services import drafts
from guisu.ground.channels.domain import WITHIN
from guisu.ground.channels.models import Connection
from tests import make
from tests.messaging.acts import Sends

pytestmark = pytest.mark.django_db


def test_applications_of_one_corp_have_one_quota_and_one_set_of_rules(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    first, at = sends.shop.connection, timezone.now()
    corp, _ = first.account.split(WITHIN)
    second = Connection.objects.create(
        account=f"{corp}{WITHIN}7", path="second", name="second", created_at=at
    )

    def set_rules(connection: Connection, hours: int) -> Rules:
        return drafts.set_rules(
            connection,
            period=Period.DAY,
            most=1,
            task_after_hours=hours,
            by=make.mei(),
            at=at,
        )

    assert set_rules(second, 0) == set_rules(first, 9)
    sends.sent(sends.to(person))

    assert audiences.rules_of(second).task_after_hours == 9
    assert audiences.had(second, since=at)[person].count == 1
