"""Secrets that are shown in the answer that makes them: the same form sent twice makes one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from guisu.ground.channels import safe
from guisu.ground.proof.domain import digest
from guisu.ground.proof.models import MadeOnce
from guisu.ground.staff.models import Staff

KEPT = timedelta(hours=1)


def once(token: str, *, by: Staff, at: datetime, make: Callable[[], str]) -> str:
    """What `make` returns, in one transaction; of the same form again what it returned then.

    Of two at once the second waits for the first. `token` names the form, empty: it has none.
    What was made stays sealed for an hour, and goes when the next secret is made.
    """
    if not token:
        return make()
    MadeOnce.objects.filter(at__lt=at - KEPT).delete()
    with transaction.atomic():
        row = _begun(token, by=by, at=at)
        if row is None:
            return safe.opened(MadeOnce.objects.get(digest=digest(token), staff=by).sealed)
        told = make()
        row.sealed = safe.sealed(told)
        row.save(update_fields=["sealed"])
        return told


def _begun(token: str, *, by: Staff, at: datetime) -> MadeOnce | None:
    try:
        with transaction.atomic():
            return MadeOnce.objects.create(digest=digest(token), staff=by, at=at)
    except IntegrityError:
        return None
