"""Moments over a practice ground: made once, published by colleagues, liked and commented on."""

from typing import Any

import pytest
from django.utils import timezone

from guisu.act.messaging.models import Broadcast, Duty
from guisu.act.messaging.services import drafts
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.port import Card
from guisu.ground.kernel.refusals import Refusal
from guisu.take_in.sync.models import CorpTag
from tests import make
from tests.messaging.acts import Sends, errands, picture

pytestmark = pytest.mark.django_db
ADD = "externalcontact/add_moment_task"
HOUR = 3_600


def moment(sends: Sends, *userids: str, **more: Any) -> Broadcast:
    audience = {"colleagues": sends.all_of(*userids)["colleagues"], "tags": more.pop("tags", [])}
    return sends.sent(audience, kind="moment", **more)


def publish(sends: Sends, broadcast: Broadcast, userid: str) -> str:
    reference = broadcast.tasks.get().reference
    sends.shop.ground.act("publish_moment", user_id=userid, moment_id=reference)
    return reference


def duties(broadcast: Broadcast) -> dict[str, tuple[bool, int, int, int]]:
    held = Duty.objects.filter(task__broadcast=broadcast).select_related("colleague")
    return {
        one.colleague.userid: (one.confirmed_at is not None, one.seen, one.likes, one.comments)
        for one in held
    }


def test_who_published_and_who_saw_liked_and_commented_is_told(sends: Sends) -> None:
    first, second = sends.contacts("staff01", 2)
    sends.contacts("staff02")
    sends.contacts("staff03")
    sends.shop.read()

    broadcast = moment(sends, "staff01", "staff02", parts=[picture()])
    sends.follow(10)
    asked = duties(broadcast)
    reference = publish(sends, broadcast, "staff01")
    for who, comments in ((first, False), (second, True)):
        sends.shop.ground.act(
            "react", user_id="staff01", moment_id=reference, who=who, comments=comments
        )
    sends.follow(120)

    assert asked == {"staff01": (False, 0, 0, 0), "staff02": (False, 0, 0, 0)}
    assert duties(broadcast) == {"staff01": (True, 2, 1, 1), "staff02": (False, 0, 0, 0)}
    assert {one for _, one in sends.arrived("moment")} == {first, second}


def test_an_answer_that_was_lost_makes_no_second_moment(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "answers_lost": 1.0}])
    broadcast = moment(sends, "staff01")
    lost = errands(broadcast)
    sends.shop.ground.faults()

    sends.forward(60)
    sends.carry()
    sends.follow(10)

    assert lost == [("make", "unknown")]
    assert errands(broadcast) == [("make", "done")]
    assert len(sends.shop.ground.inner.world.moments) == 1
    assert set(duties(broadcast)) == {"staff01"}


def test_tags_narrow_who_sees_it_and_a_tag_that_is_gone_never_means_everybody(
    sends: Sends,
) -> None:
    tagged, _ = sends.contacts("staff01", 2)
    ground = sends.shop.ground
    [gold] = ground.act("make_tags", group_name="标签", names=["金"])["tags"]
    ground.act("edit_tags", user_id="staff01", external_id=tagged, add_tags=[gold])
    sends.shop.read()
    tag = CorpTag.objects.get()

    narrow = moment(sends, "staff01", tags=[tag.pk])
    sends.follow(10)
    publish(sends, narrow, "staff01")
    gone = sends.off({"colleagues": [], "tags": [tag.pk]}, kind="moment")
    CorpTag.objects.update(deleted_at=timezone.now())
    sends.carry()

    assert sends.arrived("moment") == [("staff01", tagged)]
    assert errands(gone) == [("make", "failed")]
    assert len(ground.inner.world.moments) == 1


def test_what_is_cancelled_is_published_by_nobody_more(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    broadcast = moment(sends, "staff01")

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()
    in_the_making = errands(broadcast)
    sends.follow(10)
    sends.carry()
    sends.follow(60)

    assert in_the_making == [("make", "done"), ("cancel", "waiting")]
    assert errands(broadcast) == [("make", "done"), ("cancel", "done")]
    assert [one.is_cancelled for one in sends.shop.ground.inner.world.moments.values()] == [True]
    assert sends.fresh(broadcast).ended_at is not None


def test_who_has_not_published_gets_a_task_that_publishing_ends(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    broadcast = moment(sends, "staff01")
    for _ in range(6):
        sends.follow(HOUR)
    [task] = StaffTask.objects.all()

    publish(sends, broadcast, "staff01")
    sends.follow(HOUR)

    task.refresh_from_db()
    assert (task.kind, task.state, task.proof) == ("publish_moment", "done", "fact")


def test_a_mini_program_card_goes_into_no_moment(sends: Sends) -> None:
    with pytest.raises(Refusal):
        moment(sends, parts=[Card("商城", "wx1", "i", "d" * 64)])
