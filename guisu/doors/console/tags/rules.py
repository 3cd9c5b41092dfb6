"""Rules that tag: whoever is in a segment has a tag, while they are in it or from then on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.forms import ConsoleForm, OneOf, offer
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import digits, part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.doors.console.tags.forms import TagField, offered
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.segments.models import TagRule
from guisu.know.segments.selectors import segments
from guisu.know.segments.selectors import tagging as selectors
from guisu.know.segments.services import tagging as services

MANAGE = Permission.MANAGE_TAGS


class RuleForm(ConsoleForm):
    """Which tag for the members of which segment, and until when."""

    segment = OneOf(
        label=gettext_lazy("Everybody in the segment"),
    )
    tag = TagField(label=gettext_lazy("has the tag"), max_length=60)
    mode = forms.ChoiceField(
        label=gettext_lazy("Given"),
        choices=TagRule.Mode.choices,
        initial=TagRule.Mode.WHILE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "segment", segments.segments(scope))

    @property
    def is_unknown(self) -> bool:
        """Whether what was typed is the name of no tag yet."""
        return self.has_error("tag", "unknown")


RULES = List[tuple[TagRule, int]](
    name="tag-rules",
    heading=gettext_lazy("Tag rules"),
    template="console/tags/rules.html",
    empty=Empty(
        gettext_lazy("Rules that tag by themselves will stand here"),
        gettext_lazy(
            "A rule gives a tag to everybody in a segment, while they are in it or once. It works "
            "within a minute of what happens, and says on each customer's page that it was the "
            "rule."
        ),
        "tag",
        Act(gettext_lazy("Make the first rule"), "new-tag-rule"),
    ),
    columns=(
        lead("segment", gettext_lazy("Segment"), lambda row: row[0].segment.name),
        Column(
            "tag",
            gettext_lazy("Tag"),
            lambda row: part("console/tags/_linked.html", tag=row[0].tag),
        ),
        Column("mode", gettext_lazy("Given"), lambda row: row[0].get_mode_display()),
        number("count", gettext_lazy("People by it"), lambda row: digits(row[1])),
        Column(
            "state",
            gettext_lazy("State"),
            lambda row: part("console/tags/_rule_state.html", rule=row[0]),
        ),
        Column(
            "acts",
            gettext_lazy("What can be done"),
            lambda row: part("console/tags/_rule_acts.html", rule=row[0], count=row[1]),
            style="acts",
        ),
    ),
)
NEW = Act(gettext_lazy("New rule"), "new-tag-rule", "plus", is_primary=True)


@require_GET
@operator_view(MANAGE)
def rules(request: OperatorRequest) -> HttpResponse:
    """The rules at work and those paused, with how many people have a tag by each."""
    found = list(selectors.rules())
    held = selectors.held(found)
    rows = [(rule, held.get(rule.pk, 0)) for rule in found]
    begin = RULES.empty
    if begin and not segments.segments(request.scope).exists():
        begin = replace(begin, act=Act(gettext_lazy("Make a segment first"), "segments"))
    return lists.show(request, RULES, rows, acts=[NEW] if rows else [], vacant=begin)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def new_rule(request: OperatorRequest) -> HttpResponse:
    """Have the members of a segment tagged from now on."""
    asked = {name: request.GET.get(name, "") for name in ("segment", "tag")}
    form = RuleForm(editing.posted(request), initial=asked, scope=request.scope)

    def save() -> HttpResponse:
        told = form.cleaned_data
        services.make(
            told["segment"], told["tag"], told["mode"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("The rule is at work: members are tagged in a moment."))
        return go(request, "console:tag-rules")

    return editing.answer(
        request,
        form,
        save,
        at="segment",
        template="console/tags/rule_form.html",
        offered=offered(),
    )


@require_POST
@operator_view(MANAGE)
def control(request: OperatorRequest, pk: int) -> HttpResponse:
    """Pause, go on, or end for good: the button's `act`."""
    rule = selectors.rule(pk)
    act = ACTS.get(request.POST.get("act", ""), services.pause)
    act(rule, by=request.user, at=timezone.now())
    return go(request, "console:tag-rules")


def _end_and_take(rule: TagRule, **told: Any) -> None:
    services.end(rule, take_back=True, **told)


def _end(rule: TagRule, **told: Any) -> None:
    services.end(rule, take_back=False, **told)


ACTS: dict[str, Callable[..., None]] = {
    "pause": services.pause,
    "resume": services.resume,
    "end": _end,
    "end-and-take": _end_and_take,
}
