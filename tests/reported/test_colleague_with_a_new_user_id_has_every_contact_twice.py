"""A colleague's user id is changed in WeCom, and its event never arrives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.ground.channels.models import Colleague
from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.forms import Follow, Person
from guisu.take_in.sync.models import Tie
from guisu.take_in.sync.services import colleagues as directory
from guisu.take_in.sync.services import ties
from tests.sync.acts import Shop


@pytest.mark.django_db
def test_a_changed_user_id_leaves_each_contact_once(blossom: Shop) -> None:
    ground, connection = blossom.ground, blossom.connection
    way = ground.contact_way("staff01")
    ground.scanned(way)
    ground.scanned(way)
    blossom.read()
    before = Tie.objects.filter(ended_at=None).count()
    old = colleagues(connection)["staff01"]
    read_at = timezone.now() + timedelta(days=1)

    # What a reading finds: the new user id with the same contacts, the old one gone.
    roster = [
        (
            Person(external_userid=tie.external_userid),
            Follow(userid="zhang.san", createtime=int(tie.added_at.timestamp())),
        )
        for tie in Tie.objects.filter(colleague=old)
    ]
    assert len(roster) == 2
    directory.called(connection, "zhang.san")
    Colleague.objects.filter(pk=old.pk).update(may_contact=False, left_at=read_at)
    ties.write(connection, roster, colleagues(connection), asked_at=read_at)

    assert Tie.objects.filter(ended_at=None).count() == before
