"""What was asked of WeCom is counted, so that people see how much of its rates is used."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from guisu.ground.channels import selectors
from guisu.ground.channels.models import CallCount, Connection
from guisu.ground.channels.port import ChannelError
from guisu.ground.channels.wecom import usage as counting
from guisu.ground.channels.wecom.usage import usage
from guisu.ground.database import rows
from tests.channels import acts
from tests.channels.fake import Fake

pytestmark = pytest.mark.django_db
LIST = "externalcontact/list"


def counted() -> list[tuple[str, int, int, int]]:
    connection = Connection.objects.get()
    found = selectors.calls(connection, since=timezone.now() - timedelta(minutes=5))
    return [(one.call, one.made, one.refused, one.over_limit) for one in found]


def test_calls_are_counted_with_what_was_refused() -> None:
    nobody = {"errcode": 40003, "errmsg": "invalid UserID"}
    account = acts.account(Fake({LIST: {"errcode": 0, "external_userid": []}, "user/get": nobody}))

    for _ in range(2):
        account.contact_ids("jun")
        usage.keep()
    with pytest.raises(ChannelError):
        account.user("nobody")
    usage.keep()

    assert counted() == [(LIST, 2, 0, 0), ("user/get", 1, 1, 0)]


def test_too_many_calls_are_counted_apart() -> None:
    account = acts.account(Fake({LIST: {"errcode": 45009, "errmsg": "too many"}}))

    with pytest.raises(ChannelError):
        account.contact_ids("jun")
    usage.keep()

    assert counted() == [(LIST, 1, 1, 1)]


def test_counts_that_could_not_be_kept_are_kept_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*_: Any) -> None:
        raise DatabaseError

    account = acts.account(Fake({LIST: {"errcode": 0, "external_userid": []}}))
    account.contact_ids("jun")

    with monkeypatch.context() as patch:
        patch.setattr(rows, "write", busy)
        with pytest.raises(DatabaseError):
            usage.keep()
    account.contact_ids("jun")
    usage.keep()

    assert counted() == [(LIST, 2, 0, 0)]


def test_counts_are_forgotten_after_two_days() -> None:
    acts.account(Fake({LIST: {"errcode": 0, "external_userid": []}})).contact_ids("jun")
    usage.keep()
    now = timezone.now()

    assert counting.forget(at=now + timedelta(days=1)) == 0
    assert counting.forget(at=now + timedelta(days=2, minutes=2)) == 1
    assert not CallCount.objects.exists()
