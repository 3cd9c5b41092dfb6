"""Edit forms lose nothing: not another's save, not what was typed when a session ended."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guisu.act.acquisition.models import Welcome
from guisu.ground.channels import services as channels
from guisu.ground.staff.domain import Post
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments as selectors
from guisu.know.segments.services import segments
from tests import make
from tests.console.browsing import browser, ended
from tests.console.edits import EDITS, Edit, form_with, product
from tests.console.test_segments import TWICE

pytestmark = pytest.mark.django_db
Fields = dict[str, Any]
EVERY = pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())


def edition(client: Client, url: str) -> str:
    """The edition that the page's form is written on."""
    html = client.get(url).content.decode()
    return html.split('name="edition" value="')[1].split('"')[0]


def both_sides(html: str) -> list[tuple[str, str]]:
    """What the page of a conflict shows of each field: theirs, and mine."""
    table = html.partition('class="sides"')[2].partition("</table>")[0]
    cells = re.findall(r"<td [^>]*>(.*?)</td>", table, re.DOTALL)
    said = [unescape(cell).strip() for cell in cells]
    return list(zip(said[::2], said[1::2], strict=True))


@EVERY
def test_a_save_on_what_somebody_else_changed_meanwhile_is_refused_and_keeps_the_form(
    edit: Edit,
) -> None:
    client, row = browser(make.mei()), edit.made()
    opened, (theirs, mine) = edit.opened(client, row), edit.values
    first = client.post(edit.to(row), edit.sent(opened, theirs))

    second = client.post(edit.to(row), edit.sent(opened, mine))

    html = second.content.decode()
    assert first.status_code == 302
    assert (second.status_code, str(edit.stored())) == (409, theirs)
    assert "Somebody else saved this" in html
    if edit.is_shown:
        assert form_with(html, edit.by).fields[edit.by] == [mine]
        assert (theirs, mine) in both_sides(html)


@EVERY
def test_after_a_conflict_saving_again_is_a_choice(edit: Edit) -> None:
    client, row = browser(make.mei()), edit.made()
    opened, (theirs, mine) = edit.opened(client, row), edit.values
    client.post(edit.to(row), edit.sent(opened, theirs))
    refused = client.post(edit.to(row), edit.sent(opened, mine)).content.decode()

    client.post(edit.to(row), edit.sent(form_with(refused, edit.by), mine))

    assert str(edit.stored()) == mine


def test_a_mistake_does_not_hide_a_conflict() -> None:
    client, row = browser(make.mei()), product()
    url = EDITS["product"].at(row)
    read = edition(client, url)
    client.post(url, {"name": "Theirs", "edition": read})
    faulty = client.post(url, {"name": "", "edition": read})

    mended = client.post(url, {"name": "Mine", "edition": read})

    assert faulty.status_code == 422
    assert f'name="edition" value="{read}"' in faulty.content.decode()
    assert mended.status_code == 409


def test_a_segment_that_was_changed_meanwhile_is_not_overwritten() -> None:
    mei = make.mei()
    client = browser(mei)
    client.post(reverse("console:new-segment"), {**TWICE, "name": "Old", "save": "1"})
    row = Segment.objects.get()
    url = reverse("console:segment-edit", args=[row.pk])
    read = edition(client, url)
    condition = selectors.condition_of(row)
    segments.change(row, name="Theirs", condition=condition, by=mei, at=make.NOON)

    answer = client.post(url, {**TWICE, "name": "Mine", "save": "1", "edition": read})

    row.refresh_from_db()
    assert (answer.status_code, row.name) == (409, "Theirs")


def old_segment() -> tuple[Segment, str]:
    """A segment, and the address of its editor."""
    browser(make.mei()).post(reverse("console:new-segment"), {**TWICE, "name": "Old", "save": "1"})
    row = Segment.objects.get()
    return row, reverse("console:segment-edit", args=[row.pk])


def changed_by_another(row: Segment) -> None:
    condition = selectors.condition_of(row)
    segments.change(row, name="Theirs", condition=condition, by=make.lin(), at=make.NOON)


def edition_in(html: str) -> str:
    return html.split('name="edition" value="')[1].split('"', maxsplit=1)[0]


def test_a_step_in_the_segment_editor_keeps_the_edition_it_was_opened_on() -> None:
    row, url = old_segment()
    client = browser(make.mei())
    read = edition(client, url)
    changed_by_another(row)
    typed = {**TWICE, "name": "Mine", "edition": read}

    stepped = client.post(url, {**typed, "op": "group:0"}).content.decode()
    saved = client.post(url, {**typed, "save": "1", "edition": edition_in(stepped)})

    row.refresh_from_db()
    assert (saved.status_code, row.name) == (409, "Theirs")


def test_a_preview_kept_over_an_ended_session_keeps_the_edition_it_was_opened_on() -> None:
    row, url = old_segment()
    read = edition(browser(make.mei()), url)
    changed_by_another(row)
    stranger = ended(make.mei())
    sent = stranger.post(
        reverse("console:segment-preview", args=[row.pk]),
        {**TWICE, "name": "Mine", "edition": read},
        headers={"hx-request": "true", "hx-current-url": f"http://testserver{url}"},
    )
    carried = sent.content.decode().split('name="kept" value="')[1].split('"')[0]
    stranger.post(
        reverse("console:sign-in"),
        {"username": "mei", "password": make.PASSWORD, "next": url, "kept": carried},
    )

    page = stranger.get(url).content.decode()

    assert 'value="Mine"' in page
    assert edition_in(page) == read


def test_an_edition_that_nobody_counts_to_is_no_fault_of_ours() -> None:
    client, row = browser(make.mei()), product()

    answer = client.post(EDITS["product"].at(row), {"name": "New", "edition": "9" * 5000})

    assert answer.status_code == 302


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in() -> None:
    make.mei()
    row = product()
    url = EDITS["product"].at(row)
    stranger = ended(make.mei())

    sent = stranger.post(url, {"name": "Typed long", "edition": "0"})
    carried = sent.content.decode().split('name="kept" value="')[1].split('"')[0]
    signed = stranger.post(
        reverse("console:sign-in"),
        {"username": "mei", "password": make.PASSWORD, "next": url, "kept": carried},
    )
    page = stranger.get(signed.headers["Location"])

    row.refresh_from_db()
    assert sent.status_code == 403
    assert signed.headers["Location"] == url
    assert 'value="Typed long"' in page.content.decode()
    assert row.name != "Typed long"
    assert 'value="Typed long"' not in stranger.get(url).content.decode()


def test_what_htmx_sent_stands_on_its_page_again() -> None:
    stranger = ended(make.mei())
    page = reverse("console:new-segment")
    asked = {"hx-request": "true", "hx-current-url": f"http://testserver{page}?definition=x"}

    sent = stranger.post(
        reverse("console:new-segment-preview"),
        {**TWICE, "name": "Mine", "edition": ""},
        headers=asked,
    )
    html = sent.content.decode()
    carried = html.split('name="kept" value="')[1].split('"')[0]
    stranger.post(
        reverse("console:sign-in"),
        {"username": "mei", "password": make.PASSWORD, "next": page, "kept": carried},
    )

    assert sent.headers["HX-Retarget"] == "body"
    assert 'value="Mine"' in stranger.get(page).content.decode()


def test_nobody_lays_down_for_others_what_they_did_not_type() -> None:
    make.mei()
    url = EDITS["product"].at(product())
    stranger = ended(make.mei())

    stranger.post(
        reverse("console:sign-in"),
        {"username": "mei", "password": make.PASSWORD, "next": url, "kept": "forged"},
    )

    assert not [key for key in dict(stranger.session) if key.startswith("kept:")]


def test_what_one_person_typed_is_not_laid_before_another() -> None:
    lin = make.staff("ops", Post.OPERATOR)
    url = EDITS["product"].at(product())
    shared = ended(make.mei())
    sent = shared.post(url, {"name": "My own words", "edition": "0"}).content.decode()
    carried = sent.split('name="kept" value="')[1].split('"')[0]

    signing_in = {"username": lin.username, "password": make.PASSWORD, "next": url}
    shared.post(reverse("console:sign-in"), {**signing_in, "kept": carried})

    assert carried
    assert "My own words" not in shared.get(url).content.decode()


def test_of_whom_nobody_knows_who_they_were_nothing_is_carried() -> None:
    make.mei()

    sent = browser().post(EDITS["product"].at(product()), {"name": "Mine", "edition": "0"})

    assert (sent.status_code, "kept" in sent.content.decode()) == (302, False)


def test_a_password_is_not_carried_through_sign_in() -> None:
    client = browser(make.mei())

    html = client.get(reverse("console:hire")).content.decode()

    assert 'name="edition"' not in html


def filled(html: str) -> Fields:
    """What the profile's form sends when nobody touches it."""
    inputs = re.findall(r'<input [^>]*name="(?:initial-)?(?:name|birthday_on|region)"[^>]*>', html)
    named = [
        (re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)) for each in inputs
    ]
    hidden = re.findall(
        r'type="hidden" name="(initial-(?:gender|store))"(?: value="([^"]*)")?', html
    )
    return {
        **{name[1]: value[1] if value else "" for name, value in named if name},
        **dict(hidden),
    }


def test_an_edit_of_a_profile_leaves_alone_what_it_did_not_change() -> None:
    client, person = browser(make.mei()), make.customer("Wang")
    url = reverse("console:customer-edit", args=[person.pk])
    read = filled(client.get(url).content.decode())

    client.post(url, {**read, "name": "Theirs"})
    saved = client.post(url, {**read, "birthday_on": "1990-01-02"})

    person.refresh_from_db()
    assert saved.status_code == 302
    assert (person.name, person.birthday_on) == ("Theirs", date(1990, 1, 2))


def test_what_two_changed_in_a_profile_is_refused_and_then_a_choice() -> None:
    client, person = browser(make.mei()), make.customer("Wang")
    url = reverse("console:customer-edit", args=[person.pk])
    read = filled(client.get(url).content.decode())
    client.post(url, {**read, "name": "Theirs", "region": "North"})

    refused = client.post(url, {**read, "name": "Mine"})
    person.refresh_from_db()
    still = person.name
    saved = client.post(url, filled(refused.content.decode()))

    person.refresh_from_db()
    assert (refused.status_code, still) == (409, "Theirs")
    assert "Somebody else saved this" in refused.content.decode()
    assert saved.status_code == 302
    assert (person.name, person.region) == ("Mine", "North")


def welcome() -> tuple[str, str]:
    """A channel's page, and where its words for new contacts are sent."""
    settings = {"name": "W", "corp_id": "ww1", "agent_id": 7, "secret": "s" * 43}
    told = {**settings, "base_url": "http://127.0.0.1:9"}
    row = channels.connect(settings=told, by=make.mei(), at=make.NOON)
    pages = ("console:channel", "console:channel-welcome")
    shown, sent = (reverse(page, args=[row.pk]) for page in pages)
    return shown, sent


def test_of_two_who_first_choose_the_words_for_new_contacts_one_is_refused() -> None:
    page, url = welcome()
    client = browser(make.mei())
    read = edition(client, page)

    theirs = client.post(url, {"text": "Theirs", "edition": read})
    mine = client.post(url, {"text": "Mine", "edition": read})

    assert (theirs.status_code, mine.status_code) == (302, 409)
    assert Welcome.objects.get().text == "Theirs"


def test_words_for_new_contacts_outlive_the_end_of_a_session() -> None:
    page, url = welcome()
    stranger = ended(make.mei())
    sent = stranger.post(url, {"text": "Long words", "edition": "0"}).content.decode()
    carried = sent.split('name="kept" value="')[1].split('"')[0]
    signing_in = {"username": "mei", "password": make.PASSWORD, "next": url, "kept": carried}
    signed = stranger.post(reverse("console:sign-in"), signing_in)

    kept = stranger.get(signed.headers["Location"])

    assert kept.status_code == 200
    assert "Long words" in kept.content.decode()
    assert stranger.get(url).headers["Location"] == page


def test_a_message_kept_over_a_session_keeps_its_channel_and_its_people() -> None:
    mei, person = make.mei(), make.customer("Ada", stores=(make.store(),))
    told = {"agent_id": 7, "secret": "s" * 43, "base_url": "http://127.0.0.1:9"}
    _first, second = (
        channels.connect(settings={**told, "name": corp, "corp_id": corp}, by=mei, at=make.NOON)
        for corp in ("ww1", "ww2")
    )
    url, stranger = reverse("console:new-message", args=["customers"]), ended(mei)
    typed = {"title": "Long title", "channel": second.pk, "row": person.pk, "sure": "yes"}
    sent = stranger.post(url, {**typed, "edition": ""}).content.decode()
    carried = sent.split('name="kept" value="')[1].split('"')[0]
    signing_in = {"username": "mei", "password": make.PASSWORD, "next": url, "kept": carried}
    stranger.post(reverse("console:sign-in"), signing_in)

    page = stranger.get(url)

    assert 'value="Long title"' in page.content.decode()
    assert (page.context["channel"], page.context["ticked"]) == (second, [person.pk])
