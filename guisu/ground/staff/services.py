"""Setting up, changing staff, stores, keys and settings; each change leaves an audit entry."""

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain, count, islice
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.forms.models import model_to_dict

from guisu.ground.database import editions
from guisu.ground.kernel.text import clean, search_key
from guisu.ground.staff import listeners
from guisu.ground.staff.domain import (
    AlreadySetUp,
    KeyScope,
    LastOwner,
    NameTaken,
    NoOwnerYet,
    NoView,
    Post,
    TooManyViews,
)
from guisu.ground.staff.models import (
    AccessKey,
    Actor,
    AuditEntry,
    ChosenColumns,
    Installation,
    SavedView,
    Staff,
    Store,
)
from guisu.ground.staff.selectors import is_set_up, key_digest

NAME_LENGTH, CODE_STEM = 80, 32
TOKEN_PREFIX = "gs_"  # noqa: S105 - marks a leaked key for scanners; no secret itself
NAME_LENGTH = 80
UNNAMED = "Guisu"  # what an installation is called until its owner says
VIEW_PAGE, VIEW_NAME, VIEW_QUERY = 40, 60, 1000
MOST_VIEWS, MOST_COLUMNS = 50, 60
USED_EVERY = timedelta(minutes=1)
SECRET_FIELDS = frozenset({"password", "digest", "last_login"})


def audit(
    action: str,
    *,
    subject: str,
    by: Actor | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note a change, in the transaction of the change. `by` None: the product itself.

    A key stands in the log by its name and first characters.
    """
    AuditEntry.objects.create(
        at=at,
        staff=by if isinstance(by, Staff) else None,
        staff_name=_called(by),
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
    )


def _called(by: Actor | None) -> str:
    if isinstance(by, AccessKey):
        return f"{by.name[: NAME_LENGTH - len(by.hint) - 4]} ({by.hint}…)"
    return by.name if by else "guisu"


@transaction.atomic
def set_up(
    *,
    organisation: Mapping[str, str],
    owner: Mapping[str, str],
    store: Mapping[str, str],
    at: datetime,
) -> Staff:
    """Make the installation, its owner and its first store. Once: raises `AlreadySetUp` after.

    Raises Django's ValidationError for a weak password.
    """
    if not _found(organisation):
        raise AlreadySetUp
    first_store = Store.objects.create(**store)
    listeners.store_saved(first_store.pk)
    owner_made = hire(
        profile={
            "username": owner["username"],
            "name": owner["name"],
            "email": owner.get("email", ""),
        },
        post=Post.OWNER,
        stores=[first_store],
        password=owner["password"],
        by=None,
        at=at,
    )
    audit(
        "settings.changed",
        subject="installation",
        by=owner_made,
        at=at,
        after=dict(organisation),
    )
    audit(
        "store.opened", subject=f"store:{first_store.pk}", by=owner_made, at=at, after=dict(store)
    )
    return owner_made


def _found(organisation: Mapping[str, str]) -> bool:
    """Make the installation's one row; False where another set-up was first.

    The primary key decides between two at once.
    """
    try:
        with transaction.atomic():
            Installation.objects.create(pk=1, **organisation)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def hire(
    *,
    profile: Mapping[str, str],
    post: Post,
    stores: Iterable[Store],
    password: str,
    by: Staff | None,
    at: datetime,
) -> Staff:
    """Open an account; the first owner's makes the installation too, as it is by default.

    Raises `NameTaken`, `NoOwnerYet` for others before there is an owner, and Django's
    ValidationError for a weak password.
    """
    if not is_set_up() and not (post is Post.OWNER and _found({"name": UNNAMED})):
        raise NoOwnerYet
    if Staff.objects.filter(username__iexact=profile["username"]).exists():
        raise NameTaken(name=profile["username"])
    staff = Staff(post=post.value, **profile)
    validate_password(password, staff)
    staff.set_password(password)
    staff.save()
    staff.stores.set(stores)
    audit("staff.hired", subject=f"staff:{staff.pk}", by=by or staff, at=at, after=plain(staff))
    return staff


@transaction.atomic
def change_staff(
    staff: Staff,
    *,
    changes: Mapping[str, Any],
    stores: Iterable[Store],
    by: Staff,
    at: datetime,
    seen: int | None = None,
) -> Staff:
    """Change post, name, stores or activity. Raises `LastOwner` rather than lock everybody out.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    editions.turn(staff, seen)
    before, was_active = plain(staff), staff.is_active
    for name, value in changes.items():
        setattr(staff, name, value)
    if was_active and not staff.is_active:
        # Opened again, the account's old sessions must not live again.
        staff.sessions_ended += 1
    staff.save()
    staff.stores.set(stores)
    if not staff.is_active:
        staff.views.all().delete()
    if not Staff.objects.filter(post=Post.OWNER.value, is_active=True).exists():
        raise LastOwner
    _note_change(staff, before=before, by=by, at=at)
    return staff


@transaction.atomic
def change_profile(
    staff: Staff, *, changes: Mapping[str, str], at: datetime, seen: int | None = None
) -> None:
    """Change one's own name, e-mail or language; posts and stores are for `change_staff`.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    standing = Staff.objects.select_for_update().get(pk=staff.pk)
    editions.turn(standing, seen)
    before = plain(standing)
    for name in ("name", "email", "language"):
        setattr(standing, name, changes.get(name, getattr(standing, name)))
    standing.save(update_fields=["name", "email", "language", "edition"])
    _note_change(standing, before=before, by=standing, at=at)


def choose_language(staff: Staff, *, language: str) -> None:
    """Remember the language that somebody reads the console in."""
    staff.language = language
    staff.save(update_fields=["language"])


@transaction.atomic
def choose_password(staff: Staff, *, password: str, by: Staff, at: datetime) -> None:
    """Set a new password; all other sessions of `staff` end. ValidationError for a weak one."""
    validate_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    audit("staff.password_changed", subject=f"staff:{staff.pk}", by=by, at=at)


def end_sessions(staff: Staff) -> None:
    """End all sessions of `staff` for good; the row in hand knows it, so one can be renewed."""
    Staff.objects.filter(pk=staff.pk).update(sessions_ended=F("sessions_ended") + 1)
    staff.refresh_from_db(fields=["sessions_ended"])


def keep_view(staff: Staff, *, page: str, name: str, query: str) -> SavedView:
    """Keep a list's filters under a name; the same name again keeps the new ones.

    Raises `NoView` without a name or filters, or where either is too long, and `TooManyViews`
    where the person keeps as many as can be under other names.
    """
    page, name, query = clean(page), clean(name), clean(query)
    if not (0 < len(name) <= VIEW_NAME and 0 < len(query) <= VIEW_QUERY and len(page) <= VIEW_PAGE):
        raise NoView
    others = SavedView.objects.filter(staff=staff).exclude(page=page, name=name)
    if others.count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    kept, _made = SavedView.objects.update_or_create(
        staff=staff, page=page, name=name, defaults={"query": query}
    )
    return kept


@transaction.atomic
def choose_columns(staff: Staff, *, page: str, columns: Iterable[str]) -> None:
    """Remember which columns of a list somebody wants to see. Raises `NoView` for no list."""
    page = clean(page)
    if not 0 < len(page) <= VIEW_PAGE:
        raise NoView
    names = [clean(name)[:VIEW_PAGE] for name in islice(columns, MOST_COLUMNS)]
    ChosenColumns.objects.update_or_create(staff=staff, page=page, defaults={"columns": names})


def drop_view(view: SavedView) -> None:
    """Keep it no longer."""
    view.delete()


@transaction.atomic
def save_store(store: Store, *, by: Staff, at: datetime, seen: int | None = None) -> Store:
    """Open or change a store. `seen` as `editions.turn` takes it; raises `Stale`."""
    before = {}
    if store.pk:
        standing = Store.objects.select_for_update().get(pk=store.pk)
        before = plain(standing)
        editions.turn(standing, seen)
        store.edition = standing.edition
    store.save()
    listeners.store_saved(store.pk)
    action = "store.changed" if before else "store.opened"
    audit(action, subject=f"store:{store.pk}", by=by, at=at, before=before, after=plain(store))
    return store


@transaction.atomic
def open_stores(names: Iterable[str], *, by: Staff, at: datetime) -> list[Store]:
    """Open a store for each name that none has yet, with a code made of it. Safe to repeat."""
    hold_installation()
    taken = {
        search_key(word) for pair in Store.objects.values_list("name", "code") for word in pair
    }
    opened = []
    for name in filter(None, map(clean, names)):
        if search_key(name) in taken:
            continue
        code = _code_of(name, taken)
        opened.append(save_store(Store(name=name[:NAME_LENGTH], code=code), by=by, at=at))
        taken |= {search_key(name), search_key(code)}
    return opened


def _code_of(name: str, taken: set[str]) -> str:
    """A code as files may call it: letters and digits of the name, a number where it is taken."""
    stem = re.sub(r"[^\w.-]+", "-", name)[:CODE_STEM].strip("-") or "store"
    more = (f"{stem}-{number}" for number in count(2))
    return next(code for code in chain([stem], more) if search_key(code) not in taken)


@transaction.atomic
def save_installation(
    installation: Installation, *, by: Staff, at: datetime, seen: int | None = None
) -> None:
    """Change the organisation's name, zone, language, currency or phone region.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    standing = Installation.objects.select_for_update().get(pk=1)
    before = plain(standing)
    editions.turn(standing, seen)
    installation.edition = standing.edition
    installation.second_factor_posts = standing.second_factor_posts
    installation.save()
    if installation.currency != before["currency"]:
        listeners.currency_changed()
    audit(
        "settings.changed",
        subject="installation",
        by=by,
        at=at,
        before=before,
        after=plain(installation),
    )


def hold_installation() -> None:
    """Let nobody else hold it until this transaction ends: for what there is one of in the house.

    Where nothing is set up yet, it holds nothing.
    """
    Installation.objects.select_for_update().filter(pk=1).first()


@transaction.atomic
def make_key(
    name: str, *, scopes: Iterable[KeyScope], store: Store | None, by: Staff | None, at: datetime
) -> tuple[AccessKey, str]:
    """A new key and its token. The token is not kept: it can be shown only now."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    key = AccessKey.objects.create(
        name=name,
        hint=token[:8],
        digest=key_digest(token),
        scopes=sorted(scope.value for scope in scopes),
        store=store,
        created_by=by,
        created_at=at,
    )
    audit("key.made", subject=f"key:{key.pk}", by=by, at=at, after=plain(key))
    return key, token


def note_use(key_ids: Iterable[int], *, at: datetime) -> None:
    """Remember that keys were used; at most once in `USED_EVERY`, so that uses cost no writes."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USED_EVERY)
    AccessKey.objects.filter(stale, pk__in=set(key_ids)).update(last_used_at=at)


@transaction.atomic
def revoke_key(key: AccessKey, *, by: Staff | None, at: datetime) -> None:
    """Close a key at once; revoking twice changes nothing."""
    if AccessKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        audit("key.revoked", subject=f"key:{key.pk}", by=by, at=at, before=plain(key))


def _note_change(staff: Staff, *, before: dict[str, Any], by: Staff, at: datetime) -> None:
    after = plain(staff)
    if after != before:
        subject = f"staff:{staff.pk}"
        audit("staff.changed", subject=subject, by=by, at=at, before=before, after=after)


def plain(row: Any) -> dict[str, Any]:
    """A row as the audit log keeps it: plain values, no secrets."""
    values = model_to_dict(row)
    return {
        name: value if isinstance(value, str | int | bool | None) else _text(value)
        for name, value in values.items()
        if name not in SECRET_FIELDS
    }


def _text(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, list) else str(value)
