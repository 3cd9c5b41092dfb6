"""No form that changes what stands already is without an edition, and all of them are tried."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from guisu.act.messaging.models import Broadcast
from guisu.ground.channels import services as channels
from guisu.ground.channels.wecom.settings import settings_of
from guisu.take_in.imports import services as imports
from guisu.take_in.imports.models import Import
from tests import make
from tests.channels.acts import SECRET, connection
from tests.console.browsing import browser
from tests.console.edits import EDITS, colleague, draft, file, form_with, product
from tests.console.sent import Sent, forms
from tests.console.test_populated_pages import address, house, north, pages
from tests.world import Side

__all__ = ["house", "north"]
pytestmark = pytest.mark.django_db
# They make something new, say something of a person that is kept beside what was said before, or
# act on what is ticked: nothing that stands is overwritten.
MAKES_ANEW = {
    "columns",
    "customer-consents",
    "customer-erase",
    "customer-tags",
    "customers-tags",
    "hire",
    "import-upload",
    "keys",
    "merge-compare",
    "new-channel",
    "new-code",
    "new-group-code",
    "new-mailbox",
    "new-message",
    "new-segment",
    "own-factor",
    "new-store",
    "new-tag",
    "new-tag-rule",
    "new-task",
    "password",
    "person-password",
    "product-tiers",
    # It is not overwritten either: it says of each field what it was.
    "customer-edit",
}
# One select in the row of a list: refused with a notice, tried below.
IN_ROWS = {"colleague-tie", "product-tier"}


def filled_in(side: Side) -> dict[str, Sent]:
    """Of every page, the forms into which a person writes, by where they go."""
    client, found = browser(make.mei()), {}
    for page in pages():
        at = address(page, side)
        answer = client.get(at)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        for form in forms(answer.content.decode()):
            if form.method == "post" and form.by_hand:
                found[str(resolve(urlsplit(form.action or at).path).url_name)] = form
    return found


def test_every_form_that_changes_something_says_on_what_it_was_written(north: Side) -> None:
    found = filled_in(north)

    without = {name for name, form in found.items() if not form.edition}

    assert without == set(MAKES_ANEW)


def test_every_form_with_an_edition_is_tried_by_two_people(north: Side) -> None:
    found = filled_in(north)

    with_edition = {name for name, form in found.items() if form.edition}

    assert with_edition - {edit.posted or edit.page for edit in EDITS.values()} == set(IN_ROWS)


def test_a_row_that_somebody_changed_meanwhile_is_left_alone() -> None:
    client, row = browser(make.mei()), product()
    url, page = reverse("console:product-tier", args=[row.pk]), reverse("console:products")
    opened = form_with(client.get(page).content.decode(), "tier")
    first = client.post(url, {**opened.fields, "tier": "core"})

    second = client.post(url, {**opened.fields, "tier": "event"})

    row.refresh_from_db()
    assert (first.status_code, second.status_code, row.tier) == (302, 409, "core")


def test_who_a_colleague_is_says_one_of_two_who_say_it_at_once() -> None:
    client, one, store = browser(make.mei()), colleague(), make.store()
    url = reverse("console:colleague-tie", args=[one.pk])
    page = reverse("console:channel-colleagues", args=[one.connection_id])
    opened = form_with(client.get(page).content.decode(), "store")
    first = client.post(url, {**opened.fields, "store": store.pk})

    second = client.post(url, {**opened.fields, "staff": make.lin().pk})

    one.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (one.store, one.staff) == (store, None)


def test_a_message_that_was_changed_after_it_was_looked_at_is_not_sent() -> None:
    client, row = browser(make.mei()), draft("moment")
    page = reverse("console:message", args=[row.pk])
    looked_at = form_with(client.get(page).content.decode(), "due_at")
    edit = EDITS["message"]
    client.post(edit.to(row), edit.sent(edit.opened(client, row), "Other"))

    sent = client.post(reverse("console:message-sending", args=[row.pk]), looked_at.fields)

    row.refresh_from_db()
    assert (sent.status_code, row.state) == (409, Broadcast.State.DRAFT)


def test_an_import_that_was_planned_anew_after_its_check_does_not_run() -> None:
    client, row = browser(make.mei()), file()
    page = reverse("console:import-check", args=[row.pk])
    checked = next(x for x in forms(client.get(page).content.decode()) if x.edition)
    imports.change_plan(row, plan=row.read_plan())

    run = client.post(page, checked.fields)

    row.refresh_from_db()
    assert (run.status_code, row.state) == (409, Import.State.DRAFT)


def test_sealing_settings_anew_is_no_edit_and_is_not_undone_by_one() -> None:
    made = connection()
    opened = EDITS["WeCom"].opened(browser(make.mei()), made)

    channels.reseal(at=make.NOON)
    saved = browser(make.mei()).post(EDITS["WeCom"].to(made), EDITS["WeCom"].sent(opened, "Mine"))

    made.refresh_from_db()
    assert (saved.status_code, made.name) == (302, "Mine")
    assert settings_of(made).secret == SECRET
