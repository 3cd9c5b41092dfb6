"""A connection to a practice ground, and its events brought here in whatever way a test wants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from guisu.doors.callbacks import services as callbacks
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.models import Connection
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import CorpTag, Reading, Tie
from guisu.take_in.sync.services import reading, rosters
from tests.channels import acts
from tests.practice.running import Running


@dataclass(slots=True)
class Shop:
    """`ground` is WeCom, `connection` ours to it; events of before are not told."""

    ground: Running
    connection: Connection
    told: int = field(default=0)

    def news(self) -> list[str]:
        """The events since the last look, as decrypted XML, in the order they happened."""
        posts = self.ground.look("callbacks")
        fresh, self.told = posts[self.told :], len(posts)
        return [post["xml"] for post in fresh]

    def tell(self, messages: Iterable[str]) -> None:
        """Take in messages in this order, and work them off."""
        for message in messages:
            callbacks.take(self.connection, message.encode(), at=timezone.now())
        while callbacks.work_off():
            pass
        while rosters.look_at_due():
            pass

    def hear(self) -> None:
        """All news, each once, in order."""
        self.tell(self.news())

    def read(self) -> Reading:
        """Read the whole, at once."""
        asked = reading.ask_for(self.connection, at=timezone.now())
        while reading.step():
            pass
        asked.refresh_from_db()
        return asked

    def stranger(self, name: str = "小雨") -> str:
        found: str = self.ground.act("arrive", name=name)["external_id"]
        return found

    def assert_same(self) -> None:
        """What is known here is what a product could know."""
        there = self.ground.look("snapshot")
        assert ties() == {
            (one["userid"], one["external_userid"]): (
                one["remark"],
                one["state"],
                one["add_way"],
                tuple(one["tag_id"]),
            )
            for one in there["customers"]
        }
        assert groups() == {
            one["chat_id"]: (one["name"], one["owner"], one["member_version"], one["members"])
            for one in there["groups"]
        }
        tags = CorpTag.objects.filter(deleted_at=None)
        assert {(one.corp_tag_id, one.name) for one in tags} == {
            (one["id"], one["name"]) for one in there["tags"]
        }
        assert not Callback.objects.exclude(state=Callback.State.DONE).exists()


def shop(ground: Running, **settings: Any) -> Shop:
    told = {
        "corp_id": ground.corp_id,
        "agent_id": ground.agent_id(),
        "secret": ground.secret(),
        "base_url": ground.address,
    }
    return Shop(ground, acts.connection(**{**told, **settings}))


def ties() -> dict[tuple[str, str], tuple[Any, ...]]:
    living = Tie.objects.filter(ended_at=None).select_related("colleague")
    return {
        (one.colleague.userid, one.external_userid): (
            one.remark,
            one.state,
            one.add_way,
            tuple(one.tag_ids),
        )
        for one in living
    }


def groups() -> dict[str, tuple[Any, ...]]:
    return {
        one.chat_id: (
            one.name,
            one.owner.userid if one.owner else "",
            one.member_version,
            sorted(called(member) for member in one.memberships.filter(left_at=None)),
        )
        for one in Group.objects.filter(ended_at=None).select_related("owner")
    }


def called(member: Membership) -> str:
    if member.colleague is not None:
        return member.colleague.userid
    assert member.customer is not None
    return member.customer.identities.get(channel="external_userid").value
