"""Colleagues, tasks of theirs, and the messages that their phones show."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from guisu.act.stafftasks import notices, services
from guisu.act.stafftasks.domain import Kind, Subject
from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.channels.models import Colleague
from guisu.ground.events import delivery
from guisu.ground.staff.models import Staff
from guisu.know.customers.models import Identity
from guisu.know.groups.models import Group
from tests.sync.acts import Shop


def colleague(shop: Shop, userid: str = "staff01", **told: Any) -> Colleague:
    """One whom the shop has read; `staff` and `store` as told."""
    one = Colleague.objects.get(connection=shop.connection, userid=userid)
    for name, value in told.items():
        setattr(one, name, value)
    one.save()
    return one


def customer_of(external_userid: str) -> int:
    return Identity.objects.get(channel="external_userid", value=external_userid).customer_id


def group_of(chat_id: str) -> Group:
    return Group.objects.get(chat_id=chat_id)


def task(
    of: Colleague,
    kind: Kind = Kind.POST_IN_GROUP,
    about: Subject | None = None,
    *,
    key: str = "k1",
    at: datetime | None = None,
    due: timedelta = timedelta(hours=2),
    **words: Any,
) -> StaffTask:
    at = at or timezone.now()
    with transaction.atomic():
        return services.open_task(
            kind,
            connection=of.connection,
            colleague=of,
            subject=str(about or ""),
            words=words,
            key=key,
            due_at=at + due,
            at=at,
        )


def tell() -> list[str]:
    """Send what is owed; how all messages stand, in the order they were owed."""
    while notices.send():
        pass
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def hear() -> None:
    """Have the log's readers read it."""
    while delivery.deliver():
        pass


def shown(shop: Shop) -> list[tuple[str, str]]:
    """Whose phone showed what, in order."""
    return [
        (one["receiver"], str(one["content"]))
        for one in shop.ground.look("delivered", channel="app")
    ]


def account(name: str, post: Any) -> Staff:
    return Staff.objects.create(username=name, name=name.title(), post=post)
