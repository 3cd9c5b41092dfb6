"""The pages of messages: writing, looking before sending, following, and who may see what."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guisu.act.messaging.models import Broadcast, Rules
from guisu.act.outreach.models import Enclosure
from guisu.ground.channels.models import Colleague
from tests import make
from tests.console.browsing import browser
from tests.messaging.acts import Sends, states

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n1234"


def page(client: Client, name: str, *rows: int | str) -> str:
    return " ".join(client.get(reverse(f"console:{name}", args=rows)).content.decode().split())


def written(client: Client, kind: str, **told: Any) -> Any:
    return client.post(
        reverse("console:new-message", args=[kind]),
        {"sure": "yes", "title": "会员日", "text": "周五见", **told},
    )


def test_with_nothing_connected_the_list_says_what_is_needed() -> None:
    assert "Connect WeCom first" in page(browser(make.mei()), "messages")


def test_a_message_is_written_looked_at_sent_and_followed_to_the_end(sends: Sends) -> None:
    first, second = sends.contacts("staff01", 2)
    sends.shop.read()
    mei = browser(make.mei())
    pk = sends.colleague("staff01").pk

    answer = written(mei, "customers", colleagues=[pk], pictures=[SimpleUploadedFile("a.png", PNG)])
    draft = Broadcast.objects.get()
    looked_at = page(mei, "message", draft.pk) + page(mei, "message-preview", draft.pk)
    picture = mei.get(
        reverse("console:message-picture", args=[draft.pk, Enclosure.objects.get().digest])
    )
    mei.post(reverse("console:message-sending", args=[draft.pk]))
    sends.work()
    asked = page(mei, "message", draft.pk)
    sends.confirm(draft)
    sends.follow()
    done = page(mei, "message", draft.pk)

    assert answer.headers["Location"] == reverse("console:message", args=[draft.pk])
    assert "Who sends it" in looked_at
    assert "Send it now" in looked_at
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")
    assert "Has not confirmed yet" in asked
    assert "Remind them" in asked
    assert '<span class="word word-good">Sent</span> 2' in done
    assert states(draft) == {first: "sent", second: "sent"}
    assert "会员日" in page(mei, "messages")


def test_what_the_form_lacks_is_said_beside_it(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    mei, pk = browser(make.mei()), sends.colleague("staff01").pk

    nobody = written(mei, "customers")
    nothing = written(mei, "customers", text="", colleagues=[pk])
    no_link = written(mei, "customers", link_title="会员日", colleagues=[pk])
    no_picture = written(
        mei, "customers", colleagues=[pk], pictures=[SimpleUploadedFile("a.png", b"<html></html>")]
    )

    assert "Choose whom it is for" in nobody.content.decode()
    assert "Write a text, or attach something" in nothing.content.decode()
    assert "A link needs a title and an address" in no_link.content.decode()
    assert "Pictures are JPG or PNG" in no_picture.content.decode()
    assert {one.status_code for one in (nobody, nothing, no_link, no_picture)} == {422}
    assert not Broadcast.objects.exists()


def test_ticked_people_get_a_message_of_their_own(sends: Sends) -> None:
    first, _ = sends.contacts("staff01", 2)
    sends.shop.read()
    mei = browser(make.mei())
    rows = [sends.customer(first).pk]

    form = mei.post(reverse("console:new-message", args=["customers"]), {"row": rows})
    written(mei, "customers", row=rows)

    assert "For the 1 person whom you ticked" in form.content.decode()
    assert Broadcast.objects.get().audience == {"people": rows}


def test_a_draft_is_changed_and_keeps_the_pictures_that_stay_ticked(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    mei, pk = browser(make.mei()), sends.colleague("staff01").pk
    two = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG + b"5")]
    written(mei, "customers", colleagues=[pk], pictures=two)
    draft = Broadcast.objects.get()
    kept = draft.says["content"]["parts"][1]

    form = page(mei, "message-edit", draft.pk)
    mei.post(
        reverse("console:message-edit", args=[draft.pk]),
        {"title": "新", "text": "", "colleagues": [pk], "kept": [kept["digest"]], "card_page": ""},
    )

    draft.refresh_from_db()
    assert "b.png" in form
    assert (draft.title, draft.says) == ("新", {"content": {"parts": [kept]}})


def test_a_message_at_a_time_can_be_made_a_draft_again_and_discarded(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    mei = browser(make.mei())
    written(mei, "customers", colleagues=[sends.colleague("staff01").pk])
    draft = Broadcast.objects.get()
    sending = reverse("console:message-sending", args=[draft.pk])

    past = mei.post(sending, {"act": "later", "due_at": "2020-01-01T09:00"})
    mei.post(sending, {"act": "later", "due_at": "2030-01-01T09:00"})
    waiting = page(mei, "message", draft.pk)
    mei.post(reverse("console:message-calling-back", args=[draft.pk]))
    mei.post(reverse("console:message-discarding", args=[draft.pk]))

    assert "This moment is over already" in past.content.decode()
    assert "Make it a draft again" in waiting
    assert not Broadcast.objects.exists()


def test_staff_of_a_store_send_for_their_store_and_see_nothing_of_others(sends: Sends) -> None:
    own, other = sends.contacts("staff01"), sends.contacts("staff02")
    sends.shop.read()
    north, south = make.store("North"), make.store("South")
    Colleague.objects.filter(userid="staff01").update(store=north)
    Colleague.objects.filter(userid="staff02").update(store=south)
    sends.shop.read()
    jun, mei = browser(make.jun()), browser(make.mei())
    theirs = written(mei, "customers", store=south.pk, colleagues=[sends.colleague("staff02").pk])
    for_all = written(jun, "customers", colleagues=[sends.colleague("staff01").pk])
    elsewhere = written(
        jun, "customers", store=north.pk, colleagues=[sends.colleague("staff02").pk]
    )
    written(jun, "customers", store=north.pk, colleagues=[sends.colleague("staff01").pk])
    [foreign, own_one] = Broadcast.objects.order_by("pk")

    listed = page(jun, "messages")
    answers = {
        jun.get(reverse(f"console:{name}", args=[foreign.pk])).status_code
        for name in ("message", "message-edit", "message-preview")
    } | {
        jun.post(reverse(f"console:message-{name}", args=[foreign.pk])).status_code
        for name in ("sending", "discarding", "cancelling", "reminder", "export")
    }
    jun.post(reverse("console:message-sending", args=[own_one.pk]))
    sends.work()

    assert theirs.status_code == 302
    assert {for_all.status_code, elsewhere.status_code} == {422}
    assert listed.count("会员日") == 1
    assert answers == {404}
    assert states(own_one) == {own[0]: "waiting"}
    assert other[0] not in str(states(own_one))


def test_an_export_names_everybody_and_what_became_of_each(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    sends.confirm(broadcast)
    sends.follow()

    mei = browser(make.mei())
    answer = mei.post(reverse("console:message-export", args=[broadcast.pk]))

    rows = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert ",Sent," in rows[1]


def test_the_rules_are_set_and_no_more_than_wecom_allows(sends: Sends) -> None:
    mei = browser(make.mei())
    address = reverse("console:message-rules", args=[sends.shop.connection.pk])

    too_many = mei.post(address, {"period": "week", "most": 8, "task_after_hours": 4})
    mei.post(address, {"period": "week", "most": 3, "task_after_hours": 0})

    assert "WeCom lets nobody have more: at most 7" in too_many.content.decode()
    rules = Rules.objects.get()
    assert (rules.period, rules.most, rules.task_after_hours) == ("week", 3, 0)


def test_cancelling_and_reminding_from_the_page(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    mei = browser(make.mei())

    mei.post(reverse("console:message-reminder", args=[broadcast.pk]))
    mei.post(reverse("console:message-cancelling", args=[broadcast.pk]))
    again = mei.post(reverse("console:message-cancelling", args=[broadcast.pk]))
    sends.carry()
    sends.follow()

    assert again.status_code == 409
    assert states(broadcast) == {person: "not_sent"}
    assert "Never confirmed" in page(mei, "message", broadcast.pk)
    assert len(sends.shop.ground.look("delivered", channel="task", receiver="staff01")) == 2
