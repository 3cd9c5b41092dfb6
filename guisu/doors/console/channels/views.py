"""The channels: what we are connected to, whether it is well, and what is known of it."""

import math
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.act.acquisition import selectors as acquisition
from guisu.act.acquisition.models import Welcome
from guisu.doors.callbacks import selectors as callbacks
from guisu.doors.console.channels.forms import TestForm, WelcomeForm
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.channels import selectors
from guisu.ground.channels.carriers import adapter_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Advice, Finding, State
from guisu.ground.channels.reach import Provider
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.take_in.sync import selectors as sync
from guisu.take_in.sync import wording as troubles
from guisu.take_in.sync.models import Reading
from guisu.take_in.sync.services import marking
from guisu.take_in.sync.services import reading as reading_again

MANAGE = Permission.MANAGE_SETTINGS
SHOWN_READINGS, SHOWN_PARKED = 5, 20
COUNTED: dict[str, str | Promise] = {
    "colleagues": gettext_lazy("colleagues"),
    "tags": gettext_lazy("tags"),
    "ties": gettext_lazy("contacts"),
    "ties new": gettext_lazy("contacts made"),
    "ties changed": gettext_lazy("contacts changed"),
    "ties ended": gettext_lazy("contacts ended"),
    "groups": gettext_lazy("groups"),
    "groups ended": gettext_lazy("groups ended"),
    "members joined": gettext_lazy("members joined"),
    "members left": gettext_lazy("members left"),
}
A_DAY = timedelta(days=1)
CALLED: dict[str, str | Promise] = {
    "externalcontact/add_corp_tag": gettext_lazy("make a tag"),
    "externalcontact/add_contact_way": gettext_lazy("make a contact code"),
    "externalcontact/add_msg_template": gettext_lazy("make a mass message"),
    "externalcontact/batch/get_by_user": gettext_lazy("read contacts, a hundred at once"),
    "externalcontact/get": gettext_lazy("read one contact"),
    "externalcontact/get_corp_tag_list": gettext_lazy("read tags"),
    "externalcontact/groupchat/add_join_way": gettext_lazy("make a group code"),
    "externalcontact/groupchat/get_join_way": gettext_lazy("read a group code"),
    "externalcontact/get_follow_user_list": gettext_lazy("read who may contact customers"),
    "externalcontact/groupchat/get": gettext_lazy("read one group"),
    "externalcontact/groupchat/list": gettext_lazy("list groups"),
    "externalcontact/list": gettext_lazy("list contacts"),
    "externalcontact/mark_tag": gettext_lazy("tag a contact"),
    "externalcontact/send_welcome_msg": gettext_lazy("greet a new contact"),
    "externalcontact/update_contact_way": gettext_lazy("change a contact code"),
    "media/upload": gettext_lazy("send a file"),
    "message/send": gettext_lazy("tell a colleague"),
    "user/get": gettext_lazy("read one colleague"),
}
MARKS = {State.GOOD: "good", State.BAD: "bad", State.UNKNOWN: ""}


@require_GET
@operator_view(MANAGE)
def channel(request: OperatorRequest, pk: int) -> HttpResponse:
    """One connection; how it is follows once the page stands, for WeCom has to be asked."""
    connection = connection_of(pk)
    if connection.provider == Provider.SMTP:
        context = {"connection": connection, "form": TestForm(initial={"to": request.user.email})}
        return render(request, "console/channels/mailbox.html", context)
    form = welcome_form(connection)
    return render(request, "console/channels/channel.html", shown(request, connection, form))


@require_GET
@operator_view(MANAGE)
def examination(request: OperatorRequest, pk: int) -> HttpResponse:
    """What is wrong with it, asked of the provider now."""
    connection = connection_of(pk)
    adapter, heard_at = adapter_of(connection), callbacks.heard(connection).last_at
    told = adapter.examine(connection, at=timezone.now(), heard_at=heard_at)
    context = {
        "connection": connection,
        "checks": [_check(each, adapter.advice[each.check]) for each in told],
        "is_well": all(each.state is not State.BAD for each in told),
    }
    name = "_examination.html" if request.htmx else "examination.html"
    return render(request, f"console/channels/{name}", context)


@require_POST
@operator_view(MANAGE)
def reading(request: OperatorRequest, pk: int) -> HttpResponse:
    """Read all that WeCom holds, soon and in the background."""
    reading_again.ask_for(connection_of(pk), at=timezone.now())
    messages.success(request, _("Everything is being read again. This page shows how it went."))
    return redirect("console:channel", pk)


@require_POST
@operator_view(MANAGE)
def markings(request: OperatorRequest, pk: int) -> HttpResponse:
    """Tell WeCom again of the tags that it refused."""
    again = marking.try_again(sync.refused_markings(connection_of(pk)), at=timezone.now())
    messages.success(
        request,
        ngettext(
            "WeCom is being told of %(count)s contact again.",
            "WeCom is being told of %(count)s contacts again.",
            again,
        )
        % {"count": again},
    )
    return redirect("console:channel", pk)


def connection_of(pk: int) -> Connection:
    """Raises `NotFound`."""
    row: Connection = found(selectors.every(), pk, what=gettext_noop("channel"))
    return row


def welcome_form(connection: Connection, data: QueryDict | None = None) -> WelcomeForm:
    """The words for new contacts, as they are or as somebody typed them."""
    words = acquisition.welcome(connection)
    return WelcomeForm(data, initial={"text": words.text if words else ""})


def address_of(request: OperatorRequest, connection: Connection) -> str:
    """Where the provider is to post its callbacks."""
    address = reverse("callbacks:pushed", args=[connection.provider, connection.path])
    return request.build_absolute_uri(address)


def shown(request: OperatorRequest, connection: Connection, form: WelcomeForm) -> dict[str, Any]:
    """What the page of `connection` says."""
    readings = list(sync.readings(connection)[:SHOWN_READINGS])
    return {
        "connection": connection,
        "address": address_of(request, connection),
        **editing.around(form, acquisition.welcome(connection) or Welcome()),
        "heard": callbacks.heard(connection),
        "lag": callbacks.lag(connection),
        "latest": callbacks.LATEST,
        "calls": _calls(connection),
        "a_minute": adapter_of(connection).calls_a_minute,
        "known": sync.known(connection),
        "markings": sync.markings(connection),
        "readings": [_reading(each) for each in readings],
        "is_reading": any(each.ended_at is None for each in readings),
        "parked": callbacks.parked(connection)[:SHOWN_PARKED],
        "greetings": acquisition.greetings(connection),
    }


def _calls(connection: Connection) -> list[dict[str, Any]]:
    """What was asked of WeCom in a day: `share` of what it lets through in a minute."""
    told = selectors.calls(connection, since=timezone.now() - A_DAY)
    return [
        {
            "row": each,
            "words": CALLED.get(each.call, ""),
            "share": _share(each.busiest, of=adapter_of(connection).calls_a_minute),
        }
        for each in told
    ]


def _share(busiest: int, *, of: int) -> str:
    """Of what WeCom lets through; of few calls `<1%`, not the next whole number."""
    share = 100 * busiest / of
    return "<1%" if 0 < share < 1 else f"{math.floor(share)}%"


def _reading(row: Reading) -> dict[str, Any]:
    """`found` and `drift` as pairs of word and count."""
    return {
        "row": row,
        "troubles": [troubles.said(each) for each in row.troubles],
        "found": [(COUNTED.get(what, what), count) for what, count in row.found.items()],
        "drift": [(COUNTED.get(what, what), count) for what, count in row.drift.items()],
    }


def _check(told: Finding, advice: Advice) -> dict[str, Any]:
    return {
        "words": _(advice.looked_at),
        "mark": MARKS[told.state],
        "state": {
            State.GOOD: _("in order"),
            State.BAD: _("not in order"),
            State.UNKNOWN: _("not looked at"),
        }[told.state],
        "detail": told.detail,
        "code": told.code,
        "to_do": _(advice.to_do) if told.is_to_mend else "",
    }
