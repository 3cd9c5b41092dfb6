"""The tasks of colleagues: what is open, mine, overdue, ended; one of them; opening by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.act.stafftasks import selectors, services
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.tasks.forms import FilterForm, TaskForm
from guisu.doors.console.tasks.shown import shown, whole
from guisu.ground.channels.selectors import first_connection
from guisu.ground.database.paging import page
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission

MANAGE = Permission.MANAGE_TASKS
SOONEST, LATEST = ("due_at", "id"), ("-opened_at", "-id")


@require_GET
@operator_view(None)
def tasks(request: OperatorRequest, which: str = "open") -> HttpResponse:
    """Tasks that this person may see, the most urgent first; what has ended, the latest first."""
    at, scope = timezone.now(), request.scope
    rows = {
        "open": selectors.living(scope),
        "mine": selectors.mine(scope),
        "overdue": selectors.overdue(scope, at=at),
        "ended": selectors.ended(scope),
    }
    form = FilterForm(request.GET, scope=scope)
    found_rows = page(
        rows[which].filter(**form.wanted()),
        order=LATEST if which == "ended" else SOONEST,
        after=request.GET.get("after", ""),
        size=lists.PAGE_SIZE,
    )
    context = {
        "form": form,
        "page": found_rows,
        "rows": shown(found_rows.rows, at=at),
        "filters": lists.filters(request),
        "which": which,
        "tabs": [
            ("open", _("Open"), reverse("console:tasks"), rows["open"].count()),
            ("mine", _("Mine"), reverse("console:my-tasks"), rows["mine"].count()),
            ("overdue", _("Overdue"), reverse("console:overdue-tasks"), rows["overdue"].count()),
            ("ended", _("Ended"), reverse("console:ended-tasks"), None),
        ],
    }
    return render(request, "console/tasks/list.html", context)


@require_GET
@operator_view(None)
def task(request: OperatorRequest, pk: int) -> HttpResponse:
    """One task: what, how, until when, who was told of it, and how it ended."""
    one = found(selectors.tasks(request.scope), pk, what=gettext_noop("task"))
    sees_phone = request.scope.may(Permission.SEE_CONTACT)
    context = {
        **whole(one, at=timezone.now(), sees_phone=sees_phone),
        "told": list(selectors.told(one)),
        "may_end": one.colleague.staff_id == request.user.pk or request.scope.may(MANAGE),
    }
    return render(request, "console/tasks/task.html", context)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def new_task(request: OperatorRequest) -> HttpResponse:
    """Ask a colleague for something that WeCom has no call for. Raises `NotConnected`."""
    first_connection()
    suggested = {name: request.GET[name] for name in TaskForm.base_fields if name in request.GET}
    form = TaskForm(request.POST or None, scope=request.scope, asked=suggested)
    if form.is_bound and form.is_valid():
        with told_by(form):
            made = services.ask(form.asked(), by=request.user, at=timezone.now())
            messages.success(request, _("The task is open; the colleague is being told in WeCom."))
            return go(request, "console:task", made.pk)
    context = {
        "form": form,
        "heading": _("New task"),
        "verb": _("Open the task"),
        "back": reverse("console:tasks"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/form_page.html", context, status=status)


@require_POST
@operator_view(None)
def word(request: OperatorRequest, pk: int) -> HttpResponse:
    """The colleague says that it is done."""
    one = found(selectors.tasks(request.scope), pk, what=gettext_noop("task"))
    services.say_done(one, by=request.user, at=timezone.now())
    messages.success(request, _("It is noted."))
    return go(request, "console:task", pk)


@require_POST
@operator_view(MANAGE)
def withdrawal(request: OperatorRequest, pk: int) -> HttpResponse:
    """Take the task back; who was told of it is told so."""
    one = found(selectors.tasks(request.scope), pk, what=gettext_noop("task"))
    services.withdraw(one.key, by=request.user, at=timezone.now())
    messages.success(request, _("The task is withdrawn."))
    return go(request, "console:task", pk)
