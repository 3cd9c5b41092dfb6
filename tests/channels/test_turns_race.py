"""Many processes of one corp at once: together they make as many calls as WeCom lets through."""

from pathlib import Path

import pytest
from django.utils import timezone

from guisu.ground.channels import selectors, services
from guisu.ground.channels.models import CallCount, Spending
from guisu.ground.channels.reach import Provider
from guisu.ground.channels.wecom.limits import SHARE
from tests import child, make
from tests.channels import acts
from tests.channels.turns import A_MINUTE


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_take_each_turn_once_and_none_too_many(tmp_path: Path) -> None:
    with child.Others("tests.channels.turns", tmp_path / "start") as others:
        for _ in range(4):
            others.begin("take_all")
        others.begin("take_all", "get")
        taken = [int(count) for said in others.said() for count in said]

    *of_list, of_get = taken
    assert sum(of_list) == of_get == A_MINUTE * SHARE
    assert set(Spending.objects.values_list("calls", flat=True)) == {A_MINUTE * SHARE}


@pytest.mark.django_db
def test_applications_of_a_corp_are_one_holder_and_their_calls_are_counted_together() -> None:
    first, second = acts.connection(), acts.connection(agent_id=7)
    other = acts.connection(corp_id=acts.CORP + "9")
    mailbox = services.connect(
        provider=Provider.SMTP,
        settings={"name": "m", "sender": "a@b.cn", "host": "127.0.0.1", "port": 1},
        by=None,
        at=make.NOON,
    )
    now = timezone.now()
    for connection, made in ((first, 3), (second, 4), (other, 50)):
        CallCount.objects.create(
            connection=connection, call="list", minute=now, made=made, refused=1, over_limit=0
        )

    told = selectors.calls(second, since=now)

    assert told == [selectors.Called("list", 7, 2, 0, 7)]
    assert list(selectors.of_one_holder(first)) == [first, second]
    assert list(selectors.of_one_holder(other)) == [other]
    assert list(selectors.of_one_holder(mailbox)) == [mailbox]
