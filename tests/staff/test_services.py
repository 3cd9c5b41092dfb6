"""Accounts, stores and keys: nobody is locked out, nothing secret is kept, all is on record."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import (
    EVERYWHERE,
    AlreadySetUp,
    KeyScope,
    LastOwner,
    NameTaken,
    NoView,
    Permission,
    Post,
    scope_for,
)
from guisu.ground.staff.models import AuditEntry, SavedView, Staff
from tests import make

LATER = make.NOON + timedelta(seconds=59)


def hired(username: str, password: str = make.PASSWORD) -> Staff:
    profile = {"username": username, "name": "Ann"}
    return services.hire(
        profile=profile, post=Post.ADVISER, stores=[], password=password, by=make.mei(),
        at=make.NOON,
    )  # fmt: skip


@pytest.mark.parametrize("post", Post)
def test_staff_of_stores_without_a_store_see_none(post: Post) -> None:
    scope = scope_for(staff_id=1, post=post, stores=[])

    assert scope.sees_store(1) == scope.sees_store(None) == (post in EVERYWHERE)


def test_only_an_owner_may_manage_accounts_and_settings() -> None:
    limited = (Permission.MANAGE_STAFF, Permission.MANAGE_SETTINGS)
    for post in set(Post) - {Post.OWNER}:
        scope = scope_for(staff_id=1, post=post, stores=[1])
        for permission in limited:
            with pytest.raises(NotPermitted):
                scope.require(permission)


@pytest.mark.django_db
def test_a_house_is_set_up_once() -> None:
    make.mei()

    with pytest.raises(AlreadySetUp):
        services.set_up(organisation={}, owner={}, store={}, at=make.NOON)


@pytest.mark.django_db
def test_a_name_that_differs_in_case_only_is_taken() -> None:
    hired("ann")

    with pytest.raises(NameTaken):
        hired("ANN")


@pytest.mark.django_db
def test_a_weak_password_opens_no_account() -> None:
    with pytest.raises(ValidationError):
        hired("ann", password="short")

    assert not Staff.objects.filter(username="ann").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"post": Post.ANALYST.value}])
def test_the_last_owner_stays_and_nothing_of_the_change_is_kept(change: dict[str, object]) -> None:
    mei = make.mei()

    with pytest.raises(LastOwner):
        services.change_staff(mei, changes=change, stores=[], by=mei, at=make.NOON)

    mei.refresh_from_db()
    assert (mei.is_active, mei.post) == (True, Post.OWNER)


@pytest.mark.django_db
def test_who_leaves_takes_their_views_along() -> None:
    jun = make.jun()
    services.keep_view(jun, page="orders", name="Paid", query="status=paid")

    services.change_staff(jun, changes={"is_active": False}, stores=[], by=make.mei(), at=make.NOON)

    assert not SavedView.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "query"), [("", "a=1"), ("x", ""), ("x" * 61, "a=1")])
def test_a_view_without_name_or_filters_or_with_too_long_a_name_is_refused(
    name: str, query: str
) -> None:
    with pytest.raises(NoView):
        services.keep_view(make.mei(), page="orders", name=name, query=query)


@pytest.mark.django_db
def test_a_key_opens_until_it_is_revoked_and_its_token_is_nowhere() -> None:
    mei = make.mei()
    key, token = services.make_key(
        "Till", scopes=[KeyScope.WRITE_EVENTS], store=None, by=mei, at=make.NOON
    )
    assert selectors.key_for(token) == key

    services.revoke_key(key, by=mei, at=make.NOON)
    services.revoke_key(key, by=mei, at=LATER)

    assert selectors.key_for(token) is None
    entries = AuditEntry.objects.filter(subject=f"key:{key.pk}")
    assert [entry.action for entry in entries.order_by("pk")] == ["key.made", "key.revoked"]
    assert not any(token in json.dumps([one.before, one.after]) for one in entries)


@pytest.mark.django_db
def test_many_uses_of_a_key_within_a_minute_are_written_once() -> None:
    key, _ = make.write_key()

    for at in (make.NOON, LATER):
        services.note_use([key.pk], at=at)

    key.refresh_from_db()
    assert key.last_used_at == make.NOON


@pytest.mark.django_db
def test_a_store_sees_its_own_keys_and_those_of_the_house() -> None:
    for name, store in (
        ("house", None),
        ("north", make.store("North")),
        ("south", make.store("South")),
    ):
        services.make_key(name, scopes=[], store=store, by=None, at=make.NOON)

    def names(staff: Staff) -> set[str]:
        return set(selectors.visible_keys(selectors.scope_of(staff)).values_list("name", flat=True))

    assert names(make.mei()) == {"house", "north", "south"}
    assert names(make.jun()) == {"house", "north"}


@pytest.mark.django_db
def test_no_secret_reaches_the_audit() -> None:
    ann = hired("ann")
    services.choose_password(ann, password="another-plum-43", by=ann, at=make.NOON)

    told = json.dumps([[one.before, one.after] for one in AuditEntry.objects.all()])

    assert ann.password not in told
    assert "another-plum-43" not in told
