"""A tag of ours in WeCom: having it there too, and settling where the two differ."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.ground.channels import selectors as channels
from guisu.ground.staff.domain import Permission
from guisu.know.customers.models import Tag
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags as services
from guisu.take_in.sync import selectors as sync
from guisu.take_in.sync.models import Mirror
from guisu.take_in.sync.services import marking, mirroring

MANAGE, EDIT = Permission.MANAGE_TAGS, Permission.EDIT_CUSTOMERS


def standing(request: OperatorRequest, tag: Tag) -> dict[str, Any]:
    """What the page of a tag says of WeCom; nothing where none is connected."""
    return {
        "in_wecom": [_told(one) for one in sync.in_wecom(tag)],
        "drift": sync.drift(request.scope, tag).count(),
    }


@require_POST
@operator_view(MANAGE)
def mirror(request: OperatorRequest, pk: int, connection_pk: int) -> HttpResponse:
    """Have the tag in this WeCom too."""
    tag = selectors.tag(pk)
    connection = found(channels.every(), connection_pk, what="channel")
    mirroring.want(tag, connection, by=request.user, at=timezone.now())
    messages.success(
        request, _("WeCom is being told of the tag; then of everybody who has it here.")
    )
    return go(request, "console:tag", pk)


@require_POST
@operator_view(EDIT)
def drift(request: OperatorRequest, pk: int) -> HttpResponse:
    """Settle where colleagues took the tag in WeCom: put it back there, or take it here too."""
    tag, now = selectors.tag(pk), timezone.now()
    differing = sync.drift(request.scope, tag)
    if request.POST.get("settled_by") == "taking":
        people = list(differing.values_list("tie__customer", flat=True))
        word = {"source": f"staff:{request.user.pk}", "why": _("taken in WeCom")}
        count = services.take(tag, people, **word, by=request.user, at=now).people
        told = ngettext("Taken from %(count)s person.", "Taken from %(count)s people.", count)
    else:
        count = marking.tell_again(differing, at=now)
        told = ngettext(
            "WeCom is being told of %(count)s contact again.",
            "WeCom is being told of %(count)s contacts again.",
            count,
        )
    messages.success(request, told % {"count": count})
    return go(request, "console:tag", pk)


def _told(one: sync.InWeCom) -> dict[str, Any]:
    state, code = (one.mirror.state, one.mirror.code) if one.mirror is not None else ("", "")
    return {
        "connection": one.connection,
        "corp_tag": one.corp_tag,
        "is_on_its_way": state == Mirror.State.WAITING,
        "is_taken": code == mirroring.TAKEN,
        "refused": code if state == Mirror.State.FAILED else "",
    }
