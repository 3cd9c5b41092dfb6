"""What is wrong with a segment is said in the reader's language, and the others are there still."""

import pytest
from django.urls import reverse

from guisu.ground.warehouse.loading import load
from guisu.know.segments.models import Segment
from guisu.know.segments.services import refreshing, segments
from tests import conditions as c
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def made(name: str) -> Segment:
    return segments.create(name, c.Bought(), by=make.mei(), at=make.NOON)


def shut() -> Segment:
    segment = made("Leos")
    Segment.objects.filter(pk=segment.pk).update(definition='{"is":"horoscope"}')
    while load():
        pass
    refreshing.refresh_due(at=make.NOON)
    return segment


def test_trouble_with_counting_is_said_in_the_readers_language() -> None:
    segment = made("Same")
    told = {
        "template": "The condition names segment %(number)s, which does not exist any more.",
        "data": {"number": 7},
    }
    Segment.objects.filter(pk=segment.pk).update(trouble=told)
    mei = make.mei()
    client = browser(mei)
    mei.language = "zh-hans"
    mei.save(update_fields=["language"])

    page = client.get(reverse("console:segment", args=[segment.pk])).content.decode()

    assert "条件引用了编号为 7 的人群，它已不存在。" in page


def test_the_list_shows_a_segment_that_cannot_be_read_beside_all_others() -> None:
    shut()
    made("Buyers")

    answer = browser(make.mei()).get(reverse("console:segments"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Buyers" in page
    assert "cannot be read any more" in page
    assert "This condition cannot be read:" in page


def test_a_segment_that_cannot_be_read_can_be_said_anew() -> None:
    segment, client = shut(), browser(make.mei())
    address = reverse("console:segment-edit", args=[segment.pk])

    shown = client.get(reverse("console:segment", args=[segment.pk]))
    editor = client.get(address)
    anew = {"n0-kind": "all", "n0-size": "1", "n0_0-kind": "tagged", "name": "Leos", "save": "1"}
    refused = client.post(address, anew)
    kept = client.post(address, {**anew, "n0_0-kind": "birthday", "n0_0-in_days": "3"})

    segment.refresh_from_db()
    assert shown.status_code == editor.status_code == 200
    assert "say it anew" in editor.content.decode()
    assert refused.status_code == 422
    assert kept.status_code == 302
    assert segment.version == 2
