"""The organisation's settings, and the keys that machines come in with."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import moment, part, under
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.settings.forms import SCOPES, KeyForm
from guisu.doors.console.setup.forms import OrganisationForm
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.proof.services.once import once
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import KeyScope, Permission
from guisu.ground.staff.models import AccessKey


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def organisation(request: OperatorRequest) -> HttpResponse:
    row = selectors.installation()
    form = OrganisationForm(editing.posted(request), initial=model_to_dict(row))

    def save() -> HttpResponse:
        for name, value in form.cleaned_data.items():
            setattr(row, name, value)
        services.save_installation(
            row, seen=editing.seen(request), by=request.user, at=timezone.now()
        )
        with translation.override(request.user.language or row.language):
            messages.success(request, _("The settings are saved."))
        return redirect("console:settings")

    return editing.answer(
        request, form, save, of=row, heading=_("Organisation"), verb=_("Save the settings")
    )


@require_http_methods(["GET", "POST"])
@never_cache
@operator_view(Permission.MANAGE_SETTINGS)
def keys(request: OperatorRequest) -> HttpResponse:
    """All keys; a new one is shown in the answer that makes it, and never again."""
    form = KeyForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _keys_page(request, form)
    pk, token = _made(request, form.cleaned_data)
    made = selectors.access_keys().get(pk=pk)
    context = {"key": made, "token": token, "host": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "console/settings/new_key.html", context)


def _made(request: OperatorRequest, given: dict[str, Any]) -> tuple[int, str]:
    """A new key; a second click on the button is answered with the same one."""
    now = timezone.now()

    def make() -> str:
        key, token = services.make_key(
            given["name"],
            scopes=[KeyScope(value) for value in given["scopes"]],
            store=given["store"],
            by=request.user,
            at=now,
        )
        return f"{key.pk} {token}"

    told = once(request.POST.get("once", ""), by=request.user, at=now, make=make)
    pk, _space, token = told.partition(" ")
    return int(pk), token


@require_POST
@operator_view(Permission.MANAGE_SETTINGS)
def revocation(request: OperatorRequest, pk: int) -> HttpResponse:
    key: AccessKey = found(selectors.access_keys(), pk, what=gettext_noop("key"))
    services.revoke_key(key, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": key.name})
    return redirect("console:keys")


def _keys_page(request: OperatorRequest, form: KeyForm) -> HttpResponse:
    keys = list(selectors.access_keys())
    context = {"form": form, "rows": keys, "table": lists.plain(KEYS, keys)}
    status = editing.status(request, form)
    return render(request, "console/settings/keys.html", context, status=status)


def _scopes(key: AccessKey) -> object:
    labels = {scope.value: label for scope, label in SCOPES.items()}
    return under(labels.get(scope, scope) for scope in key.scopes)


KEYS: tuple[Column[AccessKey], ...] = (
    lead(
        "name",
        gettext_lazy("Name"),
        lambda key: format_html('{} <code class="nowrap">{}…</code>', key.name, key.hint),
    ),
    Column("scopes", gettext_lazy("It may"), _scopes),
    Column(
        "store",
        gettext_lazy("Store"),
        lambda key: key.store or _("The whole organisation"),
    ),
    Column(
        "used",
        gettext_lazy("Last used"),
        lambda key: moment(key.last_used_at) if key.last_used_at else _("never"),
    ),
    Column(
        "state",
        gettext_lazy("State"),
        lambda key: part("console/settings/_key.html", key=key),
        style="block",
    ),
)
