"""The second factor at every door: set up, asked for, once a code, and never a way around."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.doors.console.http import ANYBODY
from guisu.ground.channels import safe
from guisu.ground.proof import domain
from guisu.ground.proof.models import MadeOnce, RecoveryCode, SecondFactor
from guisu.ground.proof.services import factors
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import AuditEntry, Installation, Staff
from tests import make
from tests.console.browsing import browser
from tests.console.test_every_page import access, ask, pages

pytestmark = pytest.mark.django_db

SIGN_IN, SECOND, FIRST = "console:sign-in", "console:second-factor", "console:first-factor"


def secret_of(staff: Staff) -> str:
    return safe.opened(SecondFactor.objects.get(staff=staff).secret)


def code(staff: Staff, *, later: int = 0) -> str:
    """What the person's app shows, `later` steps from now."""
    return domain.code_at(secret_of(staff), domain.step_at(timezone.now()) + later)


def guarded(staff: Staff) -> list[str]:
    """Give `staff` a second factor, confirmed a while ago; the recovery codes."""
    factors.begin(staff)
    codes = factors.confirm(staff, code(staff), at=timezone.now())
    SecondFactor.objects.update(last_step=0)
    return codes


def give_password(client: Client, staff: Staff, **more: str) -> Any:
    told = {"username": staff.username, "password": make.PASSWORD, **more}
    return client.post(reverse(SIGN_IN), told)


def is_in(client: Client) -> bool:
    return client.get(reverse("console:account")).status_code == 200


def test_the_password_alone_opens_no_door() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()

    answer = give_password(client, mei)

    assert answer.headers["Location"] == reverse(SECOND)
    opened = [
        page.name
        for page in pages()
        if access(page) != ANYBODY and "/sign-in/" not in ask(client, page)[1]
    ]
    assert opened == []


def test_the_code_of_the_app_opens_and_leads_where_one_was_going() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei, next="/staff/")

    answer = client.post(reverse(SECOND), {"code": code(mei)})

    assert answer.headers["Location"] == "/staff/"
    assert is_in(client)


def test_a_code_opens_once_though_it_is_seen_within_its_time() -> None:
    mei = make.mei()
    guarded(mei)
    seen = code(mei)
    mine, theirs = browser(), browser()
    give_password(mine, mei)
    give_password(theirs, mei)
    mine.post(reverse(SECOND), {"code": seen})

    answer = theirs.post(reverse(SECOND), {"code": seen})

    assert answer.status_code == 422
    assert is_in(mine)
    assert not is_in(theirs)


def test_an_older_code_than_the_last_one_opens_nothing() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei)
    before = code(mei, later=-1)
    factors.check(mei, code(mei), at=timezone.now(), is_known=True)

    assert client.post(reverse(SECOND), {"code": before}).status_code == 422


def test_a_recovery_code_opens_once_and_is_kept_as_a_digest() -> None:
    mei = make.mei()
    [first, *_] = guarded(mei)
    one, two = browser(), browser()
    give_password(one, mei)
    give_password(two, mei)

    used = one.post(reverse(SECOND), {"code": first.lower().replace("-", " ")})
    again = two.post(reverse(SECOND), {"code": first})

    assert (used.status_code, again.status_code) == (302, 422)
    assert not any(first in str(row) for row in RecoveryCode.objects.values_list("digest"))
    assert AuditEntry.objects.filter(action="staff.code_used").count() == 1


def test_the_secret_lies_sealed_in_the_store() -> None:
    mei = make.mei()
    guarded(mei)

    assert secret_of(mei) not in SecondFactor.objects.get().secret


def test_five_wrong_codes_pause_sign_in_from_there() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei)

    tries = [client.post(reverse(SECOND), {"code": "00000x"}).status_code for _ in range(5)]
    right = client.post(reverse(SECOND), {"code": code(mei)})

    assert tries == [422, 422, 422, 422, 429]
    assert right.status_code == 429


def test_who_guesses_codes_from_everywhere_is_stopped_and_the_persons_device_is_not() -> None:
    mei = make.mei()
    own = browser()
    give_password(own, mei)
    guarded(mei)
    for number in range(domain.MOST_FAILURES):
        guesser = browser()
        where = {"REMOTE_ADDR": f"198.51.100.{number}"}
        guesser.post(reverse(SIGN_IN), {"username": "mei", "password": make.PASSWORD}, **where)  # type: ignore[arg-type]
        guesser.post(reverse(SECOND), {"code": "00000x"}, **where)  # type: ignore[arg-type]
    stranger = browser()
    give_password(stranger, mei)
    give_password(own, mei)

    guessed = stranger.post(reverse(SECOND), {"code": code(mei)})
    known = own.post(reverse(SECOND), {"code": code(mei)})

    assert guessed.status_code == 422
    assert known.status_code == 302


def test_the_second_step_waits_ten_minutes() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei)

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        answer = client.post(reverse(SECOND), {"code": code(mei)})

    assert answer.headers["Location"] == reverse(SIGN_IN)


def test_a_password_changed_between_the_steps_ends_the_first() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei)
    mei.set_password("another-plum-43")
    mei.save()

    answer = client.post(reverse(SECOND), {"code": code(mei)})

    assert answer.headers["Location"] == reverse(SIGN_IN)


def test_a_post_that_needs_it_sets_it_up_before_any_page_opens() -> None:
    jun = make.jun()
    Installation.objects.update(second_factor_posts=["store_manager"])
    client = browser()

    answer = give_password(client, jun, next="/tasks/")
    page = client.get(reverse(FIRST))
    closed = is_in(client)
    codes = client.post(reverse(FIRST), {"code": code(jun)})

    assert answer.headers["Location"] == reverse(FIRST)
    assert "<svg" in page.content.decode()
    assert not closed
    assert len(codes.context["codes"]) == domain.RECOVERY_CODES
    assert codes.context["to"] == "/tasks/"
    assert is_in(client)


def test_a_rule_that_comes_later_closes_open_sessions_without_a_factor() -> None:
    mei, jun = make.mei(), make.jun()
    guarded(mei)
    client = browser(jun)
    before = is_in(client)

    factors.require([Post.STORE_MANAGER], by=mei, at=timezone.now())

    assert (before, is_in(client)) == (True, False)


def test_who_makes_the_rule_for_themselves_has_a_factor_first() -> None:
    client = browser(make.mei())

    refused = client.post(reverse("console:sign-in-rules"), {"posts": ["owner"]})

    assert refused.status_code == 422
    assert Installation.objects.get().second_factor_posts == []


def test_setting_it_up_ends_other_sessions_and_not_this_one() -> None:
    mei = make.mei()
    here, there = browser(), browser()
    give_password(here, mei)
    give_password(there, mei)
    page = here.get(reverse("console:own-factor")).content.decode()
    spelled = re.search(r"<code>([A-Z2-7 ]+)</code>", page)

    answer = here.post(reverse("console:own-factor"), {"code": code(mei)})

    assert spelled is not None
    assert spelled[1].replace(" ", "") == secret_of(mei)
    assert len(answer.context["codes"]) == domain.RECOVERY_CODES
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_second_click_shows_the_same_recovery_codes() -> None:
    mei = make.mei()
    client = browser(mei)
    client.get(reverse("console:own-factor"))
    told = {"code": code(mei), "once": "form-1"}

    one = client.post(reverse("console:own-factor"), told)
    two = client.post(reverse("console:own-factor"), told)

    assert one.context["codes"] == two.context["codes"]
    assert RecoveryCode.objects.count() == domain.RECOVERY_CODES
    assert one.context["codes"][0] not in MadeOnce.objects.get().sealed


def test_new_recovery_codes_want_the_password_and_end_those_before() -> None:
    mei = make.mei()
    old = guarded(mei)
    client = browser(mei)

    client.post(reverse("console:recovery-codes"), {"old": "not-it"})
    kept = {row.digest for row in RecoveryCode.objects.all()}
    answer = client.post(reverse("console:recovery-codes"), {"old": make.PASSWORD})

    assert kept == {domain.digest(each) for each in old}
    assert set(answer.context["codes"]).isdisjoint(old)
    assert RecoveryCode.objects.count() == domain.RECOVERY_CODES


def test_it_is_turned_off_with_the_password_where_the_post_needs_none() -> None:
    mei = make.mei()
    guarded(mei)
    client = browser()
    give_password(client, mei)
    client.post(reverse(SECOND), {"code": code(mei)})
    Installation.objects.update(second_factor_posts=["owner"])
    refused = client.post(reverse("console:own-factor-removal"), {"old": make.PASSWORD})
    Installation.objects.update(second_factor_posts=[])

    answer = client.post(reverse("console:own-factor-removal"), {"old": make.PASSWORD})

    assert refused.status_code == 409
    assert answer.status_code == 302
    assert is_in(client)
    assert not SecondFactor.objects.exists()


def test_an_owner_takes_it_away_from_who_lost_phone_and_codes() -> None:
    mei, jun = make.mei(), make.jun()
    guarded(jun)
    owner = browser(mei)

    owner.post(reverse("console:person-factor", args=[jun.pk]))
    client = browser()
    answer = give_password(client, jun)

    assert answer.headers["Location"] == reverse("console:home")
    assert AuditEntry.objects.filter(action="staff.factor_reset", staff=mei).count() == 1
    assert client.post(reverse("console:person-factor", args=[mei.pk])).status_code == 403
