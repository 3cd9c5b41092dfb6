"""Where one person stands, with the evidence: a card on their page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.lifecycle import words
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.selectors import installation
from guisu.know.customers import selectors as customers
from guisu.know.segments.domain.ladder import Facts, Rules
from guisu.know.segments.domain.rfm import Cell, Measured, group_of
from guisu.know.segments.selectors import person, segments, yardsticks
from guisu.know.segments.selectors.person import PersonStanding
from guisu.know.segments.wording import STAGES

MARKETING = "marketing"


@require_GET
@operator_view(Permission.SEE_ORDERS)
def standing(request: OperatorRequest, pk: int) -> HttpResponse:
    """RFM cell, stage and rung of one person, as far as the asker sees their orders."""
    request.scope.require(Permission.SEE_CUSTOMERS)
    customer = customers.person(request.scope, pk)
    words_now = customers.consents_now(customer)
    found = person.of_person(
        request.scope,
        customer,
        rows=customers.rows_of(customer),
        channels=[identity.channel for identity in customers.identities_of(customer)],
        is_reachable=any(
            word.granted for (_channel, purpose), word in words_now.items() if purpose == MARKETING
        ),
        at=timezone.now(),
    )
    name = "_standing.html" if request.htmx else "standing.html"
    context = {
        "customer": customer,
        "standing": told(found),
        "segments": segments.segments_of(request.scope, customer),
    }
    return render(request, f"console/lifecycle/{name}", context)


def told(found: PersonStanding) -> dict[str, Any]:
    """The card in words."""
    place = found.place
    return {
        "cell": found.cell,
        "group": words.GROUPS[group_of(found.cell)] if found.cell else None,
        "scored": _scored(found.cell, found.measured),
        "stage": STAGES[found.stage],
        "definition": words.definition(found.stage, yardsticks.thresholds()),
        "rung": words.RUNGS[place.rung],
        "evidence": _evidence(found.near, found.rules),
        "next": words.RUNGS[place.next] if place.next else "",
        "missing": [(words.asked(need, found.rules), words.STEPS[need]) for need in place.missing],
    }


def _scored(cell: Cell | None, measured: Measured | None) -> str:
    if cell is None or measured is None:
        return _("no order to score")
    return _("last order %(days)s ago, %(orders)s orders, %(spent)s") % {
        "days": words.days(measured.recency_days),
        "orders": f"{measured.orders:,}",
        "spent": Money(measured.spent_minor, installation().currency).shown(),
    }


def _evidence(near: Facts, rules: Rules) -> list[str]:
    """What speaks for the rung: only what holds."""
    told_of = {"days": near.days_bought, "within": rules.advocacy_days}
    return [
        text
        for holds, text in (
            (near.is_identified, _("known by name")),
            (near.is_reachable, _("agrees to marketing")),
            (near.days_bought, _("ordered on %(days)s days") % told_of),
            (near.advocacy, _("recommended us in the last %(within)s days") % told_of),
        )
        if holds
    ]
