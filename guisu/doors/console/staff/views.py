"""People: who works here, with which post, in which stores."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import link, moment
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.doors.console.staff.forms import HireForm, NewPasswordForm, PeopleFilter, PersonForm
from guisu.doors.console.staff.stores import open_or_closed
from guisu.ground.proof import selectors as proof
from guisu.ground.proof.services import factors
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import Permission, Post
from guisu.ground.staff.models import Staff

PERSON = gettext_noop("staff")


PEOPLE = List[Staff](
    name="staff",
    heading=gettext_lazy("Staff"),
    id_of=lambda person: f"person-{person.pk}",
    empty=Empty(
        gettext_lazy("Nobody matches"),
        gettext_lazy("No colleague has this post in this store."),
        "users",
    ),
    columns=(
        lead(
            "name",
            pgettext_lazy("person", "Name"),
            lambda person: link(person.name, "person", person.pk),
            key=lambda person: person.name,
        ),
        Column(
            "username",
            gettext_lazy("User name"),
            lambda person: person.username,
            key=lambda person: person.username,
        ),
        Column("post", gettext_lazy("Post"), lambda person: person.get_post_display()),
        Column(
            "stores",
            gettext_lazy("Stores"),
            lambda person: " · ".join(map(str, person.stores.all())),
        ),
        Column(
            "seen",
            gettext_lazy("Last sign-in"),
            lambda person: moment(person.last_login) if person.last_login else _("never"),
            key=lambda person: person.last_login or person.created_at,
        ),
        Column("state", gettext_lazy("State"), open_or_closed),
    ),
)
HIRE = Act(gettext_lazy("Add a colleague"), "hire", "plus", is_primary=True)


@require_GET
@operator_view(Permission.MANAGE_STAFF)
def people(request: OperatorRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    held = [person for person in selectors.people() if form.holds(person)]
    shown = lists.ordered(request, PEOPLE, held)
    return lists.show(request, PEOPLE, shown, form=form, acts=[HIRE], is_empty=False)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@operator_view(Permission.MANAGE_STAFF)
def hire(request: OperatorRequest) -> HttpResponse:
    form = HireForm(request.POST or None, initial={"post": Post.ADVISER.value})

    def save() -> HttpResponse:
        given = form.cleaned_data
        services.hire(
            profile={name: given[name] for name in ("username", "name", "email")},
            post=Post(given["post"]),
            stores=given["stores"],
            password=given["password"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("%(name)s can sign in now.") % {"name": given["name"]})
        return redirect("console:staff")

    return editing.answer(
        request,
        form,
        save,
        invalid="password",
        heading=_("A new colleague"),
        verb=_("Open the account"),
        back=reverse("console:staff"),
    )


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_STAFF)
def person(request: OperatorRequest, pk: int) -> HttpResponse:
    staff: Staff = found(selectors.people(), pk, what=PERSON)
    form = PersonForm(editing.posted(request), initial=_known(staff))

    def save() -> HttpResponse:
        given = dict(form.cleaned_data)
        stores = given.pop("stores")
        services.change_staff(
            staff,
            changes=given,
            stores=stores,
            seen=editing.seen(request),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("%(name)s is changed.") % {"name": given["name"]})
        return redirect("console:staff")

    return editing.answer(request, form, save, of=staff, **_person_page(staff))


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
        person = PersonForm(initial=_known(staff))
        return editing.shown(request, person, of=staff, **_person_page(staff, form))
    messages.success(
        request,
        _("%(name)s has a new password and is signed out everywhere.") % {"name": staff.name},
    )
    return redirect("console:person", pk)


@require_POST
@operator_view(Permission.MANAGE_STAFF)
def factor_reset(request: OperatorRequest, pk: int) -> HttpResponse:
    """For somebody who lost phone and recovery codes: the password alone signs them in again."""
    staff: Staff = found(selectors.people(), pk, what=PERSON)
    factors.reset(staff, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s has no second factor any more.") % {"name": staff.name})
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


def _person_page(staff: Staff, password: NewPasswordForm | None = None) -> dict[str, Any]:
    return {
        "template": "console/staff/person.html",
        "person": staff,
        "password": password or NewPasswordForm(),
        "has_factor": proof.has_factor(staff),
        "changes": selectors.audit_trail(subject=f"staff:{staff.pk}")[:10],
    }
