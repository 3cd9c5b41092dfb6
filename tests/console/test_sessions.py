"""Where somebody is signed in: listed, ended by them, and over for good when an account closes."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.config import start
from guisu.config.commands import user
from guisu.ground.proof.models import Device, SignIn
from guisu.ground.proof.selectors import sessions
from guisu.ground.staff.models import Staff
from tests import make
from tests.console.browsing import browser
from tests.console.test_second_factor import give_password, guarded, is_in

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 Version/18.0 Safari/604.1"


def signed_in(staff: Staff, agent: str = CHROME, address: str = "198.51.100.7") -> Client:
    client = Client(headers={"accept-language": "en", "user-agent": agent}, REMOTE_ADDR=address)
    give_password(client, staff)
    return client


def account(client: Client) -> str:
    return client.get(reverse("console:account")).content.decode()


def english(staff: Staff) -> Staff:
    staff.language = "en"
    staff.save(update_fields=["language"])
    return staff


def test_open_sessions_are_listed_with_device_and_address() -> None:
    mei = english(make.mei())
    here = signed_in(mei)
    signed_in(mei, PHONE, "192.0.2.9")

    page = account(here)

    for shown in ("Chrome · Windows", "Safari · iPhone", "198.51.100.7", "192.0.2.9", "this one"):
        assert shown in page
    assert str(here.session.session_key) not in page


def test_a_session_is_ended_from_another_device() -> None:
    mei = make.mei()
    here, there = signed_in(mei), signed_in(mei, PHONE)
    row = SignIn.objects.get(session_id=there.session.session_key)

    here.post(reverse("console:session-end", args=[row.pk]))

    assert (is_in(here), is_in(there)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else() -> None:
    mei, jun = make.mei(), make.jun()
    here, there = signed_in(mei), signed_in(jun)
    row = SignIn.objects.get(session_id=there.session.session_key)

    assert here.post(reverse("console:session-end", args=[row.pk])).status_code == 404
    assert is_in(there)


def test_all_others_are_ended_at_once_those_that_no_list_has_too() -> None:
    mei = make.mei()
    unlisted, there, here = browser(mei), signed_in(mei, PHONE), signed_in(mei)

    here.post(reverse("console:sessions-end"))

    assert [is_in(each) for each in (unlisted, there, here)] == [False, False, True]
    assert [row.session_id for row in sessions(mei)] == []
    mei.refresh_from_db()
    assert [row.session_id for row in sessions(mei)] == [here.session.session_key]


def test_a_closed_accounts_sessions_do_not_live_again_when_it_is_opened() -> None:
    mei, jun = make.mei(), make.jun()
    owner, theirs = signed_in(mei), signed_in(jun)
    activity = reverse("console:person-activity", args=[jun.pk])

    owner.post(activity)
    owner.post(activity, {"is_active": "on"})

    assert not is_in(theirs)
    assert is_in(signed_in(jun))


def test_a_new_password_ends_the_other_sessions_and_not_this_one() -> None:
    jun = make.jun()
    here, there = signed_in(jun), signed_in(jun, PHONE)

    here.post(reverse("console:password"), {"old": make.PASSWORD, "new": "willow-river-77"})

    assert (is_in(here), is_in(there)) == (True, False)
    jun.refresh_from_db()
    assert [row.session_id for row in sessions(jun)] == [here.session.session_key]


def test_a_new_device_is_told_to_the_person_once() -> None:
    mei = english(make.mei())
    first = signed_in(mei)
    quiet = account(first)
    signed_in(mei, PHONE, "192.0.2.9")

    told = account(first)
    first.post(reverse("console:devices-noticed"))

    assert "a device that was not known" not in quiet
    assert "a device that was not known" in told
    assert "a device that was not known" not in account(first)


def test_a_new_device_cannot_say_of_itself_that_it_was_me() -> None:
    mei = english(make.mei())
    first = signed_in(mei)
    thief = signed_in(mei, PHONE, "192.0.2.9")

    thief.post(reverse("console:devices-noticed"))

    assert "a device that was not known" not in account(thief)
    assert "a device that was not known" in account(first)


def test_a_device_that_is_known_is_no_news() -> None:
    mei = make.mei()
    here = signed_in(mei)
    here.post(reverse("console:sign-out"))
    give_password(here, mei)

    assert Device.objects.filter(staff=mei).count() == 1


def test_the_home_page_says_that_there_was_a_new_device() -> None:
    mei = english(make.mei())
    here = signed_in(mei)
    signed_in(mei, PHONE)

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        here.get("/account/")
        page = here.get("/").content.decode()

    assert "new device" in page


def test_last_seen_moves_while_a_session_is_in_use() -> None:
    mei = make.mei()
    here = signed_in(mei)
    before = SignIn.objects.get()

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        here.get("/account/", REMOTE_ADDR="203.0.113.5")

    after = SignIn.objects.get()
    assert after.seen_at > before.seen_at
    assert after.address == "203.0.113.5"


def guess(client: Client, password: str = "wrong-guess-1") -> int:  # noqa: S107
    told = {"username": "mei", "password": password}
    return client.post(reverse("console:sign-in"), told).status_code


def test_guesses_from_ones_own_office_lock_out_no_known_device() -> None:
    mei = make.mei()
    own = signed_in(mei)
    own.post(reverse("console:sign-out"))
    same_office = Client(REMOTE_ADDR="198.51.100.7")

    guesses = [guess(same_office) for _ in range(5)]

    assert guesses[-1] == 429
    assert guess(Client(REMOTE_ADDR="198.51.100.7"), make.PASSWORD) == 429
    assert guess(own, make.PASSWORD) == 302


def test_a_known_device_guesses_no_more_than_others() -> None:
    mei = make.mei()
    own = signed_in(mei)
    own.post(reverse("console:sign-out"))

    assert [guess(own) for _ in range(5)][-1] == 429
    assert guess(Client(REMOTE_ADDR="203.0.113.5"), make.PASSWORD) == 302


def test_a_device_of_one_person_is_not_one_of_another() -> None:
    make.mei()
    stranger = signed_in(make.jun())
    stranger.post(reverse("console:sign-out"))
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        guess(guesser)

    assert guess(stranger, make.PASSWORD) == 429


def test_the_shell_lets_an_owner_in_who_lost_the_second_factor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mei = make.mei()
    guarded(mei)
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        guess(guesser)
    monkeypatch.setattr(start, "with_tables", lambda: None)

    user.unlock("Mei")

    mei.refresh_from_db()
    inside = signed_in(mei)
    assert is_in(inside)
