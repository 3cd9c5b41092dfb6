"""Greeting new contacts within the twenty seconds that their codes live."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guisu.act.acquisition.domain.greetings import (
    ADDED,
    HALF,
    KEPT,
    LIFE,
    PAUSE,
    After,
    after,
    said,
)
from guisu.act.acquisition.models import Greeting, Welcome
from guisu.ground.channels import carriers, leaving
from guisu.ground.channels.carriers import Way, carrier_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, Parcel
from guisu.ground.database import editions, rows
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Identity

CONTACT = Identity.Channel.EXTERNAL_USERID
NO_WORDS = "no_words"
State, Spared = Greeting.State, Greeting.Spared
TERMS = Terms(repeatable=timedelta(), order=("came_at", "pk"))


@transaction.atomic
def set_welcome(  # noqa: PLR0913 - one more: the edition that was seen
    connection: Connection,
    *,
    state: str = "",
    text: str,
    attachments: Sequence[dict[str, Any]] = (),
    by: Staff | None,
    at: datetime,
    seen: int | None = None,
) -> Welcome:
    """Choose the words for who comes by `state` (empty: by no code that has words of its own).

    `seen` as `editions.turn` takes it. Raises `Stale`, `BadGreeting` and `CannotBeCarried`.
    """
    carriers.check(said(text, attachments), connection, Way.WELCOME)
    made, _ = Welcome.objects.select_for_update().get_or_create(connection=connection, state=state)
    editions.turn(made, seen)
    made.text, made.attachments, made.is_active = text, list(attachments), True
    made.save()
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
    why = "" if code else _ungreeted(pair)
    greeting = Greeting(
        **pair,
        welcome_code=(code or " ".join(["none", str(told.get("CreateTime", "")), *_ids(pair)]))[
            :200
        ],
        channel_state=str(told.get("State", ""))[:64],
        is_half=change == HALF,
        state=State.DROPPED if why else State.WAITING,
        code=why,
        came_at=at,
        expires_at=at + LIFE,
        due_at=at,
    )
    rows.insert_new(greeting)


def _ids(pair: Mapping[str, Any]) -> tuple[str, str]:
    return pair["userid"], pair["external_userid"]


def _ungreeted(pair: Mapping[str, Any]) -> str:
    was_half = Greeting.objects.filter(**pair, is_half=True).exists()
    return Spared.HALF if was_half else Spared.NO_CODE


def greet() -> bool:
    """Send the greeting that is owed longest. False when there is none.

    Safe in several processes: each greeting is one's, and arrives at most once.
    """
    ours = Greeting.objects.filter(connection__in=leaving.speaking())
    waiting = ours.select_related("connection")
    greeting = owed.take(waiting, TERMS, at=timezone.now())
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


def _send(greeting: Greeting) -> None:
    half = None if greeting.is_half else _said_when_half(greeting)
    if half is None:
        _say(greeting)
    elif half.state == State.WAITING and half.is_held:
        owed.put_off(greeting, until=timezone.now() + PAUSE)
    elif half.state in (State.DONE, State.UNKNOWN):
        owed.settle(greeting, State.DROPPED, code=Spared.HALF)
    else:
        _say(greeting)


def _said_when_half(greeting: Greeting) -> Greeting | None:
    """The greeting of the same two when they had each other from one side only."""
    earlier = Greeting.objects.filter(
        connection=greeting.connection,
        userid=greeting.userid,
        external_userid=greeting.external_userid,
        came_at__lte=greeting.came_at,
    ).exclude(pk=greeting.pk)
    last = earlier.order_by("-came_at", "-pk").first()
    return last if last is not None and last.is_half else None


def _say(greeting: Greeting) -> None:
    words = _words(greeting)
    if words is None:
        owed.settle(greeting, State.FAILED, code=NO_WORDS)
        return
    try:
        carrier_of(greeting.connection, Way.WELCOME).carry(
            Parcel(
                key=f"greeting {greeting.pk}",
                to=(greeting.welcome_code,),
                content=said(words.text, words.attachments),
                expires_at=greeting.came_at + LIFE,
            )
        )
    except ChannelError as error:
        _refused(greeting, error)
    else:
        owed.settle(greeting, State.DONE, sent_at=timezone.now())


def _refused(greeting: Greeting, error: ChannelError) -> None:
    match after(error):
        case After.UNKNOWN:
            owed.settle(greeting, State.UNKNOWN, **error.outcome)
        case After.FAILED:
            owed.settle(greeting, State.FAILED, **error.outcome)
        case After.AGAIN:
            owed.put_off(greeting, until=timezone.now() + PAUSE)


def _words(greeting: Greeting) -> Welcome | None:
    """Those of the way that the person came by, else those for everybody."""
    ours = Welcome.objects.filter(connection=greeting.connection, is_active=True)
    return ours.filter(Q(state=greeting.channel_state) | Q(state="")).order_by("-state").first()
