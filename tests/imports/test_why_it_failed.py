"""Why an import failed is a code, and a sentence in the language of who reads it."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from guisu.doors.console.refusals import said_later
from guisu.ground.jobs.models import Job
from guisu.take_in.imports import services
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.taking.stream import Stream
from tests import make
from tests.console.browsing import browser
from tests.imports import files

pytestmark = pytest.mark.django_db
ROW = "u1,20240101,1.00"


def started() -> Import:
    made = files.received(files.csv_of("customer,date,amount", ROW))
    return services.start(made, by=make.mei(), at=timezone.now())


def words(row: Import) -> list[str]:
    told = []
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            told.append(said_later(row.refusal))
    return told


def test_a_file_that_is_gone_when_its_run_begins_is_said_in_every_language() -> None:
    row = started()
    Path(row.path).unlink()

    row = services.run(row.pk, clock=timezone.now)

    assert (row.state, row.code) == (Import.State.FAILED, "imports.file_gone")
    assert words(row)[0] == row.error
    assert len(set(words(row))) == 3


def test_too_little_memory_ends_the_import_with_that_reason_and_it_can_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = started()
    with monkeypatch.context() as short:
        # Asks for more than any machine has: what a limit of the process comes to.
        short.setattr(Stream, "units", lambda _self: iter([bytearray(2**62)]))
        row = services.run(row.pk, clock=timezone.now)

    assert (row.state, row.code) == (Import.State.FAILED, "imports.no_memory")
    assert len(set(words(row))) == 3
    services.resume(row, by=make.mei(), at=timezone.now())
    again = services.run(row.pk, clock=timezone.now)
    assert (again.state, again.rows_taken) == (Import.State.DONE, 1)


def test_a_run_that_was_given_up_says_so_and_keeps_the_error_apart() -> None:
    row = started()
    Job.objects.filter(pk=row.job_id).update(state="failed", error="Traceback\nKeyError: 'x'")

    services.mend(at=timezone.now())

    row.refresh_from_db()
    assert (row.state, row.code, row.error) == ("failed", "imports.gave_up", "KeyError: 'x'")
    html = browser(make.mei()).get(reverse("console:import-run", args=[row.pk])).content.decode()
    assert "was given up" in html
    assert "KeyError" not in html


def test_a_run_that_goes_on_has_no_reason_any_more() -> None:
    row = started()
    Job.objects.filter(pk=row.job_id).update(state="failed", error="x")
    services.mend(at=timezone.now())

    services.resume(row, by=make.mei(), at=timezone.now())

    row.refresh_from_db()
    assert (row.code, row.refusal, row.error) == ("", {}, "")


def test_what_failed_before_codes_were_kept_is_shown_as_it_was_told() -> None:
    row = started()
    Import.objects.filter(pk=row.pk).update(state="failed", error="The file cannot be read: x")

    html = browser(make.mei()).get(reverse("console:import-run", args=[row.pk])).content.decode()

    assert "The file cannot be read: x" in html
