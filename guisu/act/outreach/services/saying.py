"""Saying one thing to one person: what a notice of points, an order or a task is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services import causes, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Occasion
from guisu.ground.channels.port import Message
from guisu.know.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Saying:
    """`says`: by language, "" for everybody else; `occurrence` is what it is about this time."""

    reason: Reason
    says: Mapping[str, Message]
    occurrence: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    expires_at: datetime | None = None


def say(customer: Customer, what: Saying, *, at: datetime) -> Delivery:
    """Owe `customer` one copy, carried within seconds; or note which gate said no.

    Inside the caller's transaction. Safe to repeat: the same occurrence is said once.
    """
    cause = causes.cause(what.reason, says=what.says, known=tuple(what.variables), at=at)
    occasion = Occasion(
        cause,
        due_at=at,
        occurrence=what.occurrence,
        expires_at=what.expires_at,
        language=what.language,
        variables={customer.pk: what.variables},
    )
    planning.plan_some([customer.pk], occasion, at=at)
    return Delivery.objects.get(cause=cause, occurrence=what.occurrence, customer=customer)
