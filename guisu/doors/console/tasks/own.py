"""A task as its own colleague opens it from a message in WeCom: one tap, no account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guisu.act.stafftasks import selectors, services
from guisu.doors.console.http import open_view
from guisu.doors.console.tasks.shown import whole
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop


@require_http_methods(["GET", "POST"])
@never_cache
@open_view
def own_task(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be done and how; by POST, that it is done. The token opens this task alone."""
    task = selectors.behind(token)
    if task is None:
        raise NotFound(what=gettext_noop("task"))
    if request.method == "POST":
        services.say_done(task, at=timezone.now())
        messages.success(request, _("Thank you. It is noted."))
        return redirect("console:own-task", token)
    is_open = task.ended_at is None
    return render(
        request, "console/tasks/own.html", whole(task, at=timezone.now(), sees_phone=is_open)
    )
