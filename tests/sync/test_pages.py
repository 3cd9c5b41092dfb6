"""The pages on WeCom: connecting it, what is wrong with it, what came of it, its words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.acquisition.models import Welcome
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.channels.wecom.usage import usage
from guisu.take_in.sync.models import Reading
from tests import make
from tests.console.browsing import browser
from tests.practice.running import Running
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


def told(ground: Running, **changed: str | int) -> dict[str, str | int]:
    usual: dict[str, str | int] = {
        "name": "Blossom",
        "corp_id": ground.corp_id,
        "agent_id": ground.agent_id(),
        "secret": ground.secret(),
        "callback_token": "QDG6eK",
        "callback_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        "base_url": ground.address,
    }
    return usual | changed


def test_with_nothing_connected_the_page_says_what_will_be_there() -> None:
    page = browser(make.mei()).get(reverse("console:channels")).content.decode()

    assert "will come in" in page
    assert reverse("console:new-channel") in page


def test_a_connection_is_made_and_everything_read_without_showing_a_secret(
    ground: Running,
) -> None:
    mei = browser(make.mei())

    answer = mei.post(reverse("console:new-channel"), told(ground))

    made = Connection.objects.get()
    receiving = reverse("console:channel-receiving", args=[made.pk])
    assert answer.headers["Location"] == receiving
    assert Reading.objects.get().connection == made
    second = mei.get(receiving).content.decode()
    saved = mei.post(receiving, told(ground))
    made.refresh_from_db()
    kept = settings_of(made)
    last = reverse("console:channel-connected", args=[made.pk])
    assert saved.headers["Location"] == last
    assert (kept.callback_token, len(kept.callback_key)) == ("QDG6eK", 43)
    third = mei.get(last).content.decode()
    assert f"/callbacks/wecom/{made.path}" in second
    assert reverse("console:channel-colleagues", args=[made.pk]) in third
    page = mei.get(reverse("console:channel", args=[made.pk])).content.decode() + second + third
    edit = mei.get(reverse("console:channel-edit", args=[made.pk])).content.decode()
    assert f"/callbacks/wecom/{made.path}" in page
    for secret in (ground.secret(), kept.callback_token, kept.callback_key):
        assert secret not in page + edit


def test_a_key_that_is_none_is_said_beside_the_form_and_may_come_later(ground: Running) -> None:
    mei = browser(make.mei())
    mei.post(reverse("console:new-channel"), told(ground))
    made = Connection.objects.get()
    receiving = reverse("console:channel-receiving", args=[made.pk])

    answer = mei.post(receiving, told(ground, callback_key="short"))

    assert answer.status_code == 422
    assert reverse("console:channel-connected", args=[made.pk]) in answer.content.decode()
    made.refresh_from_db()
    assert not settings_of(made).callback_token


def test_what_cannot_be_a_connection_is_said_beside_the_form(ground: Running) -> None:
    wrong = told(ground, base_url="http://example.com")

    answer = browser(make.mei()).post(reverse("console:new-channel"), wrong)

    assert answer.status_code == 422
    assert "This is no connection" in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_change_keeps_the_secrets_that_are_left_empty(blossom: Shop) -> None:
    pk = blossom.connection.pk
    changed = told(blossom.ground, name="Two", is_active="on") | {
        "secret": "",
        "callback_token": "",
        "callback_key": "",
    }

    browser(make.mei()).post(reverse("console:channel-edit", args=[pk]), changed)

    kept = Connection.objects.get(pk=pk)
    assert (kept.name, settings_of(kept).secret) == ("Two", blossom.ground.secret())


def test_the_examination_says_where_to_click(blossom: Shop) -> None:
    blossom.ground.faults(trusted_ips=["203.0.113.7"])
    address = reverse("console:channel-examination", args=[blossom.connection.pk])

    page = browser(make.mei()).get(address).content.decode()

    assert "Something is not in order" in page
    assert "Trusted company IP" in page
    assert "(60020)" in page


def test_a_reading_asked_for_shows_what_it_found(blossom: Shop) -> None:
    blossom.ground.scanned(blossom.ground.contact_way("staff01"))
    mei = browser(make.mei())
    pk = blossom.connection.pk

    mei.post(reverse("console:channel-reading", args=[pk]))
    blossom.read()

    page = mei.get(reverse("console:channel", args=[pk])).content.decode()
    assert "the first reading" in page
    assert "contacts 1" in " ".join(page.split())


def test_what_was_asked_of_wecom_stands_with_its_share_of_what_is_let_through(
    blossom: Shop,
) -> None:
    mei, pk = browser(make.mei()), blossom.connection.pk
    before = mei.get(reverse("console:channel", args=[pk])).content.decode()

    mei.post(reverse("console:channel-reading", args=[pk]))
    blossom.read()
    usage.keep()

    page = mei.get(reverse("console:channel", args=[pk])).content.decode()
    assert "Nothing was asked of WeCom yet" in before
    assert "read contacts, a hundred at once" in page
    assert "externalcontact/batch/get_by_user" in page


def test_how_far_callbacks_are_behind_is_said(blossom: Shop) -> None:
    came = timezone.now() - timedelta(minutes=5)
    for number in range(20):
        Callback.objects.create(
            connection=blossom.connection,
            digest=str(number),
            body="<xml/>",
            happened_at=came - timedelta(seconds=900 if number == 7 else 3),
            received_at=came,
            due_at=came,
            settled_at=came + timedelta(milliseconds=400),
            state=Callback.State.DONE,
        )

    pk = blossom.connection.pk
    page = browser(make.mei()).get(reverse("console:channel", args=[pk])).content.decode()

    assert "3 s <span" in " ".join(page.split())
    assert "then worked off within 0.4 s" in page


def test_words_for_new_contacts_are_kept_and_too_many_refused(blossom: Shop) -> None:
    mei = browser(make.mei())
    address = reverse("console:channel-welcome", args=[blossom.connection.pk])

    too_many = mei.post(address, {"text": "好" * 1_400})
    mei.post(address, {"text": "欢迎来到小满"})

    assert too_many.status_code == 422
    assert Welcome.objects.get().text == "欢迎来到小满"


def test_a_callback_that_failed_is_worked_off_again(blossom: Shop) -> None:
    parked = Callback.objects.create(
        connection=blossom.connection,
        digest="d",
        body="<xml><Event>other</Event></xml>",
        received_at=timezone.now(),
        due_at=timezone.now(),
        state=Callback.State.FAILED,
        tries=9,
        error="it broke",
    )
    mei = browser(make.mei())
    page = mei.get(reverse("console:channel", args=[blossom.connection.pk])).content.decode()

    mei.post(reverse("console:callback-replay", args=[parked.pk]))
    blossom.tell([])

    parked.refresh_from_db()
    assert "it broke" in page
    assert parked.state == Callback.State.DONE


def test_every_callback_is_shown_as_it_came_and_can_be_worked_off_again(blossom: Shop) -> None:
    met = blossom.ground.scanned(blossom.ground.contact_way("staff01"))
    blossom.hear()
    kept = Callback.objects.get()
    mei, pk = browser(make.mei()), blossom.connection.pk
    listed = reverse("console:channel-callbacks", args=[pk])

    page = mei.get(listed).content.decode()
    none = mei.get(listed, {"state": "failed"}).content.decode()
    again = mei.post(reverse("console:callback-replay", args=[kept.pk]), {"to": "callbacks"})

    assert "A contact was made" in page
    assert met["external_id"] in page
    assert "No callback is kept here" in none
    assert again.headers["Location"] == listed
    kept.refresh_from_db()
    assert kept.state == Callback.State.WAITING


def test_an_emptied_callback_shows_that_it_was(blossom: Shop) -> None:
    Callback.objects.create(
        connection=blossom.connection,
        digest="d",
        body="",
        received_at=timezone.now(),
        due_at=timezone.now(),
        state=Callback.State.DONE,
    )

    listed = reverse("console:channel-callbacks", args=[blossom.connection.pk])

    assert "it named somebody who was erased" in browser(make.mei()).get(listed).content.decode()


def test_who_may_not_change_settings_does_not_see_connections(blossom: Shop) -> None:
    for name in ("channels", "new-channel"):
        assert browser(make.jun()).get(reverse(f"console:{name}")).status_code == 403
