"""Tags of ours that are to stand in WeCom too: the corp's is found or made, then told to all."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guisu.ground.channels import leaving
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, Rejected, TryLater
from guisu.ground.channels.wecom.account import Account, account_of
from guisu.ground.channels.wecom.forms import CorpTag as ToldTag
from guisu.ground.channels.wecom.forms import CorpTagGroup
from guisu.ground.jobs import naming, owed
from guisu.ground.jobs.backend import once
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.domain.refusals import TagIsArchived
from guisu.know.customers.models import Tag
from guisu.take_in.sync.models import LONGEST_TAG, CorpTag, Mirror

TELL = "sync.tell_tagged"
AGAIN_AFTER = timedelta(minutes=10)
# WeCom has a tag of that name and group already, which stands for another of ours.
TAKEN = "taken"


def want(tag: Tag, connection: Connection, *, by: Staff, at: datetime) -> Mirror:
    """Have the tag stand in WeCom too. Wanted twice, it is owed once. Raises `TagIsArchived`."""
    if tag.archived_at is not None:
        raise TagIsArchived(name=tag.name)
    group = tag.group.name if tag.group else str(tag.get_kind_display())
    with transaction.atomic():
        mirror, is_new = Mirror.objects.get_or_create(
            connection=connection,
            tag=tag,
            defaults={
                "name": tag.name[:LONGEST_TAG],
                "group_name": group[:LONGEST_TAG],
                "due_at": at,
            },
        )
        if mirror.state == Mirror.State.FAILED:
            Mirror.objects.filter(pk=mirror.pk).update(
                state=Mirror.State.WAITING, due_at=at, code="", tries=0
            )
        if is_new:
            audit("tag.mirrored", subject=f"tag:{tag.pk}", by=by, at=at, after={"tag": tag.name})
    return mirror


def step() -> bool:
    """Bring one tag to WeCom. False when none is owed. Safe in several processes, and to repeat."""
    now = timezone.now()
    ready = Mirror.objects.filter(connection__in=leaving.speaking())
    mirror = owed.take(ready.select_related("connection", "tag"), at=now)
    if mirror is None:
        return False
    try:
        made = _found_or_made(mirror, account_of(mirror.connection))
    except TryLater as error:
        owed.put_off(mirror, until=now + error.wait)
    except Rejected as error:
        owed.settle(mirror, Mirror.State.FAILED, code=error.outcome["code"])
    except ChannelError as error:
        # Made or not: the next look finds it by its name.
        owed.put_off(mirror, until=now + AGAIN_AFTER, code=error.outcome["code"])
    else:
        _stands(mirror, *made)
    return True


def _stands_for_another(mirror: Mirror, told: ToldTag) -> bool:
    other = CorpTag.objects.filter(connection=mirror.connection, corp_tag_id=told.id)
    return other.exclude(tag=mirror.tag).exists()


def _found_or_made(mirror: Mirror, account: Account) -> tuple[CorpTagGroup, ToldTag]:
    for group in account.corp_tags():
        for tag in group.tag:
            if (group.group_name, tag.name) == (mirror.group_name, mirror.name):
                return group, tag
    group = account.add_corp_tag(mirror.group_name, mirror.name)
    return group, group.tag[0]


@transaction.atomic
def _stands(mirror: Mirror, group: CorpTagGroup, told: ToldTag) -> None:
    """From now on the two are one, and everybody who has the tag here is told of."""
    if _stands_for_another(mirror, told):
        owed.settle(mirror, Mirror.State.FAILED, code=TAKEN)
        return
    words = {"name": told.name, "group_id": group.group_id, "group_name": group.group_name}
    corp_tag, _ = CorpTag.objects.update_or_create(
        connection=mirror.connection,
        corp_tag_id=told.id,
        defaults={**words, "tag": mirror.tag, "deleted_at": None},
    )
    if owed.settle(mirror, Mirror.State.DONE):
        once(naming.find(TELL), key=f"{TELL}:{corp_tag.pk}").enqueue(corp_tag.pk)
