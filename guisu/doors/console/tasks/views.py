"""The tasks of colleagues: what is open, mine, overdue, ended; one of them; opening by hand."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.act.stafftasks import selectors, services
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import link, moment
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.doors.console.tasks.forms import FilterForm, TaskForm
from guisu.doors.console.tasks.shown import Shown, shown, standing, whole
from guisu.ground.channels.selectors import first_connection
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission

MANAGE = Permission.MANAGE_TASKS
SOONEST, LATEST = ("due_at", "id"), ("-opened_at", "-id")


TASKS = List[Shown](
    name="tasks",
    heading=gettext_lazy("Tasks"),
    about=gettext_lazy(
        "What WeCom lets nobody do but a person. A task ends by itself once it is seen to be done."
    ),
    template="console/tasks/list.html",
    empty=Empty(
        gettext_lazy("No task here"),
        gettext_lazy(
            "Opening a group, removing a member, posting, adding a friend: a person has to do it. "
            "Here you see who is asked, until when, and whether WeCom shows it done."
        ),
        "circle-check",
    ),
    columns=(
        lead("title", gettext_lazy("Task"), lambda one: link(one.title, "task", one.task.pk)),
        Column("colleague", gettext_lazy("Colleague"), lambda one: one.task.colleague),
        Column("store", gettext_lazy("Store"), lambda one: one.task.store),
        Column("due", gettext_lazy("Until"), lambda one: moment(one.task.due_at)),
        Column("state", gettext_lazy("State"), standing),
    ),
)
NEW = Act(gettext_lazy("New task"), "new-task", "plus", needs=MANAGE, is_primary=True)


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
    listed = replace(TASKS, order=LATEST if which == "ended" else SOONEST)
    page = lists.page(request, listed, rows[which].filter(**form.wanted()))
    return lists.show(
        request,
        listed,
        shown(page.rows, at=at),
        page=page,
        form=form,
        acts=[NEW],
        is_empty=False,
        which=which,
        tabs=[
            ("open", _("Open"), reverse("console:tasks"), rows["open"].count()),
            ("mine", _("Mine"), reverse("console:my-tasks"), rows["mine"].count()),
            ("overdue", _("Overdue"), reverse("console:overdue-tasks"), rows["overdue"].count()),
            ("ended", _("Ended"), reverse("console:ended-tasks"), None),
        ],
    )


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
    form = TaskForm(editing.posted(request), scope=request.scope, asked=suggested)

    def save() -> HttpResponse:
        made = services.ask(form.asked(), by=request.user, at=timezone.now())
        messages.success(request, _("The task is open; the colleague is being told in WeCom."))
        return go(request, "console:task", made.pk)

    return editing.answer(
        request,
        form,
        save,
        heading=_("New task"),
        verb=_("Open the task"),
        back=reverse("console:tasks"),
    )


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
