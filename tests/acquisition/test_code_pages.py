"""The pages on codes: made, changed, paused, deleted, printed; each within its scope."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.ground.staff.models import AuditEntry
from guisu.know.groups.models import Group
from tests import make
from tests.acquisition.acts import carried, code, people, scan, settle, there, wish
from tests.acquisition.test_group_codes import opened
from tests.console.browsing import browser
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(blossom: Shop) -> None:
    blossom.read()


def page(name: str, *args: Any, by: Any = None, **query: str) -> str:
    answer = browser(by or make.mei()).get(reverse(f"console:{name}", args=args), query)
    return " ".join(answer.content.decode().split())


def told(shop: Shop, **changed: Any) -> dict[str, Any]:
    one, two = people(shop, "staff01", "staff02")
    shift = {"shift-0-days": ["0", "6"], "shift-0-starts": "22:00", "shift-0-ends": "00:00"}
    usual = {"name": "收银台海报", "source": "海报", "is_open": "on", "colleagues": [one, two]}
    return {**usual, **shift, "shift-0-colleagues": [two], "words": "你好呀", **changed}


def test_a_code_is_made_in_the_editor_with_its_shifts_and_words(blossom: Shop) -> None:
    mei = browser(make.mei())

    answer = mei.post(reverse("console:new-code"), told(blossom))
    made = ContactCode.objects.get()
    settle()

    assert answer.headers["Location"] == reverse("console:code", args=[made.pk])
    shift = made.shifts.get()
    assert (shift.days, shift.starts_minutes, shift.ends_minutes) == ([0, 6], 1320, 1440)
    shown = page("code", made.pk)
    assert "<svg" in shown
    assert "你好呀" in shown
    edit = page("code-edit", made.pk)
    assert 'value="22:00"' in edit
    assert 'value="00:00"' in edit
    assert AuditEntry.objects.get(action="code.made").after["name"] == "收银台海报"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, "This field is required"),
        ({"colleagues": []}, "Choose at least one."),
        ({"shift-0-starts": ""}, "A shift needs days, hours and who."),
        ({"words": "好" * 1_400}, "about 1333 Chinese characters"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    blossom: Shop, changed: dict[str, Any], problem: str
) -> None:
    answer = browser(make.mei()).post(reverse("console:new-code"), told(blossom, **changed))

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not ContactCode.objects.exists()


def test_a_group_code_keeps_the_order_of_its_groups(blossom: Shop) -> None:
    opened(blossom, "一", "二")
    keys = dict(Group.objects.values_list("name", "pk"))
    rooms = {"group-0": keys["二"], "group-1": keys["一"], "group-2": ""}

    browser(make.mei()).post(
        reverse("console:new-group-code"), {"name": "进群", "room_limit": "150", **rooms}
    )

    made = ContactCode.objects.get()
    settle()
    assert [room.group.name for room in made.rooms.select_related("group")] == ["二", "一"]
    assert "takes people" in page("code", made.pk)


def test_the_page_counts_who_came_and_the_list_too(blossom: Shop) -> None:
    made = code(blossom, "staff01", source="海报")
    scan(blossom, made)

    shown, listed = page("code", made.pk), page("codes", text="海报")

    assert "1 for the first time" in shown
    assert "Still in contact" in shown
    assert "海报" in listed
    assert "No code fits this" in page("codes", text="nothing like it")


def test_trouble_is_said_in_words_with_a_button_to_try_again(blossom: Shop) -> None:
    blossom.ground.act("govern", most_ways=0)
    made = code(blossom, "staff01")
    shown = page("code", made.pk)
    blossom.ground.act("govern", most_ways=9)

    browser(make.mei()).post(reverse("console:code-control", args=[made.pk]), {"act": "tell"})
    carried(made)

    assert "as many codes as WeCom allows" in shown
    assert made.config_id


def test_a_code_is_paused_taken_up_and_deleted(blossom: Shop) -> None:
    made, mei = code(blossom, "staff01"), browser(make.mei())
    control = reverse("console:code-control", args=[made.pk])

    mei.post(control, {"act": "pause"})
    settle()
    paused = there(blossom, made)["skip_verify"]
    mei.post(control, {"act": "resume"})
    mei.post(control, {"act": "delete"})
    carried(made)

    assert paused is False
    assert made.config_id == ""
    assert mei.get(reverse("console:code-edit", args=[made.pk])).status_code == 409
    assert mei.get(reverse("console:code-poster", args=[made.pk])).status_code == 404
    assert mei.post(control, {"act": "else"}).status_code == 404


def test_a_paused_or_deleted_code_does_not_say_that_it_takes_people(blossom: Shop) -> None:
    made, by = code(blossom, "staff01"), make.mei()
    settle()
    at_work = page("code", made.pk)

    codes.pause(made, by=by, at=timezone.now())
    settle()
    paused = page("code", made.pk)
    codes.delete(made, by=by, at=timezone.now())
    settle()
    deleted = page("code", made.pk)

    assert "On duty now." in at_work
    assert "takes people" in at_work
    assert "a colleague has to confirm everybody who scans it" in paused
    assert "confirms by hand" in paused
    assert "leads to nobody any more" in deleted
    assert not any("takes people" in text or "On duty" in text for text in (paused, deleted))


def test_the_poster_does_not_print_what_only_colleagues_see(blossom: Shop) -> None:
    made = code(blossom, "staff01")
    ContactCode.objects.filter(pk=made.pk).update(source="内部来源")

    poster = page("code-poster", made.pk).partition('class="poster"')[2]

    assert "内部来源" not in poster
    assert made.name not in poster


def test_the_poster_is_a_page_to_print_and_the_picture_a_file(blossom: Shop) -> None:
    made, mei = code(blossom, "staff01"), browser(make.mei())

    png = mei.get(reverse("console:code-png", args=[made.pk]), {"download": ""})
    svg = mei.get(reverse("console:code-svg", args=[made.pk]))

    assert "加我领券" in page("code-poster", made.pk, line="加我领券")
    assert png.content.startswith(b"\x89PNG")
    assert "attachment" in png.headers["Content-Disposition"]
    assert b"<svg" in svg.content


def test_wecoms_own_picture_is_what_is_shown_and_printed(blossom: Shop) -> None:
    made = code(blossom, "staff01")
    ContactCode.objects.filter(pk=made.pk).update(picture=b"\x89PNG\r\n\x1a\nits own")

    png = browser(make.mei()).get(reverse("console:code-png", args=[made.pk]))

    assert png.content.endswith(b"its own")
    assert "<img" in page("code-poster", made.pk)


def test_who_works_for_a_store_sees_and_makes_codes_of_that_store_only(blossom: Shop) -> None:
    north = code(blossom, "staff01", name="北店", store=make.store("North"))
    south = code(blossom, "staff01", name="南店", store=make.store("South"))
    everywhere = code(blossom, "staff01", name="总部")
    jun = browser(make.jun())

    listed = page("codes", by=make.jun())
    refused = jun.post(reverse("console:new-code"), told(blossom))
    jun.post(reverse("console:new-code"), told(blossom, store=make.store("North").pk))

    assert "北店" in listed
    assert "南店" not in listed + page("codes", by=make.jun(), text="总部")
    for hidden in (south, everywhere):
        assert jun.get(reverse("console:code", args=[hidden.pk])).status_code == 404
    assert jun.get(reverse("console:code", args=[north.pk])).status_code == 200
    assert refused.status_code == 422
    assert ContactCode.objects.latest("pk").store == make.store("North")


def test_who_may_only_see_codes_changes_none(blossom: Shop) -> None:
    made = code(blossom, "staff01", store=make.store("South"))
    bo = browser(make.bo())

    assert bo.get(reverse("console:code", args=[made.pk])).status_code == 200
    assert bo.get(reverse("console:code-edit", args=[made.pk])).status_code == 403
    control = reverse("console:code-control", args=[made.pk])
    assert bo.post(control, {"act": "delete"}).status_code == 403


def test_a_change_in_the_editor_reaches_wecom(blossom: Shop) -> None:
    made = codes.make(
        blossom.connection,
        ContactCode.Kind.COLLEAGUES,
        wish(blossom, "staff01"),
        by=None,
        at=timezone.now(),
    )
    carried(made)
    address = reverse("console:code-edit", args=[made.pk])
    one = people(blossom, "staff03")
    body = {"name": "新名", "colleagues": one, "daily_cap": "5", "is_open": "on"}

    browser(make.mei()).post(address, body)
    carried(made)

    assert there(blossom, made)["user"] == ["staff03"]
    assert made.daily_cap == 5
