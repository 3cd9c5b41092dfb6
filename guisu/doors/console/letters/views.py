"""Parked work: events that a room could not take, and jobs that gave up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import lists
from guisu.ground.database import paging
from guisu.ground.events import letters as letter_services
from guisu.ground.events import selectors as events
from guisu.ground.events.models import Letter
from guisu.ground.jobs import selectors as job_selectors
from guisu.ground.jobs import services as job_services
from guisu.ground.jobs.models import Job
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import audit
from guisu.take_in.intake import selectors as intake

LETTER, JOB = gettext_noop("letter"), gettext_noop("job")


@require_GET
@operator_view(Permission.MANAGE_LETTERS)
def letters(request: OperatorRequest) -> HttpResponse:
    parked = events.parked_letters()
    page = paging.page(
        parked, order=("-id",), after=request.GET.get("after", ""), size=lists.PAGE_SIZE
    )
    context = {
        "page": page,
        "parked": parked.count(),
        "failed": job_selectors.failed().count(),
        "refused": intake.refused_messages().count(),
    }
    return render(request, "console/letters/letters.html", context)


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
    failed = job_selectors.failed()
    page = paging.page(
        failed.order_by("-id"),
        order=("-id",),
        after=request.GET.get("after", ""),
        size=lists.PAGE_SIZE,
    )
    context = {
        "page": page,
        "failed": failed.count(),
        "parked": events.parked_letters().count(),
        "refused": intake.refused_messages().count(),
    }
    return render(request, "console/letters/jobs.html", context)


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
