"""The tags by kind, with how many people have each; the page of one; making and changing them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console import sources
from guisu.doors.console.customers.people import called
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.tags import wecom
from guisu.doors.console.tags.forms import TagForm, groups_offered
from guisu.ground.staff.domain import Permission
from guisu.know.customers.contacts import contacts
from guisu.know.customers.models import Customer, Tag, TagBatch, TagKind
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags as services

SEE, MANAGE = Permission.SEE_CUSTOMERS, Permission.MANAGE_TAGS
LATEST = 20
PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tags of one kind, each with the number of people who have it."""

    kind: str | Promise
    table: lists.Table[tuple[Tag, int]]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Somebody who has the tag: since when, and on whose word."""

    customer: Customer
    called: str
    batch: TagBatch
    given_at: object
    said_by: str


COLUMNS: tuple[Column[tuple[Tag, int]], ...] = (
    lead("tag", gettext_lazy("Tag"), lambda row: part("console/tags/_named.html", tag=row[0])),
    Column("when", gettext_lazy("When to give it"), lambda row: row[0].description),
    number(
        "people",
        gettext_lazy("People"),
        lambda row: part("console/tags/_count.html", tag=row[0], count=row[1]),
    ),
)


@require_GET
@operator_view(SEE)
def tags(request: OperatorRequest) -> HttpResponse:
    """All tags in use by kind, the archived ones folded away."""
    counts = selectors.counts(request.scope)
    shelves = [
        Shelf(kind.label, lists.plain(COLUMNS, [(tag, counts.get(tag.pk, 0)) for tag in found]))
        for kind in TagKind
        if (found := [tag for tag in selectors.tags() if tag.kind == kind])
    ]
    context = {"shelves": shelves, "archived": list(selectors.tags(archived=True))}
    return render(request, "console/tags/list.html", context)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def new_tag(request: OperatorRequest) -> HttpResponse:
    """Make a tag."""
    suggested = {"name": request.GET.get("name", ""), "kind": request.GET.get("kind", "")}
    form = TagForm(editing.posted(request), initial=suggested)

    def save() -> HttpResponse:
        tag = services.define(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The tag was made: now give it to somebody."))
        return go(request, "console:tag", tag.pk)

    return editing.answer(
        request,
        form,
        save,
        at="name",
        template="console/tags/form.html",
        heading=_("New tag"),
        verb=_("Make the tag"),
        back=reverse("console:tags"),
        groups=groups_offered(selectors.tags()),
    )


@require_GET
@operator_view(SEE)
def tag(request: OperatorRequest, pk: int) -> HttpResponse:
    """Who has the tag, who gave it, and what was done with it."""
    shown = selectors.tag(pk)
    given, taken = selectors.moved(request.scope, shown, since=timezone.now() - PERIOD)
    batches = list(selectors.batches_of(request.scope, shown)[:LATEST])
    context = {
        "tag": shown,
        "people": selectors.people_with(request.scope, shown).count(),
        "given": given,
        "taken": taken,
        "latest": _latest(request, shown),
        "batches": batches,
        "words": sources.labels(batch.source for batch in batches),
        **wecom.standing(request, shown),
    }
    return render(request, "console/tags/tag.html", context)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    """Rename a tag, describe it, move it to another kind or group."""
    shown = selectors.tag(pk)
    form = TagForm(editing.posted(request), tag=shown)

    def save() -> HttpResponse:
        told, seen = form.cleaned_data, editing.seen(request)
        services.change(shown, **told, seen=seen, by=request.user, at=timezone.now())
        messages.success(request, _("The tag was saved."))
        return go(request, "console:tag", pk)

    return editing.answer(
        request,
        form,
        save,
        of=shown,
        at="name",
        template="console/tags/form.html",
        heading=_("Edit “%(name)s”") % {"name": shown.name},
        verb=_("Save the tag"),
        back=reverse("console:tag", args=[pk]),
        groups=groups_offered(selectors.tags()),
    )


@require_POST
@operator_view(MANAGE)
def archiving(request: OperatorRequest, pk: int) -> HttpResponse:
    """Put a tag away, or bring it back (`back=yes`); either way people keep it."""
    shown = selectors.tag(pk)
    if request.POST.get("back") == "yes":
        services.restore(shown, by=request.user, at=timezone.now())
        messages.success(request, _("The tag is back, with everybody who had it."))
    else:
        services.archive(shown, by=request.user, at=timezone.now())
        messages.success(request, _("The tag was archived. You can bring it back at any time."))
    return go(request, "console:tag", pk)


def _latest(request: OperatorRequest, tag: Tag) -> list[Tagged]:
    """Who got the tag last, each person once."""
    taggings = selectors.latest(request.scope, tag, limit=LATEST)
    roots = {each.customer.merged_into or each.customer: each for each in reversed(taggings)}
    known = contacts(root.pk for root in roots)
    names = sources.labels(each.batch.source for each in taggings)
    told: list[Any] = [
        Tagged(
            root,
            called(request.scope, root, known[root.pk].identities),
            each.batch,
            each.given_at,
            names[each.batch.source],
        )
        for root, each in roots.items()
    ]
    return told[::-1]
