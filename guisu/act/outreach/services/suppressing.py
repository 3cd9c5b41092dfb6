"""Having nothing sent to an address any more, and taking that back."""

from datetime import datetime

from django.db import transaction

from guisu.act.outreach.models import Suppression
from guisu.act.outreach.selectors import suppressions
from guisu.act.outreach.selectors.suppressions import Address
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit

Why = Suppression.Why


def refused(address: Address, *, provider_code: str, at: datetime) -> None:
    """The provider says that nobody reads there: (channel, address).

    In the transaction that notes the refusal. Repeats change nothing.
    """
    channel, where = address
    digest = suppressions.digest_of(channel, where)
    told = {"code": Why.NO_SUCH_ADDRESS, "provider_code": provider_code, "at": at}
    Suppression.objects.bulk_create(
        [Suppression(channel=channel, digest=digest, **told)], ignore_conflicts=True
    )


@transaction.atomic
def suppress(address: Address, *, of: int, by: Staff, at: datetime) -> None:
    """Have nothing sent to (channel, address) of the person `of`. Repeats change nothing.

    What waits meets the gate in the moment before its call.
    """
    channel, where = address
    digest = suppressions.digest_of(channel, where)
    if suppressions.standing().filter(channel=channel, digest=digest, purpose="").exists():
        return
    made = Suppression(channel=channel, digest=digest, code=Why.BY_HAND, at=at, by=by)
    Suppression.objects.bulk_create([made], ignore_conflicts=True)
    told = {"channel": channel}
    audit("address.suppressed", subject=f"customer:{of}", by=by, at=at, after=told)


@transaction.atomic
def lift(address: Address, *, of: int, by: Staff, at: datetime) -> bool:
    """Let things be sent to (channel, address) again. False: nothing kept them from it."""
    channel, where = address
    held = suppressions.standing().filter(
        channel=channel, digest=suppressions.digest_of(channel, where)
    )
    if not held.update(lifted_at=at, lifted_by=by):
        return False
    told = {"channel": channel}
    audit("address.released", subject=f"customer:{of}", by=by, at=at, after=told)
    return True
