"""People: who works here, with which post, in which stores."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.staff.forms import HireForm, NewPasswordForm, PeopleFilter, PersonForm
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import Permission, Post
from guisu.ground.staff.models import Staff

PERSON = gettext_noop("staff")


@require_GET
@operator_view(Permission.MANAGE_STAFF)
def people(request: OperatorRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    shown = [person for person in selectors.people() if form.holds(person)]
    return render(request, "console/staff/people.html", {"people": shown, "filter": form})


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@operator_view(Permission.MANAGE_STAFF)
def hire(request: OperatorRequest) -> HttpResponse:
    form = HireForm(request.POST or None, initial={"post": Post.ADVISER.value})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        with told_by(form, invalid="password"):
            services.hire(
                profile={name: given[name] for name in ("username", "name", "email")},
                post=Post(given["post"]),
                stores=given["stores"],
                password=given["password"],
                by=request.user,
                at=timezone.now(),
            )
    if not form.is_bound or not form.is_valid():
        context = {
            "form": form,
            "heading": _("A new colleague"),
            "verb": _("Open the account"),
            "back": reverse("console:staff"),
        }
        status = 422 if form.is_bound else 200
        return render(request, "console/form_page.html", context, status=status)
    messages.success(request, _("%(name)s can sign in now.") % {"name": form.cleaned_data["name"]})
    return redirect("console:staff")


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_STAFF)
def person(request: OperatorRequest, pk: int) -> HttpResponse:
    staff: Staff = found(selectors.people(), pk, what=PERSON)
    form = PersonForm(request.POST or None, initial=_known(staff))
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        stores = given.pop("stores")
        with told_by(form):
            services.change_staff(
                staff, changes=given, stores=stores, by=request.user, at=timezone.now()
            )
    if not form.is_bound or not form.is_valid():
        return _person_page(request, staff, form=form)
    messages.success(request, _("%(name)s is changed.") % {"name": form.cleaned_data["name"]})
    return redirect("console:staff")


@require_POST
@sensitive_post_parameters()
@operator_view(Permission.MANAGE_STAFF)
def new_password(request: OperatorRequest, pk: int) -> HttpResponse:
    staff: Staff = found(selectors.people(), pk, what=PERSON)
    form = NewPasswordForm(request.POST)
    if form.is_valid():
        with told_by(form, "password"):
            services.choose_password(
                staff, password=form.cleaned_data["password"], by=request.user, at=timezone.now()
            )
    if not form.is_valid():
        return _person_page(request, staff, password=form)
    messages.success(
        request,
        _("%(name)s has a new password and is signed out everywhere.") % {"name": staff.name},
    )
    return redirect("console:person", pk)


@require_POST
@operator_view(Permission.MANAGE_STAFF)
def activity(request: OperatorRequest, pk: int) -> HttpResponse:
    """Close an account (`is_active` absent) or open it again."""
    staff: Staff = found(selectors.people(), pk, what=PERSON)
    services.change_staff(
        staff,
        changes={"is_active": request.POST.get("is_active") == "on"},
        stores=list(staff.stores.all()),
        by=request.user,
        at=timezone.now(),
    )
    return redirect("console:person", pk)


def _known(staff: Staff) -> dict[str, object]:
    return {
        "name": staff.name,
        "email": staff.email,
        "post": staff.post,
        "stores": list(staff.stores.all()),
    }


def _person_page(
    request: OperatorRequest,
    staff: Staff,
    *,
    form: PersonForm | None = None,
    password: NewPasswordForm | None = None,
) -> HttpResponse:
    context = {
        "person": staff,
        "form": form or PersonForm(initial=_known(staff)),
        "password": password or NewPasswordForm(),
        "changes": selectors.audit_trail(subject=f"staff:{staff.pk}")[:10],
    }
    failed = any(one is not None and one.is_bound for one in (form, password))
    return render(request, "console/staff/person.html", context, status=422 if failed else 200)
