"""What staff change and note about a person: the profile, and consent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guisu.act.outreach.domain.codes import Need, Purpose
from guisu.act.outreach.domain.consent import Pair, need
from guisu.act.outreach.selectors import receivers, rules
from guisu.doors.console import sources, wording
from guisu.doors.console.customers import addresses
from guisu.doors.console.customers.forms import ConsentForm, ProfileForm
from guisu.doors.console.customers.page import around
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.database.editions import Stale
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import AlreadyErased
from guisu.know.customers.models import Consent, Customer

SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS


@require_http_methods(["GET", "POST"])
@operator_view(EDIT)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    """Change the profile by hand."""
    customer = _living(request.scope, pk)
    form = ProfileForm(editing.posted(request), scope=request.scope, customer=customer)

    def save() -> HttpResponse:
        _keep(request, customer, form)
        messages.success(request, _("The profile was saved."))
        return go(request, "console:customer", customer.pk)

    page = around(request, customer, "profile")
    return editing.answer(request, form, save, template="console/customers/edit.html", **page)


def _keep(request: OperatorRequest, customer: Customer, form: ProfileForm) -> None:
    changes, was = form.changes(), form.was()
    try:
        services.edit(customer, changes=changes, was=was, by=request.user, at=timezone.now())
    except Stale:
        form.offer_again()
        raise


@require_http_methods(["GET", "POST"])
@operator_view(SEE)
def consents(request: OperatorRequest, pk: int) -> HttpResponse:
    """What the person agreed to, since when and on what evidence; and a new word of theirs."""
    customer = selectors.person(request.scope, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        request.scope.require(EDIT)
        customer = _living(request.scope, pk)
        if form.is_valid() and _said(request, customer, form):
            return go(request, "console:customer-consents", customer.pk)
    told = list(selectors.consents_of(customer))
    context = {
        "form": form,
        "now": _held(told),
        "unasked": wording.listing(str(each.label) for each in receivers.unasked()),
        "history": told,
        "addresses": addresses.lines(request.scope, customer),
        "words": sources.labels(consent.source for consent in told),
        **around(request, customer, "consent"),
    }
    status = editing.status(request, form)
    return render(request, "console/customers/consent.html", context, status=status)


def _said(request: OperatorRequest, customer: Customer, form: ConsentForm) -> bool:
    with told_by(form):
        services.say_consent(
            customer,
            **form.cleaned_data,
            source=f"staff:{request.user.pk}",
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The person's word was noted."))
    return not form.errors


def _held(told: list[Consent]) -> list[tuple[Any, list[tuple[Consent | None, str]]]]:
    """For each channel its latest word a purpose, None where nothing was said; and what follows."""
    needs = rules.needs()
    latest: dict[tuple[str, str], Consent] = {}
    for consent in told:
        latest.setdefault((consent.channel, consent.purpose), consent)
    return [
        (
            channel.label,
            [
                (latest.get((channel, purpose)), _unless_asked(needs, channel, purpose))
                for purpose in Consent.Purpose
            ],
        )
        for channel in Consent.Channel
    ]


def _unless_asked(needs: Mapping[Pair, Need], channel: str, purpose: str) -> str:
    """What becomes of who said nothing; nothing is sent for a purpose that no message has."""
    if purpose not in set(Purpose):
        return ""
    is_sent = need(needs, channel, Purpose(purpose)) is Need.UNLESS_A_NO
    return _("is written to") if is_sent else _("is not written to")


def _living(scope: Scope, pk: int) -> Customer:
    """The person, who must not be erased: raises `AlreadyErased`."""
    customer = selectors.person(scope, pk)
    if customer.erased_at is not None:
        raise AlreadyErased
    return customer
