"""Who is asking, and the installation they work in."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from guisu.ground.staff.domain import Post, Scope, scope_for
from guisu.ground.staff.models import (
    AccessKey,
    AuditEntry,
    ChosenColumns,
    Installation,
    SavedView,
    Staff,
    Store,
)


def scope_of(staff: Staff) -> Scope:
    """What this person may do and how far they see."""
    post = Post(staff.post)
    stores = staff.stores.values_list("pk", flat=True)
    return scope_for(staff_id=staff.pk, post=post, stores=stores)


def is_set_up() -> bool:
    """Whether this installation has an owner: every door asks this and nothing else.

    The one row of `Installation` is made with the first owner, in the same transaction.
    """
    return Installation.objects.exists()


def installation() -> Installation:
    """The installation's settings; the defaults before the first-run wizard."""
    return Installation.objects.first() or Installation(name="Guisu")


def zone() -> ZoneInfo:
    """The one zone in which this installation's days begin and end."""
    return ZoneInfo(installation().time_zone)


def visible_stores(scope: Scope) -> QuerySet[Store]:
    stores = Store.objects.all()
    return stores if scope.stores is None else stores.filter(pk__in=scope.stores)


def people() -> QuerySet[Staff]:
    """Everybody who has an account, those who left at the end."""
    return Staff.objects.prefetch_related("stores").order_by("-is_active", "name", "pk")


def saved_views(staff: Staff) -> QuerySet[SavedView]:
    """What this person keeps of their lists' filters, by name."""
    return SavedView.objects.filter(staff=staff).order_by("name", "pk")


def chosen_columns(staff: Staff, page: str) -> list[str] | None:
    """The columns of the list `page` that somebody chose; None: they never did."""
    told = ChosenColumns.objects.filter(staff=staff, page=page)
    return told.values_list("columns", flat=True).first()


def stores_with_staff() -> QuerySet[Store]:
    """All stores, with `staff_count`: the active staff who work there."""
    at_work = Count("staff", filter=Q(staff__is_active=True))
    return Store.objects.annotate(staff_count=at_work).order_by("-is_open", "name")


def access_keys() -> QuerySet[AccessKey]:
    """All keys, live ones first, then newest first."""
    live_first = F("revoked_at").asc(nulls_first=True)
    return AccessKey.objects.select_related("store", "created_by").order_by(live_first, "-id")


def visible_keys(scope: Scope) -> QuerySet[AccessKey]:
    """The keys of the house and those of the stores in `scope`."""
    if scope.stores is None:
        return access_keys()
    return access_keys().filter(Q(store=None) | Q(store__in=scope.stores))


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


def audit_trail(
    *,
    staff_id: int | None = None,
    action: str = "",
    subject: str = "",
    since: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Changes, newest first; `action` may be a whole family: `staff` finds `staff.hired`."""
    entries = AuditEntry.objects.order_by("-at", "-id")
    if staff_id is not None:
        entries = entries.filter(staff_id=staff_id)
    if action:
        entries = entries.filter(Q(action=action) | Q(action__startswith=f"{action}."))
    if subject:
        entries = entries.filter(subject=subject)
    if since is not None:
        entries = entries.filter(at__gte=since)
    return entries
