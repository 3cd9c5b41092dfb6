"""What kept a reading from something is kept by code, and said in the reader's language."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override

from guisu.ground.channels.port import Rejected
from guisu.take_in.sync import wording
from guisu.take_in.sync.domain import NO_LICENCE, PROBLEMS_KEPT, Count
from guisu.take_in.sync.models import Reading
from tests import make
from tests.channels.acts import connection as connected

told = import_module("guisu.take_in.sync.migrations.0003_troubles").told


def test_a_known_code_is_said_in_the_readers_language_beside_whom_it_is_about() -> None:
    count = Count()
    count.complain(of="lin", **Rejected("api forbidden", code=48002).outcome)
    count.complain(code=NO_LICENCE, of="2")

    lines = {}
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            lines[language] = [wording.said(each) for each in count.troubles]

    assert lines["en"] == [
        "lin: The application may not send: see Settings, Channels. (48002)",
        "2 colleagues have no licence in WeCom.",
    ]
    assert lines["en"] != lines["zh-hans"] != lines["zh-hant"]


def test_what_nobody_has_words_for_is_shown_as_it_was_told_and_not_without_end() -> None:
    count = Count()
    for _ in range(PROBLEMS_KEPT + 1):
        count.complain(code="99999", error="x" * 500)

    assert len(count.troubles) == PROBLEMS_KEPT
    assert wording.said(count.troubles[0]) == "x" * 200


@pytest.mark.django_db
def test_sentences_of_older_readings_stay_readable() -> None:
    row = Reading.objects.create(
        connection=connected(),
        asked_at=make.NOON,
        due_at=make.NOON,
        troubles=["lin: invalid (84061)"],
    )

    for _ in range(2):
        told(apps, connection)

    row.refresh_from_db()
    assert [wording.said(each) for each in row.troubles] == ["lin: invalid (84061)"]
