"""Parked work: events that a room could not take, and jobs that gave up."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import Part, beside, moment, part, quiet
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Empty, List
from guisu.doors.console.letters.tabs import HEADING, tabs
from guisu.ground.events import letters as letter_services
from guisu.ground.events import selectors as events
from guisu.ground.events.models import Letter
from guisu.ground.jobs import selectors as job_selectors
from guisu.ground.jobs import services as job_services
from guisu.ground.jobs.models import Job
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import audit

A_WEEK, SHOWN_TURNS = timedelta(days=7), 5
LETTER, JOB = gettext_noop("letter"), gettext_noop("job")


def _error(text: str) -> Part:
    return part("console/letters/_error.html", error=text)


LETTERS = List[Letter](
    name="letters",
    heading=HEADING,
    about=gettext_lazy(
        "Events that were tried eight times and failed. "
        "They are safe in the log; only their effects are missing."
    ),
    id_of=lambda letter: f"letter-{letter.pk}",
    template="console/letters/letters.html",
    empty=Empty(
        gettext_lazy("No event is parked"),
        gettext_lazy(
            "An event that fails eight times waits here until you try it again or give it up. "
            "Nothing to do now."
        ),
        "circle-check",
    ),
    columns=(
        lead(
            "event",
            gettext_lazy("Event"),
            lambda letter: part("console/letters/_event.html", letter=letter),
        ),
        Column(
            "subscriber",
            gettext_lazy("Could not be taken by"),
            lambda letter: format_html("<code>{}</code>", letter.subscriber),
        ),
        Column(
            "happened",
            gettext_lazy("Happened"),
            lambda letter: moment(letter.event.occurred_at),
            style="nowrap",
        ),
        number("tries", gettext_lazy("Tries"), lambda letter: letter.tries),
        Column("error", gettext_lazy("Error"), lambda letter: _error(letter.error), style="block"),
        Column(
            "acts",
            gettext_lazy("Acts"),
            lambda letter: part("console/letters/_letter_acts.html", letter=letter),
            style="acts",
        ),
    ),
)
JOBS = List[Job](
    name="jobs",
    heading=HEADING,
    about=gettext_lazy("Background jobs that gave up after all their tries."),
    id_of=lambda job: f"job-{job.pk}",
    template="console/letters/list.html",
    empty=Empty(
        gettext_lazy("No job has failed"),
        gettext_lazy("A background job that gives up waits here for you. Nothing to do now."),
        "circle-check",
    ),
    columns=(
        lead(
            "job",
            gettext_lazy("Job"),
            lambda job: beside([format_html("<code>{}</code>", job.task), quiet(f"#{job.pk}")]),
        ),
        Column(
            "ended", gettext_lazy("Gave up"), lambda job: moment(job.finished_at), style="nowrap"
        ),
        number("tries", gettext_lazy("Tries"), lambda job: job.attempts),
        Column("error", gettext_lazy("Error"), lambda job: _error(job.error), style="block"),
        Column(
            "acts",
            gettext_lazy("Acts"),
            lambda job: part("console/letters/_job_acts.html", job=job),
            style="acts",
        ),
    ),
)


@require_GET
@operator_view(Permission.MANAGE_LETTERS)
def letters(request: OperatorRequest) -> HttpResponse:
    page = lists.page(request, LETTERS, events.parked_letters())
    around = tabs("letters")
    return lists.show(
        request, LETTERS, page.rows, page=page, total=around["counts"]["letters"], **around
    )


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def delivery(request: OperatorRequest, pk: int) -> HttpResponse:
    """Try one letter now, and say how it went."""
    letter: Letter = found(events.parked_letters(), pk, what=LETTER)
    if letter_services.try_again(letter, by=request.user, at=timezone.now()):
        messages.success(request, _("Done: the event is handled."))
    else:
        messages.error(request, _("It failed again; the new error stands below."))
    return redirect("console:letters")


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def deliveries(request: OperatorRequest) -> HttpResponse:
    """Have the worker try them all."""
    count = letter_services.try_all_again(by=request.user, at=timezone.now())
    messages.info(
        request,
        ngettext(
            "%(count)d event is being tried again. If it fails it comes back here.",
            "%(count)d events are being tried again. Those that fail come back here.",
            count,
        )
        % {"count": count},
    )
    return redirect("console:letters")


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def dismissal(request: OperatorRequest, pk: int) -> HttpResponse:
    letter: Letter = found(events.parked_letters(), pk, what=LETTER)
    letter_services.dismiss(letter, by=request.user, at=timezone.now())
    messages.success(request, _("Given up. The event stays in the log."))
    return redirect("console:letters")


@require_GET
@operator_view(Permission.MANAGE_LETTERS)
def jobs(request: OperatorRequest) -> HttpResponse:
    page = lists.page(request, JOBS, job_selectors.failed())
    around = tabs("jobs")
    around["turns"] = job_selectors.clock_turns(since=timezone.now() - A_WEEK)[:SHOWN_TURNS]
    return lists.show(request, JOBS, page.rows, page=page, total=around["counts"]["jobs"], **around)


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def job_run(request: OperatorRequest, pk: int) -> HttpResponse:
    """Give a failed job a new set of tries."""
    job: Job = found(job_selectors.failed(), pk, what=JOB)
    now = timezone.now()
    if job_services.retry(job, at=now):
        audit(
            "jobs.retried", subject=f"job:{pk}", by=request.user, at=now, after={"task": job.task}
        )
    messages.info(request, _("The job runs again. If it fails it comes back here."))
    return redirect("console:jobs")
