"""Greeting new contacts within the twenty seconds that their codes live."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from guisu.act.acquisition.domain.greetings import (
    ADDED,
    HALF,
    KEPT,
    LIFE,
    LONGEST_CALL,
    PAUSE,
    After,
    after,
    message,
)
from guisu.act.acquisition.models import Greeting, Welcome
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.database import rows
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Identity

CONTACT = Identity.Channel.EXTERNAL_USERID
State = Greeting.State
NOBODY_KNOWS = "The process ended while it was being sent."


@transaction.atomic
def set_welcome(
    connection: Connection,
    *,
    state: str = "",
    text: str,
    attachments: Sequence[dict[str, Any]] = (),
    by: Staff | None,
    at: datetime,
) -> Welcome:
    """Choose the words for who comes by `state` (empty: by no code that has words of its own).

    Raises `BadGreeting`.
    """
    message(text, list(attachments))
    words = {"text": text, "attachments": list(attachments), "is_active": True}
    made, _ = Welcome.objects.update_or_create(connection=connection, state=state, defaults=words)
    audit("welcome.set", subject=f"channel:{connection.pk}", by=by, at=at, after={"state": state})
    return made


def owe(connection: Connection, told: Mapping[str, Any], *, at: datetime) -> None:
    """Owe a greeting, if the event brings a code. In the transaction that keeps the callback.

    The same code again owes nothing more. WeCom brings none where its own console greets, where
    the two talk already, where the person is of another corp's WeCom, and where the code of the
    half-added contact was used: https://developer.work.weixin.qq.com/document/path/92130
    """
    code, change = str(told.get("WelcomeCode") or ""), told.get("ChangeType")
    if not code and change not in (HALF, ADDED):
        return
    pair = {
        "connection": connection,
        "userid": str(told.get("UserID", ""))[:64],
        "external_userid": str(told.get("ExternalUserID", ""))[:64],
    }
    owed = Greeting(
        **pair,
        code=(code or " ".join(["none", str(told.get("CreateTime", "")), *_ids(pair)]))[:200],
        channel_state=str(told.get("State", ""))[:64],
        is_half=change == HALF,
        state=State.WAITING if code else _ungreeted(pair),
        came_at=at,
        ends_at=at + LIFE,
        next_try_at=at,
    )
    Greeting.objects.bulk_create([owed], ignore_conflicts=True)


def _ids(pair: Mapping[str, Any]) -> tuple[str, str]:
    return pair["userid"], pair["external_userid"]


def _ungreeted(pair: Mapping[str, Any]) -> Greeting.State:
    was_half = Greeting.objects.filter(**pair, is_half=True).exists()
    return State.SPARED if was_half else State.NO_CODE


def greet() -> bool:
    """Send the greeting that is owed longest. False when there is none.

    Safe in several processes: each greeting is one's, and arrives at most once.
    """
    greeting = _held(at=timezone.now())
    if greeting is not None:
        _send(greeting)
    return greeting is not None


def forget(*, at: datetime) -> int:
    """Delete greetings of more than a week ago."""
    return rows.forget(Greeting.objects.filter(came_at__lt=at - KEPT))


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """When the person was greeted, and whether it arrived."""
    contacts = Identity.objects.filter(channel=CONTACT, customer__in=row_ids)
    held = Greeting.objects.filter(external_userid__in=contacts.values("value"))
    return [
        {"came_at": one.came_at.isoformat(), "state": one.state, "by": one.channel_state}
        for one in held.order_by("pk")
    ]


def erase(_row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Delete the person's greetings."""
    contacts = [value for channel, value in names if channel == CONTACT]
    Greeting.objects.filter(external_userid__in=contacts).delete()


def _held(*, at: datetime) -> Greeting | None:
    """A greeting, marked as being sent. What is too late, and what died, is settled on the way."""
    due = Greeting.objects.filter(state__in=[State.WAITING, State.SENDING], next_try_at__lte=at)
    if not due.exists():
        return None
    in_line = rows.not_held(due.select_related("connection").order_by("came_at"))
    with transaction.atomic():
        held = in_line.first()
        if held is not None and (held.state == State.SENDING or held.ends_at <= at):
            due.filter(state=State.SENDING).update(state=State.UNKNOWN, error=NOBODY_KNOWS)
            due.filter(state=State.WAITING, ends_at__lte=at).update(state=State.LATE)
            held = in_line.all().first()
        if held is not None:
            Greeting.objects.filter(pk=held.pk).update(
                state=State.SENDING, tries=F("tries") + 1, next_try_at=at + LONGEST_CALL
            )
    return held


def _send(greeting: Greeting) -> None:
    match _said_when_half(greeting):
        case State.SENDING:
            _settle(greeting, state=State.WAITING, next_try_at=timezone.now() + PAUSE)
        case State.SENT | State.UNKNOWN:
            _settle(greeting, state=State.SPARED)
        case _:
            _say(greeting)


def _said_when_half(greeting: Greeting) -> str:
    """How the greeting of the same two went when they had each other from one side only."""
    if greeting.is_half:
        return ""
    earlier = Greeting.objects.filter(
        connection=greeting.connection,
        userid=greeting.userid,
        external_userid=greeting.external_userid,
        came_at__lte=greeting.came_at,
    ).exclude(pk=greeting.pk)
    last = earlier.order_by("-came_at", "-pk").first()
    return last.state if last is not None and last.is_half else ""


def _say(greeting: Greeting) -> None:
    words = _words(greeting)
    if words is None:
        _settle(greeting, state=State.FAILED, error="no words for this way")
        return
    try:
        account_of(greeting.connection).welcome(
            greeting.code, message(words.text, words.attachments)
        )
    except ChannelError as error:
        _refused(greeting, error)
    else:
        _settle(greeting, state=State.SENT, sent_at=timezone.now())


def _refused(greeting: Greeting, error: ChannelError) -> None:
    now = timezone.now()
    match after(error):
        case After.UNKNOWN:
            _settle(greeting, state=State.UNKNOWN, error=str(error)[:200])
        case After.FAILED:
            _settle(greeting, state=State.FAILED, error=str(error)[:200])
        case After.AGAIN:
            _settle(greeting, state=State.WAITING, next_try_at=now + PAUSE)


def _words(greeting: Greeting) -> Welcome | None:
    """Those of the way that the person came by, else those for everybody."""
    ours = Welcome.objects.filter(connection=greeting.connection, is_active=True)
    return ours.filter(Q(state=greeting.channel_state) | Q(state="")).order_by("-state").first()


def _settle(greeting: Greeting, **changes: Any) -> None:
    Greeting.objects.filter(pk=greeting.pk, state=State.SENDING).update(**changes)
