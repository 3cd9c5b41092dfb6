"""What a person decides about parked letters: try again, or give up."""

from datetime import datetime

from django.db import transaction

from guisu.ground.events.delivery import try_letter
from guisu.ground.events.models import Letter
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit

RETRIED = "letters.retried"


def try_again(letter: Letter, *, by: Staff, at: datetime) -> bool:
    """Deliver a parked letter now. False: it failed again and stays, with its new error."""
    delivered = try_letter(letter, at=at)
    with transaction.atomic():
        if delivered:
            Letter.objects.filter(pk=letter.pk).update(settled_by_id=by.pk)
        audit(
            RETRIED,
            subject=f"letter:{letter.pk}",
            by=by,
            at=at,
            after={"subscriber": letter.subscriber, "delivered": delivered},
        )
    return delivered


@transaction.atomic
def try_all_again(*, by: Staff, at: datetime) -> int:
    """Have the worker try every parked letter once more, oldest first. Returns how many."""
    parked = Letter.objects.filter(state=Letter.State.PARKED)
    count = parked.update(state=Letter.State.WAITING, next_try_at=at)
    if count:
        audit(RETRIED, subject="letters", by=by, at=at, after={"letters": count})
    return count


@transaction.atomic
def dismiss(letter: Letter, *, by: Staff, at: datetime) -> bool:
    """Give a parked letter up: its event stays in the log. False: somebody settled it before."""
    parked = Letter.objects.filter(pk=letter.pk, state=Letter.State.PARKED)
    changes = {"state": Letter.State.DISMISSED, "settled_at": at, "settled_by_id": by.pk}
    if not parked.update(**changes):
        return False
    before = {"subscriber": letter.subscriber, "event": letter.event_id}
    audit("letters.dismissed", subject=f"letter:{letter.pk}", by=by, at=at, before=before)
    return True
