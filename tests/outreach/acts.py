"""A carrier that remembers what it was given, people to speak to, and causes to do so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from guisu.act.outreach.domain.codes import Need, Purpose
from guisu.act.outreach.models import Cause, ConsentRule, Delivery
from guisu.act.outreach.services import causes, dispatching, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Counts, Occasion
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    Budget,
    Carrier,
    Content,
    IsKnown,
    Limits,
    Message,
    Parcel,
    Problem,
    Receipt,
    Step,
    Taken,
    nobodys,
)
from guisu.know.customers.models import Customer
from tests import make

HELLO = Message(Content(text="{{ name | default: '朋友' }},周五见", title="会员日"))


@dataclass
class Notebook(Carrier):
    """Takes everything, or does what `does` says to."""

    limits = Limits(text_bytes=10_000, title_bytes=200, parts=0, part_bytes=0)
    knows_repetitions: timedelta = timedelta()
    can_look_up: bool = False
    tells_receipts: bool = False
    holds: dict[str, Taken] = field(default_factory=dict)
    news: list[Receipt] = field(default_factory=list)
    given: list[Parcel] = field(default_factory=list)
    spends: Sequence[Budget] = ()
    does: Callable[[Parcel], Taken | None] = lambda _parcel: None

    def check(self, content: Content) -> list[Problem]:
        return [] if content.text else [Problem("empty", "Write a text.")]

    def carry(self, parcel: Parcel) -> Taken:
        self.given.append(parcel)
        return self.does(parcel) or Taken(Step.HANDED_OVER, reference=f"m{len(self.given)}")

    def budgets(self) -> Sequence[Budget]:
        return self.spends

    def receipts(self, references: Sequence[str]) -> Iterator[Receipt]:
        return iter([each for each in self.news if each.reference in references])

    def look_up(
        self, parcel: Parcel, *, called_at: datetime, is_known: IsKnown = nobodys
    ) -> Taken | None:
        return self.holds.get(parcel.key)

    @property
    def addresses(self) -> list[str]:
        return [address for parcel in self.given for address in parcel.to]


@dataclass
class Speaks:
    """An account by which the installation writes e-mails, and its notebook."""

    notebook: Notebook
    connection: Connection
    clock: time_machine.Traveller

    def forward(self, **wait: float) -> None:
        self.clock.shift(timedelta(**wait))

    def cause(self, subject: str = "thing:1", **more: object) -> Cause:
        told = {"purpose": Purpose.MARKETING, "channel": "email", **more}
        says: Mapping[str, Message] = {"": told.pop("says", HELLO)}  # type: ignore[dict-item]
        reason = Reason("tests", subject, self.connection, **told)  # type: ignore[arg-type]
        return causes.cause(reason, says=says, known=("points",), at=timezone.now())

    def plan(self, cause: Cause, *people: Customer, **more: object) -> Counts:
        now = timezone.now()
        told: dict[str, object] = {"due_at": now, **more}
        rows = [each.pk for each in people]
        return planning.plan(rows, Occasion(cause, **told), at=now)  # type: ignore[arg-type]

    def carry(self) -> None:
        dispatching._Pauses.until.clear()
        while dispatching.step(str(self.connection.pk)):
            pass


def person(name: str = "小满", *, address: str = "", **more: object) -> Customer:
    mail = address or f"p{Customer.objects.count()}@example.com"
    return make.customer(name, identities={"email": mail}, **more)  # type: ignore[arg-type]


def standing(cause: Cause) -> list[tuple[str, str]]:
    """State and code of each delivery, in the order they were planned."""
    return list(Delivery.objects.filter(cause=cause).order_by("pk").values_list("state", "code"))


def unless_a_no(channel: str = "email") -> None:
    ConsentRule.objects.update_or_create(
        channel=channel, purpose="marketing", defaults={"need": Need.UNLESS_A_NO}
    )
