"""What tests of messages do: people to send to, broadcasts, and time that passes for both sides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine
from django.utils import timezone

from guisu.act.messaging.domain.content import said
from guisu.act.messaging.models import Broadcast, Errand, Recipient
from guisu.act.messaging.services import carrying, drafts, following, preparing
from guisu.act.outreach.services import enclosures
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.port import Picture
from guisu.ground.channels.wecom.asking import MassCarrier
from guisu.ground.staff import selectors as staff
from guisu.ground.staff.models import Staff
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity
from tests import make
from tests.sync.acts import Shop

PNG = b"\x89PNG\r\n\x1a\n1234"
ADD = "externalcontact/add_msg_template"


def picture() -> Picture:
    """One that is kept, as a message names it."""
    kept = enclosures.keep("a.png", PNG, by=MassCarrier(Connection()), at=timezone.now())
    return Picture(kept.digest, kept.name)


@dataclass(slots=True)
class Sends:
    shop: Shop
    clock: time_machine.Traveller

    def contacts(self, userid: str, count: int = 1) -> list[str]:
        """Strangers who add this colleague."""
        way = self.shop.ground.contact_way(userid)
        return [self.shop.ground.scanned(way)["external_id"] for _ in range(count)]

    def forward(self, seconds: float) -> datetime:
        self.shop.ground.forward(seconds)
        self.shop.ground.token = ""
        self.clock.shift(seconds)
        return timezone.now()

    def colleague(self, userid: str) -> Colleague:
        return Colleague.objects.get(userid=userid)

    def customer(self, external_userid: str) -> Customer:
        return Identity.objects.get(value=external_userid).customer

    def draft(self, audience: dict[str, Any], *, by: Staff | None = None, **more: Any) -> Broadcast:
        who = by or make.mei()
        text, parts = more.pop("text", "周五会员日,老地方见"), more.pop("parts", ())
        wanted = {
            "connection": self.shop.connection,
            "store": None,
            "kind": "customers",
            "title": "会员日",
            "says": said(text, parts),
            "audience": audience,
            **more,
        }
        return drafts.write(
            None, scope=staff.scope_of(who), wanted=wanted, by=who, at=timezone.now()
        )

    def off(self, audience: dict[str, Any], **more: Any) -> Broadcast:
        """Sent off and prepared; WeCom has not been asked yet."""
        draft = self.draft(audience, **more)
        drafts.send_off(draft, due_at=timezone.now(), by=make.mei(), at=timezone.now())
        while preparing.step():
            pass
        return self.fresh(draft)

    def sent(self, audience: dict[str, Any], **more: Any) -> Broadcast:
        """As `off`, and WeCom has been asked."""
        broadcast = self.off(audience, **more)
        self.carry()
        return self.fresh(broadcast)

    def again(self, broadcast: Broadcast) -> Broadcast:
        """The draft to those whom it did not reach."""
        mei = make.mei()
        return drafts.write_again(
            self.fresh(broadcast),
            title="会员日,再发一次",
            scope=staff.scope_of(mei),
            by=mei,
            at=timezone.now(),
        )

    def to(self, *external_userids: str) -> dict[str, Any]:
        return {"people": [self.customer(each).pk for each in external_userids]}

    def all_of(self, *userids: str) -> dict[str, Any]:
        return {"colleagues": [self.colleague(each).pk for each in userids]}

    def all_owned_by(self, *userids: str) -> dict[str, Any]:
        return {"owners": [self.colleague(each).pk for each in userids]}

    def work(self) -> None:
        """Prepare and ask for all that is due."""
        while preparing.step() or carrying.step():
            pass

    def carry(self) -> None:
        while carrying.step():
            pass

    def follow(self, seconds: float = 60) -> None:
        """Let time pass, and ask what became of all."""
        self.forward(seconds)
        while following.step():
            pass

    def confirm(self, broadcast: Broadcast) -> None:
        """Every colleague confirms in the client."""
        for task in broadcast.tasks.exclude(reference=""):
            for duty in task.duties.all():
                self.shop.ground.act(
                    "confirm_broadcast",
                    user_id=duty.colleague.userid,
                    message_id=task.reference,
                )

    def confirm_by(self, broadcast: Broadcast, userid: str) -> None:
        task = broadcast.tasks.get(duties__colleague__userid=userid)
        self.shop.ground.act("confirm_broadcast", user_id=userid, message_id=task.reference)

    def arrived(self, channel: str = "broadcast") -> list[tuple[str, str]]:
        """Who got something from whom, by what phones show."""
        shown = self.shop.ground.look("delivered", channel=channel)
        return [(one["sender"], one["receiver"]) for one in shown]

    def asked_for(self) -> int:
        """Messages that WeCom holds."""
        return len(self.shop.ground.inner.world.broadcasts)

    def fresh(self, broadcast: Broadcast) -> Broadcast:
        broadcast.refresh_from_db()
        return broadcast


def refuse(sends: Sends, external_userid: str, *, granted: bool = False) -> None:
    customers.say_consent(
        sends.customer(external_userid),
        by=make.mei(),
        at=timezone.now(),
        channel="wecom",
        purpose="marketing",
        granted=granted,
        evidence="said so",
        source="test",
    )


def states(broadcast: Broadcast) -> dict[str, str]:
    """Of each receiver; who was left out, by the reason."""
    told = Recipient.objects.filter(broadcast=broadcast)
    return {one.receiver: one.reason or one.state for one in told}


def errands(broadcast: Broadcast) -> list[tuple[str, str]]:
    made = Errand.objects.filter(task__broadcast=broadcast).order_by("pk")
    return [(one.kind, one.state) for one in made]
