"""Why something is said: made once, stopped within a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guisu.act.outreach.domain import wording
from guisu.act.outreach.domain.codes import Code, Purpose
from guisu.act.outreach.domain.wording import KNOWN
from guisu.act.outreach.models import Cause, Delivery, Words
from guisu.act.outreach.services import settling
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Message
from guisu.ground.database import rows
from guisu.ground.jobs import owed
from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit

SWEPT_AT_ONCE = 2_000
State = Delivery.State
_json = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause as a room names it: itself, its object, and by what way it speaks.

    `share`: of 10,000, held out of `experiment`.
    """

    room: str
    subject: str
    connection: Connection
    channel: str
    purpose: Purpose
    experiment: str = ""
    share: int = 0
    keeps_quiet: bool = True


def cause(
    reason: Reason,
    *,
    says: Mapping[str, Message] | None = None,
    known: tuple[str, ...] = (),
    at: datetime,
) -> Cause:
    """The cause of `reason`, made the first time; what it says then is what it says for ever.

    `says`: by language, "" for whoever speaks none of the others; None where another room words
    it. `known` are variables beyond those that are known of everybody. Inside the caller's
    transaction. Raises `BadTemplate` and `UnknownVariable`.
    """
    made = Cause.objects.filter(room=reason.room, subject=reason.subject).first()
    if made is not None:
        return made
    told = {
        "channel": reason.channel,
        "purpose": reason.purpose.value,
        "connection": reason.connection,
        "words": _words(says, known, at=at) if says else None,
        "experiment": reason.experiment,
        "held_out": reason.share,
        "keeps_quiet": reason.keeps_quiet,
        "made_at": at,
    }
    return Cause.objects.get_or_create(room=reason.room, subject=reason.subject, defaults=told)[0]


class NotYoursToStop(Refusal):
    code = "outreach.not_yours_to_stop"
    template = gettext_noop("This may speak to other stores' customers, too: ask who sees all.")
    http_status = 403


@transaction.atomic
def stop(of: Cause, *, by: Staff | None, at: datetime) -> None:
    """Have nothing more of it said: whoever is about to call asks first. Repeats change nothing.

    What is being handed over in this moment is; what waits is dropped by `sweep`. A room that
    carries it itself stops it in this transaction, too.
    """
    if halt(of.room, of.subject, at=at):
        audit("outreach.stopped", subject=f"cause:{of.pk}", by=by, at=at, after={"what": str(of)})
        if (stopper := _stoppers.get(of.room)) is not None:
            stopper(of.subject, by=by, at=at)


def stop_in(scope: Scope, of: Cause, *, by: Staff, at: datetime) -> None:
    """As `stop`, for whoever sees all to whom it may speak. Raises `NotYoursToStop`."""
    scope.require(Permission.SEND_MESSAGES)
    if scope.stores is not None:
        raise NotYoursToStop
    stop(of, by=by, at=at)


def halt(room: str, subject: str, *, at: datetime) -> bool:
    """The column alone, for a room that has stopped its own. False: it is stopped, or never was."""
    ours = Cause.objects.filter(room=room, subject=subject, stopped_at=None)
    return ours.update(stopped_at=at) == 1


class Stopper(Protocol):
    def __call__(self, subject: str, *, by: Staff | None, at: datetime) -> None:
        """Stop what a room carries itself; inside the transaction that stops the cause."""
        ...


_stoppers: dict[str, Stopper] = {}


def stops(room: str, stopper: Stopper) -> None:
    """Called in `apps.ready` by a room that carries its copies itself."""
    _stoppers[room] = stopper


def sweep() -> bool:
    """Drop some of what waits of stopped causes. False when there is none.

    What somebody died at may have arrived: nobody takes it up again, so it is unknown.
    """
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lte=now)
    waiting = Delivery.objects.filter(free, state=State.WAITING, cause__stopped_at__isnull=False)
    if not waiting.exists():
        return False
    with transaction.atomic():
        # Whoever has taken one of them meanwhile settles it.
        found = list(rows.not_held(waiting.order_by("pk"))[:SWEPT_AT_ONCE])
        begun = [each.pk for each in found if each.is_held]
        never = [each.pk for each in found if not each.is_held]
        settling.write(begun, Fate(State.UNKNOWN, code=owed.NOBODY_KNOWS), at=now)
        settling.write(never, Fate(State.DROPPED, code=Code.STOPPED), at=now)
    return True


def _words(says: Mapping[str, Message], known: tuple[str, ...], *, at: datetime) -> Words:
    said: dict[str, Any] = {language: msgspec.to_builtins(each) for language, each in says.items()}
    for text in wording.texts(said):
        wording.check(text, (*KNOWN, *known))
    digest = digest128(_json(said).decode())
    return Words.objects.get_or_create(digest=digest, defaults={"said": said, "kept_at": at})[0]
