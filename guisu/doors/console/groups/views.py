"""The list of groups, and one group: whose it is, how it grows, who is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, moment, quiet
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.database.paging import page
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors as customers
from guisu.know.groups import selectors
from guisu.know.groups.models import Group, Membership
from guisu.know.groups.selectors import Growth

SEE = Permission.SEE_CUSTOMERS
A_WEEK = timedelta(days=7)
LATEST = ("-joined_at", "-id")


class FilterForm(KitForm):
    """Groups, or members of one, by a part of a name."""

    ABOUT = _("Filter groups")
    LABELS = {"text": _("Search")}

    text = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.SearchInput(attrs={"placeholder": _("Name or owner")}),
    )

    def sought(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("text") or ""


class MembersForm(FilterForm):
    ABOUT = _("Search the members")
    text = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.SearchInput(attrs={"placeholder": pgettext_lazy("person", "Name")}),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A group, and who came and left in the last seven days."""

    group: Group
    growth: Growth


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group. `pk` 0: a colleague, or a customer whom the asker does not see."""

    row: Membership
    called: str
    pk: int
    nickname: str


GROUPS = List[Line](
    name="groups",
    heading=_("Groups"),
    about=_("Group chats of WeCom that colleagues own, as WeCom tells of them."),
    empty=Empty(
        _("Groups will be listed here"),
        _("They come from WeCom, with everybody who is in them, once it is connected."),
        "users",
    ),
    none=Empty(
        _("No group fits this"),
        _("Search for a part of its name or of its owner's."),
        "filter",
        Act(_("Show all groups"), "groups"),
    ),
    columns=(
        lead(
            "name",
            pgettext_lazy("group", "Name"),
            lambda row: link(row.group, "group", row.group.pk),
        ),
        Column("owner", pgettext_lazy("group", "Owner"), lambda row: row.group.owner),
        Column("store", _("Store"), lambda row: row.group.store),
        number("members", _("Members"), lambda row: digits(row.group.members_count)),
        number("joined", _("Joined in 7 days"), lambda row: digits(row.growth.joined)),
        number("left", _("Left in 7 days"), lambda row: digits(row.growth.left)),
        Column("state", _("State"), lambda row: row.group.get_status_display()),
    ),
)
MEMBERS: tuple[Column[Member], ...] = (
    lead(
        "name",
        pgettext_lazy("person", "Name"),
        lambda one: link(one.called, "customer", one.pk) if one.pk else one.called,
    ),
    Column(
        "kind", _("Kind"), lambda one: _("colleague") if one.row.colleague_id else _("customer")
    ),
    Column("joined", _("Joined"), lambda one: moment(one.row.joined_at)),
    Column("scene", _("How"), lambda one: one.row.get_scene_display()),
    Column("nickname", _("Name in the group"), lambda one: quiet(one.nickname)),
)


@require_GET
@operator_view(SEE)
def groups(request: OperatorRequest) -> HttpResponse:
    """Living groups within the scope, the newest first."""
    form, every = FilterForm(request.GET), selectors.groups(request.scope)
    shown = lists.page(request, GROUPS, selectors.called(every, form.sought()))
    growth = selectors.growth(shown.rows, since=timezone.now() - A_WEEK)
    rows = [Line(one, growth.get(one.pk, Growth())) for one in shown.rows]
    is_empty = not rows and not every.exists()
    return lists.show(request, GROUPS, rows, page=shown, form=form, is_empty=is_empty)


@require_GET
@operator_view(SEE)
def group(request: OperatorRequest, pk: int) -> HttpResponse:
    """One group; members whom the asker does not see are counted and not named."""
    one: Group = found(selectors.groups(request.scope), pk, what=gettext_noop("group"))
    form = MembersForm(request.GET)
    sought = selectors.members_called(request.scope, one, form.sought())
    shown = page(sought, order=LATEST, after=request.GET.get("after", ""), size=lists.PAGE_SIZE)
    growth = selectors.growth([one], since=timezone.now() - A_WEEK).get(one.pk, Growth())
    context: dict[str, Any] = {
        "group": one,
        "facts": [
            (_("Members"), digits(one.members_count)),
            (_("Joined in 7 days"), digits(growth.joined)),
            (_("Left in 7 days"), digits(growth.left)),
        ],
        "form": form,
        "table": lists.plain(MEMBERS, _members(request.scope, shown.rows)),
        "page": shown,
        "filters": lists.filters(request),
    }
    return render(request, "console/groups/group.html", context)


def _members(scope: Scope, rows: Sequence[Membership]) -> list[Member]:
    """Who they are, as far as `scope` sees them."""
    roots = {row.pk: row.customer.merged_into_id or row.customer.pk for row in rows if row.customer}
    people = customers.people(scope).filter(pk__in=roots.values()).select_related("store")
    called = {one.customer.pk: one.called for one in person_rows(scope, people)}
    made = []
    for row in rows:
        root = roots.get(row.pk, 0)
        is_seen = root in called
        hidden = str(row.colleague or _("a customer of another store"))
        is_named = not root or (is_seen and scope.may(Permission.SEE_CONTACT))
        nickname = row.nickname if is_named else ""
        made.append(Member(row, called.get(root, hidden), root if is_seen else 0, nickname))
    return made
