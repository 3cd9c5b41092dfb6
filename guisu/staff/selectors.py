"""Who is asking, and the installation they work in."""

import hashlib
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from guisu.staff.domain import Post, Scope, scope_for
from guisu.staff.models import AccessKey, AuditEntry, Installation, Staff, Store


def scope_of(staff: Staff) -> Scope:
    """What this person may do and how far they see."""
    post = Post(staff.post)
    stores = staff.stores.values_list("pk", flat=True)
    return scope_for(staff_id=staff.pk, post=post, stores=stores)


def is_set_up() -> bool:
    """Whether the first-run wizard is over."""
    return Installation.objects.exists() and Staff.objects.exists()


def installation() -> Installation:
    """The installation's settings; the defaults before the first-run wizard."""
    return Installation.objects.first() or Installation(name="Guisu")


def zone() -> ZoneInfo:
    """The one zone in which this installation's days begin and end."""
    return ZoneInfo(installation().time_zone)


def visible_stores(scope: Scope) -> QuerySet[Store]:
    stores = Store.objects.all()
    return stores if scope.stores is None else stores.filter(pk__in=scope.stores)


def key_for(token: str) -> AccessKey | None:
    """The live key that `token` is, or None."""
    return (
        AccessKey.objects.filter(digest=key_digest(token), revoked_at=None)
        .select_related("store")
        .first()
    )


def key_digest(token: str) -> str:
    """Keys are 256 random bits, so one SHA-256 is enough: there is nothing to guess from."""
    return hashlib.sha256(token.encode()).hexdigest()


def audit_trail() -> QuerySet[AuditEntry]:
    """All changes, newest first."""
    return AuditEntry.objects.order_by("-at", "-id")
