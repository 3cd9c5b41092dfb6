"""One message: before it goes, while it is under way, and after."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.act.messaging.models import Broadcast, Errand, Recipient
from guisu.act.messaging.selectors import audiences, grounds, missed
from guisu.act.messaging.selectors import broadcasts as reading
from guisu.act.messaging.services import drafts
from guisu.act.messaging.wording import OUTCOMES
from guisu.act.outreach.selectors import enclosures
from guisu.doors.console import wording
from guisu.doors.console.customers.people import called
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing, files
from guisu.doors.console.messages.forms import TimeForm
from guisu.ground.channels.wording import said as outcome
from guisu.ground.database import paging
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import audit
from guisu.know.customers.contacts import contacts

SEND = Permission.SEND_MESSAGES
State = Broadcast.State
NEWEST = ("-pk",)
AT_ONCE = 500
TITLE = 80
OPEN_ERRANDS = (Errand.State.WAITING, Errand.State.UNKNOWN)
MARKS = {
    Recipient.State.SENT: "good",
    Recipient.State.NO_CONTACT: "warn",
    Recipient.State.OVER_QUOTA: "warn",
    Recipient.State.NOT_SENT: "bad",
}


@require_GET
@operator_view(SEND)
def message(request: OperatorRequest, pk: int) -> HttpResponse:
    return _shown(request, reading.broadcast(request.scope, pk), TimeForm())


@require_GET
@operator_view(SEND)
def preview(request: OperatorRequest, pk: int) -> HttpResponse:
    """Whom it would reach now, through whom, and who would be left out why."""
    shown = reading.broadcast(request.scope, pk)
    context = {"message": shown, "preview": audiences.preview(shown, at=timezone.now())}
    return render(request, "console/messages/_preview.html", context)


@require_GET
@operator_view(SEND)
def picture(request: OperatorRequest, pk: int, digest: str) -> HttpResponse:
    """A picture of a message, as it was uploaded."""
    kept = enclosures.one_of(reading.broadcast(request.scope, pk).content, digest)
    content = bytes(kept.content)
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(content, content_type=kind)


@require_POST
@operator_view(SEND)
def sending(request: OperatorRequest, pk: int) -> HttpResponse:
    """Send it now, or at the moment chosen (`act=later`)."""
    draft = reading.broadcast(request.scope, pk)
    now, seen = timezone.now(), editing.seen(request)
    if request.POST.get("act") != "later":
        drafts.send_off(draft, due_at=now, seen=seen, by=request.user, at=now)
        return go(request, "console:message", pk)
    form = TimeForm(request.POST)
    if form.is_valid():
        with told_by(form):
            due_at = form.cleaned_data["due_at"]
            drafts.send_off(draft, due_at=due_at, seen=seen, by=request.user, at=now)
            return redirect("console:message", pk)
    return _shown(request, draft, form, status=422)


@require_POST
@operator_view(SEND)
def discarding(request: OperatorRequest, pk: int) -> HttpResponse:
    draft = reading.broadcast(request.scope, pk)
    drafts.discard(draft, by=request.user, at=timezone.now())
    messages.success(request, _("The draft “%s” is discarded.") % draft.title)
    return go(request, "console:messages")


@require_POST
@operator_view(SEND)
def calling_back(request: OperatorRequest, pk: int) -> HttpResponse:
    """Make a draft again of what waits for its time."""
    waiting = reading.broadcast(request.scope, pk)
    drafts.call_back(waiting, by=request.user, at=timezone.now())
    return go(request, "console:message", pk)


@require_POST
@operator_view(SEND)
def cancelling(request: OperatorRequest, pk: int) -> HttpResponse:
    shown = reading.broadcast(request.scope, pk)
    drafts.cancel(shown, by=request.user, at=timezone.now())
    messages.success(request, _("Nothing more of it is sent. What was confirmed stays sent."))
    return go(request, "console:message", pk)


@require_POST
@operator_view(SEND)
def reminding(request: OperatorRequest, pk: int) -> HttpResponse:
    shown = reading.broadcast(request.scope, pk)
    count = drafts.remind(shown, by=request.user, at=timezone.now())
    text = ngettext(
        "WeCom reminds %(count)d colleague.", "WeCom reminds %(count)d colleagues.", count
    )
    messages.success(request, text % {"count": count})
    return go(request, "console:message", pk)


@require_POST
@operator_view(SEND)
def writing_again(request: OperatorRequest, pk: int) -> HttpResponse:
    """A draft of the same to those whom it did not reach."""
    shown = reading.broadcast(request.scope, pk)
    made = drafts.write_again(
        shown,
        title=(_("%s, once more") % shown.title)[:TITLE],
        scope=request.scope,
        by=request.user,
        at=timezone.now(),
    )
    return go(request, "console:message", made.pk)


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest, pk: int) -> HttpResponseBase:
    """Everybody it was for and what became of each, as CSV or XLSX. Audited."""
    shown = reading.broadcast(request.scope, pk)
    audit("customers.exported", subject=f"broadcast:{pk}", by=request.user, at=timezone.now())
    header = [_("To"), _("Colleague"), _("State"), _("Reason"), _("Sent")]
    rows = _exported(request, shown)
    return files.download(request, shown.title, header, rows)


def _shown(
    request: OperatorRequest, shown: Broadcast, form: TimeForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"message": shown, "form": form, "audience": _audience(shown)}
    if shown.state in {State.DRAFT, State.WAITING, State.HELD}:
        context |= {"lost": _lost(shown)}
        return render(request, "console/messages/draft.html", context, status=status)
    return render(
        request, "console/messages/message.html", context | _told(shown, at=timezone.now())
    )


def _lost(shown: Broadcast) -> str:
    """Why it is held, or would be if its time came now."""
    why = shown.held_for if shown.state == State.HELD else grounds.gone(shown)
    return str(Broadcast.Why(why).label) if why else ""


def _told(shown: Broadcast, *, at: datetime) -> dict[str, Any]:
    shares = reading.shares(shown)
    asked_for = list(reading.asked_for(shown))
    open_still = [row.duty.task for row in shares if row.duty.confirmed_at is None]
    return {
        "progress": reading.progress([shown])[shown.pk],
        "missed": missed.missed(shown.pk).count() if shown.ended_at else 0,
        "again": missed.written_again(shown),
        "shares": shares,
        "states": [(state, MARKS.get(state, ""), n) for state, n in reading.states(shown)],
        "reasons": reading.reasons(shown),
        "troubles": sorted({_trouble(each) for each in asked_for if each.code or each.error}),
        "is_moving": any(each.state in OPEN_ERRANDS for each in asked_for),
        "reminders_left": reading.reminders_left(open_still[0], at=at) if open_still else 0,
    }


def _trouble(errand: Errand) -> str:
    return outcome(errand.code, errand.error, OUTCOMES)


def _audience(shown: Broadcast) -> str:
    """Whom it is for, in words."""
    asked = shown.audience
    named = wording.listing(audiences.names(shown))
    if "segment" in asked:
        return _("Segment “%s”") % named
    if "people" in asked:
        count = len(asked["people"])
        return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
    if "missed" in asked:
        return _("Whom “%s” did not reach") % named
    if "owners" in asked:
        return _("All groups of %s") % named
    if shown.kind == Broadcast.Kind.MOMENT:
        return _("Published by %s") % (named or _("everybody"))
    return _("All contacts of %s") % named


def _exported(request: OperatorRequest, shown: Broadcast) -> Iterator[tuple[object, ...]]:
    after = ""
    while True:
        page = paging.page(reading.recipients(shown), order=("pk",), after=after, size=AT_ONCE)
        ids = [one.customer_id for one in page.rows if one.customer_id]
        known = contacts(ids)
        for one in page.rows:
            yield (
                called(request.scope, one.customer, known[one.customer.pk].identities)
                if one.customer
                else str(one.group or ""),
                str(one.duty.colleague) if one.duty else "",
                one.get_state_display(),
                one.get_reason_display() if one.reason else "",
                timezone.localtime(one.sent_at).isoformat() if one.sent_at else "",
            )
        after = page.next
        if not after:
            return
