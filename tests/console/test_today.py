"""Today: the work list shows what one may do, and the figures stand beside their definitions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from guisu.doors.console.home import figures
from guisu.ground.events.models import Event, Letter
from guisu.ground.jobs.models import Job
from guisu.ground.warehouse.domain import AsOf, DayFigures, HomeFigures
from guisu.take_in.imports.models import Import
from tests import make
from tests.console.browsing import browser

SUNDAY = date(2026, 11, 22)


def parked_letter() -> Letter:
    event = Event.objects.create(
        kind="order.placed", source="guisu", occurred_at=make.NOON, recorded_at=make.NOON
    )
    return Letter.objects.create(
        subscriber="gone",
        event=event,
        state=Letter.State.PARKED,
        tries=8,
        next_try_at=make.NOON,
        error="Traceback\nKeyError: 'x'",
    )


def found(revenue: list[int]) -> HomeFigures:
    first = SUNDAY - timedelta(days=len(revenue) - 1)
    days = [DayFigures(first + timedelta(days=n), revenue_minor=r) for n, r in enumerate(revenue)]
    return HomeFigures(tuple(days), "CNY", AsOf(event_id=0, loaded_at=None, waiting=0))


@pytest.mark.django_db
def test_open_work_is_listed_with_its_count_for_who_may_do_it() -> None:
    parked_letter()
    Job.objects.create(task="x", state="failed", run_at=make.NOON, created_at=make.NOON)

    page = browser(make.mei()).get(reverse("console:home")).content.decode()

    assert "events that could not be handled" in page
    assert "background jobs that failed" in page


@pytest.mark.django_db
def test_a_paused_import_waits_for_somebody_and_is_not_under_way() -> None:
    Import.objects.create(
        kind="orders",
        file_name="a.csv",
        size_bytes=1,
        digest="d",
        uploaded_at=make.NOON,
        state=Import.State.PAUSED,
    )

    page = browser(make.mei()).get(reverse("console:home")).content.decode()

    assert "imports paused" in page
    assert "imports under way" not in page


@pytest.mark.django_db
def test_who_may_not_do_the_work_is_not_shown_it() -> None:
    parked_letter()

    page = browser(make.bo()).get(reverse("console:home")).content.decode()

    assert "could not be handled" not in page
    assert "Nothing waits for you." in page
    assert reverse("console:figures") not in page


@pytest.mark.django_db
def test_figures_come_with_their_definition_and_their_table() -> None:
    page = browser(make.mei()).get(reverse("console:figures")).content.decode()

    assert "without cancelled ones" in page
    assert "The table behind it" in page


@pytest.mark.parametrize(("today", "shown"), [(120_00, "+20%"), (80_00, "")])
def test_a_day_that_is_not_over_is_only_ever_said_to_be_ahead(today: int, shown: str) -> None:
    card = figures.cards(found([100_00] * 60 + [today]))[0]

    assert [one.percent for one in card.against] == [shown, shown]


def test_the_title_of_a_trend_compares_whole_days_with_whole_days() -> None:
    chart = figures.trends(found([100_00] * 30 + [150_00] * 30 + [0]))[0]

    assert "¥4,500 in 30 whole days, 50% more than before" in str(chart.title)
    assert len(chart.labels) == 30
