"""The editor of the RFM scheme, with what a change would do before it is made."""

import itertools
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.forms import ConsoleForm, WholeNumber, told_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.lifecycle import words, yardstick
from guisu.doors.console.lifecycle.yardstick import CHANGE, Effect
from guisu.ground.kernel.money import Money, minor_units
from guisu.ground.staff.selectors import installation
from guisu.know.segments.domain import rfm
from guisu.know.segments.domain.rfm import BEST, SCORES, Group, Scheme, group_of
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import standing, yardsticks
from guisu.know.segments.selectors.standing import CellFigures
from guisu.know.segments.services import yardsticks as services

LONGEST_WINDOW = 3650
TOP_DOWN = tuple(score for score in reversed(SCORES) if score > SCORES[0])


class SchemeForm(ConsoleForm):
    """A column of edges for each of the three scores; the best score first."""

    window_days = WholeNumber(
        label=gettext_lazy("Look at orders of the last … days"),
        required=False,
        min_value=1,
        max_value=LONGEST_WINDOW,
        help_text=gettext_lazy("Empty: all orders so far."),
    )

    def __init__(self, *args: Any, scheme: Scheme, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(scheme, currency), **kwargs)
        self.currency = currency
        for score in TOP_DOWN:
            self.fields[f"r{score}"] = _number(_("R %(score)s: up to days") % {"score": score}, 0)
            self.fields[f"f{score}"] = _number(
                _("F %(score)s: orders at least") % {"score": score}, 1
            )
            self.fields[f"m{score}"] = forms.DecimalField(
                label=_("M %(score)s: spent at least") % {"score": score},
                widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
            )

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each score."""
        return [(score, [self[f"{axis}{score}"] for axis in "rfm"]) for score in TOP_DOWN]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self._hold_order("r", told, TOP_DOWN)
        self._hold_order("f", told, TOP_DOWN[::-1])
        self._hold_order("m", told, TOP_DOWN[::-1])
        return told

    def scheme(self) -> Scheme:
        """What was entered; only of a valid form."""
        told = self.cleaned_data
        return Scheme(
            told["window_days"],
            rfm.edges(told[f"r{score}"] for score in TOP_DOWN),
            rfm.edges(told[f"f{score}"] for score in TOP_DOWN[::-1]),
            rfm.edges(
                minor_units(str(told[f"m{score}"]), self.currency) for score in TOP_DOWN[::-1]
            ),
        )

    def _hold_order(self, axis: str, told: dict[str, Any], scores: Sequence[int]) -> None:
        names = [f"{axis}{score}" for score in scores]
        for lower, upper in itertools.pairwise(names):
            if lower in told and upper in told and told[upper] < told[lower]:
                self.add_error(
                    upper, _("This must not be less than %(value)s.") % {"value": told[lower]}
                )


@require_http_methods(["GET", "POST"])
@operator_view(CHANGE)
def editor(request: OperatorRequest) -> HttpResponse:
    """The form left, its effect right; saving makes a new version."""
    now, currency = yardsticks.scheme(), installation().currency
    form = SchemeForm(editing.posted(request), scheme=now, currency=currency)
    if yardstick.is_to_be_saved(request, form):
        with told_by(form):
            seen = editing.seen(request)
            services.set_scheme(form.scheme(), seen=seen, by=request.user, at=timezone.now())
            messages.success(request, _("The scheme is saved and in force."))
            return redirect("console:rfm")
    return yardstick.page(request, "scheme", form, Yardstick.Kind.RFM, _effect(request, form))


@require_POST
@operator_view(CHANGE)
def preview(request: OperatorRequest) -> HttpResponse:
    """What the entered scheme would do, while it is being entered."""
    form = SchemeForm(request.POST, scheme=yardsticks.scheme(), currency=installation().currency)
    return render(request, "console/lifecycle/_effect.html", _effect(request, form))


def _effect(request: OperatorRequest, form: SchemeForm) -> dict[str, Any]:
    at = timezone.now()

    def effect() -> dict[str, Any]:
        now = standing.cells(request.scope, at=at)
        then = standing.cells(request.scope, at=at, scheme=form.scheme())
        effects = [_by_group(group, now, then) for group in Group]
        return {"effects": effects, "by_score": _axes(then)}

    return yardstick.effect_of(form, effect)


def _by_group(group: Group, now: Sequence[CellFigures], then: Sequence[CellFigures]) -> Effect:
    before, after = (
        sum(each.people for each in cells if group_of(each.cell) is group) for cells in (now, then)
    )
    return Effect(words.GROUPS[group].name, before, after)


def _axes(cells: Sequence[CellFigures]) -> list[tuple[str, list[int]]]:
    """People by score, the best first, on each axis."""
    return [
        (
            axis.upper(),
            [
                sum(e.people for e in cells if getattr(e.cell, axis) == score)
                for score in SCORES[::-1]
            ],
        )
        for axis in "rfm"
    ]


def _initial(scheme: Scheme, currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {"window_days": scheme.window_days}
    for score in TOP_DOWN:
        told[f"r{score}"] = scheme.recency[BEST - score]
        told[f"f{score}"] = scheme.orders[score - 2]
        told[f"m{score}"] = Money(scheme.spent_minor[score - 2], currency).plain()
    return told


def _number(label: str, least: int) -> WholeNumber:
    return WholeNumber(
        label=label,
        min_value=least,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
